"""What people ask of a loaded graph: ``query``, ``trace``, ``why`` and ``export``."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from rdflib import Dataset, Graph

if TYPE_CHECKING:
    from pathlib import Path

    from program import Process, Program

    from asbuilt.workspace import Workspace

QUESTIONS = (
    "automated-or-manual",
    "who-owns-each-stage",
    "what-evidence",
    "how-exceptions",
    "which-policies",
)
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
BASE = "https://example.org/p2p/"


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_in_names_not_in_addresses(name: str, on_example: Program) -> None:
    """A table has headings and names for people; what scripts take has the IRIs."""
    table = on_example("query", name)
    assert table.code == 0
    assert "Approve order" in table.out
    assert "http" not in table.out
    rows = list(csv.reader(io.StringIO(on_example("query", name, "--format", "csv").out)))
    assert len(table.out.splitlines()) == len(rows)
    assert f"{len(rows) - 1} rows" in table.err
    assert any(cell.startswith(BASE) for cell in rows[1])


def test_things_of_one_name_are_told_apart_in_a_table(on_example: Program) -> None:
    """Where a column holds two things of one name, each shows its address, too."""
    said = on_example("query", "things-by-name", "-p", "name=approve order").out
    assert "Approve order (process/purchase-to-pay.bpmn#Task_Approve)" in said
    assert "Approve order (erp/order-approval.asl.json#Approve%20order)" in said
    assert "ab:Approval" in said


def test_an_answer_comes_in_every_format(on_example: Program) -> None:
    """Each format of a table reads back with as many rows."""
    count = len(list(csv.reader(io.StringIO(on_example("query", "kinds", "--format=csv").out)))) - 1
    assert count > 20
    assert len(on_example("query", "kinds", "--format", "tsv").out.splitlines()) - 1 == count
    for flag in (["--format", "json"], ["--json"]):
        data = on_example("query", "kinds", *flag).data
        assert data["head"]["vars"] == ["kind", "count"]
        assert len(data["results"]["bindings"]) == count
    root = etree.fromstring(on_example("query", "kinds", "--format", "xml").out.encode())
    assert len(root.findall(".//{*}result")) == count


def test_a_table_is_no_graph(on_example: Program) -> None:
    """What cannot be is said, with what can."""
    done = on_example("query", "kinds", "--format", "turtle")
    assert done.code == 2
    assert "csv, tsv, json, xml" in done.err


def test_a_parameter_narrows_the_answer(on_example: Program) -> None:
    """By identifier, label or IRI."""
    everything = on_example("query", "which-policies").out.splitlines()
    iri = f"{BASE}process/invoice-exception.bpmn#Process_InvoiceException"
    narrowed = {
        on_example("query", "which-policies", "-p", f"process={name}").out
        for name in ("Invoice exception handling", "Process_InvoiceException", iri)
    }
    (said,) = narrowed
    assert 1 < len(said.splitlines()) < len(everything)
    assert "Purchase to pay" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["which-polices"], "one of: which-policies"),
        (["which-policies", "-p", "proces=x"], "one of: process"),
        (["which-policies", "-p", "process"], "write --param key=value"),
        (["which-policies", "-p", "process=Nirvana"], "no thing is called 'Nirvana'"),
        (["thing-facts"], "add --param thing="),
        (["nowhere.rq"], "no such file"),
    ],
)
def test_a_wrong_question_is_told_with_the_right_one(
    arguments: list[str], words: str, on_example: Program
) -> None:
    """Exit code 2, what is wrong, and how to say it."""
    done = on_example("query", *arguments)
    assert done.code == 2
    assert words in done.err


def test_a_number_or_date_must_be_one(on_example: Program, tmp_path: Path) -> None:
    """A parameter of a person's own query is read by its kind."""
    path = tmp_path / "samples.rq"
    path.write_text(
        "#+ parameters:\n#+   since: {summary: First day, kind: date}\n"
        "#+   least: {summary: Least value, kind: number}\n"
        "SELECT ?since ?least { VALUES ?since { UNDEF } VALUES ?least { UNDEF } }",
        encoding="utf-8",
    )
    done = on_example("query", path, "-p", "since=2026-01-31", "-p", "least=-2.5")
    assert done.out.splitlines()[1].split() == ["2026-01-31", "-2.5"]
    for wrong, words in (("since=yesterday", "is no date"), ("least=2,5", "is no number")):
        done = on_example("query", path, "-p", wrong)
        assert done.code == 2
        assert words in done.err


