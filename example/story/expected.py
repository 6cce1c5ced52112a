"""What a check of the example has to find, where, and what it must leave alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from story.decoys import DECOYS
from story.faults_of_care import in_data, in_feedback, in_governance
from story.faults_of_work import in_decisions, in_evidence, in_workflow

if TYPE_CHECKING:
    from story.fault import Planted


@cache
def planted() -> tuple[Planted, ...]:
    """Give the faults in the order of their rules."""
    return (
        *in_workflow(),
        *in_decisions(),
        *in_evidence(),
        *in_data(),
        *in_governance(),
        *in_feedback(),
    )


def write_expected() -> str:
    """Give the faults and decoys as TOML."""
    lines = [
        "# What a check of the example as of 2026-11-15 has to find, and what it must leave alone.",
        "# Made by make.py. A finding's focus is `focus` or one of `also`; `follows`: it only",
        "# follows from another fault, and a check may leave it out; `waived`: a waiver covers it.",
    ]
    for each in planted():
        lines += [
            "",
            "[[finding]]",
            f'rule = "{each.rule}"',
            f'file = "{each.file}"',
            f'place = "{each.place}"',
            f'focus = "{each.focus}"',
        ]
        if each.also:
            lines.append("also = [{}]".format(", ".join(f'"{name}"' for name in each.also)))
        lines += [f"{flag} = true" for flag in ("follows", "waived") if getattr(each, flag)]
        lines += [f'planted = "{each.planted}"', f'why = "{each.why}"']
    for decoy in DECOYS:
        lines += [
            "",
            "[[decoy]]",
            f'rule = "{decoy.rule}"',
            f'file = "{decoy.file}"',
            f'focus = "{decoy.focus}"',
            f'looks = "{decoy.looks}"',
            f'right = "{decoy.right}"',
        ]
    return "\n".join(lines) + "\n"


def write_table() -> str:
    """Give the faults and decoys as two tables in Markdown."""
    lines = ["| rule | what was planted | where | why it is plausible |", "|---|---|---|---|"]
    for each in planted():
        mark = " (follows)" if each.follows else " (waived)" if each.waived else ""
        lines.append(
            f"| {each.rule}{mark} | {each.focus}: {each.planted} "
            f"| `{each.file}` {each.place} | {each.why} |"
        )
    lines += [
        "",
        "And what looks wrong and is right:",
        "",
        "| not a finding of | what it looks like | why it is right |",
        "|---|---|---|",
    ]
    lines += [
        f"| {each.rule} | {each.focus} (`{each.file}`): {each.looks} | {each.right} |"
        for each in DECOYS
    ]
    return "\n".join(lines) + "\n"
