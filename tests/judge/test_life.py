"""The life of findings over several checks, and the waivers that set them aside."""

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

    from asbuilt.judge import Report

OWNED = ":ordering a ab:Process ; ab:ownedBy :ann ;"
UNOWNED = ":ordering a ab:Process ;"
WAIVER = """
[[waiver]]
rule = "GV006"
focus = "C-1"
approver = "Jane Doe"
reason = "The system that does it goes live in December."
expires = 2026-11-30
compensated-by = "C-1"
"""


def _status(report: Report, code: str) -> str | None:
    return next((one.status for one in report.findings if one.rule == code), None)


def test_a_finding_is_new_persists_is_fixed_and_comes_back(shop: Shop) -> None:
    """Four checks tell the whole life of one finding, known by its fingerprint."""
    first = shop.check()
    assert _status(first, "GV001") == "new"
    assert _status(shop.check(), "GV001") == "persisting"
    shop.change(UNOWNED, OWNED)
    third = shop.check()
    assert _status(third, "GV001") is None
    assert [(one.rule, one.message) for one in third.fixed] == [
        ("GV001", "Process “Ordering” has no owner.")
    ]
    assert _status(shop.check(), "FB001") == "persisting"
    shop.change(OWNED, UNOWNED)
    last = shop.check(date(2026, 12, 1))
    assert _status(last, "GV001") == "reopened"
    assert _days(shop) == ("2026-11-15", "2026-12-01")
    shop.change(UNOWNED, OWNED)
    shop.check(date(2026, 12, 24))
    assert _days(shop) == ("2026-11-15", "2026-12-01")


def _days(shop: Shop) -> tuple[str, str]:
    """Give the days on which the process without an owner was found first and last."""
    query = built_in()["finding-records"]
    with closing(Workspace.open(shop.folder).store()) as store:
        rows = [dict(zip(query.columns, row, strict=True)) for row in store.texts(query.bind())]
    (row,) = [row for row in rows if row["code"] == "GV001"]
    return row["firstSeen"], row["lastSeen"]


def test_a_fingerprint_outlives_lines_and_other_faults(shop: Shop) -> None:
    """Moving a thing within its file, or adding another fault, makes no finding new."""
    before = {one.fingerprint for one in shop.check().findings}
    shop.change(":ordering a", "\n\n\n:ordering a")
    shop.change(":policy a", ":other a ab:Policy . :policy a")
    after = {one.fingerprint: one.status for one in shop.check().findings}
    assert before < set(after)
    assert {after[fingerprint] for fingerprint in before} == {"persisting"}


def test_a_waived_finding_is_told_and_does_not_count(shop: Shop) -> None:
    """The only violation is set aside, so the check passes; its status says why."""
    shop.write("waivers.toml", WAIVER)
    report = shop.check()
    assert _status(report, "GV006") == "waived"
    assert report.summary()["severity"]["violation"] == 0
    assert shop.run("check", "--as-of", "2026-11-30") == 0
    assert shop.run("check", "--as-of", "2026-12-01") == 1


def test_an_expired_waiver_is_itself_a_finding(shop: Shop) -> None:
    """The day after its last day it sets nothing aside, and names its line in the file."""
    shop.write("waivers.toml", WAIVER)
    report = shop.check(date(2026, 12, 1))
    assert _status(report, "GV006") == "new"
    finding = next(one for one in report.findings if one.rule == "GV010")
    assert finding.message == "“Waiver of GV006 for C-1” expired on 2026-11-30."
    assert (finding.file, finding.line) == ("waivers.toml", 2)


def test_a_waiver_by_fingerprint_sets_aside_one_finding_only(shop: Shop) -> None:
    """A fingerprint, or its beginning, needs no rule beside it."""
    target = next(one for one in shop.check().findings if one.rule == "FB001")
    shop.write(
        "waivers.toml",
        f'[[waiver]]\nfingerprint = "{target.fingerprint[:10]}"\napprover = "Jane Doe"\n'
        'expires = 2027-01-31\ncompensated-by = "C-1"\n',
    )
    waived = [one.rule for one in shop.check().findings if one.status == "waived"]
    assert waived == ["FB001"]


def test_a_waiver_in_the_graph_counts_like_one_in_the_file(shop: Shop) -> None:
    """Registers state waivers too; a whole rule is waived where no focus is named."""
    shop.change(
        ":policy a",
        ':w a ab:Waiver ; rdfs:label "W-1" ; ab:waivedRule "GV001" ; ab:approvedBy :ann ;\n'
        "    ab:compensatedBy :control .\n:policy a",
    )
    assert _status(shop.check(), "GV001") == "waived"


def test_a_removed_waivers_file_no_longer_waives(shop: Shop) -> None:
    """What the file stated leaves the graph with it."""
    shop.write("waivers.toml", WAIVER)
    shop.check()
    (shop.folder / "waivers.toml").unlink()
    assert _status(shop.check(), "GV006") == "persisting"
    assert shop.ask("SELECT ?w { ?w a ab:Waiver }") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[waiver]\n", "not valid TOML"),
        ('[[waiver]]\nfocus = "C-1"\n', "a waiver needs a rule or a fingerprint"),
        ('[[waiver]]\nrule = "GV001"\nuntil = 2026-01-01\n', "unknown key 'until'"),
        ('[[waiver]]\nrule = "GV001"\nexpires = "soon"\n', "expires is not a date"),
    ],
)
def test_a_waivers_file_that_makes_no_sense_is_refused(shop: Shop, text: str, said: str) -> None:
    """A waiver that silently waives nothing, or everything, is worse than none."""
    shop.write("waivers.toml", text)
    with pytest.raises(UserError, match=said) as refused:
        shop.check()
    assert refused.value.where.startswith("waivers.toml")
    assert refused.value.hint
