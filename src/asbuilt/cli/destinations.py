"""Where the reports of a check go, by what a person says of formats and files."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from asbuilt import reports
from asbuilt.errors import UserError

_EXAMPLE = "asbuilt check --report sarif=findings.sarif --report findings.html"


@dataclass(frozen=True, slots=True)
class Destination:
    """A format, and the file it goes to; None for standard output."""

    form: str
    path: Path | None


def destinations(
    forms: tuple[str, ...], outputs: tuple[Path, ...], others: tuple[str, ...]
) -> list[Destination]:
    """Give what is to be written where.

    Each output has the format at the same place among `forms`, else that of its ending. `others`
    are files beside it as ``FORMAT=FILE`` or ``FILE``. Raises `UserError` where that does not add
    up, before anything is judged.
    """
    if len(forms) > max(1, len(outputs)):
        raise UserError(
            f"there are {len(forms)} formats and {len(outputs)} files to write",
            "",
            "name a file with -o for each --format, or use --report FORMAT=FILE",
            _EXAMPLE,
        )
    found = [
        Destination(forms[number] if number < len(forms) else _guess(path), path)
        for number, path in enumerate(outputs)
    ]
    if not outputs:
        found.append(_to_terminal(forms[0] if forms else "text"))
    found += [_other(text) for text in others]
    written = [one.path.absolute() for one in found if one.path]
    twice = next((path for path in written if written.count(path) > 1), None)
    if twice:
        raise UserError("two reports would go to one file", str(twice), "name another file")
    for path in written:
        if not path.parent.is_dir():
            raise UserError("there is no such folder", str(path.parent), "make it first")
    return found


def write(path: Path, content: str | bytes) -> None:
    """Write a report to a file. Raises `UserError` where it cannot be written."""
    data = content if isinstance(content, bytes) else f"{content}\n".encode()
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UserError(
            f"the report cannot be written: {error.strerror}", str(path), "name another file"
        ) from None


def _to_terminal(form: str) -> Destination:
    if form in reports.BINARY and sys.stdout.isatty():
        raise UserError(
            f"a report as {form} is no text", "", "name a file for it", "asbuilt check -o a.xlsx"
        )
    return Destination(form, None)


def _other(text: str) -> Destination:
    form, sign, name = text.partition("=")
    if sign and form in reports.FORMATS:
        return Destination(form, Path(name))
    if sign and "/" not in form and "." not in form:
        raise UserError.unknown_name("format", form, list(reports.FORMATS))
    return Destination(_guess(Path(text)), Path(text))


def _guess(path: Path) -> str:
    form = reports.guess(path)
    if form is None:
        raise UserError(
            "the ending does not say which format is meant",
            str(path),
            f"add --format with one of: {', '.join(reports.FORMATS)}",
            _EXAMPLE,
        )
    return form


def option(command: click.decorators.FC) -> click.decorators.FC:
    """Add the options that say where reports go: ``forms``, ``outputs`` and ``others``."""
    for decorate in (
        click.option(
            "--report",
            "others",
            multiple=True,
            metavar="[FORMAT=]FILE",
            help="Write this file, too; may be given several times.",
        ),
        click.option(
            "-o",
            "--output",
            "outputs",
            multiple=True,
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write to this file and not to the terminal; its ending says the format if "
            "--format does not. With several, each --format belongs to the -o at its place.",
        ),
        click.option(
            "--format",
            "forms",
            multiple=True,
            type=click.Choice(reports.FORMATS),
            show_default="text",
            help="Format of the report.",
        ),
    ):
        command = decorate(command)
    return command
