"""The paths that prove derived facts, as pages show them: step by step and as a line to draw."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from rdflib import URIRef

from asbuilt.server.findings import findings
from asbuilt.server.graph import view
from asbuilt.server.templating import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asbuilt.judge.finding import Waiver
    from asbuilt.names import Thing
    from asbuilt.server.findings import Shown

STANDINGS: Final = {
    "open": "a way around",
    "conditional": "open only if",
    "undecided": "not found out",
    "documented": "documented",
    "narrower": "narrower than documented",
    "excepted": "approved exception",
}
"""What a way around a control is, in words."""

_LEVELS: Final = ("violation", "warning", "info", "ok")


@dataclass(slots=True)
class Line:
    """A path that proves a derived fact."""

    fact: Thing
    stops: list[Thing]
    """What it leads through, in order."""
    drawn: list[URIRef]
    """The same as elements of the picture: for a documented process, the steps of its states."""
    missed: list[URIRef]
    """What carries a control out and is not completed on the path."""
    missed_drawn: list[URIRef]
    """The same as elements of the picture of a documented process."""
    homes: list[Thing | None] = field(default_factory=list)
    """The process or workflow in which each stop stands."""
    level: str = "ok"
    """That of its finding; `ok` where it is none."""
    finding: Shown | None = None

    @property
    def legs(self) -> list[tuple[Thing, Thing | None]]:
        """Give the stops, each with where the path changes to before it, if it does."""
        homes = [None, *self.homes]
        return [
            (stop, home if home != before and before is not None else None)
            for stop, before, home in zip(self.stops, homes, self.homes, strict=False)
        ]

    @property
    def key(self) -> str:
        """By what an address names it."""
        return str(self.fact.iri).rstrip("/").rpartition("/")[2]

    @property
    def is_mapped(self) -> bool:
        """Say whether it leads through a workflow, and only its mapped steps are in the picture."""
        return self.drawn != [stop.iri for stop in self.stops]

    @property
    def sort_key(self) -> tuple[int, str, int, str]:
        """Give the place in the order in which lines are listed, the gravest first."""
        return _LEVELS.index(self.level), self.fact.label, len(self.stops), self.key


@dataclass(slots=True)
class Way:
    """A way around a control that was found or considered."""

    line: Line
    standing: str
    control: Thing
    guarded: Thing
    home: Thing | None
    """The process or workflow through which it leads."""
    condition: str = ""
    reason: str = ""
    exceptions: list[Thing] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Say what it is."""
        return "accepted by a waiver" if self.waiver else STANDINGS[self.standing]

    @property
    def waiver(self) -> Waiver | None:
        """Give the waiver that accepts it, where one does."""
        return self.line.finding.waiver if self.line.finding else None

    def as_dict(self) -> dict[str, Any]:
        """Give the way as plain data."""
        return {
            "way": str(self.line.fact.iri),
            "label": self.line.fact.label,
            "standing": self.standing,
            "control": self.control.label,
            "guarded": self.guarded.label,
            "home": self.home.label if self.home else None,
            "condition": self.condition or None,
            "reason": self.reason or None,
            "exceptions": [one.label for one in self.exceptions],
            "waiver": self.waiver.name if self.waiver else None,
            "path": [stop.label for stop in self.line.stops],
        }


def lines(thing: URIRef) -> list[Line]:
    """Give the paths through a process or workflow that prove something, the gravest first."""
    found = _lines(list(view("counter-examples", thing=thing).dicts()))
    return sorted(found, key=lambda one: one.sort_key)


def labels(found: Sequence[Line]) -> list[str]:
    """Give the names of lines, numbered where several have the same."""
    times = Counter(line.fact.label for line in found)
    met: Counter[str] = Counter()
    named = []
    for line in found:
        label = line.fact.label
        met[label] += 1
        named.append(f"{label}, way {met[label]}" if times[label] > 1 else label)
    return named


def ways(thing: URIRef) -> list[Way]:
    """Give the ways around a control, or around those of a process or workflow, faults first."""
    rows = list(view("ways-around", thing=thing).dicts())
    facts = [row["way"] for row in rows if isinstance(row["way"], URIRef)]
    if not facts:
        return []
    by_fact = {line.fact.iri: line for line in _lines(list(view("paths-of", fact=facts).dicts()))}
    names = Names(term for row in rows for term in row.values())
    held: dict[URIRef, Way] = {}
    for row in rows:
        fact, control, guarded, home = (row[key] for key in ("way", "control", "guarded", "home"))
        if not isinstance(fact, URIRef) or fact not in by_fact:
            continue
        assert isinstance(control, URIRef)
        assert isinstance(guarded, URIRef)
        way = held.setdefault(
            fact,
            Way(
                by_fact[fact],
                str(row["standing"]),
                names[control],
                names[guarded],
                names[home] if isinstance(home, URIRef) else None,
                str(row["condition"] or ""),
                str(row["reason"] or ""),
            ),
        )
        exception = row["exception"]
        if isinstance(exception, URIRef) and names[exception] not in way.exceptions:
            way.exceptions.append(names[exception])
    order = list(STANDINGS)
    return sorted(
        held.values(),
        key=lambda way: (way.control.label, order.index(way.standing), way.line.sort_key),
    )


def chosen(found: Iterable[Line], key: str) -> str:
    """Give the key of the line to show: the one asked for, else the gravest that is a fault."""
    known = list(found)
    if any(line.key == key for line in known):
        return key
    return next((line.key for line in known if line.level != "ok"), "")


def _lines(rows: list[dict[str, Any]]) -> list[Line]:
    names = Names(term for row in rows for term in row.values())
    proved = {one.value.iri: one for one in findings() if one.value is not None}
    cells: dict[URIRef, dict[URIRef, dict[str, Any]]] = {}
    steps: dict[tuple[URIRef, URIRef], list[URIRef]] = {}
    missed: dict[URIRef, dict[URIRef, None]] = {}
    missed_drawn: dict[URIRef, dict[URIRef, None]] = {}
    for row in rows:
        fact, node = row["fact"], row["node"]
        cells.setdefault(fact, {})[node] = row
        if row["step"] is not None and row["step"] not in steps.setdefault((fact, node), []):
            steps[fact, node].append(row["step"])
        if row["missed"] is not None:
            missed.setdefault(fact, {})[row["missed"]] = None
            missed_drawn.setdefault(fact, {})[row["missedStep"] or row["missed"]] = None
    found = []
    for fact, held in cells.items():
        order = _in_order(held)
        line = Line(
            names[fact],
            [names[held[node]["item"]] for node in order],
            [one for node in order for one in steps.get((fact, node)) or [held[node]["item"]]],
            list(missed.get(fact, ())),
            list(missed_drawn.get(fact, ())),
            [_thing(names, held[node]["home"]) for node in order],
        )
        finding = proved.get(fact)
        if finding is not None:
            line.finding = finding
            line.level = "ok" if finding.status == "waived" else finding.level
        found.append(line)
    return found


def _thing(names: Names, term: object) -> Thing | None:
    return names[term] if isinstance(term, URIRef) else None


def _in_order(cells: dict[URIRef, dict[str, Any]]) -> list[URIRef]:
    """Give the cells of a list in order: the head is the one that no other leads to."""
    led_to = {row["rest"] for row in cells.values()}
    node = next((head for head in cells if head not in led_to), None)
    order: list[URIRef] = []
    while node in cells and len(order) < len(cells):
        assert node is not None
        order.append(node)
        node = cells[node]["rest"]
    return order
