"""Reads the behaviour of all processes and workflows from the graph.

What a sub-process or composite state holds is entered where it begins, and left through the point
at which it is done: by all branches of a Parallel state, by any end of another one. A Map is left
like any other; where its list may be empty, its loader states a passage around it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import RDFS, URIRef

from asbuilt.derive.behaviour import ABRUPT, PARALLEL, Behaviour, Element, Passage, Point, Side
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from asbuilt.store import Store

_STARTS = frozenset({"startevent", "initial"})
_BREAKS_OFF = frozenset({"error", "cancel", "escalation"})
"""What an end event throws to the outside instead of completing the sub-process around it."""


def processes(store: Store) -> dict[URIRef, Behaviour]:
    """Give the behaviour of every documented process."""
    return _all(store, "process", AB.Process, AB.hasStep)


def workflows(store: Store) -> dict[URIRef, Behaviour]:
    """Give the behaviour of every workflow."""
    return _all(store, "digital", AB.Workflow, AB.hasState)


@dataclass(slots=True)
class _Draft:
    """What the graph says of one process or workflow, before passages are drawn."""

    thing: URIRef
    label: str
    side: Side
    elements: dict[URIRef, Element] = field(default_factory=dict)
    links: list[Passage] = field(default_factory=list)
    initial: set[URIRef] = field(default_factory=set)
    final: set[URIRef] = field(default_factory=set)
    children: dict[URIRef, list[URIRef]] = field(default_factory=lambda: defaultdict(list))
    passages: list[Passage] = field(default_factory=list)
    gathering: set[Point] = field(default_factory=set)
    entered: set[URIRef] = field(default_factory=set)
    """What a passage from elsewhere leads to."""
    onward: set[URIRef] = field(default_factory=set)
    """What work leaves when it is completed."""

    def add(self, link: Passage) -> None:
        """Take up what a flow or transition states."""
        self.links.append(link)
        if link.origin != link.goal:
            self.entered.add(link.goal.thing)
            if link.completes:
                self.onward.add(link.origin.thing)


def _all(store: Store, side: Side, kind: URIRef, member: URIRef) -> dict[URIRef, Behaviour]:
    drafts = _drafts(store, side, kind)
    home = _members(store, kind, member, drafts)
    details = _details(store, member)
    for part, drafted in home.items():
        for draft in drafted:
            draft.elements[part] = details.element(part, home)
            if part in details.initial:
                draft.initial.add(part)
            if part in details.final:
                draft.final.add(part)
    for passage in _links(store, side):
        for draft in home.get(passage.origin.thing, ()):
            if passage.goal.thing in draft.elements:
                draft.add(passage)
    return {thing: _behaviour(draft) for thing, draft in drafts.items()}


def _drafts(store: Store, side: Side, kind: URIRef) -> dict[URIRef, _Draft]:
    table = store.select(
        f"""SELECT ?w (MIN(?l) AS ?label) WHERE {{
            ?w a <{kind}> OPTIONAL {{ ?w <{RDFS.label}> ?l }}
        }} GROUP BY ?w ORDER BY ?w"""
    )
    return {
        whole: _Draft(whole, str(label or whole), side)
        for whole, label in table.rows
        if isinstance(whole, URIRef)
    }


def _members(
    store: Store, kind: URIRef, member: URIRef, drafts: dict[URIRef, _Draft]
) -> dict[URIRef, list[_Draft]]:
    home: dict[URIRef, list[_Draft]] = defaultdict(list)
    for whole, part in store.select(
        f"SELECT DISTINCT ?w ?p WHERE {{ ?w a <{kind}> ; <{member}> ?p }} ORDER BY ?w ?p"
    ).rows:
        if isinstance(whole, URIRef) and isinstance(part, URIRef) and whole in drafts:
            home[part].append(drafts[whole])
    return home


@dataclass(slots=True)
class _Details:
    labels: dict[URIRef, str] = field(default_factory=dict)
    kinds: dict[URIRef, str] = field(default_factory=dict)
    execution: dict[URIRef, str] = field(default_factory=dict)
    types: dict[URIRef, set[URIRef]] = field(default_factory=lambda: defaultdict(set))
    events: dict[URIRef, set[str]] = field(default_factory=lambda: defaultdict(set))
    around: dict[URIRef, list[URIRef]] = field(default_factory=lambda: defaultdict(list))
    """What each part is said to be part of: its process, lane, sub-process or composite state."""
    initial: set[URIRef] = field(default_factory=set)
    final: set[URIRef] = field(default_factory=set)

    def element(self, iri: URIRef, members: Container[URIRef]) -> Element:
        return Element(
            iri,
            self.labels.get(iri) or str(iri).rpartition("#")[2],
            self.kinds.get(iri, ""),
            self.execution.get(iri, ""),
            frozenset(self.types[iri]),
            frozenset(self.events[iri]),
            next((around for around in self.around[iri] if around in members), None),
        )


def _details(store: Store, member: URIRef) -> _Details:
    details = _Details()
    wanted: dict[object, dict[URIRef, str]] = {
        RDFS.label: details.labels, AB.elementKind: details.kinds, AB.execution: details.execution,
    }  # fmt: skip
    flags: dict[object, set[URIRef]] = {AB.isInitial: details.initial, AB.isFinal: details.final}
    properties = " ".join(f"<{p}>" for p in (*wanted, *flags, AB.eventKind))
    for part, predicate, value in store.select(
        f"""SELECT DISTINCT ?part ?p ?o WHERE {{ ?whole <{member}> ?part .
            VALUES ?p {{ {properties} }} ?part ?p ?o }} ORDER BY ?part ?p DESC(?o)"""
    ).rows:
        assert isinstance(part, URIRef)
        if predicate in flags:
            if str(value) in {"true", "1"}:
                flags[predicate].add(part)
        elif predicate == AB.eventKind:
            details.events[part].add(str(value))
        else:
            wanted[predicate][part] = str(value)
    for part, kind in store.select(
        f"SELECT DISTINCT ?part ?t WHERE {{ ?whole <{member}> ?part . ?part a ?t }}"
    ).rows:
        assert isinstance(part, URIRef)
        details.types[part].add(URIRef(str(kind)))
    for part, around in store.select(
        f"""SELECT DISTINCT ?part ?around WHERE {{ ?part <{AB.partOf}> ?around .
            ?whole <{member}> ?part }} ORDER BY ?part DESC(?around)"""
    ).rows:
        if isinstance(part, URIRef) and isinstance(around, URIRef) and part != around:
            details.around[part].append(around)
    return details


def _links(store: Store, side: Side) -> Iterator[Passage]:
    """Give the passages as flows or transitions state them, then those only ``ab:next`` states."""
    source, target = (AB.source, AB.target) if side == "process" else (AB["from"], AB.to)
    kind = AB.Flow if side == "process" else AB.Transition
    drawn: set[tuple[URIRef, URIRef]] = set()
    for via, origin, goal, how, condition, default in store.select(
        f"""SELECT DISTINCT ?via ?from ?to ?kind ?condition ?default WHERE {{
            ?via a <{kind}> ; <{source}> ?from ; <{target}> ?to .
            OPTIONAL {{ ?via <{AB.transitionKind}> ?kind }}
            OPTIONAL {{ ?via <{AB.condition}> ?condition }}
            OPTIONAL {{ ?via <{AB.isDefault}> ?default }}
        }} ORDER BY ?from ?via ?to ?kind ?condition"""
    ).rows:
        if isinstance(via, URIRef) and isinstance(origin, URIRef) and isinstance(goal, URIRef):
            drawn.add((origin, goal))
            yield Passage(
                Point(origin),
                Point(goal),
                str(how or "next"),
                str(condition or ""),
                is_default=str(default) in {"true", "1"},
                completes=str(how or "next") not in ABRUPT,
                via=via,
            )
    for event, host in store.select(
        f"SELECT DISTINCT ?e ?h WHERE {{ ?e <{AB.attachedTo}> ?h }} ORDER BY ?h ?e"
    ).rows:
        if isinstance(event, URIRef) and isinstance(host, URIRef) and (host, event) not in drawn:
            drawn.add((host, event))
            yield Passage(Point(host), Point(event), "catch", completes=False)
    for origin, goal in store.select(
        f"SELECT DISTINCT ?a ?b WHERE {{ ?a <{AB.next}> ?b }} ORDER BY ?a ?b"
    ).rows:
        if isinstance(origin, URIRef) and isinstance(goal, URIRef) and (origin, goal) not in drawn:
            yield Passage(Point(origin), Point(goal))


def _behaviour(draft: _Draft) -> Behaviour:
    for part, element in draft.elements.items():
        if element.container is not None and element.container in draft.elements:
            draft.children[element.container].append(part)
    if draft.side == "process":
        _enclose_steps(draft)
    else:
        _enclose_states(draft)
    entered = {passage.goal for passage in draft.passages}
    tops = [part for part in draft.elements if _container(draft, part) is None]
    starts = draft.initial or set(_entries(draft, tops))
    ends = {Point(part) for part in draft.final}
    ends |= {Point(part, "done") for part in draft.final if draft.children.get(part)}
    if draft.side == "process" or not draft.final:
        ends |= {_exit(draft, part) for part in tops if part not in draft.onward}
    starts |= {part for part in draft.elements if _is_triggered(draft, part, entered)}
    counted = Counter(passage.goal for passage in draft.passages)
    draft.gathering |= {
        point
        for point, number in counted.items()
        if number > 1
        and point.phase == "at"
        and draft.elements[point.thing].kind.lower() == "parallelgateway"
    }
    return Behaviour(
        draft.thing,
        draft.label,
        draft.side,
        draft.elements,
        tuple(dict.fromkeys(draft.passages)),
        tuple(Point(part) for part in sorted(starts)),
        frozenset(ends),
        frozenset(draft.gathering),
    )


def _enclose_steps(draft: _Draft) -> None:
    """Lead into sub-processes at their starts, and out of them through where they are done."""
    for link in draft.links:
        origin = link.origin.thing
        holds = bool(draft.children.get(origin))
        if holds and link.completes:
            draft.passages.append(_moved(link, Point(origin, "done")))
        else:
            draft.passages.append(link)
    for outer, inside in draft.children.items():
        entries = _entries(draft, inside)
        for entry in sorted(entries):
            draft.passages.append(Passage(Point(outer), Point(entry), "branch", completes=False))
        for part in inside:
            element = draft.elements[part]
            if part not in draft.onward and not element.events & _BREAKS_OFF:
                exit_ = _exit(draft, part)
                draft.passages.append(Passage(exit_, Point(outer, "done"), "join"))


def _enclose_states(draft: _Draft) -> None:
    """Lead joins through the points at which what they leave is done."""
    branches = _Branches(draft)
    for link in draft.links:
        origin, goal = link.origin.thing, link.goal.thing
        if draft.children.get(origin) and link.kind == "branch":
            draft.passages.append(
                Passage(
                    link.origin, link.goal, "branch", link.condition, completes=False, via=link.via
                )
            )
            continue
        left = _left_containers(draft, origin, goal) if link.kind == "join" else []
        here = Point(origin)
        inner: URIRef = origin
        for outer in left:
            for number in branches.numbers(outer, inner):
                through = Point(outer, "branch", number)
                draft.passages.append(Passage(here, through, "join"))
                draft.passages.append(
                    Passage(through, Point(outer, "done"), "join", completes=False)
                )
            here, inner = Point(outer, "done"), outer
            if draft.elements[outer].kind.lower() in PARALLEL:
                draft.gathering.add(here)
        draft.passages.append(_moved(link, here))


class _Branches:
    """Tells which branches of a composite state can lead to a state in it."""

    def __init__(self, draft: _Draft) -> None:
        self._draft = draft
        self._next: dict[URIRef, list[URIRef]] = defaultdict(list)
        for link in draft.links:
            self._next[link.origin.thing].append(link.goal.thing)
        self._known: dict[URIRef, dict[URIRef, list[int]]] = {}

    def numbers(self, outer: URIRef, inner: URIRef) -> list[int]:
        """Give the numbers of the branches of `outer` from which `inner` is reached."""
        if outer not in self._known:
            self._known[outer] = self._reached(outer)
        return self._known[outer].get(inner, [0])

    def _reached(self, outer: URIRef) -> dict[URIRef, list[int]]:
        inside = set(self._draft.children.get(outer, ()))
        waiting = list(inside)
        while waiting:
            deeper = self._draft.children.get(waiting.pop(), ())
            waiting += [part for part in deeper if part not in inside]
            inside.update(deeper)
        reached: dict[URIRef, list[int]] = defaultdict(list)
        starts = [
            link.goal.thing
            for link in self._draft.links
            if link.origin.thing == outer and link.kind == "branch"
        ]
        for number, start in enumerate(starts):
            seen, front = {start}, [start]
            while front:
                for following in self._next[front.pop()]:
                    if following in inside and following not in seen:
                        seen.add(following)
                        front.append(following)
            for part in seen:
                reached[part].append(number)
        return reached


def _moved(link: Passage, origin: Point) -> Passage:
    return Passage(
        origin, link.goal, link.kind, link.condition, link.is_default, link.completes, link.via
    )


def _container(draft: _Draft, part: URIRef) -> URIRef | None:
    around = draft.elements[part].container
    return around if around in draft.elements else None


def _left_containers(draft: _Draft, origin: URIRef, goal: URIRef) -> list[URIRef]:
    """Give the composite states around the origin that do not hold the goal, innermost first."""
    around_goal = set(_around(draft, goal))
    return [outer for outer in _around(draft, origin) if outer not in around_goal]


def _around(draft: _Draft, part: URIRef) -> list[URIRef]:
    around: list[URIRef] = []
    outer = _container(draft, part)
    while outer is not None and outer not in around:
        around.append(outer)
        outer = _container(draft, outer)
    return around


def _entries(draft: _Draft, inside: list[URIRef]) -> set[URIRef]:
    """Give where work in a container begins: start events, else all that nothing leads to."""
    starts = {part for part in inside if draft.elements[part].kind.lower() in _STARTS}
    if starts:
        return starts
    return {
        part
        for part in inside
        if part not in draft.entered and draft.elements[part].kind.lower() != "boundaryevent"
    }


def _exit(draft: _Draft, part: URIRef) -> Point:
    return Point(part, "done") if draft.children.get(part) else Point(part)


def _is_triggered(draft: _Draft, part: URIRef, entered: set[Point]) -> bool:
    """Say whether a sub-process is started by an event rather than by a flow into it."""
    inside = draft.children.get(part)
    if draft.side != "process" or not inside or Point(part) in entered:
        return False
    starts = [p for p in inside if draft.elements[p].kind.lower() == "startevent"]
    return bool(starts) and all(draft.elements[start].events for start in starts)
