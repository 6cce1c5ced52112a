"""A row of a register, its columns understood: cells by field, problems told in place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from rdflib import XSD
from rdflib.term import Literal

from asbuilt.facts import Problem
from asbuilt.loaders.registers import dates, values
from asbuilt.reading.tables import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Place, Source
    from asbuilt.loaders.registers.register import Register
    from asbuilt.loaders.registers.vocabulary import Field, Table
    from asbuilt.reading.tables import Row, Value

_MEASURED = frozenset({"number", "integer", "date", "datetime", "duration", "sha256"})
_OUT_OF = re.compile(r"(\d+)\s*(?:of|out of|von|/)\s*\d+")


def records(register: Register) -> Iterator[Record]:
    """Give the rows of a register one by one."""
    for row in register.block.rows:
        yield Record(register, row)


@dataclass(slots=True)
class Record:
    """One row of a register; problems of its cells gather in `problems`."""

    register: Register
    row: Row
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """Texts of the fields that were asked for."""
    places: dict[int | None, Place] = field(default_factory=dict)
    """Places of its cells by column, from 0, and of the row; many facts share them."""
    missed: set[int] = field(default_factory=set)
    """Columns, from 0, whose cell a field stands for and cannot understand."""

    @property
    def source(self) -> Source:
        """The file of which the row is a part."""
        return self.register.source

    @property
    def table(self) -> Table:
        """What the row's table is about."""
        return self.register.guess.table

    @property
    def place(self) -> Place:
        """The place of the row."""
        return self.at_column(None)

    def at(self, name: str) -> Place:
        """Give the place of the cell that holds a field; the row where no column does."""
        column = self.register.guess.columns.get(name)
        return self.at_column(None if column is None else column.index)

    def at_column(self, index: int | None) -> Place:
        """Give the place of the cell in a column, from 0; of the row without one."""
        place = self.places.get(index)
        if place is None:
            place = self.places[index] = self.register.block.sheet.place(self.row, index)
        return place

    def text(self, name: str) -> str:
        """Give the text of a field; empty where no column holds it, or only a dash."""
        found = self.texts.get(name)
        if found is None:
            found = self.texts[name] = self._read(name)
        return found

    def _read(self, name: str) -> str:
        column = self.register.guess.columns.get(name)
        if column is not None:
            text = self.row.text(column.index)
            text = "" if values.is_dash(text) else text
            return self._whole_name(text) if name == "person" and text else text
        if name == "person":
            return f"{self.text('first_name')} {self.text('last_name')}".strip()
        return ""

    def _whole_name(self, text: str) -> str:
        """Give a person's whole name where “name” is the family's and stands beside the first."""
        columns = self.register.guess.columns
        first = self.text("first_name") if "last_name" not in columns else ""
        return text if not first or first in text else f"{first} {text}"

    def first_text(self, *names: str) -> str:
        """Give the text of the first of the fields that is filled."""
        return next((text for text in map(self.text, names) if text), "")

    def heading(self, name: str) -> str:
        """Give the heading of the column that holds a field; empty where none does."""
        column = self.register.guess.columns.get(name)
        return "" if column is None else column.heading

    def own_words(self, name: str) -> dict[str, list[str]]:
        """Give the words that the workspace adds for a field."""
        return dict(self.register.options.values.get(name, {}))

    def filled(self, template: str) -> str:
        """Fill a template such as ``{deputy} for {principal|role}`` from the row's fields."""
        parts = _parts(template)
        text = "".join(part if isinstance(part, str) else self._shown(part) for part in parts)
        return text.strip(" ,↔")

    def complain(self, name: str, message: str, fix: str) -> None:
        """Note a problem of the cell that holds a field."""
        problem = Problem("warning", message, fix, self.at(name))
        if problem not in self.problems:
            self.problems.append(problem)

    def lacks(self) -> str:
        """Give the fields of which one must be filled and none is; empty where the row is whole."""
        for needed in self.table.needs:
            for name in needed:
                if self.text(name) and not self._absent(name):
                    break
            else:
                return " or ".join(needed)
        return ""

    def literal(self, one: Field) -> Literal | None:
        """Give the value of a field as a literal; None, with a problem, where it makes no sense."""
        value = self._value(one.name)
        known = (one.name, value.__class__, value)  # 1, 1.0 and true are equal
        found = self.register.literals.get(known)
        if found is None:
            text = self.text(one.name)
            if not text or self._absent(one.name):
                return None
            read = getattr(self, f"_{one.kind}", None)
            found = Literal(text) if read is None else read(one, text)
            if found is not None:
                self.register.literals[known] = found
        return found

    def boolean(self, name: str) -> bool | None:
        """Give the truth of a yes-or-no field; None where it is empty or not understood."""
        meant = values.word("boolean", self.text(name), self.own_words(name))
        return {"true": True, "false": False}.get(meant)

    def _absent(self, name: str) -> bool:
        measured = self.table.fields[name].kind in _MEASURED
        return measured and values.is_absent(self.text(name))

    def _shown(self, names: list[str]) -> str:
        """Give the first of the fields that is filled; a day as year-month-day."""
        for name in names:
            kind = self.table.fields[name].kind
            value = self.literal(self.table.fields[name]) if kind in ("date", "datetime") else None
            text = str(value)[:10] if value is not None else self.text(name)
            if text:
                return text
        return ""

    def _folded(self, one: Field, text: str) -> Literal:
        own = values.word("", text, self.own_words(one.name))
        return Literal(own or " ".join(text.casefold().split()))

    def _period(self, one: Field, text: str) -> Literal:
        value = self._value(one.name)
        if isinstance(value, str):
            return Literal(dates.period(text))
        day = dates.moment(value, self.register.orders[one.name]) if text.count("-") == 2 else None
        return Literal(f"{day.year}-{day.month:02d}" if day else text)

    def _date(self, one: Field, text: str) -> Literal | None:
        moment = dates.moment(self._value(one.name), self.register.orders[one.name])
        if moment is None:
            return self._not_understood(one, text, "a day", "write it as 2026-03-31")
        return Literal(moment.isoformat()[:10], datatype=XSD.date)

    def _datetime(self, one: Field, text: str) -> Literal | None:
        moment = dates.moment(self._value(one.name), self.register.orders[one.name])
        if moment is None:
            return self._not_understood(one, text, "a day or time", "write it as 2026-03-31T14:05")
        written = moment.isoformat()
        return Literal(written if "T" in written else f"{written}T00:00:00", datatype=XSD.dateTime)

    def _duration(self, one: Field, text: str) -> Literal | None:
        value = self._value(one.name)
        found = dates.duration(value if not isinstance(value, int | float) else text)
        if not found:
            return self._not_understood(one, text, "a length of time", "write it as 24 h or P2D")
        return Literal(found, datatype=XSD.duration, normalize=False)

    def _number(self, one: Field, text: str) -> Literal | None:
        value = self._value(one.name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            number: Decimal | None = Decimal(text_of(value))
        else:
            number = values.number(text, self.register.marks[one.name])
        if number is None:
            return self._not_understood(one, text, "a number", "write only the number")
        digits = f"{number:f}"
        return Literal(digits if "." in digits else f"{digits}.0", datatype=XSD.decimal)

    def _integer(self, one: Field, text: str) -> Literal | None:
        out_of = _OUT_OF.fullmatch(text)
        number = (
            Decimal(out_of.group(1))
            if out_of
            else values.number(text, self.register.marks[one.name])
        )
        if (
            number is None
            and values.word("boolean", text)
            and "four" in self.heading(one.name).lower()
        ):
            number = Decimal(2) if self.boolean(one.name) else Decimal(1)
        if number is None or number != int(number):
            return self._not_understood(one, text, "a whole number", "write only the number")
        return Literal(int(number))

    def _boolean(self, one: Field, text: str) -> Literal | None:
        truth = self.boolean(one.name)
        if truth is None:
            return self._not_understood(one, text, "a yes or a no", self._word_fix(one, "true"))
        return Literal(truth)

    def _choice(self, one: Field, text: str) -> Literal | None:
        meant = values.word(one.words, text, self.own_words(one.name))
        if not meant:
            return self._not_understood(one, text, "a known word", self._word_fix(one, "its-word"))
        return Literal(meant)

    def _sha256(self, one: Field, text: str) -> Literal | None:
        digest = values.sha256(text)
        if not digest:
            fix = "write the SHA-256 as 64 hexadecimal digits"
            return self._not_understood(one, text, "a SHA-256 digest", fix)
        return Literal(digest)

    def _value(self, name: str) -> Value:
        column = self.register.guess.columns.get(name)
        return self.text(name) if column is None else self.row.value(column.index)

    def _word_fix(self, one: Field, canonical: str) -> str:
        text = self.text(one.name).replace('"', "'")
        said = f'[source.values.{one.name}] {canonical} = ["{text}"]'
        return f"say what it means in asbuilt.toml: {said}"

    def _not_understood(self, one: Field, text: str, wanted: str, fix: str) -> Literal | None:
        column = self.register.guess.columns.get(one.name)
        if column is not None:
            self.missed.add(column.index)
        self.complain(
            one.name, f"“{_short(text)}” in “{self.heading(one.name)}” is not {wanted}", fix
        )
        return None


@cache
def _parts(template: str) -> tuple[str | list[str], ...]:
    """Give the texts of a template, and the fields of which one is put between them."""
    cut = re.split(r"\{([^}]+)\}", template)
    return tuple(part.split("|") if at % 2 else part for at, part in enumerate(cut))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"
