"""What is stated about a workflow: the workflow itself, its states and the transitions between."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal, Namespace

from asbuilt.facts import Fact, Item, Source, Tally
from asbuilt.loaders.serverless_workflow.words import hidden, text_of
from asbuilt.reading.vendors import word
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.serverless_workflow.plan import Plan, State, Way
    from asbuilt.reading.tree import Node

SW: Final = Namespace("https://serverlessworkflow.io/spec#")
"""The namespace under which members are kept that the ontology has no word for."""

_YES: Final = Literal("true", datatype=XSD.boolean)
_NO: Final = Literal("false", datatype=XSD.boolean)


def statement(source: Source, plan: Plan) -> Iterator[Item]:
    """State a plan, and count what became of it."""
    yield from _workflow(source, plan)
    known: set[str] = set()
    for state in plan.states:
        yield from _state(source, state)
        yield from _data(source, state, known)
        yield from _kept(source.element(state.key), state.node, state.understood, state.held)
    taken: Counter[str] = Counter()
    for way in plan.ways:
        pointer = f"{way.origin.key}/{way.kind}/{way.goal.key}"
        taken[pointer] += 1
        number = f"/{taken[pointer]}" if taken[pointer] > 1 else ""
        yield from _way(source, way, pointer + number)
    yield from plan.problems
    for (kind, disposition), count in sorted(plan.tallies.items()):
        yield Tally(kind, disposition, count)
    if plan.ways:
        yield Tally("transition", "read", len(plan.ways))
    left_out = hidden(plan.root)
    if left_out:
        yield Tally("what may open doors", "unread", left_out)


def _workflow(source: Source, plan: Plan) -> Iterator[Item]:
    workflow, place = source.element("workflow"), plan.root.place
    yield from source.describe(
        workflow, AB.Workflow, label=plan.title, identifier=plan.name, place=place
    )
    if plan.description:
        yield Fact(workflow, DCTERMS.description, Literal(plan.description), place)
    for lasting in plan.durations:
        yield Fact(workflow, AB.duration, Literal(lasting), place)
    if source.system:
        system = source.minter.named("system", source.system)
        yield Fact(system, RDF.type, AB.System)
        yield Fact(system, RDFS.label, Literal(source.system))
        yield Fact(workflow, AB.heldBy, system)
    yield from _kept(workflow, plan.root, plan.understood, plan.held)


def _state(source: Source, state: State) -> Iterator[Fact]:
    thing, place = source.element(state.key), state.node.place
    yield from source.describe(
        thing, AB.State, label=state.name, identifier=state.name, place=place
    )
    yield Fact(source.element("workflow"), AB.hasState, thing, place)
    yield Fact(thing, AB.execution, Literal(state.execution), place)
    if state.container is not None:
        yield Fact(thing, AB.partOf, source.element(state.container.key), place)
    if state.kind:
        yield Fact(thing, AB.elementKind, Literal(state.kind), place)
    if state.execution == "automated":
        yield Fact(thing, RDF.type, AB.Automation, place)
    for flag, said in (
        (AB.isInitial, state.is_initial),
        (AB.isFinal, state.is_final),
        (AB.isMultiple, state.is_multiple),
    ):
        if said:
            yield Fact(thing, flag, _YES, place)
    for predicate, texts in (
        (AB.resource, state.resources),
        (AB.duration, state.durations),
        (AB.eventKind, [state.event]),
    ):
        for text in dict.fromkeys(filter(None, texts)):
            yield Fact(thing, predicate, Literal(text), place)
    for called in dict.fromkeys(state.called):
        yield from _calls(source, thing, called, place)
    if state.called and not state.is_awaited:
        yield Fact(thing, AB.isAwaited, _NO, place)


def _calls(source: Source, thing: URIRef, called: str, place: Place) -> Iterator[Fact]:
    reference = source.minter.reference("workflow", called)
    yield Fact(reference, RDF.type, AB.Reference, place)
    yield Fact(reference, RDFS.label, Literal(called), place)
    yield Fact(reference, AB.referenceKind, AB.Workflow, place)
    yield Fact(reference, PROV.hadPrimarySource, source.at(place), place)
    yield Fact(thing, AB.calls, reference, place)


def _data(source: Source, state: State, known: set[str]) -> Iterator[Fact]:
    """State the data at which the conditions of a state look."""
    place = state.node.place
    for path in dict.fromkeys(state.fields):
        iri = source.element(f"field/{path}")
        if path not in known:
            known.add(path)
            yield from source.describe(iri, AB.Field, label=path, identifier=path, place=place)
        yield Fact(source.element(state.key), AB.reads, iri, place)


def _way(source: Source, way: Way, pointer: str) -> Iterator[Fact]:
    thing, place = source.element(pointer), way.node.place
    begin, end = source.element(way.origin.key), source.element(way.goal.key)
    label = f"{way.origin.name} → {way.goal.name}"
    yield from source.describe(thing, AB.Transition, label=label, identifier=None, place=place)
    yield Fact(thing, AB["from"], begin, place)
    yield Fact(thing, AB.to, end, place)
    yield Fact(thing, AB.transitionKind, Literal(way.kind), place)
    yield Fact(begin, AB.next, end, place)
    if way.is_default:
        yield Fact(thing, AB.isDefault, _YES, place)
    if way.condition:
        yield Fact(thing, AB.condition, Literal(way.condition), place)


def _kept(
    thing: URIRef, node: Node, understood: Collection[str], held: Collection[str]
) -> Iterator[Item]:
    """Keep members that the ontology has no word for, in the source's own words."""
    for key, member in node.members():
        if not key or key in understood:
            continue
        said = text_of(member, held)
        if said != "{}":
            yield Tally(key, "kept")
            yield Fact(thing, word(SW, key), Literal(said), member.place)
