"""Mappings of which one end has changed since somebody confirmed them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
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


CHOICE = """
p:P a ab:Process ; rdfs:label "P" ; ab:hasStep p:A, p:G, p:B, p:C .
p:A a ab:Task, ab:Step ; rdfs:label "Check order" .
p:G a ab:Gateway, ab:Step ; rdfs:label "G" ; ab:elementKind "exclusiveGateway" .
p:B a ab:Task, ab:Step ; rdfs:label "Approve order" .
p:C a ab:Task, ab:Step ; rdfs:label "Release order" .
p:f1 a ab:Flow ; ab:source p:A ; ab:target p:G .
p:f2 a ab:Flow ; ab:source p:G ; ab:target p:B ; ab:condition "${amount > 1000 && !express}" .
p:f3 a ab:Flow ; ab:source p:G ; ab:target p:C ; ab:condition "${amount <= 1000 || express}" .
p:f4 a ab:Flow ; ab:source p:B ; ab:target p:C .
w:W a ab:Workflow ; rdfs:label "W" ; ab:hasState w:A .
w:A a ab:State ; rdfs:label "CheckOrder" .
<m> a ab:Mapping ; ab:mappingStatus "confirmed" ; ab:processElement p:A ; ab:digitalElement w:A"""
STEP = URIRef("https://example.org/w/p.bpmn#A")
FIRST_RECIPE = "d3693a0c05982af1"
"""The fingerprint of `STEP` in `CHOICE`, as it was made before conditions were in it."""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("amount > 1000", "amount > 5000"),
        ("amount > 1000", "amount >= 1000"),
        ("amount > 1000", "total > 1000"),
        ("${amount > 1000 && !express}", "${amount > 1000}"),
        ("${amount <= 1000 || express}", "${amount <= 1000}"),
    ],
)
def test_a_changed_condition_makes_a_mapping_suspect(
    derived: Derived, fresh: Fresh, old: str, new: str
) -> None:
    """Also one that stands at the gateway that comes next; the proof says what has changed."""
    stored = f' ; ab:processFingerprint "{prints(fresh, CHOICE)[STEP]}" .'
    (proof,) = proofs(derived(CHOICE.replace(old, new) + stored, "fingerprints"), AB.MappingDrift)
    assert "the conditions under which work comes to it or goes on from it have changed" in proof


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("${amount > 1000 && !express}", "${ !express  and (amount gt 1000) }"),
        ("${amount > 1000 && !express}", "= not(express) and 1000 < amount"),
        ('"${amount > 1000 && !express}"', '"" ; ab:isDefault true'),
        ("p:f2", "p:SequenceFlow_0x7"),
        ("G", "Gateway_0x8"),
    ],
    ids=["notation", "FEEL", "default", "id of a flow", "id of a gateway"],
)
def test_another_export_of_the_same_makes_no_mapping_suspect(
    derived: Derived, fresh: Fresh, old: str, new: str
) -> None:
    """Notation, order, white space, identifiers, and a default in place of what it means."""
    stored = f' ; ab:processFingerprint "{prints(fresh, CHOICE)[STEP]}" .'
    text = re.sub(rf"(?<![\w]){re.escape(old)}(?![\w])", new, CHOICE)
    assert text != CHOICE
    assert not proofs(derived(text + stored, "fingerprints"), AB.MappingDrift)


def test_a_question_without_a_name_is_not_known_by_its_id(derived: Derived, fresh: Fresh) -> None:
    """Yes and no out of it are what is said, whatever the tool calls it this time."""
    asked = CHOICE.replace("${amount > 1000 && !express}", "Yes")
    asked = asked.replace("${amount <= 1000 || express}", "No")
    stored = f' ; ab:processFingerprint "{prints(fresh, asked)[STEP]}" .'
    anew = re.sub(r"\bG\b", "Gateway_0x8", asked)
    assert not proofs(derived(anew + stored, "fingerprints"), AB.MappingDrift)


def test_a_fingerprint_of_the_first_recipe_is_judged_by_it(derived: Derived) -> None:
    """Conditions were not in it; one in a mapping set stays good until the form changes."""
    stored = f' ; ab:processFingerprint "{FIRST_RECIPE}" .'
    assert not proofs(derived(CHOICE + stored, "fingerprints"), AB.MappingDrift)
    other = CHOICE.replace("amount > 1000", "amount > 5000")
    assert not proofs(derived(other + stored, "fingerprints"), AB.MappingDrift)
    renamed = CHOICE.replace("Check order", "Look at order")
    (proof,) = proofs(derived(renamed + stored, "fingerprints"), AB.MappingDrift)
    assert "its kind or what comes before or after it has changed" in proof


def test_a_changed_condition_makes_a_mapping_of_the_whole_process_suspect(
    derived: Derived, fresh: Fresh
) -> None:
    """What was confirmed of the process was confirmed of the way in which it decides, too."""
    whole = CHOICE.replace(
        "ab:processElement p:A ; ab:digitalElement w:A",
        "ab:processElement p:P ; ab:digitalElement w:W",
    )
    known = prints(fresh, whole)[URIRef("https://example.org/w/p.bpmn#P")]
    stored = f' ; ab:processFingerprint "{known}" .'
    assert not proofs(derived(whole + stored, "fingerprints"), AB.MappingDrift)
    other = whole.replace("amount > 1000", "amount > 5000")
    assert len(proofs(derived(other + stored, "fingerprints"), AB.MappingDrift)) == 1
