"""What lies around the processes: messages between participants, and notes on the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, SKOS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.document import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.bpmn.document import Document, Element


def message_flows(document: Document) -> Iterator[Fact]:
    """State between whom the messages of a collaboration pass: participants or flow nodes."""
    for flow in document.all("messageFlow"):
        _warn_of_loose_ends(document, flow)
        for reference, term in (("sourceRef", AB.source), ("targetRef", AB.target)):
            end = document.find(flow, reference, flow.get(reference))
            if end is not None and end.is_thing:
                yield Fact(flow.iri, term, end.iri, flow.place)


def notes(document: Document) -> Iterator[Fact]:
    """State the text of annotations, and of what each of them is a note."""
    for annotation in document.all("textAnnotation"):
        if _text(annotation):
            text = Literal(_text(annotation))
            yield Fact(annotation.iri, DCTERMS.description, text, annotation.place)
    for association in document.all("association"):
        _warn_of_loose_ends(document, association)
        ends = [
            document.look_up(association, association.get(end) or "")
            for end in ("sourceRef", "targetRef")
        ]
        for note, noted in (ends, ends[::-1]):
            if note is None or noted is None or note.name != "textAnnotation":
                continue
            if _text(note) and noted.is_thing:
                yield Fact(noted.iri, SKOS.note, Literal(_text(note)), note.place)


def _warn_of_loose_ends(document: Document, connection: Element) -> None:
    for end in ("sourceRef", "targetRef"):
        if not connection.get(end):
            document.warn(
                connection,
                f"{describe(connection)} has no {end}",
                "connect both of its ends in the editor",
            )


def _text(annotation: Element) -> str:
    return "\n".join(text.text for text in annotation.all("text") if text.text)
