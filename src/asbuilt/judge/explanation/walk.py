"""Property paths walked over the judged facts, with every edge that was passed (SPARQL 1.1, 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.judged import JudgedFacts
    from asbuilt.judge.explanation.model import Edge, PropertyPath

_FAR = 200
"""Number of steps after which a repeating path is walked no further."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One way along a path: where it ends, and the edges that lead there."""

    end: Term
    edges: tuple[Edge, ...] = ()


def walks(facts: JudgedFacts, start: Term, path: PropertyPath) -> list[Walk]:
    """Give for each end that a path leads to from a thing the first way there, in order of text."""
    found: dict[Term, Walk] = {}
    for walk in _walk(facts, start, path):
        found.setdefault(walk.end, walk)
    return sorted(found.values(), key=lambda walk: str(walk.end))


def partial(facts: JudgedFacts, start: Term, path: PropertyPath) -> list[Walk]:
    """Give how far a sequence can be walked where it leads to no end: the longest ways."""
    if not isinstance(path, SequencePath):
        return [Walk(start)]
    for length in range(len(path.args) - 1, 0, -1):
        head = path.args[0] if length == 1 else SequencePath(*path.args[:length])
        found = walks(facts, start, head)
        if found:
            return found
    return [Walk(start)]


def _walk(facts: JudgedFacts, start: Term, path: PropertyPath) -> Iterator[Walk]:
    if isinstance(path, URIRef):
        for edge in facts.objects(start, path):
            yield Walk(edge.object, (edge,))
    elif isinstance(path, InvPath):
        yield from _inverse(facts, start, path.arg)
    elif isinstance(path, AlternativePath):
        for one in path.args:
            yield from _walk(facts, start, one)
    elif isinstance(path, SequencePath):
        yield from _sequence(facts, Walk(start), list(path.args))
    else:
        assert isinstance(path, MulPath)
        yield from _repeated(facts, start, path)


def _inverse(facts: JudgedFacts, start: Term, path: PropertyPath) -> Iterator[Walk]:
    if isinstance(path, URIRef):
        for edge in facts.subjects(path, start):
            yield Walk(edge.subject, (edge,))
    elif isinstance(path, InvPath):
        yield from _walk(facts, start, path.arg)
    elif isinstance(path, AlternativePath):
        for one in path.args:
            yield from _inverse(facts, start, one)
    elif isinstance(path, SequencePath):
        turned: list[PropertyPath] = [InvPath(one) for one in reversed(path.args)]
        yield from _sequence(facts, Walk(start), turned)
    else:
        assert isinstance(path, MulPath)
        yield from _repeated(facts, start, MulPath(InvPath(path.path), path.mod))


def _sequence(facts: JudgedFacts, so_far: Walk, rest: list[PropertyPath]) -> Iterator[Walk]:
    if not rest:
        yield so_far
        return
    for step in _walk(facts, so_far.end, rest[0]):
        yield from _sequence(facts, Walk(step.end, (*so_far.edges, *step.edges)), rest[1:])


def _repeated(facts: JudgedFacts, start: Term, path: MulPath) -> Iterator[Walk]:
    reached: set[Term] = set()
    if path.mod in ("*", "?"):
        reached.add(start)
        yield Walk(start)
    ring = [Walk(start)]
    for _ in range(1 if path.mod == "?" else _FAR):
        following = []
        for so_far in ring:
            for step in _walk(facts, so_far.end, path.path):
                if step.end not in reached:
                    reached.add(step.end)
                    following.append(Walk(step.end, (*so_far.edges, *step.edges)))
        yield from following
        ring = following
        if not ring:
            return
