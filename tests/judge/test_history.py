"""What the history tells of findings: what each inspection did, and what is due since when."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from asbuilt.catalogue import built_in
from asbuilt.errors import UserError
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Shop

    from asbuilt.judge import Finding, Report

UNOWNED, OWNED = ":ordering a ab:Process ;", ":ordering a ab:Process ; ab:ownedBy :ann ;"
WAIVER = """
[[waiver]]
rule = "GV006"
focus = "C-1"
approver = "Jane Doe"
reason = "The system that does it goes live in December."
expires = 2026-11-30
compensated-by = "C-1"
"""
DECEMBER = date(2026, 12, 1)


def asked(shop: Shop, name: str, **terms: str) -> list[dict[str, str]]:
    """Answer a named query as texts."""
    from rdflib import Literal  # noqa: PLC0415 - one place needs it

    query = built_in()[name]
    bound = query.bind(**{key: Literal(value) for key, value in terms.items()})
    with closing(Workspace.open(shop.folder).store()) as store:
        return [dict(zip(query.columns, row, strict=True)) for row in store.texts(bound)]


def one(report: Report, code: str) -> Finding:
    """Give the only finding of a rule."""
    (found,) = [finding for finding in report.findings if finding.rule == code]
    return found


def test_each_inspection_tells_what_it_opened_and_fixed(shop: Shop) -> None:
    """Opened, fixed, opened again: by identifier, as a number and one by one."""
    fingerprint = one(shop.check(), "GV001").fingerprint
    shop.change(UNOWNED, OWNED)
    shop.check()
    shop.change(OWNED, UNOWNED)
    shop.check(DECEMBER)
    rows = asked(shop, "inspections")
    assert [row["identifier"] for row in rows] == ["2026-11-15-1", "2026-11-15-2", "2026-12-01-3"]
    assert [(row["opened"], row["fixed"], row["reopened"]) for row in rows] == [
        ("4", "0", "0"),
        ("0", "1", "0"),
        ("1", "0", "1"),
    ]
    life = asked(shop, "finding-history", fingerprint=fingerprint)
    assert [(row["asOf"], row["change"]) for row in life] == [
        ("2026-11-15", "opened"),
        ("2026-11-15", "fixed"),
        ("2026-12-01", "reopened"),
    ]
    told = asked(shop, "opened-and-fixed-by-inspection", inspection="2026-11-15-2")
    assert [(row["change"], row["code"]) for row in told] == [("fixed", "GV001")]


def test_a_waiver_and_its_end_are_in_the_history(shop: Shop) -> None:
    """The day after the last day of a waiver its finding is open again, and was never fixed."""
    fingerprint = one(shop.check(), "GV006").fingerprint
    shop.write("waivers.toml", WAIVER)
    shop.check()
    assert one(shop.check(DECEMBER), "GV006").status == "persisting"
    life = asked(shop, "finding-history", fingerprint=fingerprint)
    assert [row["change"] for row in life] == ["opened", "waived", "no longer waived"]


def test_an_inspection_that_changes_nothing_adds_its_numbers_only(shop: Shop) -> None:
    """What persists is written once, so that history grows with change and not with time."""
    shop.check()
    shop.check()
    before = shop.ask(
        "SELECT ?s ?p ?o { GRAPH <https://example.org/shop/graph/history> { ?s ?p ?o } }"
    )
    kept = shop.ask("SELECT ?i { ?f a ab:Finding ; ab:inspection ?i }")
    shop.check()
    after = shop.ask(
        "SELECT ?s ?p ?o { GRAPH <https://example.org/shop/graph/history> { ?s ?p ?o } }"
    )
    new = {row[0] for row in set(after) - set(before)}
    assert not set(before) - set(after)
    assert all("/inspection/2026-11-15-3" in subject for subject in new)
    assert shop.ask("SELECT ?i { ?f a ab:Finding ; ab:inspection ?i }") == kept


def test_a_waived_finding_names_who_accepted_it_and_until_when(shop: Shop) -> None:
    """All that an auditor asks of an accepted finding is with it."""
    shop.write("waivers.toml", WAIVER)
    report = shop.check()
    waiver = one(report, "GV006").waiver
    assert waiver is not None
    assert (waiver.approver, waiver.expires) == ("Jane Doe", "2026-11-30")
    assert waiver.reason == "The system that does it goes live in December."
    assert waiver.compensated_by
    assert not waiver.expired
    assert one(report, "GV006").due is None
    assert all(finding.waiver is None for finding in report.findings if finding.is_open)
    assert shop.ask("SELECT ?w { ?f a ab:Finding ; ab:waivedBy ?w }") == [
        ("https://example.org/shop/waivers.toml#waiver-1",)
    ]


def test_of_two_waivers_the_one_that_holds_longer_counts(shop: Shop) -> None:
    """So that a renewed waiver is the one that people see."""
    shop.write("waivers.toml", WAIVER + WAIVER.replace("2026-11-30", "2027-06-30"))
    waiver = one(shop.check(), "GV006").waiver
    assert waiver is not None
    assert waiver.expires == "2027-06-30"


def test_findings_are_due_by_how_grave_they_are(shop: Shop) -> None:
    """Two weeks for a violation, thirty days for a warning, counted from the first sight."""
    report = shop.check()
    assert (one(report, "GV006").first_seen, one(report, "GV006").due) == (
        "2026-11-15",
        "2026-11-29",
    )
    assert one(report, "GV001").due == "2026-12-15"
    again = shop.check(date(2026, 11, 29))
    assert not one(again, "GV006").overdue, "its last day is still in time"
    late = shop.check(date(2026, 11, 30))
    assert one(late, "GV006").overdue
    assert one(late, "GV006").first_seen == "2026-11-15"
    assert late.summary()["overdue"] == 1


def test_a_workspace_sets_its_own_times(shop: Shop) -> None:
    """In days, in weeks, or never."""
    settings = (shop.folder / "asbuilt.toml").read_text()
    shop.write(
        "asbuilt.toml", f'{settings}\n[check.due]\nviolation = "1 week"\nwarning = "never"\n'
    )
    report = shop.check()
    assert one(report, "GV006").due == "2026-11-22"
    assert one(report, "GV001").due is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('violation = "soon"', "'soon' is no time"),
        ('grave = "1 day"', "no severity is called 'grave'"),
        ("violation = true", "True is no time"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused(shop: Shop, line: str, said: str) -> None:
    """A due date that is silently another one would be worse than none."""
    settings = (shop.folder / "asbuilt.toml").read_text()
    shop.write("asbuilt.toml", f"{settings}\n[check.due]\n{line}\n")
    with pytest.raises(UserError, match=said):
        shop.check()


def test_what_was_fixed_has_its_time_again_when_it_comes_back(shop: Shop) -> None:
    """A finding that is opened again is due counted from that day."""
    shop.check()
    shop.change(UNOWNED, OWNED)
    shop.check()
    shop.change(OWNED, UNOWNED)
    late = one(shop.check(date(2027, 3, 1)), "GV001")
    assert (late.first_seen, late.open_since, late.due) == (
        "2026-11-15",
        "2027-03-01",
        "2027-03-31",
    )


def test_a_finding_that_is_not_mended_in_time_is_a_finding(shop: Shop) -> None:
    """FB007 speaks from the day after the due date until the fault is mended or waived."""
    shop.check()
    assert "FB007" not in {one.rule for one in shop.check(date(2026, 11, 29)).findings}
    late = one(shop.check(DECEMBER), "FB007")
    assert late.message == (
        "“GV006: Neither a step nor a system implements the control “Order check”” was due on "
        "2026-11-29 and is still open."
    )
    assert late.focus == "https://example.org/shop/model#control"
    shop.write("waivers.toml", WAIVER.replace("2026-11-30", "2026-12-31"))
    assert "FB007" not in {one.rule for one in shop.check(DECEMBER).findings}
    shop.write("waivers.toml", "")
    assert one(shop.check(DECEMBER), "FB007").status == "reopened"
    shop.change("ab:servesPolicy :policy", "ab:implementedBy :erp ; ab:servesPolicy :policy")
    mended = {one.rule for one in shop.check(DECEMBER).findings}
    assert not mended & {"GV006", "FB007"}


def test_what_a_check_keeps_is_not_looked_at_by_the_next(shop: Shop) -> None:
    """The journal follows what is judged: not findings, however many there are, nor history."""
    shop.check()
    journal = shop.folder / ".asbuilt/store/asbuilt-journal.nt"
    (head,) = journal.read_text(encoding="utf-8").splitlines()
    assert "graph/source/" in head
    shop.change(UNOWNED, OWNED)
    assert shop.run("load") == 0
    assert "ownedBy" in journal.read_text(encoding="utf-8")