def test_named_queries_are_listed_with_their_parameters(on_example: Program) -> None:
    """The five questions come first."""
    lines = on_example("query").out.splitlines()
    assert lines[0] == "questions"
    assert {line.split()[0] for line in lines[1:12]} >= set(QUESTIONS)
    assert any("--param process=" in line for line in lines)


def test_a_query_comes_from_a_file_or_standard_input(
    on_example: Program, installed: Process, example_workspace: Workspace, tmp_path: Path
) -> None:
    """SELECT, ASK and CONSTRUCT are answered, each in its own form."""
    ask = "ASK { ?s a <https://w3id.org/asbuilt/ns#Process> }"
    folder = example_workspace.folder
    assert installed("query", "-", "-w", folder, given=ask).out == "true\n"
    (tmp_path / "mine.rq").write_text(
        "#+ columns: {n: How many}\n"
        "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/asbuilt/ns#Process> }",
        encoding="utf-8",
    )
    assert on_example("query", tmp_path / "mine.rq").out.split() == ["How", "many", "3"]
    build = "CONSTRUCT WHERE { ?s a <https://w3id.org/asbuilt/ns#Process> }"
    (tmp_path / "build.rq").write_text(build, encoding="utf-8")
    assert len(Graph().parse(data=on_example("query", tmp_path / "build.rq").out)) == 3


def test_a_query_that_cannot_be_parsed_is_told_with_its_place(
    installed: Process, example_workspace: Workspace
) -> None:
    """Line and column, in words; and nothing is fetched from elsewhere."""
    folder = example_workspace.folder
    done = installed("query", "-", "-w", folder, given="SELECT *\nWHERE { ?s ?p }")
    assert done.code == 2
    assert "asbuilt: 2:16: the query cannot be parsed" in done.err
    call = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    done = installed("query", "-", "-w", folder, given=call)
    assert done.code == 2
    assert "SERVICE is not allowed" in done.err


def test_a_query_can_be_printed_with_its_parameters_bound(on_example: Program) -> None:
    """For those who want to go on from it."""
    said = on_example("query", "which-policies", "-p", "process=Purchase to pay", "--text").out
    assert f"VALUES ?process {{ <{BASE}process/purchase-to-pay.bpmn#Process_PurchaseToPay> }}" in (
        said
    )


def test_threads_are_followed_both_ways(on_example: Program) -> None:
    """Up to the policy, down to people; each way alone where it is asked for."""
    both = on_example("trace", "Task_Approve")
    assert both.code == 0
    up, down = (
        on_example("trace", "Task_Approve", "--up"),
        on_example("trace", "Task_Approve", "--down"),
    )
    assert both.out == up.out + down.out
    assert "serves Purchasing policy (Policy)" in up.out
    assert "is held by" in down.out
    near = on_example("trace", "Task_Approve", "--up", "--depth", 1)
    assert "Purchasing policy" not in near.out
    assert "--depth goes further" in near.out


def test_a_trace_as_json_is_a_tree_for_each_way(on_example: Program) -> None:
    """By the format or by the flag, the same."""
    data = on_example("trace", "Task_Approve", "--json").data
    assert data == on_example("trace", "Task_Approve", "--format", "json").data
    assert set(data) == {"up", "down"}
    assert data["up"]["label"] == "Approve order"
    assert data["up"]["thing"] == f"{BASE}process/purchase-to-pay.bpmn#Task_Approve"
    assert {"thing", "label", "kind", "phrase", "children"} <= set(data["up"]["children"][0])


