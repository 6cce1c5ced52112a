"""How a deviation is stated: its cases counted and exemplified, and when they were seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rdflib import XSD, Literal, URIRef

from asbuilt.derive.conformance.variants import EXAMPLES
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import polars as pl

    from asbuilt.derive.conformance.log import Log
    from asbuilt.derive.conformance.variants import Variant
    from asbuilt.identity import Minter
    from asbuilt.store import Triple

AGENTS = 20
"""Most agents that are named; those of most cases come first."""


@dataclass(frozen=True)
class Cases:
    """Cases in which something was seen: counted, the earliest ones as examples."""

    count: int
    examples: tuple[str, ...]
    first: datetime | None
    last: datetime | None
    resources: tuple[tuple[str, int], ...] = field(default=())
    """Who did it, as the log writes it, with the number of cases; the most frequent first."""
    more: Callable[[], pl.DataFrame] | None = field(default=None, compare=False, repr=False)
    """Gives each case with the ``time`` at which it was seen; a case may have several rows."""

    @classmethod
    def of_variants(cls, variants: list[Variant], log: Log) -> Cases:
        """Sum up the cases of some variants, by the times at which they began."""
        earliest = sorted(
            (one for variant in variants for one in variant.examples),
            key=lambda one: (one[0] is None, one[0] or datetime.min.replace(tzinfo=UTC), one[1]),
        )
        times = [time for time, _ in earliest if time is not None]
        lasts = [variant.last for variant in variants if variant.last is not None]
        return cls(
            sum(variant.cases for variant in variants),
            tuple(case for _, case in earliest[:EXAMPLES]),
            moment(times[0] if times else None),
            moment(max(lasts, default=None)),
            more=lambda: log.variants.cases_of(variants),
        )

    @property
    def when(self) -> str:
        """The days between which it was seen, as the end of a sentence."""
        if self.first is None or self.last is None:
            return ""
        first, last = self.first.date(), self.last.date()
        return f"; on {first}" if first == last else f"; first on {first}, last on {last}"

    @property
    def mostly(self) -> str:
        """Who did it most often, as the end of a sentence."""
        if not self.resources:
            return ""
        name, number = self.resources[0]
        return f"; by {name}" if len(self.resources) == 1 else f"; mostly by {name} ({number:,})"


@dataclass(frozen=True)
class Deviation:
    """Something that cases of a log show and that neither domain means to happen."""

    kind: URIRef
    log: Log
    about: URIRef
    label: str
    proof: str
    cases: Cases
    total: int
    """Number of cases in which it could have happened."""
    parts: tuple[str, ...] = ()
    """What sets it apart from other deviations of its kind about the same thing in the log."""
    involves: tuple[URIRef, ...] = ()
    control: URIRef | None = None
    agents: tuple[URIRef, ...] = ()
    activities: tuple[str, ...] = ()
    """What the log calls the activities that show it."""
    further: tuple[tuple[URIRef, Literal | URIRef], ...] = ()
    """What else is stated of it."""

    def node(self, minter: Minter) -> URIRef:
        """Give the IRI of the deviation."""
        return node_of(minter, self.kind, self.log, self.about, *self.parts)

    def triples(self, minter: Minter) -> Iterator[Triple]:
        """State the deviation."""
        node = self.node(minter)
        control = [self.control] if self.control else []
        involved = [*dict.fromkeys((*self.involves, *control, *self.agents))]
        yield from describe(
            node,
            self.kind,
            label=self.label,
            about=self.about,
            proof=self.proof,
            involves=involved,
            source=[self.log.iri, self.about, *self.involves, *control],
        )
        yield from _each(node, AB.agent, self.agents)
        yield from _each(node, AB.control, control)
        yield node, AB.log, self.log.iri
        yield node, AB.caseCount, Literal(self.cases.count)
        yield node, AB.totalCases, Literal(self.total)
        for case in self.cases.examples:
            yield node, AB.exampleCase, Literal(case)
        for term, time in ((AB.firstSeen, self.cases.first), (AB.lastSeen, self.cases.last)):
            if time is not None:
                yield node, term, Literal(time.isoformat(), datatype=XSD.dateTime)
        for activity in self.activities:
            yield node, AB.activity, Literal(activity)
        for term, value in self.further:
            yield node, term, value


def node_of(minter: Minter, kind: URIRef, log: Log, about: URIRef, *parts: str) -> URIRef:
    """Give the IRI of a deviation of a kind in a log."""
    return minter.derived("conformance", kind.rsplit("#", 1)[1], log.iri, about, *parts)


def share(count: int, total: int) -> str:
    """Give a count of cases with the number among which it was counted."""
    return f"{count:,} of {total:,} {'case' if total == 1 else 'cases'}"


def _each(node: URIRef, term: URIRef, values: Iterable[URIRef]) -> Iterator[Triple]:
    for value in values:
        yield node, term, value


def moment(value: object) -> datetime | None:
    """Give a time that a frame holds, in UTC."""
    return value.astimezone(UTC) if isinstance(value, datetime) else None
