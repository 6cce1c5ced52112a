"""Proposals of mappings: by name, identifier and neighbours, and never counted as mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench.correspondence import Score, keys, score
from derived import HEAD, proofs
from rdflib import Graph, URIRef

from asbuilt.derive.correspondence.likeness import likeness
from asbuilt.derive.correspondence.mapped import pairs
from asbuilt.derive.correspondence.proposals import propose
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from derived import Derived, Fresh

SIDES = """
p:P a ab:Process ; rdfs:label "P" ; ab:hasStep p:Check, p:Approve, p:Talk, p:Pay .
p:Check a ab:Task, ab:Step ; rdfs:label "Check the invoice" ;
    ab:execution "user" ; ab:next p:Approve .
p:Approve a ab:Approval, ab:Task, ab:Step ; rdfs:label "Approve order" ; ab:execution "user" .
p:Talk a ab:Task, ab:Step ; rdfs:label "Inform supplier" ; ab:execution "manual" .
p:Pay a ab:Task, ab:Step ; rdfs:label "Settle" ; ab:execution "user" ; dcterms:identifier "T7" .
w:W a ab:Workflow ; rdfs:label "W" ; ab:hasState w:Check, w:Approve, w:Inform, w:Choice, w:T7 .
w:Check a ab:State ; rdfs:label "InvoiceCheck" ; ab:execution "user" ; ab:next w:Choice .
w:Choice a ab:State ; rdfs:label "Approve order?" ; ab:execution "none" ; ab:next w:Approve .
w:Approve a ab:State ; rdfs:label "ApproveOrders" ; ab:execution "user" .
w:Inform a ab:State ; rdfs:label "InformSupplier" ; ab:execution "automated" .
w:T7 a ab:State ; rdfs:label "PostDocument" ; ab:execution "automated" ; dcterms:identifier "T7" .
"""


def found(context_turtle: str, fresh: Fresh) -> dict[tuple[str, str], str]:
    """Give the proposals as pairs of local names, with their reasons."""
    return {
        (proposal.step.rpartition("#")[2], proposal.digital.rpartition("#")[2]): proposal.reason
        for proposal in propose(fresh(context_turtle).store)
    }


def test_names_neighbours_and_identifiers_lead_to_proposals(fresh: Fresh) -> None:
    """A technical state of the right name, and a manual step, are proposed to nobody."""
    proposals = found(SIDES, fresh)
    assert set(proposals) == {("Check", "Check"), ("Approve", "Approve"), ("Pay", "T7")}
    assert "their neighbours fit" in proposals["Check", "Check"]
    assert "both have the identifier 'T7'" in proposals["Pay", "T7"]


def test_what_is_mapped_is_not_proposed_anew(fresh: Fresh) -> None:
    """A step with a confirmed mapping needs no proposal, nor does its state for another step."""
    mapped = "<m> a ab:Mapping ; ab:processElement p:Check ; ab:digitalElement w:Check ."
    assert ("Check", "Check") not in found(SIDES + mapped, fresh)


def test_a_proposal_is_stated_with_its_reason_and_counts_nowhere(
    derived: Derived, fresh: Fresh
) -> None:
    """The status tells shapes and analyses that nobody has confirmed it."""
    graph = derived(SIDES, "correspondence")
    assert {str(status) for status in graph.objects(None, AB.mappingStatus)} == {"proposed"}
    assert len(set(graph.subjects(AB.justification, None))) == 3
    context = fresh(SIDES)
    context.store.replace(URIRef("https://example.org/g"), iter(graph))  # type: ignore[arg-type]
    assert not pairs(context.store).of_step


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Approve invoice", "Approve order"),
        ("Send rejection", "Send policy"),
        ("Check budget", "Check stock"),
        ("Release order", "Archive order"),
    ],
)
def test_names_that_share_only_a_verb_or_an_object_stay_below(
    one: str, other: str, fresh: Fresh
) -> None:
    """Half a name in common is no correspondence."""
    turtle = (
        f'p:P a ab:Process ; ab:hasStep p:X . p:X a ab:Task, ab:Step ; rdfs:label "{one}" .'
        f'w:W a ab:Workflow ; ab:hasState w:X . w:X a ab:State ; rdfs:label "{other}" ;'
        ' ab:execution "user" .'
    )
    assert likeness(one, other) < likeness(one, one.title().replace(" ", "")) == 1
    assert not found(turtle, fresh)


def test_a_step_has_at_most_two_proposals(fresh: Fresh) -> None:
    """Where many states are alike, the two best are enough to choose from."""
    states = "".join(
        f'w:W a ab:Workflow ; ab:hasState w:S{n} . w:S{n} a ab:State ; ab:execution "user" ;'
        f' rdfs:label "Approve order {"again " * n}" .'
        for n in range(6)
    )
    turtle = 'p:P a ab:Process ; ab:hasStep p:X . p:X a ab:Task ; rdfs:label "Approve order" .'
    assert len(found(turtle + states, fresh)) <= 2


def chain(side: str, labels: str, execution: str = "user") -> str:
    """Write a process or workflow of these labels, one after the other."""
    kind, member, part = {
        "p": ("ab:Process", "ab:hasStep", "ab:Task, ab:Step"),
        "w": ("ab:Workflow", "ab:hasState", "ab:State"),
    }[side]
    lines = [f'{side}:Whole a {kind} ; rdfs:label "{side}" .']
    for place, label in enumerate(labels.split(" / ")):
        lines.append(f"{side}:Whole {member} {side}:n{place} .")
        lines.append(
            f'{side}:n{place} a {part} ; rdfs:label "{label}" ; ab:execution "{execution}" .'
        )
        if place:
            lines.append(f"{side}:n{place - 1} ab:next {side}:n{place} .")
    return "\n".join(lines)


def test_what_stands_between_counterparts_is_proposed_whatever_it_is_called(fresh: Fresh) -> None:
    """Both neighbours fit, so the names need not; the reason says what the proposal rests on."""
    documented = chain("p", "Record claim / Consider merits / Pay claim / Close file")
    deployed = chain("w", "RecordClaim / Triage / PayClaim / CloseFile")
    proposals = found(documented + deployed, fresh)
    assert ("n1", "n1") in proposals
    assert "'Record claim' and 'RecordClaim'" in proposals["n1", "n1"]


def test_where_only_one_neighbour_fits_an_unlike_name_is_not_proposed(fresh: Fresh) -> None:
    """That two things come after the same thing is no sign that they are one."""
    documented = chain("p", "Record claim / Consider merits / Write letter / Close file")
    deployed = chain("w", "RecordClaim / Triage / Backup / Reindex")
    assert set(found(documented + deployed, fresh)) == {("n0", "n0")}


def test_one_step_may_be_carried_out_by_several_states_in_sequence(fresh: Fresh) -> None:
    """Each bears part of the step's name, and nothing else claims either."""
    documented = chain("p", "Record claim / Generate judgment form / Notify parties")
    deployed = chain(
        "w",
        "RecordClaim / Generate judgment form for claimant / Generate judgment form for defendant"
        " / NotifyParties",
    )
    proposals = found(documented + deployed, fresh)
    assert {("n1", "n1"), ("n1", "n2")} <= set(proposals)
    assert ("n2", "n3") in proposals


