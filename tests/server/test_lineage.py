"""The picture of lineage: linked boxes, broken links that are drawn, bounds that are said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from serving import client_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

MODEL = """
@prefix : <https://example.org/lin/> .
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:P a ab:Process ; rdfs:label "Claim" ; ab:hasStep :G, :T .
:G a ab:Gateway, ab:Step ; rdfs:label "Big?" ; ab:reads :amount .
:T a ab:Task, ab:Step ; rdfs:label "Check claim" ; ab:reads :claim .
:N a ab:Task, ab:Step ; rdfs:label "Have lunch" .
:claim a ab:DataObject ; rdfs:label "Claim file" .
:claims ab:represents :claim . :archive ab:represents :claim .
:archive a ab:DataAsset ; rdfs:label "Archive <b>" .
:claims a ab:DataAsset ; rdfs:label "claims" ; ab:systemOfRecord true ; ab:hasField :amount .
:amount a ab:Field ; rdfs:label "amount" ; ab:sourcedFrom :total .
:orders a ab:DataAsset ; rdfs:label "orders" ; ab:hasField :total ; ab:sourcedFrom :gone .
:gone a ab:Reference ; rdfs:label "crm.orders" .
:total a ab:Field ; rdfs:label "total" .
:job a ab:Automation ; rdfs:label "load_claims" ; ab:elementKind "job" ;
    ab:reads :total ; ab:writes :claims .
"""


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Serve a small world, and data with more followers than a picture may show."""
    many = "".join(
        f':f{n} a ab:DataAsset ; rdfs:label "f{n}" ; ab:sourcedFrom :archive .\n' for n in range(12)
    )
    return client_of(tmp_path, MODEL + many)


def test_a_field_shows_its_way_back_and_what_reads_it(client: FlaskClient) -> None:
    """From a name that nothing defines to the choice, with the job between; each box is a link."""
    page = client.get("/things/amount").get_data(as_text=True)
    picture = page[page.index('<svg class="lineage"') :]
    picture = picture[: picture.index("</svg>")]
    boxes = re.findall(r'<a class="node[^"]*" href="([^"]+)"><title>([^<]+)', picture)
    assert [name for _, name in boxes] == ["amount", "total", "orders", "crm.orders", "Big?"]
    assert all(client.get(address).status_code == 200 for address, _ in boxes)
    assert "load_claims" in picture
    assert "named, and nowhere defined" in picture
    assert "depends on it" in page
    assert "Big? reads amount of claims" in page


def test_a_broken_link_is_drawn_and_said(client: FlaskClient) -> None:
    """A copy of which nothing says where it comes from, beside the system of record."""
    page = client.get("/things/archive").get_data(as_text=True)
    assert "edge is-broken" in page
    assert "✕ not stated" in page
    assert "is a copy of the same, and nothing says whether from" in page
    assert "Archive &lt;b&gt;" in page
    assert "edge is-broken" not in client.get("/things/claims").get_data(as_text=True)


def test_a_bound_that_is_reached_is_said(client: FlaskClient) -> None:
    """Twelve assets are made from it; eight are drawn."""
    page = client.get("/things/archive").get_data(as_text=True)
    assert "Not drawn: 4 more links." in page
    assert client.get("/things/archive?format=json").get_json()["lineage"]["leftOut"] == 4
    assert "Not drawn" not in client.get("/things/amount").get_data(as_text=True)


def test_a_step_shows_where_its_data_comes_from(client: FlaskClient) -> None:
    """To the left alone; a step that reads nothing has no picture."""
    page = client.get("/things/T").get_data(as_text=True)
    assert "Where its data comes from</h2>" in page
    assert "system of record" in page
    assert '<svg class="lineage"' not in client.get("/things/N").get_data(as_text=True)


def test_an_asset_lists_the_steps_and_jobs_that_use_it_and_no_others(client: FlaskClient) -> None:
    """Those of what it represents, and of itself; the archive is read by nothing of its own."""
    sections = {
        one["title"]: one["rows"]
        for one in client.get("/things/orders?format=json").get_json()["sections"]
    }
    assert "Which steps use it" not in sections
    assert [row["reader"]["label"] for row in sections["What depends on it"]] == [
        "Big?",
        "load_claims",
    ]
    told = client.get("/things/archive?format=json").get_json()["sections"]
    steps = next(one["rows"] for one in told if one["title"] == "Which steps use it")
    assert [row["step"]["label"] for row in steps] == ["Check claim"]
