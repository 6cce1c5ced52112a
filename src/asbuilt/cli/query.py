"""``asbuilt query``: a named query, a file or standard input, against the workspace's graph."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click
from rdflib import XSD, Literal

from asbuilt.answers import FORMATS, Answer, ask, render
from asbuilt.catalogue import Query, queries, read_query
from asbuilt.cli.context import open_workspace, workspace_option
from asbuilt.errors import UserError
from asbuilt.facts import Term
from asbuilt.names import find
from asbuilt.store import Store
from asbuilt.workspace import Workspace


@click.command(name="query")
@click.argument("name", required=False)
@click.option(
    "--param", "-p", "given", multiple=True, metavar="KEY=VALUE", help="Bind a parameter."
)
@click.option(
    "--format", "form", type=click.Choice(["table", *FORMATS]), default="table", show_default=True
)
@click.option("--text", is_flag=True, help="Print the query instead of running it.")
@workspace_option
def command(name: str | None, given: tuple[str, ...], form: str, text: bool, folder: Path) -> None:
    """Run the query NAME, a FILE.rq, or `-` for standard input; without NAME list the named ones.

    Five of them answer the governance questions: automated-or-manual, who-owns-each-stage,
    what-evidence, how-exceptions, which-policies.
    """
    workspace = open_workspace(folder)
    known = queries([workspace.folder / "queries"])
    if name is None:
        _list(known)
        return
    query = _query(name, known)
    with closing(workspace.store()) as store:
        bound = query.bind(**_terms(store, query, given))
        if text:
            click.echo(bound)
            return
        answer = ask(store, bound)
        if form == "table":
            _table(query, answer, workspace)
        else:
            click.echo(render(answer, form), nl=form == "table")


def _list(known: dict[str, Query]) -> None:
    folder = ""
    for query in sorted(
        known.values(), key=lambda one: (one.folder != "questions", one.folder, one.name)
    ):
        if query.folder != folder:
            folder = query.folder
            click.echo(click.style(folder, bold=True))
        click.echo(f"  {query.name:<28} {query.title}")
        for parameter in query.parameters:
            click.echo(f"  {'':<28}   --param {parameter.name}=…  {parameter.summary}")


def _query(name: str, known: dict[str, Query]) -> Query:
    if name == "-":
        return Query("-", "", "", sys.stdin.read(), "")
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix == ".rq" or path.is_file():
        if not path.is_file():
            raise UserError("there is no such file", name, "check the path")
        return read_query(path)
    raise UserError.unknown_name("query", name, list(known))


def _terms(store: Store, query: Query, given: tuple[str, ...]) -> dict[str, Term]:
    kinds = {parameter.name: parameter.kind for parameter in query.parameters}
    terms: dict[str, Term] = {}
    for pair in given:
        key, found, value = pair.partition("=")
        if not found:
            raise UserError(f"--param {pair!r} has no value", hint="write --param key=value")
        kind = kinds.get(key, "thing")
        if kind == "thing":
            terms[key] = find(store, value)
        elif kind == "number":
            terms[key] = Literal(value, datatype=XSD.decimal)
        elif kind == "date":
            terms[key] = Literal(value, datatype=XSD.date)
        else:
            terms[key] = Literal(value)
    return terms


def _table(query: Query, answer: Answer, workspace: Workspace) -> None:
    if answer.table is None:
        click.echo(render(answer, "turtle" if answer.triples is not None else "csv"))
        return
    base = workspace.minter.base
    heads = [query.columns.get(column, column) for column in answer.table.columns]
    rows = [[_short(cell, base) for cell in row] for row in answer.table.rows]
    widths = [max([len(head), *(len(row[i]) for row in rows)]) for i, head in enumerate(heads)]
    widths = [min(width, 60) for width in widths]
    click.echo(
        "  ".join(
            click.style(f"{head:<{w}}", bold=True) for head, w in zip(heads, widths, strict=True)
        ).rstrip()
    )
    for row in rows:
        cells = (f"{_cut(cell, w):<{w}}" for cell, w in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
    click.echo(f"{len(rows)} rows" if len(rows) != 1 else "1 row", err=True)


def _short(cell: Term | None, base: str) -> str:
    text = "" if cell is None else " ".join(str(cell).split())
    return text[len(base) :] if text.startswith(base) and len(text) > len(base) else text


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
