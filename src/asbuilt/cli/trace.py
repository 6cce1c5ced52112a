"""``asbuilt trace``: the threads from a thing, down to execution or up to intent."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.names import find
from asbuilt.reports.drawing import mermaid, svg
from asbuilt.trace import Trace, trace

if TYPE_CHECKING:
    from asbuilt.trace import Way


@click.command(name="trace")
@click.argument("thing")
@click.option("--down", "way", flag_value="down", help="Towards steps, states, people, evidence.")
@click.option("--up", "way", flag_value="up", help="Towards processes, controls, policies.")
@click.option("--depth", type=click.IntRange(1, 30), default=6, show_default=True)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "svg", "mermaid"]), default="text"
)
@workspace_option
@json_option
def command(
    thing: str, way: str | None, depth: int, form: str, folder: Path, as_json: bool
) -> None:
    """Follow the threads from THING: an IRI, an identifier or a label; both ways unless told."""
    ways: list[Way] = ["up", "down"] if way is None else [way]  # type: ignore[list-item]
    with closing(open_workspace(folder).store()) as store:
        start = find(store, thing)
        traces = [trace(store, start, one, depth) for one in ways]
    if as_json or form == "json":
        echo_json({one.way: one.root.as_dict() for one in traces})
    elif form == "svg":
        click.echo(svg(traces))
    elif form == "mermaid":
        click.echo(mermaid(traces))
    else:
        for one in traces:
            _print(one)


def _print(one: Trace) -> None:
    towards = "down to execution" if one.way == "down" else "up to intent"
    for depth, node in one.nodes():
        name = click.style(node.thing.label, bold=depth == 0)
        kind = f" ({node.thing.kind})" if node.thing.kind else ""
        again = " — as above" if node.seen_before and node.thing.iri != one.root.thing.iri else ""
        if depth == 0:
            click.echo(f"{name}{kind}, {towards}:")
            if not node.children:
                click.echo("  nothing")
        else:
            click.echo(f"{'  ' * depth}{click.style(node.phrase, dim=True)} {name}{kind}{again}")
    if not one.complete:
        click.echo(click.style("  cut short here; --depth goes further", fg="yellow"))
