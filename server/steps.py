"""A process step by step, in the order of the work, with what each step hangs together with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rdflib import URIRef

from asbuilt.server.graph import view
from asbuilt.server.ordering import ranks
from asbuilt.server.templating import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asbuilt.names import Thing

COLUMNS = {
    "role": "Role",
    "accountable": "Accountable",
    "state": "State in the system",
    "system": "System",
    "control": "Control",
    "evidence": "Evidence asked for",
}
"""Part of a step to its heading."""


@dataclass(slots=True)
class StepRow:
    """A step with who does it and the things of each of the `COLUMNS`."""

    thing: Thing
    execution: str = ""
    parts: dict[str, list[Thing]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def as_dict(self) -> dict[str, Any]:
        """Give the step as plain data."""
        parts = {
            name: [{"iri": str(thing.iri), "label": thing.label} for thing in things]
            for name, things in self.parts.items()
        }
        head = {"step": str(self.thing.iri), "label": self.thing.label, "kind": self.thing.kind}
        return head | {"execution": self.execution or None} | parts


def steps(process: URIRef) -> list[StepRow]:
    """Give the steps of a process but its gateways, in the order of the work."""
    rows = view("process-step-links", process=process).rows
    names = Names(cell for row in rows for cell in row)
    held: dict[URIRef, StepRow] = {}
    for step, part, thing in rows:
        assert isinstance(step, URIRef)
        row = held.setdefault(step, StepRow(names[step]))
        if str(part) == "execution":
            row.execution = "" if str(thing) == "none" else str(thing)
        elif isinstance(thing, URIRef):
            row.parts[str(part)].append(names[thing])
    order = ranks()
    return sorted(held.values(), key=lambda row: (order.get(row.thing.iri, 0), row.thing.label))


def for_csv(rows: Iterable[StepRow]) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    """Give headings and rows with names in place of things."""
    headings = ["Step", "Kind", "Done by", *COLUMNS.values()]
    lines = [
        [
            row.thing.label,
            row.thing.kind,
            row.execution,
            *("; ".join(thing.label for thing in row.parts[name]) for name in COLUMNS),
        ]
        for row in rows
    ]
    return headings, lines
