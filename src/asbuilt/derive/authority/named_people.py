"""People whom a RACI names in person, where it names roles otherwise.

Many matrices have a column for a person. It reads as a role that nobody holds, unless the person
whose name it is counts as its holder. Only names of several words are taken so, and only for a role
that nobody else is known to have.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from asbuilt.derive.authority.ties import Tie
from asbuilt.identity import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.derive.reading import Names


def named_in_person(
    names: Names, persons: Iterable[URIRef], roles: Iterable[URIRef], ties: Iterable[Tie]
) -> Iterator[Tie]:
    """Give a tie to each such role from the one person of its name."""
    held = {tie.upper for tie in ties}
    by_name: dict[str, set[URIRef]] = defaultdict(set)
    for person in persons:
        by_name[fold(names.of(person))].add(person)
    for role in sorted(set(roles) - held):
        name = fold(names.of(role))
        bearing = by_name.get(name, set())
        if " " in name and len(bearing) == 1:
            yield Tie(min(bearing), role, f"is named as {names.of(role)}")
