"""Numbers with a sign, in queries of shapes that are taken apart and put together again."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import URIRef

from asbuilt.judge.native.prebinding import bind, bindable
from asbuilt.judge.native.shapes import Query

DATA = "<urn:a> <urn:p> -1.5 . <urn:b> <urn:p> -2 . <urn:c> <urn:p> 3 ."


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("$this <urn:p> -1.5", {"urn:a"}),
        ("$this <urn:p> -2", {"urn:b"}),
        ("$this <urn:p> ?v FILTER(?v < -1.75)", {"urn:b"}),
        ("$this <urn:p> ?v FILTER(?v -1.5 > 0)", {"urn:c"}),
        ("$this <urn:p> ?v FILTER(?v+2 = 5)", {"urn:c"}),
    ],
)
def test_a_number_keeps_its_sign(body: str, found: set[str]) -> None:
    """The parser that checks queries fails on negative decimals; the query is run all the same."""
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    query = Query(f"SELECT $this WHERE {{ {body} }}", (), URIRef("urn:q"))
    answer = store.query(bind(bindable(query, {"this"}), "?this <urn:p> ?any .", {"this"}))
    assert isinstance(answer, ox.QuerySolutions)
    assert {str(row["this"].value) for row in answer} == found
