"""Differences between a process as documented and as deployed: a planted one of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind
from rdflib import Literal, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived
    from rdflib import Graph

ANALYSES = ("order", "correspondence", "drift")


def flow(number: int, origin: str, goal: str, condition: str = "") -> str:
    """Write a flow of the process."""
    said = f' ; ab:condition "{condition}"' if condition else ""
    return f"p:f{number} a ab:Flow ; ab:source p:{origin} ; ab:target p:{goal}{said} .\n"


def transition(number: int, origin: str, goal: str, condition: str = "") -> str:
    """Write a transition of the workflow."""
    said = f' ; ab:condition "{condition}"' if condition else ""
    return f"w:t{number} a ab:Transition ; ab:from w:{origin} ; ab:to w:{goal}{said} .\n"


STEPS = {"Check": "Check order", "Approve": "Approve order", "Pay": "Pay supplier"}
STATES = {"Check": "CheckOrder", "Approve": "ApproveOrder", "Pay": "PaySupplier"}
TECHNICAL = """
p:P ab:hasStep p:Gate . p:Gate a ab:Gateway, ab:Step ; rdfs:label "How much?" ;
    ab:elementKind "exclusiveGateway" ; ab:execution "none" .
w:W ab:hasState w:Gate . w:Gate a ab:State ; rdfs:label "Gate" ; ab:elementKind "Choice" ;
    ab:execution "none" .
"""
FLOWS = (
    flow(1, "Check", "Gate")
    + flow(2, "Gate", "Approve", "amount > 250")
    + flow(3, "Gate", "Pay", "amount <= 250")
    + flow(4, "Approve", "Pay")
)
TRANSITIONS = (
    transition(1, "Check", "Gate")
    + transition(2, "Gate", "Approve", "$.order.amount > 250")
    + transition(3, "Gate", "Pay", "not ($.order.amount > 250)")
    + transition(4, "Approve", "Pay")
)


def both(
    steps: dict[str, str] = STEPS,
    states: dict[str, str] = STATES,
    flows: str = FLOWS,
    transitions: str = TRANSITIONS,
) -> str:
    """Write both sides, what bears one key on both mapped to each other."""
    lines = ['p:P a ab:Process ; rdfs:label "Buying" .', 'w:W a ab:Workflow ; rdfs:label "ERP" .']
    for key, label in steps.items():
        lines.append(
            f"p:P ab:hasStep p:{key} . p:{key} a ab:Task, ab:Step ; rdfs:label '{label}' ;"
            ' ab:execution "user" .'
        )
    for key, label in states.items():
        lines.append(
            f"w:W ab:hasState w:{key} . w:{key} a ab:State ; rdfs:label '{label}' ;"
            ' ab:execution "user" .'
        )
    lines += [
        f'<m-{key}> a ab:Mapping ; ab:mappingStatus "confirmed" ; ab:processElement p:{key} ;'
        f" ab:digitalElement w:{key} ."
        for key in sorted(steps.keys() & states.keys())
    ]
    return "\n".join([*lines, TECHNICAL, flows, transitions])


def kinds(graph: Graph) -> list[tuple[str, str]]:
    """Give each difference as its kind and the end of the IRI of what it is about."""
    return sorted(
        (
            str(graph.value(node, AB.differenceKind)),
            str(graph.value(node, AB.about)).rpartition("#")[2],
        )
        for node in of_kind(graph, AB.Difference)
    )


def proof(graph: Graph) -> str:
    """Give the proof of the only difference."""
    (node,) = of_kind(graph, AB.Difference)
    return str(graph.value(node, AB.proof))


def test_a_workflow_that_does_what_is_documented_has_no_difference(derived: Derived) -> None:
    """Though names are spelt as identifiers and conditions as an engine wants them."""
    assert kinds(derived(both(), *ANALYSES)) == []


def test_a_step_without_counterpart_is_missing(derived: Derived) -> None:
    """Where the rest of its process is mapped; the proof says how much."""
    steps = {**STEPS, "Sanction": "Screen for sanctions"}
    graph = derived(both(steps), *ANALYSES)
    assert kinds(graph) == [("missing", "Sanction")]
    assert "is mapped to none" in proof(graph)


ELSEWHERE = """
<m-s> a ab:Mapping ; ab:mappingStatus "confirmed" ;
    ab:processElement p:Sanction ; ab:digitalElement w:Elsewhere .
