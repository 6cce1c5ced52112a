"""One protocol, four stores: in memory, on disk, and on a real server in two ways of talking to it.

Every test runs on each of them and expects the same answers and the same errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graph_servers import oxigraph
from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from asbuilt.errors import UserError
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.store.endpoint import EndpointStore
from asbuilt.store.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.store import Store, Triple

E = "https://example.org/"
ONE, TWO = URIRef(f"{E}graph/one"), URIRef(f"{E}graph/two")
S, P, Q = URIRef(f"{E}s"), URIRef(f"{E}p"), URIRef(f"{E}q")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run one server for all tests of this module."""
    with oxigraph(tmp_path_factory.mktemp("server") / "data") as address:
        yield address


@pytest.fixture(params=["memory", "disk", "oxigraph", "generic"])
def store(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[Store]:
    """Give an empty store of each kind."""
    kind = request.param
    if kind == "memory":
        made: Store = EmbeddedStore.in_memory()
    elif kind == "disk":
        made = EmbeddedStore.open(tmp_path / "store")  # type: ignore[operator]
    else:
        address = request.getfixturevalue("server")
        made = EndpointStore(Server(f"{address}query", f"{address}update", f"{address}store", kind))
        made.update("DROP ALL")
    yield made
    made.close()


def test_what_was_put_into_a_graph_is_in_it(store: Store) -> None:
    """Every kind of term comes back as it was put in."""
    triples: set[Triple] = {
        (S, RDF.type, P),
        (S, P, Literal("plain")),
        (S, P, Literal("")),
        (S, P, Literal("grüße, 中文, 😀, ­", lang="de")),
        (S, P, Literal("color", lang="en-us")),
        (S, P, Literal('"quotes"\\back\\ \n\t\r\b\f \' """')),
        (S, P, Literal("{} # ; . ?x $y @prefix <x>")),
        (S, P, Literal("2026-11-15", datatype=XSD.date)),
        (S, P, Literal("PT5M", datatype=XSD.duration)),
        (S, P, Literal("true", datatype=XSD.boolean)),
        (S, P, Literal("7", datatype=XSD.integer)),
        (S, P, Literal("x", datatype=URIRef(f"{E}own"))),
        (URIRef(f"{E}päth/%20?a=b#c"), Q, URIRef("urn:x:ä")),
    }
    assert store.replace(ONE, triples) == len(triples)
    assert set(store.triples(ONE)) == triples
    assert store.graphs() == {ONE: len(triples)}


def test_replacing_by_the_same_changes_nothing(store: Store) -> None:
    """The second time nothing comes and nothing goes, blank nodes and odd numbers included."""
    node = BNode()
    triples: list[Triple] = [
        (S, P, node),
        (node, RDFS.label, Literal("inner")),
        (S, Q, Literal("1.50", datatype=XSD.decimal)),
        (S, Q, Literal("007", datatype=XSD.integer)),
        (S, Q, Literal("1", datatype=XSD.boolean)),
        (S, Q, Literal("1.0E1", datatype=XSD.double)),
    ]
    assert store.replace(ONE, triples) == 6
    other = BNode()
    renamed = [tuple(other if term == node else term for term in t) for t in triples]
    assert store.replace(ONE, renamed) == 0  # type: ignore[arg-type]
    assert store.graphs() == {ONE: 6}


def test_replacing_gives_how_much_came_and_went(store: Store) -> None:
    """One triple stays, one goes, two come; the other graph stays as it is."""
    store.replace(TWO, [(S, P, Literal("two"))])
    store.replace(ONE, [(S, P, Literal("a")), (S, P, Literal("b"))])
    new = [(S, P, Literal("b")), (S, P, Literal("c")), (S, P, Literal("d"))]
    assert store.replace(ONE, new) == 3
    assert set(store.triples(ONE)) == set(new)
    assert set(store.triples(TWO)) == {(S, P, Literal("two"))}
    assert store.replace(ONE, []) == 3
    assert store.graphs() == {TWO: 1}


def test_a_query_sees_all_graphs_as_one_and_each_by_its_name(store: Store) -> None:
    """The default graph is the union; GRAPH still tells graphs apart.

    A triple of two graphs may match twice, as Oxigraph has it: whoever counts, counts DISTINCT.
    """
    store.replace(ONE, [(S, P, Literal("x"))])
    store.replace(TWO, [(S, Q, Literal("y")), (S, P, Literal("x"))])
    both = store.select(f"SELECT DISTINCT ?a ?b WHERE {{ ?s <{P}> ?a ; <{Q}> ?b }}")
    assert both.columns == ("a", "b")
    assert both.rows == [(Literal("x"), Literal("y"))]
    named = store.select(f"SELECT ?g WHERE {{ GRAPH ?g {{ ?s <{Q}> ?b }} }}")
    assert named.rows == [(TWO,)]
    assert len(list(store.triples())) == 2
    assert store.ask(f"ASK {{ ?s <{P}> ?a ; <{Q}> ?b }}")
    assert not store.ask(f"ASK {{ ?s <{E}none> ?a }}")


def test_a_graph_that_was_just_added_is_part_of_the_union(store: Store) -> None:
    """What is known of a server's graphs does not outlive a change."""
    store.replace(ONE, [(S, P, Literal("x"))])
    assert store.ask(f"ASK {{ ?s <{P}> ?x }}")
    store.replace(TWO, [(S, Q, Literal("y"))])
    assert store.ask(f"ASK {{ ?s <{Q}> ?x }}")
    store.drop(ONE)
    assert not store.ask(f"ASK {{ ?s <{P}> ?x }}")
    assert store.graphs() == {TWO: 1}
    store.drop(ONE)


def test_an_unbound_variable_is_none(store: Store) -> None:
    """A row keeps its width, and dictionaries have all columns."""
    store.replace(ONE, [(S, P, Literal("x"))])
    table = store.select(f"SELECT ?s ?o ?n WHERE {{ ?s <{P}> ?o OPTIONAL {{ ?s <{Q}> ?n }} }}")
    assert table.rows == [(S, Literal("x"), None)]
    assert list(table.dicts()) == [{"s": S, "o": Literal("x"), "n": None}]


def test_construct_and_describe_give_triples(store: Store) -> None:
    """Blank nodes of the template are there; terms are kept."""
    store.replace(ONE, [(S, P, Literal("grün", lang="de"))])
    found = Graph()
    for triple in store.construct(f"CONSTRUCT {{ ?s <{Q}> [ <{P}> ?o ] }} WHERE {{ ?s ?p ?o }}"):
        found.add(triple)
    expected = Graph()
    expected.add((S, Q, node := BNode()))
    expected.add((node, P, Literal("grün", lang="de")))
    assert isomorphic(found, expected)
    assert list(store.construct(f"DESCRIBE <{S}>")) == [(S, P, Literal("grün", lang="de"))]


@pytest.mark.parametrize("number", [10_000, 12_345])
def test_no_row_of_a_long_answer_is_lost(store: Store, number: int) -> None:
    """More rows than the caps that servers have; the load is larger than one request may be."""
    triples = [(URIRef(f"{E}thing/number/{n:06}"), P, Literal(n)) for n in range(number)]
    assert store.replace(ONE, triples) == number
    assert len(store.select("SELECT ?s ?o WHERE { ?s ?p ?o }").rows) == number
    assert len(list(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))) == number
    assert store.graphs() == {ONE: number}
    assert store.replace(ONE, [*triples[1:], (S, P, Literal("new"))]) == 2
    assert store.replace(ONE, triples[:10]) == number - 8
    assert len(list(store.triples(ONE))) == 10


