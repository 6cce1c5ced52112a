"""Which fields of data a choice or decision reads, by the words in which it asks for them.

A field is in reach where its asset stands for what the decision, process or workflow reads or
writes, or is held by the system that runs the workflow; elsewhere only a condition that names asset
and field speaks of it. A choice of which one condition asks whether the field is there provides for
its absence. What may be any of several fields is left open.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.data.asked import asked
from asbuilt.derive.data.mentions import Mention, mentions, words_of
from asbuilt.derive.reading import Names, ask_rows, pairs
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Store, Triple

name: Final = "data"

_AROUND: Final = "?around ab:hasStep|ab:hasState ?a, ?other . ?other ab:reads|ab:writes "
_REACHES: Final = (
    # What its process or workflow reads or writes, itself or as data that an asset stands for;
    _AROUND + "?b . ?b a ab:DataAsset",
    _AROUND + "?object . ?b ab:represents ?object",
    "?a ab:reads ?b . ?b a ab:DataAsset",
    "?a ab:reads ?object . ?b ab:represents ?object",
    # what the system holds that runs its workflow.
    "?flow ab:hasState ?a ; ab:heldBy ?system . ?b a ab:DataAsset ; ab:heldBy/ab:partOf* ?system",
)
"""Patterns in which ``?b`` is an asset in the reach of the step or state ``?a``."""


@dataclass(frozen=True, slots=True)
class Known:
    """A field, with the words by which conditions may name it and its asset."""

    field: URIRef
    asset: URIRef
    words: tuple[str, ...]
    asset_words: frozenset[str]


def derive(context: Context) -> Iterator[Triple]:
    """State the fields that each choice reads, and those for whose absence it provides."""
    fields = _fields(context.store)
    if not fields:
        return
    names = Names(context.store, AB.Field, AB.DataAsset, AB.State, AB.Step)
    reach = _reach(context.store)
    said: dict[tuple[URIRef, URIRef], tuple[Known, str, bool]] = {}
    provided: set[tuple[URIRef, URIRef]] = set()
    for choice, condition in asked(context.store):
        for mention in mentions(condition):
            known = _meant(mention, fields, reach[choice])
            if known is None:
                continue
            key = choice, known.field
            said.setdefault(key, (known, condition, known.asset in reach[choice]))
            if mention.asks_presence:
                provided.add(key)
    for (choice, field), (known, condition, is_near) in said.items():
        yield choice, AB.reads, field
        if (choice, field) in provided:
            yield choice, AB.providesFor, field
        asset = names.of(known.asset)
        why = "data in its reach" if is_near else "which it names"
        yield from describe(
            context.minter.derived(name, "use", choice, field),
            AB.FieldUse,
            label=f"{names.of(choice)} reads {names.of(field)} of {asset}",
            about=choice,
            proof=f"“{condition}”, which {names.of(choice)} asks, speaks of {names.of(field)}"
            f" of {asset}, {why}.",
            involves=[field, known.asset],
        )


def _fields(store: Store) -> dict[str, list[Known]]:
    """Give the fields of all assets by the last word of their names."""
    rows = ask_rows(
        store,
        """SELECT DISTINCT ?asset ?field ?path ?name WHERE {
            ?asset a ab:DataAsset ; ab:hasField ?field .
            { ?asset rdfs:label ?name } UNION { ?asset ab:represents/rdfs:label ?name }
            ?field dcterms:identifier|rdfs:label ?path }""",
    )
    assets: dict[tuple[URIRef, URIRef, tuple[str, ...]], set[str]] = defaultdict(set)
    for asset, field, path, label in rows:
        words = words_of(str(path))
        if isinstance(asset, URIRef) and isinstance(field, URIRef) and words:
            assets[asset, field, words] |= {one.rstrip("s") for one in words_of(str(label))}
    found: dict[str, list[Known]] = defaultdict(list)
    for (asset, field, words), asset_words in assets.items():
        found[words[-1]].append(Known(field, asset, words, frozenset(asset_words)))
    return found


def _reach(store: Store) -> dict[URIRef, set[URIRef]]:
    """Give for each step and state the assets that are in its reach."""
    found: dict[URIRef, set[URIRef]] = defaultdict(set)
    for pattern in _REACHES:
        for thing, asset in pairs(store, pattern):
            found[thing].add(asset)
    return found


def _meant(mention: Mention, fields: dict[str, list[Known]], near: set[URIRef]) -> Known | None:
    """Give the field that a mention means; None where there is none, or more than one."""
    fitting = [
        known
        for known in fields.get(mention.words[-1], ())
        if mention.words[-len(known.words) :] == known.words
    ]
    longest = max((len(known.words) for known in fitting), default=0)
    fitting = [known for known in fitting if len(known.words) == longest]
    before = {word.rstrip("s") for word in mention.words[: len(mention.words) - longest]}
    named = [known for known in fitting if before and before <= known.asset_words]
    in_reach = [known for known in fitting if known.asset in near and (not before or longest > 1)]
    for found in ([k for k in named if k.asset in near], named, in_reach):
        if found:
            return found[0] if len({known.field for known in found}) == 1 else None
    return None
