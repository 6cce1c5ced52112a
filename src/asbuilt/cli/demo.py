"""``asbuilt demo``: the example workspace, copied, loaded, checked and served."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from asbuilt.cli import load as loading
from asbuilt.cli.check import run as run_check
from asbuilt.cli.serve import run as run_server
from asbuilt.errors import UserError
from asbuilt.resources import EXAMPLE
from asbuilt.workspace import SETTINGS_FILE, Workspace


@click.command(name="demo")
@click.option("--no-serve", is_flag=True, help="Stop after the check.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-workspace"),
    show_default=True,
    help="Where to copy the example to.",
)
def command(no_serve: bool, host: str, port: int, folder: Path) -> None:
    """Copy the example workspace, load it, check it and serve its pages.

    The example is the purchase-to-pay process of a made-up manufacturer. A copy that is already
    there is used as it is, so that you can change it and see what that does.
    """
    copy_example(folder)
    workspace = Workspace.open(folder)
    click.echo(f"Loading {workspace.title} from {folder}/ …")
    ledgers = loading.run(workspace)
    loading.report(workspace, ledgers)
    click.echo("Checking …")
    run_check(workspace)
    click.echo(
        f"Next: `asbuilt check -w {folder}` prints every finding; the pages show them in place."
    )
    if not no_serve:
        run_server(workspace, host, port)


def copy_example(folder: Path) -> None:
    """Copy the example workspace into a folder; one that is already there is left as it is.

    Raises `UserError` where the folder holds something else.
    """
    if (folder / SETTINGS_FILE).is_file():
        return
    if folder.exists() and any(folder.iterdir()):
        raise UserError(
            "the folder is not empty and is no workspace",
            str(folder),
            "choose another folder with --dir",
        )
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".asbuilt"))
