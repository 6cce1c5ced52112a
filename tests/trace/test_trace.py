"""Threads through the graph, followed both ways, and the pictures made of them."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.errors import UserError
from asbuilt.names import Thing, describe, find
from asbuilt.reports.drawing import mermaid, svg
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.trace import MAX_THINGS, Node, Trace, links, trace, why
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.store import Store, Triple
    from asbuilt.workspace import Workspace

EX = "https://example.org/t/"
SVG = "{http://www.w3.org/2000/svg}"


def iri(name: str) -> URIRef:
    """Give the IRI of a thing of these tests."""
    return URIRef(EX + name)


def store_of(*triples: Triple) -> EmbeddedStore:
    """Give a store that holds these triples."""
    store = EmbeddedStore.in_memory()
    store.replace(iri("graph"), triples)
    return store


def chain(length: int) -> Iterator[Triple]:
    """Give a policy, a control that serves it, and steps that follow a process in a row."""
    yield (iri("policy"), RDF.type, AB.Policy)
    yield (iri("control"), RDF.type, AB.Control)
    yield (iri("control"), AB.servesPolicy, iri("policy"))
    yield (iri("process"), RDF.type, AB.Process)
    for number in range(length):
        step = iri(f"step-{number}")
        yield (step, RDF.type, AB.Step)
        yield (step, RDFS.label, Literal(f"Step {number}"))
        yield (iri("process"), AB.hasStep, step)
        yield (step, AB.controlledBy, iri("control"))


@pytest.fixture(scope="module")
def example(example_workspace: Workspace) -> Iterator[Store]:
    """Give the graph of the example."""
    with closing(example_workspace.store()) as store:
        yield store


def things(told: Trace) -> set[URIRef]:
    """Give all things of a trace."""
    return {node.thing.iri for _, node in told.nodes()}


def test_down_leads_to_what_was_meant_to_carry_it_out() -> None:
    """From the policy over its control to the steps, and no further than asked."""
    store = store_of(*chain(2))
    whole = trace(store, iri("policy"), "down")
    assert {iri("control"), iri("step-0"), iri("step-1")} <= things(whole)
    assert whole.complete
    near = trace(store, iri("policy"), "down", depth=1)
    assert things(near) == {iri("policy"), iri("control")}
    assert not near.complete


def test_up_leads_to_why_it_is_done() -> None:
    """From a step over its control to the policy; what lies beside it is not followed."""
    told = trace(store_of(*chain(2)), iri("step-0"), "up")
    assert things(told) == {iri("step-0"), iri("control"), iri("policy"), iri("process")}


def test_a_circle_ends() -> None:
    """A thing met before is named again and not opened again."""
    a, b = iri("a"), iri("b")
    store = store_of(
        (a, RDF.type, AB.Process), (b, RDF.type, AB.Process), (a, AB.hasStep, b), (b, AB.hasStep, a)
    )
    told = trace(store, a, "down", depth=30)
    assert told.complete
    assert [node.seen_before for _, node in told.nodes()] == [False, False, True]


def test_a_trace_of_very_many_things_is_cut_and_says_so() -> None:
    """A hub does not fill the screen for ever."""
    told = trace(store_of(*chain(MAX_THINGS + 5)), iri("policy"), "down", depth=30)
    assert len(things(told)) > MAX_THINGS
    assert all(node.thing.label for _, node in told.nodes())


def test_every_thread_can_be_read_from_both_ends(example: Store) -> None:
    """What leads down from a thing leads up to it: `why` turns threads around by that."""
    rows = example.select("SELECT ?s ?o WHERE { ?s ?p ?o FILTER(ISIRI(?o)) }").rows
    everything = sorted({cell for row in rows for cell in row if isinstance(cell, URIRef)})
    down = {(link.source, link.target) for link in links(example, everything, "down")}
    up = {(link.target, link.source) for link in links(example, everything, "up")}
    assert len(down) > 500
    assert down == up


def test_the_shortest_thread_joins_two_things(example: Store) -> None:
    """Every link begins where the one before ended, and no shorter way is at hand."""
    first, second = find(example, "POL-01"), find(example, "Colin Dyson")
    path = why(example, first, second)
    assert path
    assert [link.source for link in path] == [first, *(link.target for link in path[:-1])]
    assert path[-1].target == second
    back = why(example, second, first)
    assert back
    assert len(back) == len(path)


def test_nothing_joins_what_hangs_on_nothing() -> None:
    """None is given where there is no thread, and an empty one from a thing to itself."""
    store = store_of(*chain(1), (iri("alone"), RDF.type, AB.Role))
    assert why(store, iri("policy"), iri("alone")) is None
    assert why(store, iri("policy"), iri("policy")) == []


def test_things_are_found_by_what_people_call_them(example: Store) -> None:
    """IRI, CURIE, identifier and label, in any case of letters, name the same thing."""
    step = find(example, "Task_Release")
    assert find(example, str(step)) == step
    assert find(example, "release ORDER") == step
    assert find(example, " Release order ") == step
    assert find(example, "ab:Step") == AB.Step


def test_a_name_of_several_things_lists_them(example: Store) -> None:
    """The step and the state of one name are both offered, by what tells them apart."""
    with pytest.raises(UserError, match="several things") as raised:
        find(example, "Approve order")
    assert "Task_Approve  (Approval: Approve order)" in raised.value.example
    assert "Approve%20order  (State: Approve order)" in raised.value.example


def test_a_name_that_nothing_has_offers_the_nearest(example: Store) -> None:
    """A slip of the pen is met with what was meant; what is like nothing, with what to do."""
    with pytest.raises(UserError) as raised:
        find(example, "Relase order")
    assert "Release order" in raised.value.hint
    with pytest.raises(UserError) as raised:
        find(example, "§§§")
    assert "IRI" in raised.value.hint


def test_a_thing_is_shown_by_its_most_telling_kind(example: Store) -> None:
    """An approval is a task and a step, too; a thing without a name has the end of its IRI."""
    step = find(example, "Task_Approve")
    nameless = URIRef("https://example.org/x/nameless")
    told = describe(example, [step, nameless])
    assert told[step] == Thing(step, "Approve order", "Approval")
    assert told[nameless] == Thing(nameless, "nameless", "")


def test_a_picture_shows_each_thing_once_and_each_thread(example: Store) -> None:
    """The SVG is well-formed, and holds as many boxes as things and as many lines as threads."""
    start = find(example, "Task_Approve")
    told = [trace(example, start, "up"), trace(example, start, "down")]
    root = etree.fromstring(svg(told).encode())
    boxes = root.findall(f"{SVG}g")
    assert {box.get("data-iri") for box in boxes} == {str(one) for t in told for one in things(t)}
    assert len(boxes) == len({box.get("data-iri") for box in boxes})
    pairs = {
        (node.thing.iri, child.phrase, child.thing.iri)
        for one in told
        for _, node in one.nodes()
        for child in node.children
    }
    assert len(root.findall(f"{SVG}path")) == len(pairs) > 5
    assert len(re.findall(r"-->\|", mermaid(told))) == len(pairs)


@given(label=st.text(max_size=40), phrase=st.text(max_size=20))
def test_no_name_can_break_a_picture(label: str, phrase: str) -> None:
    """Whatever a name holds, the SVG is well-formed and the Mermaid text keeps its lines."""
    told = _pair(label, phrase)
    root = etree.fromstring(svg([told]).encode("utf-8", "replace"))
    assert {child.tag for child in root} == {f"{SVG}title", f"{SVG}path", f"{SVG}g"}
    lines = mermaid([told]).split("\n")
    assert len(lines) == 4
    assert re.fullmatch(r'  n0\["[^"<>]*"\]', lines[1])
    assert re.fullmatch(r'  n0 -->\|"[^"<>]*"\| n1', lines[3])


def _pair(label: str, phrase: str) -> Trace:
    root = Node(Thing(iri("a"), label, ""))
    root.children.append(Node(Thing(iri("b"), label, ""), phrase))
    return Trace(root, "down", (), complete=True)
