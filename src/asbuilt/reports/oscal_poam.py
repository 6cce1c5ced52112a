"""What is to be mended as an OSCAL plan of action and milestones: an item for each cause."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from asbuilt.judge.causes import causes
from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.reports.oscal_parts import Data, Writer, due, prop, text

if TYPE_CHECKING:
    from asbuilt.judge import Report
    from asbuilt.judge.causes import Cause


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as an OSCAL plan-of-action-and-milestones document (JSON).

    Findings with one cause are one item. What is waived is there, too: as a risk whose deviation is
    approved. A plan needs an item, so one without findings says that there is nothing to mend.
    """
    writer = Writer(report, background)
    items = [_item(writer, cause) for cause in causes(report.findings)] or [_nothing(writer)]
    observations = [writer.observation(finding) for finding in report.findings]
    risks = [writer.risk(finding) for finding in report.findings]
    definitions: Data = {"assessment-assets": writer.tool()}
    if report.findings:
        definitions = {"components": writer.components(), **definitions}
    document: Data = {
        "uuid": writer.uuid("plan of action", report.inspection.identifier),
        "metadata": writer.metadata(f"{report.title}: plan of action and milestones"),
        "system-id": {
            "identifier-type": "http://ietf.org/rfc/rfc4122",
            "id": writer.uuid("workspace"),
        },
        "local-definitions": definitions,
        **({"observations": observations, "risks": risks} if report.findings else {}),
        "poam-items": items,
    }
    resources = writer.resources()
    if resources:
        document["back-matter"] = {"resources": resources}
    return json.dumps({"plan-of-action-and-milestones": document}, ensure_ascii=False, indent=2)


def _item(writer: Writer, cause: Cause) -> Data:
    first = cause.findings[0]
    fixes = dict.fromkeys(one.fix for one in cause.findings if one.is_open and one.fix)
    told = [first.message, *(f"Fix: {fix}" for fix in fixes)]
    item: Data = {
        "uuid": writer.uuid("item", cause.findings[0].rule, cause.focus),
        "title": text(f"{first.label}: {first.name}"),
        "description": text(" ".join(told)),
        "props": [
            prop("severity", first.severity),
            prop("status", "open" if any(one.is_open for one in cause.findings) else "accepted"),
        ],
        "origins": [writer.origin()],
        "related-observations": [
            {"observation-uuid": writer.uuid("observation", one.fingerprint)}
            for one in cause.findings
        ],
        "related-risks": [
            {"risk-uuid": writer.uuid("risk", one.fingerprint)} for one in cause.findings
        ],
    }
    if first.owner:
        item["props"].append(prop("owner", first.owner))
    days = sorted(day for one in cause.findings if (day := due(one)))
    if days:
        item["props"].append(prop("due", days[0]))
    return item


def _nothing(writer: Writer) -> Data:
    return {
        "uuid": writer.uuid("item", "nothing"),
        "title": "Nothing to mend",
        "description": text(f"Inspection {writer.report.inspection.identifier} found nothing."),
    }
