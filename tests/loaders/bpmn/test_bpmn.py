"""Tests of the loader of BPMN 2.0."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from lxml import etree
from rdflib import DCTERMS, RDF, RDFS, Literal, URIRef

from asbuilt.loaders import bpmn
from asbuilt.loaders.bpmn.names import (
    DECISION,
    FLOW_NODES,
    IMPLIED,
    KEPT,
    MODEL,
    NODES,
    REFERENCES,
    SAID,
    TEXTS,
    UNREAD,
)
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".bpmn")


def model(inside: str, declarations: str = "") -> str:
    """Give a BPMN file that holds this."""
    start = f'<definitions xmlns="{MODEL}" targetNamespace="urn:t" {declarations}>'
    return f"{start}{inside}</definitions>"


def process(inside: str, declarations: str = "") -> str:
    """Give a BPMN file with one process that holds this."""
    return model(f'<process id="p" name="P">{inside}</process>', declarations)


def element(identifier: str, file: str = "m.bpmn") -> URIRef:
    """Give the IRI of an element."""
    return URIRef(f"{BASE}{file}#{identifier}")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_model_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it; those named workflow-… are a system's workflows."""
    assert bpmn.claims(path, read_head(path))
    digital = path.name.startswith("workflow-")
    golden(bpmn, path, **({"domain": "digital", "system": "ERP"} if digital else {}))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_identifier_of_a_model_is_in_the_graph_or_its_kind_in_the_ledger(path: Path) -> None:
    """Nothing that has an id is lost without a word."""
    outcome = read(bpmn, path)
    identifiers = {str(found) for found in outcome.graph.objects(None, DCTERMS.identifier)}
    ledger = {*outcome.elements, *outcome.kept, *outcome.unread}
    found = 0
    for node in etree.parse(path).getroot().iter(f"{{{MODEL}}}*"):
        found += 1
        assert node.get("id") in identifiers or etree.QName(node).localname in ledger | IMPLIED | (
            REFERENCES
        )
    assert found


def test_tables_of_names_do_not_contradict_each_other() -> None:
    """Each name of BPMN is decided once: a thing, words about one, kept text, unread or implied."""
    tables = (NODES, SAID, TEXTS, UNREAD, IMPLIED)
    assert sum(map(len, tables)) == len(frozenset().union(*tables))
    assert KEPT <= NODES
    assert FLOW_NODES <= NODES


def test_the_ledger_counts_by_local_names_and_names_the_exporter(reader: Reader) -> None:
    """Counts are of BPMN's own names; what is drawn counts as unread, vendors' words as kept."""
    text = model(
        '<process id="p"><userTask id="a" c:assignee="kim"/><userTask id="b"/>'
        '<sequenceFlow id="f" sourceRef="a" targetRef="b"/></process>'
        '<d:BPMNDiagram xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI"/>',
        'xmlns:c="http://camunda.org/schema/1.0/bpmn" exporter="Pen" exporterVersion="3.1"',
    )
    outcome = reader(bpmn, "m.bpmn", text)
    assert outcome.version == "BPMN 2.0, exported by Pen 3.1"
    assert outcome.elements == {"process": 1, "sequenceFlow": 1, "userTask": 2}
    assert outcome.kept == {"c:assignee": 1, "definitions": 1}
    assert outcome.unread == {"BPMNDI": 1}


def test_prefixes_make_no_difference(reader: Reader) -> None:
    """A default namespace, any prefix and qualified names in references mean the same."""
    plain = '<task id="a"/><task id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
    one = reader(bpmn, "m.bpmn", process(plain))
    qualified = (
        process(plain, 'xmlns:t="urn:t"').replace('sourceRef="a"', 'sourceRef="t:a"')
    ).replace('targetRef="b"', 'targetRef="t:b"')
    two = reader(bpmn, "m.bpmn", qualified)
    prefixed = (
        process(plain)
        .replace("</", "</x:")
        .replace("<", "<x:")
        .replace("<x:/x:", "</x:")
        .replace("xmlns=", "xmlns:x=")
    )
    three = reader(bpmn, "m.bpmn", prefixed)
    assert not one.problems + two.problems + three.problems
    assert set(one.graph) == set(two.graph) == set(three.graph)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1"])
