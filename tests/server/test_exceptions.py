"""The page of exceptions: handler, what sees each, how often, the trend, and work outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rdflib import URIRef
from serving import client_of

from asbuilt.server.sparkline import Series

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

MODEL = """
@prefix : <https://example.org/exc/> .
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:P a ab:Process ; rdfs:label "Claim" ; ab:hasStep :T, :Note .
:T a ab:Task, ab:Step ; rdfs:label "Check claim" ; ab:raises :calm, :late .
:Note a ab:Task, ab:Step ; rdfs:label "Note <it> in Excel" ; ab:execution "user" .
:calm a ab:ExceptionPath ; rdfs:label "A papers missing" ; ab:handledBy :Note .
:late a ab:ExceptionPath ; rdfs:label "B too late" ; ab:measuredBy :m .
:m a ab:Metric ; rdfs:label "Late claims" .
:W a ab:Workflow ; rdfs:label "claim" ; ab:hasState :S, :E .
:S a ab:State ; rdfs:label "Pay" . :E a ab:State ; rdfs:label "Rescue" .
:way a ab:Transition ; ab:from :S ; ab:to :E ; ab:transitionKind "catch" ;
    ab:condition "States.Timeout" .
"""


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Serve two exceptions, one of which rises, and a workflow that catches something."""
    samples = "".join(
        f':s{n} a ab:Sample ; ab:metric :m ; ab:value {n * n} ; ab:at "2026-0{n}-28T00:00:00"'
        "^^xsd:dateTime .\n"
        for n in range(1, 7)
    )
    return client_of(tmp_path, MODEL + samples)


def test_each_exception_shows_handler_visibility_volume_and_trend(client: FlaskClient) -> None:
    """The one that rises comes first; who handles nothing and what sees nothing is said."""
    page = client.get("/exceptions").get_data(as_text=True)
    assert page.index("B too late") < page.index("A papers missing")
    assert "36 on 2026-06-28, rising five times in a row" in page
    assert '<svg class="sparkline"' in page
    assert "6 samples until 2026-06-28: 1, 4, 9, 16, 25, 36" in page
    assert ">nobody<" in page
    assert ">nothing<" in page
    assert "spreadsheet <span" in page
    assert "Note &lt;it&gt; in Excel" in page
    assert "States.Timeout" in page


def test_the_same_comes_as_data(client: FlaskClient) -> None:
    """JSON holds the exceptions and what stands beside them; CSV a row for each."""
    told = client.get("/exceptions?format=json").get_json()
    by_name = {one["label"]: one for one in told["exceptions"]}
    assert by_name["A papers missing"]["likely"] == ["spreadsheet"]
    assert by_name["B too late"]["trend"][0]["values"] == [1, 4, 9, 16, 25, 36]
    assert [one["kind"] for one in told["informal-work"]] == ["spreadsheet"]
    assert len(told["exception-catches"]) == 1
    assert "B too late" not in client.get("/exceptions?format=csv").get_data(as_text=True)


@pytest.mark.parametrize(
    ("values", "words", "is_rising"),
    [
        ((1, 2, 3, 4, 5), "5 on 5, rising five times in a row", True),
        ((9, 1, 2, 3, 4, 5), "5 on 6, rising five times in a row", True),
        ((1, 2, 3, 4), "4 on 4, up from 3", False),
        ((1, 2, 2, 4, 5), "5 on 5, up from 4", False),
        ((5, 4), "4 on 2, down from 5", False),
        ((4, 4), "4 on 2, as before", False),
        ((4,), "4 on 1", False),
    ],
)
def test_five_samples_must_grow_one_after_the_other(
    values: tuple[float, ...], words: str, *, is_rising: bool
) -> None:
    """Four are too few, and a standstill breaks it."""
    days = tuple(str(number) for number in range(1, len(values) + 1))
    one = Series(URIRef("urn:m"), days, values)
    assert (one.words, one.is_rising) == (words, is_rising)
    assert bool(one.drawn()) == (len(values) > 1)
