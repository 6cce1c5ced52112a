"""``asbuilt check``: derive, judge, report."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from asbuilt import derive, judge, reports
from asbuilt.cli import destinations
from asbuilt.cli import load as loading
from asbuilt.cli.context import open_workspace, progress, workspace_option
from asbuilt.errors import UserError
from asbuilt.judge import Report
from asbuilt.judge.engine import DEFAULT_ENGINE
from asbuilt.judge.rules import SEVERITIES
from asbuilt.judge.since import baseline
from asbuilt.workspace import Workspace

_LINES = 60
"""Lines of findings that a terminal is given unless all are asked for."""


@click.command(name="check")
@click.option(
    "--as-of",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day to judge for; the workspace's or today if left out.",
)
@click.option(
    "--select", multiple=True, metavar="CODES", help="Report only these, such as WF,DE003."
)
@click.option("--ignore", multiple=True, metavar="CODES", help="Leave these out of the report.")
@click.option(
    "--engine", default=DEFAULT_ENGINE, show_default=True, help="SHACL engine that judges."
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="violation",
    show_default=True,
    help="The slightest severity of an open finding that gives exit code 1.",
)
@click.option(
    "--since",
    metavar="REF",
    help="Compare with an inspection, the last one up to a day (2026-11-15), or a git revision "
    "(origin/main), judged by the same rules; with the last inspection if left out.",
)
@click.option(
    "--fail-on-new",
    "only_new",
    is_flag=True,
    help="Let --fail-on count only findings that were not there before (see --since).",
)
@click.option(
    "--all", "whole", is_flag=True, help="List every finding on the terminal, however many."
)
@click.option("--load", "loads", is_flag=True, help="Load what has changed first.")
@destinations.option
@workspace_option
def command(
    day: datetime | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    engine: str,
    fail_on: str,
    since: str | None,
    only_new: bool,
    whole: bool,
    loads: bool,
    forms: tuple[str, ...],
    outputs: tuple[Path, ...],
    others: tuple[str, ...],
    folder: Path,
) -> int:
    """Run the analyses and the rules over what was loaded, and report what is wrong.

    CODES are codes of rules or their beginnings, joined by commas. Exit code 0: nothing open at or
    above --fail-on; 1: something is; 2: the check could not run.

    \b
    asbuilt check --since origin/main --fail-on-new   what this change brings and mends
    """  # noqa: D301 - the escape is click's, for lines that keep their breaks
    workspace = open_workspace(folder)
    wanted = destinations.destinations(forms, outputs, others)
    if loads:
        _load(workspace)
    report = inspect(workspace, day, select, ignore, engine, since)
    code = exit_code(report, fail_on, only_new=only_new)
    _write(workspace, report, wanted, code, None if whole else _LINES)
    return code


def run(workspace: Workspace) -> Report:
    """Check a workspace and print what it adds up to, without the findings one by one."""
    report = inspect(workspace)
    click.echo(reports.text.overview(report, width=_width()))
    return report


def inspect(
    workspace: Workspace,
    day: datetime | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    engine: str = DEFAULT_ENGINE,
    since: str | None = None,
) -> Report:
    """Derive and judge with progress on a terminal, and give the report."""
    as_of = workspace.as_of(day.date() if day else None)
    workspace.store().close()  # says so where nothing was loaded, and makes no empty store
    with closing(workspace.store(write=True)) as store:
        with progress("deriving") as tell:
            derive.run(workspace, store, as_of, tell)
        before = None
        if since is not None:
            with progress(since) as tell:
                before = baseline(workspace, store, since, as_of, engine, tell)
        with progress("judging") as tell:
            return judge.check(
                workspace, store, as_of, select, ignore, engine, before, progress=tell
            )


def exit_code(report: Report, fail_on: str, *, only_new: bool = False) -> int:
    """Give 1 where an open finding, or a new one if asked so, is at or above the severity.

    Where a rule could not be judged it is 2, whatever was found.
    """
    if report.unjudged:
        return 2
    if fail_on == "never":
        return 0
    counting = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return int(
        any(
            one.is_open
            and one.severity in counting
            and (not only_new or one.status in {"new", "reopened"})
            for one in report.findings
        )
    )


def _load(workspace: Workspace) -> None:
    """Load what has changed. Raises `UserError` that names the files that are refused."""
    refused = [ledger.file for ledger in loading.run(workspace) if ledger.refused]
    if refused:
        raise UserError(
            f"{len(refused)} of the files cannot be loaded",
            ", ".join(refused[:5]),
            "run `asbuilt load`, which says what is wrong with each",
        )


def _write(
    workspace: Workspace,
    report: Report,
    wanted: list[destinations.Destination],
    code: int,
    most: int | None,
) -> None:
    with closing(workspace.store()) as store:
        known = reports.background(workspace, store, code)
    for one in wanted:
        if one.path is not None:
            destinations.write(one.path, reports.render(report, one.form, known))
            click.echo(f"{len(report.findings)} findings written to {one.path}", err=True)
        elif one.form == "text":
            click.echo(reports.text.render(report, width=_width(), colour=True, most=most))
        else:
            click.echo(reports.render(report, one.form, known))


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, 120)
