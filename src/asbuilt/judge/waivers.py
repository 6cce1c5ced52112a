"""Waivers: time-limited decisions to accept a finding, from registers and ``waivers.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal, URIRef

from asbuilt.errors import UserError
from asbuilt.facts import Place
from asbuilt.identity import fold
from asbuilt.judge.finding import Waiver
from asbuilt.judge.wording import joined, label
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from rdflib.term import Node

    from asbuilt.identity import Minter
    from asbuilt.judge.finding import Finding
    from asbuilt.judge.view import Facts
    from asbuilt.store import Triple
    from asbuilt.workspace import Workspace

WAIVERS_FILE = "waivers.toml"
_EXAMPLE = (
    '[[waiver]]\nrule = "DX008"\nfocus = "Price query"\napprover = "Jane Doe"\nexpires = 2026-12-31'
)
_KEYS = {
    "rule", "focus", "fingerprint", "approver", "reason", "expires", "compensated-by", "id",
}  # fmt: skip
SHORTEST_FINGERPRINT = 8
"""Digits of a fingerprint that a waiver must name at least."""


def stated(workspace: Workspace) -> list[Triple]:
    """Give what the workspace's ``waivers.toml`` states; nothing where there is none.

    Raises `UserError` for a file that makes no sense, with the number of the waiver.
    """
    path = workspace.folder / WAIVERS_FILE
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    try:
        tables = tomllib.loads(text).get("waiver", [])
    except tomllib.TOMLDecodeError as error:
        raise UserError.bad_setting(
            WAIVERS_FILE, f"not valid TOML: {error}", "mend the line", _EXAMPLE
        ) from None
    lines = [
        n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[waiver\]\]", line)
    ]
    triples: list[Triple] = []
    for number, table in enumerate(tables, start=1):
        _check(number, table)
        line = lines[number - 1] if number <= len(lines) else None
        triples += _waiver(workspace.minter, number, table, Place(line=line))
    return triples


def known(graph: Facts, as_of: date) -> list[Waiver]:
    """Give the waivers that a graph states, in the order of their names, expired ones too.

    A waiver is valid on its last day.
    """
    found = [_known(graph, node, as_of) for node in set(graph.subjects(RDF.type, AB.Waiver))]
    return sorted(found, key=lambda waiver: (waiver.name, waiver.iri))


def apply(
    findings: Iterable[Finding], waivers: Iterable[Waiver], names: Callable[[str], set[str]]
) -> Iterator[Finding]:
    """Give the findings, those that a waiver accepts with it and the status ``waived``.

    One without a rule or a focus accepts nothing. Its focus may name what a finding is about, or
    another thing that takes part in it; `names` gives the folded names of a thing. Of several that
    accept a finding, the one that holds longest counts.
    """
    valid = sorted(
        (waiver for waiver in waivers if not waiver.expired and (waiver.rule or waiver.focus)),
        key=lambda waiver: (waiver.expires or "9999", waiver.iri),
        reverse=True,
    )
    for finding in findings:
        found = next((waiver for waiver in valid if covers(waiver, finding, names)), None)
        yield replace(finding, status="waived", waiver=found) if found else finding


def covers(waiver: Waiver, finding: Finding, names: Callable[[str], set[str]]) -> bool:
    """Say whether a finding is among those that a waiver is about."""
    if waiver.rule and waiver.rule != finding.rule:
        return False
    focus = waiver.focus
    if not focus:
        return bool(waiver.rule)
    if len(focus) >= SHORTEST_FINGERPRINT and finding.fingerprint.startswith(focus.lower()):
        return True
    if not waiver.rule:
        return False
    things = [finding.focus, *finding.involves, *([finding.value] if finding.value else [])]
    return any(fold(focus) in names(thing) for thing in things)


def names_in(graph: Facts) -> Callable[[str], set[str]]:
    """Give the function that tells by which folded names a graph knows a thing."""
    return lambda thing: _names(graph, thing)


def _known(graph: Facts, node: Node, as_of: date) -> Waiver:
    expires = max((str(day)[:10] for day in graph.objects(node, AB.expires)), default=None)
    return Waiver(
        iri=str(node),
        name=label(graph, node),
        rule=_one(graph, node, AB.waivedRule).upper(),
        focus=_one(graph, node, AB.waivedFocus),
        approver=_name(graph, node, AB.approvedBy),
        reason=_one(graph, node, AB.reason) or None,
        expires=expires,
        compensated_by=_name(graph, node, AB.compensatedBy),
        expired=expires is not None and expires < as_of.isoformat(),
    )


def _names(graph: Facts, thing: str) -> set[str]:
    node = URIRef(thing)
    names = {thing, thing.rpartition("#")[2]}
    names.update(map(str, graph.objects(node, RDFS.label)))
    names.update(map(str, graph.objects(node, DCTERMS.identifier)))
    return {fold(name) for name in names if name}


def _one(graph: Facts, waiver: Node, predicate: URIRef) -> str:
    return min((str(value).strip() for value in graph.objects(waiver, predicate)), default="")


def _name(graph: Facts, waiver: Node, predicate: URIRef) -> str | None:
    return joined(sorted(label(graph, one) for one in graph.objects(waiver, predicate))) or None


def _check(number: int, table: Any) -> None:  # noqa: ANN401 - whatever TOML can say
    where = f"{WAIVERS_FILE}: [[waiver]] no. {number}"
    if not isinstance(table, dict) or not (table.get("rule") or table.get("fingerprint")):
        raise UserError.bad_setting(
            where, "a waiver needs a rule or a fingerprint", "say what it is for", _EXAMPLE
        )
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise UserError.bad_setting(
            where, f"unknown key {unknown[0]!r}", f"one of: {', '.join(sorted(_KEYS))}", _EXAMPLE
        )
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(table.get("expires", "2000-01-01"))):
        raise UserError.bad_setting(where, "expires is not a date", "write a day", _EXAMPLE)


def _waiver(minter: Minter, number: int, table: dict[str, Any], place: Place) -> Iterator[Triple]:
    node = minter.element(WAIVERS_FILE, str(table.get("id") or f"waiver-{number}"))
    focus = table.get("fingerprint") or table.get("focus")
    what = f"{table.get('rule', 'finding')} for {focus}" if focus else str(table.get("rule"))
    yield node, RDF.type, AB.Waiver
    yield node, RDFS.label, Literal(f"Waiver of {what}")
    yield node, PROV.hadPrimarySource, minter.place(WAIVERS_FILE, place.fragment)
    for key, predicate in (("rule", AB.waivedRule), ("reason", AB.reason)):
        if table.get(key):
            yield node, predicate, Literal(str(table[key]))
    if focus:
        yield node, AB.waivedFocus, Literal(str(focus))
    if table.get("expires"):
        yield node, AB.expires, Literal(str(table["expires"]), datatype=XSD.date)
    if table.get("approver"):
        agent = minter.named("agent", str(table["approver"]))
        yield node, AB.approvedBy, agent
        yield agent, RDF.type, AB.Agent
        yield agent, RDFS.label, Literal(str(table["approver"]))
    if table.get("compensated-by"):
        control = minter.named("control", str(table["compensated-by"]))
        yield node, AB.compensatedBy, control
        yield control, DCTERMS.identifier, Literal(str(table["compensated-by"]))
