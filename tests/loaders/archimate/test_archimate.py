"""Tests of the loader of ArchiMate models."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read, same_graph
from rdflib import DCTERMS, RDF, RDFS, SKOS, Literal, URIRef

from asbuilt.loaders import archimate
from asbuilt.loaders.archimate.names import (
    ARCHIMATE,
    CLASSES,
    DENOTED,
    ELEMENTS,
    RELATIONS,
    RENAMED,
)
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".archimate", ".xml")
HEAD = (
    '<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="m"><name>M</name>'
)
FOLDER = (
    '<organizations><item identifier="f"><label>F</label><item identifierRef="gone"/></item>'
    "</organizations>"
)
VIEW = (
    '<views><diagrams><view identifier="v" xsi:type="Diagram"><name>V</name>'
    '<node identifier="n" xsi:type="Element" elementRef="gone"/></view></diagrams></views>'
)


def model(elements: str, relations: str = "", rest: str = "") -> str:
    """Give an exchange file that holds this: names of elements as ``id:Type``, or XML."""
    made = "".join(
        f'<element identifier="{one.partition(":")[0]}" xsi:type="{one.partition(":")[2]}">'
        f"<name>{one.partition(':')[0].upper()}</name></element>"
        for one in elements.split()
    )
    related = "".join(
        f'<relationship identifier="r{number}" source="{source}" xsi:type="{kind}"'
        f' target="{target}" accessType="{access}"/>'
        for number, (source, kind, target, access) in enumerate(
            (*one.split(), "", "")[:4] for one in relations.split(",") if one.strip()
        )
    )
    return (
        f"{HEAD}<elements>{made}</elements><relationships>{related}</relationships>{rest}</model>"
    )


def element(identifier: str, file: str = "m.xml") -> URIRef:
    """Give the IRI of an element."""
    return URIRef(f"{BASE}{file}#{identifier}")


def named(path: str) -> URIRef:
    """Give the IRI of what the organisation names once for all."""
    return URIRef(BASE + path)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_model_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert archimate.claims(path, read_head(path))
    golden(archimate, path)


def test_tables_of_names_do_not_contradict_each_other() -> None:
    """What is mapped, or called otherwise in older versions, is a type of ArchiMate 3."""
    assert set(CLASSES) | set(DENOTED) <= ELEMENTS
    assert not set(CLASSES) & set(DENOTED)
    assert set(RENAMED.values()) <= ELEMENTS | RELATIONS
    assert not set(RENAMED) & (ELEMENTS | RELATIONS)


def test_an_archive_gives_what_the_plain_file_gives(reader: Reader) -> None:
    """Archi puts a model with images into a ZIP; nothing but the model is opened."""
    plain = (HERE / "stores.archimate").read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.xml", plain)
        archive.writestr("images/../../../evil.png", b"\x89PNG")
    one = reader(archimate, "m.archimate", plain)
    two = reader(archimate, "m.archimate", packed.getvalue())
    assert archimate.claims(Path("m.archimate"), packed.getvalue())
    same_graph(two.graph, one.graph)
    assert (two.elements, two.problems) == (one.elements, one.problems)


@pytest.mark.parametrize("kind", sorted(ELEMENTS))
def test_an_element_of_any_type_keeps_its_type_name_and_identifier(
    kind: str, reader: Reader
) -> None:
    """Whatever the ontology makes of it, ArchiMate's own type is there to be asked for."""
    outcome = reader(archimate, "m.xml", model(f"e:{kind}"))
    graph = outcome.graph
    assert (element("e"), RDF.type, ARCHIMATE[kind]) in graph
    assert (element("e"), AB.elementKind, Literal(kind)) in graph
    assert graph.value(element("e"), RDFS.label) == Literal("E")
    assert graph.value(element("e"), DCTERMS.identifier) == Literal("e")
    assert outcome.elements[kind] == 1
    assert not outcome.problems


@pytest.mark.parametrize("kind", sorted(RELATIONS))
def test_a_relationship_of_any_type_is_a_thing_and_a_link(kind: str, reader: Reader) -> None:
    """It can be asked for by its identifier and followed from end to end."""
    outcome = reader(archimate, "m.xml", model("a:Goal b:Goal", f"a {kind} b"))
    graph = outcome.graph
    assert (element("a"), ARCHIMATE[kind], element("b")) in graph
    assert (element("r0"), RDF.type, ARCHIMATE[kind]) in graph
    assert graph.value(element("r0"), ARCHIMATE.source) == element("a")
    assert graph.value(element("r0"), ARCHIMATE.target) == element("b")
    assert graph.value(element("r0"), RDFS.label) == Literal("A → B")
    assert outcome.elements[kind] == 1


