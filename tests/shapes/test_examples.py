"""Every rule beside examples: graphs in which it must speak, and graphs in which it must not."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import Graph

from asbuilt.identity import Minter
from asbuilt.judge.circumstances import circumstances
from asbuilt.judge.compose import compose
from asbuilt.judge.engine import Result, validate
from asbuilt.judge.rules import RuleBook, rule_book
from asbuilt.judge.view import View
from asbuilt.resources import SHAPES

if TYPE_CHECKING:
    from asbuilt.judge.finding import Finding

HERE = Path(__file__).parent
STEMS = sorted(path.stem for path in SHAPES.glob("*.ttl"))
VALID = sorted(HERE.glob("*/valid*.ttl"))
INVALID = sorted(HERE.glob("*/invalid-*.ttl"))
AS_OF = date(2026, 11, 15)
MINTER = Minter("https://example.org/shop/")


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@cache
def _book() -> RuleBook:
    return rule_book()


@cache
def _shapes(stem: str) -> Graph:
    return Graph().parse(SHAPES / f"{stem}.ttl")


@cache
def _judged(path: Path) -> tuple[Graph, tuple[Result, ...]]:
    """Judge an example by the shapes of its folder's class, with what the judge itself states."""
    graph = Graph().parse(path)
    for triple in list(circumstances(View.of(graph), MINTER, AS_OF)):
        graph.add(triple)
    return graph, tuple(validate(graph, _shapes(path.parent.name)))


@cache
def _findings(path: Path) -> tuple[Finding, ...]:
    graph, results = _judged(path)
    return tuple(compose(results, _book(), graph, MINTER.base))


def _told(findings: tuple[Finding, ...]) -> str:
    return "".join(
        f"{one.rule} {one.severity} {one.file or '-'}:{one.line or '-'} {one.message}\n"
        f"    {one.fix}\n"
        for one in findings
    )


def test_every_class_of_breakdown_has_examples_of_both_sorts() -> None:
    """A shapes file without a valid or an invalid graph beside it is not tried at all."""
    assert STEMS
    assert {path.parent.name for path in VALID} == set(STEMS)
    assert {path.parent.name for path in INVALID} == set(STEMS)


@pytest.mark.parametrize("path", VALID, ids=_named)
def test_nothing_is_found_in_a_valid_example(path: Path) -> None:
    """What is in order, or only looks like a fault, must set off no rule of its class."""
    assert not _told(_findings(path))


@pytest.mark.parametrize("path", INVALID, ids=_named)
def test_an_invalid_example_gives_the_approved_findings(
    path: Path, request: pytest.FixtureRequest
) -> None:
    """Rule, severity, place, message and fix are as approved; ``--accept`` writes them anew."""
    approved = path.with_suffix(".findings.txt")
    told = _told(_findings(path))
    if request.config.getoption("--accept"):
        approved.write_text(told, encoding="utf-8")
    assert told
    assert told == approved.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(_book().rules))
def test_a_rule_fires_in_an_example(code: str) -> None:
    """A rule that no example sets off may never fire at all."""
    assert any(one.rule == code for path in INVALID for one in _findings(path))


@pytest.mark.parametrize(
    "name",
    sorted(
        str(node).rpartition("#")[2]
        for node, part in _book().parts.items()
        if (node, None, None) in _book().shapes and (part.path or node != part.rule.iri)
    ),
)
def test_a_part_of_a_rule_fires_in_an_example(name: str) -> None:
    """Each constraint of a rule that has several is seen to fire, not only the rule."""
    fired = {
        str(result.shape).rpartition("#")[2] for path in INVALID for result in _judged(path)[1]
    }
    assert name in fired


@pytest.mark.parametrize("path", INVALID, ids=_named)
def test_no_rule_says_the_same_thing_twice(path: Path) -> None:
    """The same rule about the same thing with the same words is one finding."""
    said = [(one.rule, one.focus, one.message) for one in _findings(path)]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("path", INVALID, ids=_named)
def test_no_placeholder_is_left_in_what_people_read(path: Path) -> None:
    """A brace in a message is a word that nobody filled in."""
    for one in _findings(path):
        assert "{" not in one.message + one.fix
        assert "“”" not in one.message + one.fix
