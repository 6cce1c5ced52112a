"""Tests of the loader of Amazon States Language."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from golden import BASE, cases, read
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.loaders import asl
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent


def machine(**states: dict[str, Any]) -> str:
    """Give a state machine of these states, which begins with the first."""
    return json.dumps({"StartAt": next(iter(states)), "States": states}, indent=1)


def state(file: str, name: str) -> URIRef:
    """Give the IRI of a state."""
    return URIRef(f"{BASE}{file}#{quote(name, safe='')}")


@pytest.mark.parametrize("path", cases(HERE, ".asl.json", ".asl.yaml"), ids=lambda path: path.name)
def test_a_state_machine_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it, with a system that holds the workflow."""
    assert asl.claims(path, read_head(path))
    golden(asl, path, domain="digital", system="ERP")


def states_by_type(outcome: Outcome) -> dict[str, int]:
    """Give how many states of each type were read."""
    return {kind: count for kind, count in outcome.elements.items() if kind != "transition"}


@pytest.mark.corpus
def test_every_public_state_machine_is_read_with_its_own_counts(corpus: Path) -> None:
    """States by type and written transitions are as many as an independent count says."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    rows = [row for row in rows if row["contains"].startswith("asl ")]
    assert rows
    for row in rows:
        path, told = corpus / row["path"], json.loads(row["contains"].removeprefix("asl "))
        assert asl.claims(path, read_head(path)), path
        outcome = read(asl, path)
        assert not outcome.problems, path
        assert states_by_type(outcome) == told["states_by_type"], path
        assert outcome.elements.get("transition", 0) == told["transitions"], path
        (start,) = outcome.graph.subjects(AB.isInitial)
        assert str(outcome.graph.value(start, RDFS.label)) == told["start"], path


def test_what_follows_branches_is_reached_only_through_them(golden: Golden) -> None:
    """A Parallel has no way around its branches; a Map has one, since its list may be empty."""
    graph = golden(asl, HERE / "approval.asl.json", domain="digital", system="ERP").graph
    after = state("approval.asl.json", "Each line")
    before = set(graph.subjects(AB.next, after))
    assert before == {state("approval.asl.json", name) for name in ("Cool down", "Tell supplier")}
    done = state("approval.asl.json", "Done")
    assert set(graph.subjects(AB.next, done)) == {after, state("approval.asl.json", "Ship")}


def test_branches_that_end_the_workflow_are_its_ends(reader: Reader) -> None:
    """Where nested Parallel states end, the ends of the innermost branches are final."""
    inner = {"Type": "Parallel", "End": True, "Branches": [
        {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}},
        {"StartAt": "B", "States": {"B": {"Type": "Fail"}}},
    ]}  # fmt: skip
    outer = {
        "Type": "Parallel",
        "End": True,
        "Branches": [{"StartAt": "In", "States": {"In": inner}}],
    }
    outcome = reader(asl, "x.asl.json", machine(Out=outer))
    assert not outcome.problems
    final = set(outcome.graph.subjects(AB.isFinal))
    assert final == {state("x.asl.json", "A"), state("x.asl.json", "B")}


@pytest.mark.parametrize(
    ("resource", "execution"),
    [
        ("arn:aws:states:::lambda:invoke", "automated"),
        ("arn:aws:states:::lambda:invoke.waitForTaskToken", "user"),
        ("arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken", "user"),
        ("arn:aws:states:eu-west-1:123456789012:activity:Approve", "user"),
        ("arn:aws:states:::states:startExecution.sync:2", "automated"),
        ("arn:aws:states:::states:startExecution.waitForTaskToken", "automated"),
        ("${SomeFunctionArn}", "automated"),
    ],
)
def test_people_act_where_a_task_waits_for_somebody_to_answer(
    resource: str, execution: str, reader: Reader
) -> None:
    """A task token or an activity waits for a person; any other task is done by a machine."""
    outcome = reader(
        asl, "x.asl.json", machine(T={"Type": "Task", "Resource": resource, "End": True})
    )
    task = state("x.asl.json", "T")
    assert outcome.graph.value(task, AB.execution) == Literal(execution)
    assert ((task, RDF.type, AB.Automation) in outcome.graph) == (execution == "automated")
    assert (task, AB.resource, Literal(resource)) in outcome.graph


@pytest.mark.parametrize(
    ("machine_arn", "mentioned"),
    [
        ("arn:aws:states:eu-west-1:123456789012:stateMachine:Pay", ["Pay"]),
        ("${PayMachine}", []),
        ("arn:aws:states:eu-west-1:${Account}:stateMachine:Pay", ["Pay"]),
    ],
)
def test_what_a_template_fills_in_names_no_workflow(
    machine_arn: str, mentioned: list[str], reader: Reader
) -> None:
    """Nobody can define a workflow of that name; what is called is kept as the resource."""
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution",
        "Parameters": {"StateMachineArn": machine_arn},
        "End": True,
    }
    graph = reader(asl, "x.asl.json", machine(T=task)).graph
    called = [
        name for one in graph.objects(None, AB.calls) for name in graph.objects(one, RDFS.label)
    ]
    assert [str(one) for one in called] == mentioned
    kept = (state("x.asl.json", "T"), AB.resource, Literal(machine_arn)) in graph
    assert kept == (not mentioned)


@pytest.mark.parametrize(
    ("rule", "condition"),
    [
        ({"Variable": "$.a", "NumericGreaterThanEquals": 1.50}, "$.a >= 1.5"),
        ({"Variable": "$.a", "NumericLessThanPath": "$.b"}, "$.a < $.b"),
        ({"Variable": "$.a", "BooleanEquals": True}, "$.a = true"),
        ({"Variable": "$.a", "StringEquals": 'say "hi"'}, '$.a = "say \\"hi\\""'),
        ({"Variable": "$.a", "StringMatches": "log-*"}, '$.a matches "log-*"'),
        (
            {"Variable": "$.a", "TimestampLessThanEquals": "2026-01-01T00:00:00Z"},
            '$.a <= "2026-01-01T00:00:00Z"',
        ),
        ({"Variable": "$.a", "IsNull": True}, "$.a is null"),
        ({"Variable": "$.a", "IsNumeric": False}, "$.a is not a number"),
        (
            {"Or": [{"Variable": "$.a", "IsPresent": True}, {"And": [
                {"Variable": "$.b", "NumericEquals": 1},
                {"Not": {"Variable": "$.c", "NumericEquals": 2}},
            ]}]},
            "$.a is present or ($.b = 1 and not ($.c = 2))",
        ),
        ({"Condition": "{% $states.input.a > 1 %}"}, "$states.input.a > 1"),
        ({"Variable": "$.a", "SomethingNew": 1}, "$.a SomethingNew 1"),
    ],
)  # fmt: skip
def test_a_choice_rule_is_worded_as_people_write_conditions(
    rule: dict[str, Any], condition: str, reader: Reader
) -> None:
    """Each comparison of the specification has a wording; an unknown one is kept as it is."""
    choice = {"Type": "Choice", "Choices": [{**rule, "Next": "End"}]}
    graph = reader(asl, "x.asl.json", machine(C=choice, End={"Type": "Succeed"})).graph
    assert set(graph.objects(None, AB.condition)) == {Literal(condition)}


@pytest.mark.parametrize(
    ("states", "line", "message"),
    [
        ({"A": {"Type": "Pass", "Next": "Gone"}}, 6, "goes to 'Gone', which is missing"),
        ({"A": {"Type": "Choice", "Choices": [], "Default": "Gone"}}, 7, "which is missing"),
        ({"A": {"Type": "Task", "Resource": "x", "Catch": [{}], "End": True}}, 8, "has no Next"),
        ({"A": {"Type": "Dance", "End": True}}, 4, "unknown type 'Dance'"),
        ({"A": {"End": True}}, 4, "has no Type"),
        ({"A": {"Type": "Task", "End": True}}, 4, "names no Resource"),
        ({"A": {"Type": "Pass"}}, 4, "neither where work goes next nor that it ends"),
        (
            {"A": {"Type": "Parallel", "End": True, "Branches": [{"States": {}}]}},
            8,
            "has no StartAt that names a state of it",
        ),
        (
            {"A": {"Type": "Parallel", "End": True, "Branches": [
                {"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "A"}}}]}},
            13,
            "goes to 'A', which is in another part",
        ),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_told_and_nothing_is_invented(
    states: dict[str, Any], line: int, message: str, reader: Reader
) -> None:
    """The file is read all the same, without a transition to what is not there."""
    outcome = reader(asl, "x.asl.json", machine(**states))
    (problem,) = outcome.problems
    assert problem.severity == "warning"
    assert message in problem.message
    assert problem.place.line == line
    assert state("x.asl.json", "Gone") not in outcome.graph.all_nodes()


def test_a_start_that_is_no_state_is_told(reader: Reader) -> None:
    """Without a start nothing is initial, and the file says so."""
    for start in ('"StartAt": "Gone",', ""):
        text = "{" + start + ' "States": {"A": {"Type": "Succeed"}}}'
        outcome = reader(asl, "x.asl.json", text)
        assert "StartAt" in outcome.problems[0].message
        assert not list(outcome.graph.subjects(AB.isInitial))


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", None, "empty"),
        ('{"StartAt": "A"}', 1, "no States"),
        ('{"StartAt": "A", "States": []}', 1, "no States"),
        ('{"StartAt": "A", "States": {"A": "Pass"}}', 1, "'A' is no object"),
        ('{"States": {" ": {"Type": "Pass"}}}', 1, "has no name"),
        ('{"States": {"A": {},\n"A": {}}}', 2, "stands twice"),
        (
            '{"States": {"A": {"Branches": [\n{"States": {"B": {}}},\n{"States": {"B": {}}}]}}}',
            3,
            "two states are called 'B', on lines 2 and 3",
        ),
        ('{"StartAt": "A", "States": {"A": {"Type": "Pa', 1, "a string does not end"),
        ('{"States": {"A": ' + '{"Iterator": {"States": {"A": ' * 100, 1, "deeper"),
        ('{"States": {"Ä": {}}}'.encode("latin-1"), 1, "not valid utf-8"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_with_one_clear_reason(
    content: str | bytes, line: int | None, message: str, reader: Reader
) -> None:
    """Nothing of a broken file is read; the reason names the line."""
    refusal = reader(asl, "x.asl.json", content).refusal
    assert message in refusal.message
    assert refusal.place.line == line
    assert refusal.fix


@pytest.mark.parametrize("tag", ["!!python/name:os.system", "!Exec"])
def test_yaml_tags_but_those_of_cloudformation_are_refused(tag: str, reader: Reader) -> None:
    """No tag asks for more than text."""
    text = f"StartAt: A\nStates:\n  A: {tag} x\n"
    assert reader(asl, "x.asl.yaml", text).refusal.place.line == 3


@pytest.mark.parametrize(
    "name",
    ['"><script>alert(1)</script>', "a b/c", "ä%20#?", "x'y`z\\", "<https://e.org/>", "{a}|^"],
)
def test_a_name_cannot_write_into_an_iri_and_is_kept_verbatim(name: str, reader: Reader) -> None:
    """Whatever a state is called, its IRI is valid and its label is its name."""
    outcome = reader(asl, "x.asl.json", machine(**{name: {"Type": "Pass", "Next": "Z"}}, Z={
        "Type": "Succeed"}))  # fmt: skip
    (found,) = outcome.graph.subjects(AB.isInitial)
    assert outcome.graph.value(found, RDFS.label) == Literal(name)
    assert str(found).startswith(f"{BASE}x.asl.json#")
    for node in outcome.graph.all_nodes():
        if isinstance(node, URIRef):
            ox.NamedNode(str(node))
            assert not set(str(node)) & set('<>"{}|^`\\ ')


def test_states_that_are_called_like_other_things_of_the_file_stay_apart(reader: Reader) -> None:
    """A state named like the file, a transition or a field keeps its name; they step aside."""
    states = {
        "x": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "$.a"}]},
        "$.a": {"Type": "Pass", "Next": "/States/$.a/Next"},
        "/States/$.a/Next": {"Type": "Succeed"},
    }
    graph = reader(asl, "x.asl.json", machine(**states)).graph
    kinds = (AB.Workflow, AB.State, AB.Transition, AB.Field)
    things = [set(graph.subjects(RDF.type, kind)) for kind in kinds]
    assert [len(found) for found in things] == [1, 3, 2, 1]
    assert len(set().union(*things)) == 7


@pytest.mark.parametrize(
    ("name", "head", "claimed"),
    [
        ("a.asl.json", b"", True),
        ("a.ASL.yml", b"", True),
        ("a.json", b'{"StartAt": "A", "States": {"A": {}}}', True),
        ("a.json", '{"StartAt": "A", "States": {"A": {}}}'.encode("utf-16"), True),
        ("a.json", b'{"states": [], "start": "A"}', False),
        ("a.yaml", b"Comment: x\nStartAt: A\nStates:\n  A:\n", True),
        ("a.yaml", b"states:\n  - name: a\n", False),
        ("a.txt", b'{"StartAt": "A", "States": {}}', False),
    ],
)
def test_only_state_machines_are_claimed(name: str, head: bytes, claimed: object) -> None:
    """By the ending that says so, or by what every state machine has."""
    assert asl.claims(Path(name), head) is claimed


ASK = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken"}
COUNT = {"Type": "Task", "Resource": "arn:aws:lambda:eu:1:function:count", "Next": "Enough?"}
END = {"Done": {"Type": "Succeed"}, "No": {"Type": "Fail"}}


def branch(**states: dict[str, Any]) -> dict[str, Any]:
    """Give a branch that begins at its first state."""
    return {"StartAt": next(iter(states)), "States": states}


def enough(rule: dict[str, Any], default: str = "No") -> dict[str, dict[str, Any]]:
    """Give the states in which approvals are counted, and go on when a rule holds."""
    choice = {"Type": "Choice", "Choices": [{**rule, "Next": "Done"}], "Default": default}
    return {"Count": COUNT, "Enough?": choice, **END}


def both(*branches: dict[str, Any], following: str = "Done") -> dict[str, Any]:
    """Give a Parallel state."""
    return {"Type": "Parallel", "Branches": list(branches), "Next": following}


def each(**said: object) -> dict[str, Any]:
    """Give a Map state over approvers."""
    inside = branch(Ask={**ASK, "End": True})
    return {"Type": "Map", "ItemProcessor": inside, "Next": "Done", **said}


TWO = (branch(A={**ASK, "End": True}), branch(B={**ASK, "End": True}))
LOOP = {"Ask": {**ASK, "Next": "Count"}}
AT_LEAST_TWO = {"Variable": "$.approvals", "NumericGreaterThanEquals": 2}
RETRY = {"Variable": "$.retries", "NumericGreaterThanEquals": 2}


@pytest.mark.parametrize(
    ("states", "name", "number"),
    [
        # Asked once; asked again where the answer cannot be read.
        ({"Ask": {**ASK, "Next": "Done"}, **END}, "Ask", 1),
        ({**LOOP, **enough({"Variable": "$.said", "StringEquals": "yes"}, "Ask")}, "Ask", 1),
        # All branches must come, one after the other in one of them.
        ({"Both": both(*TWO), **END}, "Both", 2),
        ({"Both": both(*TWO), **END}, "A", 1),
        (
            {"Both": both(branch(C={**ASK, "Next": "D"}, D={**ASK, "End": True}), *TWO), **END},
            "Both",
            4,
        ),
        # A machine's branch asks nobody.
        (
            {"Both": both(*TWO, branch(M={"Type": "Pass", "End": True})), **END},
            "Both",
            2,
        ),
        # Two of three are enough, in whatever words; an amount is no approval.
        ({"Both": both(*TWO, following="Count"), **enough(AT_LEAST_TWO)}, "Both", 2),
        (
            {
                "Both": both(*TWO, branch(C={**ASK, "End": True}), following="Count"),
                **enough({"Variable": "$.approvalCount", "NumericGreaterThan": 0}),
            },
            "Both",
            1,
        ),
        (
            {
                "Both": both(*TWO, following="Count"),
                **enough({"Not": {"Variable": "$.votes", "NumericLessThan": 2}}),
            },
            "Both",
            2,
        ),
        (
            {
                "Both": both(*TWO, following="Count"),
                **enough({"Variable": "$.amount", "NumericGreaterThan": 0}),
            },
            "Both",
            2,
        ),
        # Asked again until there are enough.
        ({**LOOP, **enough(AT_LEAST_TWO, "Ask")}, "Ask", 2),
        ({**LOOP, **enough({"Condition": "{% $count($signatures) > 2 %}"}, "Ask")}, "Ask", 3),
        ({**LOOP, **enough({"Condition": "{% $states.input.approvals>=2 %}"}, "Ask")}, "Ask", 2),
        # A list that stands in the file, less what may fail.
        ({"Each": each(Items=["a", "b", "c"]), **END}, "Each", 3),
        ({"Each": each(Items=["a", "b", "c"], ToleratedFailureCount=1), **END}, "Each", 2),
        ({"Each": each(Items=["a", "b", "c"], ToleratedFailurePercentage=50), **END}, "Each", 2),
        (
            {
                "Who": {"Type": "Pass", "Result": ["a", "b"], "ResultPath": "$.w", "Next": "Each"},
                "Each": each(ItemsPath="$.w"),
                **END,
            },
            "Each",
            2,
        ),
        ({"Each": {**each(ItemsPath="$.w"), "Next": "Count"}, **enough(AT_LEAST_TWO)}, "Each", 2),
    ],
)
def test_a_state_says_how_many_people_must_answer(
    states: dict[str, dict[str, Any]], name: str, number: int, reader: Reader
) -> None:
    """As many as its branches, items and the choice that counts approvals ask for."""
    outcome = reader(asl, "m.asl.json", machine(**states))
    quorum = outcome.graph.value(state("m.asl.json", name), AB.enforcedQuorum)
    assert quorum == Literal(number)


@pytest.mark.parametrize(
    ("states", "name"),
    [
        # Only machines work there; they start another workflow.
        ({"Go": {**COUNT, "Next": "Done"}, **END}, "Go"),
        # Ways that differ: a rejection ends the branch, a timeout goes around the second.
        (
            {
                "Both": both(
                    branch(
                        A={**ASK, "Next": "Yes?"},
                        **{
                            "Yes?": {
                                "Type": "Choice",
                                "Choices": [
                                    {"Variable": "$.a", "BooleanEquals": True, "Next": "B"}
                                ],
                                "Default": "E",
                            }
                        },
                        B={**ASK, "End": True},
                        E={"Type": "Pass", "End": True},
                    )
                ),
                **END,
            },
            "Both",
        ),
        (
            {
                "Both": both(
                    branch(
                        A={
                            **ASK,
                            "End": True,
                            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "E"}],
                        },
                        E={"Type": "Pass", "End": True},
                    )
                ),
                **END,
            },
            "Both",
        ),
        # A list, a share or a number that is only known at run time, and what is inside.
        ({"Each": each(ItemsPath="$.w"), **END}, "Each"),
        ({"Each": each(Items=["a", "b"]), **END}, "Ask"),
        ({"Each": each(Items=["a", "b"], ToleratedFailureCountPath="$.n"), **END}, "Each"),
        (
            {
                "Both": both(*TWO, following="Count"),
                **enough({"Variable": "$.approvals", "NumericEqualsPath": "$.quorum"}),
            },
            "Both",
        ),
        # It is asked again for as often as some number says, or until several count.
        ({**LOOP, **enough(RETRY, "Ask")}, "Ask"),
        ({"Both": both(*TWO, following="Count"), **enough(AT_LEAST_TWO, "Both")}, "Both"),
    ],
)
def test_a_state_that_does_not_say_how_many_must_answer_is_left_unsaid(
    states: dict[str, dict[str, Any]], name: str, reader: Reader
) -> None:
    """Nobody is told of too few where the file leaves the number open."""
    outcome = reader(asl, "m.asl.json", machine(**states))
    assert outcome.graph.value(state("m.asl.json", name), AB.enforcedQuorum) is None


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ({"Type": "Task", "ResultPath": "$.review"}, {"$.review"}),
        ({"Type": "Task", "ResultPath": "$"}, set()),
        ({"Type": "Task", "ResultPath": None}, set()),
        ({"Type": "Task"}, set()),
        (
            {"Type": "Task", "ResultPath": "$.review", "ResultSelector": {"ok.$": "$.Payload.ok"}},
            {"$.review.ok"},
        ),
        ({"Type": "Task", "ResultSelector": {"ok.$": "$.Payload.ok", "n": 1}}, {"$.ok", "$.n"}),
        ({"Type": "Pass", "Result": {"seen": True}, "ResultPath": "$.a"}, {"$.a.seen"}),
        ({"Type": "Pass", "Result": 5, "ResultPath": "$.amount"}, {"$.amount"}),
        ({"Type": "Pass"}, set()),
        ({"Type": "Task", "Parameters": {"sent.$": "$.x"}, "ResultPath": "$.a"}, {"$.a"}),
        ({"Type": "Task", "Assign": {"total.$": "$.sum"}}, {"$total"}),
        ({"Type": "Wait", "Seconds": 1, "ResultPath": "$.no"}, set()),
    ],
)
def test_a_state_writes_what_its_result_is_put_into(
    said: dict[str, Any], written: set[str], reader: Reader
) -> None:
    """ResultPath, ResultSelector, Result and Assign say so; what is sent to a task is no result."""
    task = {"Resource": "arn:x"} if said["Type"] == "Task" else {}
    graph = reader(asl, "m.asl.json", machine(S={**said, **task, "End": True})).graph
    fields = set(graph.objects(state("m.asl.json", "S"), AB.writes))
    assert {str(graph.value(one, RDFS.label)) for one in fields} == written


def test_what_is_written_and_asked_for_is_one_field(reader: Reader) -> None:
    """So a page of the field shows both."""
    choice = {"Variable": "$.amount", "NumericLessThan": 5, "Next": "E"}
    text = machine(
        S={"Type": "Task", "Resource": "arn:x", "ResultPath": "$.amount", "Next": "C"},
        C={"Type": "Choice", "Choices": [choice], "Default": "E"},
        E={"Type": "Succeed"},
    )
    graph = reader(asl, "m.asl.json", text).graph
    written = graph.value(state("m.asl.json", "S"), AB.writes)
    assert written is not None
    assert (state("m.asl.json", "C"), AB.reads, written) in graph