def test_declared_encodings_are_read(encoding: str, reader: Reader) -> None:
    """Byte order marks and declarations are followed, so that umlauts arrive whole."""
    declared = encoding.removesuffix("-sig").removesuffix("-le")
    text = f'<?xml version="1.0" encoding="{declared}"?>' + process('<task id="ü" name="Prüfen"/>')
    outcome = reader(bpmn, "m.bpmn20.xml", text.encode(encoding))
    assert not outcome.problems
    found = outcome.graph.value(element("%C3%BC", "m.bpmn20.xml"), RDFS.label)
    assert found == Literal("Prüfen")


def test_processes_with_the_same_names_inside_stay_apart(reader: Reader) -> None:
    """Steps of one name are two steps, and a lane of one name is one role."""
    lane = '<laneSet><lane id="l{0}" name="Buyer"><flowNodeRef>t{0}</flowNodeRef></lane></laneSet>'
    one = f'<process id="p{{0}}" name="Buy">{lane}<userTask id="t{{0}}" name="Order"/></process>'
    outcome = reader(bpmn, "m.bpmn", model(one.format(1) + one.format(2)))
    performers = set(outcome.graph.subject_objects(AB.performedBy))
    buyer = URIRef(f"{BASE}role/buyer")
    assert performers == {(element("t1"), buyer), (element("t2"), buyer)}


@pytest.mark.parametrize(
    ("inside", "reference"),
    [
        ('<task id="a"/><sequenceFlow id="f" sourceRef="a" targetRef="gone"/>', "targetRef"),
        ('<task id="a"/><sequenceFlow id="f" sourceRef="gone" targetRef="a"/>', "sourceRef"),
        ('<laneSet><lane id="f"><flowNodeRef>gone</flowNodeRef></lane></laneSet>', "flowNodeRef"),
        ('<boundaryEvent id="f" attachedToRef="gone"/>', "attachedToRef"),
        ('<dataObjectReference id="f" dataObjectRef="gone"/>', "dataObjectRef"),
        ('<callActivity id="f" calledElement="gone"/>', "calls"),
        ('<exclusiveGateway id="f" default="gone"/>', "default"),
        ('<receiveTask id="f" messageRef="gone"/>', "messageRef"),
    ],
)  # fmt: skip
def test_a_reference_into_nothing_is_told_with_its_line(
    inside: str, reference: str, reader: Reader
) -> None:
    """The ledger says who names what in vain, in which line; nothing is made up in its place."""
    outcome = reader(bpmn, "m.bpmn", "\n\n" + process("\n" + inside))
    expected = (
        "info" if reference == "calls" else "warning"
    )  # other files may define what is called
    assert [problem.severity for problem in outcome.problems] == [expected]
    problem = outcome.problems[0]
    assert problem.place.line == 4
    assert "'gone'" in problem.message
    assert "'f'" in problem.message
    assert reference in problem.message
    assert (element("gone"), None, None) not in outcome.graph
    assert (None, None, element("gone")) not in outcome.graph


@pytest.mark.parametrize("name", ["association", "sequenceFlow", "messageFlow"])
def test_a_connection_with_a_loose_end_is_told_of(name: str, reader: Reader) -> None:
    """An end that the standard demands and the file leaves out is a warning, not a guess."""
    text = process(f'<task id="a"/>\n<{name} id="f" targetRef="a"/>')
    [problem] = reader(bpmn, "m.bpmn", text).problems
    assert problem.message == f"{name} 'f' has no sourceRef"
    assert problem.place.line == 2


