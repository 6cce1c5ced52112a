"""Tests of Archi's CSV export: three tables that mean something only together."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from damage import damaged
from golden import BASE, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph, URIRef

from asbuilt.loaders import archimate
from asbuilt.loaders.archimate.names import ARCHIMATE
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden

HERE = Path(__file__).parent
TABLES = sorted(HERE.glob("shop-*.csv"))
TABLES = [path for path in TABLES if ".expected." not in path.name]


def element(identifier: str) -> URIRef:
    """Give the IRI of an element, which is that of the table of elements."""
    return URIRef(f"{BASE}shop-elements.csv#{identifier}")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Copy an export, to be changed."""
    for path in TABLES:
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each table states what its own rows say, in the light of the others."""
    assert archimate.claims(path, read_head(path))
    golden(archimate, path)


def test_the_three_tables_together_say_what_the_model_says() -> None:
    """Steps, performers, holders, owners and data arrive as from any other format."""
    graph = Graph()
    for path in TABLES:
        outcome = read(archimate, path)
        assert not [one for one in outcome.problems if one.severity == "error"]
        graph += outcome.graph
    role, slip = URIRef(f"{BASE}role/clerk"), URIRef(f"{BASE}dataobject/slip")
    assert (element("sell"), AB.hasStep, element("serve")) in graph
    assert (element("serve"), AB.performedBy, role) in graph
    assert (element("serve"), AB.writes, slip) in graph
    assert not list(graph.objects(element("sell"), AB.reads))
    assert not list(graph.objects(element("sell"), AB.writes))
    owner = URIRef(f"{BASE}role/head_of_sales")
    assert (element("sell"), AB.ownedBy, owner) in graph
    [holding] = graph.subjects(RDF.type, AB.Holding)
    assert graph.value(holding, AB.holder) == URIRef(f"{BASE}agent/kim")
    assert URIRef(f"{BASE}control/count_twice") in set(graph.subjects(RDF.type, AB.Control))


def test_a_property_of_nothing_is_told_with_its_row() -> None:
    """What a property is of must be in one of the tables beside it."""
    [problem] = read(archimate, HERE / "shop-properties.csv").problems
    assert problem.severity == "warning"
    assert "'gone'" in problem.message
    assert problem.place.row == 5


def test_a_table_without_the_others_is_read_as_far_as_it_goes(export: Path) -> None:
    """Relations whose ends are in no table at hand are kept as things, and told of."""
    (export / "shop-elements.csv").unlink()
    outcome = read(archimate, export / "shop-relations.csv")
    assert outcome.elements["AssignmentRelationship"] == 2
    assert (element("r2"), RDF.type, ARCHIMATE.Assignment) in outcome.graph
    assert {problem.severity for problem in outcome.problems} == {"warning"}


def test_an_id_in_two_tables_refuses_them(export: Path) -> None:
    """An element and a relationship of one id would become one thing."""
    path = export / "shop-relations.csv"
    path.write_text(path.read_text("utf-8").replace('"r5"', '"sell"'), "utf-8")
    outcome = read(archimate, path)
    assert outcome.refusal.message == (
        "the id 'sell' stands twice: in row 4 of elements and in row 6 of relations"
    )
    assert not len(outcome.graph)


def test_a_register_with_similar_headings_is_left_to_others(tmp_path: Path) -> None:
    """Only the names and the headings that Archi writes make a table of an export."""
    for name, heading in (
        ("elements.csv", "ID,Type,Name,Owner"),
        ("systems.csv", "ID,Type,Name,Documentation"),
        ("properties.csv", "Key,Value"),
    ):
        path = tmp_path / name
        path.write_text(f"{heading}\n1,2,3,4\n", "utf-8")
        assert not archimate.claims(path, read_head(path))


@given(data=st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_tables_are_read_or_refused_and_nothing_else(
    data: st.DataObject, export: Path
) -> None:
    """Whatever is cut, doubled or overwritten, the loader ends with a word about it."""
    for path in TABLES:
        content = data.draw(damaged([path.read_bytes()]))
        (export / path.name).write_bytes(content)
    for path in TABLES:
        outcome = read(archimate, export / path.name)
        if any(problem.severity == "error" for problem in outcome.problems):
            assert not len(outcome.graph)
