"""Sources that say something of none of their many things, which is told once.

A register of 66 controls without a column for the policy that each serves lacks a column, not 66
policies; a catalog of which nothing is implemented has not been taken up yet. So where none of the
controls, policies or data assets that a source defines has what a rule asks for, in any file, that
is one fact about the source. Where some have it, or there are few, each that lacks it is on its
own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import PROV, Literal, URIRef

from asbuilt.derive.reading import Names, listed, pairs, things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "silence"

LEAST: Final = 5
"""Things of a source without which nothing is said of the source as a whole."""
NAMED: Final = 500
"""Things beyond which no more are linked to the fact; it says so."""

_IN_FORCE: Final = (
    "?a a ab:Control FILTER NOT EXISTS { ?a a ab:Reference }"
    " FILTER NOT EXISTS { ?a ab:applicable false }"
)
_POLICIES: Final = "?a a ab:Policy FILTER NOT EXISTS { ?a a ab:Reference }"
_DATA: Final = "?a a ab:DataAsset FILTER NOT EXISTS { ?a a ab:Reference }"
# Each way by itself: joined with a union, a store compares all steps with all that is controlled.
_IMPLEMENTED: Final = """{ ?a ab:implementedBy ?x }
    UNION { ?x ab:controlledBy ?a ; a ab:Step } UNION { ?x ab:controlledBy ?a ; a ab:ExceptionPath }
    UNION { ?x ab:controlledBy ?a ; ab:referenceKind ab:Step }"""


@dataclass(frozen=True)
class _Question:
    """What a rule asks of all things of a kind."""

    rule: str
    lack: str
    """What is lacking, as the fact and the things say it."""
    words: str
    """The same as the end of “none of the controls has …”."""
    kind: URIRef
    plural: str
    asked: str
    """Pattern of the things that the rule asks about, as ``?a``."""
    answered: str
    """Pattern of those that have it."""


def _of_controls(rule: str, lack: str, words: str, answered: str) -> _Question:
    return _Question(rule, lack, words, AB.Control, "controls", _IN_FORCE, answered)


_QUESTIONS: Final = (
    _of_controls("GV004", "control owner", "an owner", "?a a ab:Control ; ab:ownedBy ?x"),
    _of_controls("GV004", "control objective", "an objective", "?a a ab:Control ; ab:objective ?x"),
    _of_controls("GV004", "control frequency", "a frequency", "?a a ab:Control ; ab:frequency ?x"),
    _of_controls(
        "GV005", "control policy", "a policy that it serves", "?a a ab:Control ; ab:servesPolicy ?x"
    ),
    _Question(
        "GV005", "policy control", "a control that serves it", AB.Policy, "policies", _POLICIES,
        "?x ab:servesPolicy ?a",
    ),
    _of_controls(
        "GV006", "control implementation", "a step or a system that implements it", _IMPLEMENTED
    ),
    _Question(
        "DX001", "data owner", "an owner or a steward", AB.DataAsset, "data assets", _DATA,
        "?a a ab:DataAsset ; ab:ownedBy|ab:steward ?x",
    ),
)  # fmt: skip


def derive(context: Context) -> Iterator[Triple]:
    """State which sources say something of none of their things, and of which things."""
    found: dict[tuple[URIRef, str, URIRef], list[_Question]] = defaultdict(list)
    held: dict[tuple[URIRef, URIRef], tuple[URIRef, ...]] = {}
    homes = _homes(context)
    for question in _QUESTIONS:
        answered = set(things(context.store, question.answered))
        of_source: dict[URIRef, list[URIRef]] = defaultdict(list)
        for thing in things(context.store, question.asked):
            if thing in homes:
                of_source[homes[thing]].append(thing)
        for source, members in of_source.items():
            if len(members) >= LEAST and not answered.intersection(members):
                found[source, question.rule, question.kind].append(question)
                held[source, question.kind] = tuple(members)
    sources = Names(context.store, AB.Source)
    for (source, rule, kind), questions in sorted(found.items()):
        yield from _stated(context, source, rule, questions, held[source, kind], sources)


def _homes(context: Context) -> Mapping[URIRef, URIRef]:
    """Give the source in which each thing stands; the first by name of several."""
    homes: dict[URIRef, URIRef] = {}
    kinds = "VALUES ?kind { ab:Control ab:Policy ab:DataAsset } ?a a ?kind"
    for thing, place in pairs(context.store, f"{kinds} ; prov:hadPrimarySource ?b"):
        file = URIRef(str(place).partition("#")[0])
        homes[thing] = min(file, homes.get(thing, file))
    return homes


def _stated(  # noqa: PLR0913, PLR0917 - what the fact is made of
    context: Context,
    source: URIRef,
    rule: str,
    questions: list[_Question],
    members: tuple[URIRef, ...],
    sources: Names,
) -> Iterator[Triple]:
    first = questions[0]
    node = context.minter.derived(name, source, rule, first.plural)
    named = Names(context.store, first.kind)
    wanted = " or ".join(question.words for question in questions)
    more = f" The first {NAMED:,} are linked to this." if len(members) > NAMED else ""
    yield from describe(
        node,
        AB.SilentSource,
        label=f"None of the {first.plural} of {sources.of(source)} has {wanted}",
        about=source,
        proof=f"None of the {len(members):,} {first.plural} of {sources.of(source)} has {wanted},"
        f" in any file: {listed(map(named.of, members))}.{more}",
        involves=members[:NAMED],
        source=[source],
    )
    yield node, PROV.hadPrimarySource, source
    for question in questions:
        yield node, AB.lacks, Literal(question.lack)
        for member in members:
            yield member, AB.silentOn, Literal(question.lack)
