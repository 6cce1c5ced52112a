"""What is stated about one mapping of a set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, URIRef

from asbuilt.facts import Fact, Item, Place, Problem, Source, Tally
from asbuilt.identity import fold
from asbuilt.loaders.sssom.identifiers import Identifiers, tail
from asbuilt.vocabulary import AB
from asbuilt.vocabulary.sssom import MULTIVALUED, PEOPLE, REFERENCES, SSSOM

if TYPE_CHECKING:
    from collections.abc import Iterator

ENFORCEMENTS: Final = ("enforced", "supported", "manual", "bypassable")
STATUSES: Final = ("confirmed", "proposed", "suspect", "outdated")

UNDERSTOOD: Final = frozenset(
    (
        "subject_id", "predicate_id", "object_id", "subject_label", "object_label",
        "mapping_justification", "mapping_date", "confidence", "comment", "record_id",
        *(f"{person}_{part}" for person in PEOPLE for part in ("id", "label")),
        "ext_enforcement", "ext_status", "ext_review_due", "ext_subject_fingerprint",
        "ext_object_fingerprint",
    )
)  # fmt: skip
_BY_HAND: Final = "semapv:ManualMappingCuration"
_WORKFLOW_FILE: Final = re.compile(
    r"\.(?:asl\.(?:json|ya?ml)|scxml|sw\.(?:json|ya?ml)|serverless\.(?:json|ya?ml))#", re.IGNORECASE
)
_PART: Final = re.compile(r"((?:\\[\\|]|[^|])*)(?:\||\Z)", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\([\\|])")


@dataclass(frozen=True, slots=True)
class Row:
    """The slots of a mapping, with its IRI and its place."""

    thing: URIRef
    slots: dict[str, str]
    place: Place

    def get(self, slot: str) -> str:
        """Give the text of a slot; empty where it has none."""
        return self.slots.get(slot, "")


@dataclass(frozen=True, slots=True)
class Statement:
    """States one mapping."""

    source: Source
    identifiers: Identifiers
    row: Row

    def items(
        self, subject: URIRef | None, predicate: URIRef, object_: URIRef | None
    ) -> Iterator[Item]:
        """Yield all that is stated; an end that is a text has no IRI."""
        row, thing, place = self.row, self.row.thing, self.row.place
        nothing = SSSOM.NoTermFound in {subject, object_}
        negative = nothing or row.get("predicate_modifier").lower() == "not"
        only_kept = negative or subject is None or object_ is None
        names = [
            row.get(f"{end}_label") or tail(str(iri))
            for end, iri in (("subject", subject), ("object", object_))
        ]
        yield Tally("row", "kept" if only_kept else "read")
        yield from self.source.describe(
            thing,
            SSSOM.Mapping if only_kept else AB.Mapping,
            label=f"{names[0]} {'is not' if negative else '↔'} {names[1]}",
            identifier=None,
            place=place,
        )
        yield Fact(thing, SSSOM.predicate_id, predicate, place)
        yield from self._justified()
        if row.get("comment"):
            yield Fact(thing, DCTERMS.description, Literal(row.get("comment")), place)
        yield from self._people()
        if only_kept or subject is None or object_ is None:
            yield from self._kept_ends(subject, object_)
        else:
            yield from self._ends(subject, object_)
            yield from self._standing()
        yield from _confidence(thing, row.get("confidence"), place)
        yield from _day(thing, SSSOM.mapping_date, row.get("mapping_date"), place)
        yield from self._rest()

    def _justified(self) -> Iterator[Item]:
        """State why, by a word of the Semantic Mapping Vocabulary where it is one."""
        text = self.row.get("mapping_justification")
        if not text:
            return
        text = self.identifiers.word(text, self.row.place)
        yield Fact(self.row.thing, AB.justification, Literal(text), self.row.place)

    def _kept_ends(self, subject: URIRef | None, object_: URIRef | None) -> Iterator[Item]:
        thing, place = self.row.thing, self.row.place
        for end, iri in (("subject", subject), ("object", object_)):
            if iri is not None:
                yield Fact(thing, SSSOM[f"{end}_id"], iri, place)
            if text := self.row.get(f"{end}_label"):
                yield Fact(thing, SSSOM[f"{end}_label"], Literal(text), place)
        for slot in sorted(self.row.slots):
            if slot in UNDERSTOOD and slot.startswith("ext_"):
                yield Fact(thing, SSSOM[slot], Literal(self.row.get(slot)), place)

    def _ends(self, subject: URIRef, object_: URIRef) -> Iterator[Item]:
        thing, place = self.row.thing, self.row.place
        turned = bool(_WORKFLOW_FILE.search(subject)) and not _WORKFLOW_FILE.search(object_)
        process, digital = ("object", "subject") if turned else ("subject", "object")
        iris = {"subject": subject, "object": object_}
        yield Fact(thing, AB.processElement, iris[process], place)
        yield Fact(thing, AB.digitalElement, iris[digital], place)
        if turned:
            yield Fact(thing, SSSOM.subject_id, subject, place)
            yield Fact(thing, SSSOM.object_id, object_, place)
        for end, label, fingerprint in (
            (process, AB.processLabel, AB.processFingerprint),
            (digital, AB.digitalLabel, AB.digitalFingerprint),
        ):
            if text := self.row.get(f"{end}_label"):
                yield Fact(thing, label, Literal(text), place)
            if text := self.row.get(f"ext_{end}_fingerprint"):
                yield Fact(thing, fingerprint, Literal(text), place)

    def _standing(self) -> Iterator[Item]:
        """State how far the mapping can be trusted, and who says so since when."""
        row, thing, place = self.row, self.row.thing, self.row.place
        people = self._named("reviewer") or self._named("author")
        justification = self.identifiers.word(row.get("mapping_justification"), place)
        by_hand = justification == _BY_HAND and bool(people)
        status, problem = self._word("ext_status", STATUSES)
        status = status or ("confirmed" if by_hand else "proposed")
        yield Fact(thing, AB.mappingStatus, Literal(status), place)
        enforcement, other = self._word("ext_enforcement", ENFORCEMENTS)
        if enforcement:
            yield Fact(thing, AB.enforcement, Literal(enforcement), place)
        yield from (found for found in (problem, other) if found)
        if status != "proposed":
            for agent, _ in people:
                yield Fact(thing, AB.confirmedBy, agent, place)
            day = _date(row.get("mapping_date"))
            if day is not None:
                yield Fact(thing, AB.confirmedOn, day, place)
        yield from _day(thing, AB.reviewDue, row.get("ext_review_due"), place)

    def _people(self) -> Iterator[Item]:
        """State who made, looked at or wrote down the mapping."""
        for person in PEOPLE:
            for agent, label in self._named(person):
                yield Fact(self.row.thing, SSSOM[f"{person}_id"], agent, self.row.place)
                yield Fact(agent, RDF.type, AB.Agent, self.row.place)
                yield Fact(agent, RDFS.label, Literal(label), self.row.place)

    def _named(self, person: str) -> list[tuple[URIRef, str]]:
        """Give those of one part, each with a name."""
        ids = values(self.row.get(f"{person}_id"))
        labels = values(self.row.get(f"{person}_label"))
        found = []
        for index in range(max(len(ids), len(labels))):
            identifier = ids[index] if index < len(ids) else labels[index]
            agent = self.identifiers.agent(identifier)
            named = labels[index] if index < len(labels) else ""
            found.append((agent, named or _name(agent, identifier)))
        return found

    def _rest(self) -> Iterator[Item]:
        """Keep what the ontology has no word for under the names of SSSOM's slots."""
        thing, place = self.row.thing, self.row.place
        for slot, text in self.row.slots.items():
            if slot in UNDERSTOOD and slot != "record_id":
                continue
            if slot != "record_id":
                yield Tally(slot, "kept")
            for value in values(text) if slot in MULTIVALUED else [text]:
                term = self.identifiers.reference(value, place) if slot in REFERENCES else None
                if isinstance(term, Problem):
                    yield Problem("warning", term.message, term.fix, place)
                    term = None
                if slot == "record_id" and term is not None:
                    yield Fact(thing, DCTERMS.identifier, Literal(str(term)), place)
                yield Fact(thing, SSSOM[slot], Literal(value) if term is None else term, place)

    def _word(self, slot: str, words: tuple[str, ...]) -> tuple[str, Problem | None]:
        text = fold(self.row.get(slot))
        if not text or text in words:
            return text, None
        return "", Problem(
            "warning",
            f"{slot} says {self.row.get(slot)!r}",
            "say one of " + ", ".join(words),
            self.row.place,
        )


