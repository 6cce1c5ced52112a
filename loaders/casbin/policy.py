"""Reading of a policy's lines, each of which is CSV of its own (Casbin's file adapter)."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asbuilt.facts import Place
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a policy: ``p`` or ``g`` with a number perhaps, and its values."""

    key: str
    values: tuple[str, ...]
    number: int
    width: int
    """How many values are written, with empty ones at the end."""

    @property
    def place(self) -> Place:
        """The place of the line."""
        return Place(line=self.number)

    @property
    def is_rule(self) -> bool:
        """Whether it says who may do what."""
        return self.key.startswith("p")

    def filled(self, number: int) -> Line:
        """Give the line with so many values, where that many are written."""
        more = number - len(self.values)
        if more <= 0 or number > self.width:
            return self
        return replace(self, values=self.values + ("",) * more)


def lines_of(text: str) -> list[Line]:
    """Give the lines of a policy that are neither blank nor comments.

    Raises `Refusal` where quotation marks are not closed, and where there is no line at all.
    """
    found = list(_lines(text.lstrip("\ufeff")))
    if not found:
        raise Refusal("the policy has no lines", "export the policy again")
    return found


def _lines(text: str) -> Iterator[Line]:
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            cells = next(csv.reader([line], skipinitialspace=True, strict=True))
        except (csv.Error, StopIteration):
            raise Refusal(
                "the line is no CSV: its quotation marks do not match, or a value is too long",
                'write a value with commas as "a, b" and a quotation mark in it as ""',
                Place(line=number),
            ) from None
        values = tuple(cell.strip() for cell in cells)
        while len(values) > 1 and not values[-1]:
            values = values[:-1]
        yield Line(values[0], values[1:], number, len(cells) - 1)
