"""What depends on which data: through copies, jobs, fields, mappings and decisions; and bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs
from rdflib import XSD, Literal, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived
    from rdflib import Graph

W = "https://example.org/w/"
WORLD = """
p:G a ab:Gateway, ab:Step ; rdfs:label "Big?" ; ab:reads <claims/amount> .
<claims> a ab:DataAsset ; rdfs:label "claims" ; ab:hasField <claims/amount> ; ab:heldBy <lake> .
<claims/amount> a ab:Field ; rdfs:label "amount" .
<orders> a ab:DataAsset ; rdfs:label "orders" ; ab:hasField <orders/total> ; ab:heldBy <erp> .
<orders/total> a ab:Field ; rdfs:label "total" .
<lake> a ab:System ; rdfs:label "Lake" .
<erp> a ab:System ; rdfs:label "ERP" .
<job> a ab:Automation ; rdfs:label "load_claims" ; ab:elementKind "job" ;
    ab:reads <orders/total> ; ab:writes <claims> .
"""
COPIED = "<claims/amount> ab:sourcedFrom <orders/total> ."
RECORD = "<orders> ab:systemOfRecord true ."


def depends(graph: Graph, data: str) -> list[str]:
    """Give what was found to depend on data."""
    facts = [
        one
        for one in of_kind(graph, AB.DataDependence)
        if (one, AB.involves, URIRef(W + data)) in graph
    ]
    return sorted({str(graph.value(one, AB.about)).rpartition("#")[2] for one in facts})


def test_a_choice_depends_on_the_field_that_its_field_is_copied_from(derived: Derived) -> None:
    """The sentence names the job between, and the system of record at the end."""
    graph = derived(WORLD + COPIED + RECORD, "dependence")
    assert proofs(graph, AB.DataDependence) == [
        (
            "Big? reads amount of claims; amount of claims is made by load_claims from total of"
            " orders; orders in ERP is the system of record."
        )
    ]
    for data in ("claims/amount", "claims", "orders/total", "orders"):
        assert depends(graph, data) == ["G"]


def test_a_field_comes_from_where_its_asset_comes_from(derived: Derived) -> None:
    """Where lineage is told of assets alone, it leads on; where it ends, that is said."""
    graph = derived(WORLD + "<claims> ab:sourcedFrom <orders> .", "dependence")
    assert proofs(graph, AB.DataDependence) == [
        (
            "Big? reads amount of claims; claims is made by load_claims from orders; nothing says"
            " where orders in ERP comes from."
        )
    ]


def test_an_asset_comes_from_where_its_fields_come_from(derived: Derived) -> None:
    """Contracts state the sources of fields alone."""
    report = """<report> a ab:DataAsset ; rdfs:label "report" ; ab:sourcedFrom <claims> .
        p:R a ab:Task, ab:Step ; rdfs:label "Report" ; ab:reads <report> ."""
    found = proofs(derived(WORLD + COPIED + RECORD + report, "dependence"), AB.DataDependence)
    assert (
        "Report reads report; report is made from claims; claims is made by load_claims from"
        " orders; orders in ERP is the system of record."
    ) in found


def test_whatever_reads_is_called_by_its_name(derived: Derived) -> None:
    """Architectures let functions read data, which are no steps."""
    graph = derived(WORLD + '<f> rdfs:label "Sales" ; ab:reads <orders> .' + RECORD, "dependence")
    assert "Sales reads orders; orders in ERP is the system of record." in proofs(
        graph, AB.DataDependence
    )


def test_what_is_not_on_the_way_is_not_depended_on(derived: Derived) -> None:
    """Another field of the same asset, what is made from the data, and jobs as readers."""
    others = """<orders> ab:hasField <orders/id> . <orders/id> a ab:Field ; rdfs:label "id" .
        <claims/amount> ab:sourcedFrom <orders/total> .
        <report> a ab:DataAsset ; rdfs:label "report" ; ab:sourcedFrom <claims> ."""
    graph = derived(WORLD + others, "dependence")
    assert depends(graph, "orders/id") == []
    assert depends(graph, "report") == []
    assert {str(one) for one in graph.objects(None, AB.about)} == {f"{W}p.bpmn#G"}


def test_a_step_depends_through_its_state_and_the_decision_it_calls(derived: Derived) -> None:
    """A mapping that is only proposed leads nowhere."""
    steps = """
    p:A a ab:Task, ab:Step ; rdfs:label "Approve" . p:B a ab:Task, ab:Step ; rdfs:label "Rate" .
    p:C a ab:Task, ab:Step ; rdfs:label "Guess" . p:B ab:calls <d> .
    w:S a ab:State ; rdfs:label "ApproveState" ; ab:reads <orders/total> .
    <d> a ab:Decision, ab:Step ; rdfs:label "Score" ; ab:reads <orders/total> .
    <m> ab:processElement p:A ; ab:digitalElement w:S ; ab:mappingStatus "confirmed" .
    <n> ab:processElement p:C ; ab:digitalElement w:S ; ab:mappingStatus "proposed" .
    """
    graph = derived(WORLD + steps + RECORD, "dependence")
    found = proofs(graph, AB.DataDependence)
    assert any(one.startswith("Approve runs as ApproveState, which reads total") for one in found)
    assert any(one.startswith("Rate calls Score, which reads total of orders") for one in found)
    assert not any(one.startswith("Guess") for one in found)


def test_a_data_object_is_followed_to_its_record_and_a_result_to_what_it_rests_on(
    derived: Derived,
) -> None:
    """Of two copies the system of record is meant; a decision's result comes from its inputs."""
    objects = """
    p:T a ab:Task, ab:Step ; rdfs:label "Check" ; ab:reads <object/order>, <object/risk> .
    <object/order> a ab:DataObject ; rdfs:label "Order" .
    <orders> ab:represents <object/order> . <claims> ab:represents <object/order> .
    <object/risk> a ab:DataObject ; rdfs:label "Risk" .
    <d> a ab:Decision, ab:Step ; rdfs:label "Rate risk" ; ab:writes <object/risk> ;
        ab:reads <object/order> .
    """
    found = proofs(derived(WORLD + objects + RECORD, "dependence"), AB.DataDependence)
    assert (
        "Check reads Order; Order is held as orders; orders in ERP is the system of record."
        in found
    )
    assert (
        "Check reads Risk; Risk is decided by Rate risk from Order; Order is held as orders;"
        " orders in ERP is the system of record."
    ) in found