def test_a_trace_can_be_drawn(on_example: Program) -> None:
    """As SVG that is well-formed, and as Mermaid."""
    root = etree.fromstring(on_example("trace", "C-01", "--format", "svg").out.encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Order approval" in "".join(str(text) for text in root.itertext())
    said = on_example("trace", "C-01", "--format", "mermaid").out
    assert said.startswith("flowchart LR\n")


@pytest.mark.parametrize("command", [["trace"], ["why", "POL-01"]])
def test_a_name_that_is_not_clear_lists_what_it_may_mean(
    command: list[str], on_example: Program
) -> None:
    """Ambiguous: all that bear it; unknown: those that sound like it."""
    done = on_example(*command, "Approve order")
    assert done.code == 2
    assert "several things are called 'Approve order'" in done.err
    assert "#Task_Approve" in done.err
    assert "#Approve%20order" in done.err
    done = on_example(*command, "Aprove ordr")
    assert done.code == 2
    assert "Approve order" in done.err


def test_why_two_things_hang_together(on_example: Program) -> None:
    """The shortest thread, in words and as JSON."""
    done = on_example("why", "POL-01", "Task_Approve")
    assert done.code == 0
    assert [line.strip() for line in done.out.splitlines()] == [
        "Purchasing policy (Policy)",
        "is served by Order approval (Control)",
        "acts at Approve order (Approval)",
    ]
    data = on_example("why", "POL-01", "Task_Approve", "--json").data
    assert [link["phrase"] for link in data["path"]] == ["is served by", "acts at"]
    assert data["second"] == data["path"][-1]["target"]


def test_why_nothing_joins_two_things(on_example: Program) -> None:
    """Exit code 1, and it is said."""
    done = on_example("why", "POL-01", "asb:Process")
    assert done.code == 2
    lone = f"{BASE}inspection/current"
    done = on_example("why", "POL-01", lone)
    assert done.code == 1
    assert "Nothing joins Purchasing policy and" in done.out
    done = on_example("why", "POL-01", lone, "--json")
    assert done.code == 1
    assert done.data["path"] is None


@pytest.mark.parametrize(
    ("form", "parser"), [("trig", "trig"), ("nq", "nquads"), ("jsonld", "json-ld")]
)
@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning", "ignore:ConjunctiveGraph")
def test_the_graph_can_be_taken_away_whole(
    form: str, parser: str, on_example: Program, example_workspace: Workspace, tmp_path: Path
) -> None:
    """Read back by rdflib, each named graph has as many triples as in the store."""
    out = tmp_path / "graph"
    assert on_example("export", "--format", form, "-o", out).code == 0
    dataset = Dataset()
    dataset.parse(out, format=parser)
    with closing(example_workspace.store()) as store:
        held = {str(name): size for name, size in store.graphs().items()}
    assert len(held) > 30
    assert {str(one.identifier): len(one) for one in dataset.graphs() if len(one)} == held


def test_things_and_relations_can_be_taken_to_a_graph_editor(
    on_example: Program, tmp_path: Path
) -> None:
    """GraphML: well-formed, each edge between nodes that are there, named as people name them."""
    out = tmp_path / "graph.graphml"
    assert on_example("export", "--format", "graphml", "-o", out).code == 0
    root = etree.parse(out).getroot()
    nodes = {
        node.get("id"): {item.get("key"): item.text for item in node}
        for node in root.iter(f"{GRAPHML}node")
    }
    assert nodes[f"{BASE}process/purchase-to-pay.bpmn#Task_Approve"] == {
        "label": "Approve order",
        "kind": "Approval",
    }
    edges = [
        (edge.get("source"), edge[0].text, edge.get("target"))
        for edge in root.iter(f"{GRAPHML}edge")
    ]
    assert len(edges) > 1000
    assert len(edges) == len(set(edges))
    assert {end for source, _, target in edges for end in (source, target)} <= set(nodes)
    assert "ab:controlledBy" in {relation for _, relation, _ in edges}


def test_an_export_goes_through_a_pipe(installed: Process, example_workspace: Workspace) -> None:
    """Without a file it is written to standard output and nothing else is."""
    done = installed("export", "--format", "jsonld", "-w", example_workspace.folder)
    assert done.code == 0
    assert json.loads(done.out)
