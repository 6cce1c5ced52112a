"""Constraints made of other shapes: not, and, or, xone, node, property (SHACL, 4.6 and 4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import SH

from asbuilt.judge.explanation.model import Remedy
from asbuilt.judge.explanation.phrases import path_words
from asbuilt.judge.explanation.targets import INSTANCE
from asbuilt.judge.explanation.walk import walks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.case import Case
    from asbuilt.judge.explanation.model import Action, Edge, Offence
    from asbuilt.judge.explanation.walk import Walk


def examine(case: Case) -> Iterator[Offence]:  # noqa: C901 - one clause a component
    """Yield the offences against shapes that are combined, and those of nested property shapes."""
    for way in case.ways:
        for shape in case.parameters(SH["not"]):
            if not case.examiner.offences(way.end, shape):
                yield _excluded(case, way, shape)
        for head in case.parameters(SH["and"]):
            failed = [why for one in case.members(head) for why in _why(case, way, one)]
            if failed:
                yield _all(case, way, "And", failed)
        for head in case.parameters(SH["or"]):
            tried = [_why(case, way, one) for one in case.members(head)]
            if all(tried):
                yield _any(case, way, "Or", tried)
        for head in case.parameters(SH.xone):
            tried = [_why(case, way, one) for one in case.members(head)]
            held = sum(not why for why in tried)
            if held != 1:
                yield _one(case, way, tried, held)
        for shape in case.parameters(SH.node):
            failed = _why(case, way, shape)
            if failed:
                yield _all(case, way, "Node", failed)
        for shape in case.parameters(SH.property):
            yield from case.examiner.offences(way.end, shape)


def _why(case: Case, way: Walk, shape: Term) -> list[Offence]:
    return case.examiner.offences(way.end, shape)


def _excluded(case: Case, way: Walk, shape: Term) -> Offence:
    value = case.phrases.name(way.end)
    said = " and ".join(_positive(case, shape)) or "of the kind that the rule excludes"
    if case.path is None:
        sentence, text = f"{value} is {said}", f"change {value} so that it is not {said}"
        action: Action = "change"
    elif said == value:
        sentence, text = f"{case.about} is {value}", f"change the {case.about} from {value}"
        action = "change"
    else:
        sentence = f"{case.about} is {value}, which is {said}"
        text = f"remove {value} as {case.about}, or change it so that it is not {said}"
        action = "remove"
    made = case.offence("Not", f"{sentence}; the rule does not allow it", way)
    made.edges += [("value", edge) for edge in _looked_at(case, way.end, shape)]
    made.remedies.append(Remedy(action, text, case.node, case.path, way.end))
    return made


def _all(case: Case, way: Walk, component: str, failed: list[Offence]) -> Offence:
    value = case.phrases.name(way.end)
    what = value if case.path is None else f"{value}, {case.about},"
    made = case.offence(component, f"{what} is not as the rule wants it", way)
    made.inner += failed
    made.remedies += [remedy for one in failed for remedy in one.remedies]
    return made


def _any(case: Case, way: Walk, component: str, tried: list[list[Offence]]) -> Offence:
    value = case.phrases.name(way.end)
    what = value if case.path is None else f"{value}, {case.about},"
    number = len(tried)
    made = case.offence(
        component,
        f"none of the {number} things that would each do holds for {what}".rstrip(","),
        way,
    )
    made.inner += [one for why in tried for one in why]
    offered = [remedy for why in tried for one in why for remedy in one.remedies]
    # That a thing be of another kind is seldom what is meant where something can be stated.
    made.remedies += [one for one in offered if one.path is not None] or offered
    return made


def _one(case: Case, way: Walk, tried: list[list[Offence]], held: int) -> Offence:
    if not held:
        return _any(case, way, "Xone", tried)
    value = case.phrases.name(way.end)
    made = case.offence("Xone", f"{held} things hold for {value} of which only one may", way)
    text = f"change {value} so that exactly one of the alternatives holds"
    made.remedies.append(Remedy("change", text, case.node, case.path, way.end))
    return made


def _positive(case: Case, shape: Term) -> Iterator[str]:
    """Give in words what a shape says that a value is."""
    path = case.path_of(shape)
    if path is not None:
        for wanted in case.said(shape, SH.hasValue):
            yield f"with {path_words(path)} {case.phrases.name(wanted)}"
        return
    for kind in case.said(shape, SH["class"]):
        yield case.phrases.a_kind(kind)
    for head in case.said(shape, SH["in"]):
        yield " or ".join(case.phrases.name(one) for one in case.members(head))
    for wanted in case.said(shape, SH.hasValue):
        yield case.phrases.name(wanted)


def _looked_at(case: Case, value: Term, shape: Term) -> Iterator[Edge]:
    """Give the edges that make a value be what it must not be."""
    path = case.path_of(shape)
    if path is not None:
        for walk in walks(case.facts, value, path):
            yield from walk.edges
    kinds = set(case.said(shape, SH["class"]))
    for walk in walks(case.facts, value, INSTANCE):
        if walk.end in kinds:
            yield from walk.edges
