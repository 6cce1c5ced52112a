"""Membership in a class, without a walk over rdfs:subClassOf for each node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import RDF, RDFS, BNode

from asbuilt.judge.native import text

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.judge.native.data import Data

_TYPE: Final = text.term(RDF.type)
_SUB: Final = text.term(RDFS.subClassOf)


class Classes:
    """The classes of some data, each with its sub-classes, asked for once."""

    def __init__(self, data: Data) -> None:
        """Prepare to ask."""
        self._data = data
        self._known: dict[URIRef | BNode, list[str] | None] = {}
        self._is_flat: bool | None = None

    def pattern(self, variable: str, cls: URIRef | BNode) -> str:
        """Give a pattern that binds a variable to each instance of a class (SHACL, 1.1).

        It may bind the same instance several times.
        """
        names = self._names(cls)
        if names is None:
            return f"{variable} {_TYPE}/{_SUB}* {text.term(cls)} . "
        if len(names) == 1:
            return f"{variable} {_TYPE} {names[0]} . "
        listed = " ".join(names)
        return (
            f"{{ SELECT DISTINCT {variable} WHERE"
            f" {{ VALUES ?class {{ {listed} }} {variable} {_TYPE} ?class }} }} "
        )

    def test(self, variable: str, cls: URIRef | BNode) -> str:
        """Give a pattern that holds for a bound variable if it is an instance of a class."""
        names = self._names(cls)
        if names is None:
            return f"{variable} {_TYPE}/{_SUB}* {text.term(cls)} . "
        if len(names) == 1:
            return f"{variable} {_TYPE} {names[0]} . "
        return f"{variable} {_TYPE} ?class . FILTER(?class IN ({', '.join(names)}))"

    def check(self, variable: str, cls: URIRef | BNode) -> str:
        """Give what keeps the instances of a class among a variable's values; it names no other."""
        names = self._names(cls)
        if names is None or len(names) == 1:
            return self.test(variable, cls)
        one_of = " UNION ".join(f"{{ {variable} {_TYPE} {name} }}" for name in names)
        return f"FILTER EXISTS {{ {one_of} }} "

    def _names(self, cls: URIRef | BNode) -> list[str] | None:
        """Give a class with its sub-classes; None where one is a blank node."""
        if cls not in self._known:
            self._known[cls] = self._ask(cls)
        return self._known[cls]

    def _ask(self, cls: URIRef | BNode) -> list[str] | None:
        if isinstance(cls, BNode):
            return None
        if self._is_flat is None:
            query = f"SELECT ?a WHERE {{ ?a {_SUB} ?b }} LIMIT 1"
            self._is_flat = not list(self._data.rows(query))
        own = text.term(cls)
        if self._is_flat:
            return [own]
        query = f"SELECT DISTINCT ?class WHERE {{ ?class {_SUB}+ {own} }}"
        found = {term for (term,) in self._data.rows(query)}
        if any(isinstance(term, ox.BlankNode) for term in found):
            return None
        return [own, *sorted(str(term) for term in found if str(term) != own)]
