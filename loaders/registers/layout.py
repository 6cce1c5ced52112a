"""Where the tables on a sheet are: title lines, one or two rows of headings, rows of data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from asbuilt.loaders.registers import dates, values
from asbuilt.loaders.registers.vocabulary import vocabulary, words_of
from asbuilt.reading import Refusal
from asbuilt.reading.tables import widest

if TYPE_CHECKING:
    from asbuilt.reading.tables import Row, Sheet

_SEARCHED = 15
"""Number of rows among which the headings of a table are looked for."""
_SAMPLED = 500
"""Number of rows by whose cells the meaning of a column is judged."""


@dataclass(slots=True)
class Block:
    """One table on a sheet."""

    sheet: Sheet
    headings: list[str]
    heading: Row
    """The row of the headings; the first of them where there are two."""
    rows: list[Row] = field(default_factory=list)
    title: str = ""

    def cells(self) -> list[list[str]]:
        """Give the first texts below each heading, enough to judge a column by."""
        rows = self.rows[:_SAMPLED]
        return [[row.text(index) for row in rows] for index in range(len(self.headings))]

    def twice(self) -> list[str]:
        """Give the headings that several columns bear."""
        folded = [words_of(heading) for heading in self.headings if heading]
        return sorted({one for one in self.headings if folded.count(words_of(one)) > 1 and one})


def blocks(sheet: Sheet, header_row: int | None = None) -> list[Block]:
    """Give the tables on a sheet; none where it is blank.

    `header_row` is the row of the first table's headings where the workspace knows it. Raises
    `Refusal` where that row is blank.
    """
    rows = [row for row in sheet.rows if header_row is None or row.number >= header_row]
    if header_row is not None and (not rows or rows[0].blank):
        raise Refusal(f"row {header_row} holds no headings", "correct header_row in asbuilt.toml")
    rows = _trimmed(rows)
    found: list[Block] = []
    while rows:
        given = header_row is not None and not found
        block, rows = _first_block(sheet, rows, given=given)
        found.append(block)
    return found


def _first_block(sheet: Sheet, rows: list[Row], *, given: bool) -> tuple[Block, list[Row]]:
    start = 0 if given else _heading_index(rows)
    heading = rows[start]
    width = widest(rows[start:])
    title = " ".join(row.text(c) for row in rows[:start] for c in range(len(row.values))).split()
    block = Block(sheet, [_one_line(heading.text(c)) for c in range(width)], heading)
    block.title = " ".join(title)
    after = start + 1
    if after < len(rows) and _is_second(heading, rows[after], width):
        below = rows[after]
        block.headings = [_one_line(below.text(c) or heading.text(c)) for c in range(width)]
        after += 1
    blank_before = False
    for index in range(after, len(rows)):
        row = rows[index]
        if row.blank:
            blank_before = True
            continue
        if blank_before and _begins_table(rows, index):
            return block, rows[index:]
        block.rows.append(row)
        blank_before = False
    return block, []


def _heading_index(rows: list[Row]) -> int:
    candidates = [index for index, row in enumerate(rows) if not row.blank][:_SEARCHED]
    usual = max(_filled(rows[index]) for index in candidates)
    best, best_score = candidates[0], float("-inf")
    for rank, index in enumerate(candidates):
        row = rows[index]
        texts = _texts(row)
        worded = all(not values.looks_like_number(t) and not dates.looks_like_day(t) for t in texts)
        distinct = len({words_of(text) for text in texts}) == len(texts)
        wide = len(texts) * 2 >= usual and (len(texts) > 1 or usual == 1)
        known = _known(row)
        # One known word alone may as well be a cell's: “tool”, “no”, “medium”.
        score = 6 * (known if known > 1 else 0) / len(texts) + (4 if worded and wide else 0)
        score += 2 * distinct - 0.9 * rank
        if score > best_score:
            best, best_score = index, score
    return best


def _is_second(heading: Row, below: Row, width: int) -> bool:
    """Say whether a row completes the headings above it: words under gaps, nothing under words."""
    filled = gaps = 0
    for column in range(width):
        above, text = heading.text(column), below.text(column)
        if not text or text == above:
            continue
        if values.responsibilities(text) or values.looks_like_number(text):
            return False
        filled += 1
        if above:
            # The first of several columns below a merged heading stands under its word.
            gaps += 1 if not heading.text(column + 1) and below.text(column + 1) else -width
        else:
            gaps += 1
    known = [c for c in range(width) if words_of(heading.text(c)) in _headings()]
    free = [c for c in known if not below.text(c) or below.text(c) == heading.text(c)]
    return filled >= 2 and gaps == filled and len(free) >= 1


def _begins_table(rows: list[Row], index: int) -> bool:
    """Say whether a new table begins at a row that stands below a blank one."""
    row = rows[index]
    texts = _texts(row)
    if len(texts) == 1:
        following = next((one for one in rows[index + 1 :] if not one.blank), None)
        return following is not None and len(_texts(following)) > 1 and _is_heading(following, rows)
    return _is_heading(row, rows)


def _is_heading(row: Row, rows: list[Row]) -> bool:
    texts = _texts(row)
    known = _known(row)
    if known >= 2 and known * 2 >= len(texts):
        return True
    following = next((one for one in rows if one.number > row.number and not one.blank), None)
    if known >= 1 and following is not None:
        assigned = [t for t in _texts(following) if values.responsibilities(t)]
        return len(assigned) >= 1 and not any(values.responsibilities(text) for text in texts)
    return False


def _known(row: Row) -> int:
    return len({words_of(text) for text in _texts(row) if len(text) > 1} & _headings())


@cache
def _headings() -> frozenset[str]:
    return frozenset(
        heading
        for table in vocabulary().tables.values()
        for one in table.fields.values()
        for heading in one.headings
    )


def _texts(row: Row) -> list[str]:
    return [text for text in (row.text(c) for c in range(len(row.values))) if text]


def _filled(row: Row) -> int:
    return len(_texts(row))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _trimmed(rows: list[Row]) -> list[Row]:
    start = next((index for index, row in enumerate(rows) if not row.blank), len(rows))
    return rows[start:]
