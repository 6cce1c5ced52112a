"""Ways around a control that are open only if something changes, and who is said to change it.

The control stands between two choices that ask the same: a case that is refused by the first is let
in by the second only if the answer has changed between them. What the step between hands on says
whether it can.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from asbuilt.derive import Context
from asbuilt.derive.bypass import analysis
from asbuilt.ingest import load
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """[workspace]
base = "https://example.org/w/"
[[source]]
path = "model.*"
domain = "digital"
[[source]]
path = "controls.ttl"
"""
CONTROL = """@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix m: <https://example.org/w/model.{suffix}#> .
<https://example.org/w/control/c> a ab:Control ; rdfs:label "Second pair of eyes" ;
    ab:guards m:Pay ; ab:implementedBy m:Approve .
"""


def standings(folder: Path, model: str, suffix: str) -> list[str]:
    """Give the standing of each way around the control."""
    (folder / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / f"model.{suffix}").write_text(model, encoding="utf-8")
    (folder / "controls.ttl").write_text(CONTROL.format(suffix=suffix), encoding="utf-8")
    workspace = Workspace.open(folder)
    store = EmbeddedStore.in_memory()
    assert not [ledger for ledger in load(workspace, store) if ledger.refused]
    context = Context(store, workspace.minter, date(2026, 11, 15), workspace)
    triples = list(analysis.derive(context))
    return sorted(str(value) for _, term, value in triples if term == AB.standing)


def machine(between: dict[str, Any], *, text: bool) -> str:
    """Write a state machine with a task between two choices that ask the same."""
    test = {"StringEquals": "low"} if text else {"NumericLessThan": 10}
    other = {"StringEquals": "high"} if text else {"NumericGreaterThan": 20}
    asked = {"Variable": "$.risk"}
    task = {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:1:function:work"}
    return json.dumps(
        {
            "StartAt": "First",
            "States": {
                "First": {
                    "Type": "Choice",
                    "Choices": [asked | test | {"Next": "Work"}],
                    "Default": "Approve",
                },
                "Work": task | between | {"Next": "Second"},
                "Second": {
                    "Type": "Choice",
                    "Choices": [asked | other | {"Next": "Pay"}],
                    "Default": "Refused",
                },
                "Approve": task | {"Next": "Pay"},
                "Pay": task | {"End": True},
                "Refused": {"Type": "Succeed"},
            },
        }
    )


@pytest.mark.parametrize("text", [True, False], ids=["text", "number"])
@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ({"ResultPath": "$.risk"}, ["open"]),
        ({"ResultPath": "$.risk.level"}, ["open"]),
        ({"ResultPath": "$.other"}, []),
        ({"ResultPath": None}, []),
        ({}, ["conditional"]),
        ({"ResultPath": "$.other", "OutputPath": "$.other"}, ["conditional"]),
        ({"Type": "Pass", "Result": "high", "ResultPath": "$.risk"}, ["open"]),
        ({"Type": "Pass"}, []),
        ({"Type": "Wait", "Seconds": 1}, []),
    ],
    ids=["written", "a part is written", "another is written", "nothing is written",
         "all may be written", "all is narrowed", "set", "passed on", "only waited"],
)  # fmt: skip
def test_a_state_changes_what_its_result_is_put_into(
    between: dict[str, Any], expected: list[str], tmp_path: Path, *, text: bool
) -> None:
    """Certainly what ResultPath names, possibly everything where there is none, else nothing."""
    assert standings(tmp_path, machine(between, text=text), "asl.json") == expected


PROCESS = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="urn:example"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><process id="P" isExecutable="true">
  <startEvent id="Start"/><sequenceFlow id="f1" sourceRef="Start" targetRef="First"/>
  <exclusiveGateway id="First" default="f3"/>
  <sequenceFlow id="f2" sourceRef="First" targetRef="Work">
    <conditionExpression>{low}</conditionExpression></sequenceFlow>
  <sequenceFlow id="f3" sourceRef="First" targetRef="Approve"/>
  <serviceTask id="Work" name="Work" {attribute}>
    <extensionElements>{extension}</extensionElements></serviceTask>
  <sequenceFlow id="f4" sourceRef="Work" targetRef="Second"/>
  <exclusiveGateway id="Second" default="f6"/>
  <sequenceFlow id="f5" sourceRef="Second" targetRef="Pay">
    <conditionExpression>{high}</conditionExpression></sequenceFlow>
  <sequenceFlow id="f6" sourceRef="Second" targetRef="Refused"/>
  <userTask id="Approve" name="Approve"/><sequenceFlow id="f7" sourceRef="Approve" targetRef="Pay"/>
  <serviceTask id="Pay" name="Pay"/><endEvent id="Refused"/>
</process></definitions>"""
TEXT = {"low": "${risk == 'low'}", "high": "${risk == 'high'}"}
NUMBER = {"low": "${risk &lt; 10}", "high": "${risk > 20}"}
MAPPED = '<zeebe:ioMapping><zeebe:output source="=x" target="{}"/></zeebe:ioMapping>'
PARAMETER = (
    '<camunda:inputOutput><camunda:outputParameter name="{}">${{x}}</camunda:outputParameter>'
    "</camunda:inputOutput>"
)


@pytest.mark.parametrize(
    ("attribute", "extension", "of_text", "of_number"),
    [
        ('camunda:resultVariable="risk"', "", ["open"], ["open"]),
        ('camunda:resultVariable="other"', "", ["conditional"], []),
        ("", PARAMETER.format("risk"), ["open"], ["open"]),
        ("", PARAMETER.format("other"), ["conditional"], []),
        ("", MAPPED.format("risk"), ["open"], ["open"]),
        ("", MAPPED.format("other"), [], []),
        ("", "", ["conditional"], []),
    ],
    ids=["result", "another result", "parameter", "another parameter", "mapped", "another mapped",
         "nothing said"],
)  # fmt: skip
def test_an_engine_changes_the_variables_that_outputs_name(
    attribute: str,
    extension: str,
    of_text: list[str],
    of_number: list[str],
    tmp_path: Path,
) -> None:
    """Code of Camunda 7 may set others; what Zeebe maps is all that goes on."""
    for words, expected in ((TEXT, of_text), (NUMBER, of_number)):
        model = PROCESS.format(attribute=attribute, extension=extension, **words)
        assert standings(tmp_path, model, "bpmn") == expected