def test_an_update_is_carried_out(store: Store) -> None:
    """Several operations of one request follow each other."""
    store.update(
        f'INSERT DATA {{ GRAPH <{ONE}> {{ <{S}> <{P}> "a" }} }} ;'
        f" INSERT {{ GRAPH <{TWO}> {{ ?s <{Q}> ?o }} }} WHERE {{ GRAPH <{ONE}> {{ ?s ?p ?o }} }}"
    )
    assert set(store.triples(TWO)) == {(S, Q, Literal("a"))}


def test_an_update_that_fails_changes_nothing(store: Store) -> None:
    """Neither a syntax error nor an operation that fails at the end leaves a trace."""
    store.replace(ONE, [(S, P, Literal("a"))])
    start = f'INSERT DATA {{ GRAPH <{ONE}> {{ <{S}> <{P}> "b" }} }} ;'
    with pytest.raises(UserError):
        store.update(f"{start} INSERT DATA nonsense")
    assert set(store.triples(ONE)) == {(S, P, Literal("a"))}


def test_a_mistake_in_a_query_is_told_with_its_place(store: Store) -> None:
    """All stores raise the same kind of error, with what the parser found."""
    for ask in (store.select, store.ask, lambda q: list(store.construct(q))):
        with pytest.raises(UserError) as caught:
            ask("SELECT ?s WHERE { ?s ?p }")  # type: ignore[operator]
        assert "1:" in str(caught.value) or "line" in str(caught.value)
        assert "correct the query" in caught.value.hint


