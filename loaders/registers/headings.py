"""Guessing what a table is about and what its columns mean, from headings, values and its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from asbuilt.loaders.registers import dates, values
from asbuilt.loaders.registers.vocabulary import Field, Table, vocabulary, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

THRESHOLD = 0.6
"""The least confidence with which a table is loaded unasked."""
COLUMN_THRESHOLD = 0.6
"""The least confidence with which a column is taken for a field."""
_NOISE = frozenset(
    [
        "register",
        "list",
        "inventory",
        "matrix",
        "log",
        "catalog",
        "catalogue",
        "template",
        "sample",
        "export",
        "data",
        "overview",
        "summary",
        "table",
        "sheet",
        "copy",
        "final",
        "draft",
        "new",
        "old",
        "current",
        "master",
        "liste",
        "verzeichnis",
        "uebersicht",
        "tabelle",
        "detail",
        "tracker",
        "example",
        "v1",
        "v2",
        "v3",
        "v4",
    ]
)
_SAME = "same words"
_VAGUE = frozenset(
    {"name", "id", "type", "function", "funktion", "position", "status", "code", "user"}
)
"""Headings that say little about what a table is about."""


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


def rank(
    headings: Sequence[str], cells: Sequence[Sequence[str]], names: Sequence[str]
) -> list[Guess]:
    """Give the kinds of table that a table may be, best first.

    `cells` are the texts below each heading, `names` those of the file and sheet.
    """
    known = vocabulary().tables
    columns = {name: assign(table, headings, cells) for name, table in known.items()}
    shared = _claims(columns)
    guesses = [
        _guess(known[name], assigned, headings, cells, names, shared)
        for name, assigned in columns.items()
    ]
    return sorted(guesses, key=lambda guess: (-guess.confidence, guess.table.name))


def assign(
    table: Table, headings: Sequence[str], cells: Sequence[Sequence[str]]
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
                fit = _fit(one, cells[index])
                scored.append((likeness * (0.5 + 0.5 * fit), -order, -index, one, because))
    scored.sort(key=lambda entry: entry[:3], reverse=True)
    found: dict[str, Column] = {}
    taken: set[int] = set()
    for confidence, _, negative, one, because in scored:
        index = -negative
        if confidence < COLUMN_THRESHOLD or one.name in found or index in taken:
            continue
        found[one.name] = Column(index, headings[index], round(confidence, 2), because)
        taken.add(index)
    return found


def likeness_of(folded: str, one: Field) -> tuple[float, str]:
    """Give how like a folded heading is to those of a field, from 0 to 1, and why."""
    if folded in one.headings:
        return 1.0, _SAME
    best = max(_likeness(folded, known) for known in one.headings)
    # Of an identifier or name, a mere part of a heading tells nothing: “tax id”, “file name”.
    return best if best[0] >= 0.9 or one.name not in ("id", "name") else (0.0, "")


def role_columns(
    headings: Sequence[str],
    cells: Sequence[Sequence[str]],
    taken: set[int],
    own: Mapping[str, list[str]] | None = None,
) -> dict[int, str]:
    """Give the columns whose cells are R, A, C, I and little else, with their headings.

    `own` are the words that the workspace adds for them.
    """
    found = {}
    for index, heading in enumerate(headings):
        filled = [text for text in cells[index] if text and not values.is_dash(text)]
        if index in taken or not heading.strip() or not filled:
            continue
        good = sum(1 for text in filled if values.responsibilities(text, own))
        brief = max(map(len, filled)) <= 3
        if good / len(filled) >= (0.5 if brief else 0.8):
            found[index] = heading.strip()
    return found


@cache
def _likeness(folded: str, known: str) -> tuple[float, str]:
    """Give how like two folded headings are, from 0 to 1, and why."""
    tokens, wanted = folded.split(), known.split()
    joined, other = "".join(tokens), "".join(wanted)
    if joined == other:
        return 0.98, _SAME
    extra = len(tokens) - len(wanted)
    if extra == 0 and sorted(tokens) == sorted(wanted):
        return 0.97, "same words in another order"
    nested = set(tokens) < set(wanted) or set(wanted) < set(tokens)
    if len(other) >= 5 and abs(len(joined) - len(other)) <= 3 and not nested:
        ratio = fuzz.ratio(joined, other)
        if ratio >= 86:
            return round(ratio / 100 * 0.95, 2), f"spelt like “{known}”"
    if 0 < extra <= 2:
        return _part(tokens, wanted, known)
    if len(wanted) == 1 and len(known) >= 7 and tokens[-1] != known and tokens[-1].endswith(known):
        return 0.8, f"ends in “{known}”"
    return 0.0, ""


def _part(tokens: list[str], wanted: list[str], known: str) -> tuple[float, str]:
    """Give how much of a longer heading a known one is: all its words, or its last word."""
    extra = len(tokens) - len(wanted)
    if len(wanted) > 1 and set(wanted) <= set(tokens):
        return 0.9 - 0.08 * extra, f"contains “{known}”"
    if len(wanted) == 1 and tokens[-1] == known:
        return 0.82 - 0.06 * extra, f"ends in “{known}”"
    return 0.0, ""


def _fit(one: Field, texts: Sequence[str]) -> float:  # noqa: PLR0911 - one kind each
    filled = [text for text in texts if text and not values.is_dash(text)]
    if not filled:
        return 1.0
    if one.name in ("id", "name"):
        coded = sum(1 for text in filled if values.is_code(text)) / len(filled)
        return 0.6 + 0.4 * (coded if one.name == "id" else 1 - coded)
    if one.kind in ("date", "datetime"):
        good = sum(1 for text in filled if dates.looks_like_day(text))
    elif one.kind in ("number", "integer"):
        good = sum(1 for text in filled if values.looks_like_number(text))
    elif one.kind == "duration":
        good = sum(1 for text in filled if dates.duration(text))
    elif one.kind == "sha256":
        good = sum(1 for text in filled if values.looks_like_sha256(text))
    elif one.kind == "boolean":
        good = sum(1 for text in filled if values.word("boolean", text))
        return 0.4 + 0.6 * good / len(filled)
    elif one.kind == "choice":
        good = sum(1 for text in filled if values.word(one.words, text))
        return 0.5 + 0.5 * good / len(filled)
    elif one.kind in ("role", "party", "agent", "group", "system"):
        good = sum(1 for text in filled if not dates.looks_like_day(text) and len(text) < 200)
        return 0.4 + 0.6 * good / len(filled)
    else:
        return 1.0
    return good / len(filled)


def _claims(columns: dict[str, dict[str, Column]]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for assigned in columns.values():
        for column in assigned.values():
            counted[column.index] = counted.get(column.index, 0) + 1
    return counted


def _guess(  # noqa: PLR0913, PLR0917 - all that speaks for a guess
    table: Table,
    columns: dict[str, Column],
    headings: Sequence[str],
    cells: Sequence[Sequence[str]],
    names: Sequence[str],
    shared: dict[int, int],
) -> Guess:
    taken = {column.index for column in columns.values()}
    roles = role_columns(headings, cells, taken) if table.name == "raci" else {}
    present = set(columns) | ({"*roles"} if roles else set())
    if not all(present & set(needed) for needed in table.needs):
        return Guess(table, 0.0, columns, roles)
    subject = _subject(table, columns, headings)
    telling = sum(
        column.confidence / shared[column.index]
        for name, column in columns.items()
        if name not in ("id", "name", "description", "status")
    )
    telling = min(1.0, (telling + (1.5 if roles else 0)) / 2)
    named = max((_naming(table, name) for name in names), default=0.0)
    doubt = (1 - 0.6 * subject) * (1 - 0.6 * named) * (1 - 0.75 * telling)
    filled = [index for index, heading in enumerate(headings) if heading.strip()]
    coverage = len(taken | set(roles)) / max(1, len(filled))
    return Guess(table, round((1 - doubt) * (0.85 + 0.15 * coverage), 2), columns, roles)


def _subject(table: Table, columns: dict[str, Column], headings: Sequence[str]) -> float:
    """Give how surely the first columns say that each row is one of the table's things."""
    first = next((index for index, heading in enumerate(headings) if heading.strip()), 0)
    if table.minted == "row":
        needed = [columns[name] for names in table.needs for name in names if name in columns]
        sure = len(needed) > 1 and all(column.confidence >= 0.9 for column in needed)
        vague = any(words_of(column.heading) in _VAGUE for column in needed)
        return (0.5 if vague else 0.8) if sure else 0.3
    for name in ("id", "name"):
        column = columns.get(name)
        if column and words_of(column.heading) in table.fields[name].specific:
            return 1.0 if column.index == first else 0.5
    generic = [columns[name] for name in ("id", "name") if name in columns]
    return 0.35 if any(column.index <= first + 1 for column in generic) else 0.0


def _naming(table: Table, name: str) -> float:
    folded = words_of(name)
    if folded in table.names:
        return 1.0
    tokens = [token for token in folded.split() if token not in _NOISE and not token.isdigit()]
    bare = " ".join(tokens)
    if bare and bare in table.names:
        return 1.0
    return 0.5 if tokens and tokens[-1] in table.names else 0.0
