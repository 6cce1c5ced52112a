"""Judges for each demand of evidence and each completed period whether the evidence suffices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rdflib import Literal, URIRef

from asbuilt.derive.evidence import periods
from asbuilt.derive.evidence.exhibits import Exhibit, exhibits
from asbuilt.derive.reading import Names, ask_rows, day, is_true, listed, things
from asbuilt.derive.statement import describe
from asbuilt.errors import UserError
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from asbuilt.derive import Context
    from asbuilt.derive.evidence.periods import Period
    from asbuilt.store import Triple

name: Final = "evidence"

_FINE_GRAINED: Final = frozenset({"daily", "weekly"})
"""Frequencies of which a run of missing periods is told as one."""
_WORDS: Final = {
    "missing": "is missing",
    "failed": "shows that it failed",
    "hashMismatch": "is not the file that was hashed",
    "outOfPeriod": "does not cover its period",
    "stale": "was captured before its period began",
    "selfAttested": "was collected and attested by the same person",
    "inconclusive": "shows nothing",
    "unhashed": "has no hash",
    "sufficient": "suffices",
}
"""Verdicts, the most serious first, as the ends of a sentence."""


_IN_FORCE: Final = (
    "?a a ab:Control FILTER NOT EXISTS { ?a a ab:Reference }"
    " FILTER NOT EXISTS { ?a ab:applicable false }"
)


@dataclass(frozen=True)
class Demand:
    """A requirement of evidence, with what its control or step says about when and by whom."""

    requirement: URIRef
    label: str
    holder: URIRef
    """The control or step that must leave the evidence."""
    holder_label: str
    frequency: str
    since: date | None
    independent: bool


def derive(context: Context) -> Iterator[Triple]:
    """State a verdict per requirement and period, and the digests of the files at hand."""
    start = fiscal_year_start(context.workspace.settings)
    at_hand = exhibits(context, start)
    for exhibit in at_hand:
        if exhibit.observed:
            yield exhibit.iri, AB.observedSha256, Literal(exhibit.observed)
    asked: set[URIRef] = set()
    for demand in _demands(context):
        asked |= {demand.requirement, demand.holder}
        mine = [e for e in at_hand if e.serves & {demand.requirement, demand.holder}]
        yield from _judge(context, demand, mine, start)
    yield from _failures(context, at_hand, asked)


def fiscal_year_start(settings: dict[str, Any]) -> int:
    """Give the month in which the workspace's fiscal years begin; January where it says nothing.

    Raises `UserError` where the workspace names no month.
    """
    said = settings.get("check", {}).get("fiscal_year_start", 1)
    if isinstance(said, bool) or not isinstance(said, int) or not 1 <= said <= 12:
        raise UserError.bad_setting(
            "[check] fiscal_year_start",
            f"{said!r} is no month",
            "write the number of the month in which the fiscal year begins, from 1 to 12",
            "[check]\nfiscal_year_start = 10",
        )
    return said


def _demands(context: Context) -> Iterator[Demand]:
    names = Names(context.store, AB.EvidenceRequirement, AB.Control, AB.Step)
    found: dict[tuple[URIRef, URIRef], Demand] = {}
    for row in ask_rows(
        context.store,
        """SELECT ?requirement ?holder ?frequency ?since ?independent ?applicable WHERE {
            ?holder ab:requiresEvidence ?requirement .
            FILTER NOT EXISTS { ?holder a ab:Reference }
            FILTER NOT EXISTS { ?requirement a ab:Reference }
            OPTIONAL { ?requirement ab:frequency ?own } OPTIONAL { ?holder ab:frequency ?its }
            BIND(COALESCE(?own, ?its) AS ?frequency)
            OPTIONAL { ?requirement ab:inForceSince ?from } OPTIONAL { ?holder ab:inForceSince ?of }
            BIND(COALESCE(?from, ?of) AS ?since)
            OPTIONAL { ?holder ab:independent ?i } OPTIONAL { ?requirement ab:independent ?j }
            BIND(COALESCE(?j, ?i) AS ?independent)
            OPTIONAL { ?holder ab:applicable ?applicable }
        }""",
    ):
        requirement, holder, frequency, since, independent, applicable = row
        if not (isinstance(requirement, URIRef) and isinstance(holder, URIRef)):
            continue
        if applicable is not None and not is_true(applicable):
            continue
        found.setdefault(
            (requirement, holder),
            Demand(
                requirement,
                names.of(requirement),
                holder,
                names.of(holder),
                str(frequency or ""),
                day(since),
                is_true(independent),
            ),
        )
    yield from found.values()


def _judge(context: Context, demand: Demand, mine: list[Exhibit], start: int) -> Iterator[Triple]:
    """State the verdicts on one demand.

    What was captured after the day judged for was not there on that day.
    """
    there = [e for e in mine if e.captured is None or e.captured <= context.as_of]
    since = demand.since or min((e.claimed.first for e in there if e.claimed), default=None)
    expected = list(periods.due(demand.frequency, since, context.as_of, start)) if since else []
    per_case = demand.frequency not in periods.FREQUENCIES
    if not there and (since is None or (per_case and since <= context.as_of)):
        yield from _missing(context, demand, [])
    judged: set[URIRef] = set()
    gaps: list[Period] = []
    for period in expected:
        given = [e for e in there if e.claimed is not None and e.claimed.overlaps(period)]
        if not given:
            gaps.append(period)
            continue
        if gaps and demand.frequency in _FINE_GRAINED:
            yield from _missing(context, demand, gaps)
            gaps = []
        judged |= {exhibit.iri for exhibit in given}
        yield from _verdicts(context, demand, period.name, given, is_due=True)
    for run in [gaps] if demand.frequency in _FINE_GRAINED else [[gap] for gap in gaps]:
        if run:
            yield from _missing(context, demand, run)
    rest: dict[str, list[Exhibit]] = {}
    for exhibit in there:
        if exhibit.iri not in judged:
            key = "" if per_case else exhibit.claimed.name if exhibit.claimed else ""
            rest.setdefault(key, []).append(exhibit)
    for key, given in sorted(rest.items()):
        yield from _verdicts(context, demand, key, given, is_due=per_case)


def _verdicts(
    context: Context, demand: Demand, period: str, given: list[Exhibit], *, is_due: bool
) -> Iterator[Triple]:
    """State what is wrong with the evidence for a period, or that it suffices.

    Evidence for a period that is not due, because it is not over, is judged for its faults only.
    """
    faults: dict[str, list[tuple[Exhibit, str]]] = {}
    for exhibit in given:
        for verdict, why in exhibit.faults(independent=demand.independent):
            faults.setdefault(verdict, []).append((exhibit, why))
    for verdict, found in sorted(faults.items(), key=lambda f: list(_WORDS).index(f[0])):
        yield from _node(
            context,
            demand,
            verdict,
            [period] if period else [],
            [exhibit for exhibit, _ in found],
            " ".join(why for _, why in found),
        )
    if not faults and is_due:
        names = listed(exhibit.label for exhibit in given)
        proof = f"{names} {'is' if len(given) == 1 else 'are'} there, in order."
        yield from _node(context, demand, "sufficient", [period] if period else [], given, proof)


def _failures(context: Context, at_hand: list[Exhibit], asked: set[URIRef]) -> Iterator[Triple]:
    """State which controls failed of which nobody asks for evidence, as assessments show it.

    What failed and passed when it was captured again later, under the same name, is mended.
    """
    names = Names(context.store, AB.Control)
    known = set(things(context.store, _IN_FORCE))
    by_control: dict[URIRef, list[Exhibit]] = defaultdict(list)
    for exhibit in at_hand:
        if exhibit.captured is None or exhibit.captured <= context.as_of:
            for thing in exhibit.serves - asked:
                by_control[thing].append(exhibit)
    for control in sorted(known & by_control.keys()):
        label = names.of(control)
        failed = [
            one for one in by_control[control] if one.outcome == "failed"
            and not any(_mends(other, one) for other in by_control[control])
        ]  # fmt: skip
        if failed:
            demand = Demand(control, label, control, label, "", None, independent=False)
            proof = " ".join(f"{one.label} failed." for one in failed)
            yield from _node(context, demand, "failed", [], failed, proof)


def _mends(later: Exhibit, failed: Exhibit) -> bool:
    return bool(
        later.outcome == "passed"
        and later.label == failed.label
        and later.captured
        and failed.captured
        and later.captured > failed.captured
    )


def _missing(context: Context, demand: Demand, gaps: list[Period]) -> Iterator[Triple]:
    if not gaps:
        since = f" since {demand.since}" if demand.since else ""
        proof = f"{demand.holder_label} asks for {demand.label}{since}; none is registered."
    elif len(gaps) == 1:
        proof = (
            f"{demand.holder_label} asks for {demand.label} {demand.frequency}; none claims"
            f" {gaps[0].name} ({gaps[0].first} to {gaps[0].last})."
        )
    else:
        proof = (
            f"{demand.holder_label} asks for {demand.label} {demand.frequency}; none claims any of"
            f" {len(gaps):,} periods from {gaps[0].name} to {gaps[-1].name}."
        )
    yield from _node(context, demand, "missing", [gap.name for gap in gaps], [], proof)


def _node(  # noqa: PLR0913, PLR0917 - each is a part of what is said
    context: Context,
    demand: Demand,
    verdict: str,
    names: list[str],
    given: Iterable[Exhibit],
    proof: str,
) -> Iterator[Triple]:
    first = names[0] if names else ""
    node = context.minter.derived(name, demand.requirement, demand.holder, verdict, first)
    span = (
        "" if not names else f" for {first}" if len(names) == 1 else f" for {first} to {names[-1]}"
    )
    items = [exhibit.iri for exhibit in given]
    asked = [] if demand.requirement == demand.holder else [demand.requirement]
    yield from describe(
        node,
        AB.EvidenceVerdict,
        label=f"Evidence of {demand.holder_label}{span} {_WORDS[verdict]}",
        about=demand.holder,
        proof=proof,
        involves=[*asked, *items],
        source=[*items, demand.holder, *asked],
    )
    yield node, AB.verdict, Literal(verdict)
    yield from ((node, AB.requirement, requirement) for requirement in asked)
    for period in names:
        yield node, AB.period, Literal(period)
