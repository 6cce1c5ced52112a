"""``asbuilt validate``: plain SHACL over any RDF files, without a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from asbuilt.errors import UserError
from asbuilt.judge.engine import DEFAULT_ENGINE, ENGINES, failure, judge
from asbuilt.judge.native import files
from asbuilt.judge.native.data import LocalData, RemoteData
from asbuilt.judge.native.report import as_text, as_turtle, report
from asbuilt.judge.preferences import SECONDS
from asbuilt.store.endpoint import EndpointStore
from asbuilt.store.server import Server

_FORMATS = ("turtle", "json", "text")


@click.command(name="validate")
@click.argument("data", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
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
    "--endpoint",
    metavar="URL",
    help="Validate what a SPARQL server holds, where it is, in place of files.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=SECONDS,
    show_default=True,
    help="How long a query, or a shape of the reference engine, may take; a shape that takes "
    "longer is named as not judged.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="turtle",
    show_default=True,
)
def command(
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    engine: str,
    endpoint: str | None,
    seconds: float,
    form: str,
) -> int:
    """Validate the RDF files DATA by SHACL shapes and print a standard sh:ValidationReport.

    Nothing is fetched: neither imports nor SERVICE. Exit code 0: conforms; 1: does not; 2: could
    not run, or a shape could not be judged, which is then named.
    """
    if engine not in ENGINES:
        raise UserError.unknown_name("engine", engine, sorted(ENGINES))
    if bool(data) == bool(endpoint):
        raise UserError(
            "there is nothing to validate" if not data else "there are files and a server",
            hint="name either files or a server",
            example="asbuilt validate data.ttl --shapes shapes.ttl",
        )
    judged = _remote(endpoint, seconds) if endpoint else _local(data, seconds)
    shapes_graph = files.read_shapes(shapes)
    outcome = judge(judged, shapes_graph, engine)
    if form == "text":
        click.echo(as_text(outcome))
    elif form == "json":
        click.echo(report(outcome, shapes_graph).serialize(format="json-ld").strip())
    else:
        click.echo(as_turtle(report(outcome, shapes_graph)).strip())
    for note in outcome.referred:
        click.echo(f"judged by the reference engine: <{note.shape}>: {note.reason}", err=True)
    for note in outcome.failed:
        click.echo(str(failure(note)), err=True)
    if outcome.failed:
        return 2
    return 0 if outcome.conforms else 1


def _local(paths: tuple[Path, ...], seconds: float) -> LocalData:
    data = files.read_data(paths)
    data.guarded.seconds = seconds
    return data


def _remote(endpoint: str, seconds: float) -> RemoteData:
    return RemoteData(EndpointStore(Server(endpoint, timeout=seconds)))