w:Other a ab:Workflow ; ab:hasState w:Elsewhere .
w:Elsewhere a ab:State ; ab:execution "user" ; rdfs:label "Screen for sanctions" .
"""


@pytest.mark.parametrize(
    "decoy",
    ['p:Sanction a ab:Task ; ab:execution "manual" .', "p:Sanction a ab:Event .",
     f"p:Sanction a ab:Task . {ELSEWHERE}"],
    ids=["manual", "event", "in another workflow"],
)  # fmt: skip
def test_what_needs_no_counterpart_here_is_not_missing(derived: Derived, decoy: str) -> None:
    """Manual steps, events, and steps that another workflow carries out."""
    step = 'p:P ab:hasStep p:Sanction . p:Sanction a ab:Step ; rdfs:label "Screen for sanctions" .'
    assert ("missing", "Sanction") not in kinds(derived(both() + step + decoy, *ANALYSES))


def test_a_step_for_which_a_counterpart_is_proposed_is_not_missing_yet(derived: Derived) -> None:
    """Somebody should look at the proposal first."""
    steps = {**STEPS, "Sanction": "Screen for sanctions"}
    states = {**STATES, "Screening": "SanctionScreening"}
    assert kinds(derived(both(steps, states), *ANALYSES)) == []


def test_a_process_of_which_next_to_nothing_is_mapped_has_nothing_missing(
    derived: Derived,
) -> None:
    """One mapped step of six says that nobody has mapped it, not that five are missing."""
    steps = {"Check": "Check order"} | {f"S{n}": f"Other work number {n}" for n in range(5)}
    states = {"Check": "CheckOrder"} | {f"X{n}": f"Something else {n}" for n in range(5)}
    graph = derived(both(steps, states, "", ""), *ANALYSES)
    assert kinds(graph) == []


def test_work_that_no_step_documents_is_added(derived: Derived) -> None:
    """The proof says who acts there."""
    graph = derived(both(states={**STATES, "Extra": "RewriteLedger"}), *ANALYSES)
    assert kinds(graph) == [("added", "Extra")]
    assert "people act" in proof(graph)


def test_a_technical_state_is_not_added(derived: Derived) -> None:
    """The choice of the workflow works nothing; no step needs to document it."""
    text = both() + (
        'w:W ab:hasState w:Pause . w:Pause a ab:State ; rdfs:label "Pause" ; ab:execution "none" .'
    )
    assert kinds(derived(text, *ANALYSES)) == []


def test_a_counterpart_of_another_name_is_renamed(derived: Derived) -> None:
    """One that people would not recognise; a longer or inflected name is none."""
    graph = derived(both(states={**STATES, "Pay": "RunBatch17"}), *ANALYSES)
    assert kinds(graph) == [("renamed", "Pay")]
    for fine in ("PaySuppliers", "Payment of the supplier", "PaySupplierInvoice"):
        assert kinds(derived(both(states={**STATES, "Pay": fine}), *ANALYSES)) == []


def test_two_states_for_one_step_are_not_renamed(derived: Derived) -> None:
    """Each does a part, so neither bears the whole name."""
    text = both(states={**STATES, "Pay": "Reserve"}) + (
        'w:W ab:hasState w:Pay2 . w:Pay2 a ab:State ; ab:execution "user" ; rdfs:label "Execute" .'
        '<m2> a ab:Mapping ; ab:mappingStatus "confirmed" ; ab:processElement p:Pay ;'
        " ab:digitalElement w:Pay2 ."
    )
    assert kinds(derived(text, *ANALYSES)) == []


@pytest.mark.parametrize(
    "condition",
    [
        "$.order.amount > 2500",
        "$.order.amount >= 250",
        "$.order.amount > 250 and $.order.new = true",
    ],
)
def test_another_condition_between_counterparts_is_a_changed_guard(
    derived: Derived, condition: str
) -> None:
    """Even by one cent; both conditions are in the proof. A further field proves nothing."""
    graph = derived(
        both(transitions=TRANSITIONS.replace("$.order.amount > 250", condition, 1)), *ANALYSES
    )
    if " and " in condition:
        assert kinds(graph) == []
        return
    assert kinds(graph) == [("guard changed", "Approve")]
    assert condition in proof(graph)
    assert "amount > 250" in proof(graph)


@pytest.mark.parametrize(
    "condition",
    ["250 < $.amount", "not ($.order.amount <= 250)", "${amount > 250}", "${risk eq 'high'}"],
)
def test_the_same_condition_in_other_words_is_no_changed_guard(
    derived: Derived, condition: str
) -> None:
    """Nor is one about another field: whether that is the same, the model does not say."""
    graph = derived(
        both(transitions=TRANSITIONS.replace("$.order.amount > 250", condition, 1)), *ANALYSES
    )
    assert kinds(graph) == []


def test_a_guard_that_is_gone_is_a_changed_guard(derived: Derived) -> None:
    """Every case goes on now; that people choose among several ways would be none."""
    graph = derived(
        both(
            transitions=transition(1, "Check", "Approve") + transition(4, "Approve", "Pay"),
        ),
        *ANALYSES,
    )
    assert ("guard changed", "Approve") in kinds(graph)
    chosen = transition(1, "Check", "Approve") + transition(2, "Check", "Pay")
    graph = derived(both(transitions=chosen + transition(4, "Approve", "Pay")), *ANALYSES)
    assert kinds(graph) == []


def test_a_control_at_a_step_that_is_not_deployed_is_dropped(derived: Derived) -> None:
    """It stands in place of the missing step."""
    steps = {**STEPS, "Sanction": "Screen for sanctions"}
    control = '<c> a ab:Control ; rdfs:label "Sanctions list" . p:Sanction ab:controlledBy <c> .'
    graph = derived(both(steps) + control, *ANALYSES)
    assert kinds(graph) == [("control dropped", "Sanction")]
    (node,) = of_kind(graph, AB.Difference)
    assert graph.value(node, AB.control) == URIRef("https://example.org/w/c")


@pytest.mark.parametrize(
    "kept", ["<c> ab:implementedBy w:Check .", "p:Approve ab:controlledBy <c> ."]
)
def test_a_control_that_something_carries_out_is_not_dropped(derived: Derived, kept: str) -> None:
    """Another state implements it, or it acts at a step that is deployed, too."""
    steps = {**STEPS, "Sanction": "Screen for sanctions"}
    control = '<c> a ab:Control ; rdfs:label "Sanctions list" . p:Sanction ab:controlledBy <c> .'
    graph = derived(both(steps) + control + kept, *ANALYSES)
    assert kinds(graph) == [("missing", "Sanction")]


def test_the_order_that_the_process_excludes_is_reordered(derived: Derived) -> None:
    """The workflow lets people pay, and approve after that."""
    loop = transition(5, "Gate", "Pay", "$.rush = true") + transition(6, "Pay", "Approve")
    graph = derived(both(transitions=TRANSITIONS + loop), *ANALYSES)
    assert ("reordered", "Pay") in kinds(graph)


def test_differences_name_process_workflow_and_both_ends(derived: Derived) -> None:
    """So that the pages of all of them can show them."""
    graph = derived(both(states={**STATES, "Pay": "RunBatch17"}), *ANALYSES)
    (node,) = of_kind(graph, AB.Difference)
    involved = {str(one).rpartition("#")[2] for one in graph.objects(node, AB.involves)}
    assert {"P", "W"} <= involved
    assert graph.value(node, AB.differenceKind) == Literal("renamed")
    assert str(graph.value(node, AB.state)).endswith("#Pay")


@pytest.mark.parametrize("status", ["proposed", "outdated", "rejected"])
def test_a_mapping_that_does_not_count_makes_no_pair(derived: Derived, status: str) -> None:
    """Nobody relies on it, so nothing is compared."""
    text = both(states={**STATES, "Pay": "RunBatch17"}).replace('"confirmed"', f'"{status}"')
    assert kinds(derived(text, *ANALYSES)) == []


def choices(graph: Graph) -> list[tuple[str, str]]:
    """Give each changed choice as the step before it, and its proof."""
    return sorted(
        (str(graph.value(node, AB.about)).rpartition("#")[2], str(graph.value(node, AB.proof)))
        for node in of_kind(graph, AB.GuardChange)
    )


def test_a_choice_whose_limit_changed_is_told_once_for_all_its_ways(derived: Derived) -> None:
    """Above it and below it work goes another way; that is one change, after one step."""
    raised = TRANSITIONS.replace("> 250", "> 2500")
    graph = derived(both(transitions=raised), *ANALYSES)
    assert kinds(graph) == [("guard changed", "Approve"), ("guard changed", "Pay")]
    ((step, proof),) = choices(graph)
    assert step == "Check"
    assert "amount > 250" in proof
    assert "The condition from 'Check order' to 'Pay supplier' has changed with it." in proof


GUARDED = """
<c> a ab:Control ; rdfs:label "Approval" ; ab:guards p:Pay ; ab:appliesWhen "amount > 250" .
p:Approve ab:controlledBy <c> .
"""


def test_a_choice_that_leads_around_a_control_is_told_as_that_alone(derived: Derived) -> None:
    """A raised limit lets through what the control is for; a lowered one does not."""
    analyses = ("bypass", *ANALYSES)
    raised = both(transitions=TRANSITIONS.replace("> 250", "> 2500")) + GUARDED
    assert choices(derived(raised, *analyses)) == []
    lowered = both(transitions=TRANSITIONS.replace("> 250", "> 25")) + GUARDED
    assert [step for step, _ in choices(derived(lowered, *analyses))] == ["Check"]


def test_a_way_around_elsewhere_hides_no_changed_choice(derived: Derived) -> None:
    """Approval can be broken off, and the limit was lowered: two things, each told."""
    broken = (
        "w:t9 a ab:Transition ; ab:from w:Approve ; ab:to w:Pay ;"
        ' ab:transitionKind "catch" ; ab:condition "timeout" .'
    )
    lowered = both(transitions=TRANSITIONS.replace("> 250", "> 25") + broken) + GUARDED
    assert [step for step, _ in choices(derived(lowered, "bypass", *ANALYSES))] == ["Check"]


SAME_DATA = """
p:Amount a ab:DataObject ; rdfs:label "amount" . w:Total a ab:Field ; rdfs:label "$.grandTotal" .
<d> a ab:Mapping ; ab:mappingStatus "confirmed" ; ab:processElement p:Amount ;
    ab:digitalElement w:Total .
