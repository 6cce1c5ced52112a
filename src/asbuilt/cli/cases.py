"""``asbuilt cases``: the cases behind a finding, found anew in the file of the log."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
import polars as pl
from rdflib import URIRef

from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.derive import Context
from asbuilt.derive.conformance.histories import History, histories
from asbuilt.derive.conformance.replay import (
    LogFile,
    Replayed,
    log_of,
    logs_of,
    read_anew,
    replay,
)
from asbuilt.errors import UserError
from asbuilt.judge.kept import finding_named
from asbuilt.names import find

_FEW = 10
"""Cases that are shown with their events unless another number is asked for."""
_COLUMNS = ("log", "sha256", "case", "time", "deviation", "cases", "of", "proof")


@click.command(name="cases")
@click.argument("fingerprint", required=False)
@click.option("--log", "name", help="Only this log, by its name or IRI.")
@click.option(
    "--most", type=click.IntRange(0), help="Show so many cases with their events.",
    show_default="10 of a finding, else none",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="Write every case with what deviates in it to this CSV file.",
)  # fmt: skip
@workspace_option
@json_option
def command(
    fingerprint: str | None,
    name: str | None,
    most: int | None,
    output: Path | None,
    folder: Path,
    as_json: bool,
) -> int:
    """List the cases behind the finding whose FINGERPRINT begins like this, or behind all.

    The file of the log is read anew and the same questions are asked again, so that anybody can
    replay what was said: its digest, how many cases there are, and each case with its events.
    Exit code 1 where the file no longer says what the last check found in it.
    """
    workspace = open_workspace(folder)
    told: list[dict[str, Any]] = []
    agreed = True
    with closing(workspace.store()) as store, _table(output) as table:
        context = Context(store, workspace.minter, workspace.as_of(), workspace)
        logs, only = _meant(context, fingerprint, name)
        shown = most if most is not None else _FEW if only else 0
        for log in logs:
            with read_anew(context, log) as file:
                agreed &= file.is_same
                if not as_json:
                    _tell_file(file)
                found = False
                for one in replay(context, file, only):
                    found = True
                    agreed &= one.agrees
                    cases = _cases(one)
                    if table is not None:
                        table.writerows(_rows(file, one, cases))
                    few = [case for case, _ in cases[:shown]]
                    events = list(histories(file.kept, few, one.deviation.activities))
                    if as_json:
                        told.append(_as_data(file, one, events))
                    else:
                        _tell(one, events)
                if only and not found:
                    agreed = False
                    click.echo("The file no longer shows it in any case.", err=True)
    if as_json:
        echo_json(told)
    return 0 if agreed else 1


def _meant(
    context: Context, fingerprint: str | None, name: str | None
) -> tuple[list[URIRef], URIRef | None]:
    """Give the logs that are to be read, and the deviation that is meant, if one is."""
    if fingerprint is None:
        return [find(context.store, name)] if name else logs_of(context), None
    deviation = URIRef(finding_named(context.store, fingerprint).value)
    log = log_of(context, deviation) if deviation else None
    if log is None:
        raise UserError(
            "no log is behind this finding", fingerprint, "`asbuilt explain` tells what is"
        )
    return [log], deviation


def _cases(one: Replayed) -> list[tuple[str, str]]:
    """Give the cases with the time at which each showed it first, the earliest first."""
    if one.deviation.cases.more is None:
        return []
    by_case = one.deviation.cases.more().group_by("case").agg(pl.col("time").min())
    frame = by_case.sort("time", "case")
    return [(str(case), time.isoformat() if time else "") for case, time in frame.iter_rows()]


@contextmanager
def _table(path: Path | None) -> Iterator[Any]:
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        yield table


def _rows(
    file: LogFile, one: Replayed, cases: list[tuple[str, str]]
) -> Iterator[tuple[object, ...]]:
    deviation = one.deviation
    for case, time in cases:
        yield (
            file.name, file.sha256, case, time, deviation.label, deviation.cases.count,
            deviation.total, deviation.proof,
        )  # fmt: skip


def _as_data(file: LogFile, one: Replayed, events: list[History]) -> dict[str, Any]:
    return {
        "log": str(file.log),
        "file": file.name,
        "sha256": file.sha256,
        "sameFile": file.is_same,
        "deviation": str(one.node),
        "label": one.deviation.label,
        "proof": one.deviation.proof,
        "caseCount": one.deviation.cases.count,
        "totalCases": one.deviation.total,
        "agrees": one.agrees,
        "cases": [history.as_dict() for history in events],
    }


def _tell_file(file: LogFile) -> None:
    state = "as it was loaded" if file.is_same else "no longer the file that was loaded"
    click.echo(click.style(f"{file.name}, read anew", bold=True))
    click.echo(f"  sha256 {file.sha256}, {state}")


def _tell(one: Replayed, events: list[History]) -> None:
    deviation = one.deviation
    click.echo(f"\n{deviation.label}")
    click.echo(f"  {deviation.proof}")
    if one.agrees:
        click.echo("  Replayed: the same as the last check found.")
    else:
        said = f"{one.said[0]:,} of {one.said[1]:,}" if one.said else "nothing"
        click.echo(click.style(f"  Replayed: the last check found {said}.", fg="yellow"))
    for history in events:
        click.echo(f"  case {click.style(history.case, bold=True)}")
        for event in history.events:
            time = event.time.strftime("%Y-%m-%d %H:%M:%S") if event.time else "no time"
            mark = "*" if event.concerned else " "
            who = " ".join(filter(None, (event.resource, event.lifecycle)))
            click.echo(f"  {mark} {time:<19}  {event.activity:<32}  {who}".rstrip())
    rest = deviation.cases.count - len(events)
    if events and rest > 0:
        click.echo(f"  … and {rest:,} more; --most or -o shows them")
