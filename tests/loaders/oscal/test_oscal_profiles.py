"""Profiles of OSCAL resolved: what they pick, set, take out and add, and what they cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden import BASE, read
from rdflib import DCTERMS, PROV, RDF, Literal, Namespace, URIRef

from asbuilt.loaders import oscal
from asbuilt.loaders.oscal import tailored
from asbuilt.loaders.oscal.beside import Beside
from asbuilt.loaders.oscal.catalog_parts import controls_of, text_of
from asbuilt.loaders.oscal.document import parse
from asbuilt.loaders.oscal.resolution import resolve
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Outcome

HERE = Path(__file__).parent
OSCAL = Namespace("http://csrc.nist.gov/ns/oscal/1.0#")
BRANCH = Namespace(f"{BASE}tailored.json#")
UUID = "{}-5a0e-4c1b-9d2f-0123456789ab".format


def control(identifier: str, *inner: dict[str, Any], **more: object) -> dict[str, Any]:
    """Give a control of a catalog, with a statement."""
    statement = {"name": "statement", "id": f"{identifier}_smt", "prose": f"Does {identifier}."}
    return {
        "id": identifier,
        "title": f"Control {identifier}",
        "parts": [statement],
        **more,
        **({"controls": list(inner)} if inner else {}),
    }


class Made:
    """A catalog of a few controls and profiles over it, in a folder."""

    def __init__(self, folder: Path) -> None:
        """Write the catalog."""
        self.folder = folder
        first = control("a-1", control("a-1.1", control("a-1.1.1")), control("a-1.2"))
        self.write(
            "catalog.json",
            "catalog",
            groups=[
                {"id": "a", "title": "A", "controls": [first, control("a-2")]},
                {"id": "b", "title": "B", "controls": [control("b-1"), control("b-2")]},
            ],
        )

    def write(self, name: str, model: str, **more: object) -> None:
        """Write a document."""
        metadata = {"title": name, "oscal-version": "1.1.3", "last-modified": "2026-01-01"}
        content = {"uuid": UUID("00000001"), "metadata": metadata, **more}
        (self.folder / name).write_text(json.dumps({model: content}, indent=1), encoding="utf-8")

    def profile(self, *imports: dict[str, Any], name: str = "p.json", **more: object) -> list[str]:
        """Write a profile and give the ids of the controls that it resolves to, in order."""
        listed = [{"href": "catalog.json", **one} for one in imports]
        self.write(name, "profile", imports=listed, **more)
        resolved = resolve(parse(self.folder / name, name), Beside(self.folder))
        return [text_of(one, "id") for one in controls_of(resolved.catalog)]

    def read(self, name: str = "p.json") -> Outcome:
        """Read a profile as a source."""
        return read(oscal, self.folder / name)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Give the folder with its catalog."""
    return Made(tmp_path)


def ids(*names: str, **more: object) -> dict[str, Any]:
    """Give a selection by ids."""
    return {"with-ids": list(names), **more}


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"include-all": {}}, "a-1 a-1.1 a-1.1.1 a-1.2 a-2 b-1 b-2"),
        ({}, "a-1 a-1.1 a-1.1.1 a-1.2 a-2 b-1 b-2"),
        ({"include-controls": [ids("a-1", "b-2")]}, "a-1 b-2"),
        (
            {"include-controls": [ids("a-1", **{"with-child-controls": "yes"})]},
            "a-1 a-1.1 a-1.1.1 a-1.2",
        ),
        ({"include-controls": [ids("a-1.1.1")]}, "a-1 a-1.1 a-1.1.1"),
        ({"include-controls": [{"matching": [{"pattern": "?-2"}]}]}, "a-2 b-2"),
        ({"include-controls": [{"matching": [{}]}]}, ""),
        (
            {"include-all": {}, "exclude-controls": [ids("a-1", **{"with-child-controls": "yes"})]},
            "a-2 b-1 b-2",
        ),
        (
            {"include-all": {}, "exclude-controls": [ids("a-1.1")]},
            "a-1 a-1.1.1 a-1.2 a-2 b-1 b-2",
        ),
        (
            {
                "include-controls": [ids("b-1")],
                "exclude-controls": [{"matching": [{"pattern": "b*"}]}],
            },
            "",
        ),
    ],
)
@pytest.mark.parametrize("merge", [{"as-is": True}, {"flat": {}}])
def test_an_import_selects_what_the_specification_says(
    selection: dict[str, Any], expected: str, merge: dict[str, Any], made: Made
) -> None:
    """By ids, patterns, with children, around an inner control, and less what is excluded."""
    assert made.profile(selection, merge=merge) == expected.split()


