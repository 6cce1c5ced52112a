"""Who does the work: lanes, pools, resource roles and what engines assign tasks to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.identity import fold
from asbuilt.loaders.bpmn.extensions import engine_attribute, zeebe
from asbuilt.loaders.bpmn.names import ACTIVITIES, FLOW_NODES, RESOURCE_ROLES
from asbuilt.loaders.bpmn.steps import is_expression
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.bpmn.document import Document, Element

_FEEL_LIST = re.compile(r'^=\s*\[?\s*("[^"]*"\s*(?:,\s*"[^"]*"\s*)*)\]?\s*$')
_FEEL_TEXT = re.compile(r'"([^"]*)"')
_GROUPS = ("candidateGroups",)
_USERS = ("assignee", "candidateUsers")


class Roles:
    """The roles that a file mentions, each stated once, under the first spelling by alphabet."""

    def __init__(self, document: Document) -> None:
        """Begin with no role mentioned."""
        self._document = document
        self._mentions: dict[URIRef, list[tuple[str, Place]]] = {}
        self._of_several: set[URIRef] = set()
        """Roles that are more than the login of one user."""

    def named(self, name: str, place: Place, *, is_user: bool = False) -> URIRef:
        """Give the role of this name, which is mentioned here: as a role, or as a user's login."""
        iri = self._document.source.minter.named("role", name)
        self._mentions.setdefault(iri, []).append((name, place))
        if not is_user:
            self._of_several.add(iri)
        return iri

    def facts(self) -> Iterator[Fact]:
        """State every role that has been mentioned."""
        for iri, mentions in self._mentions.items():
            label, place = min(mentions, key=lambda mention: (mention[0], mention[1].line or 0))
            yield Fact(iri, RDF.type, AB.Role, place)
            yield Fact(iri, RDFS.label, Literal(label), place)
            if iri not in self._of_several:
                yield Fact(iri, AB.elementKind, Literal("user"), place)
            yield Fact(iri, PROV.hadPrimarySource, self._document.source.at(place), place)


def responsibility(document: Document, roles: Roles, *, deployed: bool) -> Iterator[Fact]:
    """State which roles perform the activities of the file's processes.

    That is the innermost lane, else the lane of the sub-process around, else the pool; and besides
    them whomever the activity itself names. In a process that is `deployed` to an engine, pools do
    no work, and the users whom the engine names are no roles; else each is one of their own.
    """
    lanes = _lanes(document)
    working = {} if deployed else _working_pools(document, lanes)
    yield from _denoted(document, roles, working)
    for element in document.all(*ACTIVITIES):
        if element.is_of_process:
            for around in _drawn_in(element, lanes, working):
                role = roles.named(around.label, around.place)
                yield Fact(element.iri, AB.performedBy, role, element.place)
    for element in document.all("process", *ACTIVITIES):
        named = assigned(document, element)
        users = [] if deployed else [one for one in assigned_users(element) if one not in named]
        for name in sorted([*named, *users]):
            role = roles.named(name, element.place, is_user=name in users)
            yield Fact(element.iri, AB.performedBy, role, element.place)


def _denoted(document: Document, roles: Roles, working: dict[Element, Element]) -> Iterator[Fact]:
    """State for which roles lanes, pools and resources stand, and what is drawn in which lane.

    A pool stands for a role where it works itself, or where only its messages are known.
    """
    for lane in document.all("lane"):
        if lane.label:
            yield Fact(lane.iri, AB.denotes, roles.named(lane.label, lane.place), lane.place)
        for node in _members(document, lane):
            yield Fact(node.iri, AB.partOf, lane.iri, lane.place)
    for resource in document.all("resource"):
        if resource.label:
            role = roles.named(resource.label, resource.place)
            yield Fact(resource.iri, AB.denotes, role, resource.place)
    for pool in document.all("participant"):
        if pool.label and (pool in working.values() or not pool.get("processRef")):
            yield Fact(pool.iri, AB.denotes, roles.named(pool.label, pool.place), pool.place)


