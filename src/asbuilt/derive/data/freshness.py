"""Sets how fresh data is promised to be beside when it was last seen to change.

Promises come from contracts, catalogues and registers, observations from registers, catalogues,
the runs of lineage logs, and event logs that show a step which writes the data. A promise is kept
until the end of the day on which its time runs out, as everywhere in the rule book.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import Literal, URIRef

from asbuilt.derive.reading import Names, ask_rows, listed, moment
from asbuilt.derive.spans import as_words, timedelta_of
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.facts import Term
    from asbuilt.store import Triple

name: Final = "freshness"

_PROMISES: Final = """SELECT DISTINCT ?a ?within ?g WHERE {
    GRAPH ?g { ?a ab:freshWithin ?within } ?a a ab:DataAsset }"""
_CHANGES: Final = """SELECT DISTINCT ?a ?at ?g WHERE {
    { GRAPH ?g { ?a ab:lastUpdated ?at } }
    UNION {
        ?seen a ab:WriteSeen ; ab:about ?a ; ab:at ?at ; ab:involves ?g . ?g a ab:EventLog } }"""
_ENDS: Final = """SELECT DISTINCT ?a ?within ?at (SUBSTR(STR(?at + ?within), 1, 10) AS ?end) WHERE {
    ?a ab:freshWithin ?within .
    { ?a ab:lastUpdated ?at } UNION { ?seen a ab:WriteSeen ; ab:about ?a ; ab:at ?at } }"""


_WHOLE: Final = re.compile(r"P(\d+)([MY])")
_STATED: Final = "SELECT DISTINCT ?a ?at WHERE { ?a ab:lastUpdated ?at }"


def derive(context: Context) -> Iterator[Triple]:
    """State for each promise whether it is kept, missed, or cannot be told for want of a change."""
    promised: dict[tuple[URIRef, str], set[str]] = defaultdict(set)
    for asset, within, graph in ask_rows(context.store, _PROMISES):
        if isinstance(asset, URIRef):
            promised[asset, str(within)].add(_said(context, graph))
    if not promised:
        return
    names = Names(context.store, AB.DataAsset, AB.EventLog)
    changes: dict[URIRef, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for asset, at, graph in ask_rows(context.store, _CHANGES):
        if isinstance(asset, URIRef):
            changes[asset][str(at)].add(_said(context, graph, names))
    ends: dict[tuple[str, str, str], str] = {
        (str(asset), str(within), str(at)): str(end)
        for asset, within, at, end in ask_rows(context.store, _ENDS)
        if end is not None
    }
    stated = {(str(asset), str(at)) for asset, at in ask_rows(context.store, _STATED)}
    today = context.as_of.isoformat()
    for (asset, span), by in promised.items():
        told = _lasting(span)
        promise = f"{names.of(asset)} is promised to be at most {told} old (by {listed(by)})"
        known = sorted(changes[asset], key=lambda one: str(moment(Literal(one)) or one))
        verdict, rest = "not observed", ", and nothing says when it last changed"
        if known:
            last = known[-1]
            changed = moment(Literal(last))
            day = f"{changed:%Y-%m-%d %H:%M}" if changed is not None else last
            end = ends.get((str(asset), span, last), "")
            is_over = bool(end) and end < today
            seen = listed(changes[asset][last])
            rest = f"; it was last seen to change on {day} (by {seen})"
            if is_over and (str(asset), last) not in stated:
                # An event log shows nothing of the time after it was exported.
                rest += ", and no later log is loaded"
            elif end:
                verdict = "missed" if is_over else "kept"
                rest += f", so that the promise {'held' if is_over else 'holds'} until {end}"
        node = context.minter.derived(name, asset, span)
        yield from describe(
            node,
            AB.FreshnessVerdict,
            label=f"Freshness of {names.of(asset)}: {verdict}",
            about=asset,
            proof=f"{promise}{rest}.",
        )
        yield node, AB.verdict, Literal(verdict)


def _lasting(span: str) -> str:
    """Give a duration in words; months and years as such, since no number of days is the same."""
    whole = _WHOLE.fullmatch(span)
    if whole is not None:
        number, unit = int(whole[1]), "month" if whole[2] == "M" else "year"
        return f"{number} {unit}" + ("" if number == 1 else "s")
    length = timedelta_of(span)
    return as_words(length) if length is not None else span


def _said(context: Context, graph: Term | None, names: Names | None = None) -> str:
    """Give who says something: the file, the log, or the analysis that read it from a catalogue."""
    prefix = str(context.minter.source_graph(""))
    text = str(graph or "")
    if text.startswith(prefix):
        return text.removeprefix(prefix)
    if (
        names is not None
        and isinstance(graph, URIRef)
        and not text.startswith(str(context.minter.derived_graph("")))
    ):
        return names.of(graph)
    return "its catalogue"
