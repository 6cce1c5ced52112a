"""Which points of a behaviour can be reached, by which path, and which cannot without a detour.

To ask whether a set of elements lies on every path is to ask for their dominance (T. Lengauer and
R. E. Tarjan, 1979; K. Cooper, T. Harvey and K. Kennedy, 2001). Here the question is put for one
set at a time and wants a counter-example, so the set is taken out and the rest searched breadth
first: linear in points and passages, with a shortest path as the answer. Joins of parallel
branches are counted down rather than unfolded into markings, so nothing grows beyond the model.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from asbuilt.derive.behaviour.model import ABRUPT, BESIDE, EMPTY, Behaviour, Passage, Point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

Tree: TypeAlias = "dict[Point, Passage | None]"
"""Each point that was reached, with the passage by which it was first reached."""


def reach(
    behaviour: Behaviour,
    starts: Iterable[Point] | None = None,
    barred: Callable[[Passage], bool] = lambda _: False,
    *,
    gather: bool = True,
    edge: Callable[[Passage], bool] = lambda _: False,
) -> Tree:
    """Search from the starts, or from where work enters, without the barred passages.

    With `gather`, a join of parallel branches is passed once work has come in by every passage
    that can bring any at all, barred or not; without it, by the first one. What lies beyond an
    `edge` is not looked at for either.
    """
    first = behaviour.starts if starts is None else tuple(starts)
    missing: dict[Point, int] = {}
    if gather and behaviour.gathering:
        possible = reach(behaviour, first, edge, gather=False)
        missing = {
            point: sum(passage.origin in possible for passage in behaviour.entering.get(point, ()))
            for point in possible
            if point in behaviour.gathering
        }
    tree: Tree = dict.fromkeys(first)
    front = deque(first)
    while front:
        for passage in behaviour.leaving.get(front.popleft(), ()):
            goal = passage.goal
            if goal in tree or edge(passage) or barred(passage):
                continue
            if goal in missing:
                missing[goal] -= 1
                if missing[goal] > 0:
                    continue
            tree[goal] = passage
            front.append(goal)
    return tree


def avoiding(elements: AbstractSet[URIRef]) -> Callable[[Passage], bool]:
    """Bar the passages by which one of these elements, or transitions, would be completed."""

    def bars(passage: Passage) -> bool:
        return (passage.completes and passage.origin.thing in elements) or passage.via in elements

    return bars


def path_to(tree: Tree, point: Point) -> list[Passage]:
    """Give the passages by which a search came to a point, in order."""
    path: list[Passage] = []
    passage = tree[point]
    while passage is not None:
        path.append(passage)
        passage = tree[passage.origin]
    return path[::-1]


def things_on(path: list[Passage], start: Point) -> list[URIRef]:
    """Give the steps or states along a path, each once where it has several points in a row."""
    return [start.thing, *(p.goal.thing for p in path if p.goal.phase == "at")]


def sentence(behaviour: Behaviour, path: list[Passage], start: Point, shown: int = 14) -> str:
    """Write a path as names and conditions: ``Receive → Preferred? [kind = preferred] → Release``.

    Of a path with more than `shown` passages the middle is left out, and it is said how much.
    """
    parts = [behaviour.label_of(start.thing)]
    parts += [
        f"{_bracketed(behaviour, passage)} → {behaviour.label_of(passage.goal.thing)}"
        for passage in path
        if passage.goal.phase == "at"
    ]
    if len(parts) > shown + 1:
        half = shown // 2
        left_out = len(parts) - 2 * half
        parts = [*parts[:half], f" → … {left_out} more …", *parts[-half:]]
    return "".join(parts)


def remark(behaviour: Behaviour, passage: Passage) -> str:
    """Say when a passage is taken, in the words of the model; empty where nothing is said."""
    if passage.kind == EMPTY:
        return "where there is no item"
    if passage.kind in ABRUPT:
        how = "meanwhile" if passage.kind == BESIDE else "broken off"
        return f"{how}: {passage.condition}" if passage.condition else how
    if passage.condition:
        return " ".join(passage.condition.split())
    if passage.is_default or passage.kind == "default":
        conditions = [other.condition for other in behaviour.rivals(passage) if other.condition]
        return f"otherwise: not ({') and not ('.join(conditions)})" if conditions else "otherwise"
    return ""


def _bracketed(behaviour: Behaviour, passage: Passage) -> str:
    said = remark(behaviour, passage)
    return f" [{said}]" if said else ""
