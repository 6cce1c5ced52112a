"""Errors that nobody catches, work outside the systems, and exceptions that leave; and decoys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs
from rdflib import PROV, RDF, Literal, URIRef

from asbuilt.derive.exceptions.means import by_type, by_words
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived
    from rdflib import Graph

BPMN = "@prefix bpmn: <http://www.omg.org/spec/BPMN/20100524/MODEL#> .\n"


@pytest.mark.parametrize(
    ("name", "kind", "confidence"),
    [
        ("Keep list of urgent orders in Excel", "spreadsheet", 0.9),
        ("Excel-Liste pflegen", "spreadsheet", 0.9),
        ("Budget in Tabelle eintragen", "spreadsheet", 0.9),
        ("Approve by e-mail", "e-mail", 0.8),
        ("Per Mail freigeben", "e-mail", 0.8),
        ("Forward invoice to accounting via email", "e-mail", 0.8),
        ("Request approval by mail", "e-mail", 0.8),
        ("Postfach prüfen", "e-mail", 0.7),
        ("Check shared inbox", "e-mail", 0.7),
        ("Clarify price by phone", "telephone", 0.8),
        ("Klärung per Telefon", "telephone", 0.8),
        ("Call supplier", "telephone", 0.5),
        ("Order by fax", "fax", 0.8),
        ("Ask in WhatsApp", "chat", 0.8),
        ("Discuss in Teams chat", "chat", 0.8),
        ("Save contract on shared drive", "shared folder", 0.8),
        ("Vertrag auf Laufwerk ablegen", "shared folder", 0.8),
    ],
)
def test_a_task_of_people_is_work_outside_by_its_words(
    name: str, kind: str, confidence: float
) -> None:
    """Lists, mailboxes, calls and drives, in English and German."""
    means = by_words(name, by_machine=False)
    assert means is not None
    assert (means.kind, means.is_work, means.confidence) == (kind, True, confidence)
    assert "its name says “" in means.reason


@pytest.mark.parametrize(
    "name",
    [
        "Enter e-mail address",
        "Check e-mail address",
        "E-Mail-Adresse prüfen",
        "Validate email",
        "Check mail queue",
        "Bring parcel to mail room",
        "Poststelle informieren",
        "Record phone number",
        "Telefonnummer erfassen",
        "Call some service",
        "Call activity",
        "Collapsed Call Activity",
        "Excellent service check",
        "Excelsior booking",
        "Look up in decision table",
        "Tabelle abfragen",
        "Ask team lead",
        "Assign teams",
        "Train chatbot",
        "Check data sheet",
        "Email template anpassen",
        "Blackmail case review",
        "Post invoice",
    ],
)
def test_what_only_sounds_like_such_work_is_none(name: str) -> None:
    """Addresses, numbers, rooms, services, and words that merely begin alike."""
    means = by_words(name, by_machine=False)
    assert means is None or not means.is_work


@pytest.mark.parametrize(
    ("name", "by_machine"),
    [
        ("Send reminder email", True),
        ("SendEmail", True),
        ("publishMessageToSlack", True),
        ("Notify customer by e-mail", True),
        ("E-Mail an Kunden versenden", True),
        ("Send confirmation e-mail", False),
        ("Kunden per Mail informieren", False),
        ("Notify applicant by phone", False),
    ],
)
def test_a_message_is_told_from_work(name: str, *, by_machine: bool) -> None:
    """To tell somebody something by e-mail is no work that leaves."""
    means = by_words(name, by_machine=by_machine)
    assert means is not None
    assert not means.is_work


@pytest.mark.parametrize(
    "name", ["Import spreadsheet", "Generate Excel report", "Read mailbox", "Call customer"]
)
def test_what_a_machine_makes_or_fetches_is_an_interface(name: str) -> None:
    """A file in Excel's format or a mailbox that a program reads is no informal work."""
    assert by_words(name, by_machine=True) is None


@pytest.mark.parametrize(
    ("value", "kind", "is_work"),
    [
        ("mail", "e-mail", False),
        ("emailService", "e-mail", False),
        ("#{emailAdapter}", "e-mail", False),
        ("SendEmailDelegate", "e-mail", False),
        ("io.camunda:sendgrid:1", "e-mail", False),
        ("io.camunda:email:1", "e-mail", False),
        ("mail-send", "e-mail", False),
        ("arn:aws:states:::aws-sdk:sesv2:sendEmail", "e-mail", False),
        ("io.camunda:google-sheets:1", "spreadsheet", True),
        ("io.camunda:slack:1", "chat", False),
        ("io.camunda:microsoft-teams:1", "chat", False),
    ],
)
def test_a_type_or_connector_says_what_it_is(value: str, kind: str, *, is_work: bool) -> None:
    """Camunda 7 and 8, Flowable and AWS."""
    means = by_type(value)
    assert means is not None
    assert (means.kind, means.is_work) == (kind, is_work)