"""


@pytest.mark.parametrize(
    ("limit", "mapping", "told"),
    [
        ("250", SAME_DATA, []),
        ("2500", SAME_DATA, ["Check"]),
        ("2500", "", []),
        ("2500", SAME_DATA.replace('"confirmed"', '"proposed"'), []),
    ],
    ids=["the same", "another limit", "nobody says so", "only proposed"],
)
def test_names_that_are_mapped_to_each_other_are_one(
    derived: Derived, limit: str, mapping: str, told: list[str]
) -> None:
    """Only where somebody said that they are; until then nothing is known of them."""
    renamed = TRANSITIONS.replace("$.order.amount > 250", f"$.grandTotal > {limit}")
    graph = derived(both(transitions=renamed) + mapping, *ANALYSES)
    assert [step for step, _ in choices(graph)] == told


@pytest.mark.parametrize(
    ("gateway", "asked", "told"),
    [
        ("Amount?", "> 25", ["Check"]),
        ("Days overdue?", "> 25", []),
        ("How much?", "> 25 EUR", ["Check"]),
        ("How much?", "> 25", []),
    ],
)
def test_a_limit_without_a_name_is_about_what_the_choice_is_called_after(
    derived: Derived, gateway: str, asked: str, told: list[str]
) -> None:
    """One of money is about an amount; of another one that says nothing, nothing is known."""
    flows = flow(1, "Check", "Gate") + flow(2, "Gate", "Approve", asked) + flow(4, "Approve", "Pay")
    text = both(flows=flows).replace('"How much?"', f'"{gateway}"')
    assert [step for step, _ in choices(derived(text, *ANALYSES))] == told


def test_what_is_not_yes_is_no(derived: Derived) -> None:
    """An answer that is one of two is written as either of them."""
    flows = FLOWS.replace("amount > 250", "clear = 'no'").replace("amount <= 250", "clear = 'yes'")
    states = TRANSITIONS.replace("$.order.amount > 250", "$.clear = 'yes'", 1)
    same = states.replace('"$.clear', '"not ($.clear', 1).replace("'yes'\"", "'yes')\"", 1)
    assert "not ($.clear = 'yes')" in same
    assert kinds(derived(both(flows=flows, transitions=same), *ANALYSES)) == []
    assert ("guard changed", "Approve") in kinds(
        derived(both(flows=flows, transitions=states), *ANALYSES)
    )
