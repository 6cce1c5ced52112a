"""``asbuilt read``: a dry run of the loaders, as a person or a script sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rdflib import RDF, Graph

from asbuilt.resources import EXAMPLE
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from program import Program

KEYS = {"file", "format", "version", "facts", "elements", "kept", "unread", "problems"}
_BPMN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
COLUMN = {"column", "heading", "field", "confidence", "because", "samples"}
PROBLEM = {"severity", "file", "line", "locator", "message", "fix"}


def test_a_ledger_as_json_has_the_promised_shape(asbuilt: Program) -> None:
    """One object for each file, in the order in which they were named."""
    files = [EXAMPLE / "process/purchase-to-pay.bpmn", EXAMPLE / "registers/governance.xlsx"]
    done = asbuilt("read", *files, "--json")
    assert done.code == 0
    assert [one["file"] for one in done.data] == [str(file) for file in files]
    for one in done.data:
        assert set(one) - {"tables"} == KEYS
        assert all(set(problem) == PROBLEM for problem in one["problems"])
    model, register = done.data
    assert model["format"] == "bpmn"
    assert model["elements"]["userTask"] > 5
    assert register["elements"] == {"row": 58}
    assert any(problem["locator"] == "RACI!A1" for problem in register["problems"])
    assert "tables" not in model
    (raci, *_) = register["tables"]
    assert (raci["place"], raci["table"], raci["used"]) == ("RACI!A1", "raci", True)
    assert set(raci["columns"][0]) == COLUMN


@pytest.mark.parametrize(
    ("name", "content", "place", "cause"),
    [
        ("broken.bpmn", _BPMN + "\n  <process id='p'>", "2: error: ", "not well-formed XML"),
        ("broken.asl.json", '{"StartAt": "A",\n "States": {', "2: error: ", "JSON"),
        ("notes.txt", "Dear all,\nplease approve.\n", "", "no loader knows"),
        ("empty.csv", "", "", "no loader knows"),
    ],
)
def test_a_refused_file_is_told_with_place_cause_and_fix(
    name: str, content: str, place: str, cause: str, *, asbuilt: Program, tmp_path: Path
) -> None:
    """Exit code 2, and a message from which its reader can go on; the same as JSON."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = asbuilt("read", tmp_path / name)
    assert done.code == 2
    assert f"{tmp_path / name}: refused" in done.out
    assert f"{name}:{place}" in done.out
    assert cause in done.out
    assert "error: " in done.out
    assert "fix: " in done.out
    told = asbuilt("read", tmp_path / name, "--json")
    assert told.code == 2
    (problem,) = [one for one in told.data[0]["problems"] if one["severity"] == "error"]
    assert problem["message"] in done.out
    assert problem["fix"]
    assert told.data[0]["facts"] == 0


def test_a_file_that_is_not_what_its_ending_says_is_told_what_it_lacks(
    asbuilt: Program, tmp_path: Path
) -> None:
    """Its format is known by the ending, so the reader learns more than that nobody reads it."""
    (tmp_path / "model.bpmn").write_text("<definitions><process/></definitions>", encoding="utf-8")
    done = asbuilt("read", tmp_path / "model.bpmn")
    assert done.code == 2
    assert "not BPMN 2.0: the document is <definitions>, not <definitions> of http" in done.out


def test_one_refused_file_does_not_hide_the_others(asbuilt: Program, tmp_path: Path) -> None:
    """All files are read, and the exit code says that one was refused."""
    (tmp_path / "broken.bpmn").write_text("<a", encoding="utf-8")
    done = asbuilt("read", tmp_path / "broken.bpmn", EXAMPLE / "registers/roles.csv")
    assert done.code == 2
    assert "roles.csv: register" in done.out


def test_the_facts_can_be_written_as_turtle(asbuilt: Program, tmp_path: Path) -> None:
    """The file reads back as the number of facts that the ledger tells."""
    out = tmp_path / "facts.ttl"
    file = EXAMPLE / "process/supplier-onboarding.bpmn"
    done = asbuilt("read", file, "-o", out, "--base", "https://example.org/mine/", "--json")
    graph = Graph().parse(out)
    assert len(graph) == done.data[0]["facts"] > 100
    (process,) = graph.subjects(RDF.type, AB.Process)
    assert str(process).startswith("https://example.org/mine/supplier-onboarding.bpmn#")


def test_the_side_of_the_boundary_decides_what_a_model_is(asbuilt: Program, tmp_path: Path) -> None:
    """The same BPMN file is a process as intent and a workflow as what a system runs."""
    file, out = EXAMPLE / "process/supplier-onboarding.bpmn", tmp_path / "facts.ttl"
    asbuilt("read", file, "--domain", "digital", "-o", out)
    graph = Graph().parse(out)
    assert list(graph.subjects(RDF.type, AB.Workflow))
    assert not list(graph.subjects(RDF.type, AB.Process))


@pytest.mark.parametrize("head", ["", "[[source]]\n"])
def test_a_mapping_file_tells_what_headings_mean(
    head: str, asbuilt: Program, tmp_path: Path
) -> None:
    """The same keys as in asbuilt.toml, with or without the table's head."""
    table = tmp_path / "liste.csv"
    table.write_text("Nr;Bezeichnung der Rolle\n1;Einkäufer\n", encoding="utf-8")
    columns = "[source.columns]" if head else "[columns]"
    told = f'{head}table = "roles"\n{columns}\nname = "Bezeichnung der Rolle"\n'
    (tmp_path / "map.toml").write_text(told, encoding="utf-8")
    out = tmp_path / "facts.ttl"
    done = asbuilt("read", table, "--map", tmp_path / "map.toml", "-o", out)
    assert done.code == 0
    assert len(list(Graph().parse(out).subjects(RDF.type, AB.Role))) == 1


def test_a_broken_mapping_file_is_told_with_its_line(asbuilt: Program, tmp_path: Path) -> None:
    """It is the mapping that is wrong, not the file that is read."""
    (tmp_path / "map.toml").write_text('table = "roles"\ncolumns = \n', encoding="utf-8")
    done = asbuilt("read", EXAMPLE / "registers/roles.csv", "--map", tmp_path / "map.toml")
    assert done.code == 2
    assert "map.toml" in done.err
    assert "line 2" in done.err


def test_an_unknown_format_lists_those_there_are(asbuilt: Program) -> None:
    """The mistake is the reader's, and is told as such."""
    done = asbuilt("read", EXAMPLE / "registers/roles.csv", "--format", "visio")
    assert done.code == 2
    assert "no format is called 'visio'" in done.err
    assert "bpmn" in done.err
    assert "fault of Asbuilt" not in done.out + done.err


def test_a_file_that_is_not_there_is_told(asbuilt: Program) -> None:
    """The name is in the message."""
    done = asbuilt("read", "nowhere.bpmn")
    assert done.code == 2
    assert "nowhere.bpmn" in done.err
