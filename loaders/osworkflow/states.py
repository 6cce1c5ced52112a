"""The workflow of a descriptor and its states: steps, splits, joins, beginnings and ends.

An initial action is a state of its own, where work enters, and so is where an action finishes the
workflow without leading to a step: what guards them stands on the transitions beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, RDF, RDFS, XSD, Literal

from asbuilt.facts import Fact
from asbuilt.loaders.osworkflow.conditions import called
from asbuilt.loaders.osworkflow.quorum import quorum
from asbuilt.reading.xml import line_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from rdflib import URIRef

    from asbuilt.loaders.osworkflow.descriptor import Descriptor, Part
    from asbuilt.loaders.osworkflow.parties import Parties

_YES: Final = Literal("true", datatype=XSD.boolean)


def states(descriptor: Descriptor, parties: Parties) -> Iterator[Fact]:
    """State the workflow, its system and its states, and who owns the steps."""
    yield from _workflow(descriptor)
    initial = descriptor.shared("initial-actions")
    for action in initial:
        yield from _state(descriptor, action, action.iri, "initial-action")
        yield Fact(action.iri, AB.execution, Literal("none"), action.place)
        yield Fact(action.iri, AB.isInitial, _YES, action.place)
    for part in (*descriptor.splits.values(), *descriptor.joins.values()):
        yield from _state(descriptor, part, part.iri, part.kind)
        yield Fact(part.iri, AB.execution, Literal("none"), part.place)
    finishing = [action for action in descriptor.actions.values() if action.says("finish")]
    ends = [action for action in finishing if descriptor.finishes(action)]
    last = {goal for action in finishing for goal in _steps_after(descriptor, action)}
    for step in descriptor.steps.values():
        yield from _state(descriptor, step, step.iri, "step")
        yield from _work(descriptor, step, ends=bool(finishing))
        if step in last or (finishing and not descriptor.offered(step)):
            yield Fact(step.iri, AB.isFinal, _YES, step.place)
    for action in ends:
        iri = end_of(descriptor, action)
        if action not in initial:
            yield from _state(descriptor, action, iri, "finish")
            yield Fact(iri, AB.execution, Literal("none"), action.place)
        yield Fact(iri, AB.isFinal, _YES, action.place)
    yield from _owners(descriptor, parties)


def end_of(descriptor: Descriptor, action: Part) -> URIRef:
    """Give the state in which an action leaves work that it finishes."""
    if action in descriptor.shared("initial-actions"):
        return action.iri
    return descriptor.source.element(f"action/{action.identifier}/finish")


def _steps_after(descriptor: Descriptor, action: Part) -> Iterator[Part]:
    """Give the steps in which an action leaves work that it finishes."""
    for result in action.results():
        step = descriptor.steps.get((result.get("step") or "").strip())
        if step is not None:
            yield step


def _workflow(descriptor: Descriptor) -> Iterator[Fact]:
    source, workflow = descriptor.source, descriptor.workflow
    stem = source.path.name.split(".")[0]
    place = line_of(descriptor.root)
    yield from source.describe(
        workflow, AB.Workflow, label=descriptor.name, identifier=stem, place=place
    )
    yield from _description(descriptor, workflow, descriptor.root)
    if source.system:
        system = source.minter.named("system", source.system)
        yield Fact(system, RDF.type, AB.System)
        yield Fact(system, RDFS.label, Literal(source.system))
        yield Fact(workflow, AB.heldBy, system)


def _state(descriptor: Descriptor, part: Part, iri: URIRef, kind: str) -> Iterator[Fact]:
    identifier = part.identifier if kind == "step" else None
    yield from descriptor.source.describe(
        iri, AB.State, label=part.label, identifier=identifier, place=part.place
    )
    yield Fact(descriptor.workflow, AB.hasState, iri, part.place)
    yield Fact(iri, AB.elementKind, Literal(kind), part.place)
    if kind != "finish":
        yield from _description(descriptor, iri, part.node)


def _work(descriptor: Descriptor, step: Part, *, ends: bool) -> Iterator[Fact]:
    """State who works at a step: people where they choose an action, else the system if any.

    Where only global actions lead on, somebody works there unless the workflow has `ends` of which
    it is one.
    """
    actions = descriptor.offered(step)
    deciding = actions or ([] if ends else descriptor.shared("global-actions"))
    if any(not action.says("auto") for action in deciding):
        yield Fact(step.iri, AB.execution, Literal("user"), step.place)
        number = quorum(descriptor, step)
        if number is not None:
            yield Fact(step.iri, AB.enforcedQuorum, Literal(number), step.place)
        return
    yield Fact(step.iri, AB.execution, Literal("automated" if actions else "none"), step.place)
    if not actions:
        return
    yield Fact(step.iri, RDF.type, AB.Automation, step.place)
    for part in (step, *actions):
        for function in part.node.iter("function"):
            if next(function.iterancestors("action", "step")) is part.node:
                yield Fact(step.iri, AB.resource, Literal(called(function)), line_of(function))


def _owners(descriptor: Descriptor, parties: Parties) -> Iterator[Fact]:
    """State who performs a step: the owner to whom a result hands it."""
    for part in (
        *descriptor.actions.values(),
        *descriptor.splits.values(),
        *descriptor.joins.values(),
    ):
        for result in part.results():
            owner = " ".join((result.get("owner") or "").split())
            step = descriptor.steps.get((result.get("step") or "").strip())
            if owner and step is not None and "${" not in owner:
                place = line_of(result)
                yield Fact(step.iri, AB.performedBy, parties.role(owner, place), place)


def _description(descriptor: Descriptor, thing: URIRef, node: etree._Element) -> Iterator[Fact]:
    said = [descriptor.meta(node, "jira.description", "description")]
    said += [
        " ".join("".join(map(str, one.itertext())).split())
        for one in node.iterchildren("description")
    ]
    for text in dict.fromkeys(said):
        if text:
            yield Fact(thing, DCTERMS.description, Literal(text), line_of(node))