def assigned(document: Document, element: Element) -> list[str]:
    """Give the names of the roles to which an element itself gives its work, in a settled order.

    Resource roles of BPMN (10.2.1) and the candidate groups of engines count; what an engine
    computes at run time names nobody.
    """
    names: set[str] = set()
    for resource in element.all(*RESOURCE_ROLES):
        names.update(_resource(document, resource))
    return sorted(names | _engine_names(element, _GROUPS))


def assigned_users(element: Element) -> list[str]:
    """Give the users to whom an engine gives the work of an element, in a settled order."""
    return sorted(_engine_names(element, _USERS))


def starters(element: Element, kind: str) -> list[str]:
    """Give the ``Groups`` or ``Users`` whom an engine lets start a process."""
    values = engine_attribute(element, f"candidateStarter{kind}")
    return sorted({name for value in values for name in _split(value)})


def _engine_names(element: Element, attributes: tuple[str, ...]) -> set[str]:
    values = [*engine_attribute(element, *attributes)]
    for assignment in zeebe(element, "assignmentDefinition"):
        values += [(assignment.get(attribute) or "").strip() for attribute in attributes]
    return {name for value in values for name in _split(value)}


def _resource(document: Document, resource: Element) -> Iterator[str]:
    """Give whom a resource role names: a resource of the file, or the words of its expression."""
    said = False
    for reference in resource.all("resourceRef"):
        found = document.find(resource, "resourceRef", reference.text)
        if found is not None and found.label:
            said = True
            yield found.label
    for expression in resource.all("resourceAssignmentExpression"):
        if expression.text:
            said = True
            yield from _split(_without_function(expression.text))
    if not said and resource.label:
        yield resource.label


def _without_function(text: str) -> str:
    """Give what Activiti's ``user(name)`` and ``group(name)`` hold."""
    names = re.findall(r"\b(?:user|group)\(([^()]+)\)", text)
    return ",".join(names) if names else text


def _split(text: str) -> list[str]:
    literal = _FEEL_LIST.match(text)
    if literal:
        texts = _FEEL_TEXT.findall(literal.group(1))
        return [name for text in texts for name in _split(text)]
    if is_expression(text):
        return []
    parts = (" ".join(part.split()) for part in text.split(","))
    return [part for part in parts if part and not is_expression(part)]


def _lanes(document: Document) -> dict[Element, list[Element]]:
    """Give for every flow node the innermost lanes in which it is drawn."""
    lanes: dict[Element, list[Element]] = {}
    for lane in document.all("lane"):
        for node in _members(document, lane):
            lanes.setdefault(node, []).append(lane)
    for node, drawn_in in lanes.items():
        outer = {around for lane in drawn_in for around in lane.ancestors()}
        lanes[node] = [lane for lane in drawn_in if lane not in outer]
    return lanes


def _members(document: Document, lane: Element) -> Iterator[Element]:
    for reference in lane.all("flowNodeRef"):
        node = document.find(lane, "flowNodeRef", reference.text)
        if node is not None and node.name in FLOW_NODES:
            yield node


def _working_pools(
    document: Document, lanes: dict[Element, list[Element]]
) -> dict[Element, Element]:
    """Give by process the pool that does its work: one of another name, where lanes do not all."""
    working: dict[Element, Element] = {}
    for pool in document.all("participant"):
        process = document.look_up(pool, pool.get("processRef") or "")
        if process is None or not pool.label or fold(pool.label) == fold(process.label):
            continue
        if any(
            not list(_drawn_in(element, lanes, {}))
            for element in process.within()
            if element.name in ACTIVITIES
        ):
            working[process] = pool
    return working


def _drawn_in(
    element: Element, lanes: dict[Element, list[Element]], working: dict[Element, Element]
) -> list[Element]:
    for around in (element, *element.ancestors()):
        named = [lane for lane in lanes.get(around, []) if lane.label]
        if named:
            return named
        if around in working:
            return [working[around]]
    return []