def values(text: str) -> list[str]:
    r"""Give the values of a slot that holds several, parted by ``|``; ``\|`` is no parting."""
    parts = (_ESCAPED.sub(r"\1", part).strip() for part in _PART.findall(text))
    return [part for part in parts if part]


def _name(agent: URIRef, identifier: str) -> str:
    """Give a name for a person who has none: as they are written, without a prefix."""
    if ":" not in identifier:
        return identifier
    return " ".join(tail(str(agent)).replace("_", " ").split()) or str(agent)


def _date(text: str) -> Literal | None:
    try:
        return Literal(date.fromisoformat(text[:10]).isoformat(), datatype=XSD.date)
    except ValueError:
        return None


def _day(thing: URIRef, term: URIRef, text: str, place: Place) -> Iterator[Item]:
    if not text:
        return
    day = _date(text)
    if day is None:
        yield Problem("warning", f"{text!r} is no day", "write days as 2026-12-31", place)
    else:
        yield Fact(thing, term, day, place)


def _confidence(thing: URIRef, text: str, place: Place) -> Iterator[Item]:
    if not text:
        return
    try:
        number = Decimal(text)
        fits = 0 <= number <= 1
    except InvalidOperation:
        fits = False
    if not fits:
        yield Problem(
            "warning", f"the confidence {text!r} is no number from 0 to 1", "write 0.9", place
        )
        return
    yield Fact(thing, AB.confidence, Literal(f"{number:f}", datatype=XSD.decimal), place)
