"""The parts that OSCAL's assessment results and plans of action share.

Identifiers are made from what they name (UUID version 5), so that the same inspection gives the
same document, and a finding has the same identifiers from one inspection to the next.
"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from asbuilt import __version__
from asbuilt.reports.breakdowns import breakdowns

if TYPE_CHECKING:
    from datetime import date, datetime

    from asbuilt.judge import Finding, Report, Rule
    from asbuilt.reports.background import Background

Data: TypeAlias = "dict[str, Any]"

VERSION = "1.1.3"
"""The version of OSCAL in which documents are written."""
OSCAL = "http://csrc.nist.gov/ns/oscal"
NAMESPACE = "https://w3id.org/asbuilt/ns/oscal"
"""Namespace of the properties that are ours."""
_NOT_TEXT = re.compile(r"[\s\x00-\x1f\x7f]+")
_SEVERITIES = {"violation": "high", "warning": "moderate", "info": "low"}


class Writer:
    """Writes observations, risks and what they refer to, for one report."""

    def __init__(self, report: Report, background: Background) -> None:
        """Take the report, and name everything below its workspace."""
        self.report = report
        self.background = background
        self.base = str(report.inspection.iri).rpartition("inspection/")[0]
        self.ended = moment(report.inspection.ended)
        self._owners = {
            one.owner: _kind(one) for one in report.findings if one.owner and one.is_open
        }

    def uuid(self, *parts: str) -> str:
        """Give the identifier of something of this workspace."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((self.base, *parts))))

    def metadata(self, title: str) -> Data:
        """Give title, times and versions, the owners as parties, and how it can be repeated."""
        inspection = self.report.inspection
        data: Data = {
            "title": text(title),
            "last-modified": self.ended,
            "version": inspection.identifier,
            "oscal-version": VERSION,
            "props": [
                prop("as-of", inspection.as_of.isoformat()),
                prop("engine", inspection.engine),
                prop("asbuilt-version", __version__),
                *self._revision(),
            ],
            "roles": [{"id": "owner", "title": "Whoever can mend a finding"}],
        }
        if self._owners:
            data["parties"] = [
                {"uuid": self.uuid("owner", name), "type": kind, "name": text(name)}
                for name, kind in sorted(self._owners.items())
            ]
        return data

    def _revision(self) -> list[Data]:
        known = self.background.revision
        if known is None or not known.commit:
            return []
        changed = [prop("modified", "true")] if known.modified else []
        return [prop("revision", known.commit), *changed]

    def tool(self) -> Data:
        """Give Asbuilt as the asset that assessed."""
        component = {
            "uuid": self.uuid("tool"),
            "type": "software",
            "title": "Asbuilt",
            "description": "Judges the facts of both domains and of the mapping between them.",
            "props": [{"name": "version", "value": __version__}],
            "status": {"state": "operational"},
        }
        platform = {
            "uuid": self.uuid("platform"),
            "title": f"Asbuilt {__version__}, engine {self.report.inspection.engine}",
            "uses-components": [{"component-uuid": component["uuid"]}],
        }
        return {"components": [component], "assessment-platforms": [platform]}

    def origin(self) -> Data:
        """Give Asbuilt as who found something."""
        return {"actors": [{"type": "tool", "actor-uuid": self.uuid("tool")}]}

    def components(self) -> list[Data]:
        """Give the things that findings are about."""
        things = {finding.focus: finding for finding in self.report.findings}
        return [
            {
                "uuid": self.uuid("thing", iri),
                "type": "process-procedure",
                "title": text(finding.label),
                "description": iri,
                "status": {"state": "operational"},
            }
            for iri, finding in sorted(things.items())
        ]

    def observation(self, finding: Finding) -> Data:
        """Give what was found, where it stands, and the thing that it is about."""
        file = finding.file or self.background.settings
        place = f" at {finding.locator}" if finding.locator else ""
        return {
            "uuid": self.uuid("observation", finding.fingerprint),
            "title": text(finding.name),
            "description": text(finding.message),
            "props": [
                prop("fingerprint", finding.fingerprint),
                prop("rule", finding.rule),
                prop("breakdown", finding.breakdown),
                prop("severity", finding.severity),
                prop("status", finding.status),
                *([prop("process", finding.process)] if finding.process else []),
            ],
            "methods": ["TEST"],
            "types": ["finding"],
            "origins": [self.origin()],
            "subjects": [
                {
                    "subject-uuid": self.uuid("thing", finding.focus),
                    "type": "component",
                    "title": text(finding.label),
                }
            ],
            "relevant-evidence": [
                {
                    "href": f"#{self.uuid('file', file)}",
                    "description": text(f"{finding.label} stands in {file}{place}."),
                }
            ],
            "collected": self.ended,
        }

    def risk(self, finding: Finding) -> Data:
        """Give what may come of a finding, and what is to be done; a waiver is a deviation."""
        waiver = finding.waiver
        data: Data = {
            "uuid": self.uuid("risk", finding.fingerprint),
            "title": text(f"{finding.rule} {finding.name}: {finding.label}"),
            "description": text(finding.message),
            "statement": text(finding.why or finding.name),
            "props": [] if finding.is_open else [{"name": "accepted", "value": "yes"}],
            "status": "open" if finding.is_open else "deviation-approved",
            "origins": [self.origin()],
            "characterizations": [
                {
                    "origin": self.origin(),
                    "facets": [
                        {
                            "name": "severity",
                            "system": OSCAL,
                            "value": _SEVERITIES[finding.severity],
                        }
                    ],
                }
            ],
        }
        if not data["props"]:
            del data["props"]
        if waiver and waiver.compensated_by:
            data["mitigating-factors"] = [
                {
                    "uuid": self.uuid("compensation", finding.fingerprint),
                    "description": text(waiver.compensated_by),
                }
            ]
        deadline = due(finding)
        if deadline:
            data["deadline"] = last_moment(deadline)
        data["remediations"] = [self._response(finding, deadline)]
        if not finding.is_open:
            data["risk-log"] = {"entries": [self._accepted(finding)]}
        data["related-observations"] = [
            {"observation-uuid": self.uuid("observation", finding.fingerprint)}
        ]
        return data

    def _response(self, finding: Finding, deadline: str | None) -> Data:
        """Give how a finding is answered: by its fix, or by living with it as its waiver says."""
        if not finding.is_open:
            return {
                "uuid": self.uuid("acceptance", finding.fingerprint),
                "lifecycle": "completed",
                "title": "Accept for a time",
                "description": text(self._waived(finding)),
                "props": [{"name": "type", "value": "accept"}],
            }
        task: Data = {
            "uuid": self.uuid("milestone", finding.fingerprint),
            "type": "milestone",
            "title": text(f"{finding.label}: {finding.name} is mended"),
        }
        if deadline:
            task["timing"] = {"on-date": {"date": last_moment(deadline)}}
        if finding.owner:
            owner = self.uuid("owner", finding.owner)
            task["responsible-roles"] = [{"role-id": "owner", "party-uuids": [owner]}]
        return {
            "uuid": self.uuid("remediation", finding.fingerprint),
            "lifecycle": "recommendation",
            "title": text(f"Mend {finding.label}"),
            "description": text(finding.fix or "See the rule."),
            "props": [{"name": "type", "value": "mitigate"}],
            "tasks": [task],
        }

    def _accepted(self, finding: Finding) -> Data:
        return {
            "uuid": self.uuid("deviation", finding.fingerprint),
            "title": "Deviation approved",
            "description": text(self._waived(finding)),
            "start": first_moment(self.report.inspection.as_of),
            "props": [{"name": "type", "value": "dr-approved"}],
            "status-change": "deviation-approved",
        }

    def _waived(self, finding: Finding) -> str:
        waiver = finding.waiver
        if waiver is None:
            return "Waived in the workspace."
        parts = (
            waiver.reason or "No reason is given",
            f"approved by {waiver.approver}" if waiver.approver else "approver unknown",
            f"valid until {waiver.expires}" if waiver.expires else "without an end",
            f"compensated by {waiver.compensated_by}" if waiver.compensated_by else "",
        )
        return "; ".join(filter(None, parts)) + "."

    def resources(self) -> list[Data]:
        """Give the files that were judged with their digests, and those that findings name."""
        digests = {source.file: source.sha256 for source in self.background.sources}
        named = {finding.file or self.background.settings for finding in self.report.findings}
        found = []
        for file in sorted(named | set(digests)):
            link: Data = {"href": quote(file)}
            if digests.get(file):
                link["hashes"] = [{"algorithm": "SHA-256", "value": digests[file]}]
            found.append({"uuid": self.uuid("file", file), "title": text(file), "rlinks": [link]})
        return found

    def objective(self, rule: Rule) -> Data:
        """Give a rule as an objective that the inspection assessed."""
        about = breakdowns()[rule.breakdown.rpartition("#")[2]]
        return {
            "control-id": rule.code,
            "description": text(rule.why or rule.name),
            "parts": [
                {
                    "id": objective_id(rule.code),
                    "name": "assessment-objective",
                    "title": text(rule.name),
                    "props": [prop("breakdown", about.name), prop("rule", str(rule.iri))],
                    "prose": text(rule.why or rule.name),
                }
            ],
        }


def objective_id(code: str) -> str:
    """Give the identifier of the objective that a rule is."""
    return f"{re.sub(r'[^A-Za-z0-9._-]', '-', code)}_obj"


def due(finding: Finding) -> str | None:
    """Give the last day by which a finding is to be mended, or on which its waiver holds."""
    return finding.waiver.expires if finding.waiver else finding.due


def prop(name: str, value: str) -> Data:
    """Give a property in our namespace."""
    return {"name": name, "ns": NAMESPACE, "value": text(value)}


def text(value: str) -> str:
    """Give text as OSCAL's strings have it: one line, no space at its ends, not empty."""
    return _NOT_TEXT.sub(" ", value).strip() or "-"


def moment(when: datetime) -> str:
    """Give a time as OSCAL writes it."""
    return when.isoformat().replace("+00:00", "Z")


def first_moment(day: date) -> str:
    """Give the first moment of a day in UTC."""
    return f"{day.isoformat()}T00:00:00Z"


def last_moment(day: str) -> str:
    """Give the last second of a day, which is still in time."""
    return f"{day}T23:59:59Z"


def _kind(finding: Finding) -> str:
    return "person" if "/agent/" in (finding.owner_iri or "/agent/") else "organization"
