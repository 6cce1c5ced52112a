"""``asbuilt rule``: what a rule is about, why, what to do, and its shape."""

from __future__ import annotations

import textwrap
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from asbuilt.cli.context import echo_json, json_option, workspace_option
from asbuilt.errors import UserError
from asbuilt.judge import Rule, RuleBook, rule_book
from asbuilt.vocabulary import AB
from asbuilt.workspace import SETTINGS_FILE, Workspace

_WRAP = textwrap.TextWrapper(
    96, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
)
_COLOURS = {"violation": "red", "warning": "yellow", "info": "blue"}


@click.command(name="rule")
@click.argument("code", required=False)
@workspace_option
@json_option
def command(code: str | None, folder: Path, as_json: bool) -> None:
    """Tell of the rule CODE, such as WF005; without CODE list all rules.

    In a workspace its own rules are among them, and today's findings are counted.
    """
    workspace = Workspace.open(folder) if (folder / SETTINGS_FILE).is_file() else None
    book = rule_book(workspace)
    if code is None:
        _list(book, as_json=as_json)
        return
    rule = book.rules.get(code.upper())
    if rule is None:
        raise UserError.unknown_name("rule", code, sorted(book.rules))
    count = None if workspace is None else _count(workspace, rule)
    if as_json:
        echo_json({**asdict(rule), "shape": book.turtle(rule), "findings": count})
    else:
        _show(book, rule, count)


def _list(book: RuleBook, *, as_json: bool) -> None:
    if as_json:
        echo_json([asdict(rule) for rule in book.rules.values()])
        return
    for rule in book.rules.values():
        severity = click.style(f"{rule.severity:<9}", fg=_COLOURS[rule.severity])
        click.echo(f"{rule.code:<8} {severity}  {rule.name}")


def _show(book: RuleBook, rule: Rule, count: int | None) -> None:
    severity = click.style(rule.severity, fg=_COLOURS[rule.severity])
    click.echo(click.style(f"{rule.code}  {rule.name}", bold=True))
    click.echo(f"{severity}, {rule.breakdown.rpartition('#')[2]}")
    if count is not None:
        click.echo(f"{count} {'finding' if count == 1 else 'findings'} at the last check")
    for title, text in (
        ("Says", rule.message),
        ("Why", rule.why),
        ("Fix", rule.fix),
        ("Serves", rule.source),
    ):
        if text:
            click.echo(f"\n{click.style(title, bold=True)}")
            click.echo(_WRAP.fill(text))
    click.echo(f"\n{click.style('Shape', bold=True)} ({rule.file})")
    click.echo(textwrap.indent(_without_prefixes(book.turtle(rule)), "  "))


def _without_prefixes(turtle: str) -> str:
    return "\n".join(line for line in turtle.splitlines() if not line.startswith("@prefix")).strip()


def _count(workspace: Workspace, rule: Rule) -> int | None:
    try:
        store = workspace.store()
    except UserError:
        return None
    with closing(store):
        query = (
            "SELECT (COUNT(DISTINCT ?finding) AS ?count) "
            f"WHERE {{ ?finding a <{AB.Finding}> ; <{AB.rule}> <{rule.iri}> }}"
        )
        return int(str(store.select(query).rows[0][0]))
