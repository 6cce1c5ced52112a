"""OCEL as JSON, versions 1.0 and 2.0, read piece by piece."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from asbuilt.facts import Place
from asbuilt.loaders.ocel.told import LoggedEvent, LoggedObject
from asbuilt.reading import Refusal
from asbuilt.reading.json_stream import pieces
from asbuilt.reading.stream import streaming

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.loaders.ocel.record import Record
    from asbuilt.loaders.ocel.told import Scalar
    from asbuilt.reading.json_stream import Piece

_PARTED = frozenset({"objects", "events", "ocel:objects", "ocel:events"})


def read(path: Path, record: Record) -> None:
    """Put what a file says into a record; raises `Refusal` where it is no JSON, or no OCEL."""
    seen = set()
    with streaming(path) as stream:
        for piece in pieces(stream, _PARTED):
            seen.add(piece.key)
            _take(piece, record)
    if "ocel:events" not in seen and not {"events", "objects"} <= seen:
        raise Refusal(
            "there are no events and objects here, so this is no OCEL file",
            "export the log as OCEL",
        )
    record.version = record.version or ("1.0" if "ocel:events" in seen else "2.0")


def _take(piece: Piece, record: Record) -> None:
    value, place = piece.value, Place(line=piece.line)
    match piece.key:
        case "ocel:global-log":
            record.version = _text(_mapping(value).get("ocel:version"))
        case "objectTypes" | "eventTypes":
            record.kinds[piece.key.removesuffix("s")] = len(list(_elements(value)))
        case "ocel:objects" if piece.inner is not None:
            record.put_object(_first_object(piece.inner, _mapping(value), place))
        case "ocel:events" if piece.inner is not None:
            record.put_event(_first_event(piece.inner, _mapping(value), place))
        case "objects" if isinstance(value, Mapping):
            record.put_object(_second_object(value, place))
        case "events" if isinstance(value, Mapping):
            record.put_event(_second_event(value, place))


def _first_object(identifier: str, said: Mapping[str, Any], place: Place) -> LoggedObject:
    attributes = _mapping(said.get("ocel:ovmap")).items()
    return LoggedObject(
        identifier,
        _text(said.get("ocel:type")),
        [(name, "", _scalar(value)) for name, value in attributes],
        place=place,
    )


def _first_event(identifier: str, said: Mapping[str, Any], place: Place) -> LoggedEvent:
    about = said.get("ocel:omap")
    return LoggedEvent(
        identifier,
        _text(said.get("ocel:activity")),
        _text(said.get("ocel:timestamp")),
        {name: _scalar(value) for name, value in _mapping(said.get("ocel:vmap")).items()},
        [(_text(one), "") for one in (about if isinstance(about, list) else ())],
        place,
    )


def _second_object(said: Mapping[str, Any], place: Place) -> LoggedObject:
    return LoggedObject(
        _text(said.get("id")),
        _text(said.get("type")),
        [
            (_text(one.get("name")), _text(one.get("time")), _scalar(one.get("value")))
            for one in _elements(said.get("attributes"))
        ],
        len(list(_elements(said.get("relationships")))),
        place,
    )


def _second_event(said: Mapping[str, Any], place: Place) -> LoggedEvent:
    return LoggedEvent(
        _text(said.get("id")),
        _text(said.get("type")),
        _text(said.get("time")),
        {
            _text(one.get("name")): _scalar(one.get("value"))
            for one in _elements(said.get("attributes"))
        },
        [
            (_text(one.get("objectId")), _text(one.get("qualifier")))
            for one in _elements(said.get("relationships"))
        ],
        place,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _elements(value: object) -> Iterator[Mapping[str, Any]]:
    """Give those elements of an array that are objects."""
    return (one for one in (value if isinstance(value, list) else ()) if isinstance(one, Mapping))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _scalar(value: object) -> Scalar:
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return json.dumps(value, ensure_ascii=False)
