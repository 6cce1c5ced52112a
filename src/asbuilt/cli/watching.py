"""``asbuilt load --watch``: reload what changes in the workspace's files until Ctrl-C."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import watchfiles

from asbuilt.cli.ledger_text import headline, show_problems
from asbuilt.errors import UserError
from asbuilt.ingest.following import Follower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Problem
    from asbuilt.ingest.following import Reload
    from asbuilt.workspace import Workspace

_TICK: Final = 1_000
"""Milliseconds after which what could not be loaded is tried again."""
_STEP: Final = 100
"""Milliseconds without a change after which changes are handed on together."""


def run(workspace: Workspace, *, verbose: bool = False, as_json: bool = False) -> int:
    """Follow a workspace that has just been loaded, and tell of each reload. Ends at Ctrl-C.

    What cannot be loaded now, since another command writes or the settings make no sense, is told
    once and tried again until it can.
    """
    follower = Follower(workspace)
    if not as_json:
        click.echo(f"Watching {workspace.folder} (Ctrl-C stops it)")
    waiting: set[Path] = set()
    told = ""
    caught_up = False
    try:
        for changed in _changes(follower):
            waiting |= changed
            if caught_up and not waiting:
                continue
            try:
                # What has changed between the load and the first look is found by its marks.
                done = follower.reload(waiting) if caught_up else follower.catch_up()
            except UserError as error:
                if str(error) != told:
                    told = str(error)
                    click.echo(f"{_now()} {error}\n  it is tried again", err=True)
                continue
            waiting, told, caught_up = set(), "", True
            _tell(done, follower.workspace, verbose=verbose, as_json=as_json)
    except KeyboardInterrupt:
        pass
    if not as_json:
        click.echo("stopped")
    return 0


def _changes(follower: Follower) -> Iterator[set[Path]]:
    """Give the paths that change, together where they change together; none at every tick.

    Raises `UserError` where the system cannot tell of changes.
    """
    folder = follower.workspace.folder
    try:
        for changes in watchfiles.watch(
            folder,
            watch_filter=lambda _, path: follower.concerns(Path(path)),
            step=_STEP,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            yield {Path(path) for _, path in changes}
    except OSError as error:
        raise UserError(
            f"changes of files cannot be followed: {error}",
            str(folder),
            "raise the system's limit of watched files, or look for changes again and again:"
            " set WATCHFILES_FORCE_POLLING=1 before running asbuilt",
        ) from None


def _tell(done: Reload, workspace: Workspace, *, verbose: bool, as_json: bool) -> None:
    if as_json:
        for entry in done.ledgers:
            click.echo(json.dumps(entry.as_dict(), ensure_ascii=False))
        for key in done.dropped:
            click.echo(json.dumps({"file": key, "removed": True}, ensure_ascii=False))
        return
    if done.settings_changed:
        click.echo(f"{_now()} asbuilt.toml: read anew, {len(workspace.sources)} sources")
    for key in done.dropped:
        click.echo(f"{_now()} {click.style(key, bold=True)}: gone, and its facts with it")
    for entry in done.ledgers:
        took = f" ({done.seconds:.2f} s)" if len(done.ledgers) == 1 else ""
        click.echo(f"{_now()} {headline(entry)}{_counted(entry.problems)}{took}")
        show_problems(entry, verbose=verbose)
    if len(done.ledgers) > 1:
        click.echo(f"{_now()} {len(done.ledgers)} files ({done.seconds:.2f} s)")


def _counted(problems: list[Problem]) -> str:
    found = [
        f"{number} {word}{'' if number == 1 else 's'}"
        for word in ("error", "warning")
        if (number := sum(problem.severity == word for problem in problems))
    ]
    return f", {', '.join(found)}" if found else ""


def _now() -> str:
    return f"{datetime.now().astimezone():%H:%M:%S}"
