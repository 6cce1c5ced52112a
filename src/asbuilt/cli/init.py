"""``asbuilt init``: the settings of a new workspace, proposed from the files at hand."""

from __future__ import annotations

from pathlib import Path

import click

from asbuilt.errors import UserError
from asbuilt.proposal import LOOK, propose
from asbuilt.workspace import SETTINGS_FILE

FOLDERS = ("process", "systems", "registers", "evidence", "logs")
"""Folders made where there is nothing yet, as a place to put things."""


@click.command(name="init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    """Write a commented asbuilt.toml for the files in DIR (this folder, if left out).

    Looks at what the files hold and proposes them as sources. An asbuilt.toml that is there already
    is never changed.
    """
    settings = folder / SETTINGS_FILE
    if settings.exists():
        raise UserError.workspace_exists(str(settings))
    folder.mkdir(parents=True, exist_ok=True)
    proposal = propose(folder)
    with settings.open("x", encoding="utf-8") as file:
        file.write(proposal.text)
    if not proposal.sources:
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)
    click.echo(f"wrote {settings}")
    for source in proposal.sources:
        click.echo(f"  source: {source}")
    for name in proposal.unsure:
        click.echo(f"  not sure: {name} (its settings are written as comments)")
    looks = proposal.text.count(LOOK)
    if looks:
        click.echo(f"  {looks} columns are marked “{LOOK}”: what they mean is not sure")
    for name in proposal.left_out[:10]:
        click.echo(f"  left out: {name}")
    if len(proposal.left_out) > 10:
        click.echo(f"  … and {len(proposal.left_out) - 10} more files left out")
    if proposal.sources:
        click.echo("Look over the guesses in it, then run `asbuilt load`.")
    else:
        click.echo("Nothing to read is here yet: put files into the folders, and name them in it.")
    return 0