@pytest.mark.parametrize(
    ("elements", "relations", "subject", "term", "value"),
    [
        ("a:BusinessRole p:BusinessProcess", "a Assignment p", "#p", "performedBy", "role/a"),
        ("a:BusinessActor p:BusinessProcess", "a Assignment p", "#p", "performedBy", "role/a"),
        ("p:BusinessProcess q:BusinessProcess", "p Composition q", "#p", "hasStep", "#q"),
        ("p:BusinessProcess q:BusinessInteraction", "p Aggregation q", "#q", "partOf", "#p"),
        ("p:BusinessProcess d:BusinessObject", "p Access d Read", "#p", "reads", "dataobject/d"),
        ("p:BusinessProcess d:Contract", "p Access d ReadWrite", "#p", "writes", "dataobject/d"),
        ("p:ApplicationProcess d:DataObject", "p Access d Write", "#p", "writes", "#d"),
        ("d:DataObject o:BusinessObject", "d Realization o", "#d", "represents", "dataobject/o"),
        ("s:ApplicationComponent i:ApplicationInterface", "s Assignment i", "#i", "heldBy",
         "system/s"),
        ("s:Node i:TechnologyService", "s Realization i", "#i", "heldBy", "system/s"),
        ("s:ApplicationComponent p:Principle", "s Realization p", "system/s", "governedBy",
         "policy/p"),
    ],
)  # fmt: skip
def test_a_relationship_is_said_in_the_ontology_s_words(  # noqa: PLR0917 - a table
    elements: str, relations: str, subject: str, term: str, value: str, reader: Reader
) -> None:
    """Who does, reads, writes, holds and follows what is for rules to judge."""
    graph = reader(archimate, "m.xml", model(elements, relations)).graph
    ends = [element(end[1:]) if end.startswith("#") else named(end) for end in (subject, value)]
    assert (ends[0], AB[term], ends[1]) in graph


def test_access_of_unknown_kind_says_neither_reading_nor_writing(reader: Reader) -> None:
    """The standard's default says only that data is touched; nothing is guessed from it."""
    text = model("p:BusinessProcess d:BusinessObject", "p Access d")
    graph = reader(archimate, "m.xml", text).graph
    assert not set(graph.subject_objects(AB.reads)) | set(graph.subject_objects(AB.writes))


def test_processes_in_a_ring_of_parts_are_all_processes(reader: Reader) -> None:
    """Parts that hold each other have no outermost process; the loader ends all the same."""
    text = model("p:BusinessProcess q:BusinessProcess", "p Composition q, q Composition p")
    graph = reader(archimate, "m.xml", text).graph
    assert set(graph.subjects(RDF.type, AB.Process)) == {element("p"), element("q")}


def test_a_ring_of_junctions_leads_nowhere(reader: Reader) -> None:
    """Junctions that lead to each other join nothing; the loader ends all the same."""
    text = model(
        "a:Goal i:Junction j:Junction",
        "a Triggering i, i Triggering j, j Triggering i",
    )
    outcome = reader(archimate, "m.xml", text)
    assert not outcome.problems
    assert not set(outcome.graph.subject_objects(AB.next))


def test_names_in_several_languages_are_all_kept(reader: Reader) -> None:
    """The label is the English one; a language that does not exist is not believed."""
    text = (
        f'{HEAD}<elements><element identifier="e" xsi:type="Goal">'
        '<name xml:lang="de">Ziel</name><name xml:lang="en-GB">Goal</name>'
        '<name xml:lang="_x y">Mål</name>'
        '<documentation xml:lang="de">Wohin.</documentation></element></elements></model>'
    )
    graph = reader(archimate, "m.xml", text).graph
    assert list(graph.objects(element("e"), RDFS.label)) == [Literal("Goal")]
    names = set(graph.objects(element("e"), SKOS.prefLabel))
    assert names == {Literal("Ziel", lang="de"), Literal("Goal", lang="en-GB"), Literal("Mål")}
    assert graph.value(element("e"), DCTERMS.description) == Literal("Wohin.", lang="de")


def test_an_owner_in_a_property_answers_for_what_the_element_stands_for(reader: Reader) -> None:
    """A key that says owner is understood, is told in the ledger, and is kept as it stands."""
    text = (
        f'{HEAD}<elements><element identifier="e" xsi:type="ApplicationComponent">'
        '<name>ERP</name><properties><property propertyDefinitionRef="o"><value>Head of IT</value>'
        "</property></properties></element></elements><propertyDefinitions>"
        '<propertyDefinition identifier="o" type="string"><name>System Owner</name>'
        "</propertyDefinition></propertyDefinitions></model>"
    )
    outcome = reader(archimate, "m.xml", text)
    owned = (named("system/erp"), AB.ownedBy, named("role/head_of_it"))
    assert owned in outcome.graph
    kept = (element("e"), named("property/system_owner"), Literal("Head of IT"))
    assert kept in outcome.graph
    assert outcome.kept == {"owner by property": 1}


@pytest.mark.parametrize(
    ("rest", "reference"),
    [
        ("", "target"),
        (FOLDER, "identifierRef"),
        (VIEW, "elementRef"),
    ],
)
def test_a_reference_into_nothing_is_told_with_its_line(
    rest: str, reference: str, reader: Reader
) -> None:
    """The ledger says who names what in vain; nothing is made up in its place."""
    relations = "a Serving gone" if reference == "target" else ""
    outcome = reader(archimate, "m.xml", "\n" + model("a:Goal", relations, rest))
    [problem] = outcome.problems
    assert problem.severity == "warning"
    assert problem.place.line == 2
    assert "'gone'" in problem.message
    assert reference in problem.message
    assert (None, None, element("gone")) not in outcome.graph


def test_every_identifier_is_in_the_graph_or_its_kind_in_the_ledger() -> None:
    """Nothing that has an identifier is lost without a word."""
    for path in CASES:
        outcome = read(archimate, path)
        identifiers = {str(found) for found in outcome.graph.objects(None, DCTERMS.identifier)}
        root = archimate.parse_bytes(path.read_bytes())
        nodes = [node for node in root.iter("*") if node.get("identifier") or node.get("id")]
        assert nodes
        for node in nodes:
            kind = next((v for k, v in node.attrib.items() if str(k).endswith("}type")), "")
            words = {str(node.tag).rpartition("}")[2], str(kind).rpartition(":")[2]}
            known = identifiers & {node.get("identifier"), node.get("id")}
            assert known or words & {*outcome.elements, *outcome.kept, *outcome.unread}
