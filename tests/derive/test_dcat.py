"""What DCAT says arrives in the ontology's terms, whatever vocabulary of frequencies it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rdflib import RDF, RDFS, XSD, Literal, URIRef

from asbuilt.derive.data.periodicity import duration_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived
    from rdflib import Graph
    from rdflib.term import Node

W = "https://example.org/w/"
BEES = URIRef(f"{W}bees")
VOCABULARIES = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""
EU = "http://publications.europa.eu/resource/authority/frequency/"


def said(graph: Graph, thing: URIRef, term: URIRef) -> list[str]:
    """Give what is said of a thing, in order."""
    return sorted(str(one) for one in graph.objects(thing, term))


def test_a_dataset_is_a_data_asset_with_owner_steward_and_freshness(derived: Derived) -> None:
    """Publisher, contact, periodicity, and the latest change of it or a distribution."""
    graph = derived(
        VOCABULARIES
        + f"""<bees> a dcat:Dataset ; dcterms:title "Bienen"@de, "Bees"@en ;
            dcterms:publisher <office> ; dcterms:creator <ann> ; dcat:contactPoint <desk> ;
            dcterms:accrualPeriodicity <{EU}WEEKLY> ; dcterms:modified "2026-01-02"^^xsd:date ;
            dcat:distribution <bees.csv> ; dcat:theme <nature> .
        <bees.csv> a dcat:Distribution ; dcterms:modified "2026-01-03T10:00:00Z"^^xsd:dateTime .
        <office> a foaf:Organization ; foaf:name "Office of bees" .
        <desk> a vcard:Kind ; vcard:fn "Help desk" .
        <all> a dcat:Catalog, dcat:Dataset ; dcat:dataset <bees> ; dcterms:publisher <office> .
        """,
        "dcat",
    )
    assert set(graph.subjects(RDF.type, AB.DataAsset)) == {BEES}
    assert said(graph, BEES, RDFS.label) == ["Bees"]
    assert said(graph, BEES, AB.ownedBy) == [f"{W}office"]
    assert said(graph, BEES, AB.steward) == [f"{W}desk"]
    assert said(graph, URIRef(f"{W}office"), RDFS.label) == ["Office of bees"]
    assert set(graph.subjects(RDF.type, AB.Agent)) == {URIRef(f"{W}office"), URIRef(f"{W}desk")}
    assert list(graph.objects(BEES, AB.freshWithin)) == [Literal("P7D", datatype=XSD.duration)]
    assert said(graph, BEES, AB.lastUpdated) == ["2026-01-03T10:00:00Z"]


def test_lineage_is_read_however_it_is_stated(derived: Derived) -> None:
    """Derived directly, qualified, by what generated it, or by source; and parts of a series."""
    graph = derived(
        """<bees> a dcat:Dataset ; prov:wasDerivedFrom <a> ; dcterms:source <b> ;
            prov:qualifiedDerivation <how> ; prov:wasGeneratedBy <count> ; dcat:inSeries <years> .
        <how> prov:entity <c> . <count> prov:used <d> . <years> a dcat:DatasetSeries .
        <finding> a prov:Entity ; prov:wasDerivedFrom <e> .""",
        "dcat",
    )
    assert said(graph, BEES, AB.sourcedFrom) == [f"{W}{name}" for name in "abcd"]
    assert said(graph, BEES, AB.partOf) == [f"{W}years"]
    assert {str(one) for one in graph.subjects(AB.sourcedFrom)} == {str(BEES)}


@pytest.mark.parametrize(
    ("turtle", "owners", "stewards"),
    [
        ("<bees> dcterms:creator <ann> .", ["ann"], []),
        ("<bees> dcterms:rightsHolder <law> ; dcterms:publisher <office> .", ["law"], []),
        ("<bees> dcterms:publisher <one>, <two> .", ["one", "two"], []),
        (
            """<bees> prov:qualifiedAttribution [ prov:agent <ann> ; dcat:hadRole <roles/owner> ] ,
                [ prov:agent <bob> ; dcat:hadRole <roles/custodian> ] ,
                [ prov:agent <cy> ; dcat:hadRole <roles/funder> ] .""",
            ["ann"],
            ["bob"],
        ),
    ],
)
def test_who_answers_is_read_from_what_says_it_best(
    derived: Derived, turtle: str, owners: list[str], stewards: list[str]
) -> None:
    """Rights holder before publisher before creator; attributions by their roles."""
    graph = derived("<bees> a dcat:Dataset . " + turtle, "dcat")
    assert said(graph, BEES, AB.ownedBy) == [f"{W}{one}" for one in owners]
    assert said(graph, BEES, AB.steward) == [f"{W}{one}" for one in stewards]


def test_a_publisher_without_an_address_is_an_agent_all_the_same(derived: Derived) -> None:
    """A blank node with a name, and a name alone where an agent is expected."""
    graph = derived(
        VOCABULARIES
        + """<bees> a dcat:Dataset ; dcterms:publisher [ a foaf:Agent ; foaf:name "Blank" ] .
        <ants> a dcat:Dataset ; dcterms:publisher "Only a name" .""",
        "dcat",
    )
    labels = {str(graph.value(one, RDFS.label)) for one in graph.objects(None, AB.ownedBy)}
    assert labels == {"Blank", "Only a name"}


def test_a_service_is_an_interface_and_other_rdf_is_left_alone(derived: Derived) -> None:
    """Where nothing speaks of catalogues, nothing is stated."""
    graph = derived('<api> a dcat:DataService ; dcterms:title "API" .', "dcat")
    assert (URIRef(f"{W}api"), RDF.type, AB.Interface) in graph
    assert said(graph, URIRef(f"{W}api"), RDFS.label) == ["API"]
    assert len(derived("<x> a prov:Entity ; dcterms:publisher <y> .", "dcat")) == 0


def test_a_label_that_is_stated_stays_the_only_one(derived: Derived) -> None:
    """The title is not added to it, nor is the end of an address where there is a title."""
    graph = derived('<bees> a dcat:Dataset ; rdfs:label "B" ; dcterms:title "Bees" .', "dcat")
    assert said(graph, BEES, RDFS.label) == []
    graph = derived("<bees> a dcat:Dataset .", "dcat")
    assert said(graph, BEES, RDFS.label) == ["bees"]


@pytest.mark.parametrize("value", ['"2026"^^xsd:gYear', '"soon"', '"2026-13-40"^^xsd:date'])
def test_a_change_on_no_day_is_no_observation(derived: Derived, value: str) -> None:
    """A year is too coarse to compare, and a word is no time."""
    graph = derived(f"<bees> a dcat:Dataset ; dcterms:modified {value} .", "dcat")
    assert said(graph, BEES, AB.lastUpdated) == []


@pytest.mark.parametrize(
    ("often", "expected"),
    [
        (URIRef(f"{EU}DAILY"), "P1D"),
        (URIRef(f"{EU}ANNUAL_2"), "P6M"),
        (URIRef(f"{EU}BIMONTHLY"), "P2M"),
        (URIRef("http://purl.org/cld/freq/semiweekly"), "P4D"),
        (URIRef("http://purl.org/linked-data/sdmx/2009/code#freq-A"), ""),
        (Literal("R/P1W"), "P7D"),
        (Literal("PT6H"), "PT6H"),
        (Literal("P"), ""),
        (Literal("Three times a week"), "P3D"),
        (URIRef(f"{EU}CONT"), ""),
        (URIRef(f"{EU}IRREG"), ""),
        (URIRef(f"{EU}UNKNOWN"), ""),
        (Literal(""), ""),
    ],
)
def test_a_frequency_becomes_a_duration_where_it_promises_one(often: Node, expected: str) -> None:
    """The EU's table, Dublin Core's and ISO 8601; what is irregular promises nothing."""
    assert duration_of(often) == expected  # type: ignore[arg-type]
