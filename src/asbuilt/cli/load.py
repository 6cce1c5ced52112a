"""``asbuilt load``: the workspace's files into its graph."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from asbuilt.cli.context import echo_json, json_option, open_workspace, progress, workspace_option
from asbuilt.cli.ledger_text import show
from asbuilt.errors import UserError
from asbuilt.ingest import Ledger, load
from asbuilt.workspace import Workspace


@click.command(name="load")
@click.argument("sources", nargs=-1)
@click.option("--again", is_flag=True, help="Read files too that have not changed.")
@click.option("--watch", is_flag=True, help="Go on, and reload what changes, until Ctrl-C.")
@click.option("--verbose", "-v", is_flag=True, help="Show what each file held.")
@workspace_option
@json_option
def command(
    sources: tuple[str, ...], again: bool, watch: bool, verbose: bool, folder: Path, as_json: bool
) -> int:
    """Read the workspace's files (or only SOURCES of them) into its graph.

    Each file's facts replace those that the same file gave before; a file that is refused leaves
    the graph as it was. Exit code 2 where a file is refused. A file that is as it was when it was
    loaded is not read again. With --watch, files that come, change or go are reloaded as they do,
    those of a changed asbuilt.toml too, and the exit code is 0; a server sees each reload. With
    --json as well, each reload is a line.
    """
    if watch and sources:
        raise UserError(
            "--watch follows all files of the workspace", hint="leave out the names of sources"
        )
    workspace = open_workspace(folder)
    ledgers = run(workspace, sources, again=again)
    if as_json and watch:
        for ledger in ledgers:
            click.echo(json.dumps(ledger.as_dict(), ensure_ascii=False))
    elif as_json:
        echo_json([ledger.as_dict() for ledger in ledgers])
    else:
        report(workspace, ledgers, verbose=verbose)
    if watch:
        from asbuilt.cli import watching  # noqa: PLC0415 - only who watches needs what watches

        return watching.run(workspace, verbose=verbose, as_json=as_json)
    return 2 if any(ledger.refused for ledger in ledgers) else 0


def run(
    workspace: Workspace, sources: tuple[str, ...] = (), *, again: bool = False
) -> list[Ledger]:
    """Load with progress on a terminal and give the ledgers."""
    with closing(workspace.store(write=True)) as store, progress("loading") as tell:
        return load(workspace, store, sources, tell, again=again)


def report(workspace: Workspace, ledgers: list[Ledger], *, verbose: bool = False) -> None:
    """Print the ledgers of a load, and a line that sums them up."""
    for ledger in ledgers:
        show(ledger, verbose=verbose)
    for pattern in workspace.unmatched:
        label = click.style("warning", fg="yellow", bold=True)
        click.echo(f"asbuilt.toml: {label}: no file matches {pattern!r}")
        click.echo("    fix: correct the path, or remove its [[source]] table")
    facts = sum(ledger.facts for ledger in ledgers)
    refused = sum(ledger.refused for ledger in ledgers)
    unchanged = sum(ledger.unchanged for ledger in ledgers)
    parts = [f"{len(ledgers)} files, {facts:,} facts"]
    if unchanged:
        parts.append(f"{unchanged} unchanged")
    if refused:
        parts.append(click.style(f"{refused} refused", fg="red", bold=True))
    click.echo(", ".join(parts) + ".")
