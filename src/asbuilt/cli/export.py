"""``asbuilt export``: the whole graph in a standard format."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from asbuilt.cli.context import open_workspace, workspace_option
from asbuilt.reports.graph import FORMATS, write


@click.command(name="export")
@click.option("--format", "form", type=click.Choice(FORMATS), default="trig", show_default=True)
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)
@workspace_option
def command(form: str, output: Path | None, folder: Path) -> None:
    """Write the graph: its named graphs as TriG, N-Quads or JSON-LD, or its things as GraphML."""
    with closing(open_workspace(folder).store()) as store:
        if output is None:
            write(store, form, sys.stdout.buffer)
        else:
            with output.open("wb") as file:
                write(store, form, file)
