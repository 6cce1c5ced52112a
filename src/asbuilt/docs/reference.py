"""The reference pages: command line, formats, rules, queries and ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from asbuilt.catalogue import queries
from asbuilt.cli import COMMANDS, cli
from asbuilt.ingest.loaders import loaders
from asbuilt.judge.not_live import not_live
from asbuilt.judge.rules import rule_book
from asbuilt.judge.wording import unfilled
from asbuilt.names import curie
from asbuilt.resources import ONTOLOGY
from asbuilt.settings import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib.term import Node

_MADE = "<!-- Made by `python -m asbuilt.docs`; change what it describes, not this page. -->"
_BREAKDOWNS = {
    "WF": "Workflow mismatch",
    "DE": "Decision and evidence mismatch",
    "DX": "Data and exception mismatch",
    "GV": "Governance shortfall",
    "FB": "Feedback gap",
    "IN": "Integrity of the graph",
}


def pages() -> dict[str, str]:
    """Give the reference pages by file name."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "command-line.md": _command_line,
        "formats.md": _formats,
        "settings.md": _settings,
        "rules.md": _rules,
        "queries.md": _queries,
        "ontology.md": _ontology,
    }
    return {name: "\n".join([_MADE, "", *make()]).rstrip() + "\n" for name, make in makers.items()}


def _command_line() -> Iterator[str]:
    yield "# Command line"
    yield ""
    yield "Exit codes: 0 done, 1 findings at or above `--fail-on`, 2 could not run."
    for name in COMMANDS:
        context = click.Context(cli, info_name="asbuilt", help_option_names=["-h", "--help"])
        command = cli.get_command(context, name)
        assert command is not None, f"the command {name} has no module"
        inner = click.Context(command, info_name=name, parent=context, max_content_width=96)
        yield from (
            "",
            f"## asbuilt {name}",
            "",
            "```text",
            command.get_help(inner).rstrip(),
            "```",
        )


def _formats() -> Iterator[str]:
    yield "# Formats that Asbuilt reads"
    yield ""
    yield "A file's content tells its format. `asbuilt read FILE` shows what a file gives."
    yield ""
    yield "| format | endings | what the loader says of itself |"
    yield "|---|---|---|"
    for loader in sorted(loaders().values(), key=lambda one: one.name):
        said = (loader.__doc__ or "").strip().split("\n\n")[0]
        endings = " ".join(f"`{suffix}`" for suffix in loader.suffixes)
        yield f"| {loader.name} | {endings} | {_cell(said)} |"


def _settings() -> Iterator[str]:
    yield "# Settings: what an asbuilt.toml may say"
    yield ""
    yield "`asbuilt init` writes a first one for the files in a folder. A key that means nothing is"
    yield "refused, with what may have been meant."
    for table, keys in TABLES.items():
        name = f"[[{table}]]" if table == "source" else f"[{table}]"
        yield from ("", f"## {name}", "", "| key | meaning | example |", "|---|---|---|")
        for key, setting in keys.items():
            yield f"| `{key}` | {_cell(setting.meaning)} | `{setting.example}` |"
    yield ""
    yield "A `[[source]]` may have the settings of its format, too:"
    yield from ("", "| format | settings |", "|---|---|")
    for loader in sorted(loaders().values(), key=lambda one: one.name):
        if loader.settings:
            yield f"| {loader.name} | {' '.join(f'`{key}`' for key in loader.settings)} |"


def _rules() -> Iterator[str]:
    book = rule_book()
    yield "# Rules"
    yield ""
    yield "Each rule is a SHACL shape in `shapes/`. `asbuilt rule CODE` prints one with its shape"
    yield "and two examples; an ellipsis stands for what the finding is about."
    yield from ("", "## Not judged yet", "")
    for waiting in not_live().values():
        part = f" ({waiting.part})" if waiting.part else ""
        yield f"- **{waiting.code}** {waiting.name}{part}: {waiting.needs}"
    group = ""
    for rule in sorted(
        book.rules.values(), key=lambda one: (list(_BREAKDOWNS).index(one.code[:2]), one.code)
    ):
        if rule.code[:2] != group:
            group = rule.code[:2]
            yield from ("", f"## {_BREAKDOWNS[group]}")
        yield from (
            "",
            f"### {rule.code} {rule.name}",
            "",
            f"*{rule.severity.capitalize()}.* {unfilled(rule.message)}",
            "",
        )
        yield f"- Why: {rule.why}"
        yield f"- What to do: {unfilled(rule.fix)}"
        if rule.source:
            yield f"- Serves: {rule.source}"


def _queries() -> Iterator[str]:
    yield "# Named queries"
    yield ""
    yield "`asbuilt query NAME` runs one; each stands in `queries/` and may be copied and changed."
    folder = ""
    known = queries().values()
    for query in sorted(
        known, key=lambda one: (one.folder != "questions", one.folder, one.order, one.name)
    ):
        if query.folder != folder:
            folder = query.folder
            yield from ("", f"## {folder}")
        yield from (
            "",
            f"### {query.name}",
            "",
            f"{query.title}. {query.summary}".replace("?.", "?"),
        )
        if query.parameters:
            yield ""
            for parameter in query.parameters:
                needed = ", required" if parameter.required else ""
                yield f"- `{parameter.name}` ({parameter.kind}{needed}): {parameter.summary}"
        yield from (
            "",
            "Columns: " + ", ".join(f"`{name}` ({title})" for name, title in query.columns.items()),
        )


def _ontology() -> Iterator[str]:
    graph = Graph().parse(ONTOLOGY / "asbuilt.ttl")
    yield "# Ontology"
    yield ""
    yield "The terms of `https://w3id.org/asbuilt/ns#` (`ab:`), in which facts are stated."
    for title, kind in (
        ("Classes", OWL.Class),
        ("Relations", OWL.ObjectProperty),
        ("Values", OWL.DatatypeProperty),
    ):
        yield from ("", f"## {title}", "", "| term | definition | of | to |", "|---|---|---|---|")
        for term in sorted(graph.subjects(RDF.type, kind), key=str):
            if isinstance(term, URIRef):
                upper = RDFS.subClassOf if kind == OWL.Class else RDFS.domain
                first = _names(graph.objects(term, upper))
                second = "" if kind == OWL.Class else _names(graph.objects(term, RDFS.range))
                definition = _cell(str(graph.value(term, SKOS.definition)))
                yield f"| `{curie(term)}` | {definition} | {first} | {second} |"


def _names(terms: Iterator[Node]) -> str:
    return ", ".join(sorted(f"`{curie(term)}`" for term in terms if isinstance(term, URIRef)))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
