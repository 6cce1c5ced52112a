"""Event logs of any size: orders of two items each, eight events an order, in several formats."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_ACTIVITIES: Final = (
    "Create order", "Check", "Approve", "Pick", "Pack", "Ship", "Invoice", "Pay",
)  # fmt: skip


def write_log(path: Path, events: int) -> None:
    """Write a log in the format of the file's ending: .csv, .xes, .jsonocel or .xmlocel."""
    lines = {".csv": _csv, ".xes": _xes, ".jsonocel": _json, ".xmlocel": _xml}[path.suffix]
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines(events))


def _time(number: int) -> str:
    return (_START + timedelta(seconds=7 * number)).isoformat()


def _csv(events: int) -> Iterator[str]:
    yield "case,activity,timestamp,resource,cost"
    for n in range(events):
        yield f"o{n // 8},{_ACTIVITIES[n % 8]},{_time(n)},user{n % 57},{n % 100}"


def _xes(events: int) -> Iterator[str]:
    yield '<log xes.version="1.0" xmlns="http://www.xes-standard.org/">'
    for case in range(0, events, 8):
        yield f'<trace><string key="concept:name" value="o{case // 8}"/>'
        for n in range(case, min(case + 8, events)):
            yield (
                f'<event><string key="concept:name" value="{_ACTIVITIES[n % 8]}"/>'
                f'<date key="time:timestamp" value="{_time(n)}"/>'
                f'<string key="org:resource" value="user{n % 57}"/>'
                f'<int key="cost" value="{n % 100}"/></event>'
            )
        yield "</trace>"
    yield "</log>"


def _about(number: int) -> list[tuple[str, str]]:
    order = number // 8
    return [(f"o{order}", "order"), (f"i{2 * order}", "item"), (f"i{2 * order + 1}", "item")]


def _json(events: int) -> Iterator[str]:
    yield '{"objectTypes": [], "eventTypes": [], "events": ['
    for n in range(events):
        said = {
            "id": f"e{n}",
            "type": _ACTIVITIES[n % 8],
            "time": _time(n),
            "attributes": [
                {"name": "resource", "value": f"user{n % 57}"},
                {"name": "cost", "value": n % 100},
            ],
            "relationships": [{"objectId": one, "qualifier": kind} for one, kind in _about(n)],
        }
        yield json.dumps(said) + ("," if n < events - 1 else "")
    yield '], "objects": ['
    for first in range(0, events, 8):
        last = first + 8 >= events
        things = [
            {"id": one, "type": kind, "attributes": [], "relationships": []}
            for one, kind in _about(first)
        ]
        yield ",".join(map(json.dumps, things)) + ("" if last else ",")
    yield "]}"


def _xml(events: int) -> Iterator[str]:
    yield "<log><object-types/><event-types/><objects>"
    for first in range(0, events, 8):
        yield "".join(f'<object id="{one}" type="{kind}"/>' for one, kind in _about(first))
    yield "</objects><events>"
    for n in range(events):
        related = "".join(
            f'<relationship object-id="{one}" qualifier="{kind}"/>' for one, kind in _about(n)
        )
        yield (
            f'<event id="e{n}" type="{_ACTIVITIES[n % 8]}" time="{_time(n)}"><attributes>'
            f'<attribute name="resource">user{n % 57}</attribute></attributes>'
            f"<objects>{related}</objects></event>"
        )
    yield "</events></log>"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("events", type=int)
    asked = parser.parse_args()
    write_log(asked.path, asked.events)
