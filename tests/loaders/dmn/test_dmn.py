"""Tests of the loader of DMN."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from lxml import etree
from rdflib import DCTERMS, RDF, RDFS, Literal, URIRef

from asbuilt.loaders import dmn
from asbuilt.loaders.dmn.names import DMN, REQUIRED_KINDS, VERSIONS
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".dmn")
NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
ROLE = f"{BASE}role/"


def model(inside: str, namespace: str = NAMESPACE) -> str:
    """Give a DMN file that holds this."""
    start = f'<definitions xmlns="{namespace}" id="m" name="M" namespace="urn:m">'
    return f"{start}{inside}</definitions>"


def required(reference: str) -> str:
    """Give a decision that requires what is not there."""
    inside = f'<{reference} href="#gone"/>'
    return f'<decision id="f"><informationRequirement>{inside}</informationRequirement></decision>'


def element(identifier: str, file: str = "m.dmn") -> URIRef:
    """Give the IRI of an element."""
    return URIRef(f"{BASE}{file}#{identifier}")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_model_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it; those named workflow-… are what a system runs."""
    assert dmn.claims(path, read_head(path))
    digital = path.name.startswith("workflow-")
    golden(dmn, path, **({"domain": "digital", "system": "ERP"} if digital else {}))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_identifier_of_a_model_is_in_the_graph_or_its_kind_in_the_ledger(path: Path) -> None:
    """Nothing that has an id is lost without a word."""
    outcome = read(dmn, path)
    identifiers = {str(found) for found in outcome.graph.objects(None, DCTERMS.identifier)}
    ledger = {*outcome.elements, *outcome.kept, *outcome.unread} | set(REQUIRED_KINDS)
    own = etree.QName(etree.parse(path).getroot()).namespace
    nodes = list(etree.parse(path).getroot().iter(f"{{{own}}}*"))
    assert nodes
    for node in nodes:
        name = etree.QName(node).localname
        assert node.get("id") in identifiers or name in ledger | {"extensionElements"}


