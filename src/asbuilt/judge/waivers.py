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
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
_SHORTEST_FINGERPRINT = 8


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


def apply(findings: Iterable[Finding], graph: Facts, as_of: date) -> Iterator[Finding]:
    """Give the findings, those that a waiver accepts on this day with the status ``waived``.

    A waiver is valid on its last day; one without a rule or a focus accepts nothing. Its focus may
    name what a finding is about, or another thing that takes part in it.
    """
    valid = [
        (rule, focus)
        for waiver in set(graph.subjects(RDF.type, AB.Waiver))
        if not _expired(graph, waiver, as_of)
        for rule, focus in [
            (_one(graph, waiver, AB.waivedRule), _one(graph, waiver, AB.waivedFocus))
        ]
        if rule or focus
    ]
    for finding in findings:
        waived = any(_covers(rule, focus, finding, graph) for rule, focus in valid)
        yield replace(finding, status="waived") if waived else finding


def _covers(rule: str, focus: str, finding: Finding, graph: Facts) -> bool:
    if rule and rule.upper() != finding.rule:
        return False
    if not focus:
        return bool(rule)
    if len(focus) >= _SHORTEST_FINGERPRINT and finding.fingerprint.startswith(focus.lower()):
        return True
    if not rule:
        return False
    things = [finding.focus, *finding.involves, *([finding.value] if finding.value else [])]
    return any(fold(focus) in _names(graph, thing) for thing in things)


def _names(graph: Facts, thing: str) -> set[str]:
    node = URIRef(thing)
    names = {thing, thing.rpartition("#")[2]}
    names.update(map(str, graph.objects(node, RDFS.label)))
    names.update(map(str, graph.objects(node, DCTERMS.identifier)))
    return {fold(name) for name in names if name}


def _one(graph: Facts, waiver: Node, predicate: URIRef) -> str:
    return min((str(value).strip() for value in graph.objects(waiver, predicate)), default="")


def _expired(graph: Facts, waiver: Node, as_of: date) -> bool:
    days = [str(day)[:10] for day in graph.objects(waiver, AB.expires)]
    return bool(days) and max(days) < as_of.isoformat()


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
        yield node, AB.compensatedBy, minter.named("control", str(table["compensated-by"]))
