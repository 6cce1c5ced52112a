"""Tests of the loader of CNCF Serverless Workflow."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from golden import BASE, cases, read
from rdflib import PROV, RDF, RDFS, Literal, URIRef

from asbuilt.loaders import asl, serverless_workflow
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

CASES = cases(Path(__file__).parent, ".sw.yaml", ".sw.json")
WORK = "set: {a: 1}"


def dsl(*tasks: str) -> str:
    """Give a workflow of DSL 1.0 with these tasks, each in one line of flow style."""
    lines = "\n".join(f"  - {task}" for task in tasks)
    return f"document: {{dsl: 1.0.0, namespace: n, name: w, version: 1.0.0}}\ndo:\n{lines}\n"


def states(*some: str) -> str:
    """Give a workflow of version 0.8 with these states, each in one line of flow style."""
    lines = "\n".join(f"  - {state}" for state in some)
    return f'id: w\nspecVersion: "0.8"\nstates:\n{lines}\n'


def ways(outcome: Outcome) -> dict[tuple[str, str], str]:
    """Give the kinds of transitions by the names of their ends."""
    graph = outcome.graph
    return {
        (name(graph.value(one, AB["from"])), name(graph.value(one, AB.to))): str(
            graph.value(one, AB.transitionKind)
        )
        for one in graph.subjects(RDF.type, AB.Transition)
    }


def marked(outcome: Outcome, flag: URIRef) -> set[str]:
    """Give the names of states that bear a flag."""
    return {name(one) for one in outcome.graph.subjects(flag)}


def name(iri: object) -> str:
    """Give the last name of a state's IRI."""
    return str(iri).rpartition("/")[2]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_workflow_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert serverless_workflow.claims(path, read_head(path))
    golden(serverless_workflow, path, domain="digital", system="Shop")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_json_and_yaml_give_the_same_graph(path: Path, reader: Reader) -> None:
    """All but the lines is the same."""
    plain = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - BaseLoader constructs text only
    words = {"true": True, "false": False, "1000": 1000}

    def typed(value: object) -> object:
        if isinstance(value, dict):
            return {key: typed(one) for key, one in value.items()}
        if isinstance(value, list):
            return [typed(one) for one in value]
        return words.get(str(value), int(str(value)) if str(value).isdecimal() else value)

    found = []
    for ending, text in (
        ("json", json.dumps(typed(plain))),
        ("yaml", yaml.safe_dump(typed(plain), sort_keys=False)),
    ):
        path = Path(f"w.{ending}")
        assert serverless_workflow.claims(path, text.encode())
        outcome = reader(serverless_workflow, f"w.{ending}", text, domain="digital")
        graph = outcome.graph.serialize(format="nt").replace(f"w.{ending}", "w")
        found.append({line for line in graph.splitlines() if str(PROV) not in line})
    assert found[0] == found[1]


def test_what_may_open_doors_is_not_in_the_graph() -> None:
    """Passwords and tokens are left out wherever they stand; computed ones say nothing."""
    for path in CASES:
        outcome = read(serverless_workflow, path, domain="digital")
        told = outcome.graph.serialize(format="nt")
        assert not [word for word in ("p4ssw0rd", "s3cret", "t0k3n") if word in told], path
        assert outcome.unread["what may open doors"] >= 1


def test_tasks_follow_each_other_unless_a_directive_says_otherwise(reader: Reader) -> None:
    """A task of a name, the end of the list, or the end of the workflow."""
    text = dsl(
        f"a: {{{WORK}, then: c}}",
        f"b: {{{WORK}, then: end}}",
        f"c: {{do: [{{x: {{{WORK}, then: exit}}}}, {{y: {{{WORK}}}}}]}}",
        f"d: {{{WORK}}}",
    )
    outcome = reader(serverless_workflow, "w.yaml", text, domain="digital")
    assert ways(outcome) == {
        ("a", "c"): "next",
        ("c", "x"): "branch",
        ("x", "d"): "join",
        ("y", "d"): "join",
    }
    assert marked(outcome, AB.isInitial) == {"a"}
    assert marked(outcome, AB.isFinal) == {"b", "d"}


def test_a_task_that_may_be_skipped_is_gone_around(reader: Reader) -> None:
    """Its condition guards the way in, and the way around is the default."""
    text = dsl(f"a: {{{WORK}}}", f"b: {{if: .x, {WORK}}}", f"c: {{{WORK}}}")
    outcome = reader(serverless_workflow, "w.yaml", text, domain="digital")
    assert ways(outcome) == {("a", "b"): "choice", ("a", "c"): "default", ("b", "c"): "next"}
    assert {str(one) for one in outcome.graph.objects(None, AB.condition)} == {".x"}
    text = dsl(f"a: {{if: .x, {WORK}}}", f"b: {{if: .y, {WORK}}}")
    outcome = reader(serverless_workflow, "w.yaml", text, domain="digital")
    assert marked(outcome, AB.isInitial) == {"a", "b"}
    assert marked(outcome, AB.isFinal) == {"a", "b"}


