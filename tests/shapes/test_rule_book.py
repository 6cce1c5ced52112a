"""The rule book is whole: each rule is live, with examples, or named as waiting for its facts."""

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
from asbuilt.judge.engine import validate
from asbuilt.judge.not_live import not_live
from asbuilt.judge.rule_examples import Kind, example
from asbuilt.judge.rules import rule_book
from asbuilt.judge.view import View
from asbuilt.resources import SHAPES

if TYPE_CHECKING:
    from asbuilt.judge.finding import Finding

BOOK = rule_book()
NUMBERS = {"WF": 13, "DE": 14, "DX": 11, "GV": 12, "FB": 7}
"""How many rules of each class there are at least."""
CODES = [f"{group}{n:03}" for group, last in NUMBERS.items() for n in range(1, last + 1)]
APPROVED = Path(__file__).parent / "examples.findings.txt"
AS_OF = date(2026, 11, 15)
MINTER = Minter("https://example.org/shop/")
LONGEST = 14
"""Lines of facts in an example that people still read."""


@cache
def _shapes(file: str) -> Graph:
    return Graph().parse(SHAPES / file)


@cache
def _found(code: str, kind: Kind) -> tuple[Finding, ...]:
    """Judge a rule's example by all shapes of its class, and give what the rule itself finds."""
    shown = example(BOOK.rules[code], kind)
    assert shown is not None
    graph = Graph().parse(shown.path)
    for triple in list(circumstances(View.of(graph), MINTER, AS_OF)):
        graph.add(triple)
    results = validate(graph, _shapes(BOOK.rules[code].file))
    found = compose(results, BOOK, graph, MINTER.base)
    return tuple(one for one in found if one.rule == code)


@pytest.mark.parametrize("code", CODES)
def test_every_rule_of_the_book_is_live_or_named_as_waiting(code: str) -> None:
    """No rule is missing in silence, and none that waits for its facts pretends to be judged."""
    waiting = not_live().get(code)
    if waiting is None or waiting.part:
        assert code in BOOK.rules
    else:
        assert code not in BOOK.rules
    if waiting is not None:
        assert waiting.needs.endswith(".")
        assert waiting.name


def test_nothing_else_is_named_as_waiting() -> None:
    """All rules are judged as a whole; one that is not must be named here on purpose."""
    assert not not_live()


@pytest.mark.parametrize("code", sorted(BOOK.rules))
def test_a_rule_has_short_examples_that_say_why(code: str) -> None:
    """They are shown on the rule's page, so they must be read at a glance."""
    for kind in ("invalid", "valid"):
        shown = example(BOOK.rules[code], kind)
        assert shown is not None, kind
        assert shown.why.endswith(".")
        assert 0 < len(shown.facts.splitlines()) <= LONGEST


@pytest.mark.parametrize("code", sorted(BOOK.rules))
def test_the_example_that_trips_a_rule_trips_it_and_the_other_does_not(code: str) -> None:
    """A page that shows an example must not lie about it."""
    assert _found(code, "invalid")
    assert not [one.message for one in _found(code, "valid")]


def test_what_rules_say_of_their_examples_is_approved(request: pytest.FixtureRequest) -> None:
    """Each message names what is wrong with what; ``--accept`` writes them anew."""
    told = "".join(
        f"{code} {one.severity} {one.message}\n    {one.fix}\n"
        for code in sorted(BOOK.rules)
        for one in _found(code, "invalid")
    )
    if request.config.getoption("--accept"):
        APPROVED.write_text(told, encoding="utf-8")
    assert "{" not in told
    assert "“”" not in told
    assert told == APPROVED.read_text(encoding="utf-8")


def test_no_example_belongs_to_no_rule() -> None:
    """A file that is left over would be shown nowhere."""
    stems = {path.stem for path in (SHAPES / "examples").iterdir()}
    assert stems == {f"{code}-{kind}" for code in BOOK.rules for kind in ("invalid", "valid")}
