"""Rows that stand in or below a table and are none of its rows: totals, notes, headings again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.loaders.registers import values
from asbuilt.loaders.registers.heading_rows import texts_of
from asbuilt.loaders.registers.vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asbuilt.reading.tables import Row

_TOTALS = frozenset(
    words_of(text)
    for text in (
        "total", "totals", "grand total", "sum", "subtotal", "sub total", "average", "count",
        "summe", "gesamt", "gesamtsumme", "zwischensumme", "insgesamt", "durchschnitt", "anzahl",
        "mittelwert", "endsumme",
    )
)  # fmt: skip
_NOTE = re.compile(
    r"(?:\*|†|¹|\(?[RACI]\)?\s*[=:\u2013-]\s|"
    r"(?:note|notes|legend|source|as of|hinweis|anmerkung|legende|quelle|stand)\b\s*[:.]?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is none of a table's rows."""

    row: Row
    kind: str
    """``row of totals``, ``note below a table`` or ``repeated row of headings``."""


def is_repeated(row: Row, folded: Sequence[str]) -> bool:
    """Say whether a row only says the folded headings again, as lists do on each page."""
    first = next((column for column, heading in enumerate(folded) if heading), None)
    if first is None or words_of(row.text(first)) != folded[first]:
        return False
    return len(texts_of(row)) > 1 and all(
        words_of(row.text(column)) == heading for column, heading in enumerate(folded)
    )


def set_apart(rows: list[Row], after_gap: frozenset[int], width: int) -> list[Aside]:
    """Take totals and notes off the end of the rows of a table, and give them in their order.

    `after_gap` holds the numbers of rows that stand below a blank one, `width` is the number of
    columns with a heading.
    """
    found: list[Aside] = []
    usual = sorted(len(texts_of(row)) for row in rows)[len(rows) // 2] if rows else 0
    while rows:
        kind = _kind(rows[-1], rows[-1].number in after_gap, min(width, usual))
        if not kind:
            break
        found.append(Aside(rows.pop(), kind))
    return found[::-1]


def _kind(row: Row, below_gap: bool, usual: int) -> str:  # noqa: FBT001 - one fact of several
    texts = texts_of(row)
    first, *rest = texts
    numeric = all(values.looks_like_number(text) or values.is_dash(text) for text in rest)
    folded = words_of(first)
    if folded in _TOTALS and numeric:
        return "row of totals"
    if rest and numeric and any(folded.startswith(f"{word} ") for word in _TOTALS):
        return "row of totals"
    if not rest and usual > 1 and (_NOTE.match(first) or (below_gap and " " in first)):
        return "note below a table"
    return ""
