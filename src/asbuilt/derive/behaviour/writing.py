"""What each step or state is stated to write, and what becomes of all other data there.

Data is named in words, a field of it or a variable by its path: ``$.order.total`` leaves
``$.order.id`` as it is, and ``$.order`` does not. A state whose output takes the place of all data
may have changed anything (Amazon States Language), one that keeps the rest only what it writes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.behaviour.condition_words import tokens
from asbuilt.derive.reading import ask_rows

if TYPE_CHECKING:
    from asbuilt.store import Store


@dataclass(frozen=True, slots=True)
class Writing:
    """What one step or state writes."""

    words: frozenset[str] = frozenset()
    """The words of the data that it is stated to write."""
    paths: frozenset[tuple[str, ...]] = frozenset()
    """The fields and variables to which it gives a value, word by word."""
    is_complete: bool = False
    """Whether it is known to write nothing else."""
    replaces: bool = False
    """Whether its output takes the place of all data."""

    def names(self, field: tuple[str, ...]) -> bool:
        """Say whether it is stated to write what a condition calls so, or a part or the whole."""
        return bool(field) and (
            not self.words.isdisjoint(field) or any(_is_of(path, field) for path in self.paths)
        )


def writings(store: Store) -> dict[URIRef, Writing]:
    """Read what steps and states are stated to write."""
    rows = ask_rows(
        store,
        """SELECT DISTINCT ?element ?how ?said WHERE {
            { ?element ab:writes ?data . ?data rdfs:label ?said
              BIND(IF(EXISTS { ?data a ab:Field }, "field", "data") AS ?how) }
            UNION { ?element ab:outputEffect ?said BIND("effect" AS ?how) } }""",
    )
    found: dict[URIRef, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for element, how, said in rows:
        if isinstance(element, URIRef):
            found[element][str(how)].add(str(said))
    return {element: _writing(said) for element, said in found.items()}


def _is_of(path: tuple[str, ...], field: tuple[str, ...]) -> bool:
    """Say whether two paths, of which one may be shorter at either end, lead to the same place."""
    length = min(len(path), len(field))
    return path[:length] == field[:length] or path[-length:] == field[-length:]


def _writing(said: dict[str, set[str]]) -> Writing:
    data = said.get("data", set())
    effects = said.get("effect", set())
    paths = (tuple(token.text for token in tokens(path)) for path in said.get("field", ()))
    return Writing(
        words=frozenset(token.text for label in data for token in tokens(label)),
        paths=frozenset(path for path in paths if path),
        is_complete="replaces" not in effects and ("keeps" in effects or bool(data)),
        replaces="replaces" in effects,
    )
