"""A finding: what a rule found wrong with a thing, said so that somebody can mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rdflib import XSD, Literal, URIRef

from asbuilt.identity import digest

if TYPE_CHECKING:
    from rdflib.term import Node

    from asbuilt.judge.rules import Severity

_PASSING = frozenset(
    str(getattr(XSD, kind))
    for kind in (
        "integer", "int", "long", "decimal", "double", "float", "nonNegativeInteger",
        "date", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration",
    )
)  # fmt: skip
"""Types of values that change from one load to the next while the fault stays the same."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A decision to accept findings: whose it is, why, until when, and what stands in."""

    iri: str
    name: str
    rule: str
    """Code of the rule whose findings it accepts; empty where it names a fingerprint."""
    focus: str
    """Identifier, name or fingerprint of what it is about; empty where that is all of a rule."""
    approver: str | None = None
    reason: str | None = None
    expires: str | None = None
    """Its last day, on which it still holds."""
    compensated_by: str | None = None
    """Name of the control that stands in."""
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding in full; its fields are those of the JSON report."""

    rule: str
    """Code of the rule, such as ``WF005``."""
    name: str
    breakdown: str
    """Class of execution breakdown: workflow, decision, data, governance, feedback, integrity."""
    severity: Severity
    focus: str
    """IRI of the thing that the finding is about."""
    label: str
    path: str | None
    value: str | None
    message: str
    why: str
    fix: str
    owner: str | None
    """Name of who can mend it."""
    file: str | None
    """Path of the file in which the thing stands, relative to the workspace."""
    line: int | None
    """Line of a text, row of a table or of a workbook's sheet."""
    locator: str | None
    """The place in words of the file's kind: ``line 12``, ``row 5``, ``Sheet1!B5``."""
    fingerprint: str
    status: str
    """new, persisting, reopened or waived."""
    value_label: str | None = None
    owner_iri: str | None = None
    place: str | None = None
    """IRI of the place in the file."""
    involves: tuple[str, ...] = ()
    """IRIs of further things that take part, such as the control that is at stake."""
    involves_labels: tuple[str, ...] = ()
    """Their names, in the same order."""
    within: str | None = None
    """IRI of the nearest larger thing in which the thing lies, such as its process or system."""
    within_label: str | None = None
    process: str | None = None
    """Name of the process in which the thing lies."""
    process_iri: str | None = None
    first_seen: str | None = None
    """The day for which it was first found."""
    open_since: str | None = None
    """The same day, or that for which it was found again after it had been fixed."""
    due: str | None = None
    """The last day by which it is to be mended."""
    overdue: bool = False
    waiver: Waiver | None = None
    """What accepts it, where its status is waived."""
    component: str | None = None
    """IRI of the constraint component of SHACL that found it."""

    def as_dict(self) -> dict[str, Any]:
        """Give the finding as the JSON report has it."""
        return asdict(self)

    @property
    def is_open(self) -> bool:
        """Whether somebody has to act: it is not waived."""
        return self.status != "waived"


def fingerprint(code: str, focus: str, path: str | None, value: Node | None) -> str:
    """Give the 16 hexadecimal digits by which a finding is known from one inspection to the next.

    Numbers, dates and durations as values are left out: they change while the fault stays.
    """
    said = "" if value is None else str(value)
    is_passing = isinstance(value, Literal) and str(value.datatype) in _PASSING
    if is_passing or not isinstance(value, Literal | URIRef):
        said = ""
    return digest(code, focus, path or "", said)
