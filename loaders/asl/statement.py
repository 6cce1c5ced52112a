"""What is stated about a state machine: the workflow, its states and the transitions between."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal, Namespace, URIRef

from asbuilt.facts import Fact, Item, Place, Problem, Source, Tally
from asbuilt.loaders.asl.answers import Answers
from asbuilt.loaders.asl.conditions import expression, fields, wording
from asbuilt.loaders.asl.outputs import effect, outputs
from asbuilt.loaders.asl.structure import State, parts, text_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.tree import Node

ASL: Final = Namespace("https://states-language.net/spec#")
"""The namespace under which fields are kept that the ontology has no word for."""

_YES: Final = Literal("true", datatype=XSD.boolean)
_TYPES: Final = frozenset(("Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"))
_UNDERSTOOD: Final = frozenset(
    (
        "Type", "Comment", "Next", "End", "Catch", "Choices", "Default", "Resource", "Branches",
        "ItemProcessor", "Iterator", "Seconds", "SecondsPath", "Timestamp", "TimestampPath",
        "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath",
    )
)  # fmt: skip
_DURATIONS: Final = (
    "Seconds", "SecondsPath", "Timestamp", "TimestampPath", "TimeoutSeconds", "TimeoutSecondsPath",
    "HeartbeatSeconds", "HeartbeatSecondsPath",
)  # fmt: skip
_FILLED_IN: Final = re.compile(r"\$\{[^{}]*\}\Z")
"""A name that a template fills in when it is deployed, and nothing but that."""
_FIELD_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")


@dataclass(slots=True)
class Statement:
    """States one state machine of a file; mints the IRIs of what it holds."""

    source: Source
    states: dict[str, State]
    language: Node | None = None
    """The query language of the whole state machine, where it names one."""
    _taken: dict[str, str] = field(default_factory=dict)
    _fields: set[str] = field(default_factory=set)
    _answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        """Count the answers of people that the states take."""
        self._answers = Answers(self.states)

    def workflow(self, root: Node) -> Iterator[Item]:
        """State the workflow, its system and where work enters it."""
        stem = self.source.path.name.split(".")[0]
        workflow = self._workflow()
        yield from self.source.describe(
            workflow, AB.Workflow, label=stem, identifier=stem, place=root.place
        )
        yield from _comment(workflow, root)
        if self.source.system:
            system = self.source.minter.named("system", self.source.system)
            yield Fact(system, RDF.type, AB.System)
            yield Fact(system, RDFS.label, Literal(self.source.system))
            yield Fact(workflow, AB.heldBy, system)
        yield from _durations(workflow, root)
        for key, node in root.members():
            if key not in {"Comment", "StartAt", "States", "TimeoutSeconds", "QueryLanguage"}:
                yield from _keep(workflow, key, node)
        start = root.get("StartAt")
        if start is None or (root.get("States") or root).get(start.text or "") is None:
            yield Problem(
                "warning",
                "StartAt names no state of this state machine"
                if start
                else "the state machine has no StartAt, so nothing says where work enters it",
                "set StartAt to the name of the first state",
                (start or root).place,
            )
            return
        yield Fact(self._iri(start.text or ""), AB.isInitial, _YES, start.place)

    def state(self, state: State) -> Iterator[Item]:
        """State one state and the transitions that leave it."""
        node, place, thing = state.node, state.node.place, self._iri(state.name)
        yield from self.source.describe(
            thing, AB.State, label=state.name, identifier=state.name, place=place
        )
        yield Fact(self._workflow(), AB.hasState, thing, place)
        if state.container is not None:
            yield Fact(thing, AB.partOf, self._iri(state.container.name), place)
        if state.kind not in _TYPES:
            yield Problem(
                "warning",
                f"the state {state.name!r} has the unknown type {state.kind!r}"
                if state.kind
                else f"the state {state.name!r} has no Type",
                "set Type to one of " + ", ".join(sorted(_TYPES)),
                place,
            )
        yield Tally(state.kind or "state without Type")
        if state.kind:
            yield Fact(thing, AB.elementKind, Literal(state.kind), place)
        yield from self._work(state, thing)
        yield from _comment(thing, node)
        yield from _durations(thing, node)
        for key, member in node.members():
            if key not in _UNDERSTOOD:
                yield from _keep(thing, key, member)
        yield from self._reads(state, thing)
        yield from self._writes(state, thing)
        yield from self._leaving(state)

    def _work(self, state: State, thing: URIRef) -> Iterator[Item]:
        node, place = state.node, state.node.place
        quorum = self._answers.quorum(state)
        if quorum is not None:
            yield Fact(thing, AB.enforcedQuorum, Literal(quorum), place)
        if state.kind == "Map":
            yield Fact(thing, AB.isMultiple, _YES, place)
        if state.kind != "Task":
            yield Fact(thing, AB.execution, Literal("none"), place)
            return
        resource, called = node.get("Resource"), state.called
        if state.waits_for_people:
            yield Fact(thing, AB.execution, Literal("user"), place)
        else:
            yield Fact(thing, AB.execution, Literal("automated"), place)
            yield Fact(thing, RDF.type, AB.Automation, place)
        if resource is None:
            yield Problem(
                "warning",
                f"the task {state.name!r} names no Resource, so nothing says what does its work",
                "set Resource to the ARN of the service, function or activity",
                place,
            )
            return
        yield Fact(thing, AB.resource, Literal(called), resource.place)
        arguments = node.get("Arguments") or node.get("Parameters") or node
        function = arguments.get("FunctionName")
        if function is not None and called != text_of(function):
            yield Fact(thing, AB.resource, Literal(text_of(function)), function.place)
        machine = arguments.get("StateMachineArn") or arguments.get("stateMachineArn")
        if state.starts_workflow and machine is not None:
            if _FILLED_IN.match(text_of(machine)):  # the template knows which, and it is not here
                yield Fact(thing, AB.resource, Literal(text_of(machine)), machine.place)
            else:
                yield from self._calls(thing, text_of(machine), machine.place)

    def _calls(self, thing: URIRef, arn: str, place: Place) -> Iterator[Fact]:
        called = arn.rsplit(":stateMachine:", 1)[-1]
        reference = self.source.minter.reference("workflow", called)
        yield Fact(reference, RDF.type, AB.Reference, place)
        yield Fact(reference, RDFS.label, Literal(called), place)
        yield Fact(reference, AB.referenceKind, AB.Workflow, place)
        yield Fact(reference, PROV.hadPrimarySource, self.source.at(place), place)
        yield Fact(thing, AB.calls, reference, place)

    def _reads(self, state: State, thing: URIRef) -> Iterator[Fact]:
        for rule in (state.node.get("Choices") or state.node).elements():
            for path in dict.fromkeys(fields(rule)):
                yield from self._field(thing, AB.reads, path, rule.place)

    def _writes(self, state: State, thing: URIRef) -> Iterator[Fact]:
        for path, place in outputs(state):
            yield from self._field(thing, AB.writes, path, place)
        becomes = effect(state, self.language)
        if becomes:
            yield Fact(thing, AB.outputEffect, Literal(becomes), state.node.place)

    def _field(self, thing: URIRef, how: URIRef, path: str, place: Place) -> Iterator[Fact]:
        """State that a state reads or writes a field, and once what the field is."""
        iri = self._iri(path, "field")
        if path not in self._fields:
            self._fields.add(path)
            yield from self.source.describe(iri, AB.Field, label=path, identifier=path, place=place)
        yield Fact(thing, how, iri, place)

    def _leaving(self, state: State) -> Iterator[Item]:
        node = state.node
        for index, rule in enumerate((node.get("Choices") or node).elements()):
            yield from self._go(state, f"Choices/{index}", "choice", rule.get("Next"), rule)
        default = node.get("Default")
        if default is not None:
            yield from self._go(state, "Default", "default", default, default)
        for index, catcher in enumerate((node.get("Catch") or node).elements()):
            yield from self._go(state, f"Catch/{index}", "catch", catcher.get("Next"), catcher)
        entered = list(self._enter(state))
        yield from entered
        following = node.get("Next")
        goes_around = state.kind == "Map" or not entered
        if following is not None and goes_around:
            yield from self._go(state, "Next", "next", following, following)
        elif following is not None:
            yield from self._check(state, following)
        if state.ends and goes_around:
            yield from self._end(state)
        if state.kind == "Fail":
            yield Fact(self._iri(state.name), AB.isFinal, _YES, node.place)
        elif not (state.ends or following or default or node.get("Choices")):
            yield Problem(
                "warning",
                f"the state {state.name!r} says neither where work goes next nor that it ends",
                "add Next with the name of a state, or End: true",
                node.place,
            )

    def _enter(self, state: State) -> Iterator[Item]:
        """Lead into each branch of a Parallel state or the items' steps of a Map state."""
        for key, part in parts(state.node):
            start = part.get("StartAt")
            inner = part.get("States")
            if start is None or inner is None or inner.get(start.text or "") is None:
                yield Problem(
                    "warning",
                    f"a part of the state {state.name!r} has no StartAt that names a state of it",
                    "set StartAt to the name of the part's first state",
                    (start or part).place,
                )
                continue
            yield from self._transition(
                state, start.text or "", f"{key}/StartAt", "branch", start.place
            )

    def _go(
        self, state: State, pointer: str, kind: str, target: Node | None, rule: Node
    ) -> Iterator[Item]:
        """Lead to the state that `target` names, under the condition that `rule` states."""
        if target is None:
            yield Problem(
                "warning",
                f"a {kind} of the state {state.name!r} has no Next",
                "add Next with the name of a state",
                rule.place,
            )
            return
        if state.scope.get(target.text or "") is None:
            yield from self._check(state, target)
            return
        yield Tally("transition")
        condition = _condition(kind, rule)
        yield from self._transition(
            state, target.text or "", pointer, kind, target.place, condition
        )

    def _check(self, state: State, target: Node) -> Iterator[Item]:
        """Count a target that exists, and tell of one that does not."""
        wanted = target.text if target.text is not None else target.compact()
        if state.scope.get(wanted) is not None:
            yield Tally("transition")
            return
        yield Tally("transition", "unread")
        known = wanted in self.states
        why = "is in another part of the state machine" if known else "is missing"
        yield Problem(
            "warning",
            f"the state {state.name!r} goes to {wanted!r}, which {why}",
            "name a state of the same States object, or add the missing one",
            target.place,
        )

    def _end(self, state: State) -> Iterator[Item]:
        """Lead from the end of a branch to what follows the branches, or end the workflow."""
        place = (state.node.get("End") or state.node).place
        container = state.container
        while container is not None:
            following = container.node.get("Next")
            if following is not None:
                if container.scope.get(following.text or "") is not None:
                    yield from self._transition(state, following.text or "", "End", "join", place)
                return
            if not container.ends:
                return
            container = container.container
        yield Fact(self._iri(state.name), AB.isFinal, _YES, place)

    def _transition(  # noqa: PLR0913, PLR0917 - what a transition is made of
        self, state: State, target: str, pointer: str, kind: str, place: Place, condition: str = ""
    ) -> Iterator[Fact]:
        thing = self._iri(f"{state.pointer}/{pointer}", "transition")
        begin, end = self._iri(state.name), self._iri(target)
        yield from self.source.describe(
            thing, AB.Transition, label=f"{state.name} → {target}", identifier=None, place=place
        )
        yield Fact(thing, AB["from"], begin, place)
        yield Fact(thing, AB.to, end, place)
        yield Fact(thing, AB.transitionKind, Literal(kind), place)
        if kind == "default":
            yield Fact(thing, AB.isDefault, _YES, place)
        if condition:
            yield Fact(thing, AB.condition, Literal(condition), place)
        yield Fact(begin, AB.next, end, place)

    def _workflow(self) -> URIRef:
        return self._iri(self.source.path.name.split(".")[0], "workflow")

    def _iri(self, identifier: str, kind: str = "state") -> URIRef:
        """Give the IRI of what is called so; where another kind is called alike, a state wins."""
        if kind != "state" and identifier in self.states:
            identifier = f"{kind}:{identifier}"
        return self.source.element(identifier)


def _condition(kind: str, rule: Node) -> str:
    if kind == "choice":
        return wording(rule)
    if kind == "catch":
        errors = (rule.get("ErrorEquals") or rule).elements()
        return " or ".join(text_of(error) for error in errors)
    return ""


def _durations(thing: URIRef, node: Node) -> Iterator[Fact]:
    """State how long a state waits or may take: ISO 8601 for seconds, else as it is written."""
    for key in _DURATIONS:
        value = node.get(key)
        if value is not None:
            text = f"PT{value.number.text}S" if value.number else expression(text_of(value))
            yield Fact(thing, AB.duration, Literal(text), value.place)


def _comment(thing: URIRef, node: Node) -> Iterator[Fact]:
    comment = node.get("Comment")
    if comment is not None and text_of(comment).strip():
        yield Fact(thing, DCTERMS.description, Literal(text_of(comment)), comment.place)


def _keep(thing: URIRef, key: str, node: Node) -> Iterator[Item]:
    """Keep a field that the ontology has no word for, in the source's own words."""
    if not _FIELD_NAME.match(key):
        yield Tally(key, "unread")
        return
    yield Tally(key, "kept")
    yield Fact(thing, ASL[key], Literal(text_of(node)), node.place)
