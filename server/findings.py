"""Findings as pages show them: read from the graph, filtered, counted and put in order."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from rdflib import Literal, URIRef

from asbuilt.errors import UserError
from asbuilt.judge.finding import Finding, Waiver
from asbuilt.judge.kept import kept_findings
from asbuilt.judge.record import is_iri
from asbuilt.names import Thing, describe
from asbuilt.server.graph import remembered, store, view, view_texts, workspace
from asbuilt.server.templating import BREAKDOWNS
from asbuilt.vocabulary import ABB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from asbuilt.judge.rules import Severity

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
    path: str = ""
    """IRI of the property that is at fault, where there is one."""
    within: Thing | None = None
    """The nearest larger thing in which its thing lies."""
    process: Thing | None = None
    """The process in which its thing lies, or which it is."""
    involves: tuple[Thing, ...] = ()
    first_seen: str = ""
    open_since: str = ""
    due: str = ""
    overdue: bool = False
    waiver: Waiver | None = None

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
            "process": self.process.label if self.process else None,
            "first_seen": self.first_seen or None,
            "open_since": self.open_since or None,
            "due": self.due or None,
            "overdue": self.overdue,
            "waiver": asdict(self.waiver) if self.waiver else None,
        }

    def as_finding(self) -> Finding:
        """Give it as the judge knows it, for what the judge can tell of many together."""
        return Finding(
            rule=self.code,
            name=self.name,
            breakdown=BREAKDOWNS.get(self.breakdown, ("", ""))[1],
            severity=cast("Severity", self.level),
            focus=str(self.focus.iri),
            label=self.focus.label,
            path=self.path or None,
            value=str(self.value.iri) if self.value else None,
            message=self.message,
            why=self.why,
            fix=self.fix,
            owner=self.owner.label if self.owner else None,
            file=self.file or None,
            line=self.line,
            locator=self.locator or None,
            fingerprint=self.fingerprint,
            status=self.status,
            value_label=self.value.label if self.value else None,
            involves=tuple(str(one.iri) for one in self.involves),
            involves_labels=tuple(one.label for one in self.involves),
            within=str(self.within.iri) if self.within else None,
            within_label=self.within.label if self.within else None,
            open_since=self.open_since or None,
            due=self.due or None,
            overdue=self.overdue,
        )


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


def read_ahead(app: Flask) -> None:
    """Read the findings before anybody asks for them; where they are many, it takes seconds."""
    with app.app_context(), suppress(UserError):
        findings()


def counts(shown: Iterable[Shown]) -> dict[str, Counter[str]]:
    """Count findings by what people filter by, such as their level, owner or file."""
    held: dict[str, Counter[str]] = {
        name: Counter()
        for name in ("level", "rule", "breakdown", "status", "owner", "process", "file")
    }
    for finding in shown:
        held["level"][finding.level] += 1
        held["rule"][finding.code] += 1
        held["breakdown"][finding.breakdown] += 1
        held["status"][finding.status] += 1
        held["owner"][finding.owner.label if finding.owner else ""] += 1
        held["process"][finding.process.label if finding.process else ""] += 1
        held["file"][finding.file] += 1
    return held


def life_of(fingerprint: str) -> list[dict[str, str]]:
    """Give what inspections did to a finding, the oldest first."""
    return [
        {name: "" if term is None else str(term) for name, term in row.items()}
        for row in view("finding-history", fingerprint=Literal(fingerprint)).dicts()
    ]


def _all() -> list[Shown]:
    kept = kept_findings(store())
    involved = _things(view_texts("finding-involved"))
    around = list(view_texts("finding-surroundings"))
    larger = _things(around)
    processes = {URIRef(thing) for thing in {row[1] for row in around if row[2] == "true"}}
    wanted = {iri for one in kept for iri in (one.focus, one.owner, one.value) if is_iri(iri)}
    things = {thing for held in (*involved.values(), *larger.values()) for thing in held}
    names = describe(store(), {*map(URIRef, wanted), *things})
    known = _waivers()
    today = max((str(row["asOf"]) for row in view("inspections").dicts()), default="")
    found = []
    for one in kept:
        held = larger.get(one.fingerprint, [])
        nearest = next((it for it in held if it not in processes), held[0] if held else None)
        process = next((it for it in held if it in processes), None)
        focus = names.get(URIRef(one.focus)) or Thing(URIRef(one.focus), one.focus, "")
        value = names.get(URIRef(one.value)) if is_iri(one.value) else None
        file, locator, line = split_place(one.place)
        found.append(
            Shown(
                fingerprint=one.fingerprint,
                code=one.code,
                name=one.name,
                breakdown=f"{ABB}{one.breakdown}",
                level=one.severity,
                focus=focus,
                message=one.message,
                why=one.why,
                fix=one.fix,
                owner=names.get(URIRef(one.owner)) if one.owner else None,
                file=file,
                locator=locator,
                line=line,
                status=one.status,
                value=value if value is not None and value.kind else None,
                path=one.path,
                within=names.get(nearest) if nearest else None,
                process=names.get(process) if process else _itself(focus),
                involves=tuple(
                    names[it] for it in involved.get(one.fingerprint, ()) if it in names
                ),
                first_seen=one.first_seen,
                open_since=one.open_since,
                due=one.due,
                overdue=bool(one.due) and one.due < today,
                waiver=known.get(one.waiver),
            )
        )
    return sorted(found, key=_rank)


def _things(rows: Iterable[tuple[str, ...]]) -> dict[str, list[URIRef]]:
    """Give the things in the second column of rows by the fingerprint in the first."""
    held: dict[str, list[URIRef]] = {}
    known: dict[str, URIRef] = {}
    for fingerprint, thing, *_ in rows:
        if thing not in known:
            known[thing] = URIRef(thing)
        held.setdefault(fingerprint, []).append(known[thing])
    for found in held.values():
        found.sort()
    return held


def _itself(thing: Thing) -> Thing | None:
    return thing if thing.kind == "Process" else None


def _waivers() -> dict[str, Waiver]:
    return {
        str(row["waiver"]): Waiver(
            iri=str(row["waiver"]),
            name=f"Waiver of {row['rule'] or 'finding'}",
            rule=str(row["rule"] or ""),
            focus=str(row["focus"] or ""),
            approver=_said(row["approver"]),
            reason=_said(row["reason"]),
            expires=(_said(row["expires"]) or "")[:10] or None,
            compensated_by=_said(row["compensation"]),
        )
        for row in view("waivers").dicts()
    }


def _said(term: object) -> str | None:
    return None if term is None else str(term)


def _rank(finding: Shown) -> tuple[bool, int, str, str]:
    return finding.status == "waived", _ORDER[finding.level], finding.code, finding.message


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
