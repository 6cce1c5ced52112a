"""Mappings of which one end has changed since somebody confirmed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derived import of_kind, proofs
from rdflib import URIRef

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.derive.correspondence.fingerprints import fingerprints
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived, Fresh

SIDES = """
p:P a ab:Process ; rdfs:label "P" ; ab:hasStep p:A, p:B .
p:A a ab:Task, ab:Step ; rdfs:label "Check order" ; ab:next p:B .
p:B a ab:Task, ab:Step ; rdfs:label "Release order" .
w:W a ab:Workflow ; rdfs:label "W" ; ab:hasState w:A, w:B .
w:A a ab:State ; rdfs:label "CheckOrder" ; ab:next w:B .
w:B a ab:State ; rdfs:label "ReleaseOrder" .
<m> a ab:Mapping ; ab:mappingStatus "confirmed" ;
    ab:processElement p:A ; ab:digitalElement w:A
"""


def prints(fresh: Fresh, turtle: str = SIDES) -> dict[URIRef, str]:
    """Give the fingerprints of the elements of some Turtle."""
    return fingerprints(Behaviours(fresh(turtle + " .").store))


def remembered(fresh: Fresh) -> str:
    """Write what a mapping remembers of its ends as they are in `SIDES`."""
    known = prints(fresh)
    step = known[URIRef("https://example.org/w/p.bpmn#A")]
    state = known[URIRef("https://example.org/w/w.asl.json#A")]
    return f'; ab:processFingerprint "{step}" ; ab:digitalFingerprint "{state}" .'


def test_a_mapping_whose_ends_are_as_they_were_is_left_alone(
    derived: Derived, fresh: Fresh
) -> None:
    """Spelling of white space and case in the names is no change."""
    graph = derived(
        SIDES.replace("Check order", "check  Order") + remembered(fresh), "fingerprints"
    )
    assert not of_kind(graph, AB.MappingDrift)
    assert graph.value(URIRef("https://example.org/w/p.bpmn#A"), AB.fingerprint)


def test_a_new_neighbour_makes_a_mapping_suspect(derived: Derived, fresh: Fresh) -> None:
    """The step that comes after was renamed: what was confirmed is no longer what is there."""
    graph = derived(
        SIDES.replace("Release order", "Archive order") + remembered(fresh), "fingerprints"
    )
    (node,) = of_kind(graph, AB.MappingDrift)
    assert graph.value(node, AB.about) == URIRef("https://example.org/w/m")
    assert URIRef("https://example.org/w/p.bpmn#A") in set(graph.objects(node, AB.involves))


def test_without_fingerprints_a_label_that_is_no_longer_there_is_told_of(derived: Derived) -> None:
    """Who confirmed the mapping wrote down the name, and the name is another one now."""
    graph = derived(SIDES + '; ab:processLabel "Check the order" .', "fingerprints")
    (proof,) = proofs(graph, AB.MappingDrift)
    assert "it was called 'Check the order' and is now called 'Check order'" in proof


def test_a_label_that_still_holds_is_no_drift(derived: Derived) -> None:
    """Equal but for case."""
    assert not proofs(
        derived(SIDES + '; ab:processLabel "check order" .', "fingerprints"), AB.MappingDrift
    )


def test_a_proposed_mapping_cannot_come_apart(derived: Derived) -> None:
    """Nobody has confirmed it, so nothing of it can have changed since."""
    proposed = SIDES.replace('"confirmed"', '"proposed"') + '; ab:processLabel "Other" .'
    assert not proofs(derived(proposed, "fingerprints"), AB.MappingDrift)


def test_labels_of_swapped_ends_belong_to_the_ends_that_were_written(derived: Derived) -> None:
    """The analysis of references sets the ends right; what the row remembers goes with them."""
    swapped = SIDES.replace(
        "ab:processElement p:A ; ab:digitalElement w:A",
        "ab:processElement w:A ; ab:digitalElement p:A",
    )
    fine = swapped + '; ab:processLabel "CheckOrder" ; ab:digitalLabel "Check order" .'
    assert not proofs(derived(fine, "references", "fingerprints"), AB.MappingDrift)
    changed = swapped + '; ab:processLabel "CheckOrders" ; ab:digitalLabel "Check order" .'
    (proof,) = proofs(derived(changed, "references", "fingerprints"), AB.MappingDrift)
    assert proof.startswith("The digital end")
