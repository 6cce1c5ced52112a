"""Suites and cases of a report, and what each came to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lxml import etree

from asbuilt.facts import Place, Problem, Source
from asbuilt.reading.runs import Outcome, latest, moment, untimely
from asbuilt.reading.unnamed import Addresses
from asbuilt.reading.xml import line_of, local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

ROOTS: Final = ("testsuites", "testsuite")
"""Names of the elements that a report can have as its root."""

FAILING: Final = ("failure", "error")
"""Children that say that a case, or a suite outside its cases, did not pass."""

_SKIPPED: Final = ("skipped", "skip", "disabled", "ignored")
_FAILED_WORDS: Final = frozenset(("fail", "failed", "failure", "error", "errored"))
_SKIPPED_WORDS: Final = frozenset(
    ("skip", "skipped", "disabled", "notrun", "ignored", "pending", "suppressed", "todo")
)
_SECONDS: Final = re.compile(r"\d{1,9}(?:\.\d+)?\Z")
_PARTING: Final = re.compile(r"[,;|\n]")
_DUMP: Final = "java.version"
"""A property by which it is seen that a suite lists all settings of the machine that ran it."""


@dataclass(slots=True)
class Part:
    """A suite or a case."""

    node: etree._Element
    address: str
    label: str
    around: Part | None
    outcome: Outcome
    controls: tuple[str, ...]
    """Controls that a property of its own, or of a suite around it, names."""
    cases: list[Part] = field(default_factory=list)
    """Cases in a suite, at any depth."""

    @property
    def place(self) -> Place:
        """Where it begins in the file."""
        return line_of(self.node)


@dataclass(slots=True)
class Report:
    """A report as far as it was understood."""

    source: Source
    root: etree._Element
    suites: list[Part] = field(default_factory=list)
    cases: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    dumps: dict[str, int] = field(default_factory=dict)
    """How many settings of the machine that ran it a suite lists, by its address."""
    _failed: set[str] = field(default_factory=set)
    """Addresses of suites in which another one failed."""
    _addresses: Addresses = field(default_factory=Addresses)

    def __post_init__(self) -> None:
        """Walk the report from its root inwards."""
        waiting: list[tuple[etree._Element, Part | None]] = [(self.root, None)]
        while waiting:
            node, around = waiting.pop()
            part = self._suite(node, around) if local(node) in ROOTS else self._case(node, around)
            inner = [
                (child, part)
                for child in node.iterchildren(etree.Element)
                if local(child) in {*ROOTS, "testcase"}
            ]
            waiting += reversed(inner)
        for suite in reversed(self.suites):
            self._sum_up(suite)

    @property
    def whole(self) -> Part:
        """The root, in which all else stands."""
        return self.suites[0]

    def captured(self) -> datetime | None:
        """Give when the last of the tests was over, by the times that suites and cases state."""
        return latest(self._end(part.node) for part in (*self.suites, *self.cases))

    def untimely(self) -> Iterator[Problem]:
        """Tell of each suite whose time cannot be read."""
        for suite in self.suites:
            text = suite.node.get("timestamp") or ""
            if text.strip() and moment(text) is None:
                yield untimely(text, suite.place)

    def properties(self, part: Part) -> Iterator[tuple[str, str, Place]]:
        """Give names and values of the properties of a suite or case.

        Those of a suite that lists all settings of its machine are counted in `dumps`, not given.
        """
        found = []
        for group in part.node.iterchildren("properties"):
            for one in group.iterchildren("property"):
                value = one.get("value")
                text = "".join(map(str, one.itertext())) if value is None else value
                found.append((one.get("name") or "", text.strip(), line_of(one)))
        if any(name == _DUMP for name, _, _ in found):
            self.dumps[part.address] = len(found)
            return
        yield from ((name, text, place) for name, text, place in found if name and text)

    def _suite(self, node: etree._Element, around: Part | None) -> Part:
        name = " ".join((node.get("name") or "").split())
        kind = local(node)
        address = self._addresses.unique(
            f"{around.address}/{name or kind}" if around else name or kind
        )
        part = Part(node, address, name or kind, around, "unclear", ())
        part.controls = self._controls(part)
        self.suites.append(part)
        return part

    def _case(self, node: etree._Element, around: Part | None) -> Part:
        name = " ".join((node.get("name") or "").split())
        holder = " ".join((node.get("classname") or "").split())
        full = f"{holder}.{name}" if holder and name else name or holder or "testcase"
        outer = around.address if around else ""
        part = Part(
            node, self._addresses.unique(f"{outer}/{full}"), name or full, around, "passed", ()
        )
        part.controls = self._controls(part)
        part.outcome = _outcome(node)
        self.cases.append(part)
        while around is not None:
            around.cases.append(part)
            around = around.around
        return part

    def _controls(self, part: Part) -> tuple[str, ...]:
        wanted = self.source.options.get("property", "control")
        names = {"control", "controls"} if wanted == "control" else {wanted}
        said = [text for name, text, _ in self.properties(part) if name.strip().lower() in names]
        own = [one.strip() for text in said for one in _PARTING.split(text) if one.strip()]
        outer = part.around.controls if part.around else ()
        return tuple(dict.fromkeys([*outer, *own]))

    def _sum_up(self, suite: Part) -> None:
        """Say what a suite came to: by its cases, by failures outside them, and by its count."""
        outcomes = {case.outcome for case in suite.cases}
        failed = sum(case.outcome == "failed" for case in suite.cases)
        told = sum(local(child) in FAILING for case in suite.cases for child in case.node)
        outside = any(local(child) in FAILING for child in suite.node.iterchildren(etree.Element))
        inner = suite.address in self._failed
        said = sum(_number(suite.node.get(key)) for key in ("failures", "errors"))
        if said > max(failed, told) and not outside and not inner:
            self.problems.append(
                Problem(
                    "warning",
                    f"the suite “{suite.label}” says that {said} failed, and {failed} of its cases"
                    " did",
                    "export the whole report; it counts as failed",
                    suite.place,
                )
            )
        if failed or outside or inner or said:
            suite.outcome = "failed"
            if suite.around is not None:
                self._failed.add(suite.around.address)
        else:
            suite.outcome = "passed" if "passed" in outcomes else "unclear"

    def _end(self, node: etree._Element) -> datetime | None:
        begin = moment(node.get("timestamp"))
        lasted = (node.get("time") or "").strip()
        if begin is None or not _SECONDS.match(lasted):
            return begin
        try:
            return begin + timedelta(seconds=float(lasted))
        except OverflowError:
            return begin


def _outcome(node: etree._Element) -> Outcome:
    """Give what a case came to: by what stands in it, or else by its status in words."""
    inside = {local(child) for child in node.iterchildren(etree.Element)}
    words = {(node.get(key) or "").strip().lower() for key in ("status", "result")}
    if inside & set(FAILING) or words & _FAILED_WORDS:
        return "failed"
    if inside & set(_SKIPPED) or words & _SKIPPED_WORDS:
        return "unclear"
    return "passed"


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() and len(text) < 10 else 0