@pytest.mark.parametrize(
    ("namespace", "version"),
    [
        ("http://www.omg.org/spec/DMN/20130901", "1.0"),
        ("http://www.omg.org/spec/DMN/20151101", "1.1"),
        ("http://www.omg.org/spec/DMN/20151101/dmn.xsd", "1.1"),
        ("http://www.omg.org/spec/DMN/20151101/dmn11.xsd", "1.1"),
        ("http://www.omg.org/spec/DMN/20180521/MODEL/", "1.2"),
        ("https://www.omg.org/spec/DMN/20191111/MODEL/", "1.3"),
        ("http://www.omg.org/spec/DMN/20191111/MODEL/", "1.3"),
        ("https://www.omg.org/spec/DMN/20211108/MODEL/", "1.4"),
        (NAMESPACE, "1.5"),
        ("https://www.omg.org/spec/DMN/20240513/MODEL/", "1.6"),
        ("https://www.omg.org/spec/DMN/20290101/MODEL/", "20290101"),
    ],
)
def test_all_versions_give_the_same_graph(namespace: str, version: str, reader: Reader) -> None:
    """Words of DMN stand under one namespace, so that a query need not know a file's version."""
    assert set(VERSIONS.values()) == {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6"}
    text = model('<decision id="d" name="D"><question>Why?</question></decision>', namespace)
    assert dmn.claims(Path("m.xml"), text.encode())
    outcome = reader(dmn, "m.dmn", text)
    assert outcome.version == f"DMN {version}"
    assert outcome.elements == {"decision": 1, "definitions": 1, "question": 1}
    assert not outcome.problems
    assert outcome.graph.value(element("d"), DMN.question) == Literal("Why?")


def test_the_decision_right_is_with_the_maker_or_else_with_the_owner(reader: Reader) -> None:
    """Both ways in which DMN relates units and decisions count, and each relation once."""
    text = model(
        '<decision id="a" name="A"><decisionMaker href="#u"/><decisionOwner href="#v"/></decision>'
        '<decision id="b" name="B"><decisionOwner href="#v"/></decision>'
        '<decision id="c" name="C"/><decision id="d" name="D"/>'
        '<organizationUnit id="u" name="Clerk"><decisionMade href="#c"/></organizationUnit>'
        '<organizationUnit id="v" name="Board"/>'
    )
    outcome = reader(dmn, "m.dmn", text)
    rights = set(outcome.graph.subject_objects(AB.decidedBy))
    clerk, board = URIRef(f"{ROLE}clerk"), URIRef(f"{ROLE}board")
    assert rights == {(element("a"), clerk), (element("b"), board), (element("c"), clerk)}
    owners = set(outcome.graph.subject_objects(AB.ownedBy))
    assert owners == {(element("a"), board), (element("b"), board)}
    assert set(outcome.graph.subjects(RDF.type, AB.Role)) == {clerk, board}
    assert outcome.kept == {"decision right by owner": 1}


def test_a_deployed_decision_is_an_automation_without_decision_right(reader: Reader) -> None:
    """What a system runs takes no decision right from the organisation; who owns it is kept."""
    text = model(
        '<decision id="a" name="A"><decisionMaker href="#u"/><decisionOwner href="#u"/></decision>'
        '<organizationUnit id="u" name="Clerk"/>'
    )
    graph = reader(dmn, "m.dmn", text, domain="digital").graph
    assert (element("a"), RDF.type, AB.Automation) in graph
    assert (element("a"), DMN.decisionMaker, element("u")) in graph
    assert (element("a"), AB.ownedBy, URIRef(f"{ROLE}clerk")) in graph
    assert not set(graph.subjects(RDF.type, AB.Step)) | set(graph.subjects(AB.decidedBy))


def test_a_knowledge_source_is_a_policy_where_it_says_so(reader: Reader) -> None:
    """Its type decides, or else its name; other sources govern nothing by themselves."""
    sources = {
        "Lending policy": "",
        "Geldwäschegesetz": "",
        "Lending policy team": "People",
        "Handbook": "Regulation",
        "Scorecard": "",
    }
    text = "".join(
        f'<knowledgeSource id="k{number}" name="{name}">'
        + (f"<type>{kind}</type>" if kind else "")
        + "</knowledgeSource>"
        for number, (name, kind) in enumerate(sources.items())
    )
    outcome = reader(dmn, "m.dmn", model(text))
    policies = outcome.graph.subjects(RDF.type, AB.Policy)
    found = {str(outcome.graph.value(one, RDFS.label)) for one in policies}
    assert found == {"Lending policy", "Geldwäschegesetz", "Handbook"}
    assert outcome.kept["policy by name"] == 3


@pytest.mark.parametrize(
    ("inside", "reference"),
    [
        (required("requiredInput"), "requiredInput"),
        (required("requiredDecision"), "requiredDecision"),
        ('<decision id="f"><decisionMaker href="#gone"/></decision>', "decisionMaker"),
        ('<decision id="f"><decisionOwner href="urn:m#gone"/></decision>', "decisionOwner"),
        ('<decisionService id="f"><outputDecision href="#gone"/></decisionService>',
         "outputDecision"),
        ('<association id="f"><sourceRef href="#gone"/><targetRef href="#m"/></association>',
         "sourceRef"),
    ],
)  # fmt: skip
def test_a_reference_into_nothing_is_told_once_with_its_line(
    inside: str, reference: str, reader: Reader
) -> None:
    """The ledger says who names what in vain, in which line; nothing is made up in its place."""
    outcome = reader(dmn, "m.dmn", model("\n" + inside))
    [problem] = outcome.problems
    assert problem.severity == "warning"
    assert problem.place.line == 2
    assert "'gone'" in problem.message
    assert reference in problem.message
    assert (None, None, element("gone")) not in outcome.graph


def test_references_by_namespace_and_without_a_hash_are_followed(reader: Reader) -> None:
    """Tools write ``#x``, ``urn:m#x`` and ``x`` for an element of the same file."""
    for href in ("#i", "urn:m#i", "i"):
        text = model(
            '<decision id="d" name="D"><informationRequirement>'
            f'<requiredInput href="{href}"/></informationRequirement></decision>'
            '<inputData id="i" name="Order"/>'
        )
        outcome = reader(dmn, "m.dmn", text)
        assert not outcome.problems
        order = URIRef(f"{BASE}dataobject/order")
        assert (element("d"), AB.reads, order) in outcome.graph


def test_what_another_model_holds_is_mentioned_by_its_namespace(reader: Reader) -> None:
    """Identifiers count within the model that is imported, and by themselves alone."""
    text = model(
        '<decision id="d" name="D"><informationRequirement>'
        '<requiredDecision href="urn:other#Risk"/></informationRequirement></decision>'
    )
    graph = reader(dmn, "m.dmn", text).graph
    mention = URIRef(f"{BASE}reference/decision/urn:other/Risk")
    whole = URIRef(f"{BASE}reference/decision-model/urn:other")
    assert (element("d"), DMN.requiredDecision, mention) in graph
    assert (mention, AB.within, whole) in graph
    assert (mention, DCTERMS.identifier, Literal("Risk")) in graph
    assert (whole, DCTERMS.identifier, Literal("urn:other")) in graph


def test_an_unknown_element_is_kept_as_text_and_told_of(reader: Reader) -> None:
    """A later version's or a tool's own word in DMN's namespace is not lost."""
    text = model('<decision id="d" name="D"><mood>calm</mood></decision>')
    outcome = reader(dmn, "m.dmn", text)
    assert outcome.graph.value(element("d"), DMN.mood) == Literal("calm")
    assert outcome.kept == {"mood": 1}
    [problem] = outcome.problems
    assert problem.severity == "info"
