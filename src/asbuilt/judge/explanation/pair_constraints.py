"""Constraints that compare the values of two properties of a thing (SHACL, 4.5)."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from rdflib import SH, URIRef

from asbuilt.judge.explanation.model import Absence, Remedy
from asbuilt.judge.explanation.phrases import path_words
from asbuilt.judge.explanation.value_constraints import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.explanation.case import Case
    from asbuilt.judge.explanation.model import Offence


def examine(case: Case) -> Iterator[Offence]:
    """Yield the offences against equality, disjointness and order of two properties' values."""
    name = case.phrases.name(case.node)
    for other in case.parameters(SH.equals):
        assert isinstance(other, URIRef)
        edges = case.facts.objects(case.node, other)
        beside = {edge.object: edge for edge in edges}
        here = {way.end for way in case.ways}
        for way in case.ways:
            if way.end not in beside:
                value = case.phrases.name(way.end)
                made = case.offence(
                    "Equals", f"{case.about} is {value}, but {path_words(other)} is not", way
                )
                made.absences.append(
                    Absence(
                        case.node, other, f"looked for {value} as {path_words(other)} of {name}"
                    )
                )
                text = f"add {value} as {path_words(other)} of {name}, or remove it"
                made.remedies.append(Remedy("add", text, case.node, other, way.end))
                yield made
        for value, edge in beside.items():
            if value not in here:
                said = case.phrases.name(value)
                made = case.offence(
                    "Equals", f"{path_words(other)} of {name} is {said}, but {case.about} is not"
                )
                made.value = value
                made.edges.append(("value", edge))
                made.absences += case.absence(f"looked for {said} as {case.about}")
                text = f"add {said} as {case.about}, or remove it from {path_words(other)}"
                made.remedies.append(Remedy("add", text, case.node, case.path, value))
                yield made
    yield from _disjoint(case, name)
    yield from _ordered(case, name)


def _disjoint(case: Case, name: str) -> Iterator[Offence]:
    for other in case.parameters(SH.disjoint):
        assert isinstance(other, URIRef)
        beside = {edge.object: edge for edge in case.facts.objects(case.node, other)}
        for way in case.ways:
            if way.end in beside:
                value, words = case.phrases.name(way.end), path_words(other)
                made = case.offence(
                    "Disjoint", f"{value} is both {case.about} and {words} of {name}", way
                )
                made.edges.append(("value", beside[way.end]))
                text = f"change the {case.about} so that it differs from {words}"
                made.remedies.append(Remedy("change", text, case.node, case.path, way.end))
                yield made


def _ordered(case: Case, name: str) -> Iterator[Offence]:
    tests = (
        (SH.lessThan, "LessThan", operator.lt, "before"),
        (SH.lessThanOrEquals, "LessThanOrEquals", operator.le, "no later than"),
    )
    for parameter, component, holds, words in tests:
        for other in case.parameters(parameter):
            assert isinstance(other, URIRef)
            for way in case.ways:
                for edge in case.facts.objects(case.node, other):
                    if compare(way.end, edge.object, holds):
                        continue
                    this, that = case.phrases.name(way.end), case.phrases.name(edge.object)
                    made = case.offence(
                        component,
                        f"{case.about} is {this}; it must be {words} {path_words(other)}, {that}",
                        way,
                    )
                    made.edges.append(("value", edge))
                    text = (
                        f"correct {case.about} ({this}) or {path_words(other)} of {name} ({that})"
                    )
                    made.remedies.append(Remedy("change", text, case.node, case.path, way.end))
                    yield made
