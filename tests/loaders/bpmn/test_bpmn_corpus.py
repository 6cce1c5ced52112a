"""Tests of the BPMN loader on public files of many tools, where those are at hand."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from golden import read
from lxml import etree
from rdflib import DCTERMS, RDF, Literal

from asbuilt.loaders import bpmn
from asbuilt.loaders.bpmn.names import DATA, FLOW_NODES, IMPLIED, MODEL, REFERENCES, TASKS
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from golden import Outcome

pytestmark = pytest.mark.corpus

KINDS = {
    "processes": {"process"},
    "participants": {"participant"},
    "lanes": {"lane"},
    "flow_nodes": FLOW_NODES,
    "tasks": TASKS,
    "sequence_flows": {"sequenceFlow"},
    "message_flows": {"messageFlow"},
    "data": DATA,
}
"""What the manifest counts, in the words of the ledger; its tasks hold global tasks too."""
GLOBAL_TASKS = {"globalTask", "globalUserTask"}


def test_every_file_loads_or_is_refused_for_a_reason_and_its_counts_agree(corpus: Path) -> None:
    """Files that are not UTF-8 or give an id twice are refused; all others count as listed."""
    manifest = _manifest(corpus)
    files = sorted(corpus.rglob("*.bpmn"))
    assert len(files) >= len(manifest) > 300
    refused = set()
    unequal = []
    for path in files:
        name = path.relative_to(corpus).as_posix()
        assert bpmn.claims(path, read_head(path)), name
        outcome = read(bpmn, path, name=name)
        errors = [problem for problem in outcome.problems if problem.severity == "error"]
        assert "duplicate_ids" not in manifest.get(name, {}) or errors, name
        if errors:
            assert all("stands twice" in one.message or "encod" in one.message for one in errors)
            refused.add(name)
            continue
        unequal += [f"{name}: {line}" for line in _unequal(outcome, manifest.get(name))]
        _every_identifier_is_told_of(path, outcome)
    assert not unequal, "\n".join(unequal)
    assert len(refused) <= 4


def _manifest(corpus: Path) -> dict[str, dict[str, object]]:
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    contents = {row["path"]: row["contains"] for row in rows}
    return {
        path: json.loads(contains.removeprefix("bpmn "))
        for path, contains in contents.items()
        if contains.startswith("bpmn ")
    }


def _unequal(outcome: Outcome, counted: dict[str, object] | None) -> list[str]:
    if counted is None:
        return []
    found = outcome.elements | {
        kind: outcome.kept.get(kind, 0) + outcome.elements.get(kind, 0) for kind in outcome.kept
    }
    lines = []
    for name, kinds in KINDS.items():
        number = sum(found.get(kind, 0) for kind in kinds)
        if name == "tasks":
            number += sum(found.get(kind, 0) for kind in GLOBAL_TASKS)
        if number != counted.get(name, 0):
            lines.append(f"{name}: {number}, the manifest has {counted.get(name, 0)}")
    return lines


def _every_identifier_is_told_of(path: Path, outcome: Outcome) -> None:
    identifiers = {str(found) for found in outcome.graph.objects(None, DCTERMS.identifier)}
    told = {*outcome.elements, *outcome.kept, *outcome.unread} | IMPLIED | REFERENCES
    for node in etree.parse(path).getroot().iter(f"{{{MODEL}}}*"):
        if node.get("id") in identifiers or _is_in_extension(node):
            continue
        assert etree.QName(node).localname in told, f"{path}: {node.get('id')}"


def _is_in_extension(node: etree._Element) -> bool:
    return any(
        etree.QName(outer).namespace != MODEL or etree.QName(outer).localname == "extensionElements"
        for outer in node.iterancestors()
    )


def test_every_file_as_a_workflow_leads_where_its_flows_lead(corpus: Path) -> None:
    """Each flow between two flow nodes is a transition, or one from each end of a sub-process.

    Nothing of a file in the digital domain is a process or a step, so nothing is counted twice.
    """
    read_files = 0
    for path in sorted(corpus.rglob("*.bpmn")):
        outcome = read(bpmn, path, name=path.name, domain="digital", system="Engine")
        if any(problem.severity == "error" for problem in outcome.problems):
            continue
        read_files += 1
        graph = outcome.graph
        assert not set(graph.subjects(RDF.type, AB.Process)) | set(
            graph.subjects(RDF.type, AB.Step)
        )
        transitions = set(graph.subjects(RDF.type, AB.Transition))
        parts = {flow for one in transitions for flow in graph.objects(one, AB.partOf)}
        states = set(graph.subjects(RDF.type, AB.State))
        for flow in set(graph.subjects(AB.elementKind, Literal("sequenceFlow"))):
            assert flow in transitions | parts, flow
        for one in transitions:
            assert graph.value(one, AB["from"]) in states
            assert graph.value(one, AB.to) in states
        for permission in graph.subjects(RDF.type, AB.Permission):
            assert graph.value(permission, AB.grantedTo) is not None
    assert read_files > 300
