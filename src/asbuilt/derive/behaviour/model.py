"""One view of a process and of a workflow: points that work reaches, and the passages between them.

A step or state is one point; one that holds others (a sub-process, a Parallel state) has a second
point at which it is done. Passages know whether they complete what they leave: the way out by an
error, a timeout or a boundary event does not. A point that gathers (the join of parallel branches)
is passed only once work has come in by each passage that can bring any.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import URIRef

_Key = TypeVar("_Key")
Phase = Literal["at", "branch", "done"]
Side = Literal["process", "digital"]

PARALLEL: Final = frozenset({"parallel", "parallelgateway", "fork"})
"""Kinds of element, in lower case, of which all branches are done together."""

PARALLEL_EVENTS: Final = "parallelEventBasedGateway"
"""Kind of an event-based gateway that waits for all of its events (BPMN 2.0.2, 10.6.6)."""

BESIDE: Final = "beside"
"""Kind of the passage to an event that lets what it is attached to go on."""

EMPTY: Final = "empty"
"""Kind of the passage out of what is done for each of several items, where there is none."""

FAILING: Final = frozenset({"fail", "raise"})
"""Kinds of state, in lower case, that end a workflow with an error, for whoever called it to catch.
"""

ABRUPT: Final = frozenset({"catch", "timeout", "error", "exception", "boundary", BESIDE, EMPTY})
"""Kinds of passage that leave an element without completing it."""


_THROWN: Final = frozenset({"error", "cancel", "escalation"})


@dataclass(frozen=True, order=True, slots=True)
class Point:
    """Where work can be: at a step or state, or where all or a branch of what it holds is done."""

    thing: URIRef
    phase: Phase = "at"
    branch: int = 0
    calls: tuple[URIRef, ...] = ()
    """The calls by which work came into the model that holds it, the outermost first."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A way from one point to the next."""

    origin: Point
    goal: Point
    kind: str = "next"
    condition: str = ""
    is_default: bool = False
    completes: bool = True
    """Whether what is left is thereby completed."""
    via: URIRef | None = None
    """The flow or transition that states the passage, where one does."""


@dataclass(frozen=True, slots=True)
class Element:
    """A step of a process, or a state of a workflow."""

    iri: URIRef
    label: str
    kind: str = ""
    """Name of the element in its own format, such as ``userTask`` or ``Choice``."""
    execution: str = ""
    types: frozenset[URIRef] = frozenset()
    events: frozenset[str] = frozenset()
    """What an event reacts to or signals."""
    container: URIRef | None = None
    """The sub-process or state that directly holds it."""
    is_multiple: bool = False
    """Whether it is carried out once for each of several items, or repeated."""
    undoes: bool = False
    """Whether it is done only to undo something, and so stands beside the flow."""
    interrupts: bool = True
    """Whether an event, where it catches something, breaks off what it is attached to."""
    may_be_empty: bool = False
    """Whether there may be no item to carry it out for."""

    @property
    def throws(self) -> frozenset[str]:
        """What it throws at what it stands in, or at what called it, instead of completing that."""
        if self.kind.lower() in FAILING:
            return frozenset({"error"})
        return self.events & _THROWN

    @property
    def works(self) -> bool:
        """Whether people or machines do something here, rather than work only passing through."""
        if AB.State in self.types:
            return self.execution not in {"none", ""}
        return bool(self.types & {AB.Task, AB.Approval, AB.Decision})


@dataclass(frozen=True)
class Behaviour:
    """A process or workflow as points and passages."""

    thing: URIRef
    label: str
    side: Side
    elements: Mapping[URIRef, Element]
    passages: tuple[Passage, ...]
    starts: tuple[Point, ...]
    """Points at which work enters, in a settled order."""
    ends: frozenset[Point]
    """Points at which work may rest for good."""
    gathering: frozenset[Point]
    """Points that are passed only once work has come in by every passage."""
    followed: frozenset[URIRef] = frozenset()
    """Calls through which passages lead into what they call."""
    cut: Mapping[URIRef, str] = field(default_factory=dict)
    """Calls of something known that are a single step all the same, with the reason."""

    @cached_property
    def leaving(self) -> Mapping[Point, tuple[Passage, ...]]:
        """The passages out of each point."""
        return _grouped((passage.origin, passage) for passage in self.passages)

    @cached_property
    def entering(self) -> Mapping[Point, tuple[Passage, ...]]:
        """The passages into each point."""
        return _grouped((passage.goal, passage) for passage in self.passages)

    @cached_property
    def by_statement(self) -> Mapping[URIRef, tuple[Passage, ...]]:
        """The passages that each flow or transition states."""
        return _grouped((p.via, p) for p in self.passages if p.via is not None)

    @cached_property
    def start_events(self) -> Mapping[URIRef, tuple[Element, ...]]:
        """The start events that each sub-process directly holds."""
        groups: dict[URIRef, list[Element]] = defaultdict(list)
        for element in self.elements.values():
            if element.container is not None and element.kind.lower() == "startevent":
                groups[element.container].append(element)
        return {container: tuple(events) for container, events in groups.items()}

    def awaits_event(self, thing: URIRef) -> bool:
        """Say whether nothing but events begins what a sub-process holds."""
        events = self.start_events.get(thing, ())
        return bool(events) and all(event.events for event in events)

    def begins_alone(self, thing: URIRef) -> bool:
        """Say whether work that begins at an element begins a case or level by itself.

        An event does, a task that receives, and a sub-process that waits for an event; what no flow
        leads to else begins together (BPMN 2.0.2, 10.5.2, 13.3.1).
        """
        kind = self.elements[thing].kind.lower()
        return kind.endswith("event") or kind == "receivetask" or self.awaits_event(thing)

    @cached_property
    def points_of(self) -> Mapping[URIRef, tuple[Point, ...]]:
        """The points at which work is at each element: several where its model is called often."""
        groups: dict[URIRef, dict[Point, None]] = {thing: {} for thing in self.elements}
        for point in (*self.starts, *(p for way in self.passages for p in (way.origin, way.goal))):
            if point.phase == "at":
                groups[point.thing][point] = None
        return {
            thing: tuple(sorted(points, key=lambda point: point.calls)) or (Point(thing),)
            for thing, points in groups.items()
        }

    def label_of(self, thing: URIRef) -> str:
        """Give the name of a step or state."""
        element = self.elements.get(thing)
        return element.label if element is not None else str(thing).rpartition("#")[2]

    def rivals(self, passage: Passage) -> list[Passage]:
        """Give the other passages that could be chosen where this one is."""
        return [
            other
            for other in self.leaving.get(passage.origin, ())
            if other != passage and other.kind not in ABRUPT
        ]


def _grouped(pairs: Iterable[tuple[_Key, Passage]]) -> dict[_Key, tuple[Passage, ...]]:
    groups: dict[_Key, list[Passage]] = defaultdict(list)
    for key, passage in pairs:
        groups[key].append(passage)
    return {key: tuple(group) for key, group in groups.items()}
