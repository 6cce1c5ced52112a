"""Grouping by cause: many findings, few things to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reported import finding

from asbuilt.judge.causes import causes

if TYPE_CHECKING:
    from asbuilt.judge import Finding

BASE = "https://example.org/shop/"
NOWHERE: dict[str, str] = {}


def many(code: str, number: int, **more: object) -> list[Finding]:
    """Make findings of one rule about different things."""
    return [
        replace(
            finding(code, {"file": "a.csv", "line": at}),
            focus=f"{BASE}{code}-{at}",
            label=f"{code} {at}",
            fingerprint=f"{code.lower()}{at:012d}",
            **more,  # type: ignore[arg-type]
        )
        for at in range(number)
    ]


def test_one_missing_owner_that_trips_400_steps_is_one_group() -> None:
    """The process that lacks the owner leads the group, and its fix is what to do once."""
    process = replace(
        finding("GV001", NOWHERE, fix="State who owns Ordering."), focus=f"{BASE}ordering"
    )
    steps = many("DX010", 400, within=f"{BASE}ordering", within_label="Ordering")
    (group,) = causes([*steps, process])
    assert (group.kind, len(group.findings)) == ("within", 401)
    assert group.findings[0] == process
    assert group.action == "State who owns Ordering. That mends 401 findings."


def test_what_takes_part_in_all_is_named() -> None:
    """A control that is at stake in many findings is settled once."""
    group, *_ = causes(
        many("WF005", 7, involves=(f"{BASE}c1",), involves_labels=("Four eyes",), within=f"{BASE}p")
    )
    assert group.kind == "involved"
    assert group.focus == f"{BASE}c1"
    assert group.action.endswith(
        "settle it once for “Four eyes”, which takes part in all of them; that mends 7 findings."
    )


def test_an_exception_and_the_event_as_which_it_is_drawn_are_one_thing() -> None:
    """A boundary event that leads nowhere has no handler, and is a dead end: one thing to draw."""
    (no_handler,), (dead_end,) = (many(code, 1) for code in ("DX007", "WF013"))
    event = dead_end.focus
    drawn = replace(no_handler, path="ab:handledBy", involves=(event,), involves_labels=("Late",))
    (group,) = causes([drawn, replace(dead_end, path=None)])
    assert (group.focus, [one.rule for one in group.findings]) == (event, ["DX007", "WF013"])
    assert len(causes([drawn, many("WF013", 2)[1]])) == 2


def test_the_rows_of_a_file_are_one_group_and_two_of_them_are_not() -> None:
    """A column that nobody filled in is one thing to do; two gaps are two."""
    assert [(one.kind, len(one.findings)) for one in causes(many("GV001", 6))] == [("file", 6)]
    assert [one.kind for one in causes(many("GV001", 2))] == ["thing", "thing"]


def test_every_finding_is_in_one_group() -> None:
    """Things that are offered several groups join one; none is lost, none counted twice."""
    mixed = [
        *many("WF005", 40, involves=(f"{BASE}c1", f"{BASE}c2"), within=f"{BASE}p"),
        *many("DX010", 30, within=f"{BASE}p"),
        *many("GV001", 2),
    ]
    grouped = causes(mixed)
    told = [one.fingerprint for group in grouped for one in group.findings]
    assert sorted(told) == sorted(one.fingerprint for one in mixed)
    assert len({group.key for group in grouped}) == len(grouped)


def test_the_gravest_comes_first_then_what_mends_most_then_what_is_oldest() -> None:
    """One violation stands before a hundred infos; among equals the older one."""
    infos = many("DX010", 9, within=f"{BASE}p")
    violation = finding("WF005", NOWHERE)
    old, young = many("GV001", 2, open_since="2026-11-01")
    young = replace(young, open_since="2026-11-02")
    order = causes([young, *infos, violation, old])
    assert [one.findings[0].rule for one in order] == ["WF005", "GV001", "GV001", "DX010"]
    assert order[1].findings == (old,)


def test_a_group_is_the_same_whatever_the_order_in_which_findings_come() -> None:
    """So that its address on the pages stays."""
    mixed = [*many("WF005", 9, within=f"{BASE}p"), *many("GV001", 6)]
    assert [one.as_dict() for one in causes(mixed)] == [
        one.as_dict() for one in causes(reversed(mixed))
    ]


def test_100_000_findings_are_grouped_to_a_few() -> None:
    """A thousand processes with a hundred steps each: as many things to do as processes."""
    findings = [
        one
        for process in range(1000)
        for one in (
            replace(step, focus=f"{step.focus}/{process}", fingerprint=f"{process:04d}{at:012d}")
            for at, step in enumerate(many("DX010", 100, within=f"{BASE}{process}"))
        )
    ]
    assert len(findings) == 100_000
    assert len(causes(findings)) == 1000