@pytest.mark.parametrize(
    "value",
    ["validateEmail", "checkEmailAddress", "arn:aws:states:::sns:publish", "io.camunda:http-json:1",
     "mailman2", "processesOrder", "excelsior"],
)  # fmt: skip
def test_other_types_are_no_such_means(value: str) -> None:
    """A topic may go anywhere; a check of an address sends nothing."""
    assert by_type(value) is None


PROCESS = """
p:P a ab:Process ; rdfs:label "Buy" ; ab:hasStep p:match, p:fail, p:keep, p:go .
p:match a ab:Task, ab:Step ; rdfs:label "Match" ; ab:execution "automated" ;
    ab:elementKind "serviceTask" ; ab:raises <e> ; ab:next p:go .
p:go a ab:Task, ab:Step ; rdfs:label "Go on" ; ab:execution "automated" ;
    ab:elementKind "serviceTask" .
p:fail a ab:Event, ab:Step ; rdfs:label "Failed" ; ab:attachedTo p:match ;
    ab:elementKind "boundaryEvent" ;
    ab:eventKind "error" ; ab:isInterrupting %(breaks)s ; ab:next p:keep .
<e> a ab:ExceptionPath ; rdfs:label "Match failed" ; prov:wasDerivedFrom p:fail ;
    ab:handledBy p:keep .
p:keep a ab:Task, ab:Step ; rdfs:label "%(name)s" ; ab:execution "%(by)s" ;
    ab:elementKind "%(kind)s" .
p:end a ab:Event, ab:Step ; rdfs:label "End" ; ab:elementKind "endEvent" .
"""


def process(name: str, by: str, then: str = "end", *, breaks: bool = True) -> str:
    """Give a process in which a task of this name handles a failure."""
    kind = "serviceTask" if by == "automated" else "userTask"
    values = {"name": name, "by": by, "kind": kind, "breaks": str(breaks).lower()}
    return PROCESS % values + f"p:keep ab:next p:{then} .\n"


def about(graph: Graph, kind: URIRef) -> list[str]:
    """Give what facts of a kind are about."""
    return sorted(str(graph.value(one, AB.about)) for one in of_kind(graph, kind))


def test_an_exception_that_is_kept_in_a_spreadsheet_leaves(derived: Derived) -> None:
    """What handles it first is work outside the system, wherever that leads."""
    graph = derived(process("Note in Excel", "user", "go"), "exceptions")
    assert proofs(graph, AB.InformalExit) == [
        (
            "Match failed is dealt with in a spreadsheet: in Note in Excel, of which its name says"
            " “Excel”."
        )
    ]
    assert proofs(graph, AB.InformalWork) == [
        (
            "Note in Excel: its name says “Excel”, and no machine does it; so the work is likely"
            " done in a spreadsheet, outside the system."
        )
    ]


def test_an_exception_that_ends_with_a_message_leaves(derived: Derived) -> None:
    """Somebody is told, and nothing in the system deals with it."""
    graph = derived(process("Send e-mail to buyer", "automated"), "exceptions")
    assert len(of_kind(graph, AB.InformalExit)) == 1
    assert of_kind(graph, AB.InformalWork) == []


@pytest.mark.parametrize(
    ("name", "by", "then", "breaks"),
    [
        ("Send e-mail to buyer", "automated", "go", True),
        ("Send e-mail to buyer", "automated", "end", False),
        ("Correct the match", "user", "end", True),
        ("Check e-mail address", "user", "end", True),
        ("Call supplier", "user", "end", True),
    ],
)
def test_an_exception_stays_where_the_system_deals_with_it(
    derived: Derived, name: str, by: str, then: str, *, breaks: bool
) -> None:
    """A message before work goes on, a reminder, work in the system, and a call that is unsure."""
    graph = derived(process(name, by, then, breaks=breaks), "exceptions")
    assert of_kind(graph, AB.InformalExit) == []


def test_a_registered_channel_answers_for_the_work(derived: Derived) -> None:
    """The register says through what the exception leaves; the fact says that it does."""
    register = """<e> ab:throughChannel <c> .
        <c> a ab:Channel, ab:InformalChannel ; rdfs:label "list.xlsx" ."""
    graph = derived(process("Note in Excel", "user") + register, "exceptions")
    assert of_kind(graph, AB.InformalExit) == []
    (work,) = of_kind(graph, AB.InformalWork)
    assert graph.value(work, AB.involves) == URIRef("https://example.org/w/c")


