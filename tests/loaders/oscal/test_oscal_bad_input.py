"""What the loader of OSCAL says of files that are damaged, contradictory, or not its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.loaders import oscal
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Reader

HERE = Path(__file__).parent
SAMPLES = [path.read_bytes() for path in (*cases(HERE, ".json"), *cases(HERE / "forms", ".xml"))]
SPACE = "http://csrc.nist.gov/ns/oscal/1.0"
METADATA = (
    '"uuid": "u-1", "metadata": {"title": "T", "last-modified": "2026-01-01T00:00:00Z",'
    ' "version": "1", "oscal-version": "1.1.2"}'
)


def _catalog(more: str) -> str:
    return f'{{"catalog": {{{METADATA}, {more}}}}}'


def _group(controls: str) -> str:
    return _catalog(f'"groups": [{{"id": "g", "title": "G", "controls": [{controls}]}}]')


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ('{"catalog": {', "cut off"),
        ("{}", "no document of OSCAL"),
        ('{"catalog": []}', "no document of OSCAL"),
        ('{"catalog": {"uuid": "a", "uuid": "b"}}', "stands twice"),
        ('{"catalog": ' * 300, "deeper"),
        (_group('{"id": "a", "title": "A"},\n{"id": "a", "title": "B"}'), "on lines 1 and 2"),
        ("catalog: &a\n  groups: *a\n", "inside what it stands for"),
        (f'<catalog xmlns="{SPACE}"><group', "not well-formed"),
        (f'<!DOCTYPE c [<!ENTITY a "b">]><catalog xmlns="{SPACE}"/>', "entities"),
        (
            f'<catalog xmlns="{SPACE}">\n<control id="a"/>\n<control id="a"/></catalog>',
            "on lines 2 and 3",
        ),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_one_clear_error(
    content: str, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(oscal, "catalog.json", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_two_statements_with_one_identifier_are_told_and_kept_apart(reader: Reader) -> None:
    """Published examples have it; nothing else speaks of a statement, so both are kept."""
    parts = '"parts": [{"id": "p", "name": "one"},\n{"id": "p", "name": "two"}]'
    outcome = reader(oscal, "a.json", _group(f'{{"id": "a", "title": "A", {parts}}}'))
    (problem,) = outcome.problems
    assert problem.severity == "warning"
    assert "on lines 1 and 2" in problem.message
    assert outcome.kept["parts"] == 2
    first = URIRef(f"{BASE}a.json#p")
    assert (first, RDFS.label, Literal("p")) in outcome.graph


def test_a_reference_that_leads_nowhere_is_told(reader: Reader) -> None:
    """Where nothing is missing that could define it, it is a warning, and nothing is made up."""
    parties = '"responsible-parties": [{"role-id": "r", "party-uuids": ["nobody"]}]'
    content = _catalog('"groups": []').replace('"version"', f'{parties}, "version"')
    outcome = reader(oscal, "a.json", content)
    (problem,) = outcome.problems
    assert "'nobody'" in problem.message
    assert problem.place.line == 1
    assert not list(outcome.graph.subjects(RDF.type, AB.Agent))


def test_names_never_break_out_of_an_address(reader: Reader) -> None:
    """Whatever stands in an identifier, property or relation is escaped."""
    evil = "> a <http://evil.example/x"
    content = _group(
        f'{{"id": "{evil}", "title": "A", "props": [{{"name": "{evil}", "ns": "{evil}",'
        f' "value": "v"}}], "links": [{{"rel": "{evil}", "href": "#x"}}],'
        f' "{evil}": {{"{evil}": 1}}}}'
    )
    graph = reader(oscal, "a.json", content).graph
    assert len(graph)
    for triple in graph:
        assert not [term for term in triple if isinstance(term, URIRef) and set(term) & set("<> ")]


def test_what_is_not_of_oscal_is_counted(reader: Reader) -> None:
    """Elements and attributes that the XML form does not have are not read."""
    content = (
        f'<catalog xmlns="{SPACE}" xmlns:v="https://vendor.example/" uuid="u-1" v:colour="red">'
        "<metadata><title>T</title><oscal-version>1.1.2</oscal-version></metadata>"
        "<v:extra/><mistake/></catalog>"
    )
    outcome = reader(oscal, "a.xml", content)
    assert outcome.unread == {"colour": 1, "extra": 1, "mistake": 1}


@pytest.mark.parametrize(
    "content",
    [
        '{"profile": {"name": "x"}}',
        '{"catalog": {"uuid": "u", "items": []}}',
        '{"name": "x", "catalog": {"metadata": {"oscal-version": "1.1.2"}}}',
        "profile:\n  name: x\n",
        "notes: |\n  catalog:\n    metadata: oscal-version\n",
        '<catalog xmlns="urn:other"/>',
        "<catalog/>",
        "catalog,metadata,oscal-version\n",
        "",
    ],
)
def test_files_of_others_are_not_claimed(content: str) -> None:
    """Words such as catalog and profile stand in many files."""
    assert not oscal.claims(Path("catalog.json"), content.encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_right_encodings_are_read(encoding: str, reader: Reader) -> None:
    """A byte order mark says which it is."""
    content = _catalog('"groups": []').encode(encoding)
    assert oscal.claims(Path("catalog.json"), content)
    assert not reader(oscal, "catalog.json", content).problems
