"""Where data comes from: the way back from a field, an asset or a data object to its origin.

A data object comes from the assets that stand for it, an asset or field from what it is sourced
from (OpenLineage's column and dataset lineage, contracts, DCAT, registers), a field of which
nothing more is said from where its asset comes from, and an asset from where its fields do. The
way ends at a system of record, at a system, or where nothing says more. It is followed breadth
first, so that the shortest way is found.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from asbuilt.derive.reading import ask_rows, is_true, listed, pairs, things

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib import URIRef

    from asbuilt.derive.reading import Names
    from asbuilt.store import Store

MOST_ORIGINS: Final = 3
"""Most origins that are told of one thing read; the nearest come first."""
MOST_VISITED: Final = 300
"""Most assets and fields that are visited on the way back from one thing."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way back: what was read first, its origin last."""

    stops: tuple[URIRef, ...]
    reaches_record: bool
    """Whether it ends at a system of record."""


@dataclass(frozen=True, slots=True)
class Origins:
    """The ways back from one thing, and whether a bound cut off others."""

    ways: tuple[Way, ...]
    is_cut: bool


class Lineage:
    """What comes from what, read once from a graph."""

    def __init__(self, store: Store) -> None:
        """Read copies, sources, fields, holders and the jobs between."""
        self.origins: dict[URIRef, list[URIRef]] = defaultdict(list)
        resolved = set(things(store, "?a a ab:Reference ; ab:refersTo ?b"))
        for data, origin in pairs(store, "?a ab:sourcedFrom ?b"):
            if origin not in resolved:
                self.origins[data].append(origin)
        self.copies: dict[URIRef, list[URIRef]] = defaultdict(list)
        for thing, asset in pairs(store, "?b ab:represents ?a"):
            self.copies[thing].append(asset)
        self.decided: dict[URIRef, tuple[URIRef, list[URIRef]]] = {}
        """What decides a result, and what it reads for that."""
        for decision, result in pairs(store, "?a a ab:Decision ; ab:writes ?b"):
            self.decided[result] = decision, []
        deciding = dict(self.decided.values())
        for decision, data in pairs(store, "?a a ab:Decision ; ab:reads ?b"):
            if decision in deciding:
                deciding[decision].append(data)
        self.asset_of = dict(pairs(store, "?b ab:hasField ?a"))
        self.fields: dict[URIRef, list[URIRef]] = defaultdict(list)
        for inner, asset in self.asset_of.items():
            self.fields[asset].append(inner)
        self.held_by = dict(pairs(store, "?a ab:heldBy ?b . ?a a ab:DataAsset"))
        self.systems = set(things(store, "?a a ab:System"))
        rows = ask_rows(store, "SELECT ?a ?b WHERE { ?a ab:systemOfRecord ?b }")
        self.records = {asset for asset, said in rows if is_true(said)}
        self._writers: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._readers: dict[URIRef, set[URIRef]] = defaultdict(set)
        for job, data in pairs(store, '?a ab:writes ?b ; ab:elementKind "job"'):
            self._writers[self.asset_of.get(data, data)].add(job)
        for job, data in pairs(store, '?a ab:reads ?b ; ab:elementKind "job"'):
            self._readers[data].add(job)
            self._readers[self.asset_of.get(data, data)].add(job)
        self._known: dict[URIRef, Origins] = {}

    def back(self, data: URIRef) -> list[URIRef]:
        """Give what something comes from directly."""
        if data in self.records and data not in self.origins:
            return []
        found = self.origins.get(data) or self.copies.get(data)
        if found:
            # Where one of several copies is the original, it is what all of them stand for.
            original = [one for one in found if one in self.records]
            return original if original and data in self.copies else found
        if data in self.decided:
            return self.decided[data][1]
        asset = self.asset_of.get(data)
        if asset is not None:
            return list(self.origins.get(asset, ()))
        made = (origin for one in self.fields.get(data, ()) for origin in self.origins.get(one, ()))
        around = dict.fromkeys(self.asset_of.get(origin, origin) for origin in made)
        return [one for one in around if one != data]

    def ways(self, data: URIRef) -> Origins:
        """Give the shortest ways back from something to each of its nearest origins."""
        if data not in self._known:
            self._known[data] = self._search(data)
        return self._known[data]

    def jobs(self, data: URIRef, origin: URIRef) -> list[URIRef]:
        """Give the jobs that make something from an origin."""
        made = self._writers[self.asset_of.get(data, data)]
        return sorted(made & self._readers[origin])

    def is_record(self, data: URIRef) -> bool:
        """Say whether an asset, or the one of which this is a field, is a system of record."""
        return self.asset_of.get(data, data) in self.records

    def _search(self, data: URIRef) -> Origins:
        before: dict[URIRef, URIRef | None] = {data: None}
        waiting = deque([data])
        ways: list[Way] = []
        is_cut = False
        while waiting:
            stop = waiting.popleft()
            following = [one for one in self.back(stop) if one not in before]
            if not self.back(stop) or (self.is_record(stop) and not following):
                if len(ways) == MOST_ORIGINS:
                    is_cut = True
                    break
                ways.append(Way(tuple(_path(before, stop)), self.is_record(stop)))
            for one in following:
                if len(before) == MOST_VISITED:
                    is_cut = True
                    break
                before[one] = stop
                waiting.append(one)
        if not ways:
            # All that comes before it comes from it again, or the bound came first.
            ways.append(Way((data,), self.is_record(data)))
        return Origins(tuple(ways), is_cut)


def links(lineage: Lineage, names: Names, stops: Sequence[URIRef]) -> list[str]:
    """Give in words for each stop of a way back how it comes from the next."""
    words = []
    for data, origin in pairwise(stops):
        called = called_fully(lineage, names, origin)
        if data in lineage.copies and not lineage.origins.get(data):
            words.append(f"{names.of(data)} is held as {called}")
            continue
        if data in lineage.decided and data not in lineage.origins:
            decision = names.of(lineage.decided[data][0])
            words.append(f"{names.of(data)} is decided by {decision} from {called}")
            continue
        jobs = lineage.jobs(data, origin)
        by = f" by {listed(map(names.of, jobs))}" if jobs else ""
        asset = lineage.asset_of.get(data)
        taken = data if data in lineage.origins or asset is None else asset
        words.append(f"{called_fully(lineage, names, taken)} is made{by} from {called}")
    return words


def told(lineage: Lineage, names: Names, way: Way) -> str:
    """Give a way back as the end of a sentence that has just named where it begins."""
    words = links(lineage, names, way.stops)
    end = way.stops[-1]
    asset = lineage.asset_of.get(end, end)
    held = lineage.held_by.get(asset)
    where = f" in {names.of(held)}" if held is not None else ""
    if way.reaches_record:
        words.append(f"{names.of(asset)}{where} is the system of record")
    elif lineage.back(end):
        words.append(f"the lineage of {names.of(asset)} leads back to itself")
    elif end not in lineage.systems:
        words.append(f"nothing says where {names.of(asset)}{where} comes from")
    return "; ".join(words)


def called_fully(lineage: Lineage, names: Names, data: URIRef) -> str:
    """Give the name of data, of a field with that of its asset."""
    asset = lineage.asset_of.get(data)
    return names.of(data) if asset is None else f"{names.of(data)} of {names.of(asset)}"


def _path(before: dict[URIRef, URIRef | None], stop: URIRef) -> list[URIRef]:
    path = []
    at: URIRef | None = stop
    while at is not None:
        path.append(at)
        at = before[at]
    return path[::-1]
