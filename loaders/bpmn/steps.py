"""What flow nodes are: members of their process, who works at them, how often, what they call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.engines import jobs
from asbuilt.loaders.bpmn.extensions import engine_attribute, engine_field, zeebe
from asbuilt.loaders.bpmn.names import DECISION, FLOW_NODES
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.loaders.bpmn.document import Document, Element
    from asbuilt.loaders.bpmn.sides import Side

_MULTIPLE = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_EXPRESSION = ("${", "#{", "=")


def steps(document: Document, side: Side, drawn: frozenset[Element]) -> Iterator[Fact]:
    """State of every process what it consists of, and of its flow nodes what they are."""
    for process in document.all("process"):
        inside = list(process.within())
        is_drawn = any(element in drawn for element in inside)
        yield Fact(process.iri, AB.hasDiagram, Literal(is_drawn), process.place)
        for element in inside:
            if element.name in FLOW_NODES:
                yield Fact(process.iri, side.member, element.iri, element.place)
                yield from _step(document, side, element)


def is_expression(text: str) -> bool:
    """Say whether a text is computed by an engine at run time rather than meant as it stands."""
    return text.startswith(_EXPRESSION)


def may_do_nothing(element: Element) -> bool:
    """Say whether what is repeated may be passed without being done once (13.3.6)."""
    for loop in element.all("multiInstanceLoopCharacteristics"):
        numbers = [number.text for number in loop.all("loopCardinality")]
        return not any(number.isdigit() and int(number) > 0 for number in numbers)
    return any(
        loop.get("testBefore") in {"true", "1"}
        for loop in element.all("standardLoopCharacteristics")
    )


def _step(document: Document, side: Side, element: Element) -> Iterator[Fact]:
    execution = side.execution(element)
    if execution is not None:
        yield Fact(element.iri, AB.execution, Literal(execution), element.place)
    for loop in element.all(*_MULTIPLE):
        yield Fact(element.iri, AB.isMultiple, Literal(True), loop.place)  # noqa: FBT003
    if may_do_nothing(element):
        yield Fact(element.iri, AB.mayBeEmpty, Literal(True), element.place)  # noqa: FBT003
    if element.name == "callActivity":
        yield from _calls(document, side, element)
    yield from _decisions(document, element)


def _calls(document: Document, side: Side, element: Element) -> Iterator[Fact]:
    """State what a call activity calls: a process of this file, or a mention of another's.

    Of Zeebe's ``calledElement`` extension the ``processId`` counts (BPMN 2.0.2, 10.3.6).
    """
    names = [element.get("calledElement") or ""]
    names += [(called.get("processId") or "").strip() for called in zeebe(element, "calledElement")]
    for name in filter(None, names):
        found = document.look_up(element, name)
        if found is not None:
            yield Fact(element.iri, AB.calls, found.iri, element.place)
        elif not is_expression(name):
            yield from _mention(document, side, element, name)


def _mention(document: Document, side: Side, element: Element, name: str) -> Iterator[Fact]:
    called = _without_prefix(element, name)
    mention = document.source.minter.reference(side.called_kind, called)
    yield from _mentioned(document, element, mention, called, side.called_class)


def _decisions(document: Document, element: Element) -> Iterator[Fact]:
    """State which decision of a DMN model a task has an engine take: Camunda, Zeebe or Flowable.

    The mention has an identifier of its own, so that it is looked for by nothing else.
    """
    names = [*engine_attribute(element, "decisionRef")]
    names += [(one.get("decisionId") or "").strip() for one in zeebe(element, "calledDecision")]
    names += engine_field(element, "decisionTableReferenceKey", "decisionServiceReferenceKey")
    for name in filter(None, names):
        if is_expression(name):
            continue
        mention = document.source.minter.identified("decision", name)
        yield from _mentioned(document, element, mention, name, DECISION)
        yield Fact(mention, DCTERMS.identifier, Literal(name), element.place)


def _mentioned(
    document: Document, element: Element, mention: URIRef, called: str, kind: URIRef
) -> Iterator[Fact]:
    document.inform(
        element,
        f"{element.name} {element.identifier!r} calls {called!r}, which is not in this file and is"
        " looked for in the others",
        "load the file that defines it too; if there is none, correct the name",
    )
    yield Fact(element.iri, AB.calls, mention, element.place)
    yield Fact(mention, RDF.type, AB.Reference, element.place)
    yield Fact(mention, RDFS.label, Literal(called), element.place)
    yield Fact(mention, AB.referenceKind, kind, element.place)
    yield Fact(mention, PROV.hadPrimarySource, document.source.at(element.place), element.place)


def _without_prefix(element: Element, name: str) -> str:
    prefix, colon, local = name.partition(":")
    return local if colon and prefix in element.node.nsmap else name


def has_job(element: Element) -> bool:
    """Say whether an engine's own words make a machine work at an element."""
    return any(jobs(element))


def has_assignee(element: Element) -> bool:
    """Say whether an engine's own words make a person work at an element."""
    attributes = ("assignee", "candidateGroups", "candidateUsers")
    assignments = zeebe(element, "assignmentDefinition")
    return any(engine_attribute(element, *attributes)) or any(True for _ in assignments)
