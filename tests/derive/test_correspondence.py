"""Proposals of mappings: by name, identifier and neighbours, and never counted as mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import HEAD
from rdflib import Graph, URIRef

from asbuilt.derive.correspondence.likeness import likeness
from asbuilt.derive.correspondence.mapped import pairs
from asbuilt.derive.correspondence.proposals import propose
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import read
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


@pytest.mark.corpus
def test_documented_models_find_their_executable_versions(corpus: Path) -> None:
    """By names and neighbours alone: identifiers of the digital side are taken away."""
    folder = corpus / "demo-loan-documented-vs-executable"
    tried = 0
    for executable in sorted(folder.rglob("*.executable.bpmn")):
        documented = executable.with_name(executable.name.replace(".executable", ""))
        if not documented.is_file():
            continue
        tried += 1
        minter = Minter("https://example.org/c/")
        store = EmbeddedStore.in_memory()
        for path, domain in ((documented, "process"), (executable, "digital")):
            triples = read(Source(path, f"{domain}/{path.name}", minter, domain)).triples  # type: ignore[arg-type]
            store.replace(minter.source_graph(domain), triples)
        store.update(
            f"DELETE {{ GRAPH ?g {{ ?s <http://purl.org/dc/terms/identifier> ?i }} }} WHERE {{"
            f" GRAPH ?g {{ ?s a <{AB.State}> ; <http://purl.org/dc/terms/identifier> ?i }} }}"
        )
        ends = [(p.step.rpartition("#")[2], p.digital.rpartition("#")[2]) for p in propose(store)]
        assert all(one == other for one, other in ends), executable
    assert tried >= 3


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
