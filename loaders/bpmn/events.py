"""What events react to or signal, and for how long timers wait."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from rdflib import XSD
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.names import BPMN, EVENT_DEFINITIONS, EVENTS, TRIGGER_REFERENCES
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.bpmn.document import Document, Element

_DATE: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)


def events(document: Document) -> Iterator[Fact]:
    """State of every event its kinds, the duration of its timers and its conditions.

    An event with several definitions has several kinds; one without any has none.
    """
    for event in document.all(*EVENTS):
        if event.is_of_process:
            for definition in definitions(document, event):
                yield from _definition(document, event, definition)


def definitions(document: Document, event: Element) -> Iterator[Element]:
    """Give the definitions of an event: its own, and those of the file that it refers to."""
    yield from event.all(*EVENT_DEFINITIONS)
    for reference in event.all("eventDefinitionRef"):
        found = document.look_up(reference, reference.text)
        if found is not None and found.name in EVENT_DEFINITIONS:
            yield found


def kinds(document: Document, event: Element) -> list[str]:
    """Give what an event reacts to or signals, such as ``timer``, in a settled order."""
    names = {EVENT_DEFINITIONS[definition.name] for definition in definitions(document, event)}
    return sorted(names)


def trigger(document: Document, event: Element) -> Element | None:
    """Give the error or escalation that an event throws or catches, where it names one."""
    for definition in definitions(document, event):
        for reference in ("errorRef", "escalationRef"):
            name = definition.get(reference)
            if name:
                return document.look_up(definition, name)
    return None


def links(document: Document) -> Iterator[tuple[Element, Element]]:
    """Give every throwing link event with the catching one of the same name beside it.

    BPMN 2.0.2, 10.5.1: a link connects two places of one process level.
    """
    catching = {
        (event.parent, name): event
        for event in document.all("intermediateCatchEvent")
        for name in _link_names(document, event)
    }
    for event in document.all("intermediateThrowEvent"):
        for name in _link_names(document, event):
            target = catching.get((event.parent, name))
            if target is not None:
                yield event, target
            else:
                document.warn(
                    event,
                    f"the link event {event.identifier!r} leads to a link named {name!r}, and no"
                    " catching link event beside it has that name",
                    "give both ends of the link the same name",
                )


def _link_names(document: Document, event: Element) -> list[str]:
    return [
        definition.label or event.label
        for definition in definitions(document, event)
        if definition.name == "linkEventDefinition" and (definition.label or event.label)
    ]


def _definition(document: Document, event: Element, definition: Element) -> Iterator[Fact]:
    kind = EVENT_DEFINITIONS[definition.name]
    yield Fact(event.iri, AB.eventKind, Literal(kind), definition.place)
    for time in definition.all("timeDuration", "timeCycle"):
        if time.text:
            yield Fact(event.iri, AB.duration, Literal(time.text), time.place)
    for time in definition.all("timeDate"):
        if time.text:
            yield Fact(event.iri, BPMN.timeDate, _date(time.text), time.place)
    for condition in definition.all("condition"):
        if condition.text:
            yield Fact(event.iri, AB.condition, Literal(condition.text), condition.place)
    if definition.parent is not event:
        for reference in sorted(TRIGGER_REFERENCES):
            found = document.find(definition, reference, definition.get(reference))
            if found is not None and found.is_thing:
                yield Fact(event.iri, BPMN[reference], found.iri, definition.place)


def _date(text: str) -> Literal:
    """Give a date of ISO 8601 as such, and anything else, such as an expression, as text."""
    if _DATE.match(text):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return Literal(text)
        return Literal(text, datatype=XSD.dateTime)
    return Literal(text)
