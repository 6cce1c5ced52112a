"""Mentions are followed to what they name, and those that lead nowhere are told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derived import of_kind, proofs
from rdflib import RDF, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived

W = "https://example.org/w/"
STEPS = """
p:P a ab:Process ; rdfs:label "Purchase to pay" ; dcterms:identifier "P" ; ab:hasStep p:A, p:B .
p:A a ab:Step, ab:Task ; rdfs:label "Approve  Order" ; dcterms:identifier "A" .
p:B a ab:Step ; rdfs:label "Release order" ; dcterms:identifier "B" .
<q.bpmn#Q> a ab:Process ; rdfs:label "Leave" ; dcterms:identifier "Q" ; ab:hasStep <q.bpmn#A> .
<q.bpmn#A> a ab:Step, ab:Approval ; rdfs:label "Approve order" ; dcterms:identifier "A" .
<reference/process/p2p> a ab:Reference ; rdfs:label "purchase TO pay" ;
    ab:referenceKind ab:Process .
"""


def mention(text: str, within: str = "<reference/process/p2p>", kind: str = "Step") -> str:
    """Write a mention, and a control that guards it."""
    scope = f"; ab:within {within}" if within else ""
    return (
        f'<reference/x> a ab:Reference ; rdfs:label "{text}" .\n'
        f"<reference/x> ab:referenceKind ab:{kind} {scope} .\n"
        '<control/c> a ab:Control ; rdfs:label "C" ; ab:guards <reference/x> .\n'
        "<reference/x> ab:decidedBy <role/buyer> ."
    )


def test_a_mention_is_followed_by_name_within_a_process_that_is_itself_mentioned(
    derived: Derived,
) -> None:
    """Case and spaces make no difference, and the other process's step of that name is no rival."""
    graph = derived(STEPS + mention("approve order"), "references")
    step, control = URIRef(W + "p.bpmn#A"), URIRef(W + "control/c")
    assert (URIRef(W + "reference/x"), AB.refersTo, step) in graph
    assert (control, AB.guards, step) in graph
    assert (step, AB.decidedBy, URIRef(W + "role/buyer")) in graph
    assert not of_kind(graph, AB.DanglingReference)


def test_what_describes_the_mention_is_not_said_of_the_thing(derived: Derived) -> None:
    """The thing does not become a reference, and does not take over the mention's label."""
    graph = derived(STEPS + mention("approve order"), "references")
    step = URIRef(W + "p.bpmn#A")
    assert (step, RDF.type, AB.Reference) not in graph
    assert set(graph.predicates(step)) == {AB.decidedBy}


def test_an_identifier_goes_before_a_name(derived: Derived) -> None:
    """``B`` is the release step, although nothing is called so by name."""
    graph = derived(STEPS + mention("B"), "references")
    assert (URIRef(W + "reference/x"), AB.refersTo, URIRef(W + "p.bpmn#B")) in graph


def test_file_and_identifier_joined_by_a_hash_name_an_element(derived: Derived) -> None:
    """A path as far as it is written is enough where only one file ends so."""
    graph = derived(STEPS + mention("q.bpmn#A", within=""), "references")
    assert (URIRef(W + "reference/x"), AB.refersTo, URIRef(W + "q.bpmn#A")) in graph


def test_a_name_that_several_things_bear_is_reported_with_all_of_them(derived: Derived) -> None:
    """Without a process to look in, both steps called so are candidates and neither is chosen."""
    graph = derived(STEPS + mention("Approve order", within=""), "references")
    (node,) = of_kind(graph, AB.DanglingReference)
    assert {str(thing) for thing in graph.objects(node, AB.involves)} == {
        W + "p.bpmn#A", W + "q.bpmn#A",
    }  # fmt: skip
    assert not list(graph.objects(URIRef(W + "reference/x"), AB.refersTo))


def test_a_misspelt_name_is_reported_with_what_may_have_been_meant(derived: Derived) -> None:
    """The near name is offered, and whoever mentions it is named as the source."""
    graph = derived(STEPS + mention("Relase order"), "references")
    (proof,) = proofs(graph, AB.DanglingReference)
    assert "Did you mean 'Release order'?" in proof
    assert "in 'purchase TO pay'" in proof


