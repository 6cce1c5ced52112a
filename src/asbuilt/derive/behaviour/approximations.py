"""What the behavioural view takes more simply than the model says it, and how.

Conditions are data and are never evaluated: every way out of a choice counts as possible. That
holds for all models and is not told of each. Everything else that is approximated is told here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.model import ABRUPT, Point
from asbuilt.derive.behaviour.splits import BPMN_NODES, MOST_SUBSETS, TAKES_SOME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour, Element

_BY_KIND: Final = {
    "complexgateway": (
        "Its activation condition is not evaluated: it is taken as an inclusive gateway, out of"
        " which any of its ways may be taken"
    ),
    "adhocsubprocess": (
        "What it holds may be done in any order and any number of times until its completion"
        " condition holds, which is not evaluated: each part that nothing leads to may begin at any"
        " time, but not while it is already going on, and it is done when nothing in it is"
    ),
    "transaction": (
        "It is taken as a sub-process; that a cancelled transaction first undoes what was done is"
        " not followed"
    ),
    "history": "It may resume any of the states around which it was kept, whichever was left",
    "fork (compete)": "It is done with the first of its branches; the others are taken as stopped",
    "parallel (atleast)": (
        "It is done with the number of branches that it asks for, which is not counted: one of"
        " them is taken to be enough"
    ),
}
_REPEATED: Final = (
    "It is carried out for each item of a list or until a condition holds, neither of which is"
    " evaluated: it is taken as done once or more, one after the other"
)
_BROADCAST: Final = (
    "What it waits for is not traced to where it is sent: it is taken to come sooner or later"
)
_UNDOING: Final = "What undoes is taken to stand beside the flow, and is not followed"
_BESIDE: Final = (
    "It lets what it is attached to go on: it is taken to occur at most once each time, and not"
    " again while what it led to is going on"
)
_ALTERNATIVE: Final = (
    "Several flows with conditions lead on from it, which are not evaluated: they are taken one at"
    " a time"
)
_MANY_WAYS: Final = (
    f"It has more than {MOST_SUBSETS} ways out: they are taken alone, in pairs and all at once, not"
    " in every combination"
)
_TRIGGERED: Final = (
    "It starts by an event at any time while what holds it is going on: it is taken to start at"
    " most once"
)
_UNAWAITED: Final = (
    "A message flow leads to it, but nothing says that it waits for the message: it is taken to go"
    " on without it"
)
_WAITING: Final = frozenset({"message", "signal", "conditional"})


@dataclass(frozen=True, slots=True)
class Approximation:
    """One element that is taken more simply than it is."""

    element: URIRef
    how: str
    """A sentence without its full stop."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of elements from outside of their models."""

    unloaded: AbstractSet[URIRef] = frozenset()
    """Elements that call something that no source defines."""
    traced: AbstractSet[URIRef] = frozenset()
    """Elements whose messages are traced to where they are sent."""
    unawaited: AbstractSet[URIRef] = frozenset()
    """Elements to which a message flow leads that do not wait for its message."""


def approximations(
    behaviour: Behaviour, linked: Behaviour, known: Surroundings
) -> Iterator[Approximation]:
    """Give what is approximated in a model itself, not in what it calls, in order of the elements.

    `linked` is the same model with what it calls laid out in it.
    """
    triggered = {start.thing for start in behaviour.starts}
    for iri in sorted(behaviour.elements):
        element = behaviour.elements[iri]
        said = _of(element, known)
        if iri in triggered and element.kind.lower() == "subprocess":
            said.append(_TRIGGERED)
        if element.kind == "boundaryEvent" and not element.interrupts:
            said.append(_BESIDE)
        if element.kind in BPMN_NODES and _choices(behaviour, element) > 1:
            said.append(_ALTERNATIVE)
        ways = [way for way in behaviour.leaving.get(Point(iri), ()) if way.kind not in ABRUPT]
        if element.kind in TAKES_SOME and len(ways) > MOST_SUBSETS:
            said.append(_MANY_WAYS)
        if iri in linked.cut:
            said.append(f"What it calls is taken as a single step, since {linked.cut[iri]}")
        elif iri in known.unloaded:
            said.append("What it calls is not loaded: it is taken as a single step")
        for how in dict.fromkeys(said):
            yield Approximation(iri, how)


def _choices(behaviour: Behaviour, element: Element) -> int:
    """Count the ways with conditions by which an element is left once it is done."""
    origins = (Point(element.iri), Point(element.iri, "done"))
    return sum(
        bool(passage.condition) and passage.kind not in ABRUPT
        for origin in origins
        for passage in behaviour.leaving.get(origin, ())
    )


def _of(element: Element, known: Surroundings) -> list[str]:
    kind = element.kind.lower()
    said = [_BY_KIND[kind]] if kind in _BY_KIND else []
    if element.is_multiple:
        said.append(_REPEATED)
    catches = kind == "intermediatecatchevent" and element.events & _WAITING
    if (kind == "receivetask" or catches) and element.iri not in known.traced:
        said.append(_BROADCAST)
    if element.iri in known.unawaited:
        said.append(_UNAWAITED)
    if "compensation" in element.events:
        said.append(_UNDOING)
    return said