def test_circles_end_and_many_origins_are_cut_and_said_to_be(derived: Derived) -> None:
    """The nearest three are told, with a sentence that there are more."""
    circle = "<claims> ab:sourcedFrom <orders> . <orders> ab:sourcedFrom <claims> ."
    assert proofs(derived(WORLD + circle, "dependence"), AB.DataDependence) == [
        "Big? reads amount of claims; the lineage of claims leads back to itself."
    ]
    many = "".join(
        f'<o{n}> a ab:DataAsset ; rdfs:label "o{n}" . <claims> ab:sourcedFrom <o{n}> .'
        for n in range(9)
    )
    found = proofs(derived(WORLD + many, "dependence"), AB.DataDependence)
    assert len(found) == 3
    assert all(one.endswith("It has more origins than the 3 nearest.") for one in found)


INPUT = """@prefix bpmn: <http://www.omg.org/spec/BPMN/20100524/MODEL#> .
@prefix dmn: <https://www.omg.org/spec/DMN/20230324/MODEL/#> .
<object/x> a ab:DataObject ; rdfs:label "X" .
"""


@pytest.mark.parametrize(
    ("turtle", "is_given"),
    [
        ("<i> a bpmn:dataInput ; ab:denotes <object/x> .", True),
        ("<i> a dmn:inputData ; ab:denotes <object/x> .", True),
        ("<i> a bpmn:dataObject ; ab:denotes <object/x> .", False),
        (
            """<i> a dmn:inputData ; ab:denotes <object/x> . p:T ab:calls <d> .
            <d> a ab:Decision ; ab:elementKind "decision" ; ab:reads <object/x> .""",
            False,
        ),
    ],
)
def test_what_a_model_declares_as_input_is_given(
    derived: Derived, turtle: str, *, is_given: bool
) -> None:
    """Unless a step calls the decision: then the step must have it."""
    graph = derived(INPUT + turtle, "dependence")
    stated = (URIRef(f"{W}object/x"), AB.isGiven, Literal("true", datatype=XSD.boolean)) in graph
    assert stated == is_given


def test_what_is_left_out_beyond_the_bound_is_said(
    derived: Derived, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the answer learns that it is not whole; without the bound nothing is said."""
    assert not of_kind(derived(WORLD + COPIED + RECORD, "dependence"), AB.Omission)
    monkeypatch.setattr("asbuilt.derive.data.dependence.MOST_FACTS", 1)
    graph = derived(
        WORLD + COPIED + RECORD + "p:H a ab:Gateway, ab:Step ; ab:reads <orders> .", "dependence"
    )
    assert len(of_kind(graph, AB.DataDependence)) == 1
    (proof,) = proofs(graph, AB.Omission)
    assert proof.startswith("More than 1 readings of data were found")
