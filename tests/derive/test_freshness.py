"""What is promised of data's age beside what was observed: kept, missed, or not to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived

ASSET = """<a> a ab:DataAsset ; rdfs:label "Suppliers" ; ab:freshWithin "%s"^^xsd:duration .
"""
UPDATED = '<a> ab:lastUpdated "%s"^^xsd:dateTime .'
SEEN = """<s> a ab:WriteSeen ; ab:about <a> ; ab:at "%s"^^xsd:dateTime ; ab:involves <log> .
<log> a ab:EventLog ; rdfs:label "orders.xes" ."""


@pytest.mark.parametrize(
    ("within", "observed", "verdict", "words"),
    [
        (
            "P1D",
            UPDATED % "2026-11-14T08:00:00",
            "kept",
            "so that the promise holds until 2026-11-15",
        ),
        (
            "P1D",
            UPDATED % "2026-11-13T08:00:00",
            "missed",
            "so that the promise held until 2026-11-14",
        ),
        (
            "P1M",
            UPDATED % "2026-10-15T08:00:00",
            "kept",
            "at most 1 month old (by case.ttl); it was",
        ),
        ("P1D", "", "not observed", "(by case.ttl), and nothing says when it last changed."),
        ("P1D", SEEN % "2026-11-14T08:00:00", "kept", "(by orders.xes)"),
        ("P1D", SEEN % "2026-10-14T08:00:00", "not observed", "and no later log is loaded"),
        (
            "P1D",
            UPDATED % "2026-10-01T08:00:00" + SEEN % "2026-11-14T08:00:00",
            "kept",
            "on 2026-11-14 08:00 (by orders.xes)",
        ),
    ],
)
def test_a_promise_is_set_beside_what_was_seen(
    derived: Derived, within: str, observed: str, verdict: str, words: str
) -> None:
    """The day on which it runs out still counts; an old log tells nothing of today."""
    graph = derived(ASSET % within + observed, "freshness")
    (node,) = of_kind(graph, AB.FreshnessVerdict)
    assert str(graph.value(node, AB.verdict)) == verdict
    (proof,) = proofs(graph, AB.FreshnessVerdict)
    assert proof.startswith("Suppliers is promised to be at most ")
    assert "(by case.ttl)" in proof
    assert words in proof


def test_data_without_a_promise_has_no_verdict(derived: Derived) -> None:
    """Observed alone, it may be as old as it is."""
    turtle = '<a> a ab:DataAsset ; rdfs:label "A" .' + UPDATED % "2020-01-01T00:00:00"
    assert of_kind(derived(turtle, "freshness"), AB.FreshnessVerdict) == []
