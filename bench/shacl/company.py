"""A made-up company of any size, as N-Triples: processes, their controls and evidence, with faults.

The same size and seed give the same bytes. Literals are spelt as every engine gives them back.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from itertools import count, islice, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMESPACE = "https://example.org/company#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_STATES = ("draft", "submitted", "review", "approved", "closed")
_OFTEN = 0.05
"""Share of things that break a rule, where nothing else is said."""

Stated = tuple[str, str, str]


def write(path: Path, size: int, seed: int = 7) -> None:
    """Write about `size` triples to a file, ended with the last whole process."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        lines = (f"{s} {p} {o} .\n" for s, p, o in Company(size, seed).triples())
        while batch := list(islice(lines, 50_000)):
            out.writelines(batch)


@dataclass
class Company:
    """What there is of each kind, in numbers that grow with the size."""

    size: int
    seed: int = 7
    _chance: random.Random = field(init=False)
    _states: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Start the dice, and settle how many there are of what processes share."""
        self._chance = random.Random(self.seed)  # noqa: S311 - data, no secrets
        self.roles = max(5, self.size // 3000)
        self.agents = max(20, self.size // 1000)
        self.systems = max(5, self.size // 4000)
        self.controls = max(10, self.size // 2000)

    def triples(self) -> Iterator[Stated]:
        """Give every triple as three terms in N-Triples' notation."""
        told = 0
        for part in (self._people(), self._software(), self._rulings()):
            for triple in part:
                told += 1
                yield triple
        for number in count():
            if told >= self.size:
                return
            for triple in self._process(number):
                told += 1
                yield triple

    def _people(self) -> Iterator[Stated]:
        for number in range(self.roles):
            yield _kind(f"role{number}", "Role")
            yield _said(f"role{number}", "label", _text(f"Role {number}"))
        for number in range(self.agents):
            name = f"agent{number}"
            yield _kind(name, "Agent")
            yield _said(name, "email", _text(name if self._is_bad() else f"{name}@example.org"))
            yield _said(name, "holds", self._one("role", self.roles))

    def _software(self) -> Iterator[Stated]:
        for number in range(self.systems):
            name = f"system{number}"
            yield _kind(name, "System")
            level = "extreme" if self._is_bad() else self._chance.choice(("low", "medium", "high"))
            yield _said(name, "criticality", _text(level))
            states = [f"{name}-{state}" for state in _STATES]
            self._states += states
            for state, title in zip(states, _STATES, strict=True):
                yield _said(name, "hasState", _iri(state))
                yield _kind(state, "State")
                yield _said(state, "stateName", _text(title))
            yield _kind(states[3], "ApprovedState")
            is_broken = self._is_bad(0.2)
            for before, after in pairwise(states):
                if not (is_broken and before == states[1]):
                    yield _said(before, "transition", _iri(after))
            yield _said(states[2], "transition", _iri(states[0]))

    def _rulings(self) -> Iterator[Stated]:
        for number in range(self.controls):
            name = f"control{number}"
            yield _kind(name, "Control")
            code = f"ctl {number}" if self._is_bad() else f"CTL-{number % 10_000:04}"
            yield _said(name, "code", _text(code))
            days = self._chance.choice((30, 90, 365))
            yield _said(name, "frequencyDays", _typed(str(days), "integer"))
            is_bad = self._is_bad()
            owner = self._one("agent", self.agents) if is_bad else self._one("role", self.roles)
            yield _said(name, "ownedBy", owner)

    def _process(self, number: int) -> Iterator[Stated]:
        name = f"process{number}"
        yield _kind(name, "Process")
        status = self._chance.choice(("draft", "active", "retired"))
        yield _said(name, "status", _text(status))
        if not self._is_bad():
            yield _said(name, "processOwner", self._one("role", self.roles))
        month = self._chance.randrange(1, 13)
        yield _said(name, "validFrom", _typed(f"2024-{month:02}-01", "date"))
        until = "2020-01-01" if self._is_bad() else "2026-01-01"
        yield _said(name, "validTo", _typed(until, "date"))
        steps = [f"{name}-step{place}" for place in range(self._chance.randrange(3, 9))]
        for place, step in enumerate(steps, start=1):
            yield _said(name, "hasStep", _iri(step))
            yield from self._step(step, place)
        for before, after in pairwise(steps):
            yield _said(before, "next", _iri(after))
        if self._is_bad():
            yield _said(steps[-1], "next", _iri(steps[0]))

    def _step(self, name: str, place: int) -> Iterator[Stated]:
        yield _kind(name, "Step")
        yield _said(name, "label", _text(f"Step {place}"))
        is_bad = self._is_bad()
        yield _said(name, "seq", _text(f"no. {place}") if is_bad else _typed(str(place), "integer"))
        role = self._chance.randrange(self.roles)
        yield _said(name, "ownerRole", _iri(f"role{role}"))
        if self._is_bad():
            yield _said(name, "ownerRole", _iri(f"role{(role + 1) % self.roles}"))
        if not self._is_bad(0.02):
            yield _said(name, "mapsTo", _iri(self._chance.choice(self._states)))
        elif self._is_bad(0.5):
            yield _said(name, "manualReason", _text("paper form"))
        agent = self._chance.randrange(self.agents)
        yield _said(name, "performedBy", _iri(f"agent{agent}"))
        if self._is_bad(0.5):
            approver = agent if self._is_bad() else (agent + 1) % self.agents
            yield _kind(name, "ApprovalStep")
            yield _said(name, "approvedBy", _iri(f"agent{approver}"))
        if self._is_bad(0.6):
            control = self._one("control", self.controls)
            yield _said(name, "enforces", control)
            yield from self._evidence(f"{name}-evidence", _iri(name), control)

    def _evidence(self, name: str, step: str, control: str) -> Iterator[Stated]:
        yield _kind(name, "Evidence")
        yield _said(name, "forStep", step)
        yield _said(name, "forControl", control)
        year = 2023 if self._is_bad() else self._chance.choice((2025, 2026))
        month, day = self._chance.randrange(1, 13), self._chance.randrange(1, 28)
        recorded = f"{year}-{month:02}-{day:02}T08:00:00Z"
        yield _said(name, "recordedOn", _typed(recorded, "dateTime"))
        due = 2022 if self._is_bad() else year
        yield _said(name, "dueOn", _typed(f"{due}-12-31T00:00:00Z", "dateTime"))
        digest = hashlib.sha256(name.encode()).hexdigest()
        yield _said(name, "sha256", _text(digest[:40] if self._is_bad() else digest))
        if not self._is_bad():
            yield _said(name, "producedBy", self._one("agent", self.agents))
        if self._is_bad():
            yield _said(name, "comment", _text("nobody has declared this"))

    def _is_bad(self, share: float = _OFTEN) -> bool:
        return self._chance.random() < share

    def _one(self, kind: str, number: int) -> str:
        return _iri(f"{kind}{self._chance.randrange(number)}")


def _kind(name: str, kind: str) -> Stated:
    return _iri(name), _TYPE, _iri(kind)


def _said(name: str, predicate: str, value: str) -> Stated:
    return _iri(name), _iri(predicate), value


def _iri(name: str) -> str:
    return f"<{NAMESPACE}{name}>"


def _text(value: str) -> str:
    return f'"{value}"'


def _typed(value: str, kind: str) -> str:
    return f'"{value}"^^<{_XSD}{kind}>'
