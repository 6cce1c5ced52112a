"""How many nodes lie before a node along a property, on average, guessed from a few facts.

Where several walks lead to a pattern each is right; the guess only chooses the one that is quicker
to take back.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.paths import Path

    from asbuilt.judge.view import View

_FACTS = 8
_MOST = 40
_ANY = 20.0
"""The guess for a walk along any property."""


class Fans:
    """Guesses for the properties of a view, each made once."""

    def __init__(self, view: View) -> None:
        """Guess by the facts of a view."""
        self._view = view
        self._known: dict[tuple[URIRef, bool], float] = {}

    def of(self, path: URIRef | Path | None, *, inverse: bool = False) -> float:
        """Give how many nodes there are from which a walk along a path leads to the same node."""
        match path:
            case URIRef():
                key = (path, inverse)
                if key not in self._known:
                    self._known[key] = self._guess(path, inverse=inverse)
                return self._known[key]
            case InvPath():
                return self.of(path.arg, inverse=not inverse)
            case SequencePath():
                product = 1.0
                for part in path.args:
                    product *= self.of(part, inverse=inverse)
                return product
            case AlternativePath():
                return sum(self.of(part, inverse=inverse) for part in path.args)
            case MulPath():
                return 1 + 2 * self.of(path.path, inverse=inverse)
            case _:
                return _ANY

    def _guess(self, predicate: URIRef, *, inverse: bool) -> float:
        name = ox.NamedNode(str(predicate))
        counts = [
            sum(1 for _ in islice(self._before(name, quad, inverse=inverse), _MOST))
            for quad in islice(self._view.quads(None, name, None), _FACTS)
        ]
        return sum(counts) / len(counts) if counts else 1.0

    def _before(self, name: ox.NamedNode, quad: ox.Quad, *, inverse: bool) -> Iterator[ox.Quad]:
        if inverse:
            return self._view.quads(quad.subject, name, None)
        return self._view.quads(None, name, quad.object)
