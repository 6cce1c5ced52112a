"""The order of the work: steps and states by how they follow each other, not by their IRIs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.server.graph import remembered, view

if TYPE_CHECKING:
    from collections.abc import Iterator


def ranks() -> dict[URIRef, int]:
    """Give the place of each step and state in the order of the work, from 0.

    A step comes after all that lead to it; a way back counts for nothing. Where the flow leaves it
    open, the order in the file decides.
    """
    return remembered("ranks", _ranks)


def _ranks() -> dict[URIRef, int]:
    lines: dict[URIRef, int] = {}
    following: dict[URIRef, list[URIRef]] = {}
    for step, following_step, line in view("step-flow").rows:
        assert isinstance(step, URIRef)
        lines.setdefault(step, 1_000_000)
        if line is not None:
            lines[step] = int(str(line))
        if isinstance(following_step, URIRef):
            following.setdefault(step, []).append(following_step)

    def place(step: URIRef) -> tuple[str, int, str]:
        return str(step).partition("#")[0], lines.get(step, 1_000_000), str(step)

    for several in following.values():
        # The last finished comes first, so what stands first in the file is walked last.
        several.sort(key=place, reverse=True)
    led_to = {step for several in following.values() for step in several}
    starts = sorted(lines, key=lambda step: (step in led_to, place(step)))
    finished: list[URIRef] = []
    seen: set[URIRef] = set()
    # Steps that nothing leads to begin the walk; what only loops lead to is walked after them.
    heads = [step for step in starts if step not in led_to]
    loops = [step for step in starts if step in led_to]
    for start in [*reversed(heads)]:
        finished += _walk(start, following, seen)
    rest: list[URIRef] = []
    for start in reversed(loops):
        rest += _walk(start, following, seen)
    order = [*reversed(finished), *reversed(rest)]
    return {step: number for number, step in enumerate(order)}


def _walk(
    start: URIRef, following: dict[URIRef, list[URIRef]], seen: set[URIRef]
) -> Iterator[URIRef]:
    """Give the steps that can be reached from a start, each after all that follow it."""
    if start in seen:
        return
    seen.add(start)
    stack = [(start, iter(following.get(start, ())))]
    while stack:
        step, ahead = stack[-1]
        for onward in ahead:
            if onward not in seen:
                seen.add(onward)
                stack.append((onward, iter(following.get(onward, ()))))
                break
        else:
            stack.pop()
            yield step
