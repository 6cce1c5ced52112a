"""The transitions of a workflow descriptor, what guards them, and whom their conditions permit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal

from asbuilt.facts import Fact
from asbuilt.loaders.osworkflow.conditions import parties as named_in
from asbuilt.loaders.osworkflow.conditions import wording
from asbuilt.loaders.osworkflow.descriptor import CONDITIONAL, RESULTS, elements, leads_on
from asbuilt.loaders.osworkflow.remainder import attributes
from asbuilt.loaders.osworkflow.states import end_of
from asbuilt.reading.xml import line_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.osworkflow.conditions import Party
    from asbuilt.loaders.osworkflow.descriptor import Descriptor, Part
    from asbuilt.loaders.osworkflow.parties import Parties

_YES: Final = Literal("true", datatype=XSD.boolean)

_WHO: Final = {"permission": "Whoever has the permission ", "project role": "Project role "}


class Ways:
    """The transitions of a descriptor: one for each result of an action, from each step with it."""

    def __init__(self, descriptor: Descriptor, parties: Parties) -> None:
        """Speak for a descriptor; whom its conditions name is noted in `parties`."""
        self._descriptor = descriptor
        self._parties = parties
        self._global = list(descriptor.root.iterchildren("global-conditions"))

    def facts(self) -> Iterator[Fact]:
        """State all transitions and permissions."""
        descriptor = self._descriptor
        for action in descriptor.shared("initial-actions"):
            yield from self._action(action, action, "next")
        for step in descriptor.steps.values():
            offered = descriptor.offered(step)
            kind = "choice" if len(offered) > 1 else "next"
            for action in offered:
                yield from self._action(step, action, kind)
            for action in descriptor.shared("global-actions"):
                if action not in offered:
                    yield from self._action(step, action, "catch")
        for part in (*descriptor.splits.values(), *descriptor.joins.values()):
            kind = "branch" if part.kind == "split" else "next"
            guards = list(part.node.iterchildren("conditions"))
            yield from self._results(part, part, kind, guards)

    def _action(self, origin: Part, action: Part, kind: str) -> Iterator[Fact]:
        guards = [*self._global, *action.node.iterchildren("restrict-to")]
        yield from self._results(origin, action, kind, guards)

    def _results(
        self, origin: Part, part: Part, kind: str, guards: list[etree._Element]
    ) -> Iterator[Fact]:
        results = part.results()
        finishes = part.kind == "action" and self._descriptor.finishes(part)
        for number, result in enumerate(results):
            goal = self._descriptor.target(origin, result)
            if goal is None and (_names_goal(result) or not finishes):
                if not _names_goal(result):
                    self._lost(part, result)
                continue
            end = self._end(part, goal)
            if goal is not None or end[0] != origin.iri:
                sort = _kind(kind, goal, result, results)
                yield from self._between(origin, part, end, sort, number, guards, result)
        if results:
            return
        end = self._end(part, None)
        if not finishes:
            self._lost(part, part.node)
        elif end[0] != origin.iri:
            yield from self._between(origin, part, end, kind, 0, guards, part.node)

    def _end(self, part: Part, goal: Part | None) -> tuple[URIRef, str]:
        if goal is None:
            return end_of(self._descriptor, part), part.label
        return goal.iri, goal.label

    def _between(  # noqa: PLR0913, PLR0917 - what a transition is made of
        self,
        origin: Part,
        part: Part,
        goal: tuple[URIRef, str],
        kind: str,
        number: int,
        guards: list[etree._Element],
        stated: etree._Element,
    ) -> Iterator[Fact]:
        source, place = self._descriptor.source, line_of(stated)
        end, end_label = goal
        way = f"{origin.label} → {end_label}"
        by_action = part.kind == "action"
        iri = source.element(
            f"{origin.kind}/{origin.identifier}/{part.kind}/{part.identifier}/{number}"
        )
        yield from source.describe(
            iri,
            AB.Transition,
            label=f"{part.label}: {way}" if by_action and part is not origin else way,
            identifier=part.identifier if by_action else None,
            place=place,
        )
        yield Fact(iri, AB["from"], origin.iri, place)
        yield Fact(iri, AB.to, end, place)
        yield Fact(iri, AB.transitionKind, Literal(kind), place)
        yield Fact(origin.iri, AB.next, end, place)
        if kind == "default":
            yield Fact(iri, AB.isDefault, _YES, place)
        if part is not origin:
            yield Fact(iri, AB.partOf, part.iri, place)
        condition = _all_of([*guards, *_conditions(stated)])
        if condition:
            yield Fact(iri, AB.condition, Literal(condition), place)
        if stated is not part.node:
            yield from attributes(self._descriptor, iri, stated)
        if by_action:
            yield from self._permissions(iri, part, guards)

    def _permissions(
        self, transition: URIRef, action: Part, guards: list[etree._Element]
    ) -> Iterator[Fact]:
        """State for each whom conditions name the permission to take the transition.

        Where they name several of whom all must agree, each has a permission that says so by its
        condition.
        """
        stated: dict[Party, Place] = {}
        for check in (*guards, *action.node.iterchildren("validators")):
            for party in named_in(check):
                stated.setdefault(party, line_of(check))
        source, condition = self._descriptor.source, _all_of(guards)
        for party, place in stated.items():
            iri = source.element(f"action/{action.identifier}/{party.kind}/{party.name}")
            label = f"{_WHO.get(party.kind, '')}{party.name} may take {action.label}"
            yield Fact(iri, RDF.type, AB.Permission, place)
            yield Fact(iri, RDFS.label, Literal(label), place)
            yield Fact(iri, PROV.hadPrimarySource, source.at(place), place)
            yield Fact(iri, AB.grantedTo, self._parties.of(party, place), place)
            yield Fact(iri, AB.mayTrigger, transition, place)
            yield Fact(iri, AB.action, Literal(action.label), place)
            yield Fact(iri, AB.workflow, self._descriptor.workflow, place)
            if party.kind == "permission":
                yield Fact(iri, DCTERMS.identifier, Literal(party.name), place)
            if condition:
                yield Fact(iri, AB.condition, Literal(condition), place)
            if source.system:
                system = source.minter.named("system", source.system)
                yield Fact(iri, AB.heldBy, system, place)

    def _lost(self, part: Part, node: etree._Element) -> None:
        self._descriptor.warn(
            f"the {part.kind} {part.label!r} says neither where work goes next nor that it ends",
            "name a step, split or join in its result, or set finish to true",
            node,
        )


def _names_goal(result: etree._Element) -> bool:
    split_or_join = (result.get("split") or result.get("join") or "").strip()
    return bool(split_or_join) or leads_on(result)


def _kind(kind: str, goal: Part | None, result: etree._Element, among: list[etree._Element]) -> str:
    if goal is not None and goal.kind == "join":
        return "join"
    if kind in {"branch", "catch"}:
        return kind
    if result.tag in CONDITIONAL:
        return "choice"
    return "default" if any(one.tag in CONDITIONAL for one in among) else kind


def _conditions(result: etree._Element) -> list[etree._Element]:
    if result.tag not in RESULTS:
        return []
    return [one for one in elements(result) if one.tag in {"conditions", "condition"}]


def _all_of(guards: list[etree._Element]) -> str:
    said = [(guard, wording(guard)) for guard in guards]
    said = [(guard, text) for guard, text in said if text]
    if len(said) == 1:
        return said[0][1]
    return " and ".join(f"({text})" if " or " in text else text for _, text in said)
