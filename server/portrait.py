"""What the page of a thing tells of it: its facts by property, and the path that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, RDFS, Literal, URIRef

from asbuilt.server.graph import view
from asbuilt.server.templating import Names
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.facts import Term
    from asbuilt.names import Thing
    from asbuilt.store import Row

_IN_THE_HEAD = {RDF.type, RDFS.label, DCTERMS.identifier, DCTERMS.description}
_BY_THE_SIDE = {PROV.hadPrimarySource, AB.fingerprint, AB.counterExample, AB.hasStep, AB.hasState}
_OF_THE_PROOF = (PROV.wasDerivedFrom, AB.involves)
_FIRST = (
    AB.proof, AB.about, AB.processElement, AB.digitalElement, AB.step, AB.state, AB.control,
    AB.role, AB.agent, AB.holder, AB.partOf, AB.execution, AB.performedBy, AB.decidedBy,
    AB.ownedBy, AB.caseCount, AB.totalCases, AB.firstSeen, AB.lastSeen, AB.exampleCase,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of a path: the thing, and the condition under which the path goes on from it."""

    thing: Thing
    condition: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is stated about a thing, without what its page shows elsewhere."""

    facts: list[tuple[URIRef, list[Term]]]
    mentions: list[tuple[URIRef, list[Term]]]
    names: Names
    trail: list[Stop]
    kinds: set[str]
    places: list[str]
    """IRIs of the places in files at which the thing stands."""
    identifier: str
    description: str

    @classmethod
    def of(cls, thing: URIRef) -> Portrait | None:
        """Draw the portrait of a thing, or give None where the graph says nothing of it."""
        stated = view("thing-facts", thing=thing).rows
        mentions = view("thing-mentions", thing=thing).rows
        if not stated and not mentions:
            return None
        path = view("thing-trail", thing=thing).rows
        names = Names(cell for row in (*stated, *mentions, *path) for cell in row)
        types = [str(row[1]) for row in stated if row[0] == RDF.type]
        return cls(
            facts=_grouped(stated),
            mentions=_mentions(mentions),
            names=names,
            trail=_chained(path, names),
            kinds={name.removeprefix(str(AB)) for name in types if name.startswith(str(AB))},
            places=sorted(str(row[1]) for row in stated if row[0] == PROV.hadPrimarySource),
            identifier=_first(stated, DCTERMS.identifier),
            description=_first(stated, DCTERMS.description),
        )


def _grouped(stated: list[Row]) -> list[tuple[URIRef, list[Term]]]:
    held: dict[URIRef, list[Term]] = {}
    for prop, value, *_ in stated:
        if isinstance(prop, URIRef) and value is not None and prop not in _IN_THE_HEAD:
            held.setdefault(prop, []).append(value)
    # What a derived fact was made from is told by what it is about; only the rest is news.
    told = {v for p, values in held.items() if p not in _OF_THE_PROOF for v in values}
    for prop in _OF_THE_PROOF:
        held[prop] = [value for value in held.get(prop, []) if value not in told]
        told |= set(held[prop])
    shown = [(p, values) for p, values in held.items() if values and p not in _BY_THE_SIDE]
    return sorted(shown, key=lambda item: _place(item[0]))


def _place(prop: URIRef) -> tuple[int, str]:
    first = _FIRST.index(prop) if prop in _FIRST else len(_FIRST)
    return first, prop.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _mentions(rows: list[Row]) -> list[tuple[URIRef, list[Term]]]:
    """Give each thing that mentions this one with all that it says, ``involves`` where no other."""
    held: dict[URIRef, list[Term]] = {}
    for subject, prop, *_ in rows:
        if isinstance(subject, URIRef) and prop is not None:
            held.setdefault(subject, []).append(prop)
    return [
        (subject, [prop for prop in props if prop != AB.involves] or props)
        for subject, props in held.items()
    ]


def _chained(rows: list[Row], names: Names) -> list[Stop]:
    """Put the cells of an RDF list in order: the head is the one that no other leads to."""
    cells = {row[0]: row for row in rows}
    led_to = {row[2] for row in rows}
    node = next((head for head in cells if head not in led_to), None)
    stops: list[Stop] = []
    while node in cells and len(stops) < len(cells):
        _, item, rest, condition = cells[node]
        if isinstance(item, URIRef):
            stops.append(Stop(names[item], str(condition or "")))
        node = rest
    return stops


def _first(rows: list[Row], predicate: URIRef) -> str:
    return next(
        (str(row[1]) for row in rows if row[0] == predicate and isinstance(row[1], Literal)), ""
    )
