"""Decision tables: what they ask, what they answer, and each rule with its condition (clause 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.dmn.expressions import text_in, text_of
from asbuilt.loaders.dmn.names import DMN
from asbuilt.loaders.dmn.things import label_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.model import Element, Model

_CLAUSES = ("inputExpression", "inputValues", "outputValues", "defaultOutputEntry")
_ANY = frozenset({"", "-"})
"""Input entries that every value meets (8.3.3)."""


def tables(model: Model) -> Iterator[Fact]:
    """State inputs, outputs, hit policy and rules of every decision table of a file."""
    for table in model.all("decisionTable"):
        if not table.get("hitPolicy"):
            yield Fact(table.iri, DMN.hitPolicy, Literal("UNIQUE"), table.place)
        for clause in table.all("input", "output"):
            for part in clause.all(*_CLAUSES):
                if text_of(part):
                    yield Fact(clause.iri, DMN[part.name], Literal(text_of(part)), part.place)
        for annotation in table.all("annotation"):
            if annotation.label:
                text = Literal(annotation.label)
                yield Fact(table.iri, DMN.annotation, text, annotation.place)
        yield from _rules(table)


def _rules(table: Element) -> Iterator[Fact]:
    """State of each rule when it applies, what it answers, and what is noted beside it."""
    inputs = [label_of(one) for one in table.all("input")]
    outputs = [label_of(one) for one in table.all("output")]
    notes = [one.label for one in table.all("annotation")]
    for rule in table.all("rule"):
        asked = [text_of(entry) for entry in rule.all("inputEntry")]
        tests = [
            f"{name}: {test}" if name else test
            for name, test in _named(inputs, asked)
            if test not in _ANY
        ]
        if tests:
            condition = Literal("; ".join(tests))
            yield Fact(rule.iri, AB.condition, condition, rule.place)
        answers = [text_of(entry) for entry in rule.all("outputEntry")]
        for name, answer in _named(outputs, answers):
            if answer:
                text = f"{name}: {answer}" if name and len(outputs) > 1 else answer
                yield Fact(rule.iri, DMN.outputEntry, Literal(text), rule.place)
        written = [text_in(one, "text") or one.text for one in rule.all("annotationEntry")]
        for name, note in _named(notes, written):
            if note:
                text = f"{name}: {note}" if name else note
                yield Fact(rule.iri, DMN.annotationEntry, Literal(text), rule.place)


def _named(names: list[str], texts: list[str]) -> Iterator[tuple[str, str]]:
    """Give each text with the name of its column, empty where the table has none for it."""
    for position, text in enumerate(texts):
        yield (names[position] if position < len(names) else ""), text
