"""The lineage around a thing: where its data comes from, to the left, and what depends on it.

Both ways are followed step by step, within bounds that the page names when they are reached.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from rdflib import URIRef

from asbuilt.names import Thing, describe
from asbuilt.server import addresses
from asbuilt.server.graph import store, view

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS: Final = frozenset(
    {"DataAsset", "Field", "DataObject", "Step", "State", "Decision", "Automation"}
)
"""Kinds of things on whose pages the lineage is drawn."""
_DATA: Final = frozenset({"DataAsset", "Field", "DataObject"})
_FAR: Final = 6
_ALIKE: Final = 8
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Link:
    """Something that data, or what reads it, comes from; left to right as the data flows."""

    origin: URIRef
    how: str
    thing: URIRef
    jobs: tuple[str, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether nothing states the link, though both ends are copies of one thing."""
        return self.how == "broken"

    @property
    def words(self) -> str:
        """How the right end stands to the left one, in words."""
        if self.is_broken:
            return "is a copy of the same, and nothing says whether from"
        return f"{self.how}, by {', '.join(self.jobs)}," if self.jobs else self.how


@dataclass(slots=True)
class Lineage:
    """Things with the column in which each stands, the links between, and what was left out."""

    centre: URIRef
    columns: dict[URIRef, int]
    links: list[Link] = field(default_factory=list)
    things: dict[URIRef, Thing] = field(default_factory=dict)
    records: frozenset[URIRef] = frozenset()
    """Those that are called the system of record."""
    left_out: int = 0

    @property
    def bound(self) -> str:
        """What the page says of a bound that was reached; empty where none was."""
        if not self.left_out:
            return ""
        return (
            f"Not drawn: {self.left_out} more links. The picture shows at most {_MOST} things,"
            f" {_FAR} steps either way and {_ALIKE} links of one kind at one thing; the tables on"
            " the pages of the things list the others."
        )

    def address(self, thing: URIRef) -> str:
        """Give the address of a thing's page."""
        return addresses.address(self.things[thing])

    def as_dict(self) -> dict[str, Any]:
        """Give the links as plain data."""
        return {
            "links": [
                {
                    "from": str(link.origin),
                    "to": str(link.thing),
                    "how": link.how,
                    "by": list(link.jobs),
                }
                for link in self.links
            ],
            "leftOut": self.left_out,
        }


def lineage(iri: URIRef, kinds: set[str]) -> Lineage | None:
    """Give the lineage around a thing; None for other kinds of things and where there is none."""
    if not kinds & KINDS:
        return None
    drawn = Lineage(iri, {iri: 0})
    _follow(drawn, "lineage-back", -1)
    if kinds & _DATA:
        _follow(drawn, "lineage-on", 1)
    if not drawn.links:
        return None
    drawn.things = describe(store(), drawn.columns)
    records = view("lineage-records", thing=list(drawn.columns)).rows
    drawn.records = frozenset(row[0] for row in records if isinstance(row[0], URIRef))
    jobs = describe(store(), {URIRef(job) for link in drawn.links for job in link.jobs})
    drawn.links = [
        Link(
            link.origin,
            link.how,
            link.thing,
            tuple(sorted(jobs[URIRef(job)].label for job in link.jobs)),
        )
        for link in drawn.links
    ]
    return drawn


def _follow(drawn: Lineage, query: str, way: int) -> None:
    """Add what lies one way of the centre, column by column."""
    edge = [drawn.centre]
    seen = {(link.origin, link.how, link.thing) for link in drawn.links}
    for far in range(1, _FAR + 2):
        alike: Counter[tuple[URIRef, str]] = Counter()
        following: dict[URIRef, None] = {}
        for thing, how, other, jobs in _rows(query, edge):
            origin, target = (other, thing) if way < 0 else (thing, other)
            if (origin, how, target) in seen:
                continue
            alike[thing, how] += 1
            is_new = other not in drawn.columns
            full = is_new and len(drawn.columns) >= _MOST
            if far > _FAR or alike[thing, how] > _ALIKE or full:
                drawn.left_out += 1
                continue
            seen.add((origin, how, target))
            drawn.links.append(Link(origin, how, target, jobs))
            if is_new:
                drawn.columns[other] = way * far
                following[other] = None
        edge = list(following)
        if not edge:
            return


def _rows(
    query: str, things: Iterable[URIRef]
) -> list[tuple[URIRef, str, URIRef, tuple[str, ...]]]:
    """Give the links of some things, each once, with the jobs by which it is made."""
    jobs: dict[tuple[URIRef, str, URIRef], list[str]] = {}
    for thing, how, other, job in view(query, thing=list(things)).rows:
        if isinstance(thing, URIRef) and isinstance(other, URIRef) and thing != other:
            known = jobs.setdefault((thing, str(how), other), [])
            if job is not None and str(job) not in known:
                known.append(str(job))
    return [(*link, tuple(known)) for link, known in jobs.items()]
