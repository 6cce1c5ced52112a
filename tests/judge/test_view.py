"""The judged view holds what the sources and analyses state, whatever happened before."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, Graph, Literal, URIRef

from asbuilt.judge import refresh
from asbuilt.judge.circumstances import circumstances
from asbuilt.judge.extract import Extract
from asbuilt.judge.refresh import Change, refreshed
from asbuilt.judge.view import View
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.terms import from_triple, to_quad
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from asbuilt.store import Triple

BASE = "https://example.org/shop/"
DAY = date(2026, 11, 15)
SETTINGS = f'[workspace]\ntitle = "Shop"\nbase = "{BASE}"\n'
GRAPHS = [
    URIRef(f"{BASE}graph/{name}")
    for name in ("source/a", "source/b", "derived/one", "derived/two", "history", "findings/1")
]
THINGS = [URIRef(f"{BASE}{name}") for name in "abcde"]
KINDS = [AB.Mapping, AB.Reference, AB.Role, URIRef(f"{AB}NoSuchClass")]
PREDICATES = [AB.refersTo, AB.referenceKind, AB.ownedBy, URIRef(f"{AB}noSuchTerm")]

triples = st.one_of(
    st.tuples(st.sampled_from(THINGS), st.just(RDF.type), st.sampled_from(KINDS)),
    st.tuples(st.sampled_from(THINGS), st.sampled_from(PREDICATES), st.sampled_from(THINGS)),
    st.tuples(st.sampled_from(THINGS), st.just(RDFS.label), st.sampled_from([Literal("x")])),
)
contents = st.lists(triples, max_size=6)
steps = st.lists(st.tuples(st.sampled_from(GRAPHS), contents), min_size=1, max_size=6)


def expected(store: EmbeddedStore) -> set[Triple]:
    """Say what is judged, as plainly as can be, on a copy of everything."""
    graph = Graph()
    for name in store.graphs():
        if not str(name).startswith((f"{BASE}graph/source/", f"{BASE}graph/derived/")):
            continue
        said = list(store.triples(name))
        is_derived = str(name).startswith(f"{BASE}graph/derived/")
        proposed = {s for s, p, o in said if is_derived and (p, o) == (RDF.type, AB.Mapping)}
        for triple in said:
            if triple[0] not in proposed:
                graph.add(triple)
    for mention in set(graph.subjects(AB.refersTo)):
        graph.remove((mention, None, None))
        graph.remove((None, None, mention))
    for thing in set(graph.subjects(RDF.type, AB.Reference)):
        if len(set(graph.objects(thing, RDF.type))) > 1 and not list(
            graph.objects(thing, AB.referenceKind)
        ):
            graph.remove((thing, RDF.type, AB.Reference))
    return set(graph)  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [0, 10**9], ids=["fact by fact", "as a whole"])
@settings(max_examples=15, deadline=None)
@given(changes=steps)
def test_a_view_kept_by_differences_is_the_view_made_anew(
    share: int, changes: list[tuple[URIRef, list]]
) -> None:
    """After any changes of any graphs the kept view, its checksum and its change are right."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(refresh, "_LARGE", share)
        workspace = workspace_in(Path(name))
        before: set[ox.Triple] = set()
        with closing(workspace.store(write=True)) as store:
            assert isinstance(store, EmbeddedStore)
            for number, (graph, content) in enumerate(changes):
                store.replace(graph, content)
                view, change = refreshed(workspace, store, DAY)
                with closing(view):
                    held, state, size = facts_of(view), view.state, len(view)
                anew = made_anew(store, workspace)
                assert held == facts_of(anew)
                assert (state, size) == (anew.state, len(held))
                assert (change is None) == (number == 0)
                if change is not None:
                    assert change == Change(frozenset(held - before), frozenset(before - held))
                before = held


def test_another_day_changes_the_circumstances_and_nothing_else(tmp_path: Path) -> None:
    """The complete periods of a day are facts like any other and come and go by the difference."""
    workspace = workspace_in(tmp_path)
    with closing(workspace.store(write=True)) as store:
        store.replace(GRAPHS[0], [(THINGS[0], RDF.type, AB.Role)])
        for day in (DAY, date(2026, 12, 15)):
            view, change = refreshed(workspace, store, day)
            view.close()
    assert change is not None
    assert {one.predicate.value for one in change.came} == {str(AB.coversFrom), str(AB.coversUntil)}
    assert len(change.came) == len(change.went)


@pytest.mark.parametrize("loss", ["journal", "cut", "store", "view", "update"])
def test_where_the_journal_cannot_tell_the_view_is_made_anew(tmp_path: Path, loss: str) -> None:
    """A removed or cut journal, store or view, and any SPARQL update, lead to a new view."""
    workspace = workspace_in(tmp_path)
    with closing(workspace.store(write=True)) as store:
        store.replace(GRAPHS[0], [(THINGS[0], RDF.type, AB.Role)])
        refreshed(workspace, store, DAY)[0].close()
        if loss == "update":
            store.update(f"INSERT DATA {{ GRAPH <{GRAPHS[1]}> {{ <{THINGS[1]}> a <{AB.Role}> }} }}")
    folder = workspace.state / "store"
    journal = folder / "asbuilt-journal.nt"
    if loss == "journal":
        journal.unlink()
    elif loss == "cut":
        with journal.open("a", encoding="utf-8") as out:
            out.write("<https://example.org/sho")
    elif loss != "update":
        shutil.rmtree(folder if loss == "store" else workspace.state / "judged")
    with closing(workspace.store(write=True)) as store:
        assert isinstance(store, EmbeddedStore)
        store.replace(GRAPHS[1], [(THINGS[1], RDF.type, AB.Role)])
        view, change = refreshed(workspace, store, DAY)
        with closing(view):
            assert change is None
            assert set(view.subjects(RDF.type, AB.Role)) == {
                subject for subject, _, kind in expected(store) if kind == AB.Role
            }


def workspace_in(folder: Path) -> Workspace:
    """Make a workspace without sources."""
    (folder / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    return Workspace.open(folder)


def facts_of(view: View) -> set[ox.Triple]:
    """Give what queries over a view see."""
    return {quad.triple for quad in view.quads(None, None, None)}


def made_anew(store: EmbeddedStore, workspace: Workspace) -> View:
    """Make a view of all that a store holds, and hold its facts against the plain words."""
    view = View.in_memory()
    view.fill(Extract(store, workspace.minter).everything())
    assert {from_triple(one) for one in facts_of(view)} == expected(store)
    told = {
        to_quad(triple, ox.NamedNode("urn:x")).triple
        for triple in circumstances(view, workspace.minter, DAY)
    }
    view.change([one for one in told if ox.Quad(*one) not in view.inner], ())
    return view