def test_a_call_into_another_file_is_a_mention_of_it(reader: Reader) -> None:
    """What a call activity calls and this file does not define is looked for elsewhere."""
    text = process('<callActivity id="c" calledElement="archive"/>')
    for domain, kind, of_class in (
        ("process", "process", AB.Process),
        ("digital", "workflow", AB.Workflow),
    ):
        outcome = reader(bpmn, "m.bpmn", text, domain=domain)
        mention = URIRef(f"{BASE}reference/{kind}/archive")
        assert (element("c"), AB.calls, mention) in outcome.graph
        assert (mention, RDF.type, AB.Reference) in outcome.graph
        assert (mention, AB.referenceKind, of_class) in outcome.graph


@pytest.mark.parametrize("domain", ["process", "digital"])
def test_a_task_calls_a_decision_by_its_identifier(domain: str, reader: Reader) -> None:
    """Camunda's, Zeebe's and Flowable's words name a decision; what is computed names none."""
    text = process(
        '<businessRuleTask id="a" c:decisionRef="Grant"/>'
        '<businessRuleTask id="b"><extensionElements><z:calledDecision decisionId="Rate"/>'
        '</extensionElements></businessRuleTask><businessRuleTask id="c" c:decisionRef="${x}"/>'
        '<serviceTask id="d" f:type="dmn"><extensionElements><f:field '
        'name="decisionTableReferenceKey"><f:string>Rate</f:string></f:field></extensionElements>'
        "</serviceTask>",
        'xmlns:c="http://camunda.org/schema/1.0/bpmn"'
        ' xmlns:z="http://camunda.org/schema/zeebe/1.0" xmlns:f="http://flowable.org/bpmn"',
    )
    graph = reader(bpmn, "m.bpmn", text, domain=domain).graph
    grant, rate = (URIRef(f"{BASE}reference/decision/{one}") for one in ("Grant", "Rate"))
    calls = {(element("a"), grant), (element("b"), rate), (element("d"), rate)}
    assert set(graph.subject_objects(AB.calls)) == calls
    assert graph.value(grant, DCTERMS.identifier) == Literal("Grant")
    assert graph.value(grant, AB.referenceKind) == DECISION


def test_incoming_and_outgoing_are_not_believed(reader: Reader) -> None:
    """What follows what is read from sequence flows only, whatever the nodes repeat of them."""
    text = process(
        '<task id="a"><outgoing>f</outgoing><outgoing>gone</outgoing></task><task id="b"/>'
        '<task id="c"><incoming>f</incoming></task>'
        '<sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
    )
    outcome = reader(bpmn, "m.bpmn", text)
    assert set(outcome.graph.subject_objects(AB.next)) == {(element("a"), element("b"))}
    assert not outcome.problems


def test_named_approvals_are_told_in_the_ledger(reader: Reader) -> None:
    """A task that people do is an approval by the verb in its name, unless it only asks for one."""
    names = {
        "Approve invoice": True,
        "Final sign-off": True,
        "Release payment": True,
        "Rechnung freigeben": True,
        "Bestellung genehmigen": True,
        "Kreditfreigabe": True,
        "Obtain approval": False,
        "Submit for approval": False,
        "Pay approved invoice": False,
        "Press release": False,
        "Freigabe anfordern": False,
    }
    tasks = "".join(
        f'<userTask id="t{number}" name="{name}"/>' for number, name in enumerate(names)
    )
    outcome = reader(bpmn, "m.bpmn", process(tasks + '<serviceTask id="s" name="Approve"/>'))
    found = outcome.graph.subjects(RDF.type, AB.Approval)
    approvals = {str(outcome.graph.value(one, RDFS.label)) for one in found}
    assert approvals == {name for name, is_approval in names.items() if is_approval}
    assert outcome.kept["approval by name"] == len(approvals)


