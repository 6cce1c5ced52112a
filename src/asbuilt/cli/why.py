"""``asbuilt why``: the shortest thread between two things."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.names import describe, find
from asbuilt.trace import why


@click.command(name="why")
@click.argument("first")
@click.argument("second")
@workspace_option
@json_option
def command(first: str, second: str, folder: Path, as_json: bool) -> int:
    """Show how FIRST and SECOND hang together: the shortest path of typed threads between them.

    Exit code 1 where nothing joins them.
    """
    with closing(open_workspace(folder).store()) as store:
        ends = find(store, first), find(store, second)
        path = why(store, *ends)
        things = describe(store, [*ends, *(link.target for link in path or ())])
    if as_json:
        links = None
        if path is not None:
            links = [
                {"source": str(link.source), "phrase": link.phrase, "target": str(link.target)}
                | ({"via": str(link.via)} if link.via else {})
                for link in path
            ]
        echo_json({"first": str(ends[0]), "second": str(ends[1]), "path": links})
        return 0 if path is not None else 1
    start = things[ends[0]]
    if path is None:
        click.echo(f"Nothing joins {start.label} and {things[ends[1]].label}.")
        return 1
    click.echo(f"{click.style(start.label, bold=True)} ({start.kind})")
    for depth, link in enumerate(path, start=1):
        thing = things[link.target]
        phrase = click.style(link.phrase, dim=True)
        click.echo(f"{'  ' * depth}{phrase} {click.style(thing.label, bold=True)} ({thing.kind})")
    return 0
