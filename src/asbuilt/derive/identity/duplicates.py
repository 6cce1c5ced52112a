"""Proposes which roles, groups and agents of different sources are one, for people to confirm.

Two things meet in one by identifier, by what `persons` and `groups` take for granted, or by a
mapping that somebody confirmed. Where two of one kind otherwise bear the same login or name, or
nearly the same, that is stated as a likely duplicate, which counts nowhere until it is confirmed
(``asbuilt map --confirm``) or rejected (``--reject``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

from asbuilt.derive.correspondence.likeness import likeness
from asbuilt.derive.identity.named_things import Named, named_things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.identity import Minter
    from asbuilt.store import Store, Triple

name: Final = "duplicates"

_NEAR: Final = 0.86
"""Likeness of names of roles and groups from which they are proposed.

Names that differ in inflection or a typing slip reach it; a name with a word more ("Senior buyer"
beside "Buyer") does not, being most often another role.
"""
_MOST_EACH: Final = 2
"""Proposals that one thing is in at most."""
_MOST: Final = 500
"""Proposals that are made at most, the most certain first."""
_CROWD: Final = 20
"""Things with one name beyond which the name tells nothing."""
_MOST_PAIRS: Final = 150_000
"""Pairs of names that are compared at most; beyond it only equal names are proposed."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two things of one kind that may be one, and why; the first is that of the Process Domain."""

    first: URIRef
    second: URIRef
    labels: tuple[str, str]
    kind: str
    confidence: float
    reason: str


def derive(context: Context) -> Iterator[Triple]:
    """State each proposal as a likely duplicate."""
    found = propose_all(context.store, context.minter)
    for number, (label, proof) in enumerate(found.left_out):
        yield from describe(
            context.minter.derived(name, "left out", str(number)),
            AB.Omission,
            label=label,
            about=context.minter.derived_graph(name),
            proof=proof,
        )
    for one in found.made:
        node = context.minter.derived(name, str(one.first), str(one.second))
        yield from describe(
            node,
            AB.LikelyDuplicate,
            label=f"{one.labels[0]} and {one.labels[1]} may be one {one.kind}",
            about=one.first,
            proof=one.reason,
            involves=[one.second],
        )
        confidence = Literal(f"{one.confidence:.2f}", datatype=XSD.decimal)
        yield node, AB.confidence, confidence


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What is proposed, and what was left out: a name and a sentence for each bound reached."""

    made: list[Duplicate]
    left_out: list[tuple[str, str]]


def propose(store: Store, minter: Minter) -> list[Duplicate]:
    """Give proposals for things that nothing says to be one, or two, the most certain first."""
    return propose_all(store, minter).made


def propose_all(store: Store, minter: Minter) -> Duplicates:
    """Give proposals with what was left out for size."""
    known = named_things(store)
    found: dict[frozenset[URIRef], Duplicate] = {}
    left_out = []
    joined = known.joined()
    for kind in sorted({one.kind for one in known.all}):
        things = [one for one in known.all if one.kind == kind]
        if kind != "agent" and _pairs_of(things) > _MOST_PAIRS:
            label = f"Names of {kind}s that are only nearly the same were not compared"
            why = f"{len(things):,} {kind}s make {_pairs_of(things):,} pairs, more than"
            why += f" {_MOST_PAIRS:,}: only those with equal names are proposed as one."
            left_out.append((label, why))
        for first, second, confidence, reason in _alike(kind, things):
            ends = frozenset((first.iri, second.iri))
            if known.is_settled(first, second) or first.files & second.files:
                continue
            if not first.names & second.names and (first.iri in joined or second.iri in joined):
                continue
            before = found.get(ends)
            if before is None or before.confidence < confidence:
                one, other = sorted((first, second), key=lambda thing: _rank(thing, minter))
                labels = (one.label, other.label)
                found[ends] = Duplicate(one.iri, other.iri, labels, kind, confidence, reason)
    ranked = sorted(found.values(), key=lambda one: (-one.confidence, one.first, one.second))
    made: dict[URIRef, int] = defaultdict(int)
    chosen: list[Duplicate] = []
    for offer in ranked:
        if max(made[offer.first], made[offer.second]) < _MOST_EACH:
            made[offer.first] += 1
            made[offer.second] += 1
            chosen.append(offer)
    if len(chosen) > _MOST:
        label = f"{len(chosen) - _MOST:,} likely duplicates are not proposed yet"
        why = f"{len(chosen):,} pairs may be one; the {_MOST:,} most certain are proposed."
        left_out.append((label, f"{why} Confirm or reject some of these, and others follow."))
    return Duplicates(chosen[:_MOST], left_out)


def _pairs_of(things: list[Named]) -> int:
    return len(things) * (len(things) - 1) // 2


def _rank(thing: Named, minter: Minter) -> tuple[bool, bool, str]:
    """Put before others what is named for the organisation as a whole, then what is documented."""
    within = thing.iri.removeprefix(minter.base)
    return thing.is_digital, "#" in within, thing.iri


def _alike(kind: str, things: list[Named]) -> Iterator[tuple[Named, Named, float, str]]:
    """Yield pairs of things that are called the same, or nearly so, with why."""
    if kind == "agent":
        yield from _sharing(things, lambda one: one.logins, 0.95, "have the login")
        yield from _sharing(things, lambda one: one.accounts, 0.9, "are known to a system as")
        yield from _sharing(things, lambda one: one.local_parts, 0.85, "have the account name")
        yield from _sharing(things, lambda one: one.full_names, 0.85, "bear the name")
        return
    yield from _sharing(things, lambda one: one.names, 0.95, "bear the name")
    yield from _sharing(things, lambda one: one.stems, 0.9, "bear names of the same words:")
    if _pairs_of(things) > _MOST_PAIRS:
        return
    for first, second in combinations(things, 2):
        alike = likeness(first.bare, second.bare)
        if _NEAR <= alike < 1:
            reason = f"Both are called nearly the same: {first.label!r} and {second.label!r}"
            yield first, second, 0.9 * alike, f"{reason} are {alike:.0%} alike."


def _sharing(
    things: list[Named], signs: _Signs, confidence: float, how: str
) -> Iterator[tuple[Named, Named, float, str]]:
    bearers: dict[str, list[Named]] = defaultdict(list)
    for one in things:
        for sign in signs(one):
            bearers[sign].append(one)
    for sign, together in sorted(bearers.items()):
        if len(together) <= _CROWD:
            for first, second in combinations(together, 2):
                yield first, second, confidence, f"Both {how} {sign!r}."


if TYPE_CHECKING:
    from collections.abc import Callable

    _Signs = Callable[[Named], Iterable[str]]