def test_a_pool_named_like_its_process_is_nobody(reader: Reader) -> None:
    """A pool works where lanes leave somebody out, unless it only repeats the process's name."""
    text = model(
        '<collaboration id="c"><participant id="a" name="Clerk" processRef="p"/>'
        '<participant id="b" name="Selling" processRef="q"/></collaboration>'
        '<process id="p" name="Buying"><task id="t"/></process>'
        '<process id="q" name="selling"><task id="u"/></process>'
    )
    outcome = reader(bpmn, "m.bpmn", text)
    clerk = URIRef(f"{BASE}role/clerk")
    assert set(outcome.graph.subject_objects(AB.performedBy)) == {(element("t"), clerk)}
    assert set(outcome.graph.subjects(RDF.type, AB.Role)) == {clerk}


def test_a_permission_in_a_workflow_is_for_whom_the_engine_names(reader: Reader) -> None:
    """Candidate groups may complete a state, and a lane alone permits nothing."""
    text = process(
        '<laneSet><lane id="l" name="Office"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
        '<userTask id="t" name="Approve" c:candidateGroups="managers"/>',
        'xmlns:c="http://camunda.org/schema/1.0/bpmn"',
    )
    graph = reader(bpmn, "m.bpmn", text, domain="digital", system="ERP").graph
    [permission] = graph.subjects(RDF.type, AB.Permission)
    assert graph.value(permission, AB.grantedTo) == URIRef(f"{BASE}role/managers")
    assert graph.value(permission, AB.mayTrigger) == element("t")
    assert graph.value(permission, AB.heldBy) == URIRef(f"{BASE}system/erp")
    assert graph.value(permission, AB.action) == Literal("complete")
    performers = {URIRef(f"{BASE}role/managers"), URIRef(f"{BASE}role/office")}
    assert set(graph.objects(element("t"), AB.performedBy)) == performers
    assert not set(graph.subjects(RDF.type, AB.Process)) | set(graph.subjects(RDF.type, AB.Step))


def test_users_whom_an_engine_names_are_agents_and_no_roles(reader: Reader) -> None:
    """A register that knows them by login meets them, and nobody has to hold a role of theirs."""
    text = process(
        '<userTask id="t" c:assignee="Kim" c:candidateUsers="bob, ${deputy}"/>',
        'xmlns:c="http://camunda.org/schema/1.0/bpmn"',
    )
    graph = reader(bpmn, "m.bpmn", text, domain="digital").graph
    kim, bob = URIRef(f"{BASE}agent/kim"), URIRef(f"{BASE}agent/bob")
    assert set(graph.objects(None, AB.grantedTo)) == {kim, bob}
    assert graph.value(kim, AB.login) == Literal("Kim")
    assert set(graph.subjects(RDF.type, AB.Agent)) == {kim, bob}
    assert not set(graph.subjects(RDF.type, AB.Role))
    documented = reader(bpmn, "m.bpmn", text).graph
    assert set(documented.subjects(RDF.type, AB.Role)) == {
        URIRef(f"{BASE}role/kim"),
        URIRef(f"{BASE}role/bob"),
    }


@pytest.mark.parametrize(
    ("due", "span"),
    [
        ("P3D", "P3D"),
        ("PT1H30M", "PT1H30M"),
        ("P2W", "P14D"),
        ("${dateTime().plusHours(5).toDate()}", "PT5H"),
        ("${dateTime().plusWeeks(1).toDate()}", "P7D"),
        ("=now() + duration(&quot;PT4H&quot;)", "PT4H"),
        ("2026-05-01T08:00:00", None),
        ("${due}", None),
        ("${dateTime().plusDays(1).plusHours(2)}", None),
        ("P", None),
        ("PT", None),
    ],
)
def test_a_due_date_that_is_a_span_says_how_long_a_task_may_wait(
    due: str, span: str | None, reader: Reader
) -> None:
    """A date, or what is only known at run time, stays in the engine's own words."""
    text = process(f'<userTask id="t" c:dueDate="{due}"/>', 'xmlns:c="http://flowable.org/bpmn"')
    graph = reader(bpmn, "m.bpmn", text, domain="digital").graph
    found = graph.value(element("t"), AB.maxWait)
    assert (None if found is None else str(found)) == span


