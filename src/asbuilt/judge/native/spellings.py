"""How literals were written in data that was copied into a store which spells them its own way.

Oxigraph writes numbers, dates and truths its own way, and keeps each type that is derived from
xsd:integer as xsd:integer. What was written is kept here, to be judged and reported.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from asbuilt.judge.native.lexical import FREE, is_well_formed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asbuilt.terms import OxTerm

Place: TypeAlias = "tuple[OxTerm, str, OxTerm]"


class Spellings:
    """What was written in another way than the store writes it."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._at: dict[Place, set[ox.Literal]] = defaultdict(set)
        self._of: dict[OxTerm, set[ox.Literal]] = defaultdict(set)
        self._kept: dict[OxTerm, OxTerm] = {}

    @classmethod
    def of(cls, quads: Sequence[ox.Quad]) -> Spellings:
        """Note all literals of some quads that a store will write in another way."""
        self = cls()
        typed = {
            quad.object
            for quad in quads
            if isinstance(quad.object, ox.Literal) and quad.object.datatype.value not in FREE
        }
        kept = _as_kept(typed)
        changed = {kept[one] for one in typed if kept[one] != one}
        if not changed:
            return self
        for quad in quads:
            written = quad.object
            if isinstance(written, ox.Literal) and kept.get(written, written) in changed:
                as_kept = kept.get(written, written)
                self._of[as_kept].add(written)
                self._kept[written] = as_kept
                self._at[quad.subject, quad.predicate.value, as_kept].add(written)  # type: ignore[index]
        return self

    def differ(self) -> bool:
        """Say whether anything is written in another way than the store does."""
        return bool(self._of)

    def are_several(self) -> bool:
        """Say whether any value is written in several ways, here and there."""
        return any(len(found) > 1 for found in self._of.values())

    def are_several_at_one_place(self) -> bool:
        """Say whether one subject has one value of one property in several ways."""
        return any(len(found) > 1 for found in self._at.values())

    def are_ill_formed(self) -> bool:
        """Say whether a store takes for a number what is none, such as 300 for an xsd:byte."""
        return any(
            not is_well_formed(one.value, one.datatype.value)
            for found in self._of.values()
            for one in found
        )

    def values(self) -> list[OxTerm]:
        """Give the values, as the store writes them, that are written in another way somewhere."""
        return list(self._of)

    def of_value(self, value: OxTerm) -> tuple[OxTerm, ...]:
        """Give all ways in which a value is written anywhere in the data."""
        found = self._of.get(value)
        return tuple(sorted(found, key=str)) if found else (value,)

    def kept(self, written: OxTerm) -> OxTerm:
        """Give a value as the store writes it."""
        return self._kept.get(written, written)

    def at(self, subject: OxTerm, predicate: str, value: OxTerm) -> tuple[OxTerm, ...]:
        """Give all ways in which a value is written of one subject and property.

        Empty where nothing is known of that place: the value stands as the store has it, or it is
        one of another place.
        """
        return tuple(sorted(self._at.get((subject, predicate, value), ()), key=str))


def _as_kept(literals: Iterable[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    listed = list(literals)
    node, store = ox.NamedNode("urn:x"), ox.Store()
    store.bulk_extend(
        ox.Quad(node, ox.NamedNode(f"urn:x:{index}"), one) for index, one in enumerate(listed)
    )
    return {listed[int(quad.predicate.value[6:])]: quad.object for quad in store}
