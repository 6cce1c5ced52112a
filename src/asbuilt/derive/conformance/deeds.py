"""Tells of each decision who took it in a log, how often, and how often without the right to.

These are the deeds beside the rights and permissions of the authority matrix. The people of most
cases are told one by one; the others are counted.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import polars as pl
from rdflib import XSD, Literal

from asbuilt.derive.conformance.acting import exercised
from asbuilt.derive.conformance.deviation import share
from asbuilt.derive.statement import describe
from asbuilt.ingest.events import POSITION
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.authority.duties import Duty
    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.store import Triple

ACTORS: Final = 200
"""Most actors who are told one by one for a decision and log."""


def deeds(inquiry: Inquiry) -> Iterator[Triple]:
    """State of each decision in a log who completed it, whoever had the right to."""
    for duty in inquiry.duties.by_step.values():
        if duty.has_standings and duty.step in inquiry.log.steps:
            yield from _of_decision(inquiry, duty)


def _of_decision(inquiry: Inquiry, duty: Duty) -> Iterator[Triple]:
    found = exercised(inquiry, duty)
    if found is None:
        return
    done, rightful = found
    by_actor = _by_actor(inquiry, done, rightful)
    total = done.select(pl.col("case").n_unique()).collect(engine="streaming").item()
    for row in by_actor.head(ACTORS).iter_rows(named=True):
        yield from _deed(inquiry, duty, row, total, is_judged=rightful is not None)
    if by_actor.height > ACTORS:
        yield from _others(inquiry, duty, by_actor.height - ACTORS)


def _by_actor(inquiry: Inquiry, done: pl.LazyFrame, rightful: pl.LazyFrame | None) -> pl.DataFrame:
    """Give the cases of each actor, of most cases first; several names of one person are one."""
    who = inquiry.cast.actors.who
    names = inquiry.cast.resources
    persons = pl.LazyFrame(
        {"resource": names, "person": [str(who(name) or name) for name in names]},
        schema={"resource": pl.String(), "person": pl.String()},
    )
    right = pl.col(POSITION).is_in(
        rightful.collect(engine="streaming")[POSITION].implode()
        if rightful is not None
        else pl.Series([], dtype=pl.UInt32()).implode()
    )
    return (
        done.join(persons, on="resource")
        .with_columns(right.alias("right"))
        .group_by("person")
        .agg(
            pl.col("resource").min(),
            pl.col("case").n_unique().alias("cases"),
            pl.col("case").filter(~pl.col("right")).n_unique().alias("wrong"),
            pl.col("case").sort_by("time", "case").first().alias("example"),
            pl.col("time").min().alias("first"),
            pl.col("time").max().alias("last"),
        )
        .sort("cases", "person", descending=[True, False])
        .collect(engine="streaming")
    )


def _deed(
    inquiry: Inquiry, duty: Duty, row: dict[str, object], total: int, *, is_judged: bool
) -> Iterator[Triple]:
    log, cast = inquiry.log, inquiry.cast
    actor, cases, wrong = str(row["resource"]), int(str(row["cases"])), int(str(row["wrong"]))
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
    yield node, AB.exampleCase, Literal(str(row["example"]))
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
