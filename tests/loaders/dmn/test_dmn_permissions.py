"""Decision tables read as permissions: who may do what on which kind of task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden import BASE
from rdflib import RDF, URIRef

from asbuilt.loaders import dmn
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Reader
    from rdflib import Graph

COLUMNS = {"role": "Name", "action": "Value", "state": "Task Type"}
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="M"
 namespace="urn:m"><decision id="d" name="Permissions">
<decisionTable id="t" hitPolicy="RULE ORDER">
<input id="i1" label="Task Type"><inputExpression id="x1">
<text>taskType</text></inputExpression></input>
<input id="i2" label="Region"><inputExpression id="x2"><text>region</text></inputExpression></input>
<output id="o1" label="Name" name="name"/><output id="o2" label="Value" name="value"/>
{}</decisionTable></decision></definitions>"""
RULE = """<rule id="r{0}"><inputEntry id="a{0}"><text>{1}</text></inputEntry>
<inputEntry id="b{0}"><text>{2}</text></inputEntry>
<outputEntry id="c{0}"><text>{3}</text></outputEntry>
<outputEntry id="d{0}"><text>{4}</text></outputEntry></rule>"""


def _read(reader: Reader, *rules: tuple[str, str, str, str], **options: object) -> Graph:
    inside = "".join(RULE.format(number, *rule) for number, rule in enumerate(rules))
    said = options or {"table": "permissions", "columns": COLUMNS}
    outcome = reader(
        dmn, "m.dmn", TABLE.format(inside), domain="digital", system="WA", options=said
    )
    return outcome.graph


def _ends(graph: Graph, permission: URIRef, term: URIRef) -> list[str]:
    return sorted(str(value).rsplit("/", 1)[-1] for value in graph.objects(permission, term))


def test_a_rule_is_a_permission_of_its_role_on_its_kinds_of_task(reader: Reader) -> None:
    """Actions are listed in one text; what else the rule tests is its condition."""
    graph = _read(reader, ('"Decide", "Revisit"', '"north"', '"lead-judge"', '"Own,Claim"'))
    (permission,) = map(URIRef, map(str, graph.subjects(RDF.type, AB.Permission)))
    assert _ends(graph, permission, AB.mayTrigger) == ["Decide", "Revisit"]
    assert _ends(graph, permission, AB.action) == ["Claim", "Own"]
    assert _ends(graph, permission, AB.grantedTo) == ["lead-judge"]
    assert _ends(graph, permission, AB.heldBy) == ["wa"]
    assert str(graph.value(permission, AB.condition)) == 'Region: "north"'


def test_a_rule_for_every_kind_of_task_covers_those_that_others_name(reader: Reader) -> None:
    """An empty entry is met by all of them."""
    graph = _read(reader, ("-", "", '"boss"', '"Manage"'), ('"Decide"', "", '"judge"', '"Own"'))
    everything, one = (URIRef(f"{BASE}m.dmn#task/{name}") for name in ("*", "Decide"))
    assert (one, AB.partOf, everything) in graph
    assert set(graph.objects(None, AB.mayTrigger)) == {everything, one}


def test_what_a_table_computes_is_no_permission(reader: Reader) -> None:
    """A role or kind of task that only an engine knows is counted as not read."""
    graph = _read(reader, ('not("Decide")', "", '"judge"', '"Own"'), ('"A"', "", "who", '"Own"'))
    assert not list(graph.subjects(RDF.type, AB.Permission))


def test_without_a_word_of_the_workspace_a_table_gives_no_permission(reader: Reader) -> None:
    """A decision table is a decision."""
    outcome = reader(dmn, "m.dmn", TABLE.format(RULE.format(1, '"A"', "", '"b"', '"Own"')))
    assert not list(outcome.graph.subjects(RDF.type, AB.Permission))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"table": "roles"}, "cannot be read as 'roles'"),
        ({"table": "permissions"}, "names role, action and state"),
        ({"table": "permissions", "columns": {"role": "Who", "state": "Task Type"}}, "who"),
    ],
)
def test_settings_that_fit_no_table_are_refused_in_words(
    options: dict[str, object], words: str, reader: Reader
) -> None:
    """The fix tells what to write."""
    outcome = reader(dmn, "m.dmn", TABLE.format(""), options=options)
    assert words in str(outcome.problems)