def test_what_a_workflow_catches_may_leave_too(derived: Derived) -> None:
    """A state whose failure leads to an e-mail and the end."""
    graph = derived(
        """w:W a ab:Workflow ; ab:hasState w:Pay, w:Mail, w:Fail .
        w:Pay a ab:State ; rdfs:label "Pay" ; ab:execution "automated" .
        w:Mail a ab:State ; rdfs:label "Tell finance" ; ab:execution "automated" ;
            ab:resource "arn:aws:states:::aws-sdk:ses:sendEmail" ; ab:next w:Fail .
        w:Fail a ab:State ; rdfs:label "Failed" ; ab:execution "none" ; ab:elementKind "Fail" .
        w:t a ab:Transition ; ab:from w:Pay ; ab:to w:Mail ; ab:transitionKind "catch" .""",
        "exceptions",
    )
    assert about(graph, AB.InformalExit) == ["https://example.org/w/w.asl.json#Pay"]


THROWN = (
    BPMN
    + """
p:P a ab:Process ; rdfs:label "Pay" ; ab:elementKind "process" ; ab:hasStep p:sub, p:oops .
p:sub a ab:SubProcess, ab:Step ; rdfs:label "Charge" ; ab:elementKind "subProcess" ; ab:partOf p:P .
p:oops a ab:Event, ab:Step ; rdfs:label "Refused" ; ab:elementKind "endEvent" ;
    ab:eventKind "error" ;
    ab:partOf p:sub ; bpmn:errorRef p:E1 .
p:E1 bpmn:errorCode "1" .
p:E2 bpmn:errorCode "2" .
p:Other bpmn:errorCode "1" .
"""
)
EVENT_SUB_PROCESS = """
p:s ab:elementKind "startEvent" ; ab:eventKind "error" ; ab:partOf p:esp .
p:esp ab:elementKind 'subProcess' ; ab:partOf p:P .
"""
CALLED = "p:call ab:calls p:P ; ab:elementKind 'callActivity' ; ab:partOf p:outer . "
CATCHER = 'p:c ab:elementKind "boundaryEvent" ; ab:eventKind "error" ; ab:attachedTo '


@pytest.mark.parametrize(
    "around",
    [
        "",
        CATCHER + "p:sub ; bpmn:errorRef p:E2 .",
        CATCHER + "p:elsewhere .",
        'p:c ab:elementKind "boundaryEvent" ; ab:eventKind "timer" ; ab:attachedTo p:sub .',
        # An event sub-process does not catch what is thrown in itself.
        'p:s ab:elementKind "startEvent" ; ab:eventKind "error" ; ab:partOf p:sub .',
        "p:call ab:calls p:Q . " + CATCHER + "p:call .",
    ],
)
def test_an_error_that_no_scope_catches_is_an_exception(derived: Derived, around: str) -> None:
    """Nothing there; another error, place, or event; its own scope; another process."""
    graph = derived(THROWN + around, "exceptions")
    (path,) = of_kind(graph, AB.ExceptionPath)
    assert graph.value(path, AB.handledBy) is None
    assert str(graph.value(path, PROV.wasDerivedFrom)).endswith("#oops")
    assert "Refused ends in Pay with an error" in str(graph.value(path, AB.proof)) or not around


@pytest.mark.parametrize(
    "around",
    [
        CATCHER + "p:sub .",
        CATCHER + "p:sub ; bpmn:errorRef p:E1 .",
        CATCHER + "p:sub ; bpmn:errorRef p:Other .",
        EVENT_SUB_PROCESS,
        "p:call ab:calls p:P . " + CATCHER + "p:call .",
        CALLED + CATCHER + "p:outer .",
        'p:t ab:from p:oops ; ab:to p:c ; ab:transitionKind "catch" .',
    ],
)
def test_an_error_that_some_scope_catches_is_none(derived: Derived, around: str) -> None:
    """Any error, this error, its code, further out, where the process is called, in a workflow."""
    graph = derived(THROWN + around, "exceptions")
    assert of_kind(graph, AB.ExceptionPath) == []


def test_engines_say_by_type_what_a_documented_task_does(derived: Derived) -> None:
    """Words of vendors are read from the task, from an attribute and from an element."""
    graph = derived(
        """@prefix flowable: <http://flowable.org/bpmn#> .
        @prefix zeebe: <http://camunda.org/schema/zeebe/1.0#> .
        p:a a ab:Task, ab:Step ; rdfs:label "Tell" ; ab:execution "automated" ;
            flowable:type "mail" .
        p:b a ab:Task, ab:Step ; rdfs:label "Put" ; ab:execution "automated" ;
            zeebe:taskDefinition "<zeebe:taskDefinition type=\\"io.camunda:google-sheets:1\\"/>" .
        p:c a ab:Task, ab:Step ; rdfs:label "Check" ; ab:execution "user" ;
            flowable:type "mail" .""",
        "exceptions",
    )
    assert about(graph, AB.Notice) == ["https://example.org/w/p.bpmn#a"]
    assert about(graph, AB.InformalWork) == ["https://example.org/w/p.bpmn#b"]
    (work,) = of_kind(graph, AB.InformalWork)
    assert graph.value(work, AB.channelKind) == Literal("spreadsheet")
    assert (work, RDF.type, AB.DerivedFact) in graph