@pytest.mark.parametrize(
    ("method", "expected"),
    [("use-first", "b-1 b-2"), ("merge", "b-1 b-2"), ("keep", "b-1 b-1 b-2"), ("", "b-1 b-1 b-2")],
)
def test_controls_of_one_id_are_combined_as_the_profile_says(
    method: str, expected: str, made: Made
) -> None:
    """What is kept twice is told, and both are in the graph."""
    merge = {"combine": {"method": method}} if method else {}
    one, two = ({"include-controls": [ids(*names)]} for names in (["b-1"], ["b-1", "b-2"]))
    assert made.profile(one, two, merge=merge) == expected.split()
    outcome = made.read()
    told = [
        problem.message for problem in outcome.problems if "several controls" in problem.message
    ]
    assert bool(told) == (expected.count("b-1") == 2)
    assert len(set(outcome.graph.subjects(RDF.type, AB.ResolvedControl))) == len(expected.split())


def test_a_control_around_a_selected_one_is_never_taken_for_a_second(made: Made) -> None:
    """It comes along with each of those within it."""
    one, two = ({"include-controls": [ids(name)]} for name in ("a-1.1", "a-1.2"))
    assert made.profile(one, two, merge={"as-is": True}) == ["a-1", "a-1.1", "a-1.2"]
    assert not made.read().problems


def test_a_custom_structure_has_what_is_inserted_in_the_order_asked_for(made: Made) -> None:
    """In groups within groups; what is inserted nowhere is not there."""
    groups = [
        {
            "title": "outer",
            "insert-controls": [{"include-controls": [ids("b-1", "a-2")], "order": "descending"}],
            "groups": [
                {
                    "title": "inner",
                    "insert-controls": [
                        {
                            "include-controls": [{"matching": [{"pattern": "a-1*"}]}],
                            "exclude-controls": [ids("a-1.2")],
                        }
                    ],
                }
            ],
        }
    ]
    found = made.profile({"include-all": {}}, merge={"custom": {"groups": groups}})
    assert found == ["b-1", "a-2", "a-1", "a-1.1", "a-1.1.1"]


def test_profiles_are_resolved_one_through_the_other() -> None:
    """The branch reads the amount that the baseline sets, and both have a part in the control."""
    graph = read(oscal, HERE / "tailored.json").graph
    resolved = BRANCH["resolved/pay-1"]
    assert set(graph.objects(resolved, PROV.wasDerivedFrom)) == {
        URIRef(f"{BASE}catalog.json#pay-1"),
        URIRef(f"{BASE}baseline.json#{UUID('00000010')}"),
        BRANCH[UUID("00000090")],
    }
    (text,) = graph.objects(resolved, DCTERMS.description)
    assert str(text).splitlines() == [
        "The company:",
        "  Before all else: asks. {{ insert: param, unknown }}",
        "  a. Approves payments above 1000 euros by `two` people; and",
        "  c. Has the branch manager sign within 30 days.",
    ]
    assert (resolved, OSCAL.caution, Literal("Cash is out of scope.")) in graph
    assert not list(graph.objects(resolved, OSCAL.guidance)), "it was removed"
    amount = BRANCH["resolved/pay-1/pay-1_amount"]
    assert (amount, OSCAL.value, Literal("1000 euros")) in graph
    assert (amount, PROV.wasDerivedFrom, URIRef(f"{BASE}baseline.json#{UUID('00000010')}")) in graph


