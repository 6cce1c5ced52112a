"""``asbuilt validate``: plain SHACL over any RDF files, without a workspace."""

from __future__ import annotations

from pathlib import Path

import click
from rdflib import RDF, SH, Graph
from rdflib.util import guess_format

from asbuilt.errors import UserError
from asbuilt.judge import reference
from asbuilt.judge.engine import DEFAULT_ENGINE, ENGINES
from asbuilt.judge.guard import refuse_unsafe

_FORMATS = {"turtle": "turtle", "json": "json-ld"}


@click.command(name="validate")
@click.argument(
    "data", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--shapes",
    "-s",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with shapes; may be given several times.",
)
@click.option("--engine", default=DEFAULT_ENGINE, show_default=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["turtle", "json", "text"]),
    default="turtle",
    show_default=True,
)
def command(data: tuple[Path, ...], shapes: tuple[Path, ...], engine: str, form: str) -> int:
    """Validate the RDF files DATA by SHACL shapes and print a standard sh:ValidationReport.

    Nothing is fetched: neither imports nor SERVICE. Exit code 0: conforms; 1: does not; 2: could
    not run.
    """
    if engine not in ENGINES:
        raise UserError.unknown_name("engine", engine, sorted(ENGINES))
    shapes_graph = _read(shapes)
    refuse_unsafe(shapes_graph)
    conforms, report, text = reference.run(_read(data), shapes_graph)
    if form == "text":
        click.echo(text.strip())
    else:
        click.echo(_report(report).serialize(format=_FORMATS[form]).strip())
    return 0 if conforms else 1


def _read(paths: tuple[Path, ...]) -> Graph:
    graph = Graph()
    for path in paths:
        form = guess_format(str(path)) or "turtle"
        if path.suffix in {".jsonld", ".json"}:
            _refuse_remote_context(path)
            form = "json-ld"
        try:
            graph.parse(path, format=form)
        except Exception as error:  # rdflib's parsers raise many kinds
            cause = " ".join(str(error).split())[:200]
            raise UserError(
                f"cannot be read as {form}: {cause}", str(path), "mend the file, or its ending"
            ) from error
    return graph


def _refuse_remote_context(path: Path) -> None:
    import json  # noqa: PLC0415 - only JSON-LD needs it

    def walk(node: object) -> bool:
        if isinstance(node, dict):
            context = node.get("@context")
            named = context if isinstance(context, list) else [context]
            return any(isinstance(one, str) for one in named) or any(map(walk, node.values()))
        return isinstance(node, list) and any(map(walk, node))

    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise UserError(f"not valid JSON: {error}", str(path), "mend the file") from None
    if walk(data):
        raise UserError(
            "the file names a context that would have to be fetched",
            str(path),
            "write the context into the file",
        )


def _report(report: Graph) -> Graph:
    """Bind the usual prefixes; the report itself is as the engine gave it."""
    report.bind("sh", SH)
    report.bind("rdf", RDF)
    return report
