"""Guessing what the columns of a table mean, from their headings and then from their values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from asbuilt.loaders.registers.likeness import likeness_of
from asbuilt.loaders.registers.vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asbuilt.loaders.registers.evidence import Evidence
    from asbuilt.loaders.registers.vocabulary import Field, Table

THRESHOLD = 0.6
"""The least confidence with which a table is loaded unasked."""
COLUMN_THRESHOLD = 0.6
"""The least confidence with which a column is taken for a field."""
SURE = 0.75
"""The least confidence with which a column needs nobody's look."""
_NUMBERING = frozenset({"id", "no", "nr", "number", "code", "ref", "key", "nummer", "kennung"})
_TIED = 0.02
"""Difference of confidence at which two columns are alike."""
_DATED = frozenset({"date", "datum", "day", "tag", "when", "wann", "termin", "timestamp"})
"""Headings that say that a column holds days and no more."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column taken for a field."""

    index: int
    heading: str
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What a table may be about, and which of its columns mean what."""

    table: Table
    confidence: float
    columns: dict[str, Column]
    roles: dict[int, str] = field(default_factory=dict)
    """Columns of a RACI matrix that are headed by a role."""
    because: str = ""


def assign(
    table: Table, headings: Sequence[str], evidence: Sequence[Evidence]
) -> dict[str, Column]:
    """Give for each field of a table the column that most likely holds it."""
    scored = []
    for index, heading in enumerate(headings):
        folded = words_of(heading)
        if not folded:
            continue
        for order, one in enumerate(table.fields.values()):
            likeness, because = likeness_of(folded, one)
            if likeness:
                fit = evidence[index].fit(one)
                scored.append((likeness * (0.5 + 0.5 * fit), -order, -index, one.name, because))
    scored.sort(key=lambda entry: entry[:3], reverse=True)
    found: dict[str, Column] = {}
    taken: set[int] = set()
    for confidence, _, negative, name, because in scored:
        index = -negative
        if confidence < COLUMN_THRESHOLD or name in found or index in taken:
            continue
        found[name] = Column(index, headings[index], round(confidence, 2), because)
        taken.add(index)
    for confidence, _, negative, name, _ in scored:
        first = found.get(name)
        if first is None or -negative in taken or first.confidence - confidence > _TIED:
            continue
        because = f"{first.because}; “{headings[-negative]}” is as like"
        found[name] = replace(first, confidence=min(first.confidence, 0.7), because=because)
    return found | _by_values(table, headings, evidence, found)


def called(index: int, heading: str) -> str:
    """Give what a column is called: its heading, or ``column D`` where it has none."""
    return heading or f"column {letters(index + 1)}"


def letters(number: int) -> str:
    """Give the letters of a column, from 1, as spreadsheets show them."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def role_columns(
    headings: Sequence[str],
    evidence: Sequence[Evidence],
    taken: set[int],
    own: Mapping[str, list[str]] | None = None,
) -> dict[int, str]:
    """Give the columns whose cells are R, A, C, I and little else, with their headings.

    `own` are the words that the workspace adds for them.
    """
    free = [i for i, heading in enumerate(headings) if i not in taken and heading.strip()]
    beside = any(evidence[index].assigns(own) for index in free)
    return {
        index: headings[index].strip()
        for index in free
        if evidence[index].assigns(own, beside=beside)
    }


def _by_values(
    table: Table,
    headings: Sequence[str],
    evidence: Sequence[Evidence],
    known: Mapping[str, Column],
) -> dict[str, Column]:
    """Give columns whose headings say nothing that is known, and whose values do."""
    taken = {column.index for column in known.values()}
    free = [i for i, one in enumerate(evidence) if i not in taken and one.filled]
    found: dict[str, Column] = {}
    for one in table.fields.values():
        if one.name in known:
            continue
        told = [(index, *evidence[index].tells(one)) for index in free]
        told = [entry for entry in told if entry[1]] or _first_key(one, free, headings, evidence)
        if len(told) == 1:  # of two columns that say the same, neither is taken
            index, confidence, because = told[0]
            found[one.name] = Column(index, called(index, headings[index]), confidence, because)
            free.remove(index)
    dated = [one for one in table.fields.values() if one.kind in ("date", "datetime")]
    bare = [i for i in free if words_of(headings[i]) in _DATED and evidence[i].is_day()]
    if len(dated) == 1 and dated[0].name not in known and len(bare) == 1:
        because = "values are days, and the table has one field for a day"
        found[dated[0].name] = Column(bare[0], headings[bare[0]], 0.65, because)
    return found


def _first_key(
    one: Field, free: Sequence[int], headings: Sequence[str], evidence: Sequence[Evidence]
) -> list[tuple[int, float, str]]:
    """Give the first column as the identifier where each row has a code of its own in it."""
    first = next((i for i, heading in enumerate(headings) if heading or evidence[i].filled), -1)
    if one.name != "id" or first not in free or not evidence[first].is_key():
        return []
    if set(words_of(headings[first]).split()) & _NUMBERING:
        return []  # it numbers something else: “site id”, “Antrags-Nr.”
    return [(first, 0.65, "the first column, and each row has a code of its own in it")]
