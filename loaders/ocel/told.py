"""What an object-centric log consists of, in whichever form it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from asbuilt.facts import NOWHERE, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

Scalar: TypeAlias = "str | int | float | bool | None"


@dataclass(slots=True)
class LoggedObject:
    """A thing that events are about, with its attributes by the time from which they hold."""

    identifier: str
    kind: str
    attributes: list[tuple[str, str, Scalar]] = field(default_factory=list)
    """Name, time as written (empty: always) and value of each attribute."""
    relationships: int = 0
    """Number of its relationships to other objects."""
    place: Place = NOWHERE


@dataclass(slots=True)
class LoggedEvent:
    """Something that happened, and the objects that it is about."""

    identifier: str
    activity: str
    time: str
    attributes: Mapping[str, Scalar] = field(default_factory=dict)
    objects: list[tuple[str, str]] = field(default_factory=list)
    """Identifier and qualifier of each object, in the file's order."""
    place: Place = NOWHERE


@dataclass(slots=True)
class Mention:
    """An object that an event is about."""

    identifier: str
    qualifier: str
    kind: str | None
    """Type of the object; None where the log does not have the object."""
