"""``asbuilt explain``: a finding in full, with the facts behind it and where each stands."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import click
from rdflib import PROV, RDF, RDFS, URIRef

from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.facts import Term
from asbuilt.judge.explanation import Explanation, explain, turtle
from asbuilt.judge.explanation.model import Support
from asbuilt.judge.kept import KeptFinding, finding_named
from asbuilt.judge.places import Standing, parse
from asbuilt.names import curie, describe
from asbuilt.store import Store

_HIDDEN = frozenset({RDFS.label, PROV.hadPrimarySource, RDF.type, RDF.first, PROV.wasDerivedFrom})
_WRAP = textwrap.TextWrapper(
    96, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
)
_MOST = 40
_FORMATS = ("text", "json", "turtle")


@click.command(name="explain")
@click.argument("fingerprint")
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True,
    help="How to write it; turtle gives the raw triples alone.",
)  # fmt: skip
@workspace_option
@json_option
def command(fingerprint: str, form: str, folder: Path, as_json: bool) -> None:
    """Tell everything about the finding whose FINGERPRINT begins like this.

    Which facts made it, from which file and place; what was looked for and is missing; what would
    make it go away. `asbuilt check --format json` gives the fingerprints.
    """
    workspace = open_workspace(folder)
    with closing(workspace.store()) as store:
        finding = finding_named(store, fingerprint)
        explanation = explain(workspace, store, finding)
        if form == "turtle" and not as_json:
            click.echo(turtle.render(explanation, workspace.minter.base), nl=False)
            return
        facts = {
            thing: _facts(store, URIRef(thing), workspace.minter.base)
            for thing in dict.fromkeys(filter(None, (finding.focus, finding.value)))
            if re.match(r"^[a-z][a-z0-9+.-]*:", thing)
        }
        if as_json or form == "json":
            echo_json(
                {
                    "finding": finding.as_dict(),
                    "facts": facts,
                    "explanation": explanation.as_dict(),
                }
            )
        else:
            _show(finding, explanation, workspace.minter.base)
            _show_facts(store, facts)


def _facts(store: Store, thing: URIRef, base: str) -> list[dict[str, str]]:
    query = (
        f"SELECT DISTINCT ?p ?o ?from ?place WHERE {{ {{ <{thing}> ?p ?o . BIND(false AS ?from) }} "
        f"UNION {{ ?o ?p <{thing}> . BIND(true AS ?from) }} "
        f"FILTER NOT EXISTS {{ ?o a <https://w3id.org/asbuilt/ns#Finding> }} "
        f"OPTIONAL {{ ?o <{PROV.hadPrimarySource}> ?place }} }} ORDER BY ?from ?p ?o"
    )
    rows = store.select(query).rows
    names = describe(store, [row[1] for row in rows if isinstance(row[1], URIRef)])
    facts: dict[tuple[str, str, str], dict[str, str]] = {}
    for predicate, other, inward, place in rows:
        if predicate in _HIDDEN or other is None:
            continue
        fact = {
            "property": curie(str(predicate)),
            "direction": "in" if str(inward) == "true" else "out",
            "other": str(other),
            "name": names[other].label if isinstance(other, URIRef) else str(other),
            "place": _place(place, base),
        }
        facts.setdefault((fact["property"], fact["direction"], fact["other"]), fact)
    return list(facts.values())


def _place(place: Term | None, base: str) -> str:
    return "" if place is None else _told(parse(str(place), base))


def _told(stands: Standing) -> str:
    return f"{stands.file} ({stands.locator})" if stands.locator else stands.file


def _show(finding: KeptFinding, explanation: Explanation, base: str) -> None:
    click.echo(click.style(f"{finding.code}  {finding.name}", bold=True))
    click.echo(f"{finding.severity}, {finding.breakdown}, {finding.status}, {finding.fingerprint}")
    for title, text in (
        ("What", finding.message),
        ("Where", _place(URIRef(finding.place), base) if finding.place else ""),
        ("Why", finding.why),
        ("Fix", finding.fix),
    ):
        if text:
            _heading(title)
            click.echo(_WRAP.fill(text))
    _list("What the rule looked at", [(text, depth, "") for depth, text in explanation.reasons])
    _list("Facts that made it", [(fact.sentence, 0, _origin(fact)) for fact in explanation.facts])
    _list("Missing", [(one.sentence, 0, _places(one.places)) for one in explanation.absences])
    for step in explanation.derivation:
        _heading(f"How the analysis of {step.analysis} came to it ({step.kind})")
        click.echo(_WRAP.fill(step.proof))
        for _, name, places in step.things:
            _item(name, 0, _places(places))
    _list("What would make it go away", [(one.sentence, 0, "") for one in explanation.remedies])


def _show_facts(store: Store, facts: dict[str, list[dict[str, str]]]) -> None:
    names = describe(store, [URIRef(thing) for thing in facts])
    for thing, stated in facts.items():
        click.echo(f"\n{click.style(names[URIRef(thing)].label, bold=True)}  <{thing}>")
        for fact in stated[:_MOST]:
            arrow = "←" if fact["direction"] == "in" else "→"
            place = click.style(f"  {fact['place']}", dim=True) if fact["place"] else ""
            click.echo(f"  {arrow} {fact['property']:<24} {_cut(fact['name'])}{place}")
        if len(stated) > _MOST:
            click.echo(f"    … and {len(stated) - _MOST} more")


def _origin(fact: Support) -> str:
    if fact.places:
        return _places(fact.places)
    return f"stated by the analysis {fact.analysis}" if fact.analysis else ""


def _places(places: Iterable[Standing]) -> str:
    return "; ".join(map(_told, places))


def _list(title: str, items: list[tuple[str, int, str]]) -> None:
    if items:
        _heading(title)
        for sentence, depth, place in items:
            _item(sentence, depth, place)


def _heading(title: str) -> None:
    click.echo(f"\n{click.style(title, bold=True)}")


def _item(sentence: str, depth: int, place: str = "") -> None:
    indent = "  " * (depth + 1)
    lines = textwrap.wrap(
        sentence, 96, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
    )  # fmt: skip
    click.echo("\n".join(lines))
    if place:
        click.echo(click.style(f"{indent}    {place}", dim=True))


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else f"{flat[:99]}…"
