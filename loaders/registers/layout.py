"""Where the tables on a sheet are: title lines, one or two rows of headings, rows of data.

Tables are parted by blank rows and blank columns. What stands below or beside a gap is a table of
its own only where its headings, its values or its extent say so; otherwise the gap is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.loaders.registers import dates, values
from asbuilt.loaders.registers.asides import Aside, is_repeated, set_apart
from asbuilt.loaders.registers.heading_rows import (
    begins_known,
    heading_index,
    is_group_row,
    is_second,
    joined,
    known_in,
    plain,
    texts_of,
)
from asbuilt.loaders.registers.headings import THRESHOLD
from asbuilt.loaders.registers.kinds import rank
from asbuilt.loaders.registers.vocabulary import words_of
from asbuilt.reading import Refusal
from asbuilt.reading.tables import Row, widest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asbuilt.reading.tables import Sheet

_SAMPLED = 500
"""Number of rows by whose cells the meaning of a column is judged."""
_Window = tuple[int, int]
"""First column of a table and the one after its last, from 0."""


@dataclass(slots=True, eq=False)
class Block:
    """One table on a sheet."""

    sheet: Sheet
    headings: list[str]
    heading: Row
    """The row of the headings; the first of them where there are two."""
    lowest: Row
    """The last row of headings, directly above the data."""
    rows: list[Row] = field(default_factory=list)
    title: str = ""
    titles: int = 0
    """Number of rows that stand above the headings."""
    asides: list[Aside] = field(default_factory=list)
    gaps: list[Row] = field(default_factory=list)
    """Rows that stand below a blank one and were read as rows of the same table."""

    def is_beside(self, other: Block) -> bool:
        """Say whether another table stands in some of the same rows of the same sheet."""
        first, last = self.heading.number, (self.rows or [self.lowest])[-1].number
        start, end = other.heading.number, (other.rows or [other.lowest])[-1].number
        same = other.sheet.name == self.sheet.name
        return other is not self and same and start <= last and first <= end

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
    found = list(_cut(sheet, rows, given=header_row is not None))
    return sorted(found, key=lambda block: block.heading.number)


def _cut(sheet: Sheet, rows: list[Row], *, given: bool) -> Iterator[Block]:
    """Part rows into tables, first side by side, then from above to below."""
    rows = _trimmed(rows)
    if not rows:
        return
    beside = _beside(sheet, rows)
    for part in beside:
        yield from _cut(sheet, part, given=given)
    if beside:
        return
    block, rest = _first_block(sheet, rows, given=given)
    beside = _beside(sheet, rows[: len(rows) - len(rest)]) if rest else []
    if beside:
        for part in beside:
            yield from _cut(sheet, part, given=given)
    else:
        yield block
    yield from _cut(sheet, rest, given=False)


def _beside(sheet: Sheet, rows: list[Row]) -> list[list[Row]]:
    """Give the rows of each of several tables that stand side by side; none where it is one."""
    windows = _windows(rows)
    if len(windows) < 2:
        return []
    parts = [_trimmed([_masked(row, window) for row in rows]) for window in windows]
    extents = [[row.number for row in part if not row.blank] for part in parts]
    if any(len(numbers) < 2 for numbers in extents):
        return []
    uneven = any((one[0], one[-1]) != (extents[0][0], extents[0][-1]) for one in extents)
    keyed = all(
        sum(1 for row in part if row.text(window[0])) * 2 > len(numbers)
        for part, window, numbers in zip(parts, windows, extents, strict=True)
    )
    if uneven and keyed:
        return parts
    for part in parts:
        block, rest = _first_block(sheet, part, given=False)
        if rest or rank(block.headings, block.cells(), [])[0].confidence < THRESHOLD:
            return []
    return parts


def _windows(rows: list[Row]) -> list[_Window]:
    """Give the runs of two or more columns that stand between columns blank from top to bottom."""
    filled = {c for row in rows for c, value in enumerate(row.values) if value not in (None, "")}
    filled = {c for c in filled if any(row.text(c) for row in rows)}
    windows: list[_Window] = []
    for column in sorted(filled):
        if windows and windows[-1][1] == column:
            windows[-1] = (windows[-1][0], column + 1)
        else:
            windows.append((column, column + 1))
    return windows if all(end - start > 1 for start, end in windows) else []


def _masked(row: Row, window: _Window) -> Row:
    """Give a row without the cells outside of a window; those inside stay in their columns."""
    start, end = window
    return Row(row.number, (*(None,) * start, *row.values[start:end]), row.line)


def _first_block(sheet: Sheet, rows: list[Row], *, given: bool) -> tuple[Block, list[Row]]:
    start = 0 if given else heading_index(rows)
    if not given and start and is_second(sheet, rows[start - 1], rows[start], widest(rows)):
        start -= 1
    top = start
    if not given and start and is_group_row(sheet, rows[start - 1], rows[start]):
        top = start - 1
    heading, lowest = rows[top], rows[start]
    width = widest(rows[top:])
    titles = [row for row in rows[:top] if not row.blank]
    after = start + 1
    if after < len(rows) and top == start and is_second(sheet, heading, rows[after], width):
        lowest = rows[after]
        after += 1
    found = plain(heading, width)
    if lowest is not heading:
        found = joined(heading, lowest, width, rows[after:])
    block = Block(sheet, found, heading, lowest, titles=len(titles))
    block.title = " ".join(" ".join(text for row in titles for text in texts_of(row)).split())
    rest = _gathered(block, rows, after)
    return block, rest


def _gathered(block: Block, rows: list[Row], after: int) -> list[Row]:
    """Put the rows of data into a table, and give the rows at which another one begins."""
    blank_before = False
    below_gap: set[int] = set()
    rest: list[Row] = []
    folded = [words_of(heading) for heading in block.headings]
    for index in range(after, len(rows)):
        row = rows[index]
        if row.blank:
            blank_before = True
            continue
        if is_repeated(row, folded):
            block.asides.append(Aside(row, "repeated row of headings"))
            blank_before = False
            continue
        if _begins_table(block, rows, index, below_gap=blank_before):
            rest = rows[index:]
            break
        if blank_before and block.rows:
            below_gap.add(row.number)
        block.rows.append(row)
        blank_before = False
    width = sum(1 for heading in block.headings if heading)
    block.asides += set_apart(block.rows, frozenset(below_gap), width)
    block.gaps = [row for row in block.rows if row.number in below_gap]
    return rest


def _begins_table(block: Block, rows: list[Row], index: int, *, below_gap: bool) -> bool:
    """Say whether a new table begins at a row."""
    row = rows[index]
    if not below_gap and not begins_known(row):
        return False
    texts = texts_of(row)
    if not below_gap:
        return len(texts) >= 3 and known_in(row) == len(texts) and _all_words(texts)
    following = next((one for one in rows[index + 1 :] if not one.blank), None)
    if len(texts) == 1:
        return (
            following is not None
            and len(texts_of(following)) > 1
            and (_is_heading(following, rows) or _is_unlike(block, following, rows))
        )
    return _is_heading(row, rows) or _is_unlike(block, row, rows)


def _is_heading(row: Row, rows: list[Row]) -> bool:
    texts = texts_of(row)
    known = known_in(row)
    if known >= 2 and known * 2 >= len(texts):
        return True
    following = next((one for one in rows if one.number > row.number and not one.blank), None)
    if known >= 1 and following is not None:
        assigned = [t for t in texts_of(following) if values.responsibilities(t)]
        return len(assigned) >= 1 and not any(values.responsibilities(text) for text in texts)
    return False


def _is_unlike(block: Block, row: Row, rows: list[Row]) -> bool:
    """Say whether words stand where a table has codes, numbers or days, and more rows follow."""
    texts = texts_of(row)
    following = next((one for one in rows if one.number > row.number and not one.blank), None)
    if following is None or len(texts) < 2 or not _all_words(texts) or len(block.rows) < 2:
        return False
    against = 0
    for column in range(len(block.headings)):
        text = row.text(column)
        usual = _usual(block.rows, column)
        if not text or usual is None:
            continue
        if usual(text):
            return False
        against += 1
    return against >= 1 and len({words_of(text) for text in texts}) == len(texts)


def _usual(rows: Sequence[Row], column: int) -> Callable[[str], bool] | None:
    """Give the test by which all cells of a column are more than words; None where they are not."""
    filled = [text for row in rows[:_SAMPLED] if (text := row.text(column))]
    for test in (values.looks_like_number, dates.looks_like_day, values.is_code):
        if filled and all(test(text) for text in filled):
            return test
    return None


def _all_words(texts: Sequence[str]) -> bool:
    return not any(
        values.looks_like_number(text) or dates.looks_like_day(text) for text in texts
    ) and len({words_of(text) for text in texts}) == len(texts)


def _trimmed(rows: list[Row]) -> list[Row]:
    start = next((index for index, row in enumerate(rows) if not row.blank), len(rows))
    return rows[start:]
