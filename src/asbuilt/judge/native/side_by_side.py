"""Two threads that judge beside each other: shapes whose queries may run away, and the others.

Queries that may run away are answered by a process of their own (see `guarded`), so that while one
thread waits for it the other gets on with what this process answers.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from asbuilt.judge.native import text
from asbuilt.judge.native.constraints import Custom, Select, inner_shapes
from asbuilt.judge.native.shapes import QueryTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asbuilt.judge.native.data import Data
    from asbuilt.judge.native.shapes import Shape

Part = TypeVar("Part")
Told = TypeVar("Told")


def side_by_side(
    data: Data,
    parts: Sequence[Part],
    shape_of: Callable[[Part], Shape],
    judge: Callable[[Sequence[Part]], Told],
) -> list[Told]:
    """Judge parts of shapes, two at once if they can be, and give what comes of each half."""
    alone = [part for part in parts if may_run_away(shape_of(part))]
    others = [part for part in parts if not may_run_away(shape_of(part))]
    # The graph of the shapes is put beside the data when the first query asks for it.
    can_share = alone and others and not any(_asks_shapes(shape_of(part)) for part in alone)
    shared = data.shared() if can_share else None
    if shared is None:
        return [judge(parts)]
    with shared, ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(judge, alone)
        return [judge(others), waiting.result()]


def may_run_away(shape: Shape) -> bool:
    """Say whether a shape asks what may run away, or one that it refers to."""
    return (
        text.repeats(shape.path)
        or any(isinstance(one, QueryTarget) for one in shape.targets)
        or any(
            isinstance(one, Select | Custom) or any(map(may_run_away, inner_shapes(one)))
            for one in shape.constraints
        )
    )


def _asks_shapes(shape: Shape) -> bool:
    return any(
        "shapesGraph" in one.query.text
        if isinstance(one, Select | Custom)
        else any(map(_asks_shapes, inner_shapes(one)))
        for one in shape.constraints
    )
