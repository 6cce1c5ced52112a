"""What a contract promises about its data over time: how fresh, how long kept, until when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

from asbuilt.facts import Fact, Item, Problem, Tally
from asbuilt.loaders.odcs.names import elements, first_text
from asbuilt.loaders.odcs.words import ODCS, kept, literal
from asbuilt.reading.cron import longest_gap
from asbuilt.reading.vendors import word
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rdflib import URIRef

    from asbuilt.loaders.odcs.schema import Asset, Schema
    from asbuilt.reading.tree import Node

_FRESHNESS: Final = ("freshness", "frequency", "latency")
"""Properties that promise how old data may be; of those that are there, the first counts."""
_KINDS: Final = {
    "freshness": "freshness", "timeliness": "freshness", "interval": "frequency",
    "frequency": "frequency", "frequencyofupdate": "frequency", "fy": "frequency",
    "latency": "latency", "ly": "latency", "la": "latency",
}  # fmt: skip
_UNITS: Final = (
    {
        unit: (1, letters)
        for letters, spelt in {
            "TS": "s sec secs second seconds",
            "TM": "min mins minute minutes",
            "TH": "h hr hrs hour hours",
            "D": "d day days",
            "M": "mo mon mth month months",
            "Y": "y yr yrs year years",
        }.items()
        for unit in spelt.split()
    }
    | dict.fromkeys(("w", "wk", "wks", "week", "weeks"), (7, "D"))
    | {"ms": (1, "ms")}
)
_UNDERSTOOD: Final = {"property", "value", "unit", "element", "column"}
_ISO: Final = re.compile(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_SECONDS: Final = re.compile(r"PT(\d+(?:\.\d+)?)S")
_WRITTEN: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)")


def promises(root: Node, schema: Schema, contract: URIRef) -> Iterator[Item]:
    """State each promise of a contract on the assets that it is about.

    What a promise is about is its ``element``; without one, the contract's default element, or
    else all that the contract describes.
    """
    default = first_text(root, "slaDefaultElement", "slaDefaultColumn")
    told: dict[Asset, dict[str, tuple[str, Node]]] = {}
    for node in elements(root, "slaProperties"):
        yield Tally("slaProperty")
        name = first_text(node, "property")
        value = node.get("value")
        if not name or value is None:
            continue
        lasting = duration(node)
        kind = _KINDS.get(re.sub(r"[^a-z]", "", name.casefold()))
        if kind and not lasting:
            yield _unclear(node, name)
        said = first_text(node, "element", "column") or default
        assets = yield from _all_about(schema, said, node, name)
        stated = Literal(lasting, datatype=XSD.duration) if lasting else literal(value)
        if said and not assets:
            yield Tally(f"slaProperty {name}", "kept")
            yield Fact(contract, ODCS.slaProperties, literal(node), node.place)
            continue
        for thing in [one.iri for one in assets] or [contract]:
            yield Fact(thing, word(str(ODCS), name), stated, node.place)
        yield from kept(contract, f"slaProperty {name}", node, _UNDERSTOOD)
        for asset in assets:
            # A latency of seconds is how long an answer takes, not how old data may be.
            if kind and lasting and not (kind == "latency" and _is_short(lasting)):
                told.setdefault(asset, {}).setdefault(kind, (lasting, node))
    for asset, known in told.items():
        lasting, node = next(known[kind] for kind in _FRESHNESS if kind in known)
        promised = Literal(lasting, datatype=XSD.duration)
        yield Fact(asset.iri, AB.freshWithin, promised, node.place)


def duration(node: Node) -> str:
    """Give value and unit of a promise as ``xsd:duration`` writes them; empty where they are none.

    A schedule of cron promises the longest time that it lets pass between two runs. A month is
    written out as one: the unit ``m`` may also be a minute and says nothing.
    """
    value = node.get("value")
    if value is None:
        return ""
    text = value.number.text if value.number is not None else (value.text or "").strip()
    if _ISO.fullmatch(text.upper()):
        return text.upper()
    gap = longest_gap(text)
    if gap is not None:
        minutes = round(gap.total_seconds() / 60)
        return f"PT{minutes}M" if minutes % 1440 else f"P{minutes // 1440}D"
    written = _WRITTEN.fullmatch(text)
    unit = (written.group(2) if written else "") or first_text(node, "unit")
    known = _UNITS.get(unit.casefold())
    if written is None or known is None:
        return ""
    times, letters = known
    return _lasting(written.group(1), times, letters)


def _is_short(lasting: str) -> bool:
    """Say whether a duration is below a minute."""
    seconds = _SECONDS.fullmatch(lasting)
    return seconds is not None and float(seconds.group(1)) < 60


def _lasting(number: str, times: int, letters: str) -> str:
    if letters == "ms":
        return _lasting(str(float(number) / 1000), 1, "TS")
    whole, _, part = number.partition(".")
    if not part.strip("0"):
        return f"P{'T' if letters[0] == 'T' else ''}{int(whole) * times}{letters[-1]}"
    seconds = {"TS": 1, "TM": 60, "TH": 3600, "D": 86400}.get(letters)
    if seconds is None:
        return ""
    exact = f"{float(number) * times * seconds:.3f}".rstrip("0").rstrip(".")
    return f"PT{exact}S"


def _all_about(
    schema: Schema, said: str, node: Node, name: str
) -> Generator[Problem, None, list[Asset]]:
    """Give the assets that a promise names; warn of names that the contract does not describe."""
    assets: list[Asset] = []
    for one in said.split(","):
        about, lost = _about(schema, one.strip())
        assets += about
        if lost:
            yield _lost(node, name, one.strip())
    return assets


def _about(schema: Schema, element: str) -> tuple[list[Asset], bool]:
    """Give the assets that an element names, and whether it names none that is there."""
    if not element:
        return schema.assets, False
    start, dot, _ = element.partition(".")
    asset = schema.asset(element) or (schema.asset(start) if dot else None)
    if asset is not None:
        return [asset], False
    # Version 2.2 also names a column alone.
    holders = [one for one in schema.assets if element in one.fields]
    return holders, not holders


def _lost(node: Node, name: str, element: str) -> Problem:
    """Give the warning of a promise about something that the contract does not describe."""
    return Problem(
        "warning",
        f"the promise {name!r} is about {element!r}, which the schema of this contract does not"
        " describe",
        "correct the element to OBJECT or OBJECT.FIELD as the schema writes them",
        node.place,
    )


def _unclear(node: Node, name: str) -> Problem:
    return Problem(
        "warning",
        f"how long the promise {name!r} lasts is not clear from its value and unit",
        "write a number with a unit such as h, d, week or month, a duration as PT4H, or a schedule"
        " of cron",
        node.place,
    )