def test_a_query_of_another_form_is_refused(store: Store) -> None:
    """Each method says what form it needs."""
    store.replace(ONE, [(S, P, Literal("x"))])
    with pytest.raises(UserError, match="a SELECT query is needed here"):
        store.select("ASK { ?s ?p ?o }")
    with pytest.raises(UserError, match="a SELECT query is needed here"):
        store.select("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(UserError, match="an ASK query is needed here"):
        store.ask("SELECT ?s WHERE { ?s ?p ?o }")
    with pytest.raises(UserError, match="a CONSTRUCT or DESCRIBE query is needed here"):
        list(store.construct("SELECT ?s WHERE { ?s ?p ?o }"))


@pytest.mark.parametrize(
    "term",
    [
        URIRef("urn:x> . } } ; DROP ALL ; INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> <urn:c"),
        URIRef("https://example.org/with space"),
        URIRef("relative"),
        Literal("x", datatype=URIRef("urn:x> ; DROP ALL #")),
    ],
)  # fmt: skip
def test_a_term_that_would_break_out_of_its_place_is_refused(store: Store, term: object) -> None:
    """Nothing that is no IRI is sent, as a term or as the name of a graph."""
    store.replace(ONE, [(S, P, Literal("a"))])
    with pytest.raises(ValueError, match=r"(?i)iri|scheme|invalid"):
        store.replace(TWO, [(S, P, term)])  # type: ignore[list-item]
    if isinstance(term, URIRef):
        for act in (store.drop, lambda g: list(store.triples(g)), lambda g: store.replace(g, [])):
            with pytest.raises(ValueError, match=r"(?i)iri|scheme|invalid"):
                act(term)  # type: ignore[operator]
    assert store.graphs() == {ONE: 1}


def test_literals_cannot_break_out_of_their_quotes(store: Store) -> None:
    """Text that looks like the end of an update is text."""
    text = 'x" } } ; DROP ALL ; INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> "y'
    store.replace(ONE, [(S, P, Literal("a"))])
    assert store.replace(ONE, [(S, P, Literal(text)), (S, P, Literal(f"{text}\\"))]) == 3
    assert set(store.triples(ONE)) == {(S, P, Literal(text)), (S, P, Literal(f"{text}\\"))}


def test_what_is_said_of_some_subjects_is_said_anew(store: Store) -> None:
    """The rest of the graph stays, and so does the same fact in another graph."""
    other = URIRef(f"{E}other")
    store.replace(ONE, [(S, P, Literal("old")), (S, Q, Literal("same")), (other, P, Literal("x"))])
    store.replace(TWO, [(S, P, Literal("old"))])
    changed = store.restate(
        ONE, [S], [(S, P, Literal("new")), (S, Q, Literal("same")), (TWO, Q, Literal("2"))]
    )
    assert changed == 3
    assert set(store.triples(ONE)) == {
        (S, P, Literal("new")),
        (S, Q, Literal("same")),
        (TWO, Q, Literal("2")),
        (other, P, Literal("x")),
    }
    assert set(store.triples(TWO)) == {(S, P, Literal("old"))}
    assert store.ask(f'ASK {{ <{S}> <{P}> "old" }}'), "another graph still says it"
    assert store.restate(ONE, [S, other], []) == 3
    assert set(store.triples(ONE)) == {(TWO, Q, Literal("2"))}


def test_one_property_of_some_subjects_is_said_anew(store: Store) -> None:
    """What else is said of them stays."""
    store.replace(ONE, [(S, P, Literal("old")), (S, Q, Literal("same")), (TWO, P, Literal("x"))])
    assert store.restate(ONE, [S], [(S, P, Literal("new"))], P) == 2
    assert set(store.triples(ONE)) == {
        (S, P, Literal("new")),
        (S, Q, Literal("same")),
        (TWO, P, Literal("x")),
    }
    assert store.graph_names() == [ONE]


def test_texts_are_the_cells_of_the_table(store: Store) -> None:
    """The text of every kind of term, and nothing where a variable has no value."""
    store.replace(ONE, [(S, P, Literal("1.5", datatype=XSD.decimal)), (S, Q, S)])
    query = f"SELECT ?a ?b ?c {{ <{S}> <{P}> ?a ; <{Q}> ?b OPTIONAL {{ <{S}> <{ONE}> ?c }} }}"
    assert list(store.texts(query)) == [("1.5", str(S), "")]
    with pytest.raises(UserError):
        list(store.texts("ASK {}"))


def test_many_triples_are_written_at_once(store: Store) -> None:
    """Beyond a number the store writes in bulk, and the union sees them all the same."""
    triples = [(URIRef(f"{E}s/{number}"), P, Literal(str(number))) for number in range(25_000)]
    assert store.replace(ONE, triples) == 25_000
    assert store.graphs() == {ONE: 25_000}
    counted = store.select(f"SELECT (COUNT(*) AS ?n) {{ ?s <{P}> ?o }}")
    assert str(counted.rows[0][0]) == "25000"
    assert store.replace(ONE, triples) == 0


def test_a_store_tells_whether_a_graph_holds_something(store: Store) -> None:
    """One that was emptied holds nothing."""
    assert not store.holds(ONE)
    store.replace(ONE, {(S, P, Q)})
    assert store.holds(ONE)
    assert not store.holds(TWO)
    store.drop(ONE)
    assert not store.holds(ONE)


def test_a_small_change_is_there_after_closing_for_readers_and_writers(tmp_path: Path) -> None:
    """Though it is not merged with the rest of the store at once."""
    for number in range(3):
        held = EmbeddedStore.open(tmp_path / "store")
        held.replace(ONE, {(S, P, Literal(str(number)))})
        held.close()
        snapshot = EmbeddedStore.open_read_only(tmp_path / "store")
        assert set(snapshot.triples(ONE)) == {(S, P, Literal(str(number)))}
        snapshot.close()
