"""A token game over the XML of BPMN models, which shares nothing with the analyses that it checks.

It plays what BPMN 2.0.2 says in its chapters 10 and 13, a scope within a scope, and looks at no
data: every way out of a choice can be gone. Where a process has several start events, each begins
a case of its own (10.5.2); where it has none, all that no flow leads to begins at once. What is
done for several items is done once, and messages come whenever they are waited for.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from itertools import chain, combinations
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_STATES: Final = 20_000
"""States of one game that are looked at."""

_SCOPES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_NODES: Final = frozenset({"callActivity", "startEvent", "endEvent", "boundaryEvent"}) | _SCOPES
_MOST_TOKENS: Final = 2


@dataclass(frozen=True)
class Node:
    """A flow node."""

    name: str
    kind: str
    events: frozenset[str] = frozenset()
    link: str = ""
    host: str = ""
    interrupts: bool = True
    instantiates: bool = False
    waits_for_all: bool = False
    undoes: bool = False
    default: str = ""
    called: str = ""
    holds: Scope | None = None


@dataclass
class Scope:
    """A process or sub-process."""

    name: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    """Each flow with its ends, and whether it has a condition."""
    into: dict[str, list[str]] = field(default_factory=dict)
    out: dict[str, list[str]] = field(default_factory=dict)

    def begun(self) -> Iterator[tuple[str, ...]]:
        """Give the sets of nodes of which one set begins together."""
        free = [
            node
            for name, node in self.nodes.items()
            if not self.into.get(name) and node.kind != "boundaryEvent" and not node.undoes
            and not (node.holds and is_triggered(node.holds))
            and not (node.link and node.kind == "intermediateCatchEvent")
        ]  # fmt: skip
        starts = [node for node in free if node.kind == "startEvent"]
        gates = tuple(node.name for node in free if node.instantiates and "Gateway" in node.kind)
        tasks = [node for node in free if node.instantiates and "Gateway" not in node.kind]
        plain = [node for node in starts if not node.events]
        yield from ((node.name,) for node in [*plain, *(s for s in starts if s.events), *tasks])
        if gates:
            yield gates
        if free and not (starts or gates or tasks):
            yield tuple(node.name for node in free)


@dataclass(frozen=True)
class Play:
    """What goes on in a scope: tokens on flows, what is being done, events that have occurred."""

    tokens: frozenset[tuple[str, int]] = frozenset()
    active: frozenset[tuple[str, Play | None, frozenset[str]]] = frozenset()
    occurred: frozenset[str] = frozenset()

    @property
    def is_over(self) -> bool:
        """Whether nothing goes on."""
        return not self.tokens and not self.active

    def with_tokens(self, flows: Iterable[str], taken: Iterable[str] = ()) -> Play:
        """Give it with tokens on more flows, and without one on others."""
        counts = Counter(dict(self.tokens))
        counts.subtract(taken)
        counts.update(flows)
        left = {(flow, min(number, _MOST_TOKENS)) for flow, number in counts.items() if number > 0}
        return replace(self, tokens=frozenset(left))


def is_triggered(scope: Scope) -> bool:
    """Say whether events start it, so that it is an event sub-process."""
    starts = [node for node in scope.nodes.values() if node.kind == "startEvent"]
    return bool(starts) and all(node.events for node in starts)


def read(path: Path) -> dict[str, Scope]:
    """Read the processes of a file by their ids."""
    root = etree.parse(path, etree.XMLParser(huge_tree=True, resolve_entities=False)).getroot()
    return {
        node.get("id", ""): _scope(node)
        for node in root.iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}process")
    }


def _scope(element: etree._Element) -> Scope:
    scope = Scope(element.get("id", ""))
    for child in element.iterchildren(etree.Element):
        kind = etree.QName(child).localname
        name = child.get("id", "")
        if kind == "sequenceFlow":
            ends = child.get("sourceRef", ""), child.get("targetRef", "")
            has_condition = child.find("{*}conditionExpression") is not None
            scope.flows[name] = (*ends, has_condition)
        elif kind in _NODES or kind.endswith(("ask", "Gateway", "ThrowEvent", "CatchEvent")):
            scope.nodes[name] = _node(child, name, kind)
    for name, (origin, goal, _) in scope.flows.items():
        if origin in scope.nodes and goal in scope.nodes:
            scope.out.setdefault(origin, []).append(name)
            scope.into.setdefault(goal, []).append(name)
    return scope


def _node(child: etree._Element, name: str, kind: str) -> Node:
    events = [
        one
        for one in child.iterchildren(etree.Element)
        if etree.QName(one).localname.endswith("EventDefinition")
    ]
    links = [one.get("name", "") for one in events if "link" in etree.QName(one).localname]
    breaks = child.get("cancelActivity", child.get("isInterrupting", "true"))
    return Node(
        name,
        kind,
        frozenset(etree.QName(one).localname.removesuffix("EventDefinition") for one in events)
        | ({"referenced"} if child.find("{*}eventDefinitionRef") is not None else set()),
        links[0] if links else "",
        child.get("attachedToRef", ""),
        interrupts=breaks not in {"false", "0"},
        instantiates=child.get("instantiate") in {"true", "1"},
        waits_for_all=child.get("eventGatewayType") == "Parallel",
        undoes=child.get("isForCompensation") in {"true", "1"},
        default=child.get("default", ""),
        called=child.get("calledElement", "").rpartition(":")[2],
        holds=_scope(child) if kind in _SCOPES else None,
    )


class Game:
    """The games of one process in which something is never completed."""

    def __init__(self, process: Scope, known: dict[str, Scope], never: str) -> None:
        """Take the process, those that it may call, and what must not be completed."""
        self._process, self._known, self._never = process, known, never
        self.met: set[str] = set()
        """What was come to."""
        self.is_whole = True
        """Whether all states were looked at."""

    def play(self) -> None:
        """Play all that can happen, from each way to begin."""
        seen: set[Play] = set()
        front = deque(self._entered(self._process, frozenset()))
        while front:
            here = front.popleft()
            if here in seen:
                continue
            if len(seen) >= MOST_STATES:
                self.is_whole = False
                return
            seen.add(here)
            front.extend(after for after, _ in self._moves(self._process, here, frozenset()))

    def _entered(self, scope: Scope, around: frozenset[str]) -> Iterator[Play]:
        for names in scope.begun():
            if scope is not self._process and scope.name in self._known:
                kinds = [scope.nodes[name] for name in names]
                plain = any(
                    n.kind == "startEvent" and not n.events for n in scope.nodes.values()
                )  # a call enters at a plain start where there is one
                if plain and not any(n.kind == "startEvent" and not n.events for n in kinds):
                    continue
            plays = [Play()]
            for name in names:
                plays = [q for p in plays for q in self._come(scope, p, name, around)]
            yield from plays

    def _come(self, scope: Scope, play: Play, name: str, around: frozenset[str]) -> Iterator[Play]:
        """Give what follows once work has come to a node."""
        self.met.add(name)
        node = scope.nodes[name]
        if "Gateway" in node.kind:
            for flows in self._chosen(scope, node):
                yield play.with_tokens(flows)
            return
        held = node.holds or self._called(node, around)
        if held is None:
            yield replace(play, active=play.active | {(name, None, frozenset())})
            return
        inside = list(self._entered(held, around | {held.name})) or [Play()]
        for inner in inside:
            yield replace(play, active=play.active | {(name, inner, frozenset())})

    def _called(self, node: Node, around: frozenset[str]) -> Scope | None:
        called = self._known.get(node.called) if node.kind == "callActivity" else None
        if called is None or called.name in around or called is self._process:
            return None
        return called if any(called.begun()) else None

    def _moves(
        self, scope: Scope, play: Play, around: frozenset[str]
    ) -> Iterator[tuple[Play, str]]:
        """Give what can follow, each with what is thrown to the outside by it."""
        counts = dict(play.tokens)
        for flow in counts:
            name = scope.flows[flow][1]
            taken = self._taken(scope, counts, flow, scope.nodes[name])
            if taken:
                for after in self._come(scope, play.with_tokens((), taken), name, around):
                    yield after, ""
        for one in play.active:
            yield from self._done(scope, play, one)
            yield from self._aside(scope, play, one)
            yield from self._within(scope, play, one, around)
        if not play.is_over:
            yield from self._triggered(scope, play, around)

    def _taken(self, scope: Scope, counts: dict[str, int], flow: str, node: Node) -> list[str]:
        into = scope.into[node.name]
        if node.kind == "parallelGateway":
            return into if all(one in counts for one in into) and flow == min(into) else []
        if node.kind in {"inclusiveGateway", "complexGateway"}:
            here = [one for one in into if one in counts]
            if flow != min(here):
                return []
            held = set().union(*(_before(scope, one, node.name) for one in here))
            empty = [_before(scope, one, node.name) for one in into if one not in counts]
            coming = set().union(*empty) - held
            return [] if coming & counts.keys() else here
        return [flow]

    def _done(
        self, scope: Scope, play: Play, one: tuple[str, Play | None, frozenset[str]]
    ) -> Iterator[tuple[Play, str]]:
        name, inner, _ = one
        if name == self._never or (inner is not None and not inner.is_over):
            return
        node = scope.nodes[name]
        rest = replace(play, active=play.active - {one})
        if node.kind == "endEvent" and node.events & {"terminate", "error", "cancel"}:
            thrown = "" if "terminate" in node.events else min(node.events & {"error", "cancel"})
            yield Play(), thrown
        elif node.link and node.kind.endswith("ThrowEvent"):
            for other in scope.nodes.values():
                if other.link == node.link and other.kind.endswith("CatchEvent"):
                    for after in self._come(scope, rest, other.name, frozenset()):
                        yield after, ""
        else:
            for flows in self._chosen(scope, node):
                yield rest.with_tokens(flows), ""

    def _aside(
        self, scope: Scope, play: Play, one: tuple[str, Play | None, frozenset[str]]
    ) -> Iterator[tuple[Play, str]]:
        name, inner, occurred = one
        for event in scope.nodes.values():
            if event.host != name or "compensate" in event.events or event.name in occurred:
                continue
            self.met.add(event.name)
            rest = play.active - {one}
            if not event.interrupts:
                rest |= {(name, inner, occurred | {event.name})}
            for flows in self._chosen(scope, event):
                yield replace(play, active=rest).with_tokens(flows), ""

    def _within(
        self,
        scope: Scope,
        play: Play,
        one: tuple[str, Play | None, frozenset[str]],
        around: frozenset[str],
    ) -> Iterator[tuple[Play, str]]:
        name, inner, occurred = one
        if inner is None:
            return
        node = scope.nodes[name]
        held = node.holds or self._known[node.called]
        for after, thrown in self._moves(held, inner, around | {held.name}):
            if not thrown:
                changed = play.active - {one} | {(name, after, occurred)}
                yield replace(play, active=changed), ""
                continue
            rest = replace(play, active=play.active - {one})
            catching = [
                event
                for event in scope.nodes.values()
                if event.host == name and event.events & {thrown, "referenced"}
            ]
            for event in catching:
                self.met.add(event.name)
                for flows in self._chosen(scope, event):
                    yield rest.with_tokens(flows), ""
            if not catching:
                yield Play(), thrown

    def _triggered(
        self, scope: Scope, play: Play, around: frozenset[str]
    ) -> Iterator[tuple[Play, str]]:
        for name, node in scope.nodes.items():
            if not node.holds or not is_triggered(node.holds) or scope.into.get(name):
                continue
            if name in play.occurred:
                continue
            breaks = any(n.interrupts for n in node.holds.nodes.values() if n.kind == "startEvent")
            rest = Play() if breaks else play
            for after in self._come(scope, rest, name, around):
                yield replace(after, occurred=play.occurred | {name}), ""

    def _chosen(self, scope: Scope, node: Node) -> Iterator[tuple[str, ...]]:
        """Give the sets of flows of which one gets tokens when a node is done."""
        out = scope.out.get(node.name, [])
        if not out:
            yield ()
        elif node.kind == "parallelGateway" or node.waits_for_all:
            yield tuple(out)
        elif node.kind in {"exclusiveGateway", "eventBasedGateway"}:
            yield from ((flow,) for flow in out)
        else:
            free = node.kind in {"inclusiveGateway", "complexGateway"} or node.default in out
            asked = [f for f in out if f != node.default and (free or scope.flows[f][2])]
            always = [f for f in out if f != node.default and f not in asked]
            sizes = range(len(asked) + 1) if len(asked) <= 6 else (0, 1, 2, len(asked))
            for some in chain.from_iterable(combinations(asked, size) for size in sizes):
                default = [node.default] if not some and node.default in out else []
                if always or some or default:
                    yield (*always, *some, *default)


def _before(scope: Scope, flow: str, join: str) -> set[str]:
    """Give the flows from which this one is come to without passing a join (13.4.3)."""
    found, front = {flow}, [flow]
    while front:
        origin = scope.flows[front.pop()][0]
        if origin == join:
            continue
        node = scope.nodes[origin]
        entered = [node.name] if not node.host else [node.host]
        for into in (one for name in entered for one in scope.into.get(name, ())):
            if into not in found:
                found.add(into)
                front.append(into)
    return found
