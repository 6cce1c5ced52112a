"""What the columns of a table state, as far as its loader can tell: so that rows can be proposed.

A loader of tables may offer ``understand(source)``, which gives an `Understood` for each table of a
file; see `asbuilt.facts.Loader` for what every loader offers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.facts import Place


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column states, or would state if the table had it."""

    field: str
    heading: str
    """Heading of the column; where the table has none, the one under which it would be known."""
    kind: str
    """How a cell is read: text, date, number, choice, party …"""
    index: int | None = None
    """Column of the table, from 0; None where the table has none for it."""
    states: URIRef | None = None
    """Property of the row's thing that a cell gives."""
    inverse: URIRef | None = None
    """Property of what a cell names, with the row's thing as its value."""
    of: tuple[URIRef, ...] = ()
    """Classes of what a cell may name."""
    within: str = ""
    """Field that holds the larger thing in which the name is looked for."""
    words: tuple[str, ...] = ()
    """Words that a cell may hold, where it may not hold any."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: its number, the thing that it speaks of, and its texts by column."""

    number: int
    """Row of the sheet or of the CSV file, from 1, headings included."""
    subject: URIRef | None
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """A table of a file, understood."""

    sheet: str | None
    """Sheet of a workbook; None in a text file."""
    table: str
    """Kind of the table, such as ``controls``."""
    classes: tuple[URIRef, ...]
    """Classes of the things that its rows are about."""
    heading_row: int
    headings: tuple[str, ...]
    last_row: int
    """Number of the last row that holds anything."""
    fields: tuple[Meaning, ...]
    lines: tuple[Line, ...]
    roles: tuple[tuple[int, str], ...] = ()
    """Columns of a RACI matrix that are headed by a role, from 0, with the role."""

    def field(self, name: str) -> Meaning | None:
        """Give the meaning of a field; None where tables of this kind have none."""
        return next((one for one in self.fields if one.field == name), None)

    def text(self, line: Line, name: str) -> str:
        """Give the text of a field in a row; empty where there is no such column."""
        one = self.field(name)
        if one is None or one.index is None or one.index >= len(line.texts):
            return ""
        return line.texts[one.index]

    def line_of(self, subject: URIRef) -> Line | None:
        """Give the first row about a thing, or None."""
        return next((one for one in self.lines if one.subject == subject), None)


@dataclass(frozen=True, slots=True)
class Taken:
    """A column of a table that was looked at, and what it is taken for."""

    column: int
    """Column of the sheet, from 1."""
    heading: str
    field: str
    """Field that it is taken for; empty where it is kept in the register's own words."""
    confidence: float
    because: str
    samples: tuple[str, ...]
    """The first different values below the heading."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """A table of a file, what it is taken for, how surely and why; and the settings to say so.

    A loader of tables may offer ``guess(source)``, which gives one for each table of a file.
    """

    place: Place
    """Where its headings are."""
    table: str
    """Kind of the table; the likeliest where it is not sure."""
    confidence: float
    because: str
    used: bool
    """Whether the table is loaded as this kind."""
    rows: int
    columns: tuple[Taken, ...]
