"""What an inspection leaves in the graph: its findings, its numbers, and what it changed.

Findings are kept by difference (docs/decisions/0008-findings-graph.md): a digest beside each tells
whether anything is to be said anew, so that one change among 100,000 findings costs one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.catalogue import built_in
from asbuilt.judge import life
from asbuilt.judge.record import (
    digest_of,
    finding_iri,
    findings_as_facts,
    inspection_as_facts,
    rules_as_facts,
    status_as_fact,
)
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from asbuilt.judge.finding import Finding
    from asbuilt.judge.record import Inspection
    from asbuilt.judge.rules import RuleBook
    from asbuilt.store import Store, Triple
    from asbuilt.workspace import Workspace

NEWEST = "newest"
"""Name of the graph that holds the findings of the newest inspection."""


def keep(  # noqa: PLR0913, PLR0917 - what is kept is made of these
    workspace: Workspace,
    store: Store,
    inspection: Inspection,
    findings: Sequence[Finding],
    memory: life.Memory,
    book: RuleBook,
) -> None:
    """Keep what an inspection found, of the rules that the workspace wants to be told of.

    All of it is remembered, whatever the workspace wants, so that history has no gaps.
    """
    minter = workspace.minter
    wanted = book.wanted  # worked out anew each time it is asked for
    told = [finding for finding in findings if finding.rule in wanted]
    store.replace(URIRef(f"{minter.base}graph/rules"), rules_as_facts(book.rules.values()))
    _keep_findings(store, told, inspection, book, minter.base)
    changed, said = life.changes(findings, memory, inspection.iri, minter, inspection.as_of)
    known = {str(life.record_iri(one, minter)) for one in memory.findings}
    said += inspection_as_facts(inspection, told)
    _restate(store, minter.history_graph, known, changed, said)
    workspace.touch()


def _keep_findings(
    store: Store, findings: Sequence[Finding], inspection: Inspection, book: RuleBook, base: str
) -> None:
    graph = URIRef(f"{base}graph/findings/{NEWEST}")
    for name in store.graph_names():
        if str(name).startswith(f"{base}graph/findings/") and name != graph:
            store.drop(name)  # each inspection had a graph of its own before
    rows = store.texts(built_in()["finding-digests"].unordered.text)
    held = {finding: (digest, status) for finding, digest, status in rows}
    wanted = {str(finding_iri(one, base)): one for one in findings}
    anew, moved = [], []
    for iri, one in wanted.items():
        digest, status = held.get(iri, ("", ""))
        if digest != digest_of(one):
            anew.append(one)
        elif status != one.status:
            moved.append(one)
    facts = findings_as_facts(anew, inspection, book.rules, base)
    if not held:
        store.replace(graph, facts)
        return
    gone = [URIRef(iri) for iri in held if iri not in wanted]
    _restate(store, graph, held, [*gone, *(finding_iri(one, base) for one in anew)], facts)
    store.restate(
        graph,
        [finding_iri(one, base) for one in moved],
        [status_as_fact(one, base) for one in moved],
        AB.findingStatus,
    )


def _restate(
    store: Store,
    graph: URIRef,
    known: Collection[str],
    subjects: Iterable[URIRef],
    facts: Iterable[Triple],
) -> None:
    """Say anew what is said of subjects: first of those that nobody knows, then of the others.

    Stores take in many triples as sorted files only where none is removed; and each step leaves
    what the next check makes whole.
    """
    first: list[Triple] = []
    then: list[Triple] = []
    for triple in facts:
        (then if str(triple[0]) in known else first).append(triple)
    if first:
        store.restate(graph, (), first)
    store.restate(graph, [one for one in subjects if str(one) in known], then)
