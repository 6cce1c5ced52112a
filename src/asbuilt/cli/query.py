"""``asbuilt query``: a named query, a file or standard input, against the workspace's graph."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import click
from rdflib import XSD, Literal, URIRef

from asbuilt.answers import FORMATS, Answer, ask, render
from asbuilt.catalogue import Query, queries, read_query
from asbuilt.cli.context import json_option, open_workspace, workspace_option
from asbuilt.errors import UserError
from asbuilt.facts import Term
from asbuilt.names import curie, describe, find
from asbuilt.store import Store

_TYPED = {
    "number": (XSD.decimal, r"[+-]?\d+(\.\d+)?", "1250.5"),
    "date": (XSD.date, r"\d{4}-\d{2}-\d{2}", "2026-11-15"),
}
"""How a parameter that is no text is written, by its kind."""


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
@json_option
def command(
    name: str | None, given: tuple[str, ...], form: str, text: bool, folder: Path, as_json: bool
) -> None:
    """Run the query NAME, a FILE.rq, or `-` for standard input; without NAME list the named ones.

    Five of them answer the governance questions: automated-or-manual, who-owns-each-stage,
    what-evidence, how-exceptions, which-policies. A table shows things by their names; the other
    formats hold their IRIs.
    """
    workspace = open_workspace(folder)
    form = "json" if as_json else form
    known = queries(workspace.query_folders)
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
            _table(query, answer, store, workspace.minter.base)
        else:
            _echo(render(answer, form))


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
    ordered = sorted(known, key=lambda one: known[one].folder != "questions")
    raise UserError.unknown_name("query", name, ordered)


def _terms(store: Store, query: Query, given: tuple[str, ...]) -> dict[str, Term]:
    kinds = {parameter.name: parameter.kind for parameter in query.parameters}
    terms: dict[str, Term] = {}
    for pair in given:
        key, found, value = pair.partition("=")
        if not found:
            raise UserError(f"--param {pair!r} has no value", hint="write --param key=value")
        if key not in kinds:
            raise UserError.unknown_name(f"parameter of {query.name}", key, list(kinds))
        kind = kinds[key]
        if kind == "thing":
            terms[key] = find(store, value)
        elif kind in _TYPED:
            terms[key] = _typed(key, value, kind)
        else:
            terms[key] = Literal(value)
    return terms


def _typed(key: str, value: str, kind: str) -> Literal:
    datatype, pattern, example = _TYPED[kind]
    if not re.fullmatch(pattern, value):
        raise UserError(
            f"--param {key}={value} is no {kind}",
            hint=f"write it as {example}",
            example=f"{key}={example}",
        )
    return Literal(value, datatype=datatype)


def _echo(text: str) -> None:
    click.echo(text, nl=not text.endswith("\n"))


def _table(query: Query, answer: Answer, store: Store, base: str) -> None:
    if answer.table is None:
        _echo(render(answer, "turtle" if answer.triples is not None else "csv"))
        return
    heads = [query.columns.get(column, column) for column in answer.table.columns]
    names = [_names(store, cells, base) for cells in zip(*answer.table.rows, strict=True)]
    rows = [
        [
            name[cell] if isinstance(cell, URIRef) else _flat(cell)
            for name, cell in zip(names, row, strict=True)
        ]
        for row in answer.table.rows
    ]
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


def _names(store: Store, cells: Iterable[Term | None], base: str) -> dict[URIRef, str]:
    """Give each IRI of a column its thing's label; things of one label are told apart by IRI.

    What the graph does not name, such as a term of an ontology, is shown by its CURIE.
    """
    iris = list(dict.fromkeys(cell for cell in cells if isinstance(cell, URIRef)))
    short = {iri: iri[len(base) :] if iri.startswith(base) else curie(iri) for iri in iris}
    labels = {
        iri: _flat(thing.label) if thing.kind else short[iri]
        for iri, thing in describe(store, iris).items()
    }
    shared = Counter(labels.values())
    return {
        iri: label if shared[label] == 1 else f"{label} ({short[iri]})"
        for iri, label in labels.items()
    }


def _flat(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
