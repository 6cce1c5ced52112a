"""What choices read: fields that conditions name are found, what only sounds like one is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs
from rdflib import URIRef

from asbuilt.derive.data.mentions import mentions
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived
    from rdflib import Graph

CHOICE = URIRef("https://example.org/w/w.asl.json#Choose")
GATEWAY = URIRef("https://example.org/w/p.bpmn#G")
WORLD = """
w:W a ab:Workflow ; rdfs:label "Pay" ; ab:hasState w:Choose, w:Pay ; ab:heldBy <system/erp> .
w:Choose a ab:State ; rdfs:label "Choose" .
w:Pay a ab:State ; rdfs:label "Pay" .
<system/erp> a ab:System ; rdfs:label "ERP" .
<system/db> a ab:System ; rdfs:label "ERP database" ; ab:partOf <system/erp> .
<system/crm> a ab:System ; rdfs:label "CRM" .
<a> a ab:DataAsset ; rdfs:label "erp.purchasing.suppliers" ; ab:heldBy <system/db> ;
    ab:hasField <a/bank_account>, <a/country>, <a/name> .
<a/bank_account> a ab:Field ; rdfs:label "bank_account" ; dcterms:identifier "bank_account" .
<a/country> a ab:Field ; rdfs:label "country" ; dcterms:identifier "country" .
<a/name> a ab:Field ; rdfs:label "name" ; dcterms:identifier "address.name" .
<c> a ab:DataAsset ; rdfs:label "customers" ; ab:heldBy <system/crm> ;
    ab:hasField <c/score>, <c/country> .