def test_several_steps_may_be_carried_out_by_one_state(fresh: Fresh) -> None:
    """The other way round."""
    documented = chain(
        "p",
        "Record claim / Generate judgment form for claimant / Generate judgment form for defendant"
        " / Notify parties",
    )
    deployed = chain("w", "RecordClaim / Generate judgment form / NotifyParties")
    assert {("n1", "n1"), ("n2", "n1")} <= set(found(documented + deployed, fresh))


def test_the_sort_of_work_tells_states_of_one_name_apart(fresh: Fresh) -> None:
    """A task of people goes to the state in which people act, and the reason says so."""
    states = "".join(
        f'w:W a ab:Workflow ; ab:hasState w:{name} . w:{name} a ab:State ; ab:execution "{how}" ;'
        ' rdfs:label "Approve order" .'
        for name, how in (("Bot", "automated"), ("Person", "user"))
    )
    proposals = found(chain("p", "Approve order") + states, fresh)
    assert set(proposals) == {("n0", "Person")}
    assert "both are done by people" in proposals["n0", "Person"]


def test_of_many_workflows_the_one_that_has_most_in_common_is_meant(fresh: Fresh) -> None:
    """``Notify customer`` is in all of them; the process speaks of claims."""
    documented = chain("p", "Record claim / Assess damage / Notify customer")
    claims = chain("w", "RecordClaim / AssessDamage / NotifyCustomer")
    others = "".join(
        f'w:O{n} a ab:Workflow ; ab:hasState w:a{n} . w:a{n} a ab:State ; ab:execution "user" ;'
        ' rdfs:label "NotifyCustomer" .'
        for n in range(5)
    )
    proposals = found(documented + claims + others, fresh)
    assert {digital for step, digital in proposals if step == "n2"} == {"n2"}


