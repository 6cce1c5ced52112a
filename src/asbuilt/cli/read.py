"""``asbuilt read``: a dry run of the loaders, which stores nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rdflib import Graph

from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.cli.guess_text import as_dict, show_guess, show_settings
from asbuilt.cli.ledger_text import show
from asbuilt.errors import UserError
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import Reading, read
from asbuilt.ingest.loaders import format_names, named
from asbuilt.settings_file import write_sources
from asbuilt.vocabulary import PREFIXES
from asbuilt.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from asbuilt.reading.columns import Guessed


@click.command(name="read", epilog="Formats: " + ", ".join(format_names()) + ".")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--format", "format_name", help="Read as this format instead of finding it out.")
@click.option(
    "--map",
    "map_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file with table, sheet, columns and values, as under [[source]] in asbuilt.toml.",
)
@click.option("--domain", type=click.Choice(["process", "digital"]), help="Side of the boundary.")
@click.option("--base", default="https://example.org/", show_default=True, help="Base of IRIs.")
@json_option
@click.option(
    "--write",
    "written",
    is_flag=True,
    help="Write what tables are taken for into asbuilt.toml, beside what is there.",
)
@workspace_option
@click.option(
    "-o",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the facts as Turtle to this file.",
)
def command(
    files: tuple[Path, ...],
    format_name: str | None,
    map_file: Path | None,
    domain: str | None,
    base: str,
    as_json: bool,
    written: bool,
    folder: Path,
    output: Path | None,
) -> int:
    """Read FILES and say what is in them, without storing anything.

    Formats are found out by content. Of registers it is shown what each column is taken for, how
    surely and why, with the settings that say so; --write puts these into asbuilt.toml. Exit code 2
    where a file is refused.
    """
    if written:
        open_workspace(folder)
    readings, told = [], []
    for path in files:
        options = _options(map_file, path)
        source = Source(
            path=path,
            name=path.name,
            minter=Minter(base),
            domain=domain or options.get("domain"),  # type: ignore[arg-type]
            system=options.get("system"),  # type: ignore[arg-type]
            process=options.get("process"),  # type: ignore[arg-type]
            options=options,
        )
        reading = read(source, format_name)
        reading.ledger.file = str(path)
        readings.append(reading)
        guesses = _guesses(reading, source)
        told.append(reading.ledger.as_dict() | _as_tables(guesses))
        if not as_json:
            show(reading.ledger)
            _show_guesses(reading, source, guesses, written=written)
        if written and guesses:
            _write_settings(reading, path, folder, quiet=as_json)
    if as_json:
        echo_json(told)
    if output is not None:
        _write(output, readings)
    return 2 if any(reading.ledger.refused for reading in readings) else 0


def _guesses(reading: Reading, source: Source) -> list[Guessed]:
    """Give what the tables of a file are taken for; nothing where it holds none."""
    loader = None if reading.ledger.refused else named(reading.ledger.format or "")
    guess = getattr(loader, "guess", None)
    return [] if guess is None else guess(source)


def _as_tables(guesses: list[Guessed]) -> dict[str, object]:
    return {"tables": [as_dict(one) for one in guesses]} if guesses else {}


def _show_guesses(
    reading: Reading, source: Source, guesses: list[Guessed], *, written: bool
) -> None:
    for one in guesses:
        show_guess(one)
    if guesses and not written and not source.options:
        texts = list(named(reading.ledger.format or "").settings_of(source))  # type: ignore[attr-defined]
        show_settings(text for text in texts if not text.startswith("#"))


def _write_settings(reading: Reading, path: Path, folder: Path, *, quiet: bool) -> None:
    """Write the guess for a file into the workspace's settings, and say what was done."""
    place = folder.resolve()
    if not path.resolve().is_relative_to(place):
        raise UserError.bad_setting(
            str(path),
            "the file is outside of the workspace, so its settings cannot name it",
            "move the file into the workspace's folder, or name the workspace with --workspace",
        )
    name = path.resolve().relative_to(place).as_posix()
    workspace = open_workspace(folder)
    known = [spec.source for spec in workspace.sources if spec.source.name == name]
    source = known[0] if known else Source(path=path, name=name, minter=workspace.minter)
    texts = list(named(reading.ledger.format or "").settings_of(source))  # type: ignore[attr-defined]
    done = write_sources(place, name, texts)
    if not quiet:
        told = "wrote its settings into" if done else "what its tables mean is said already in"
        click.echo(f"  {told} {folder / SETTINGS_FILE}")


def _options(map_file: Path | None, path: Path) -> dict[str, object]:
    """Give the settings for a file: those of the first source of a mapping file that means it."""
    if map_file is None:
        return {}
    try:
        data = tomllib.loads(map_file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError.bad_setting(
            str(map_file),
            f"not valid TOML: {error}",
            "mend the line",
            '[columns]\nid = "Control no."',
        ) from None
    tables = data.get("source")
    if isinstance(tables, list) and tables:
        meant = [one for one in tables if path.match(str(one.get("path", "")) or "-")]
        return dict(next(iter(meant), tables[0]))
    return data


def _write(output: Path, readings: list[Reading]) -> None:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for reading in readings:
        for triple in reading.triples:
            graph.add(triple)
    graph.serialize(output, format="turtle", encoding="utf-8")
