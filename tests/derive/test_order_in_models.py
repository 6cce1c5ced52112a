"""A workflow that is the very model of its process keeps its order and goes no other ways.

Whatever is said of the order of a model that is mapped to itself, element by element, is false.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from lxml import etree
from rdflib import RDF, Graph, Literal, URIRef

from asbuilt.derive import Context
from asbuilt.derive.order import analysis
from asbuilt.ingest import load
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = sorted((Path(__file__).parent / "cases" / "ways").glob("*.bpmn"))
BASE = "https://example.org/w/"
SETTINGS = f"""[workspace]
base = "{BASE}"
[[source]]
path = "process.bpmn"
domain = "process"
[[source]]
path = "workflow.bpmn"
domain = "digital"
[[source]]
path = "mappings.ttl"
"""


@pytest.fixture
def said(tmp_path: Path) -> Callable[[bytes, bytes], list[str]]:
    """Map the tasks of a process to those of a workflow by their ids, and say what is wrong."""

    def run(process: bytes, workflow: bytes) -> list[str]:
        (tmp_path / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
        (tmp_path / "process.bpmn").write_bytes(process)
        (tmp_path / "workflow.bpmn").write_bytes(workflow)
        mapped = Graph()
        for node in etree.fromstring(process).iter("{*}*"):
            name = quote(node.get("id") or "")
            if name and etree.QName(node).localname.lower().endswith("task"):
                mapping = URIRef(f"{BASE}mapping/{name}")
                mapped.add((mapping, RDF.type, AB.Mapping))
                mapped.add((mapping, AB.processElement, URIRef(f"{BASE}process.bpmn#{name}")))
                mapped.add((mapping, AB.digitalElement, URIRef(f"{BASE}workflow.bpmn#{name}")))
                mapped.add((mapping, AB.mappingStatus, Literal("confirmed")))
        mapped.serialize(tmp_path / "mappings.ttl", format="turtle")
        workspace = Workspace.open(tmp_path)
        with closing(workspace.store(write=True)) as store:
            load(workspace, store)
            context = Context(store, workspace.minter, date(2026, 11, 15), workspace)
            return sorted(str(o) for _, p, o in analysis.derive(context) if p == AB.proof)

    return run


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_model_does_not_contradict_itself(
    file: Path, said: Callable[[bytes, bytes], list[str]]
) -> None:
    """Events, sub-processes, calls and lists are read to the same effect on both sides."""
    model = file.read_bytes()
    assert not said(model, model)


def test_a_flow_that_the_process_does_not_have_is_found(
    said: Callable[[bytes, bytes], list[str]],
) -> None:
    """The same comparison finds the way past the approval when only the workflow has it."""
    (file,) = [file for file in CASES if file.stem == "decoy-loop-comes-back-through-the-control"]
    model = file.read_bytes()
    more = b'<sequenceFlow id="past" sourceRef="Register" targetRef="Pay"/></process>'
    (proof,) = said(model, model.replace(b"</process>", more))
    assert "Register invoice → Pay invoice" in proof


@pytest.mark.corpus
@pytest.mark.parametrize("part", range(4))
def test_no_public_model_contradicts_itself(
    part: int, said: Callable[[bytes, bytes], list[str]], corpus: Path
) -> None:
    """A hundred models of the corpus, mapped to themselves, have nothing said against them."""
    files = [file for file in sorted(corpus.rglob("*.bpmn")) if file.stat().st_size < 200_000]
    wrong = {}
    for file in files[part::16]:
        model = file.read_bytes()
        try:
            etree.fromstring(model)
        except etree.XMLSyntaxError:
            continue
        found = said(model, model)
        if found:
            wrong[file.name] = found[:2]
    assert not wrong
