"""What commands share: the workspace option, progress on a terminal, JSON output."""

from __future__ import annotations

import json
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

workspace_option = click.option(
    "--workspace",
    "-w",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="this folder",
    help="Folder that holds the asbuilt.toml.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def open_workspace(folder: Path) -> Workspace:
    """Open the workspace of a folder. Raises `UserError` where it is none."""
    return Workspace.open(folder)


def echo_json(data: Any) -> None:  # noqa: ANN401 - whatever json can say
    """Print data as JSON, readable by people too."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


@contextmanager
def progress(verb: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show number, total and name of what is done, on standard error where it is a terminal."""
    shown = sys.stderr.isatty()

    def tell(number: int, total: int, name: str) -> None:
        if shown:
            width = shutil.get_terminal_size().columns
            line = f"{verb} {number}/{total} {name}"[: width - 1]
            click.echo(f"\r\033[K{line}", nl=False, err=True)

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\033[K", nl=False, err=True)
