"""``asbuilt read``: a dry run of the loaders, without a workspace."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click
from rdflib import Graph

from asbuilt.cli.context import echo_json, json_option
from asbuilt.cli.ledger_text import show
from asbuilt.errors import UserError
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import Reading, read
from asbuilt.ingest.loaders import format_names
from asbuilt.vocabulary import PREFIXES


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
    output: Path | None,
) -> int:
    """Read FILES and say what is in them, without storing anything.

    Formats are found out by content. Exit code 2 where a file is refused.
    """
    options = _options(map_file)
    readings = []
    for path in files:
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
        if not as_json:
            show(reading.ledger)
    if as_json:
        echo_json([reading.ledger.as_dict() for reading in readings])
    if output is not None:
        _write(output, readings)
    return 2 if any(reading.ledger.refused for reading in readings) else 0


def _options(map_file: Path | None) -> dict[str, object]:
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
        return dict(tables[0])
    return data


def _write(output: Path, readings: list[Reading]) -> None:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for reading in readings:
        for triple in reading.triples:
            graph.add(triple)
    graph.serialize(output, format="turtle", encoding="utf-8")
