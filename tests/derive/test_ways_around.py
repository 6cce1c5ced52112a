"""Ways around controls in real BPMN models, read as a documented process and as a workflow.

The comment at the head of a model says what is to be found: the standing of each way and its
elements, or `none`; and when the control applies, if not always. "Approve" carries the control
out, and "Pay" is what it guards.
"""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import Graph
from rdflib.collection import Collection

from asbuilt.derive import Context
from asbuilt.derive.bypass import analysis
from asbuilt.derive.bypass.ways import MOST_WAYS
from asbuilt.ingest import load
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    Judge = Callable[..., Graph]

CASES = sorted((Path(__file__).parent / "cases" / "ways").glob("*.bpmn"))
SETTINGS = """[workspace]
base = "https://example.org/w/"
[[source]]
path = "model.bpmn"
domain = "{domain}"
[[source]]
path = "controls.ttl"
"""
CONTROL = """@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix m: <https://example.org/w/model.bpmn#> .
<https://example.org/w/control/c> a ab:Control ; rdfs:label "Second pair of eyes" ;
    ab:guards m:Pay {applies}.
{carried}
"""
CARRIED = {
    "process": "m:Approve ab:controlledBy <https://example.org/w/control/c> .",
    "digital": "<https://example.org/w/control/c> ab:implementedBy m:Approve .",
}
_LINE = re.compile(
    r"^ *(applies|none|open|conditional|undecided|documented|narrower|excepted)(?:: *(.*))?$"
)


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """Load a model on one side, with a control, and state the ways around that."""

    def run(model: str, domain: str, applies: str = "", more: str = "") -> Graph:
        (tmp_path / "asbuilt.toml").write_text(SETTINGS.format(domain=domain), encoding="utf-8")
        (tmp_path / "model.bpmn").write_text(model, encoding="utf-8")
        said = f'; ab:appliesWhen "{applies}" ' if applies else ""
        control = CONTROL.format(applies=said, carried=CARRIED[domain]) + more
        (tmp_path / "controls.ttl").write_text(control, encoding="utf-8")
        workspace = Workspace.open(tmp_path)
        graph = Graph()
        with closing(workspace.store(write=True)) as store:
            assert not any(ledger.refused for ledger in load(workspace, store))
            context = Context(store, workspace.minter, date(2026, 11, 15), workspace)
            for triple in analysis.derive(context):
                graph.add(triple)
        return graph

    return run


def ways(graph: Graph) -> list[str]:
    """Give the standing and the elements of each way, as the models' comments do."""
    found = []
    for node, standing in graph.subject_objects(AB.standing):
        head = graph.value(node, AB.counterExample)
        assert head is not None
        ends = [str(thing).rpartition("#")[2] for thing in Collection(graph, head)]
        found.append(f"{standing}: {' '.join(ends)}")
    return sorted(found)


def expected(model: str) -> tuple[str, list[str]]:
    """Give from a model's comment when the control applies, and the ways around it."""
    comment = model.partition("<!--")[2].partition("-->")[0]
    lines = [
        match.groups()
        for line in map(str.rstrip, comment.splitlines())
        if (match := _LINE.match(line.rstrip()))
    ]
    assert lines, "the model does not say what is expected of it"
    applies = next((said for key, said in lines if key == "applies"), "") or ""
    return applies, sorted(f"{key}: {said.strip()}" for key, said in lines if key not in _NO_WAY)


_NO_WAY = {"applies", "none"}


def test_there_are_faults_and_decoys() -> None:
    """Each thing that a path may meet has a model with a way around and one without."""
    names = [file.stem for file in CASES]
    assert sum(name.startswith(("fault", "uncertain", "documented")) for name in names) >= 20
    assert sum(name.startswith("decoy") for name in names) >= 15


@pytest.mark.parametrize("domain", ["process", "digital"])
@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_model_is_judged_as_it_says(file: Path, domain: str, judge: Judge) -> None:
    """The ways around are those that the model's own comment names, and no others."""
    model = file.read_text(encoding="utf-8")
    applies, wanted = expected(model)
    graph = judge(model, domain, applies)
    assert ways(graph) == wanted, [str(proof) for proof in graph.objects(None, AB.proof)]


EXCEPTION = """<https://example.org/w/exception/1> a ab:ExceptionPath ; rdfs:label "Fast lane" ;
    ab:exempts <https://example.org/w/control/c> ; {said} .
<https://example.org/w/agent/cfo> rdfs:label "Gina Ingham" .
"""
LAST_DAY = 'ab:expires "2026-11-15"^^xsd:date'
DAY_BEFORE = 'ab:expires "2026-11-14"^^xsd:date'
APPROVED = "ab:approvedBy <https://example.org/w/agent/cfo>"


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        (f'{APPROVED} ; ab:condition "amount < 500"', "excepted"),
        (
            f'{APPROVED} ; ab:condition "amount < 800" ; ab:expires "2026-11-15"^^xsd:date',
            "excepted",
        ),
        (f'{APPROVED} ; ab:condition "amount < 500" ; ab:expires "2026-11-14"^^xsd:date', "open"),
        (f'{APPROVED} ; ab:condition "amount < 300"', "open"),
        ('ab:condition "amount < 500"', "open"),
        (APPROVED, "open"),
        (f"{APPROVED} . m:Check ab:raises <https://example.org/w/exception/1>", "excepted"),
        (f"{APPROVED} . m:Approve ab:raises <https://example.org/w/exception/1>", "open"),
    ],
)
def test_an_approved_exception_covers_the_ways_of_its_cases(
    said: str, standing: str, judge: Judge
) -> None:
    """It is approved, has not expired, and says where or when; a wider way stays a fault."""
    (file,) = [file for file in CASES if file.stem == "fault-amounts-overlap"]
    exception = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n" + EXCEPTION.format(said=said)
    graph = judge(file.read_text(encoding="utf-8"), "process", more=exception)
    assert ways(graph) == [f"{standing}: s Register Large Check Small Pay"]
    documented = [str(value) for value in graph.objects(None, AB.documented)]
    assert documented == ["true" if standing == "excepted" else "false"]
    if standing == "excepted":
        (reason,) = graph.objects(None, AB.reason)
        assert "'Fast lane'" in reason
        assert "Gina Ingham" in reason


