"""What an observation says of itself: when it was made, and what it shows of which control.

Findings say which control is satisfied, and many tools write none: compliance-to-policy and the
transformers of compliance-trestle put the control, the technical rule and the result into
properties of observations, or the result into those of their subjects. A finding about an
observation wins over what its properties say.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

from asbuilt.facts import Fact, Problem
from asbuilt.loaders.oscal.document import listed, said
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item
    from asbuilt.loaders.oscal.reading import Reading
    from asbuilt.loaders.oscal.spot import Spot
    from asbuilt.reading.tree import Node

_CONTROLS: Final = frozenset({"control-id", "control-ids", "control"})
_RULES: Final = frozenset({"assessment-rule-id", "rule-id", "check-id", "idref"})
"""Names of properties with a technical rule, in lower case and with hyphens."""
_RESULTS: Final = frozenset({"result", "state", "outcome"})
_OUTCOMES: Final = {
    **dict.fromkeys(
        ("pass", "passed", "success", "compliant", "satisfied", "fixed", "true"), "passed"
    ),
    **dict.fromkeys(
        ("fail", "failed", "failure", "non-compliant", "noncompliant", "not-satisfied", "false"),
        "failed",
    ),
    **dict.fromkeys(("error", "unknown", "inconclusive"), "unclear"),
}
"""What results show; others, such as ``notchecked`` and ``notapplicable``, are of no try at all."""
_PARTS: Final = re.compile(r"[\s,;]+")
_GRAVEST: Final = ("failed", "unclear", "passed")


def observation(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State when evidence came into being, how long it holds, who gathered it, what it shows."""
    collected = spot.node.get("collected")
    if _is_said(collected):
        yield from _moment(spot.iri, AB.capturedAt, collected)
    else:
        yield from _moment(spot.iri, AB.capturedAt, _of_result(spot))
    if _is_said(spot.node.get("expires")):
        yield from day(spot.iri, AB.expires, spot.node.get("expires"))
    for origin in listed(spot.node, "origins"):
        for actor in listed(origin, "actors"):
            if said(actor.get("type")) == "party":
                agent = reading.uuid(actor, "actor-uuid")
                if agent is not None:
                    yield Fact(spot.iri, AB.collectedBy, agent, actor.place)
    if (said(spot.node.get("uuid")) or "").strip().lower() not in reading.judged:
        yield from _shown(reading, spot)


def technical_rules(node: Node) -> Iterator[tuple[str, Node]]:
    """Give the technical rules that the properties of an object name, with where they do."""
    for one in listed(node, "props"):
        value = (said(one.get("value")) or "").strip()
        if _name(one) in _RULES and value:
            yield value, one


def _shown(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State what an observation shows, and of which control or by which technical rule.

    One that says that nothing was tried is evidence of nothing.
    """
    node = spot.node
    results = list(_results(node)) or [
        found for one in listed(node, "subjects") for found in _results(one)
    ]
    if not results:
        return
    outcomes = {_OUTCOMES.get(text, "") for text, _ in results}
    outcome = next((one for one in _GRAVEST if one in outcomes), "")
    if not outcome:
        return
    yield Fact(spot.iri, AB.outcome, Literal(outcome), results[0][1].place)
    for one in listed(node, "props"):
        if _name(one) in _CONTROLS:
            for text in filter(None, _PARTS.split(said(one.get("value")) or "")):
                control = reading.references.control_meant(text, reading.hrefs(spot), one.place)
                yield Fact(spot.iri, AB.evidenceFor, control, one.place)
    for rule, place in technical_rules(node):
        yield Fact(spot.iri, AB.technicalRule, Literal(rule), place.place)


def _results(node: Node) -> Iterator[tuple[str, Node]]:
    for one in listed(node, "props"):
        text = (said(one.get("value")) or "").strip().lower().replace("_", "-")
        if _name(one) in _RESULTS and text:
            yield text.removeprefix("resultenum."), one


def _name(node: Node) -> str:
    return (said(node.get("name")) or "").strip().lower().replace("_", "-")


def _of_result(spot: Spot) -> Node | None:
    """Give when the result ended, or else began, in which an observation stands."""
    result = spot.up("result")
    if result is None:
        return None
    held = (result.node.get("end"), result.node.get("start"))
    return next((one for one in held if _is_said(one)), None)


def _is_said(node: Node | None) -> bool:
    """Say whether a time is stated: tools written in Go write the year 1 where they know none."""
    text = (said(node) or "").strip()
    return bool(text) and not text.startswith("0001-01-01")


def as_date(node: Node | None) -> date | None:
    """Give the day of a time; nothing where it is none."""
    try:
        return date.fromisoformat((said(node) or "")[:10])
    except ValueError:
        return None


def day(thing: URIRef, term: URIRef, node: Node | None) -> Iterator[Item]:
    """State a day of a thing; a warning where the text is no time."""
    if node is None or not said(node):
        return
    found = as_date(node)
    if found is None:
        yield _wrong(node)
    else:
        yield Fact(thing, term, Literal(found.isoformat(), datatype=XSD.date), node.place)


def _moment(thing: URIRef, term: URIRef, node: Node | None) -> Iterator[Item]:
    text = said(node)
    if node is None or not text:
        return
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        yield _wrong(node)
        return
    yield Fact(thing, term, Literal(moment.isoformat(), datatype=XSD.dateTime), node.place)


def _wrong(node: Node) -> Problem:
    return Problem(
        "warning",
        f"{said(node)!r} is no time",
        "write times as 2026-12-31T12:00:00Z",
        node.place,
    )
