"""A graph several times the example's: its facts told again under other names, in one company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import URIRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.store import Store, Triple

SHARED = ("role/", "agent/", "group/", "system/", "policy/", "risk/")
"""What all copies have in common, so that threads lead from each to every other."""
_HISTORY = ("graph/findings/", "graph/history")


def copies(store: Store, base: str, times: int) -> Iterator[tuple[URIRef, list[Triple]]]:
    """Give the graphs of each copy of what a store holds, findings and history left out."""
    held = {
        name: list(store.triples(name))
        for name in store.graphs()
        if not name.removeprefix(base).startswith(_HISTORY)
    }
    for number in range(times):
        for name, triples in held.items():
            renamed = [tuple(_renamed(term, base, number) for term in triple) for triple in triples]
            yield URIRef(f"{name}/{number}"), renamed  # type: ignore[misc]


def _renamed(term: object, base: str, number: int) -> object:
    if not isinstance(term, URIRef) or not term.startswith(base):
        return term
    rest = term[len(base) :]
    return term if rest.startswith(SHARED) else URIRef(f"{base}copy-{number}/{rest}")
