"""What the controls left behind: the files, and the register that says what they show."""

from __future__ import annotations

import hashlib
import random
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from story.cases import cases
from story.governance import CONTROLS
from story.tables import Table

_SEED = 2026

_KEEPERS = {
    "C-01": ("Lena Oakes", "Victor Ames"),
    "C-02": ("Colin Dyson", "Victor Ames"),
    "C-03": ("Hal Keighley", "Gina Ingham"),
    "C-04": ("Frank Hobson", "Edith Gale"),
    "C-06": ("Martin Zeller", "Una Yates"),
    "C-07": ("Martin Zeller", "Una Yates"),
    "C-08": ("Rose Upton", "Wanda Boyd"),
    "C-09": ("Adam Birkett", "Colin Dyson"),
    "C-10": ("Karl Nolte", "Stefan Peters"),
    "C-11": ("Ivy Lomax", "Gina Ingham"),
    "C-12": ("Tess Walton", "Wanda Boyd"),
    "C-14": ("Sabine Frank", "Colin Dyson"),
    "C-15": ("Tess Walton", "Victor Ames"),
}
"""Who collects the evidence of a control, and who attests it."""

MISSING = ("C-04", "2026-08")
WRONG_HASH = ("C-03", "2026-05")
NO_HASH = ("C-14", "2026-07")
SELF_ATTESTED = ("C-12", "2026-Q2")
OUT_OF_PERIOD = ("C-10", "2026-Q2")


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the evidence register and the file that it speaks of."""

    number: str
    control: str
    period: str
    first: date
    last: date
    captured: datetime
    uploaded: datetime
    collector: str
    attester: str
    file: str
    sha256: str | None
    content: bytes


@cache
def records() -> tuple[Record, ...]:
    """Give the record of every control and completed period, apart from the one that is missing."""
    chance = random.Random(_SEED)  # noqa: S311 - a story, not a secret
    found: list[Record] = []
    for row in CONTROLS.rows:
        control, name, frequency = str(row[0]), str(row[1]), str(row[5])
        if control not in _KEEPERS:
            continue
        for period, first, last in _periods(frequency):
            if (control, period) != MISSING:
                record = _record(chance, f"E-{len(found) + 1:03}", control, period, first, last)
                found.append(_filled(record, name, str(row[16]), chance))
    return tuple(_planted(record) for record in found)


def register() -> Table:
    """Give the evidence register."""
    return Table(
        (
            "Evidence no.",
            "Control no.",
            "Period",
            "Covers from",
            "Covers until",
            "Captured on",
            "Filed on",
            "Collected by",
            "Attested by",
            "File",
            "SHA-256",
        ),
        tuple(
            (
                r.number,
                r.control,
                r.period,
                r.first,
                r.last,
                r.captured,
                r.uploaded,
                r.collector,
                r.attester,
                r.file,
                r.sha256,
            )
            for r in records()
        ),
        sheet="Evidence",
    )


def _periods(frequency: str) -> list[tuple[str, date, date]]:
    if frequency == "monthly":
        return [
            (f"2026-{m:02}", date(2026, m, 1), date(2026, m, monthrange(2026, m)[1]))
            for m in range(1, 11)
        ]
    return [
        (f"2026-Q{q}", date(2026, 3 * q - 2, 1), date(2026, 3 * q, monthrange(2026, 3 * q)[1]))
        for q in range(1, 4)
    ]


def _record(  # noqa: PLR0913, PLR0917 - what a record is made of
    chance: random.Random, number: str, control: str, period: str, first: date, last: date
) -> Record:
    captured = datetime.combine(
        last + timedelta(days=chance.randint(2, 6)),
        time(chance.randint(8, 16), chance.randrange(60)),
    )
    uploaded = captured + timedelta(days=chance.randint(1, 3), hours=1)
    collector, attester = _KEEPERS[control]
    file = f"evidence/{control}/{period}.{'txt' if control in {'C-08', 'C-12'} else 'csv'}"
    return Record(
        number, control, period, first, last, captured, uploaded, collector, attester, file, "", b""
    )


def _filled(record: Record, name: str, asked: str, chance: random.Random) -> Record:
    """Write the file of a record and note its hash."""
    lines = [
        f"{asked} - {name} ({record.control})",
        f"Period {record.period}: {record.first} to {record.last}",
        f"Prepared by {record.collector} on {record.captured:%Y-%m-%d %H:%M}",
        "",
        *_lines(record, chance),
    ]
    content = ("\n".join(lines) + "\n").encode()
    return replace(record, content=content, sha256=hashlib.sha256(content).hexdigest())


def _lines(record: Record, chance: random.Random) -> list[str]:
    if record.file.endswith(".txt"):
        done = chance.randint(5, 14)
        return [
            f"Looked at: {done}. In order: {done}. Followed up: 0.",
            "",
            f"Signed: {record.collector}",
        ]
    in_period = [
        case for case in cases() if record.first <= case.events[0].at.date() <= record.last
    ]
    sample = sorted(chance.sample(in_period, 5), key=lambda case: case.number)
    return [
        "order,plant,amount_eur,result",
        *(f"{case.number},{case.plant},{case.amount:.2f},in order" for case in sample),
    ]


def _planted(record: Record) -> Record:
    """Give the record as the register has it, with the mistakes of the story."""
    about = record.control, record.period
    if about == WRONG_HASH:
        before = record.content.replace(b"in order", b"to check", 1)
        return replace(record, sha256=hashlib.sha256(before).hexdigest())
    if about == NO_HASH:
        return replace(record, sha256=None)
    if about == SELF_ATTESTED:
        return replace(record, attester=record.collector)
    if about == OUT_OF_PERIOD:
        return replace(record, first=date(2026, 1, 1), last=date(2026, 3, 31))
    return record
