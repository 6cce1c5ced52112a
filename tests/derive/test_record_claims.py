"""Which systems claim to be the source of record: copies of one system claim as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derived import proofs
from rdflib import URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived
    from rdflib import Graph

W = "https://example.org/w/"
WORLD = """
<order> a ab:DataObject ; rdfs:label "Order" .
<erp> a ab:System ; rdfs:label "ERP" .
<db> a ab:System ; rdfs:label "ERP database" .
<crm> a ab:System ; rdfs:label "CRM" .
<a> a ab:DataAsset ; rdfs:label "orders" ; ab:represents <order> ; ab:heldBy <erp> .
<b> a ab:DataAsset ; rdfs:label "order lines" ; ab:represents <order> ; ab:heldBy <erp> .
<c> a ab:DataAsset ; rdfs:label "leads" ; ab:represents <order> ; ab:heldBy <crm> .
<d> a ab:DataAsset ; rdfs:label "raw orders" ; ab:represents <order> ; ab:heldBy <db> .
<e> a ab:DataAsset ; rdfs:label "a sheet" ; ab:represents <order> .
"""


def claims(graph: Graph, thing: str = "order") -> list[str]:
    """Give the copies by which systems claim a data object."""
    found = graph.objects(URIRef(W + thing), AB.claimedBy)
    return sorted(str(one).removeprefix(W) for one in found)


def marked(*copies: str) -> str:
    """Mark copies as the system of record."""
    return "".join(f"<{copy}> ab:systemOfRecord true .\n" for copy in copies)


def test_two_tables_of_one_system_are_one_claim(derived: Derived) -> None:
    """The claim names both, and is counted once."""
    graph = derived(WORLD + marked("a", "b"), "claims")
    assert claims(graph) == ["a"]
    assert proofs(graph, AB.RecordClaim) == [
        (
            "ERP claims to be the system of record of Order: its copies order lines and orders are"
            " marked so."
        )
    ]


def test_two_systems_are_two_claims(derived: Derived) -> None:
    """However many copies each of them has."""
    assert claims(derived(WORLD + marked("a", "b", "c"), "claims")) == ["a", "c"]


def test_a_system_and_its_part_claim_as_one(derived: Derived) -> None:
    """A database of the ERP is the ERP; a database of nobody is a system of its own."""
    of_erp = "<db> ab:partOf <erp> ."
    assert claims(derived(WORLD + of_erp + marked("a", "d"), "claims")) == ["a"]
    assert claims(derived(WORLD + marked("a", "d"), "claims")) == ["a", "d"]


def test_two_parts_of_a_suite_that_does_not_claim_are_two(derived: Derived) -> None:
    """What both are part of says nothing of which of them is right."""
    suite = "<suite> a ab:System . <db> ab:partOf <suite> . <crm> ab:partOf <suite> ."
    assert claims(derived(WORLD + suite + marked("c", "d"), "claims")) == ["c", "d"]


def test_a_copy_that_nobody_holds_claims_for_itself(derived: Derived) -> None:
    """It may be in the system or not; nothing says so."""
    graph = derived(WORLD + marked("e"), "claims")
    assert claims(graph) == ["e"]
    assert "nothing says which system holds it" in proofs(graph, AB.RecordClaim)[0]


def test_copies_of_several_objects_claim_each_of_them(derived: Derived) -> None:
    """That a table comes second for one object takes no other object's only claim away."""
    more = "<offer> a ab:DataObject ; rdfs:label 'Offer' . <b> ab:represents <offer> ."
    graph = derived(WORLD + more + marked("a", "b"), "claims")
    assert claims(graph) == ["a"]
    assert claims(graph, "offer") == ["b"]


def test_what_is_marked_with_no_claims_nothing(derived: Derived) -> None:
    """Neither does what is not marked at all."""
    assert not claims(derived(WORLD + "<a> ab:systemOfRecord false .", "claims"))
