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
class Record:
    """All that a file says."""

    version: str
    objects: list[LoggedObject] = field(default_factory=list)
    events: list[LoggedEvent] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    """Numbers of what else was read, by the names of the format, such as ``objectType``."""
