"""Any values can be put in order; Oxigraph alone ends the process where types are mixed."""

from __future__ import annotations

import random
from contextlib import closing

import pytest
from rdflib import XSD, Literal, URIRef
from rdflib.plugins.sparql.parser import parseQuery

from asbuilt.catalogue import queries
from asbuilt.errors import UserError
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.store.ordering import comparable

P = URIRef("https://example.org/p")
MIXED = [
    Literal("5"), Literal("b"), Literal("chat", lang="fr"), Literal("x" * 3),
    Literal("NaN", datatype=XSD.double), Literal("2026", datatype=XSD.gYear),
    Literal("2026-01-01", datatype=XSD.date), Literal("P1D", datatype=XSD.duration),
    Literal("2026-01-01T00:00:00", datatype=XSD.dateTime),
    Literal("2026-01-01T02:00:00+02:00", datatype=XSD.dateTime),
    Literal("no day", datatype=XSD.date), URIRef("https://example.org/thing"),
]  # fmt: skip


def _store(values: list[Literal | URIRef]) -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    subjects = [URIRef(f"https://example.org/s{number}") for number in range(len(values))]
    store.replace(
        URIRef("https://example.org/g"),
        [(subject, P, value) for subject, value in zip(subjects, values, strict=True)],
    )
    return store


def _ordered(values: list[Literal | URIRef], by: str) -> list[str]:
    query = f"SELECT ?s ?v WHERE {{ ?s <{P}> ?v }} ORDER BY {by}"
    with closing(_store(values)) as store:
        return [str(value) for _, value in store.select(query).rows]


@pytest.mark.parametrize("seed", range(10))
def test_hundreds_of_values_of_all_types_come_back(seed: int) -> None:
    """Without care the process is aborted here, so a failure ends the whole run."""
    chance = random.Random(seed)  # noqa: S311 - values, not secrets
    values: list[Literal | URIRef] = [
        chance.choice([*MIXED, Literal(chance.randint(1, 99)), Literal(str(chance.randint(1, 99)))])
        for _ in range(300)
    ]
    assert len(_ordered(values, "?v")) == 300
    assert len(_ordered(values, "DESC(?v) COALESCE(?v, 1)")) == 300


def test_values_of_one_type_keep_their_order() -> None:
    """Numbers by value, times by when they are, text by its letters; things before literals."""
    assert _ordered([Literal(10), Literal(9.5), Literal(-1)], "?v") == ["-1", "9.5", "10"]
    assert _ordered([Literal(10), Literal(9.5), Literal(-1)], "DESC(?v)") == ["10", "9.5", "-1"]
    days = ["2026-03-01T10:00:00+02:00", "2026-03-01T09:00:00Z", "2026-03-01"]
    typed: list[Literal | URIRef] = [
        Literal(day, datatype=XSD.dateTime if "T" in day else XSD.date) for day in days
    ]
    assert _ordered(typed, "?v") == [days[2], days[0], days[1]]
    assert _ordered([Literal("b"), Literal("a"), P], "?v") == [str(P), "a", "b"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?v } # ORDER BY ?v",
        'SELECT * { ?s ?p "ORDER BY ?v" }',
        "SELECT ?order ?by { ?order ?by ?v }",
    ],
)
def test_what_is_no_clause_is_left_alone(query: str) -> None:
    """The words may stand in a comment, a text or an address."""
    assert comparable(query) == query


@pytest.mark.parametrize(
    "clause",
    [
        "ORDER BY ?v LIMIT 5", "order by desc ( ?v ) ASC(?s) offset 2", "ORDER BY (?v + 1) STR(?v)",
        "ORDER BY # why\n ?v\nLIMIT 3", "ORDER BY xsd:integer(?v)", "ORDER BY IF(?v = ')', 1, 2)",
        "ORDER BY DESC(STR(?v)) ?s VALUES ?s { <https://example.org/s1> }",

    ],
)  # fmt: skip
def test_every_form_of_the_clause_still_parses(clause: str) -> None:
    """What is written is SPARQL that gives the same rows as before."""
    query = f"PREFIX xsd: <{XSD}> SELECT ?s ?v WHERE {{ ?s <{P}> ?v }} {clause}"
    parseQuery(comparable(query))
    with closing(_store([Literal(3), Literal(1), Literal(2)])) as store:
        before = [tuple(map(str, row)) for row in store.inner.query(query)]  # type: ignore[union-attr]
        assert [tuple(map(str, row)) for row in store.inner.query(comparable(query))] == before  # type: ignore[union-attr]


def test_a_clause_within_a_subquery_is_understood() -> None:
    """It ends with the group that it stands in."""
    inner = f"{{ SELECT ?v {{ ?s <{P}> ?v }} ORDER BY ?v LIMIT 2 }}"
    with closing(_store([Literal(3), Literal(1), Literal(2)])) as store:
        rows = store.select(f"SELECT ?v WHERE {{ {inner} }} ORDER BY DESC(?v)").rows
    assert [str(row[0]) for row in rows] == ["2", "1"]


@pytest.mark.parametrize("query", queries().values(), ids=lambda query: query.name)
def test_named_queries_still_parse(query: object) -> None:
    """All queries of ours pass through here."""
    parseQuery(comparable(query.text))  # type: ignore[attr-defined]


def test_a_mistake_is_told_at_the_place_where_it_was_made() -> None:
    """The message is about the query as it was written."""
    with (
        closing(EmbeddedStore.in_memory()) as store,
        pytest.raises(UserError, match="expected"),
    ):
        store.select("SELECT ?s { ?s ?p ?v } ORDER BY ?v ) LIMIT 3")
