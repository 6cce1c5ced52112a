"""Threads through the graph: from intent down to execution and evidence, and back up.

What counts as a thread is the query ``threads``; this module only follows it. The shortest thread
between two things is found by breadth-first search from both ends at once in the undirected graph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from rdflib import URIRef

from asbuilt.catalogue import built_in
from asbuilt.names import Thing, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.store import Store

Way = Literal["down", "up"]

MAX_THINGS = 2_000
"""How many things a trace visits before it says that it was cut short."""


@dataclass(frozen=True, slots=True)
class Link:
    """One thread between two things, read from the thing at hand."""

    source: URIRef
    phrase: str
    target: URIRef
    via: URIRef | None = None
    """The mapping that states the thread, where one does."""


@dataclass(slots=True)
class Node:
    """A thing of a trace and what hangs from it; a thing met before is not opened again."""

    thing: Thing
    phrase: str = ""
    children: list[Node] = field(default_factory=list)
    seen_before: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Give the tree as plain data."""
        said = {
            "thing": str(self.thing.iri),
            "label": self.thing.label,
            "kind": self.thing.kind,
            "phrase": self.phrase,
        }
        children = [child.as_dict() for child in self.children]
        return said | ({"seenBefore": True} if self.seen_before else {}) | {"children": children}


@dataclass(frozen=True, slots=True)
class Trace:
    """The tree of threads from a thing in one direction."""

    root: Node
    way: Way
    links: tuple[Link, ...]
    complete: bool
    """False where the trace was cut at its depth or at `MAX_THINGS`."""

    def nodes(self) -> Iterator[tuple[int, Node]]:
        """Give each node with its depth, in reading order."""
        stack = [(0, self.root)]
        while stack:
            depth, node = stack.pop()
            yield depth, node
            stack.extend((depth + 1, child) for child in reversed(node.children))


def links(store: Store, things: Iterable[URIRef], way: Way) -> list[Link]:
    """Give the threads that lead from things in one direction."""
    query = built_in()["threads"]
    wanted = list(things)
    if not wanted:
        return []
    text = query.bind(upper=wanted) if way == "down" else query.bind(lower=wanted)
    found = []
    for upper, down, lower, up, via in store.select(text).rows:
        if not isinstance(upper, URIRef) or not isinstance(lower, URIRef):
            continue
        stated = via if isinstance(via, URIRef) else None
        if way == "down":
            found.append(Link(upper, str(down), lower, stated))
        else:
            found.append(Link(lower, str(up), upper, stated))
    return found


def trace(store: Store, thing: URIRef, way: Way, depth: int = 6) -> Trace:
    """Follow the threads from a thing, at most `depth` links far."""
    frontier, seen = [thing], {thing}
    held: list[Link] = []
    level = 0
    while frontier and level < depth and len(seen) < MAX_THINGS:
        level += 1
        step = links(store, frontier, way)
        held += step
        frontier = list(dict.fromkeys(link.target for link in step if link.target not in seen))
        seen.update(frontier)
    names = describe(store, seen | {link.target for link in held})
    complete = not frontier or not links(store, frontier, way)
    return Trace(_tree(thing, held, names), way, tuple(held), complete)


def why(store: Store, first: URIRef, second: URIRef) -> list[Link] | None:
    """Give the shortest path of threads between two things, or None where there is none.

    An empty list says that both are the same thing.
    """
    came: tuple[dict[URIRef, Link | None], dict[URIRef, Link | None]] = (
        {first: None},
        {second: None},
    )
    frontiers = [[first], [second]]
    if first == second:
        return []
    while frontiers[0] and frontiers[1]:
        side = 0 if len(came[0]) <= len(came[1]) else 1
        reached = []
        for link in [*links(store, frontiers[side], "down"), *links(store, frontiers[side], "up")]:
            if link.target in came[side]:
                continue
            came[side][link.target] = link
            if link.target in came[1 - side]:
                return _joined(store, came, link.target)
            reached.append(link.target)
        frontiers[side] = reached
    return None


def _tree(root: URIRef, held: list[Link], names: dict[URIRef, Thing]) -> Node:
    by_source: dict[URIRef, list[Link]] = {}
    for link in held:
        by_source.setdefault(link.source, []).append(link)
    top = Node(names[root])
    opened = {root}
    level = [top]
    while level:
        below = []
        for node in level:
            met: set[tuple[str, URIRef]] = set()
            for link in by_source.get(node.thing.iri, ()):
                if (link.phrase, link.target) in met:
                    continue
                met.add((link.phrase, link.target))
                child = Node(names[link.target], link.phrase, seen_before=link.target in opened)
                node.children.append(child)
                if not child.seen_before:
                    opened.add(link.target)
                    below.append(child)
        level = below
    return top


def _joined(
    store: Store,
    came: tuple[dict[URIRef, Link | None], dict[URIRef, Link | None]],
    meeting: URIRef,
) -> list[Link]:
    forward: list[Link] = []
    link = came[0][meeting]
    while link is not None:
        forward.append(link)
        link = came[0][link.source]
    forward.reverse()
    link = came[1][meeting]
    while link is not None:
        forward.append(_turned(store, link))
        link = came[1][link.source]
    return forward


def _turned(store: Store, link: Link) -> Link:
    """Give a link as read from its other end."""
    for way in ("down", "up"):
        for other in links(store, [link.target], way):
            if other.target == link.source:
                return other
    raise AssertionError("a thread can be read from both ends")
