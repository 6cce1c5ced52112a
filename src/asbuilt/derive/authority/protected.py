"""Things that a system protects under names of its own: resources of an access policy.

A policy speaks of resources, such as ``ApproveOrder`` or ``/orders/*``, and of groups of them. A
resource is a state or transition where it bears its identifier or name in the same system. A step
may be mapped to a resource itself, too.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.reading import ask_rows, pairs
from asbuilt.identity import fold

if TYPE_CHECKING:
    from collections.abc import Container

    from asbuilt.store import Store


class Protected:
    """The resources on which permissions and denials are, with what is in them."""

    def __init__(self, store: Store, known: Container[URIRef]) -> None:
        """Read all that is protected and is not itself one of the `known` things."""
        self._names: dict[URIRef, set[str]] = defaultdict(set)
        for thing, text in ask_rows(
            store,
            """SELECT DISTINCT ?thing ?text WHERE {
                { ?rule ab:mayTrigger ?thing } UNION { ?rule ab:denies ?thing }
                ?thing dcterms:identifier ?text .
                FILTER NOT EXISTS { ?thing a ab:Reference }
                FILTER NOT EXISTS { ?thing a ab:System }
            }""",
        ):
            if isinstance(thing, URIRef) and thing not in known:
                self._names[thing].add(fold(str(text)))
        self._parts: dict[URIRef, set[URIRef]] = defaultdict(set)
        if self._names:
            self._read_parts(store)

    def __contains__(self, thing: URIRef) -> bool:
        """Say whether a thing is a resource."""
        return thing in self._names

    def within(self, thing: URIRef) -> set[URIRef]:
        """Give a resource and all that are in it; nothing for what is none."""
        if thing not in self._names:
            return set()
        seen = {thing}
        waiting = [thing]
        while waiting:
            more = self._parts.get(waiting.pop(), set()) - seen
            seen |= more
            waiting += more
        return seen

    def names(self, thing: URIRef) -> set[str]:
        """Give the folded identifiers of a resource and of all that are in it."""
        seen = self.within(thing)
        return {name for one in seen for name in self._names.get(one, ())}

    def _read_parts(self, store: Store) -> None:
        """Read what is in resources that are groups, at any depth."""
        whole: dict[URIRef, set[URIRef]] = defaultdict(set)
        for part, group in pairs(
            store, "?a ab:partOf ?b ; dcterms:identifier ?x . ?b dcterms:identifier ?y"
        ):
            whole[group].add(part)
        waiting = list(self._names)
        while waiting:
            group = waiting.pop()
            new = whole.pop(group, set())
            self._parts[group] |= new
            waiting += new
        inside = {part for parts in self._parts.values() for part in parts} - self._names.keys()
        if not inside:
            return
        for one, text in ask_rows(
            store, "SELECT ?a ?b WHERE { ?a ab:partOf ?x ; dcterms:identifier ?b }"
        ):
            if one in inside and isinstance(one, URIRef):
                self._names[one].add(fold(str(text)))
