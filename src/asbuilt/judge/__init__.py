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
from asbuilt.judge import due, life, waivers
from asbuilt.judge.baseline import Baseline
from asbuilt.judge.compose import compose
from asbuilt.judge.engine import DEFAULT_ENGINE
from asbuilt.judge.finding import Finding, Waiver
from asbuilt.judge.incremental.checking import judge_view
from asbuilt.judge.judgement import Judgement, Remark, remarks
from asbuilt.judge.keeping import keep
from asbuilt.judge.record import Inspection
from asbuilt.judge.refresh import refreshed
from asbuilt.judge.rules import SEVERITIES, Rule, RuleBook, rule_book
from asbuilt.judge.shape_hygiene import shape_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asbuilt.judge.life import Memory, Remembered
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
    waivers: tuple[Waiver, ...] = ()
    """All waivers, also those that are expired or accept nothing."""
    since: str = "the last inspection"
    """With what the findings were compared, in words."""
    unjudged: tuple[Remark, ...] = ()
    """Rules that could not be judged; the inspection is then incomplete, and not kept."""
    referred: tuple[Remark, ...] = ()
    """Rules that the engine left to the reference engine."""

    @property
    def idle_waivers(self) -> list[Waiver]:
        """The valid waivers that accept nothing, as far as the report tells of their rules."""
        used = {finding.waiver.iri for finding in self.findings if finding.waiver}
        told = {rule.code for rule in self.rules}
        return [
            one
            for one in self.waivers
            if not one.expired and one.iri not in used and (not one.rule or one.rule in told)
        ]

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
            "overdue": sum(finding.overdue for finding in open_ones),
            "since": self.since,
            "unjudged": len(self.unjudged),
        }


def check(  # noqa: PLR0913, PLR0917 - each is a choice that a person makes on the command line
    workspace: Workspace,
    store: Store,
    as_of: date,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    engine: str = DEFAULT_ENGINE,
    since: Baseline | None = None,
    *,
    progress: Progress | None = None,
) -> Report:
    """Judge the graph as of a day, keep what was found, and report it.

    All rules are judged and remembered whatever is selected; what the workspace wants to be told of
    is kept for pages and queries, so that they never tell of half an inspection. `select` and
    `ignore` are beginnings of codes that narrow the report, and win over the workspace. The report
    tells what is new and fixed since a baseline, the graph always since the last inspection. Where
    a rule could not be judged, the report says so and nothing is kept: what it would have found
    would seem mended. Raises `UserError` where nothing was loaded, and for waivers or names that
    make no sense.
    """
    book = rule_book(workspace)
    wanted = book.selected(select, ignore)
    minter = workspace.minter
    if not any(str(name).startswith(f"{minter.base}graph/source/") for name in store.graph_names()):
        raise UserError.not_loaded(str(workspace.folder))
    memory = life.remember(store)
    judgement = judged(workspace, store, book, as_of, engine, memory, progress=progress or _silent)
    found = judgement.findings
    identifier = f"{as_of.isoformat()}-{len(memory.inspections) + 1}"
    inspection = Inspection(
        identifier,
        URIRef(f"{minter.base}inspection/{identifier}"),
        as_of,
        datetime.now(UTC).replace(microsecond=0),
        engine,
    )
    last = Baseline.of_last(memory)
    findings = last.compared(found)
    if not judgement.unjudged:
        keep(workspace, store, inspection, findings, memory, book)
    before = since or last
    unknown = {one.rule for one in judgement.unjudged}
    told = [finding for finding in before.compared(found) if finding.rule in wanted]
    return Report(
        workspace.title,
        inspection,
        tuple(told),
        tuple(one for one in before.fixed(found) if one.rule in wanted - unknown),
        tuple(rule for code, rule in book.rules.items() if code in wanted),
        judgement.waivers,
        before.name,
        judgement.unjudged,
        judgement.referred,
    )


def judged(  # noqa: PLR0913, PLR0917 - what a judgement rests on
    workspace: Workspace,
    store: Store,
    book: RuleBook,
    as_of: date,
    engine: str,
    memory: Memory,
    rules_of: Workspace | None = None,
    *,
    progress: Progress,
) -> Judgement:
    """Judge a graph by a rule book; nothing of it is kept.

    The findings have their days from what is remembered, and as yet no status but ``waived``.
    `rules_of` is the workspace that the rules come from, where it is another one.
    """
    minter = workspace.minter
    terms = due.days(workspace)
    progress(1, 3, "facts")
    store.replace(URIRef(f"{minter.base}graph/inspection"), as_of_fact(minter, as_of))
    _state_waivers(workspace, store)
    also = [
        *shape_faults(book.source, rules_of or workspace),
        *life.overdue(memory, terms, as_of, minter),
    ]
    view, change = refreshed(workspace, store, as_of, also)
    with closing(view):
        outcome = judge_view(
            workspace, view, change, book.shapes, engine,
            lambda said: progress(2, 3, f"{len(book.rules)} rules over {said}"),
        )  # fmt: skip
        progress(3, 3, "findings")
        waived_by = waivers.known(view, as_of)
        found = compose(outcome.results, book, view, minter.base)
        found = list(waivers.apply(found, waived_by, waivers.names_in(view)))
    found = life.without_mended(found, minter)
    return Judgement(
        list(due.dated(life.aged(found, memory, as_of), terms, as_of)),
        tuple(waived_by),
        remarks(outcome.failed, book),
        remarks(outcome.referred, book),
    )


def _silent(number: int, total: int, name: str) -> None:
    """Tell nobody."""


def _state_waivers(workspace: Workspace, store: Store) -> None:
    graph = workspace.minter.source_graph(waivers.WAIVERS_FILE)
    stated = waivers.stated(workspace)
    if stated or graph in store.graph_names():
        store.replace(graph, stated)
