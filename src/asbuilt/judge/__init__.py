"""Judging: shapes are run over the facts, and what they find becomes findings with a life."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from rdflib import URIRef

from asbuilt.derive import as_of_fact
from asbuilt.errors import UserError
from asbuilt.judge import life, waivers
from asbuilt.judge.compose import compose
from asbuilt.judge.engine import DEFAULT_ENGINE, validate
from asbuilt.judge.finding import Finding
from asbuilt.judge.record import (
    Inspection,
    findings_as_facts,
    inspection_as_facts,
    rules_as_facts,
)
from asbuilt.judge.refresh import refreshed
from asbuilt.judge.rules import SEVERITIES, Rule, RuleBook, rule_book
from asbuilt.judge.shape_hygiene import shape_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asbuilt.judge.life import Remembered
    from asbuilt.store import Store
    from asbuilt.workspace import Workspace

    Progress = Callable[[int, int, str], None]

__all__ = ["Finding", "Inspection", "Report", "Rule", "RuleBook", "check", "rule_book"]


@dataclass(frozen=True, slots=True)
class Report:
    """What an inspection found, as far as its reader has selected it."""

    title: str
    inspection: Inspection
    findings: tuple[Finding, ...]
    fixed: tuple[Remembered, ...]
    """What the last inspection found and this one no longer does."""
    rules: tuple[Rule, ...]
    """The rules whose findings the report tells of."""

    def summary(self) -> dict[str, Any]:
        """Give the numbers of findings: open ones by severity and class, all by status."""
        open_ones = [finding for finding in self.findings if finding.is_open]
        severities = Counter(finding.severity for finding in open_ones)
        status = Counter(finding.status for finding in self.findings)
        return {
            "inspection": self.inspection.identifier,
            "as_of": self.inspection.as_of.isoformat(),
            "rules": len(self.rules),
            "findings": len(self.findings),
            "open": len(open_ones),
            "severity": {name: severities[name] for name in SEVERITIES},
            "breakdown": dict(sorted(Counter(f.breakdown for f in open_ones).items())),
            "status": dict(sorted(status.items())),
            "fixed": len(self.fixed),
        }


def check(  # noqa: PLR0913, PLR0917 - each is a choice that a person makes on the command line
    workspace: Workspace,
    store: Store,
    as_of: date,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    engine: str = DEFAULT_ENGINE,
    *,
    progress: Progress | None = None,
) -> Report:
    """Judge the graph as of a day, keep what was found, and report it.

    All rules are judged and remembered whatever is selected; what the workspace wants to be told of
    is kept for pages and queries, so that they never tell of half an inspection. `select` and
    `ignore` are beginnings of codes that narrow the report, and win over the workspace. Raises
    `UserError` where nothing was loaded, and for shapes, waivers or names that make no sense.
    """
    book = rule_book(workspace)
    wanted = book.selected(select, ignore)
    minter = workspace.minter
    if not any(str(name).startswith(f"{minter.base}graph/source/") for name in store.graphs()):
        raise UserError.not_loaded(str(workspace.folder))
    tell = progress or _silent
    tell(1, 3, "facts")
    store.replace(URIRef(f"{minter.base}graph/inspection"), as_of_fact(minter, as_of))
    _state_waivers(workspace, store)
    view, _ = refreshed(workspace, store, as_of, shape_faults(book.source, workspace))
    with closing(view):
        tell(2, 3, f"{len(book.rules)} rules over {len(view):,} facts")
        results = validate(view.as_graph(), book.shapes, engine)
        tell(3, 3, "findings")
        found = list(waivers.apply(compose(results, book, view, minter.base), view, as_of))
    memory = life.remember(store, minter)
    findings = list(life.aged(found, memory))
    identifier = f"{as_of.isoformat()}-{memory.inspections + 1}"
    inspection = Inspection(
        identifier,
        URIRef(f"{minter.base}inspection/{identifier}"),
        as_of,
        datetime.now(UTC).replace(microsecond=0),
        engine,
    )
    gone = life.fixed(findings, memory)
    _keep(workspace, store, inspection, findings, memory, book)
    return Report(
        workspace.title,
        inspection,
        tuple(finding for finding in findings if finding.rule in wanted),
        tuple(one for one in gone if one.rule in wanted),
        tuple(rule for code, rule in book.rules.items() if code in wanted),
    )


def _silent(number: int, total: int, name: str) -> None:
    """Tell nobody."""


def _state_waivers(workspace: Workspace, store: Store) -> None:
    graph = workspace.minter.source_graph(waivers.WAIVERS_FILE)
    stated = waivers.stated(workspace)
    if stated or graph in store.graphs():
        store.replace(graph, stated)


def _keep(  # noqa: PLR0913, PLR0917 - what is kept is made of these
    workspace: Workspace,
    store: Store,
    inspection: Inspection,
    findings: list[Finding],
    memory: life.Memory,
    book: RuleBook,
) -> None:
    minter = workspace.minter
    current = minter.findings_graph(inspection.identifier)
    wanted = book.wanted
    told = [finding for finding in findings if finding.rule in wanted]
    store.replace(URIRef(f"{minter.base}graph/rules"), rules_as_facts(book.rules.values()))
    store.replace(current, findings_as_facts(told, inspection, book.rules, minter.base))
    prefix = str(minter.findings_graph(""))
    for name in list(store.graphs()):
        if str(name).startswith(prefix) and name != current:
            store.drop(name)
    kept = [
        triple
        for triple in store.triples(minter.history_graph)
        if not str(triple[0]).startswith(f"{minter.base}history/finding/")
    ]
    kept += inspection_as_facts(inspection, told)
    kept += life.records(findings, memory, minter, inspection.as_of)
    store.replace(minter.history_graph, kept)
    workspace.touch()
