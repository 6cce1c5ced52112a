"""Terms and property paths in SPARQL's own notation, with full IRIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath

from asbuilt.judge import paths
from asbuilt.terms import to_ox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rdflib import URIRef

    from asbuilt.facts import Term
    from asbuilt.terms import OxTerm

FEW: Final = 5000
"""Values that a query may name one by one."""


def term(value: Term) -> str:
    """Give an IRI or literal as SPARQL writes it."""
    return str(to_ox(value))


def terms(values: Iterable[Term], separator: str = " ") -> str:
    """Give several terms with a separator between them."""
    return separator.join(map(term, values))


def few(values: Collection[OxTerm]) -> str | None:
    """Give the terms of a store by which a query can name values; None if too many or blank."""
    if len(values) > FEW or any(isinstance(one, ox.BlankNode) for one in values):
        return None
    return " ".join(sorted(map(str, values)))


def path(value: URIRef | Path) -> str:
    """Give a property path."""
    return paths.text(value, term)


def is_nullable(value: URIRef | Path) -> bool:
    """Say whether a path leads from each node to itself, in the graph or not."""
    if isinstance(value, MulPath):
        return str(value.mod) in "*?" or is_nullable(value.path)
    if isinstance(value, InvPath):
        return is_nullable(value.arg)
    if isinstance(value, SequencePath):
        return all(map(is_nullable, value.args))
    return isinstance(value, AlternativePath) and any(map(is_nullable, value.args))


def repeats(value: URIRef | Path | None) -> bool:
    """Say whether a path may be walked without end, so that nobody can tell what it takes."""
    if isinstance(value, MulPath):
        return str(value.mod) in "*+" or repeats(value.path)
    if isinstance(value, InvPath):
        return repeats(value.arg)
    return isinstance(value, SequencePath | AlternativePath) and any(map(repeats, value.args))