<c/score> a ab:Field ; rdfs:label "score" ; dcterms:identifier "score" .
<c/country> a ab:Field ; rdfs:label "country" ; dcterms:identifier "country" .
p:P a ab:Process ; rdfs:label "Purchase" ; ab:hasStep p:G, p:Read .
p:G a ab:Gateway, ab:Step ; rdfs:label "Score known?" .
p:Read a ab:Task, ab:Step ; rdfs:label "Look up customer" ; ab:reads <object/customer> .
<object/customer> a ab:DataObject ; rdfs:label "Customer" .
<c> ab:represents <object/customer> .
"""


def reads(graph: Graph, choice: URIRef = CHOICE) -> set[str]:
    """Give the fields that a choice was found to read."""
    return {
        str(one).removeprefix("https://example.org/w/") for one in graph.objects(choice, AB.reads)
    }


def provided(graph: Graph, choice: URIRef = CHOICE) -> set[str]:
    """Give the fields for whose absence a choice was found to provide."""
    found = graph.objects(choice, AB.providesFor)
    return {str(one).removeprefix("https://example.org/w/") for one in found}


def way(condition: str) -> str:
    """Give a transition out of the choice with a condition."""
    quoted = condition.replace("\\", "\\\\").replace('"', '\\"')
    return f'w:t a ab:Transition ; ab:from w:Choose ; ab:to w:Pay ; ab:condition "{quoted}" .\n'


@pytest.mark.parametrize(
    ("condition", "expected", "with_null_check"),
    [
        ('$.bankAccount = "DE"', {"a/bank_account"}, False),
        ("$.supplier.bank_account > 3", {"a/bank_account"}, False),
        ("$.country = 'DE'", {"a/country"}, False),
        ("$.bankAccount is present", {"a/bank_account"}, True),
        ("not ($.bankAccount is present)", {"a/bank_account"}, True),
        ("bankAccount != null", {"a/bank_account"}, True),
        ("${empty bankAccount}", {"a/bank_account"}, True),
        ("$exists($states.input.bankAccount)", {"a/bank_account"}, True),
        ("$.customer.score > 5", {"c/score"}, False),
        ("the country is well known", {"a/country"}, False),
        (
            "$.supplier.country = 'DE' and $.customer.country = 'FR'",
            {"a/country", "c/country"},
            False,
        ),
        ("3 < $.country", {"a/country"}, False),
    ],
)
def test_a_field_that_a_condition_names_is_read(
    derived: Derived, condition: str, expected: set[str], *, with_null_check: bool
) -> None:
    """By its own name where it is in reach, by asset and field wherever it is."""
    graph = derived(WORLD + way(condition), "data")
    assert reads(graph) == expected
    assert provided(graph) == (expected if with_null_check else set())
    assert len(of_kind(graph, AB.FieldUse)) == len(expected)


@pytest.mark.parametrize(
    "condition",
    [
        "$.score > 5",
        "$.bank = 'X'",
        "$.account = 'X'",
        "$.order.country = 'DE'",
        "$.order.name = 'x'",
        "$.status = 'country'",
        "once a month",
        "",
    ],
)
def test_what_only_sounds_like_a_field_is_not(derived: Derived, condition: str) -> None:
    """A field out of reach, a part of a name, the same name of something else, and a value."""
    graph = derived(WORLD + way(condition), "data")
    assert reads(graph) == set()


def test_a_name_that_may_be_any_of_two_fields_is_left_open(derived: Derived) -> None:
    """Both are in reach, and the condition does not say of which asset it speaks."""
    both = "<c> ab:heldBy <system/erp> .\n"
    assert reads(derived(WORLD + both + way("$.country = 'DE'"), "data")) == set()
    assert reads(derived(WORLD + both + way("$.customer.country = 'DE'"), "data")) == {"c/country"}


def test_a_null_check_of_one_field_says_nothing_of_another(derived: Derived) -> None:
    """Each is asked for by itself."""
    graph = derived(WORLD + way("$.country is present and $.bankAccount = 'X'"), "data")
    assert reads(graph) == {"a/country", "a/bank_account"}
    assert provided(graph) == {"a/country"}


def test_a_null_check_in_another_way_out_counts(derived: Derived) -> None:
    """A choice that asks first and compares then provides for the absence."""
    second = way("$.bankAccount is null").replace("w:t ", "w:u ")
    graph = derived(WORLD + way("$.bankAccount = 'X'") + second, "data")
    assert provided(graph) == {"a/bank_account"}


def test_a_gateway_reads_what_stands_for_data_of_its_process(derived: Derived) -> None:
    """The asset is in its reach by the data object that another step of the process reads."""
    flow = 'p:f a ab:Flow ; ab:source p:G ; ab:target p:Read ; ab:condition "score > 5" .\n'
    graph = derived(WORLD + flow, "data")
    assert reads(graph, GATEWAY) == {"c/score"}
    assert proofs(graph, AB.FieldUse) == [
        "“score > 5”, which Score known? asks, speaks of score of customers, data in its reach."
    ]


DECISION = """
@prefix dmn: <https://www.omg.org/spec/DMN/20230324/MODEL/#> .
<d> a ab:Decision, ab:Step ; rdfs:label "Rate" ; ab:reads <object/customer> .
<d/table> ab:partOf <d> . <d/in> ab:partOf <d/table> ; rdfs:label "Score" ;
    dmn:inputExpression "client.score" .
<d/rule> ab:partOf <d/table> ; ab:condition "Score: %s; Other: null" .
<object/customer> rdfs:label "Client" .
"""


@pytest.mark.parametrize(
    ("test", "expected"), [("> 5", set()), ("null", {"c/score"}), ("not(null)", {"c/score"})]
)
def test_a_decision_reads_what_its_table_looks_at(
    derived: Derived, test: str, expected: set[str]
) -> None:
    """The asset is called as the data object that it represents; a rule may provide for null."""
    graph = derived(WORLD + DECISION % test, "data")
    decision = URIRef("https://example.org/w/d")
    assert reads(graph, decision) == {"c/score"}
    assert provided(graph, decision) == expected


def test_a_condition_is_read_word_by_word() -> None:
    """Fields on both sides are mentions; what stands in quotation marks is a value."""
    found = {one.words: one.asks_presence for one in mentions("$.amount > $.limit and kind = 'x'")}
    assert found == {("amount",): False, ("limit",): False, ("kind",): False}
