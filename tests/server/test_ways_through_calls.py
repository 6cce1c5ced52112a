"""A way around a control that leads through a call: on the pages of both processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from serving import client_of, fill

from asbuilt.server import create_app
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t">
  <process id="Work" name="Paying invoices">
    <startEvent id="s" name="Invoice received"/>
    <callActivity id="Call" name="Have it decided" calledElement="Deciding"/>
    <userTask id="Pay" name="Pay invoice"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="Call"/>
    <sequenceFlow id="f2" sourceRef="Call" targetRef="Pay"/>
  </process>
  <process id="Deciding" name="Deciding on invoices">
    <startEvent id="in" name="Decision needed"/><exclusiveGateway id="Route" name="Known?"/>
    <userTask id="Approve" name="Approve invoice"/><endEvent id="out" name="Decided"/>
    <sequenceFlow id="g1" sourceRef="in" targetRef="Route"/>
    <sequenceFlow id="g2" sourceRef="Route" targetRef="Approve" name="no"/>
    <sequenceFlow id="g4" sourceRef="Route" targetRef="out" name="yes"/>
    <sequenceFlow id="g3" sourceRef="Approve" targetRef="out"/>
  </process>
</definitions>
"""
CONTROL = """@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix m: <https://example.org/w/model.bpmn#> .
<https://example.org/w/control/c> a ab:Control ; rdfs:label "Four eyes" ; ab:guards m:Pay .
m:Approve ab:controlledBy <https://example.org/w/control/c> .
"""


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Serve a process that calls another one in which the control can be left out."""
    (tmp_path / "model.bpmn").write_text(MODEL, encoding="utf-8")
    (tmp_path / "control.ttl").write_text(CONTROL, encoding="utf-8")
    (tmp_path / "asbuilt.toml").write_text(
        '[workspace]\nbase = "https://example.org/w/"\n[[source]]\npath = "control.ttl"\n'
        '[[source]]\npath = "model.bpmn"\ndomain = "process"\n',
        encoding="utf-8",
    )
    workspace = Workspace.open(tmp_path)
    fill(workspace)
    return create_app(workspace).test_client()


def test_the_way_says_where_it_goes_in_and_comes_back(client: FlaskClient) -> None:
    """The step after the call says in which process it stands, and leads to the line there."""
    page = client.get("/processes/Work").get_data(as_text=True)
    (way,) = client.get("/processes/Work?format=json").get_json()["ways"]
    assert way["path"] == [
        "Invoice received", "Have it decided", "Decision needed", "Known?", "Decided",
        "Pay invoice",
    ]  # fmt: skip
    key = way["way"].rpartition("/")[2]
    assert (
        f'then in <a href="/processes/Deciding?way={key}#diagram">Deciding on invoices</a>' in page
    )
    assert f'then in <a href="/processes/Work?way={key}#diagram">Paying invoices</a>' in page


def test_the_called_process_shows_its_part_of_the_way(client: FlaskClient) -> None:
    """Its page tells of the way, and its diagram gets the line and what that misses."""
    page = client.get("/processes/Deciding").get_data(as_text=True)
    assert "Ways around controls considered" in page
    assert 'data-process="Deciding"' in page
    (path,) = client.get("/processes/Deciding/markers.json").get_json()["paths"]
    assert {"in", "Route", "out"} <= set(path["nodes"])
    assert path["missed"] == ["Approve"]


def test_a_way_within_one_process_names_no_other(tmp_path: Path) -> None:
    """The steps of a plain way are joined by "then" alone."""
    model = """@prefix : <https://example.org/plain/> .
    @prefix ab: <https://w3id.org/asbuilt/ns#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    :P a ab:Process ; rdfs:label "Plain" ; ab:hasStep :A, :B, :C .
    :A a ab:Step ; rdfs:label "Ask" ; ab:next :B, :C . :B a ab:Step ; rdfs:label "Approve" ;
        ab:next :C ; ab:controlledBy :k . :C a ab:Step ; rdfs:label "Pay" .
    :k a ab:Control ; rdfs:label "Four eyes" ; ab:guards :C ."""
    page = client_of(tmp_path, model).get("/processes/P").get_data(as_text=True)
    assert '<span class="trail-edge">then</span>' in page
    assert "then in" not in page
