"""Tests of the loader of workflow descriptors of OSWorkflow and Jira."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.loaders import osworkflow
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

CASES = cases(Path(__file__).parent, ".xml")
ASK = '<initial-actions><action id="1" name="Ask"><results>{}</results></action></initial-actions>'
BEGIN = ASK.format('<unconditional-result step="1"/>')


def descriptor(steps: str, begin: str = BEGIN) -> str:
    """Give a descriptor with these steps."""
    return f"<workflow>{begin}<steps>{steps}</steps></workflow>"


def step(number: str, *results: str, attributes: str = "") -> str:
    """Give a step with one action for each of some results; its first ids begin with its own."""
    actions = "".join(
        f'<action id="{number}{n}" name="go" {attributes}><results>{result}</results></action>'
        for n, result in enumerate(results)
    )
    return f'<step id="{number}" name="S{number}"><actions>{actions}</actions></step>'


def ways(outcome: Outcome) -> dict[tuple[str, str], str]:
    """Give the kinds of transitions by the ends of each."""
    graph = outcome.graph
    return {
        (short(graph.value(one, AB["from"])), short(graph.value(one, AB.to))): str(
            graph.value(one, AB.transitionKind)
        )
        for one in graph.subjects(RDF.type, AB.Transition)
    }


def short(iri: object) -> str:
    """Give what an IRI says within its file."""
    return str(iri).rpartition("#")[2]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_descriptor_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it, and its DTD is fetched from nowhere."""
    assert osworkflow.claims(path, read_head(path))
    golden(osworkflow, path, domain="digital", system="Jira")


def test_what_may_open_doors_is_not_in_the_graph() -> None:
    """The argument is named, its value is not."""
    outcome = read(osworkflow, CASES[0], domain="digital")
    assert "h1dden" not in outcome.graph.serialize(format="nt")
    assert outcome.unread == {"what may open doors": 1}


def test_a_permission_names_the_role_group_or_mention_that_a_condition_names(
    reader: Reader,
) -> None:
    """Names are those of the organisation; numbers and permissions of Jira are mentions."""
    package = "com.atlassian.jira.workflow.condition"
    said = {
        "UserInGroupCondition": ("group", "clerks", f"{BASE}group/clerks"),
        "InProjectRoleCondition": ("jira.projectrole.id", "10", f"{BASE}reference/role/10"),
        "PermissionCondition": ("permission", "Close Issue", f"{BASE}reference/role/close_issue"),
        "UserIsInAnyRolesCondition": ("hidRolesList", "Lead@@", f"{BASE}role/lead"),
    }
    for name, (key, value, iri) in said.items():
        condition = (
            f'<condition type="class"><arg name="class.name">{package}.{name}</arg>'
            f'<arg name="{key}">{value}</arg></condition>'
        )
        text = descriptor(step("1", '<unconditional-result step="1"/>')).replace(
            "<results><unconditional-result step", f"<restrict-to><conditions>{condition}"
            "</conditions></restrict-to><results><unconditional-result step",
        )  # fmt: skip
        graph = reader(osworkflow, "w.xml", text, domain="digital").graph
        granted = {str(one) for one in graph.objects(None, AB.grantedTo)}
        assert granted == {iri}, name
        assert len(set(graph.subjects(RDF.type, AB.Permission))) == 2


def test_a_condition_that_is_negated_permits_nobody(reader: Reader) -> None:
    """It stands in the words of the guard only."""
    condition = (
        '<restrict-to><conditions><condition type="alias" name="hasRole" negate="true">'
        '<arg name="role">Clerk</arg></condition></conditions></restrict-to>'
    )
    text = descriptor(
        f'<step id="1" name="S"><actions><action id="2" name="go">{condition}<results>'
        '<unconditional-result step="-1"/></results></action></actions></step>'
    )
    graph = reader(osworkflow, "w.xml", text, domain="digital").graph
    assert not set(graph.subjects(RDF.type, AB.Permission))
    assert {str(one) for one in graph.objects(None, AB.condition)} == {'not (has the role "Clerk")'}


