"""Random shapes over random data: the native engine finds what pySHACL finds.

Left out, since pySHACL does not follow the recommendation there: lengths of 0 for blank nodes
(4.4.1: a blank node violates each), comparisons of numbers with truths, dates or ill-formed ones
(4.3: what cannot be compared violates), and sh:lessThan between IRIs (4.5.3: neither can they).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyoxigraph as ox
import random_core
import random_shapes
from hypothesis import HealthCheck, assume, given, reject, settings
from outcomes import same
from rdflib import Graph, URIRef

from asbuilt.errors import UserError
from asbuilt.judge.engine import Outcome, judge
from asbuilt.judge.native.data import LocalData
from asbuilt.judge.quiet import quiet
from asbuilt.terms import from_triple, to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from asbuilt.store import Triple

EXAMPLES = int(os.environ.get("ASBUILT_EXAMPLES", "0"))
"""How many to look for anew; the same few each time if left out."""
often = settings(
    max_examples=EXAMPLES or 60,
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
seldom = settings(often, max_examples=max(15, EXAMPLES // 4))


def parsed(turtle: str) -> list[ox.Quad]:
    """Read Turtle, every literal as it is written."""
    return list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))


def graph_of(turtle: str) -> Graph:
    """Read Turtle as shapes."""
    graph = Graph()
    with quiet():
        for quad in parsed(turtle):
            graph.add(from_triple(quad))
    return graph


def compare(data: LocalData, shapes: Graph) -> None:
    """Judge by both engines; shapes that one of them refuses prove nothing."""
    native = judge(data, shapes, "native")
    assume(not native.failed and not native.referred)
    try:
        reference = judge(data, shapes, "reference")
    except UserError:
        reject()
    assert same(native) == same(reference)


@often
@given(random_core.graphs, random_core.shapes)
def test_odd_values_are_judged_as_by_the_reference_engine(data: str, shapes: str) -> None:
    """Ill-formed literals, languages, kinds, texts, counts: the same results, each as often."""
    assume("clusive" not in shapes or "'x'^^" not in data + shapes)
    compare(LocalData.of_quads(parsed(data)), graph_of(shapes))


@often
@given(random_shapes.graphs, random_shapes.shapes)
def test_paths_and_queries_are_judged_as_by_the_reference_engine(
    triples: Iterable[Triple], shapes: str
) -> None:
    """Long paths, shapes within shapes and SHACL-SPARQL: the same results, each as often."""
    quads = [to_quad(triple, ox.DefaultGraph()) for triple in triples]
    compare(LocalData.of_quads(quads), graph_of(shapes))


@seldom
@given(random_shapes.graphs, random_shapes.shapes)
def test_it_is_all_one_where_the_data_lie(triples: Iterable[Triple], shapes: str) -> None:
    """A graph of its own, one of a store's named graphs, and two that share the triples."""
    listed, graph = list(triples), graph_of(shapes)
    name, other, noise = (ox.NamedNode(f"urn:graph:{one}") for one in range(3))
    store = ox.Store()
    store.extend(to_quad(triple, name if n % 2 else other) for n, triple in enumerate(listed))
    store.extend(to_quad(triple, name) for triple in listed[:3])
    store.add(ox.Quad(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:p"), ox.Literal("no"), noise))
    own = judge(LocalData.of_quads(to_quad(triple, name) for triple in listed), graph, "native")
    assume(not own.failed and not own.referred)
    assert same(judge(LocalData(store, [name, other]), graph, "native")) == same(own)


@seldom
@given(random_shapes.graphs, random_shapes.shapes)
def test_judging_some_nodes_gives_what_judging_all_gives_of_them(
    triples: Iterable[Triple], shapes: str
) -> None:
    """With `focus`, each shape has the results of those nodes and of no other."""
    data = LocalData.of_quads(to_quad(triple, ox.DefaultGraph()) for triple in triples)
    graph = graph_of(shapes)
    everything = judge(data, graph, "native")
    assume(not everything.failed and not everything.referred)
    nodes = random_shapes.NODES[:3]
    some = {URIRef(f"{random_shapes.NAMESPACE}S{number}"): nodes for number in range(3)}
    found = judge(data, graph, "native", some)
    wanted = [one for one in everything.results if one.focus in nodes and one.shape in some]
    assert same(Outcome(tuple(one for one in found.results if one.shape in some))) == same(
        Outcome(tuple(wanted))
    )


def test_a_store_on_disk_gives_the_same(tmp_path: Path) -> None:
    """The folder that holds some data, with shapes that the worker and this process judge."""
    quads = parsed(f"{random_shapes.PREFIXES} :a :p :b . :b :p :a . :b a :C . :c :q 1 .")
    shapes = graph_of(
        random_shapes.PREFIXES + ":S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:class :C ;"
        " sh:property [ sh:path [ sh:oneOrMorePath :p ] ; sh:maxCount 1 ] ."
    )
    store = ox.Store(str(tmp_path / "store"))
    store.extend(ox.Quad(*quad.triple) for quad in quads)
    on_disk = LocalData(store, folder=tmp_path / "store")
    expected = same(judge(LocalData.of_quads(quads), shapes, "native"))
    assert sum(expected.values()) == 3
    assert same(judge(on_disk, shapes, "native")) == expected
