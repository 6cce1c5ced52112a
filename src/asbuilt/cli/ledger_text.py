"""A ledger as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from asbuilt.facts import Place
    from asbuilt.ingest import Ledger

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_LISTED = 12


def show(ledger: Ledger, *, verbose: bool = True) -> None:
    """Print a file's ledger: a line for the file, what it held, and its problems."""
    click.echo(headline(ledger))
    if verbose and not ledger.unchanged:
        for word, counts in (
            ("read", ledger.elements),
            ("kept", ledger.kept),
            ("not read", ledger.unread),
        ):
            if counts:
                listed = ", ".join(
                    f"{kind} {count:,}" for kind, count in counts.most_common(_LISTED)
                )
                more = len(counts) - _LISTED
                click.echo(f"  {word}: {listed}" + (f", and {more} more kinds" if more > 0 else ""))
    show_problems(ledger, verbose=verbose)


def show_problems(ledger: Ledger, *, verbose: bool = True) -> None:
    """Print a file's problems as compilers do; notes only where all is to be told."""
    for problem in ledger.problems:
        if not verbose and problem.severity == "info":
            continue
        place = _place(problem.place)
        label = click.style(problem.severity, fg=_COLOURS[problem.severity], bold=True)
        click.echo(f"  {ledger.file}{place}: {label}: {problem.message}")
        if problem.fix:
            click.echo("    fix: " + problem.fix.replace("\n", "\n         "))


def headline(ledger: Ledger) -> str:
    """Give the line for a file: what came of it, and how much."""
    name = click.style(ledger.file, bold=True) + (f" ({ledger.sheet})" if ledger.sheet else "")
    if ledger.unchanged:
        state = "refused, as before" if ledger.refused else f"unchanged, {ledger.facts:,} facts"
        return f"{name}: {state}"
    if ledger.refused:
        return f"{name}: {click.style('refused', fg='red', bold=True)}"
    version = f" {ledger.version}" if ledger.version else ""
    changed = "" if ledger.changed is None else f", {ledger.changed:,} came or went"
    return f"{name}: {ledger.format}{version}, {ledger.facts:,} facts{changed}"


def _place(place: Place) -> str:
    """Give a place as compilers print it, so that a terminal or editor can jump there."""
    if place.sheet is not None:
        return f":{place.fragment}"
    number = place.row if place.line is None else place.line
    return "" if number is None else f":{number}"
