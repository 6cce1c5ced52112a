"""What a table is taken for, as text for a terminal: columns, their meaning, how surely and why."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asbuilt.reading.columns import Guessed, Taken

_HEAD = ("column", "means", "sure", "why", "values")
_WIDEST = (28, 20, 4, 44, 48)
_LOOK = 0.75
"""Confidence below which a guess is shown in colour, so that somebody looks at it."""


def show_guess(guess: Guessed) -> None:
    """Print a table of the columns of a register: what each is taken for, and three values."""
    place = guess.place.fragment
    rows = f"{guess.rows} row{'' if guess.rows == 1 else 's'}"
    if not guess.confidence:
        taken = "not read, like no kind that is known"
    elif guess.used:
        taken = f"taken for {guess.table}, confidence {guess.confidence:.2f}"
    else:
        taken = f"not read, likeliest {guess.table}, confidence {guess.confidence:.2f}"
    click.echo(f"  table at {place}, {rows}: {taken}")
    if guess.confidence:
        click.echo(f"    because {guess.because}")
    shown = [_cells(column) for column in guess.columns]
    widths = [
        min(widest, max(map(_width, (head, *(row[i] for row in shown)))))
        for i, (head, widest) in enumerate(zip(_HEAD, _WIDEST, strict=True))
    ]
    click.secho("    " + _line(_HEAD, widths), dim=True)
    for column, row in zip(guess.columns, shown, strict=True):
        unsure = column.field and column.confidence < _LOOK
        click.secho("    " + _line(row, widths), fg="yellow" if unsure else None)


def show_settings(texts: Iterable[str]) -> None:
    """Print the settings by which a file is read as it was guessed, ready to be pasted."""
    lines = [line for text in texts for line in ("", *text.rstrip().splitlines())][1:]
    if lines:
        click.echo("  to keep this guess, write into asbuilt.toml (or add --write):")
        for line in lines:
            click.echo(f"    {line}".rstrip())


def as_dict(guess: Guessed) -> dict[str, Any]:
    """Give a guess as JSON can say it."""
    return {
        "place": guess.place.fragment,
        "table": guess.table,
        "confidence": guess.confidence,
        "because": guess.because,
        "used": guess.used,
        "rows": guess.rows,
        "columns": [
            {
                "column": one.column,
                "heading": one.heading,
                "field": one.field or None,
                "confidence": one.confidence,
                "because": one.because,
                "samples": list(one.samples),
            }
            for one in guess.columns
        ],
    }


def _cells(column: Taken) -> tuple[str, ...]:
    known = bool(column.field)
    return (
        column.heading,
        column.field or "(kept as it is)",
        f"{column.confidence:.2f}" if known else "",
        column.because,
        " · ".join(column.samples),
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(
        _fitted(cell, width) for cell, width in zip(cells, widths, strict=True)
    ).rstrip()


def _fitted(text: str, width: int) -> str:
    """Cut or fill a text to a width; control characters of a file never reach the terminal."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    if _width(plain) > width:
        kept = ""
        for char in plain:
            if _width(kept + char) > width - 1:
                break
            kept += char
        plain = f"{kept}…"
    return plain + " " * (width - _width(plain))


def _width(text: str) -> int:
    """Give how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )
