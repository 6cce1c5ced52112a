"""Where it is written that somebody belongs, holds or stands in, or is granted something."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import URIRef

from asbuilt.derive.reading import ask_rows, pairs

if TYPE_CHECKING:
    from asbuilt.identity import Minter
    from asbuilt.store import Store

_TIES = "ab:memberOf ab:holdsRole ab:partOf"
_ROW = re.compile(r"(?:line|row|cell)=(\d+)")


class Places:
    """The files and lines that state ties between principals, as people write them."""

    def __init__(self, store: Store, minter: Minter) -> None:
        """Read the places of holdings, delegations, permissions, and the files of plain ties."""
        self._base = minter.base
        self._stated: dict[URIRef, str] = {}
        for thing, place in pairs(
            store,
            "VALUES ?k { ab:Holding ab:Membership ab:Delegation ab:Permission ab:Assignment }"
            " ?a a ?k ; prov:hadPrimarySource ?b",
        ):
            self._stated.setdefault(thing, place_words(str(place), minter.base))
        self._files = _files(store, str(minter.source_graph("")))

    def of(self, thing: URIRef) -> str:
        """Give file and line of a holding, a delegation or a permission; nothing if unknown."""
        return self._stated.get(thing, "")

    def of_tie(self, lower: URIRef, upper: URIRef) -> str:
        """Give the file that says that one principal belongs to another."""
        return self._files.get((lower, upper), "")


def place_words(place: str, base: str) -> str:
    """Give the IRI of a place as people write it: ``people.csv:4``, ``book.xlsx Roles!A2``."""
    file, _, fragment = place.partition("#")
    name, spot = unquote(file.removeprefix(base)), unquote(fragment)
    row = _ROW.match(spot)
    if row:
        return f"{name}:{row[1]}"
    return f"{name} {spot}".rstrip()


def _files(store: Store, prefix: str) -> dict[tuple[URIRef, URIRef], str]:
    """Give by the two ends of a tie, mentions followed, the file that states it."""
    refers: dict[URIRef, list[URIRef]] = defaultdict(list)
    for mention, thing in pairs(store, "?a a ab:Reference ; ab:refersTo ?b"):
        refers[mention].append(thing)
    files: dict[tuple[URIRef, URIRef], str] = {}
    for lower, upper, graph in ask_rows(
        store,
        f"""SELECT ?a ?b ?g WHERE {{ VALUES ?p {{ {_TIES} }} GRAPH ?g {{ ?a ?p ?b }}
            FILTER(STRSTARTS(STR(?g), "{prefix}")) }}""",
    ):
        if not (isinstance(lower, URIRef) and isinstance(upper, URIRef)):
            continue
        file = unquote(str(graph).removeprefix(prefix))
        for one in (lower, *refers.get(lower, ())):
            for other in (upper, *refers.get(upper, ())):
                files.setdefault((one, other), file)
    return files
