"""Queries of shapes are taken apart and put together again without losing their sense."""

from __future__ import annotations

import pytest
from rdflib.plugins.sparql.parser import parseQuery

from asbuilt.judge.native.tokens import joined, tokens


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { $this x:p+ $this }",
        "SELECT $this WHERE { $this (x:p|^x:q)* ?y . ?y a/x:s? ?z }",
        'SELECT $this WHERE { $this x:p ?v FILTER(?v < "2025-06-01"^^x:date) }',
        'SELECT $this WHERE { $this x:p "Rolle"@de-AT }',
        "SELECT $this WHERE { $this x:p ?v FILTER(?v * 2 + 1 > 3 && (?v + 1) * 2 > 4) }",
        "SELECT $this WHERE { $this x:p ?v FILTER(STRSTARTS(STR(?v), 'a') && x:f(?v)) }",
    ],
)
def test_what_is_put_together_again_parses(query: str) -> None:
    """Signs of repeated paths, types and languages of literals, and calls stay in their places."""
    listed = tokens(query, {"x": "urn:x:"})
    text = joined(listed)
    parseQuery(text)
    assert tokens(text, {}) == listed
