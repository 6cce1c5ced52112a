"""Tells of each decision who took it in a log, how often, and how often without the right to.

These are the deeds beside the rights and permissions of the authority matrix. The people of most
cases are told one by one; the others are counted.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import polars as pl
from rdflib import XSD, Literal

from asbuilt.derive.conformance.acting import exercised, is_judged
from asbuilt.derive.conformance.deviation import share
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.authority.duties import Duty
    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.parts import Part
    from asbuilt.store import Triple

ACTORS: Final = 200
"""Most actors who are told one by one for a decision and log."""


def deeds(inquiry: Inquiry) -> Iterator[Triple]:
    """State of each decision in a log who completed it, whoever had the right to."""
    questions = [
        _Deeds(inquiry, duty)
        for duty in inquiry.duties.by_step.values()
        if duty.has_standings and duty.step in inquiry.log.steps
    ]
    inquiry.log.ask(questions)
    for question in questions:
        yield from question.told()


class _Deeds:
    """Asks who completed a decision; several names of one person are one."""

    def __init__(self, inquiry: Inquiry, duty: Duty) -> None:
        self._inquiry, self._duty = inquiry, duty
        who, names = inquiry.cast.actors.who, inquiry.cast.resources
        self._persons = pl.LazyFrame(
            {"resource": range(len(names)), "person": [str(who(name) or name) for name in names]},
            schema={"resource": pl.UInt32(), "person": pl.String()},
        )
        self._total = 0
        self._by_actor: list[pl.DataFrame] = []

    def ask(self, part: Part) -> pl.LazyFrame:
        return exercised(self._inquiry, self._duty, part).select(
            "case", "time", "resource", "right"
        )

    def take(self, part: Part, frame: pl.DataFrame) -> None:
        self._total += frame["case"].n_unique()
        by_actor = (
            frame.lazy()
            .join(self._persons, on="resource")
            .group_by("person")
            .agg(
                pl.col("resource").min(),
                pl.col("case").n_unique().alias("cases"),
                pl.col("case").filter(~pl.col("right")).n_unique().alias("wrong"),
                pl.col("case").sort_by("time", "case").first(),
                pl.col("time").sort_by("time", "case").first().alias("at"),
                pl.col("time").min().alias("first"),
                pl.col("time").max().alias("last"),
            )
            .collect()
        )
        self._by_actor.append(part.kept.named(by_actor))
        self._by_actor = [_joined(pl.concat(self._by_actor))]

    def told(self) -> Iterator[Triple]:
        inquiry, duty = self._inquiry, self._duty
        (found,) = self._by_actor or [pl.DataFrame()]
        if found.is_empty():
            return
        by_actor = found.sort("cases", "person", descending=[True, False])
        judged = is_judged(inquiry.cast, duty)
        for row in by_actor.head(ACTORS).iter_rows(named=True):
            yield from _deed(inquiry, duty, row, self._total, is_judged=judged)
        if by_actor.height > ACTORS:
            yield from _others(inquiry, duty, by_actor.height - ACTORS)


def _joined(parts: pl.DataFrame) -> pl.DataFrame:
    """Make one row of those of one actor, which come from several parts of the log."""
    return parts.sort("at", "case").group_by("person", maintain_order=True).agg(
        pl.col("resource", "first").min(),
        pl.col("cases", "wrong").sum(),
        pl.col("case", "at").first(),
        pl.col("last").max(),
    ).select(parts.columns)  # fmt: skip


def _deed(
    inquiry: Inquiry, duty: Duty, row: dict[str, object], total: int, *, is_judged: bool
) -> Iterator[Triple]:
    log, cast = inquiry.log, inquiry.cast
    actor = cast.resources[int(str(row["resource"]))]
    cases, wrong = int(str(row["cases"])), int(str(row["wrong"]))
    agent = cast.actors.who(actor)
    name = actor if agent is None else cast.actors.principals.names.of(agent)
    proof = f"{name} did {duty.label} in {share(cases, total)} of {log.name}{_when(row)}."
    if is_judged:
        proof += f" In {wrong:,} of them without the right to decide it on that day."
    node = inquiry.minter.derived("conformance", "deed", log.iri, duty.step, str(row["person"]))
    yield from describe(
        node,
        AB.Acting,
        label=f"{name} did {duty.label} in {share(cases, total)}",
        about=duty.step,
        proof=proof,
        involves=[agent] if agent is not None else [],
        source=[log.iri, duty.step],
    )
    yield node, AB.log, log.iri
    yield node, AB.actor, Literal(actor)
    yield node, AB.caseCount, Literal(cases)
    yield node, AB.exampleCase, Literal(str(row["case"]))
    if is_judged:
        yield node, AB.unauthorisedCount, Literal(wrong)
    if agent is not None:
        yield node, AB.party, agent
    for term, time in ((AB.firstSeen, row["first"]), (AB.lastSeen, row["last"])):
        if time is not None:
            yield node, term, Literal(_moment(time).isoformat(), datatype=XSD.dateTime)


def _others(inquiry: Inquiry, duty: Duty, number: int) -> Iterator[Triple]:
    node = inquiry.minter.derived("conformance", "deed", inquiry.log.iri, duty.step)
    yield from describe(
        node,
        AB.Acting,
        label=f"{number:,} more did {duty.label}",
        about=duty.step,
        proof=f"The {ACTORS} of most cases in {inquiry.log.name} are told one by one; what is wrong"
        f" with any of the {number:,} others is found all the same.",
        source=[inquiry.log.iri, duty.step],
    )
    yield node, AB.untold, Literal(number)


def _when(row: dict[str, object]) -> str:
    if row["first"] is None or row["last"] is None:
        return ""
    first, last = _moment(row["first"]).date(), _moment(row["last"]).date()
    return f", on {first}" if first == last else f", first on {first}, last on {last}"


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value.astimezone(UTC)
