"""Which systems claim to be the source of record of a data object, each by one or more copies.

Several tables of one system that are all marked as the system of record are one claim, and so are
those of a system and of a part of it. A marked copy of which nobody says where it is held claims
for itself.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.reading import Names, ask_rows, is_true, listed, pairs
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Store, Triple

name: Final = "claims"


def derive(context: Context) -> Iterator[Triple]:
    """State the claims on each data object, and the first copy of each, by which it is counted."""
    store = context.store
    marked = _marked(store)
    if not marked:
        return
    held = _holders(store)
    wholes = _wholes(store)
    names = Names(store, AB.DataObject, AB.DataAsset, AB.System)
    names.add(store, "?b ab:represents ?a")
    for thing, copies in sorted(marked.items()):
        holders = {held[copy] for copy in copies if copy in held}
        claims: dict[URIRef, list[URIRef]] = defaultdict(list)
        for copy in copies:
            claims[_claimant(held.get(copy, copy), holders, wholes)].append(copy)
        for system, behind in claims.items():
            yield thing, AB.claimedBy, behind[0]
            by = "its copies" if len(behind) > 1 else "its copy"
            who = names.of(system)
            yield from describe(
                context.minter.derived(name, str(thing), str(system)),
                AB.RecordClaim,
                label=f"{who} claims to be the system of record of {names.of(thing)}",
                about=thing,
                proof=f"{who} claims to be the system of record of {names.of(thing)}: {by}"
                f" {listed(map(names.of, behind))} {'are' if len(behind) > 1 else 'is'} marked so."
                if system not in behind
                else f"{who} is marked as the system of record of {names.of(thing)}, and nothing"
                " says which system holds it.",
                involves=dict.fromkeys([system, *behind]),
            )


def _marked(store: Store) -> dict[URIRef, list[URIRef]]:
    """Give the marked copies of each data object, in order."""
    rows = ask_rows(
        store,
        "SELECT DISTINCT ?object ?copy ?said WHERE {"
        " ?copy ab:represents ?object ; ab:systemOfRecord ?said }",
    )
    found: dict[URIRef, list[URIRef]] = defaultdict(list)
    for thing, copy, said in rows:
        if isinstance(thing, URIRef) and isinstance(copy, URIRef) and is_true(said):
            found[thing].append(copy)
    return found


def _holders(store: Store) -> dict[URIRef, URIRef]:
    """Give the system that holds each copy, the first where several are stated."""
    found: dict[URIRef, URIRef] = {}
    for copy, system in pairs(store, "?a ab:heldBy ?b ; ab:represents ?object"):
        found.setdefault(copy, system)
    return found


def _wholes(store: Store) -> dict[URIRef, list[URIRef]]:
    """Give what each system is a part of."""
    found: dict[URIRef, list[URIRef]] = defaultdict(list)
    for part, whole in pairs(store, "?a a ab:System ; ab:partOf ?b . ?b a ab:System"):
        found[part].append(whole)
    return found


def _claimant(system: URIRef, holders: set[URIRef], wholes: dict[URIRef, list[URIRef]]) -> URIRef:
    """Give the outermost system that claims, too, and of which this one is a part; or itself."""
    outermost, waiting, seen = system, [system], {system}
    while waiting:
        for whole in wholes.get(waiting.pop(0), ()):
            if whole not in seen:
                seen.add(whole)
                waiting.append(whole)
                outermost = whole if whole in holders else outermost
    return outermost
