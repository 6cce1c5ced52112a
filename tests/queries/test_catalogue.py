"""The named queries: what their headers promise, and that they run on the example."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from asbuilt.answers import check
from asbuilt.catalogue import Query, queries, read_query
from asbuilt.errors import UserError
from asbuilt.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.workspace import Workspace

KNOWN = queries()
VIEWS = [query for query in KNOWN.values() if query.folder in ("views", "questions", "reports")]
QUESTIONS = [query for query in VIEWS if query.folder == "questions"]


def test_queries_are_there() -> None:
    """The catalogue is not empty, and the five questions are in it."""
    assert len(KNOWN) > 30
    assert sorted(query.order for query in KNOWN.values() if query.folder == "questions") == [
        1, 2, 3, 4, 5,
    ]  # fmt: skip


@pytest.mark.parametrize("query", VIEWS, ids=lambda query: query.name)
def test_a_header_tells_title_summary_and_the_columns_of_the_answer(query: Query) -> None:
    """What the header says of the columns is what SELECT gives, in its order."""
    assert query.title
    assert query.summary
    answer = EmbeddedStore.in_memory().select(query.text)
    assert tuple(query.columns) == answer.columns
    assert re.search(r"ORDER BY", query.text), "people read the answer from the top"


@pytest.mark.parametrize("query", VIEWS, ids=lambda query: query.name)
def test_a_query_runs_on_the_example_with_and_without_its_parameters(
    query: Query, example_workspace: Workspace
) -> None:
    """Bound to something that is not there, a query answers; so it does as the file stands."""
    texts = {parameter.name: _nothing(parameter.kind) for parameter in query.parameters}
    with closing(example_workspace.store()) as store:
        assert store.select(query.bind(**texts)).columns == tuple(query.columns)
        if not any(parameter.required for parameter in query.parameters):
            assert store.select(query.bind()).columns == tuple(query.columns)


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_each_question_of_governance_is_answered_for_the_example(
    query: Query, example_workspace: Workspace
) -> None:
    """Each of the five has rows for all processes, and fewer for one of them."""
    process = URIRef(
        f"{example_workspace.minter.base}process/supplier-onboarding.bpmn"
        "#Process_SupplierOnboarding"
    )
    with closing(example_workspace.store()) as store:
        everything = store.select(query.bind()).rows
        some = store.select(query.bind(process=process)).rows
    assert everything
    assert 0 < len(some) < len(everything)
    assert set(some) <= set(everything)


@given(text=st.text(max_size=40))
def test_a_text_bound_to_a_parameter_stays_a_text(text: str) -> None:
    """Whatever a text holds, it cannot leave the literal in which it is bound."""
    store = EmbeddedStore.in_memory()
    thing = URIRef("https://example.org/thing")
    label = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
    kind = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    step = URIRef("https://w3id.org/asbuilt/ns#Step")
    bystander = URIRef("https://example.org/bystander")
    store.replace(
        URIRef("https://example.org/g"),
        [
            (thing, kind, step), (thing, label, Literal(text.lower())),
            (bystander, kind, step), (bystander, label, Literal("another name altogether")),
        ],
    )  # fmt: skip
    rows = store.select(KNOWN["things-by-name"].bind(name=Literal(text.lower()))).rows
    assert {row[0] for row in rows} == {thing}


@given(text=st.text(max_size=40))
def test_an_iri_bound_to_a_parameter_stays_an_iri_or_is_refused(text: str) -> None:
    """Whatever is given as an IRI, the query asks for that thing or is not made at all."""
    iri = URIRef(f"https://example.org/{text}")
    try:
        bound = KNOWN["thing-facts"].bind(thing=iri)
    except UserError:
        return
    assert bound.count("VALUES ?thing") == 1
    place = bound.index("VALUES ?thing {") + len("VALUES ?thing { <")
    assert bound[place:].startswith(f"{iri}> }}")
    assert check(bound) == "SelectQuery"


@given(
    text=st.text(max_size=30),
    mark=st.one_of(
        st.sampled_from([{"lang": "de"}, {"lang": "en-GB"}, {}]),
        st.just({"datatype": URIRef("https://example.org/kind")}),
    ),
)
def test_a_literal_of_any_kind_stays_one_literal(text: str, mark: dict[str, Any]) -> None:
    """Language tags and datatypes are written so that nothing follows the literal."""
    store = EmbeddedStore.in_memory()
    bound = KNOWN["things-by-name"].bind(name=Literal(text, **mark))
    assert not store.select(bound).rows
    values = re.search(r"VALUES \?name \{ (.*?) \}\n  \?thing a", bound, re.DOTALL)
    assert values
    (row,) = store.select(f"SELECT ?name {{ VALUES ?name {{ {values.group(1)} }} }}").rows
    assert str(row[0]) == str(Literal(text, **mark))


@pytest.mark.parametrize("text", ["http://x/> } #", "http://x/a b", 'http://x/"', "http://x/{y}"])
def test_what_is_no_iri_cannot_be_bound_as_one(text: str) -> None:
    """A broken IRI is refused before any query is made of it."""
    with pytest.raises(UserError, match="not a valid IRI"):
        KNOWN["thing-facts"].bind(thing=URIRef(text))


def test_a_parameter_that_the_query_does_not_have_is_told_with_those_it_has() -> None:
    """A misspelt parameter names the right ones."""
    with pytest.raises(UserError) as raised:
        KNOWN["findings"].bind(colour=Literal("red"))
    assert "breakdown" in raised.value.hint


def test_a_required_parameter_left_out_is_told() -> None:
    """A query about a thing says that it needs the thing."""
    with pytest.raises(UserError, match="needs its parameter 'thing'"):
        KNOWN["thing-facts"].bind()


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("#+ title: [", "not valid YAML"),
        ("#+ just words", "must be a mapping"),
        ("#+ parameters:\n#+   x: {colour: red}", "something that is not known"),
    ],
)
def test_a_header_that_makes_no_sense_is_told_with_its_file(
    header: str, words: str, tmp_path: Path
) -> None:
    """A workspace's own query with a broken header is named."""
    path = tmp_path / "mine.rq"
    path.write_text(f"{header}\nSELECT * WHERE {{ ?s ?p ?o }}\n", encoding="utf-8")
    with pytest.raises(UserError, match=words) as raised:
        read_query(path)
    assert "mine.rq" in raised.value.where


def _nothing(kind: str) -> Literal | URIRef:
    return URIRef("https://example.org/nothing") if kind == "thing" else Literal("1")


@pytest.mark.parametrize("query", VIEWS, ids=lambda query: query.name)
def test_a_query_without_its_order_gives_the_same_rows(
    query: Query, example_workspace: Workspace
) -> None:
    """Programs that sort for themselves need not wait for the store to do it."""
    if any(parameter.required for parameter in query.parameters):
        return
    unordered = query.unordered
    assert "LIMIT" in query.text or "ORDER BY" not in unordered.text.upper().splitlines()[-1]
    with closing(example_workspace.store()) as store:
        assert sorted(store.texts(unordered.bind())) == sorted(store.texts(query.bind()))