def test_a_process_that_no_engine_runs_is_told_of(reader: Reader) -> None:
    """It is read as a workflow, since that is what the workspace says of its file."""
    text = process('<task id="t"/>').replace(
        '<process id="p"', '<process id="p" isExecutable="false"'
    )
    assert 'isExecutable="false"' in text
    outcome = reader(bpmn, "m.bpmn", text, domain="digital")
    assert [problem.severity for problem in outcome.problems] == ["info"]
    assert "not executable" in outcome.problems[0].message
    assert not reader(bpmn, "m.bpmn", text).problems


def test_parameters_that_may_open_doors_are_left_out_and_counted(reader: Reader) -> None:
    """What names a secret of the engine, or computes one, is kept."""
    text = process(
        '<serviceTask id="t"><extensionElements>'
        '<c:inputOutput><c:inputParameter name="password">h1dden</c:inputParameter></c:inputOutput>'
        '<z:ioMapping><z:input target="auth.token" source="=&quot;h1dden&quot;"/></z:ioMapping>'
        '<z:properties><z:property name="apiKey" value="{{secrets.KEY}}"/></z:properties>'
        '<c:field name="token"><c:expression>${token}</c:expression></c:field>'
        "</extensionElements></serviceTask>",
        'xmlns:c="http://camunda.org/schema/1.0/bpmn" xmlns:z="http://camunda.org/schema/zeebe/1.0"',
    )
    outcome = reader(bpmn, "m.bpmn", text, domain="digital")
    assert "h1dden" not in outcome.graph.serialize(format="nt")
    assert outcome.unread == {"c:inputOutput with a secret": 1, "z:ioMapping with a secret": 1}
    assert outcome.kept["z:properties"] == outcome.kept["c:field"] == 1


@pytest.mark.parametrize(
    ("inner", "attribute", "written"),
    [
        ("", 'c:resultVariable="rating"', {"rating"}),
        ("", 'f:resultVariableName="rating"', {"rating"}),
        ("", 'c:class="Rate"', set()),
        (
            (
                '<c:inputOutput><c:inputParameter name="sent">1</c:inputParameter>'
                '<c:outputParameter name="risk">${r}</c:outputParameter></c:inputOutput>'
            ),
            "",
            {"risk"},
        ),
        ('<c:in source="a" target="b"/><c:out source="x" target="y"/>', "", {"y"}),
        ('<c:out variables="all"/>', "", set()),
        (
            (
                '<z:ioMapping><z:input source="=a" target="b"/>'
                '<z:output source="=r" target="risk"/></z:ioMapping>'
            ),
            "",
            {"risk"},
        ),
        ('<z:calledDecision decisionId="d" resultVariable="rating"/>', "", {"rating"}),
        ('<z:script expression="=1" resultVariable="rating"/>', "", {"rating"}),
        ('<o:out target="y"/>', 'o:resultVariable="rating"', set()),
    ],
)
@pytest.mark.parametrize("domain", ["process", "digital"])
def test_an_activity_writes_the_variables_that_its_engine_sets(
    inner: str, attribute: str, written: set[str], domain: str, reader: Reader
) -> None:
    """Results and outputs of the engines that are known; inputs are none, nor others' words."""
    extension = f"<extensionElements>{inner}</extensionElements>" if inner else ""
    text = process(
        f'<serviceTask id="t" name="Rate" {attribute}>{extension}</serviceTask>',
        'xmlns:c="http://camunda.org/schema/1.0/bpmn" xmlns:f="http://flowable.org/bpmn"'
        ' xmlns:z="http://camunda.org/schema/zeebe/1.0" xmlns:o="http://example.org/other"',
    )
    graph = reader(bpmn, "m.bpmn", text, domain=domain).graph
    found = set(graph.objects(element("t"), AB.writes))
    assert {str(graph.value(one, RDFS.label)) for one in found} == written
    assert all((one, RDF.type, AB.Field) in graph for one in found)
