"""What a model of an architecture consists of, in whichever format it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Place
    from asbuilt.reading.model import Element, Model


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language that the file says it is in; empty where it says none."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """A property that people gave to an element: its key and one of its values."""

    key: str
    value: Words
    place: Place


@dataclass(eq=False)
class Concept:
    """An element, relationship, view or folder, or the model itself."""

    element: Element
    kind: str
    """Its type in the words of ArchiMate 3, such as ``BusinessProcess`` or ``Serving``."""
    names: list[Words] = field(default_factory=list)
    documentation: list[Words] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)
    specializations: list[str] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)
    """What else the file says of it by single words, such as ``accessType``."""

    @property
    def label(self) -> str:
        """Its name: in English where there are several, else the first."""
        english = [one.text for one in self.names if one.language.lower().startswith("en")]
        return " ".join((english or [one.text for one in self.names] or [""])[0].split())


@dataclass(eq=False)
class Relation(Concept):
    """A relationship with both of its ends; an end that the file does not have is none."""

    source: Element | None = None
    target: Element | None = None


@dataclass(eq=False)
class Collection(Concept):
    """A view or folder, and what is shown or lies in it: the format's word for it, and where."""

    members: list[tuple[str, Element, Place]] = field(default_factory=list)
    notes: list[tuple[Words, Place]] = field(default_factory=list)


@dataclass(eq=False)
class Landscape:
    """All that a file says."""

    model: Model
    whole: Concept
    concepts: list[Concept] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    views: list[Collection] = field(default_factory=list)
    folders: list[Collection] = field(default_factory=list)

    def everything(self) -> Iterator[Concept]:
        """Give all of its parts, the model itself first."""
        yield self.whole
        yield from self.concepts
        yield from self.relations
        yield from self.views
        yield from self.folders
