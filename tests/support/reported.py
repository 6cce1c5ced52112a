"""A small report made by hand, with files of every kind behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from rdflib import SH, URIRef

from asbuilt.judge import Finding, Inspection, Report, rule_book
from asbuilt.judge.finding import Waiver
from asbuilt.judge.life import Remembered
from asbuilt.reports import Background
from asbuilt.reports.background import Point, SourceFile
from asbuilt.reports.regions import Texts
from asbuilt.reports.revision import Revision

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.judge.rules import Severity

BASE = "https://example.org/shop/"
BOOK = rule_book()
CODES = ("WF005", "GV001", "DX010", "GV006")
MULTILINE = 'id,note\n1,"one\ntwo"\n2,x\n3,y\n'
"""A table whose second row takes two lines, so that row 3 begins on line 4."""
WAIVER = Waiver(
    iri=f"{BASE}waivers.toml#waiver-1",
    name="Waiver of GV006 for Thing of GV006",
    rule="GV006",
    focus="Thing of GV006",
    approver="Ann Approver",
    reason="=until the shop moves",
    expires="2026-12-31",
    compensated_by="Monthly count",
)


def finding(code: str, place: dict[str, Any], status: str = "new", **more: Any) -> Finding:  # noqa: ANN401
    """Make a finding of a rule of the book."""
    rule = BOOK.rules[code]
    severity: Severity = rule.severity
    said = {
        "message": f"Something is wrong, says {code}.",
        "fix": "Mend it; 100 % of it.",
        "fingerprint": f"{code.lower():0<16}",
        "component": str(SH.SPARQLConstraintComponent),
        **more,
    }
    return Finding(
        rule=code,
        name=rule.name,
        breakdown=rule.breakdown.rpartition("#")[2],
        severity=severity,
        focus=f"{BASE}model#{code}",
        label=f"Thing of {code}",
        path="ab:ownedBy",
        value=None,
        why=rule.why,
        owner="Ann",
        status=status,
        **{"file": None, "line": None, "locator": None, **place},
        **said,
    )


def make_report() -> Report:
    """Make a report of a line, a cell of a workbook, a thing without a file, and a waiver."""
    findings = (
        finding(
            "WF005",
            {"file": "a b/flow.json", "line": 12, "locator": "line 12"},
            process="Sell",
            first_seen="2026-11-15",
            due="2026-11-29",
        ),
        finding("GV006", {}, status="waived", waiver=WAIVER),
        finding(
            "GV001",
            {"file": "registers/all.xlsx", "line": 5, "locator": "Sheet1!B5"},
            status="persisting",
            message="=HYPERLINK(1)",
            first_seen="2026-10-01",
            due="2026-10-31",
            overdue=True,
        ),
        finding("DX010", {"file": "x.csv", "line": 3, "locator": "row 3"}, status="reopened"),
    )
    inspection = Inspection(
        "2026-11-15-2",
        URIRef(f"{BASE}inspection/2026-11-15-2"),
        date(2026, 11, 15),
        datetime(2026, 11, 15, 12, tzinfo=UTC),
        "reference",
    )
    fixed = Remembered(
        fingerprint="f" * 16,
        rule="GV001",
        severity="warning",
        focus=f"{BASE}model#GV001",
        message="The shop had no owner.",
        standing="fixed",
        first_seen="2026-10-01",
        last_seen="2026-11-01",
        open_since="2026-10-01",
    )
    rules = tuple(BOOK.rules[code] for code in CODES)
    return Report("Shop", inspection, findings, (fixed,), rules, (WAIVER,), "the last inspection")


def make_background(folder: Path) -> Background:
    """Make the background of that report, its texts on disk, in a folder of a repository."""
    texts = {
        "a b/flow.json": "\n".join([*"{" * 11, '    "name": "Pay",  ', "}"]),
        "x.csv": MULTILINE,
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Background(
        revision=Revision(
            "shops/one/", "c" * 40, "main", "https://code.example.org/shops.git", modified=True
        ),
        sources=tuple(SourceFile(name, "ab" * 32, "any", 7) for name in sorted(texts)),
        trend=(
            Point("2026-11-01-1", "2026-11-01", 3, 4),
            Point("2026-11-15-2", "2026-11-15", 1, 1),
        ),
        texts=Texts({name: folder / name for name in texts}),
        exit_code=1,
    )
