"""What is stated about a state chart: the workflow, its states and the transitions between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import RDF, RDFS, XSD, Literal, Namespace

from asbuilt.facts import Fact
from asbuilt.loaders.scxml.chart import PSEUDO, STATES, TEXTS
from asbuilt.reading.vendors import word
from asbuilt.reading.xml import written
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.scxml.chart import Chart
    from asbuilt.reading.model import Element

SCXML: Final = Namespace("http://www.w3.org/2005/07/scxml#")
"""Where words of SCXML stand for which the ontology has none."""

_YES: Final = Literal("true", datatype=XSD.boolean)
_SAID: Final = frozenset({"id", "name", "initial", "initialstate", "target", "version", "final"})


def statement(chart: Chart) -> Iterator[Fact]:
    """State the workflow, its states and its transitions."""
    yield from _workflow(chart)
    for state in chart.states():
        yield from _state(chart, state)
    for holder, transition in chart.transitions():
        yield from _transition(chart, holder, transition)
    for state in chart.states():
        if state.name == "history":
            yield from _resumed(chart, state)
    for element in chart.model.elements:
        yield from _kept(chart, element)


def _workflow(chart: Chart) -> Iterator[Fact]:
    root, source = chart.model.root, chart.model.source
    label = root.label or source.path.name.split(".")[0]
    yield from source.describe(
        root.iri, AB.Workflow, label=label, identifier=root.label or label, place=root.place
    )
    if source.system:
        system = source.minter.named("system", source.system)
        yield Fact(system, RDF.type, AB.System)
        yield Fact(system, RDFS.label, Literal(source.system))
        yield Fact(root.iri, AB.heldBy, system)
    for state in chart.begin(root):
        yield Fact(state.iri, AB.isInitial, _YES, root.place)


def _state(chart: Chart, state: Element) -> Iterator[Fact]:
    root, place = chart.model.root, state.place
    label = state.identifier if state.verbatim else f"{state.name} in {_name(state.parent)}"
    yield from chart.model.source.describe(
        state.iri, AB.State, label=label, identifier=state.verbatim, place=place
    )
    yield Fact(root.iri, AB.hasState, state.iri, place)
    yield Fact(state.iri, AB.elementKind, Literal(state.name), place)
    if state.parent is not None and state.parent.name in STATES:
        yield Fact(state.iri, AB.partOf, state.parent.iri, place)
    elif chart.is_final(state):
        yield Fact(state.iri, AB.isFinal, _YES, place)
    inner = chart.inside(state)
    if any(True for _ in state.all("invoke")):
        yield Fact(state.iri, RDF.type, AB.Automation, place)
        yield Fact(state.iri, AB.execution, Literal("automated"), place)
        for called in state.all("invoke"):
            if called.get("src"):
                yield Fact(state.iri, AB.resource, Literal(called.get("src")), called.place)
    elif inner or state.name in PSEUDO or chart.is_final(state):
        yield Fact(state.iri, AB.execution, Literal("none"), place)
    for first in chart.begin(state) if inner else ():
        yield from _between(chart, state, first, "branch", state)


def _transition(chart: Chart, holder: Element, transition: Element) -> Iterator[Fact]:
    """State a transition, which a state that holds others may take from any of them (3.5, 3.13).

    One on ``done.state.…`` is taken from where that state is done; one on any other event
    interrupts what is in the state.
    """
    targets = chart.targets(transition)
    if not _leads_on(transition):
        chart.model.count("transition without target", "kept")
        return
    event = transition.get("event")
    inner = chart.holding(holder)
    if not inner:
        several = len(list(holder.all("transition"))) > 1
        kind, origins = ("choice" if several else "next"), [holder]
    elif f"done.state.{holder.identifier}" in event.split():
        regions = inner if holder.name == "parallel" else [holder]
        done = [one for region in regions for one in chart.inside(region) if chart.is_final(one)]
        kind, origins = "join", done or [holder]
    else:
        kind, origins = "catch", list(chart.atoms(holder))
    for origin in origins:
        for target in targets:
            yield from _between(chart, origin, target, kind, transition)


def _resumed(chart: Chart, history: Element) -> Iterator[Fact]:
    """State that work may be resumed in any state around which a history was kept (3.10)."""
    if history.parent is None:
        return
    deep = history.get("type") == "deep"
    around = history.parent
    for state in chart.atoms(around) if deep else chart.holding(around):
        if not chart.is_final(state):
            yield from _between(chart, history, state, "choice", history)


def _between(
    chart: Chart, origin: Element, goal: Element, kind: str, stated: Element
) -> Iterator[Fact]:
    place = stated.place
    made = f"{stated.identifier}/{origin.identifier}/{kind}/{goal.identifier}"
    iri = chart.model.source.element(made)
    event, condition = (
        (stated.get("event"), stated.get("cond")) if stated.name == "transition" else ("", "")
    )
    label = f"{_name(origin)} → {_name(goal)}" + (f" ({event})" if event else "")
    yield from chart.model.source.describe(
        iri, AB.Transition, label=label, identifier=None, place=place
    )
    yield Fact(iri, AB["from"], origin.iri, place)
    yield Fact(iri, AB.to, goal.iri, place)
    yield Fact(iri, AB.transitionKind, Literal(kind), place)
    yield Fact(origin.iri, AB.next, goal.iri, place)
    if condition:
        yield Fact(iri, AB.condition, Literal(condition), place)
    if event:
        yield Fact(iri, SCXML.event, Literal(event), place)


def _kept(chart: Chart, element: Element) -> Iterator[Fact]:
    """Keep what the ontology has no word for, and count what became of every element."""
    holder = element.thing
    if holder.name == "transition":
        holder = (holder.parent or holder).thing
    if element.name in TEXTS:
        chart.model.count(element.name, "kept")
        charts = sum(1 for node in element.node.iter("{*}scxml"))
        chart.model.count("chart of an invoke", "kept", charts)
        yield Fact(holder.iri, SCXML[element.name], Literal(written(element.node)), element.place)
        return
    if element.name == "transition" and not _leads_on(element):
        return
    known = element.name in STATES | {"scxml", "transition", "initial", "target"}
    chart.model.count(element.name, "read" if known else "kept")
    if not known:
        term = word(SCXML, element.name)
        yield Fact(holder.iri, term, Literal(written(element.node)), element.place)
    elif element.name not in {"transition", "target"}:
        for attribute in element.node.attrib:
            name = str(attribute)
            if not name.startswith("{") and name not in _SAID and element.get(name):
                yield Fact(holder.iri, word(SCXML, name), Literal(element.get(name)), element.place)


def _leads_on(transition: Element) -> bool:
    """Say whether a transition names a target at all."""
    return bool(transition.get("target")) or any(True for _ in transition.all("target"))


def _name(element: Element | None) -> str:
    if element is None:
        return ""
    return element.verbatim or element.label or element.identifier
