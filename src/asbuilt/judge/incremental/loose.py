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
    from collections.abc import Collection

    import pyoxigraph as ox

    from asbuilt.facts import Term


@dataclass(frozen=True, slots=True)
class Loose:
    """A pattern of a fact; None stands for any term."""

    subject: Term | None
    predicates: frozenset[URIRef] | None
    value: Term | None
    """A literal matches any: the store may write it in another way."""

    def matches(self, fact: ox.Triple) -> bool:
        """Say whether a fact may match."""
        if self.predicates is not None and URIRef(fact.predicate.value) not in self.predicates:
            return False
        if isinstance(self.subject, Literal) or isinstance(self.value, Literal):
            return True
        return (self.subject is None or to_ox(self.subject) == fact.subject) and (
            self.value is None or to_ox(self.value) == fact.object
        )


def loose_path(path: Path, ends: Collection[Term]) -> list[Loose]:
    """Give the patterns of the facts that a path may walk along between ends, as far as known.

    Of a path that leads from each node to itself, every fact matters where no end is known. Where
    one is, Oxigraph follows it from there only if the graph has that end in any fact.
    """
    if not _is_plain(path) or (not ends and is_nullable(path)):
        return [Loose(None, None, None)]
    found = [Loose(None, frozenset(properties(path)), None)]
    if is_nullable(path):
        found += [Loose(end, None, None) for end in ends]
        found += [Loose(None, None, end) for end in ends]
    return found


def _is_plain(path: URIRef | Path) -> bool:
    """Say whether a path names all properties that it follows; a negated one does not."""
    if isinstance(path, URIRef):
        return True
    if isinstance(path, InvPath):
        return _is_plain(path.arg)
    if isinstance(path, MulPath):
        return _is_plain(path.path)
    return isinstance(path, SequencePath | AlternativePath) and all(map(_is_plain, path.args))