def test_results_of_one_action_and_actions_of_one_step_are_told_apart(reader: Reader) -> None:
    """A condition chooses, the rest is the default; people choose among actions."""
    both = '<conditional-result step="2"/><unconditional-result step="3"/>'
    one = '<unconditional-result step="1"/>'
    text = descriptor(step("1", both) + step("2", one, one.replace("1", "3")) + step("3", one))
    found = ways(reader(osworkflow, "w.xml", text, domain="digital"))
    assert found == {
        ("action/1", "step/1"): "next",
        ("step/1", "step/2"): "choice",
        ("step/1", "step/3"): "default",
        ("step/2", "step/1"): "choice",
        ("step/2", "step/3"): "choice",
        ("step/3", "step/1"): "next",
    }


def test_an_action_that_finishes_leads_to_an_end_of_its_own(reader: Reader) -> None:
    """Where one is there, a step without actions is an end, too, as the engine has it."""
    text = descriptor(
        step("1", '<unconditional-result step="-1"/>', attributes='finish="TRUE"')
        + '<step id="2" name="Rest"/>'
    )
    outcome = reader(osworkflow, "w.xml", text, domain="digital")
    assert ("step/1", "action/10/finish") in ways(outcome)
    final = {short(one) for one in outcome.graph.subjects(AB.isFinal)}
    assert final == {"action/10/finish", "step/2"}
    text = descriptor(
        step("1", '<unconditional-result step="2"/>', attributes='finish="true"')
        + step("2", '<unconditional-result step="1"/>')
    )
    outcome = reader(osworkflow, "w.xml", text, domain="digital")
    assert {short(one) for one in outcome.graph.subjects(AB.isFinal)} == {"step/2"}
    at_once = ASK.replace("name", 'finish="true" name').format("<unconditional-result/>")
    outcome = reader(osworkflow, "w.xml", descriptor("", at_once), domain="digital")
    assert {short(one) for one in outcome.graph.subjects(AB.isFinal)} == {"action/1"}


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ('\n<step id="1" name="S"><actions><common-action id="7"/></actions></step>', "'7'"),
        ("\n" + step("1", '<unconditional-result step="8"/>'), "'8'"),
        ("\n" + step("1", '<unconditional-result join="3"/>'), "the join '3'"),
        ("\n" + step("1", "<unconditional-result/>"), "neither where work goes next"),
    ],
)
def test_what_leads_nowhere_is_told_with_its_line(steps: str, words: str, reader: Reader) -> None:
    """Nothing is made up in its place."""
    outcome = reader(osworkflow, "w.xml", descriptor(steps), domain="digital")
    [problem] = outcome.problems
    assert problem.severity == "warning"
    assert problem.place.line == 2
    assert words in problem.message
    assert set(ways(outcome)) == {("action/1", "step/1")}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("no XML", "not well-formed"),
        (descriptor("")[:-3], "not well-formed"),
        ("<steps/>", "no workflow descriptor"),
        (descriptor('<step id="1"/>\n<step id="1"/>'), "'1' stands twice, on lines 1 and 2"),
        (descriptor(step("1", "") + step("1", "")), "stands twice"),
        (descriptor('<step name="S"/>'), "'S' has no id"),
        (descriptor("<step>" * 220 + "</step>" * 220), "deeper than 200"),
        ('<!DOCTYPE workflow [<!ENTITY a "b">]>' + descriptor(""), "entities"),
    ],
)
def test_what_is_no_descriptor_is_refused_with_one_clear_error(
    content: str, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(osworkflow, "w.xml", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_names_never_break_out_of_an_address(reader: Reader) -> None:
    """Whatever a file calls its parts is escaped in IRIs and stays as it is in labels."""
    text = descriptor('<step id="1&gt; a &lt;b#" name="&lt;b&gt;"/>', "")
    graph = reader(osworkflow, "w.xml", text, domain="digital").graph
    [state] = graph.subjects(RDF.type, AB.State)
    assert state == URIRef(f"{BASE}w.xml#step/1%3E%20a%20%3Cb%23")
    assert graph.value(state, RDFS.label) == Literal("<b>")


def test_other_files_are_not_claimed() -> None:
    """Another workflow in XML is another format; a descriptor without a DOCTYPE is one."""
    path = Path("w.xml")
    assert osworkflow.claims(path, descriptor("").encode())
    assert osworkflow.claims(path, descriptor("").encode("utf-16"))
    assert osworkflow.claims(Path("w.oswf.xml"), b"not XML")
    assert not osworkflow.claims(path, b"<workflow><states/></workflow>")
    assert not osworkflow.claims(path, b'<workflow xmlns="urn:x"><initial-actions/></workflow>')
    assert not osworkflow.claims(path, b"<workflow-app><initial-actions/></workflow-app>")


@pytest.mark.corpus
def test_every_public_descriptor_loads_and_its_counts_agree(corpus: Path) -> None:
    """Steps, actions, splits, joins, conditions, functions and validators are as many as listed.

    The list counts as results those that OSWorkflow calls unconditional or OSWf calls a result, and
    common actions among the actions, too.
    """
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    listed = {name: said for name, said in rows.items() if said.startswith("osworkflow ")}
    assert len(listed) >= 9
    for name, said in listed.items():
        counted = json.loads(said.partition(" ")[2])
        counted = {k: n for k, n in counted.items() if k not in {"jira", "common_actions"}}
        assert osworkflow.claims(corpus / name, read_head(corpus / name)), name
        outcome = read(osworkflow, corpus / name, domain="digital")
        seen = {**outcome.elements}
        for kind, count in outcome.kept.items():
            seen[kind] = seen.get(kind, 0) + count
        found = {
            "steps": seen.get("step", 0),
            "actions": seen.get("action", 0),
            "common_actions": counted.get("common_actions", 0),
            "splits": seen.get("split", 0),
            "joins": seen.get("join", 0),
            "results": seen.get("unconditional-result", 0) + seen.get("result", 0),
            "conditions": seen.get("condition", 0),
            "functions": seen.get("function", 0),
            "validators": seen.get("validator", 0),
        }
        assert {key: number for key, number in found.items() if number} == counted, name


APPROVAL = {
    "approval.active": "true",
    "approval.condition.type": "number",
    "approval.condition.value": "2",
    "approval.transition.approved": "21",
    "approval.transition.rejected": "22",
}
BLOCKED = (
    "com.atlassian.servicedesk.plugins.approvals.internal.workflow.BlockInProgressApprovalCondition"
)
GROUP = "com.atlassian.jira.workflow.condition.UserInGroupCondition"


def approving(metas: dict[str, str], *actions: str) -> str:
    """Give a descriptor with a step that has these properties and actions, and three more."""
    said = "".join(f'<meta name="{name}">{text}</meta>' for name, text in metas.items())
    inner = "".join(actions)
    wait = f'<step id="1" name="Wait">{said}<actions>{inner}</actions></step>'
    return descriptor(wait + step("3") + step("4") + step("5"))


def go(number: str, goal: str, condition: str = "") -> str:
    """Give an action that leads to a step, under a condition of a class."""
    guard = f'<condition type="class"><arg name="class.name">{condition}</arg></condition>'
    guards = f"<restrict-to><conditions>{guard}</conditions></restrict-to>" if condition else ""
    result = f'<results><unconditional-result step="{goal}"/></results>'
    return f'<action id="{number}" name="go">{guards}{result}</action>'


@pytest.mark.parametrize(
    ("metas", "more", "number"),
    [
        # An approval of a number, of one person, and a way around it that agents have or not.
        (APPROVAL, (), 2),
        ({**APPROVAL, "approval.condition.value": "1"}, (), 1),
        (APPROVAL, (go("23", "5"),), 2),
        (APPROVAL, (go("23", "3"),), 1),
        (APPROVAL, (go("23", "3", BLOCKED),), 2),
        # Anything else that people do in Jira is done once, by whoever may.
        ({}, (), 1),
        ({"approval.active": "false"}, (), 1),
        ({}, (go("23", "5", GROUP),), 1),
        # A share, a number of each group, or a plugin that may count says no number.
        ({**APPROVAL, "approval.condition.type": "percent"}, (), None),
        ({**APPROVAL, "approval.condition.type": "numberPerPrincipal"}, (), None),
        ({}, (go("23", "5", "org.example.EnoughVotesCondition"),), None),
        ({}, (go("23", "1"),), None),
    ],
)
def test_a_step_says_how_many_people_must_agree(
    metas: dict[str, str], more: tuple[str, ...], number: int | None, reader: Reader
) -> None:
    """By the approval of its status, or because one person takes an action."""
    text = approving(metas, go("21", "3"), go("22", "4"), *more)
    graph = reader(osworkflow, "x.oswf.xml", text).graph
    quorum = graph.value(URIRef(f"{BASE}x.oswf.xml#step/1"), AB.enforcedQuorum)
    assert quorum == (None if number is None else Literal(number))
