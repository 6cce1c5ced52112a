"""What an assessment found: evidence for controls, risks, and what is to be done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from rdflib import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.oscal.document import listed, said
from asbuilt.loaders.oscal.observed import as_date, day
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item
    from asbuilt.loaders.oscal.document import Document
    from asbuilt.loaders.oscal.reading import Reading
    from asbuilt.loaders.oscal.spot import Spot
    from asbuilt.reading.tree import Node

_OUTCOMES: Final = {"satisfied": "passed", "not-satisfied": "failed"}
"""What evidence shows of a control, by the state that a finding gives it."""
_FACETS: Final = {"likelihood": AB.likelihood, "impact": AB.impact, "severity": AB.impact}


def finding(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State for which control the observations behind a finding are evidence, and what they show.

    One that stands behind a finding that a control is satisfied and behind another that one is not
    is evidence for the former only: it does not say by itself which of the two it shows.
    """
    target = spot.node.get("target")
    if target is None:
        return
    status = target.get("status")
    state = _state(spot.node)
    if state and status is not None:
        yield Fact(spot.iri, AB.status, Literal(state), status.place)
    outcome = _OUTCOMES.get(state)
    if outcome is None:
        return
    identifier = said(target.get("target-id")) or ""
    control = reading.references.control_around(identifier, reading.hrefs(spot))
    if control is None:
        return
    for one in listed(spot.node, "related-observations"):
        mixed = len(reading.judged.get(_named(one), ())) > 1
        evidence = reading.uuid(one, "observation-uuid")
        if evidence is not None and not (mixed and outcome == "failed"):
            yield Fact(evidence, AB.evidenceFor, control, one.place)
            if not mixed:
                yield Fact(evidence, AB.outcome, Literal(outcome), one.place)


def judged_observations(document: Document) -> dict[str, frozenset[str]]:
    """Give the observations behind findings, with how these found: satisfied, not, or both."""
    behind: dict[str, set[str]] = {}
    for node in document.things.values():
        for one in listed(node, "related-observations") if node.get("target") else ():
            if (state := _state(node)) in _OUTCOMES:
                behind.setdefault(_named(one), set()).add(state)
    return {name: frozenset(states) for name, states in behind.items()}


def _named(node: Node) -> str:
    return (said(node.get("observation-uuid")) or "").strip().lower()


def _state(node: Node) -> str:
    """Give the state of a finding's target, which version 1.0 writes as the status itself."""
    target = node.get("target")
    status = target.get("status") if target is not None else None
    state = said(status.get("state")) if status is not None else None
    return (state or said(status) or "").strip().lower()


def risk(_: Reading, spot: Spot) -> Iterator[Item]:
    """State where a risk is in its life, by when it must be dealt with, and how grave it is."""
    status = spot.node.get("status")
    if status is not None and said(status):
        yield Fact(spot.iri, AB.status, Literal((said(status) or "").strip().lower()), status.place)
    yield from day(spot.iri, AB.dueOn, spot.node.get("deadline"))
    for characterization in listed(spot.node, "characterizations"):
        for facet in listed(characterization, "facets"):
            term = _FACETS.get((said(facet.get("name")) or "").lower())
            value = said(facet.get("value"))
            if term is not None and value:
                yield Fact(spot.iri, term, Literal(value), facet.place)


def item(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State by when an item of a plan of action is due, and when it was closed, by its risks."""
    risks = []
    for key in ("related-risks", "associated-risks"):
        for one in listed(spot.node, key):
            identifier = (said(one.get("risk-uuid")) or "").strip().lower()
            node = reading.document.things.get(identifier)
            if node is not None:
                risks.append(node)
    deadlines = [node for node in (one.get("deadline") for one in risks) if as_date(node)]
    if deadlines:
        first = min(deadlines, key=lambda node: as_date(node) or date.max)
        yield from day(spot.iri, AB.dueOn, first)
    closings = [_closing(one) for one in risks]
    if closings and all(closings):
        last = max(closings, key=lambda node: as_date(node) or date.min)
        yield from day(spot.iri, AB.closedOn, last)


def _closing(node: Node) -> Node | None:
    """Give the time at which a risk was closed, where its log says so and it is closed."""
    if (said(node.get("status")) or "").lower() != "closed":
        return None
    log = node.get("risk-log")
    found = [
        one.get("end") or one.get("start")
        for one in listed(log, "entries")
        if (said(one.get("status-change")) or "").lower() == "closed"
    ]
    times = [one for one in found if one is not None and as_date(one)]
    return max(times, key=lambda one: as_date(one) or date.min) if times else None