def test_branches_are_entered_together_and_joined(reader: Reader) -> None:
    """A fork leads into each branch, and each branch to what follows; competing ones are told."""
    branches = f"[{{x: {{{WORK}}}}}, {{y: {{{WORK}}}}}]"
    text = dsl(f"a: {{fork: {{compete: true, branches: {branches}}}}}", f"b: {{{WORK}}}")
    outcome = reader(serverless_workflow, "w.yaml", text, domain="digital")
    assert ways(outcome) == {
        ("a", "x"): "branch",
        ("a", "y"): "branch",
        ("x", "b"): "join",
        ("y", "b"): "join",
    }
    assert (None, AB.elementKind, Literal("fork (compete)")) in outcome.graph


@pytest.mark.parametrize(
    ("said", "waits"), [("", True), ("await: true, ", True), ("await: false, ", False)]
)
def test_a_workflow_that_is_run_is_waited_for_unless_it_says_otherwise(
    said: str, reader: Reader, *, waits: bool
) -> None:
    """DSL 1.0: `run.await` is true where it is left out."""
    text = dsl(f"a: {{run: {{{said}workflow: {{namespace: d, name: pay, version: '1'}}}}}}")
    graph = reader(serverless_workflow, "w.yaml", text, domain="digital").graph
    assert len(list(graph.objects(None, AB.calls))) == 1
    assert [str(one) for one in graph.objects(None, AB.isAwaited)] == ([] if waits else ["false"])


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [("async", "async", False), ("async", "sync", True), ("sync", "async", True)],
)
def test_one_awaited_workflow_among_several_is_waited_for(
    first: str, second: str, reader: Reader, *, waits: bool
) -> None:
    """Versions 0.7 and 0.8: `invoke` of each reference to a workflow."""
    actions = ", ".join(
        f'{{"subFlowRef": {{"workflowId": "{how}{number}", "invoke": "{how}"}}}}'
        for number, how in enumerate((first, second))
    )
    text = (
        '{"id": "w", "specVersion": "0.8", "name": "W", "start": "a", "states": [{"name": "a",'
        f' "type": "operation", "actions": [{actions}], "end": true}}]}}'
    )
    graph = reader(serverless_workflow, "w.sw.json", text, domain="digital").graph
    assert len(list(graph.objects(None, AB.calls))) == 2
    assert [str(one) for one in graph.objects(None, AB.isAwaited)] == ([] if waits else ["false"])


def test_an_error_leads_to_the_nearest_block_that_catches_it(reader: Reader) -> None:
    """One that catches everything ends the search; a filter lets the error through as well."""
    inner = "try: [{x: {call: f}}], catch: {errors: {with: {status: 404}}, do: [{h: {set: {}}}]}"
    text = dsl(f"a: {{try: [{{b: {{{inner}}}}}], catch: {{do: [{{o: {{set: {{}}}}}}]}}}}")
    outcome = reader(serverless_workflow, "w.yaml", text, domain="digital")
    found = ways(outcome)
    assert found["x", "h"] == "catch"
    assert found["x", "o"] == "catch"
    assert ("h", "o") not in found
    text = dsl("a: {try: [{x: {raise: {error: e}}}], catch: {}}", f"b: {{{WORK}}}")
    outcome = reader(serverless_workflow, "w.yaml", text, domain="digital")
    assert ways(outcome) == {("a", "x"): "branch", ("x", "b"): "catch"}
    assert marked(outcome, AB.isFinal) == {"b"}


def test_what_is_repeated_may_be_done_no_time_at_all(reader: Reader) -> None:
    """A loop over a list that is empty goes straight on."""
    text = dsl(f"a: {{for: {{in: .l}}, do: [{{x: {{{WORK}}}}}]}}", f"b: {{{WORK}}}")
    found = ways(reader(serverless_workflow, "w.yaml", text, domain="digital"))
    assert found == {("a", "x"): "branch", ("x", "b"): "join", ("a", "b"): "next"}