def test_a_control_that_is_not_applied_is_not_asked_about(judge: Judge) -> None:
    """What the statement of applicability leaves out has no ways around it."""
    (file,) = [file for file in CASES if file.stem == "fault-wider"]
    out = "<https://example.org/w/control/c> ab:applicable false ."
    assert not ways(judge(file.read_text(encoding="utf-8"), "process", more=out))


def _ladder(rungs: int, *, opens: bool) -> str:
    """Draw choices on one number, of which those that lead around the control exclude each other.

    Each rung asks for another band, so that as many combinations of answers come to each point.
    """
    head = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:t">'
        '<process id="Work" name="Paying" isExecutable="true"><startEvent id="s"/>'
        '<userTask id="Approve" name="Approve"/><serviceTask id="Pay" name="Pay"/>'
        '<sequenceFlow id="fs" sourceRef="s" targetRef="g0"/>'
        '<sequenceFlow id="fp" sourceRef="Approve" targetRef="Pay"/>'
    )
    lines = [
        f'<exclusiveGateway id="g{rung}" default="d{rung}"/><task id="t{rung}" name="Note"/>'
        f'<sequenceFlow id="c{rung}" sourceRef="g{rung}" targetRef="t{rung}">'
        f'<conditionExpression xsi:type="tFormalExpression">${{x != {rung}}}'
        "</conditionExpression></sequenceFlow>"
        f'<sequenceFlow id="d{rung}" sourceRef="g{rung}" targetRef="g{rung + 1}"/>'
        f'<sequenceFlow id="n{rung}" sourceRef="t{rung}" targetRef="g{rung + 1}"/>'
        for rung in range(rungs)
    ]
    last = "x &gt; 0" if opens else "x != x0 and x &lt; 0 and x &gt; 0"
    lines.append(
        f'<exclusiveGateway id="g{rungs}" default="dl"/>'
        f'<sequenceFlow id="cl" sourceRef="g{rungs}" targetRef="Pay">'
        f'<conditionExpression xsi:type="tFormalExpression">${{{last}}}</conditionExpression>'
        f'</sequenceFlow><sequenceFlow id="dl" sourceRef="g{rungs}" targetRef="Approve"/>'
        "</process></definitions>"
    )
    return "".join([head, *lines])


def test_a_long_ladder_of_choices_is_climbed_to_its_only_way_around(judge: Judge) -> None:
    """The plain search answers on its shortest path only what must be asked again; here it does."""
    (way,) = ways(judge(_ladder(150, opens=True), "process"))
    assert way.startswith("open: s g0")


def test_where_the_bound_is_met_it_is_said(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that is given up leaves an uncertain way, not silence."""
    monkeypatch.setattr("asbuilt.derive.behaviour.guarded.MOST_VISITS", 50)
    graph = judge(_ladder(60, opens=False), "process")
    assert [way.partition(":")[0] for way in ways(graph)] == ["undecided"]
    (proof,) = graph.objects(None, AB.proof)
    assert "was not found out, since the search was given up" in proof


def test_more_ways_than_are_told_are_said_to_be_there(judge: Judge) -> None:
    """The last of the ways told says that there are more."""
    doors = MOST_WAYS + 2
    model = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"'
        ' targetNamespace="urn:t"><process id="Work" name="Paying"><startEvent id="s"/>'
        '<userTask id="Approve" name="Approve"/><serviceTask id="Pay" name="Pay"/>'
        '<sequenceFlow id="fs" sourceRef="s" targetRef="g0"/>'
        f'<sequenceFlow id="fl" sourceRef="g{doors}" targetRef="Approve"/>'
        '<sequenceFlow id="fp" sourceRef="Approve" targetRef="Pay"/>'
        f'<task id="g{doors}"/>'
    )
    for door in range(doors):
        model += (
            f'<exclusiveGateway id="g{door}"/>'
            f'<sequenceFlow id="a{door}" sourceRef="g{door}" targetRef="Pay" name="d{door}"/>'
            f'<sequenceFlow id="b{door}" sourceRef="g{door}" targetRef="g{door + 1}"/>'
        )
    graph = judge(model + "</process></definitions>", "process")
    assert len(ways(graph)) == MOST_WAYS
    more = [proof for proof in graph.objects(None, AB.proof) if "There are more such ways" in proof]
    assert len(more) == 1
