"""Findings as pages show them: read from the graph, filtered, counted and put in order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from rdflib import URIRef

from asbuilt.names import Thing, describe
from asbuilt.server.graph import remembered, store, view, workspace
from asbuilt.server.templating import BREAKDOWNS, level
from asbuilt.vocabulary import ABB

if TYPE_CHECKING:
    from collections.abc import Iterable

_ORDER = {"violation": 0, "warning": 1, "info": 2}
_GLANCE = 110
"""Length up to which a message is a heading."""
_CODES = {
    "workflow": ABB.workflow, "decision": ABB.decision, "data": ABB.data,
    "governance": ABB.governance, "feedback": ABB.feedback, "integrity": ABB.integrity,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with the names of what it is about."""

    fingerprint: str
    code: str
    name: str
    breakdown: str
    """IRI of the breakdown class."""
    level: str
    """violation, warning or info."""
    focus: Thing
    message: str
    why: str
    fix: str
    owner: Thing | None
    file: str
    locator: str
    line: int | None
    status: str
    value: Thing | None
    """The derived fact that proves it, where there is one."""

    @property
    def place(self) -> str:
        """File and place in it, as people write it."""
        if not self.file:
            return ""
        return f"{self.file}:{self.line}" if self.line else f"{self.file} {self.locator}".strip()

    @property
    def headline(self) -> str:
        """The message as far as it can be taken in at a glance."""
        head, colon, _ = self.message.partition(": ")
        return head if colon and len(self.message) > _GLANCE and len(head) > 20 else self.message

    @property
    def rest(self) -> str:
        """What the message says beyond its headline."""
        rest = self.message[len(self.headline) :].removeprefix(": ")
        return rest[:1].upper() + rest[1:]

    def as_dict(self) -> dict[str, Any]:
        """Give the finding as plain data, by the contract of ``asbuilt check --format json``."""
        return {
            "rule": self.code,
            "name": self.name,
            "breakdown": BREAKDOWNS.get(self.breakdown, ("", ""))[1],
            "severity": self.level,
            "focus": str(self.focus.iri),
            "label": self.focus.label,
            "message": self.message,
            "why": self.why,
            "fix": self.fix,
            "owner": self.owner.label if self.owner else None,
            "file": self.file or None,
            "line": self.line,
            "locator": self.locator or None,
            "fingerprint": self.fingerprint,
            "status": self.status,
        }


def breakdown_iri(word: str) -> URIRef | None:
    """Give the breakdown class of a word in an address, such as ``workflow`` or ``WF``."""
    if word.lower() in _CODES:
        return _CODES[word.lower()]
    return next(
        (URIRef(iri) for iri, (code, _) in BREAKDOWNS.items() if code == word.lower()), None
    )


def findings(*, include_waived: bool = True, focus: URIRef | None = None) -> list[Shown]:
    """Give the findings, or those about one thing, the gravest first."""
    shown = remembered("findings", _all)
    return [
        finding
        for finding in shown
        if (include_waived or finding.status != "waived")
        and (focus is None or finding.focus.iri == focus)
    ]


def counts(shown: Iterable[Shown]) -> dict[str, Counter[str]]:
    """Count findings by what people filter by: level, rule, breakdown, status, owner, file."""
    held: dict[str, Counter[str]] = {
        name: Counter() for name in ("level", "rule", "breakdown", "status", "owner", "file")
    }
    for finding in shown:
        held["level"][finding.level] += 1
        held["rule"][finding.code] += 1
        held["breakdown"][finding.breakdown] += 1
        held["status"][finding.status] += 1
        held["owner"][finding.owner.label if finding.owner else ""] += 1
        held["file"][finding.file] += 1
    return held


def _all() -> list[Shown]:
    rows = list(view("findings").dicts())
    wanted: set[URIRef] = set()
    for row in rows:
        wanted |= {
            cell for cell in (row["focus"], row["owner"], row["value"]) if isinstance(cell, URIRef)
        }
    names = describe(store(), wanted)
    return sorted((_shown(row, names) for row in rows), key=_rank)


def _rank(finding: Shown) -> tuple[bool, int, str, str]:
    return finding.status == "waived", _ORDER[finding.level], finding.code, finding.message


def _shown(row: dict[str, Any], names: dict[URIRef, Thing]) -> Shown:
    def text(name: str) -> str:
        return "" if row[name] is None else str(row[name])

    def thing(name: str) -> Thing | None:
        return names.get(row[name]) if isinstance(row[name], URIRef) else None

    file, locator, line = split_place(text("place"))
    focus = thing("focus") or Thing(URIRef(text("focus")), text("focus"), "")
    value = thing("value")
    return Shown(
        fingerprint=text("fingerprint"),
        code=text("code"),
        name=text("name"),
        breakdown=text("breakdown"),
        level=level(text("severity")),
        focus=focus,
        message=text("message"),
        why=text("why"),
        fix=text("fix"),
        owner=thing("owner"),
        file=file,
        locator=locator,
        line=line,
        status=text("status"),
        value=value if value is not None and value.kind else None,
    )


def split_place(iri: str) -> tuple[str, str, int | None]:
    """Give file, locator and line of a place's IRI; the line of a table is its row."""
    base = workspace().minter.base
    if not iri.startswith(base):
        return "", "", None
    file, _, fragment = iri[len(base) :].partition("#")
    locator = unquote(fragment)
    line = None
    for mark in ("line=", "row=", "cell="):
        digits = locator[len(mark) :].split(",")[0]
        if locator.startswith(mark) and digits.isdigit():
            line = int(digits)
    return unquote(file), locator, line
