"""``asbuilt rule``: what a rule is about, why, what to do, examples, and its shape."""

from __future__ import annotations

import textwrap
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from asbuilt.cli.context import echo_json, json_option, workspace_option
from asbuilt.errors import UserError
from asbuilt.judge import Rule, RuleBook, rule_book
from asbuilt.judge.not_live import NotLive, not_live
from asbuilt.judge.rule_examples import KINDS, Example, example
from asbuilt.judge.wording import unfilled
from asbuilt.vocabulary import AB
from asbuilt.workspace import SETTINGS_FILE, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    waiting = not_live().get(code.upper())
    if rule is None and waiting is not None:
        _tell_of_waiting(waiting, as_json=as_json)
        return
    if rule is None:
        raise UserError.unknown_name("rule", code, sorted(book.rules))
    count = None if workspace is None else _count(workspace, rule)
    if as_json:
        echo_json(_as_data(book, rule, count, workspace))
    else:
        _show(book, rule, count, workspace)


def _as_data(
    book: RuleBook, rule: Rule, count: int | None, workspace: Workspace | None
) -> dict[str, Any]:
    waiting = not_live().get(rule.code)
    shown = {kind: example(rule, kind, workspace) for kind in KINDS}
    return {
        **asdict(rule),
        "is_wanted": rule.code in book.wanted,
        "not_live": asdict(waiting) if waiting else None,
        "shape": book.turtle(rule),
        "examples": {
            kind: {"why": one.why, "facts": one.facts} for kind, one in shown.items() if one
        },
        "findings": count,
    }


def _tell_of_waiting(waiting: NotLive, *, as_json: bool) -> None:
    if as_json:
        echo_json({"code": waiting.code, "name": waiting.name, "not_live": asdict(waiting)})
        return
    click.echo(click.style(f"{waiting.code}  {waiting.name}", bold=True))
    click.echo("not judged yet")
    click.echo(f"\n{_WRAP.fill(waiting.needs)}")


def _list(book: RuleBook, *, as_json: bool) -> None:
    if as_json:
        wanted = book.wanted
        echo_json(
            [{**asdict(rule), "is_wanted": rule.code in wanted} for rule in book.rules.values()]
        )
        return
    wanted = book.wanted
    lines = {
        waiting.code: f"{waiting.code:<8} {'not yet':<9}  {waiting.name}"
        for waiting in not_live().values()
        if not waiting.part
    }
    for rule in book.rules.values():
        severity = click.style(f"{rule.severity:<9}", fg=_COLOURS[rule.severity])
        off = "" if rule.code in wanted and not rule.is_deactivated else "  (switched off)"
        lines[rule.code] = f"{rule.code:<8} {severity}  {rule.name}{off}"
    for _, line in sorted(lines.items()):
        click.echo(line)


def _show(book: RuleBook, rule: Rule, count: int | None, workspace: Workspace | None) -> None:
    severity = click.style(rule.severity, fg=_COLOURS[rule.severity])
    click.echo(click.style(f"{rule.code}  {rule.name}", bold=True))
    click.echo(f"{severity}, {rule.breakdown.rpartition('#')[2]}")
    if count is not None:
        click.echo(f"{count} {'finding' if count == 1 else 'findings'} at the last check")
    for note in _notes(book, rule):
        click.echo(note)
    for title, text in (
        ("Says", unfilled(rule.message)),
        ("Why", rule.why),
        ("Fix", unfilled(rule.fix)),
        ("Serves", rule.source),
    ):
        if text:
            click.echo(f"\n{click.style(title, bold=True)}")
            click.echo(_WRAP.fill(text))
    _show_example("Trips it", example(rule, "invalid", workspace))
    _show_example("Does not", example(rule, "valid", workspace))
    click.echo(f"\n{click.style('Shape', bold=True)} ({rule.file})")
    click.echo(textwrap.indent(_without_prefixes(book.turtle(rule)), "  "))


def _notes(book: RuleBook, rule: Rule) -> Iterator[str]:
    if rule.shape_severity is not None:
        yield f"set to {rule.severity} by asbuilt.toml; its shape says {rule.shape_severity}"
    if rule.is_deactivated:
        yield "switched off by sh:deactivated"
    elif rule.code not in book.wanted:
        yield "switched off by asbuilt.toml"
    waiting = not_live().get(rule.code)
    if waiting is not None:
        yield f"not judged yet: {waiting.part}. {waiting.needs}"


def _show_example(title: str, shown: Example | None) -> None:
    if shown is not None:
        click.echo(f"\n{click.style(title, bold=True)}: {shown.why}")
        click.echo(textwrap.indent(shown.facts, "  "))


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
