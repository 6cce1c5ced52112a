"""``asbuilt explain``: a finding in full, with the facts behind it and where each stands."""

from __future__ import annotations

import re
import textwrap
from contextlib import closing
from pathlib import Path

import click
from rdflib import PROV, RDF, RDFS, URIRef

from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.errors import UserError
from asbuilt.facts import Term
from asbuilt.judge.kept import KeptFinding, kept_findings
from asbuilt.judge.places import parse
from asbuilt.names import curie, describe
from asbuilt.store import Store

_HIDDEN = frozenset({RDFS.label, PROV.hadPrimarySource, RDF.type, RDF.first, PROV.wasDerivedFrom})
_WRAP = textwrap.TextWrapper(
    96, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
)
_MOST = 40


@click.command(name="explain")
@click.argument("fingerprint")
@workspace_option
@json_option
def command(fingerprint: str, folder: Path, as_json: bool) -> None:
    """Tell everything about the finding whose FINGERPRINT begins like this.

    `asbuilt check --format json` gives the fingerprints.
    """
    workspace = open_workspace(folder)
    if not re.fullmatch(r"[0-9a-fA-F]{4,16}", fingerprint):
        raise UserError(
            f"{fingerprint!r} is no fingerprint",
            hint="write at least four of its hexadecimal digits",
            example="asbuilt explain 7e3f79a4",
        )
    with closing(workspace.store()) as store:
        finding = _find(store, fingerprint.lower())
        facts = {
            thing: _facts(store, URIRef(thing), workspace.minter.base)
            for thing in dict.fromkeys(filter(None, (finding.focus, finding.value)))
            if re.match(r"^[a-z][a-z0-9+.-]*:", thing)
        }
        if as_json:
            echo_json({"finding": finding.as_dict(), "facts": facts})
        else:
            _show(store, finding, facts, workspace.minter.base)


def _find(store: Store, beginning: str) -> KeptFinding:
    found = [one for one in kept_findings(store) if one.fingerprint.startswith(beginning)]
    if not found:
        raise UserError(
            f"no finding of the last check has a fingerprint that begins with {beginning}",
            hint="run `asbuilt check`; what is fixed is no longer told of",
        )
    if len(found) > 1:
        raise UserError.ambiguous(
            "finding", beginning, [f"{one.fingerprint}  {one.code} {one.message}" for one in found]
        )
    return found[0]


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
    if place is None:
        return ""
    stands = parse(str(place), base)
    return f"{stands.file} ({stands.locator})" if stands.locator else stands.file


def _show(
    store: Store, finding: KeptFinding, facts: dict[str, list[dict[str, str]]], base: str
) -> None:
    click.echo(click.style(f"{finding.code}  {finding.name}", bold=True))
    click.echo(f"{finding.severity}, {finding.breakdown}, {finding.status}, {finding.fingerprint}")
    for title, text in (
        ("What", finding.message),
        ("Where", _where(finding, base)),
        ("Why", finding.why),
        ("Fix", finding.fix),
    ):
        if text:
            click.echo(f"\n{click.style(title, bold=True)}")
            click.echo(_WRAP.fill(text))
    names = describe(store, [URIRef(thing) for thing in facts])
    for thing, stated in facts.items():
        click.echo(f"\n{click.style(names[URIRef(thing)].label, bold=True)}  <{thing}>")
        for fact in stated[:_MOST]:
            arrow = "←" if fact["direction"] == "in" else "→"
            place = click.style(f"  {fact['place']}", dim=True) if fact["place"] else ""
            click.echo(f"  {arrow} {fact['property']:<24} {_cut(fact['name'])}{place}")
        if len(stated) > _MOST:
            click.echo(f"    … and {len(stated) - _MOST} more")


def _where(finding: KeptFinding, base: str) -> str:
    return _place(URIRef(finding.place), base) if finding.place else ""


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else f"{flat[:99]}…"