def test_a_pair_that_is_all_that_two_models_share_is_less_certain(fresh: Fresh) -> None:
    """It is proposed with the remark that nothing else is alike."""
    documented = chain("p", "Bake pizza / Cut pizza / Wrap pizza / Drive / Ring / Inform customer")
    deployed = chain("w", "OpenTicket / Diagnose / Patch / Reboot / Test / InformCustomer")
    (reason,) = found(documented + deployed, fresh).values()
    assert "nothing else in 'p' and 'w' is alike" in reason


def test_what_was_left_out_is_stated(derived: Derived) -> None:
    """Where every word of a step stands in too many names, not all states were looked at."""
    states = "".join(
        f'w:W a ab:Workflow ; ab:hasState w:s{n} . w:s{n} a ab:State ; ab:execution "user" ;'
        ' rdfs:label "Approve order" .'
        for n in range(300)
    )
    steps = "".join(
        f"p:P a ab:Process ; ab:hasStep p:s{n} . p:s{n} a ab:Task, ab:Step ;"
        f' rdfs:label "{"Approve order" if n == 0 else f"Thing {n}"}" .'
        for n in range(200)
    )
    graph = derived(steps + states, "correspondence")
    (proof,) = proofs(graph, AB.Omission)
    assert "compared with 100 of these states only" in proof


def test_nothing_is_left_out_of_models_of_usual_size(derived: Derived) -> None:
    """So nothing is said."""
    assert not proofs(derived(SIDES, "correspondence"), AB.Omission)


@pytest.mark.corpus
def test_proposals_hold_against_keys_made_by_hand(corpus: Path) -> None:
    """On public models of several undertakings, keys made before the matcher was run on them."""
    scores = [(key.name, score(key, corpus, identifiers=True)[0]) for key in keys()]
    assert len(scores) >= 20
    whole = sum((one for _, one in scores), Score(0, 0, 0))
    assert whole.precision >= 0.95, scores
    assert whole.recall >= 0.85, scores


def test_many_names_are_compared_within_bounds() -> None:
    """Three thousand steps against three thousand states take the way by rare words."""
    lines = [HEAD]
    lines += [
        f"p:P a ab:Process ; ab:hasStep p:s{place} . p:s{place} a ab:Task, ab:Step ;"
        f' rdfs:label "Handle item number {place}" .'
        f"w:W a ab:Workflow ; ab:hasState w:s{place} . w:s{place} a ab:State ;"
        f' ab:execution "user" ; rdfs:label "HandleItemNumber{place}" .'
        for place in range(3000)
    ]
    store = EmbeddedStore.in_memory()
    graph = Graph().parse(data="\n".join(lines), format="turtle")
    store.replace(URIRef("https://example.org/g"), iter(graph))  # type: ignore[arg-type]
    proposals = propose(store)
    assert len(proposals) == 3000
    assert all(p.step[-3:] == p.digital[-3:] for p in proposals)
