"""Patterns that may match any fact of a graph, wherever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import Literal, URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath

from asbuilt.judge.native.text import is_nullable
from asbuilt.judge.paths import properties
from asbuilt.terms import to_ox

if TYPE_CHECKING:
    import pyoxigraph as ox

    from asbuilt.facts import Term


@dataclass(frozen=True, slots=True)
class Loose:
    """A pattern of a fact; None stands for any term."""

    subject: Term | None
    predicates: frozenset[URIRef] | None
    value: Term | None
    """Never a literal: the store may write it in another way and it still matches."""

    def matches(self, fact: ox.Triple) -> bool:
        """Say whether a fact may match."""
        if self.predicates is not None and URIRef(fact.predicate.value) not in self.predicates:
            return False
        if isinstance(self.subject, Literal) or isinstance(self.value, Literal):
            return True
        return (self.subject is None or to_ox(self.subject) == fact.subject) and (
            self.value is None or to_ox(self.value) == fact.object
        )


def loose_path(path: Path, *, is_open: bool) -> Loose:
    """Give the pattern of the facts that a path may walk along.

    `is_open` says that no end of it is known; one that leads from each node to itself then finds
    every node of the graph, so that every fact matters.
    """
    if not _is_plain(path) or (is_open and is_nullable(path)):
        return Loose(None, None, None)
    return Loose(None, frozenset(properties(path)), None)


def _is_plain(path: URIRef | Path) -> bool:
    """Say whether a path names all properties that it follows; a negated one does not."""
    if isinstance(path, URIRef):
        return True
    if isinstance(path, InvPath):
        return _is_plain(path.arg)
    if isinstance(path, MulPath):
        return _is_plain(path.path)
    return isinstance(path, SequencePath | AlternativePath) and all(map(_is_plain, path.args))