def test_a_thing_of_another_kind_is_not_taken(derived: Derived) -> None:
    """A mention of a control is not resolved to a step of that name."""
    graph = derived(STEPS + mention("Release order", within="", kind="Policy"), "references")
    assert len(of_kind(graph, AB.DanglingReference)) == 1


def test_one_unknown_process_is_reported_once_not_for_each_of_its_steps(derived: Derived) -> None:
    """What cannot be followed because its process is unknown takes part in that one fact."""
    lost = '<reference/lost> a ab:Reference ; rdfs:label "Hiring" ; ab:referenceKind ab:Process .'
    graph = derived(
        STEPS + lost + mention("Approve order", within="<reference/lost>"), "references"
    )
    (node,) = of_kind(graph, AB.DanglingReference)
    assert graph.value(node, AB.about) == URIRef(W + "reference/lost")
    assert URIRef(W + "reference/x") in set(graph.objects(node, AB.involves))


def test_mentions_within_each_other_are_reported(derived: Derived) -> None:
    """A ring of mentions resolves to nothing, does not run on and is not passed over."""
    ring = (
        '<reference/a> a ab:Reference ; rdfs:label "a" ; ab:within <reference/b> .'
        '<reference/b> a ab:Reference ; rdfs:label "b" ; ab:within <reference/a> .'
    )
    assert of_kind(derived(STEPS + ring, "references"), AB.DanglingReference)


def test_a_mapping_whose_end_is_gone_is_reported(derived: Derived) -> None:
    """An element missing from a loaded file is not looked for in another file of that name."""
    other = '<old/p.bpmn#Gone> a ab:Step ; rdfs:label "Old" ; dcterms:identifier "Gone" .'
    mapping = "<m> a ab:Mapping ; ab:processElement p:Gone ; ab:digitalElement w:S ."
    state = 'w:S a ab:State ; rdfs:label "S" .'
    graph = derived(STEPS + other + mapping + state, "references")
    (node,) = of_kind(graph, AB.DanglingReference)
    assert graph.value(node, AB.about) == URIRef(W + "m")
    assert URIRef(W + "p.bpmn#Gone") in set(graph.objects(node, AB.involves))


def test_a_mapping_end_in_a_file_that_stands_elsewhere_is_found(derived: Derived) -> None:
    """An end that names the file by another folder is led to the only file of that name."""
    mapping = "<m> a ab:Mapping ; ab:processElement <models/p.bpmn#A> ; ab:digitalElement w:S ."
    state = 'w:S a ab:State ; rdfs:label "S" .'
    graph = derived(STEPS + mapping + state, "references")
    assert (URIRef(W + "m"), AB.processElement, URIRef(W + "p.bpmn#A")) in graph
    assert not of_kind(graph, AB.DanglingReference)


def test_swapped_ends_of_a_mapping_are_set_right(derived: Derived) -> None:
    """A state on the process side counts as the digital end."""
    mapping = "<m> a ab:Mapping ; ab:processElement w:S ; ab:digitalElement p:A ."
    graph = derived(STEPS + mapping + 'w:S a ab:State ; rdfs:label "S" .', "references")
    assert (URIRef(W + "m"), AB.processElement, URIRef(W + "p.bpmn#A")) in graph
    assert (URIRef(W + "m"), AB.digitalElement, URIRef(W + "w.asl.json#S")) in graph


def test_a_mention_by_identifier_is_not_followed_by_name(derived: Derived) -> None:
    """A task that calls a decision by its id meets no decision that merely bears that name."""
    decisions = """
    <d.dmn#grant> a ab:Decision ; rdfs:label "grantCredit" ; dcterms:identifier "grant" .
    <reference/x> a ab:Reference ; rdfs:label "grantCredit" ; dcterms:identifier "grantCredit" ;
        ab:referenceKind ab:Decision .
    p:A ab:calls <reference/x> .
    """
    graph = derived(STEPS + decisions, "references")
    assert not set(graph.objects(URIRef(W + "reference/x"), AB.refersTo))
    [proof] = proofs(graph, AB.DanglingReference)
    said = "No loaded source defines a decision with identifier 'grantCredit'."
    assert proof == f"{said} Did you mean 'grant'?"
    known = decisions.replace('"grant"', '"grantCredit"')
    graph = derived(STEPS + known, "references")
    assert (URIRef(W + "p.bpmn#A"), AB.calls, URIRef(W + "d.dmn#grant")) in graph
