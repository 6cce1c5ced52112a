"""Finds in a log the cases in which one person did two duties that must be separate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.derive.conformance.asking import CaseQuestion
from asbuilt.derive.conformance.deviation import AGENTS, Deviation, share
from asbuilt.derive.conformance.parts import PLACE, is_any
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.authority.duties import Separation
    from asbuilt.derive.conformance.actors import Cast, Inquiry
    from asbuilt.derive.conformance.asking import Asking
    from asbuilt.derive.conformance.deviation import Cases
    from asbuilt.derive.conformance.parts import Part


def self_approved(inquiry: Inquiry, separation: Separation, applies_when: str) -> Iterator[Asking]:
    """State the cases in which one person completed both of two duties that must be separate.

    Systems are no person. Where a log writes a role or group in the place of a person, that the
    same one did both is told as such. Of a conditional control only the cases to which it applies
    count, as far as the log tells them.
    """
    log = inquiry.log
    first = log.activities_of([separation.first])
    second = log.activities_of([separation.second])
    if first and second and not set(first) & set(second):
        yield _by_one(inquiry, separation, applies_when, (first, second))


def _by_one(
    inquiry: Inquiry,
    separation: Separation,
    applies_when: str,
    activities: tuple[list[str], list[str]],
) -> Asking:
    log = inquiry.log
    codes = log.codes(activities[0]), log.codes(activities[1])
    question = CaseQuestion(partial(_in_both, inquiry.cast, codes, applies_when))
    yield question
    found = ((whose, question.cases(log, whose)) for whose in ("person", "role or group"))
    return [
        _both(inquiry, separation, cases, question.total, whose)
        for whose, cases in found
        if cases is not None
    ]


def _in_both(
    cast: Cast, codes: tuple[list[int], list[int]], applies_when: str, part: Part
) -> pl.LazyFrame:
    """Give the cases in which people did both duties, and the people who did both of a case."""
    done = (
        part.of([*codes[0], *codes[1]])
        .filter("done")
        .select(
            "case", "time", "resource", PLACE, cast.person.alias("person"), first=is_any(codes[0])
        )
        .filter(pl.col("person").is_not_null())
    )
    allowed = part.applicable(applies_when) if applies_when else None
    if allowed is not None:
        done = done.join(allowed, on="case", how="semi")
    cases = done.group_by("case", maintain_order=True).agg(
        pl.col("first").any().alias("asked"), (~pl.col("first")).any().alias("decided")
    )
    # One number for case and person: to match by that is several times as fast as by two.
    both = (pl.col("case").cast(pl.UInt64) * 2**32 + pl.col("person")).alias("both")
    asked = done.filter("first").select(both)
    decided = done.filter(~pl.col("first")).select(both)
    shared = pl.col("person").is_in(pl.Series(cast.shared, dtype=pl.UInt32()).implode())
    whose = pl.when(shared).then(pl.lit("role or group")).otherwise(pl.lit("person"))
    alone = (
        done.with_columns(both)
        .join(decided.join(asked, on="both", how="semi").unique(), on="both", how="semi")
        .group_by("case", "person")
        .agg(pl.col("time").max(), pl.col("resource").sort_by(PLACE).first())
        .select("case", "time", "resource", whose.alias("deviates"))
    )
    counted = cases.filter(pl.col("asked") & pl.col("decided")).select("case")
    return pl.concat([alone, counted], how="diagonal")


def _both(
    inquiry: Inquiry, separation: Separation, cases: Cases, total: int, whose: str
) -> Deviation:
    log, duties = inquiry.log, inquiry.duties
    asking, deciding = duties[separation.first], duties[separation.second]
    names = f"{asking.label} and {deciding.label}"
    hidden = "" if whose == "person" else " The log does not say which people that were."
    return Deviation(
        AB.SelfApproval,
        log,
        about=deciding.step,
        label=f"The same {whose} did {names} in {share(cases.count, total)}",
        proof=f"In {share(cases.count, total)} one {whose} did both {names}{cases.when}"
        f"{cases.mostly}.{hidden} {separation.reason}.",
        cases=cases,
        total=total,
        parts=(separation.first, *(() if whose == "person" else (whose,))),
        involves=(separation.first,),
        control=separation.control,
        activities=(
            *log.activities_of([separation.first]),
            *log.activities_of([separation.second]),
        ),
        further=((AB.apartFrom, separation.first),),
        agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
    )
