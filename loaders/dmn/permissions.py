"""Decision tables that say who may do what in a system, read as the permissions that they are.

Case management systems ask a decision table for the permissions of each kind of task: a rule tests
the kind of task, and answers a role and what it may do. Which columns say so, the workspace tells:
``table = "permissions"`` and, in ``[source.columns]``, ``role``, ``action`` and ``state``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.identity import fold
from asbuilt.loaders.dmn.expressions import text_of
from asbuilt.loaders.dmn.names import DMN
from asbuilt.loaders.dmn.things import label_of
from asbuilt.reading import Refusal
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.reading.model import Element, Model

SETTINGS: Final = ("table", "columns")
_FIELDS: Final = ("role", "action", "state")
_ANY: Final = frozenset({"", "-"})
_TEXTS: Final = re.compile(r'\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*')
"""Unary tests that are texts and nothing else (DMN 1.5, 7.3.10 and 10.3.2.8)."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """The places of the columns in the entries of a rule."""

    role: int
    action: int
    state: int


def permissions(model: Model) -> Iterator[Fact]:
    """State the permissions of the decision tables of a file, where the workspace asks for it.

    A rule that tests more than the kind of task gives its permission under a condition; one without
    a kind of task gives it for all kinds that the file names. Raises `Refusal` where the settings
    name columns that no table of the file has.
    """
    table = str(model.source.options.get("table", ""))
    if not table:
        return
    if table != "permissions":
        raise Refusal(
            f"a decision table cannot be read as {table!r}", 'write table = "permissions"'
        )
    named = _named(model)
    found = 0
    for decision_table in model.all("decisionTable"):
        columns = _columns(decision_table, named)
        if columns is not None:
            found += 1
            yield from _Matrix(model, decision_table, columns).facts()
    if not found:
        raise Refusal(
            f"no decision table has the columns {', '.join(sorted(named.values()))}",
            "write headings of its inputs and outputs, as the file has them, in [source.columns]",
        )


def _named(model: Model) -> dict[str, str]:
    said = model.source.options.get("columns")
    named: Mapping[str, object] = said if isinstance(said, dict) else {}
    if set(named) - set(_FIELDS) or not {"role", "state"} <= set(named):
        raise Refusal(
            "[source.columns] of a decision table names role, action and state",
            'for example role = "Name", action = "Value", state = "Task Type"',
        )
    return {field: fold(str(heading)) for field, heading in named.items()}


def _columns(table: Element, named: dict[str, str]) -> _Columns | None:
    """Give where the columns stand: the state among the inputs, the others among the outputs."""
    inputs = [_headings(one) for one in table.all("input")]
    outputs = [_headings(one) for one in table.all("output")]

    def place(heading: str | None, columns: list[set[str]]) -> int:
        return next((n for n, names in enumerate(columns) if heading in names), -1)

    role, state = place(named["role"], outputs), place(named["state"], inputs)
    action = place(named.get("action"), outputs)
    if role < 0 or state < 0 or ("action" in named and action < 0):
        return None
    return _Columns(role, action, state)


def _headings(clause: Element) -> set[str]:
    return {fold(text) for text in (label_of(clause), clause.get("name"), clause.get("label"))}


class _Matrix:
    """A decision table as a matrix of permissions."""

    def __init__(self, model: Model, table: Element, columns: _Columns) -> None:
        self._model = model
        self._source = model.source
        self._table = table
        self._columns = columns
        self._inputs = [label_of(one) for one in table.all("input")]

    def facts(self) -> Iterator[Fact]:
        """State the permission of each role in each rule, and the kinds of task they are on."""
        everything = self._thing("*")
        stated: set[URIRef] = set()
        for rule in self._table.all("rule"):
            asked = [text_of(one).strip() for one in rule.all("inputEntry")]
            answers = [text_of(one).strip() for one in rule.all("outputEntry")]
            kinds = _texts(asked[self._columns.state])
            roles = _texts(answers[self._columns.role])
            if kinds is None or not roles:
                self._model.count("rule whose role or kind of task is computed", "unread")
                continue
            for kind in kinds or ["*"]:
                thing = self._thing(kind)
                if thing not in stated:
                    stated.add(thing)
                    yield from self._protected(thing, kind, everything, rule.place)
            for role in roles:
                yield from self._permission(rule, role, kinds or ["*"], asked, answers)

    def _thing(self, kind: str) -> URIRef:
        return self._source.element(f"task/{kind}")

    def _protected(
        self, thing: URIRef, kind: str, everything: URIRef, place: Place
    ) -> Iterator[Fact]:
        label = "every kind of task" if kind == "*" else kind
        yield from self._source.describe(
            thing, DMN.UnaryTests, label=label, identifier=kind, place=place
        )
        if thing != everything:
            yield Fact(thing, AB.partOf, everything, place)

    def _permission(
        self, rule: Element, name: str, kinds: list[str], asked: list[str], answers: list[str]
    ) -> Iterator[Fact]:
        place = rule.place
        iri = self._source.element(f"{rule.identifier}/permission/{name}")
        role = self._source.minter.named("role", name)
        label = f"{name} in {rule.label or rule.identifier}"
        for thing, kind, words in ((role, AB.Role, name), (iri, AB.Permission, label)):
            yield Fact(thing, RDF.type, kind, place)
            yield Fact(thing, RDFS.label, Literal(words), place)
            yield Fact(thing, PROV.hadPrimarySource, self._source.at(place), place)
        yield Fact(iri, AB.grantedTo, role, place)
        for task in kinds:
            yield Fact(iri, AB.mayTrigger, self._thing(task), place)
        if self._columns.action >= 0:
            for action in _words(answers[self._columns.action]):
                yield Fact(iri, AB.action, Literal(action), place)
        if self._source.system:
            system = self._source.minter.named("system", self._source.system)
            yield Fact(iri, AB.heldBy, system, place)
            yield Fact(system, RDF.type, AB.System, place)
            yield Fact(system, RDFS.label, Literal(self._source.system), place)
        tests = [
            f"{heading}: {test}"
            for number, (heading, test) in enumerate(zip(self._inputs, asked, strict=False))
            if number != self._columns.state and test not in _ANY
        ]
        if tests:
            yield Fact(iri, AB.condition, Literal("; ".join(tests)), place)


def _texts(test: str) -> list[str] | None:
    """Give the texts that an entry is; none for one that all values meet, None for any other."""
    if test in _ANY:
        return []
    if not _TEXTS.fullmatch(test):
        return None
    return [text.strip() for text in re.findall(r'"([^"]*)"', test) if text.strip()]


def _words(answer: str) -> list[str]:
    """Give the actions that an answer lists, in one text or several."""
    texts = _texts(answer) or []
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]
