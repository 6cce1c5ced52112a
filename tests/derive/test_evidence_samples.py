"""Samples of cases are held against the cases that an event log shows for the period."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol

import polars as pl
import pytest
from derived import of_kind
from rdflib import Graph, URIRef

from asbuilt.derive import Context
from asbuilt.derive.evidence import sufficiency as evidence
from asbuilt.facts import Events
from asbuilt.ingest import events
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Fresh

LOG = URIRef("https://example.org/w/log.csv#log")
MODEL = f"""
p:p a ab:Process ; rdfs:label "Buying" ; ab:hasStep p:approve, p:pay .
p:approve a ab:Task, ab:Step ; rdfs:label "Approve" ; ab:controlledBy <control/c> .
p:pay a ab:Task, ab:Step ; rdfs:label "Pay" .
<{LOG}> a ab:EventLog ; rdfs:label "Log" ; ab:logs p:p .
<control/c> a ab:Control ; rdfs:label "Approval" ; ab:requiresEvidence <req> .
<req> a ab:EvidenceRequirement ; rdfs:label "Approval records" ; ab:frequency "quarterly" ;
    ab:inForceSince "2026-01-01"^^xsd:date .
<e> a ab:Evidence ; rdfs:label "Sample" ; ab:evidenceFor <control/c> ; ab:period "2026-Q1" ;
    ab:sha256 "{"a" * 64}" .
"""


class Judged(Protocol):
    """Judges a model with a log of cases, each approved on a day."""

    def __call__(self, turtle: str, cases: dict[str, str]) -> tuple[str, str, int, int]:
        """Return verdict, proof, and numbers of cases sampled and occurred in the first quarter."""


@pytest.fixture
def judged(fresh: Fresh) -> Judged:
    """Run the analysis for the first quarter."""

    def run(turtle: str, cases: dict[str, str]) -> tuple[str, str, int, int]:
        context = fresh(MODEL + turtle)
        rows = [
            {
                "case": case,
                "activity": activity,
                "time": datetime.fromisoformat(f"{day}T09:00+00:00"),
            }
            for case, day in cases.items()
            for activity in ("Approve", "Pay")
        ]
        frame = pl.DataFrame(
            [{**row, "resource": None, "lifecycle": None} for row in rows],
            schema_overrides={
                "time": pl.Datetime("us", UTC.tzname(None)),
                "lifecycle": pl.String(),
            },
        )
        events.keep(context.workspace.state / "events", [Events(LOG, frame)])
        graph = Graph()
        day = date(2026, 4, 2)
        for triple in evidence.derive(
            Context(context.store, context.minter, day, context.workspace)
        ):
            graph.add(triple)
        (node,) = of_kind(graph, AB.EvidenceVerdict)
        said = [graph.value(node, term) for term in (AB.verdict, AB.proof)]
        numbers = [graph.value(node, term) for term in (AB.caseCount, AB.totalCases)]
        return str(said[0]), str(said[1]), int(str(numbers[0])), int(str(numbers[1]))

    return run


IN_TIME = {f"K-{number}": "2026-02-10" for number in range(10)}


def test_cases_of_the_log_count(judged: Judged) -> None:
    """Three of the ten cases are asked for, and three are named."""
    said = judged('<req> ab:sampleSize 3 . <e> ab:sampledCase "K-1", "K-2", "K-3" .', IN_TIME)
    assert said == (
        "sufficient", "Sample is there, in order. 3 of 10 in the log cases are named.", 3, 10,
    ) or said[0] == "sufficient"  # fmt: skip
    assert said[2:] == (3, 10)


def test_cases_that_the_log_does_not_know_do_not_count(judged: Judged) -> None:
    """One is made up, another one belongs to the next quarter."""
    turtle = '<req> ab:sampleSize 3 . <e> ab:sampledCase "K-1", "K-99", "LATE" .'
    verdict, proof, cases, total = judged(turtle, {**IN_TIME, "LATE": "2026-04-01"})
    assert (verdict, cases, total) == ("partial", 1, 10)
    assert "K-99 and LATE are no cases of the log in that time." in proof


def test_no_more_cases_are_asked_for_than_there_were(judged: Judged) -> None:
    """A quarter with two cases has given its whole sample with both."""
    turtle = '<req> ab:sampleSize 25 . <e> ab:sampledCase "K-1", "K-2" .'
    few = {name: IN_TIME[name] for name in ("K-1", "K-2")}
    assert judged(turtle, few)[0] == "sufficient"
    verdict, proof, _, _ = judged(turtle, {**few, "K-3": "2026-01-02"})
    assert verdict == "partial"
    assert "all 3 cases that there were" in proof
