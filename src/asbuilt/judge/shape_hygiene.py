"""What is wrong with a workspace's own shapes, so that they find less than their author thinks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from rdflib import OWL, PROV, RDF, RDFS, SH, Literal, URIRef
from rdflib.collection import Collection

from asbuilt.judge.shape_files import Shapes, tail
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Subject
    from asbuilt.store import Triple
    from asbuilt.workspace import Workspace

_NEAR = sorted({*SH.__annotations__, "and", "class", "in", "not", "or"})
"""Words that may be meant by others."""
_ADVANCED = frozenset(
    {
        "target", "rule", "expression", "values", "js", "jsLibrary", "SPARQLFunction",
        "JSFunction", "SPARQLTarget", "SPARQLTargetType", "SPARQLRule", "TripleRule", "JSRule",
    }
)  # fmt: skip
"""Words of SHACL Advanced Features and SHACL JavaScript, which no engine here runs."""
_TO_SHAPES = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_TO_LISTS = (SH["and"], SH["or"], SH.xone)


@dataclass(frozen=True, order=True, slots=True)
class _Fault:
    file: str
    word: str
    """What stands in the file and is at fault."""
    proof: str


def shape_faults(shapes: Shapes, workspace: Workspace) -> Iterator[Triple]:
    """State each fault of the workspace's shapes as an ``ab:ShapeFault`` about its file."""
    minter = workspace.minter
    for fault in sorted(
        {*_words(shapes), *_missing(shapes), *_imports(shapes), *_pathless(shapes)}
    ):
        node = minter.derived("shapes", fault.file, fault.word)
        file = minter.file(fault.file)
        line = _line(workspace, fault)
        yield node, RDF.type, AB.ShapeFault
        yield node, RDFS.label, Literal(fault.word)
        yield node, AB.about, file
        yield node, AB.proof, Literal(fault.proof)
        yield node, PROV.hadPrimarySource, minter.place(fault.file, f"line={line}" if line else "")
        yield file, RDFS.label, Literal(fault.file)


def _words(shapes: Shapes) -> Iterator[_Fault]:
    """Give words of SHACL's namespace that it does not have, or that no engine here runs."""
    users: dict[tuple[str, str], set[Subject]] = {}
    for triple in shapes.graph:
        subject = cast("Subject", triple[0])
        file = shapes.origin.get(subject, "")
        if file not in shapes.own:
            continue
        for term in triple[1:]:
            if isinstance(term, URIRef) and term.startswith(str(SH)):
                users.setdefault((file, term[len(str(SH)) :]), set()).add(subject)
    for (file, word), using in users.items():
        times = "once" if len(using) == 1 else f"{len(using)} times"
        if word in _ADVANCED:
            said = "belongs to SHACL Advanced Features, which are not run"
            yield _Fault(file, f"sh:{word}", f"sh:{word} {said}. It is used {times} in this file.")
        elif URIRef(str(SH) + word) not in SH:
            near = get_close_matches(word, _NEAR, 1, 0.6)
            meant = f"; perhaps sh:{near[0]} is meant" if near else ""
            said = f"sh:{word} is no word of SHACL{meant}. It is used {times} in this file."
            yield _Fault(file, f"sh:{word}", f"{said} Whatever it says is not judged.")


def _missing(shapes: Shapes) -> Iterator[_Fault]:
    graph = shapes.graph
    for node, wanted in _referred(shapes):
        file = shapes.origin.get(node, "")
        if file in shapes.own and (wanted, None, None) not in graph:
            said = f"The shape <{wanted}> is referred to, and stands in none of the files that "
            yield _Fault(file, tail(str(wanted)), f"{said}asbuilt.toml names.")


def _pathless(shapes: Shapes) -> Iterator[_Fault]:
    for file, node in shapes.set_aside:
        if (node, None, None) in shapes.graph:
            said = f"<{node}> has not exactly one path that can be walked, so it is not run."
        else:
            said = f"The property shape <{node}> is referred to, and stands in none of the files."
        yield _Fault(file, tail(str(node)), said)


def _referred(shapes: Shapes) -> Iterator[tuple[Subject, URIRef]]:
    graph = shapes.graph
    for predicate in _TO_SHAPES:
        for node, value in graph.subject_objects(predicate):
            if isinstance(value, URIRef):
                yield cast("Subject", node), value
    for predicate in _TO_LISTS:
        for node, members in graph.subject_objects(predicate):
            for value in Collection(graph, cast("Subject", members)):
                if isinstance(value, URIRef):
                    yield cast("Subject", node), value


def _imports(shapes: Shapes) -> Iterator[_Fault]:
    known = {str(node) for node in shapes.graph.subjects(RDF.type, OWL.Ontology)}
    for node, wanted in shapes.graph.subject_objects(OWL.imports):
        file = shapes.origin.get(cast("Subject", node), "")
        is_here = str(wanted) in known or (wanted, None, None) in shapes.graph
        if file in shapes.own and not is_here:
            said = f"<{wanted}> is imported, and stands in none of the files that asbuilt.toml "
            yield _Fault(
                file, str(wanted), f"{said}names. Nothing is fetched, so it is not known here."
            )


def _line(workspace: Workspace, fault: _Fault) -> int | None:
    """Give the first line of the file that holds the word, whatever prefix it is written with."""
    word = fault.word if "://" in fault.word else fault.word.rpartition(":")[2]
    wanted = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    with (workspace.folder / fault.file).open(encoding="utf-8", errors="replace") as lines:
        return next((n for n, line in enumerate(lines, start=1) if wanted.search(line)), None)