def test_the_control_of_the_catalog_stays_as_it_is() -> None:
    """It is another thing, of which the profile states only that it selects it."""
    graph = read(oscal, HERE / "tailored.json").graph
    catalogued = URIRef(f"{BASE}catalog.json#pay-1")
    assert {p for p, _ in graph.predicate_objects(catalogued)} == {AB.servesPolicy, AB.partOf}
    assert (catalogued, RDF.type, AB.ResolvedControl) not in graph


def test_what_a_profile_cannot_do_is_told_where_it_says_it() -> None:
    """A parameter, a place and a control that are not among those that it selects."""
    problems = read(oscal, HERE / "tailored.json").problems
    told = {problem.message: problem for problem in problems}
    for what in ("'pay-9_none'", "'pay-1_nowhere'", "the control 'pay-2'"):
        (message,) = [one for one in told if what in one]
        assert told[message].severity == "warning"
        assert (told[message].place.line or 0) > 40


def test_profiles_that_import_each_other_end_and_say_so(made: Made) -> None:
    """Whichever of them is read; a profile alone is no circle."""
    made.profile({"href": "q.json"}, name="p.json")
    made.profile({"href": "p.json"}, {"include-controls": [ids("b-1")]}, name="q.json")
    for name in ("p.json", "q.json"):
        outcome = made.read(name)
        (told,) = [one for one in outcome.problems if "leads back" in one.message]
        assert f"import of '{name}'" in told.message
        assert told.place.line
    assert (None, RDF.type, AB.ResolvedControl) in made.read("q.json").graph


def test_an_import_that_is_not_at_hand_is_told(made: Made) -> None:
    """The rest is resolved all the same."""
    absent = {"href": "absent.json", "include-controls": [ids("x-1")]}
    assert made.profile(absent, {"include-controls": [ids("b-1")]}) == ["b-1"]
    assert any("'absent.json' is not at hand" in one.message for one in made.read().problems)


def test_a_bound_on_resolved_controls_is_said(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left out in silence."""
    monkeypatch.setattr(tailored, "MOST", 3)
    made.profile({"include-all": {}})
    outcome = made.read()
    assert any("more than 3 controls" in one.message for one in outcome.problems)
    assert len(set(outcome.graph.subjects(RDF.type, AB.ResolvedControl))) == 3


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ([{"id": "p", "values": ["x", "y"]}], "x, y"),
        ([{"id": "p", "label": "how often"}], "[Assignment: how often]"),
        ([{"id": "p"}], "[Assignment: p]"),
        (
            [{"id": "p", "select": {"how-many": "one-or-more", "choice": ["x", "y"]}}],
            "[Selection (one or more): x; y]",
        ),
        (
            [
                {"id": "p", "select": {"choice": ["each {{ insert: param, q }}", "never"]}},
                {"id": "q", "values": ["week"]},
            ],
            "[Selection: each week; never]",
        ),
        ([{"id": "p", "values": ["{{ insert: param, p }}"]}], "{{ insert: param, p }}"),
    ],
)
def test_prose_reads_with_its_parameters(
    parameters: list[dict[str, Any]], expected: str, made: Made
) -> None:
    """With values, or with what is left to be assigned or selected; circles end."""
    part = {"name": "statement", "prose": "Does it {{ insert: param, p }}."}
    one = {"id": "c-1", "title": "C", "params": parameters, "parts": [part]}
    made.write("catalog.json", "catalog", controls=[one])
    made.profile({"include-all": {}})
    graph = made.read().graph
    (resolved,) = graph.subjects(RDF.type, AB.ResolvedControl)
    (text,) = graph.objects(resolved, DCTERMS.description)
    assert str(text) == f"Does it {expected}."
