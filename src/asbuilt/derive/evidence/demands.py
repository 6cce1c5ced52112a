"""What evidence is asked for: of which control or step, how often, since when, and of what kind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.evidence import periods
from asbuilt.derive.evidence.register import whole
from asbuilt.derive.reading import Names, ask_rows, day, is_true
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from asbuilt.store import Store


@dataclass(frozen=True)
class Demand:
    """A requirement of evidence, with what its control or step says about when and by whom."""

    requirement: URIRef
    label: str
    holder: URIRef
    """The control or step that must leave the evidence."""
    holder_label: str
    frequency: str = ""
    since: date | None = None
    until: date | None = None
    """The last day on which the control is in force; None where it is in force still."""
    independent: bool = False
    kinds: frozenset[str] = frozenset()
    """Kinds of record that are asked for; none where any will do."""
    sample_size: int | None = None
    """Number of cases that the evidence for a period must look at."""

    @property
    def is_periodic(self) -> bool:
        """Say whether time is divided into periods for it; else it asks for samples of cases."""
        return self.frequency in periods.FREQUENCIES


def demands(store: Store) -> Iterator[Demand]:
    """Give what evidence is asked for, leaving out what does not apply.

    What the requirement itself says wins over what its control or step says.
    """
    names = Names(store, AB.EvidenceRequirement, AB.Control, AB.Step)
    kinds = _kinds(store)
    found: dict[tuple[URIRef, URIRef], Demand] = {}
    for row in ask_rows(
        store,
        """SELECT ?requirement ?holder ?frequency ?since ?until ?independent ?size ?applicable
        WHERE {
            ?holder ab:requiresEvidence ?requirement .
            FILTER NOT EXISTS { ?holder a ab:Reference }
            FILTER NOT EXISTS { ?requirement a ab:Reference }
            OPTIONAL { ?requirement ab:frequency ?own } OPTIONAL { ?holder ab:frequency ?its }
            BIND(COALESCE(?own, ?its) AS ?frequency)
            OPTIONAL { ?requirement ab:inForceSince ?from } OPTIONAL { ?holder ab:inForceSince ?of }
            BIND(COALESCE(?from, ?of) AS ?since)
            OPTIONAL { ?holder ab:validUntil ?until }
            OPTIONAL { ?holder ab:independent ?i } OPTIONAL { ?requirement ab:independent ?j }
            BIND(COALESCE(?j, ?i) AS ?independent)
            OPTIONAL { ?requirement ab:sampleSize ?m } OPTIONAL { ?holder ab:sampleSize ?n }
            BIND(COALESCE(?m, ?n) AS ?size)
            OPTIONAL { ?holder ab:applicable ?applicable }
        }""",
    ):
        requirement, holder, frequency, since, until, independent, size, applicable = row
        if not (isinstance(requirement, URIRef) and isinstance(holder, URIRef)):
            continue
        if applicable is not None and not is_true(applicable):
            continue
        found.setdefault(
            (requirement, holder),
            Demand(
                requirement,
                names.of(requirement),
                holder,
                names.of(holder),
                str(frequency or ""),
                day(since),
                day(until),
                is_true(independent),
                kinds.get(requirement) or kinds.get(holder) or frozenset(),
                whole(size),
            ),
        )
    yield from found.values()


def _kinds(store: Store) -> dict[URIRef, frozenset[str]]:
    found: dict[URIRef, set[str]] = defaultdict(set)
    for thing, kind in ask_rows(
        store,
        """SELECT DISTINCT ?thing ?kind WHERE {
            { ?thing a ab:EvidenceRequirement } UNION { ?thing ab:requiresEvidence ?r }
            ?thing ab:evidenceKind ?kind }""",
    ):
        if isinstance(thing, URIRef) and kind is not None:
            found[thing].add(str(kind))
    return {thing: frozenset(words) for thing, words in found.items()}
