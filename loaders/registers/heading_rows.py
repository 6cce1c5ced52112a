"""Which row of a sheet holds the headings of a table, and what a second row of headings adds."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from asbuilt.loaders.registers import dates, values
from asbuilt.loaders.registers.vocabulary import known_headings, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asbuilt.reading.tables import Row, Sheet

_SEARCHED = 15
"""Number of rows among which the headings of a table are looked for."""
_SAMPLED = 50


def heading_index(rows: Sequence[Row]) -> int:
    """Give the index of the row that most likely holds the headings, below lines of a title."""
    candidates = _candidates(rows)
    usual = max(len(texts_of(rows[index])) for index in candidates)
    best, best_score = candidates[0], float("-inf")
    for rank, index in enumerate(candidates):
        row = rows[index]
        texts = texts_of(row)
        worded = all(not values.looks_like_number(t) and not dates.looks_like_day(t) for t in texts)
        distinct = len({words_of(text) for text in texts}) == len(texts)
        wide = len(texts) * 2 >= usual and (len(texts) > 1 or usual == 1)
        known = known_in(row)
        # One known word alone may as well be a cell's: “tool”, “no”, “medium”.
        score = 6 * (known if known > 1 else 0) / len(texts) + (4 if worded and wide else 0)
        score += 2 * distinct - 0.9 * rank
        if score > best_score:
            best, best_score = index, score
    return best


def _candidates(rows: Sequence[Row]) -> list[int]:
    """Give the rows that may hold the headings: down to the blank row that ends a first table.

    A table has three columns at least here: titles and words with a value beside them have fewer.
    """
    found: list[int] = []
    wide = 0
    for index, row in enumerate(rows):
        if len(found) == _SEARCHED or (row.blank and wide > 1):
            break
        if not row.blank:
            found.append(index)
            wide += len(texts_of(row)) >= 3
    return found


def is_group_row(sheet: Sheet, above: Row, heading: Row) -> bool:
    """Say whether a row holds words for groups of the headings below it, not a title."""
    texts = texts_of(above)
    if len(texts) < 2 or len(texts) >= len(texts_of(heading)):
        return False
    merged = [span for span in sheet.spans if span[0] == above.number and span[1] < span[3]]
    gaps = any(
        above.text(c) and not above.text(c + 1) and heading.text(c) and heading.text(c + 1)
        for c in range(len(above.values))
    )
    worded = not any(values.looks_like_number(text) for text in texts)
    return worded and (bool(merged) or gaps)


def is_second(sheet: Sheet, heading: Row, below: Row, width: int) -> bool:
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
    known = [c for c in range(width) if words_of(heading.text(c)) in known_headings()]
    free = [c for c in known if not below.text(c) or below.text(c) == heading.text(c)]
    spread = any(
        span[0] == heading.number and span[1] < span[3] and below.text(span[1] - 1)
        for span in sheet.spans
    )
    return filled >= 2 and gaps == filled and (bool(free) or spread)


def joined(upper: Row, lower: Row, width: int, data: Sequence[Row]) -> list[str]:
    """Give one heading a column from two rows: the word of a group, then the word below it.

    The lower word stands alone where the group adds nothing: above columns of R, A, C and I, and
    where only it is a known heading, once in the table.
    """
    below = [_one_line(lower.text(column)) for column in range(width)]
    folded = [words_of(text) for text in below]
    found: list[str] = []
    group = ""
    for column in range(width):
        above = _one_line(upper.text(column))
        if above or not below[column]:
            group = above
        own = below[column]
        if not own or not group or own == group:
            found.append(own or above)
            continue
        both = f"{group} {own}"
        plain = folded[column] in known_headings() and words_of(both) not in known_headings()
        alone = folded.count(folded[column]) == 1 and plain
        found.append(own if alone or _assigns(column, data) else both)
    return found


def plain(heading: Row, width: int) -> list[str]:
    """Give the headings of a single row, each on one line."""
    return [_one_line(heading.text(column)) for column in range(width)]


def known_in(row: Row) -> int:
    """Give how many different known headings a row holds."""
    return len({words_of(text) for text in texts_of(row) if len(text) > 1} & known_headings())


def begins_known(row: Row) -> bool:
    """Say whether the first text of a row is a known heading."""
    first = next((text for c in range(len(row.values)) if (text := row.text(c))), "")
    return words_of(first) in known_headings()


def texts_of(row: Row) -> list[str]:
    """Give the texts of the cells of a row that hold any."""
    return [text for text in (row.text(c) for c in range(len(row.values))) if text]


def _assigns(column: int, data: Sequence[Row]) -> bool:
    """Say whether most cells of a column are R, A, C or I."""
    first = takewhile(lambda row: not row.blank, data[:_SAMPLED])
    filled = [text for row in first if (text := row.text(column))]
    good = sum(1 for text in filled if values.is_dash(text) or values.responsibilities(text))
    return bool(filled) and good * 2 > len(filled)


def _one_line(text: str) -> str:
    return " ".join(text.split())
