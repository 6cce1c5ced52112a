"""A field that may be absent is told of where something made from it is relied on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs
from rdflib import URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived

WORLD = """
w:Choose a ab:State ; rdfs:label "Choose" ; ab:reads <c/amount> .
<c> a ab:DataAsset ; rdfs:label "claims" ; ab:hasField <c/amount> .
<s> a ab:DataAsset ; rdfs:label "stage" ; ab:hasField <s/amount> .
<o> a ab:DataAsset ; rdfs:label "orders" ; ab:hasField <o/total>, <o/tax> .
<c/amount> a ab:Field ; rdfs:label "amount" ; ab:sourcedFrom <s/amount> .
<s/amount> a ab:Field ; rdfs:label "amount" ; ab:sourcedFrom <o/total> .
<o/total> a ab:Field ; rdfs:label "total" .
<o/tax> a ab:Field ; rdfs:label "tax" .
<load> a ab:Automation ; rdfs:label "load" ; ab:elementKind "job" ;
    ab:reads <o/total> ; ab:writes <s> .
"""
OPTIONAL = "<o/total> ab:isRequired false ."
SUMMED = "<s/amount> <https://openlineage.io/spec/facets#summedUpFrom> <o/total> ."


def test_the_way_leads_through_every_field_to_the_one_that_may_be_absent(derived: Derived) -> None:
    """The sentence can be followed by hand; the job between is the way, and not told of itself."""
    graph = derived(WORLD + OPTIONAL, "absence")
    assert proofs(graph, AB.InheritedAbsence) == [
        (
            "Choose reads amount of claims; amount of claims is made from amount of stage; amount"
            " of stage is made by load from total of orders. The contract lets total of orders be"
            " absent, and nothing on the way provides for that."
        )
    ]
    (fact,) = of_kind(graph, AB.InheritedAbsence)
    assert graph.value(fact, AB.about) == URIRef("https://example.org/w/o/total")


@pytest.mark.parametrize(
    "near_miss",
    [
        "",
        "<o/total> ab:isRequired true .",
        OPTIONAL + "<o/total> ab:isRequired true .",
        OPTIONAL + "<o/total> ab:checkedBy <rule> .",
        OPTIONAL + "<s/amount> ab:isRequired true .",
        OPTIONAL + "<s/amount> ab:checkedBy <rule> .",
        OPTIONAL + "<c/amount> ab:isRequired true .",
        OPTIONAL + "w:Choose ab:providesFor <c/amount> .",
        OPTIONAL + "<load> ab:providesFor <o/total> .",
        OPTIONAL + "<s/amount> ab:sourcedFrom <o/tax> .",
        OPTIONAL + SUMMED,
        OPTIONAL + "<c/amount> ab:isRequired false .",
        "<o/tax> ab:isRequired false .",
    ],
    ids=[
        "nothing is said of it", "it is required", "another contract requires it",
        "a quality rule checks it", "a field on the way is required",
        "a field on the way is checked", "what is read is required", "the choice asks for it",
        "the job provides for it", "another field may fill it", "it is added up",
        "what is read is itself optional, which is told already", "another field is optional",
    ],
)  # fmt: skip
def test_what_somebody_provides_for_is_not_told(derived: Derived, near_miss: str) -> None:
    """Each of these is one fact away from a finding."""
    assert not of_kind(derived(WORLD + near_miss, "absence"), AB.InheritedAbsence)


def test_a_lineage_that_leads_back_to_itself_ends(derived: Derived) -> None:
    """Nothing of it may be absent, and nothing is said for ever."""
    circle = "<o/total> ab:sourcedFrom <c/amount> . <o/tax> ab:isRequired false ."
    assert not of_kind(derived(WORLD + circle, "absence"), AB.InheritedAbsence)