def test_what_is_run_before_a_timeout_is_reached_from_every_state(reader: Reader) -> None:
    """The workflow may be ended at any of them."""
    text = (
        states(
            "{name: a, type: inject, transition: b}",
            "{name: b, type: inject, end: true}",
            "{name: c, type: inject, end: true}",
        )
        + "timeouts: {workflowExecTimeout: {duration: P1D, runBefore: c}}"
    )
    found = ways(reader(serverless_workflow, "w.yaml", text, domain="digital"))
    assert found == {("a", "b"): "next", ("a", "c"): "catch", ("b", "c"): "catch"}
    outcome = reader(serverless_workflow, "w.yaml", text.replace("runBefore: c", "runBefore: d"))
    assert "'d'" in outcome.problems[0].message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (dsl(f"a: {{{WORK}, then: gone}}"), "'gone', which is not in its list"),
        (dsl("a: {do: [{x: {then: b, set: {}}}]}", "b: {set: {}}"), "'b', which is not in its"),
        (dsl("a: {metadata: {}}"), "nothing says what the task 'a' does"),
        (states("{name: a, type: inject, transition: gone}"), "'gone', which is no state"),
        (states("{name: a, type: inject}"), "neither where work goes next nor that it ends"),
        (states("{name: a, type: odd, end: true}"), "unknown type 'odd'"),
        (states("{name: a, type: inject, end: true}").replace("id: w", "id: w\nstart: b"), "'b'"),
        (states("{name: a, type: operation, actions: [{functionRef: f}], end: true}"), "'f'"),
    ],
)
def test_what_leads_nowhere_is_told_with_its_line(text: str, words: str, reader: Reader) -> None:
    """Nothing is made up in its place."""
    outcome = reader(serverless_workflow, "w.yaml", text, domain="digital")
    [problem] = outcome.problems
    assert problem.severity == "warning"
    assert problem.place.line is not None
    assert words in problem.message
    assert "gone" not in {str(one) for one in outcome.graph.objects(None, RDFS.label)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("{", "not valid YAML"),
        ("a: 1", "neither document and do"),
        ("document: {dsl: 1.0.0}\ndo: []", "no name"),
        ("specVersion: '0.8'\nstates: []", "no id and no name"),
        (states().replace("states:", "states: []"), "no states"),
        (dsl(f"a: {{{WORK}}}", f"a: {{{WORK}}}"), "called 'a', on lines 3 and 4"),
        (dsl(f"{{a: {{{WORK}}}, b: {{{WORK}}}}}"), "holds 2 tasks"),
        (dsl("a: 1"), "no object"),
        (dsl("a: {do: 1}"), "no list of tasks at do/a/do"),
        (states("{name: a, type: inject}", "{name: a, type: inject}"), "on lines 4 and 5"),
        (states("{type: inject}"), "no name"),
        (dsl("a: " + "{do: [{a: " * 120 + "{set: {}}" + "}]}" * 120), "deeper"),
        ("document: {dsl: 1.0.0, name: w}\ndo: &a [*a]", "inside what it stands for"),
    ],
)
def test_what_is_no_workflow_is_refused_with_one_clear_error(
    content: str, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(serverless_workflow, "w.yaml", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_names_never_break_out_of_an_address(reader: Reader) -> None:
    """Whatever a task is called is escaped in its IRI and stays as it is in its label."""
    text = dsl(f"'a/b> <c': {{{WORK}}}")
    graph = reader(serverless_workflow, "w.yaml", text, domain="digital").graph
    [state] = graph.subjects(RDF.type, AB.State)
    assert state == URIRef(f"{BASE}w.yaml#do/a~1b%3E%20%3Cc")
    assert graph.value(state, RDFS.label) == Literal("a/b> <c")


def test_other_files_are_not_claimed() -> None:
    """Neither ordinary JSON and YAML nor the state machines of another language are."""
    claims = serverless_workflow.claims
    assert claims(Path("w.yml"), dsl("a: {set: {}}").replace("{dsl", "\n  {dsl").encode()) is False
    assert claims(Path("w.yaml"), b"document:\n  dsl: '1.0.0'\n  name: w\ndo:\n  - a:\n")
    assert claims(Path("w.sw.yml"), b"anything")
    assert not claims(Path("w.yaml"), b"document:\n  name: w\ndo:\n  - a:\n")
    assert not claims(Path("w.yaml"), b"specVersion: 1\nname: x\n")
    schema = b'{"properties": {"specVersion": {"type": "string"}, "states": {}, "functions": {}}}'
    assert not claims(Path("workflow.json"), schema)
    assert not claims(Path("w.json"), b'{"StartAt": "a", "States": {"a": {"Type": "Pass"}}}')
    assert not claims(Path("w.txt"), b"document:\n  dsl: '1.0.0'\ndo:\n")
    for path in CASES:
        assert not asl.claims(Path(f"w{path.suffix}"), path.read_bytes())


@pytest.mark.corpus
def test_every_public_workflow_loads_and_its_counts_agree(corpus: Path) -> None:
    """Tasks are as many of each kind as listed.

    The list leaves out the tasks that are done for each message of a subscription, one file's.
    """
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    sign = "serverless-workflow "
    listed = {name: said for name, said in rows.items() if said.startswith(sign)}
    assert len(listed) >= 60
    kinds = {"call", "do", "emit", "for", "fork", "listen", "raise", "run", "set", "switch", "try"}
    for path, said in listed.items():
        counted = json.loads(said.removeprefix(sign))
        assert serverless_workflow.claims(corpus / path, read_head(corpus / path)), path
        outcome = read(serverless_workflow, corpus / path, domain="digital")
        assert not outcome.problems, path
        assert outcome.version == counted["dsl"]
        found = {k: n for k, n in outcome.elements.items() if k in kinds | {"wait"}}
        if path.endswith("call-asyncapi-subscribe-consume-forever-foreach.yaml"):
            assert found == {"call": 1, "emit": 1}
            continue
        assert found == counted["tasks_by_kind"], path
