"""What is stated about the mappings of a set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, Namespace, URIRef

from asbuilt.facts import Fact, Item, Place, Problem, Source, Tally
from asbuilt.identity import digest, fold
from asbuilt.loaders.sssom.identifiers import Identifiers
from asbuilt.loaders.sssom.table import REQUIRED, Table
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asbuilt.reading.tree import Node

SSSOM: Final = Namespace("https://w3id.org/sssom/")
"""The namespace of SSSOM's slots, under which those are kept that the ontology has no word for."""

ENFORCEMENTS: Final = ("enforced", "supported", "manual", "bypassable")
STATUSES: Final = ("confirmed", "proposed", "suspect", "outdated")

_PROPAGATED: Final = frozenset(
    (
        "cardinality_scope", "mapping_date", "mapping_provider", "mapping_tool", "mapping_tool_id",
        "mapping_tool_version", "object_match_field", "object_preprocessing", "object_source",
        "object_source_version", "object_type", "predicate_type", "similarity_measure",
        "subject_match_field", "subject_preprocessing", "subject_source", "subject_source_version",
        "subject_type",
    )
)  # fmt: skip
UNDERSTOOD: Final = frozenset(
    (
        *REQUIRED, "subject_label", "object_label", "mapping_justification", "author_id",
        "author_label", "reviewer_id", "reviewer_label", "mapping_date", "confidence", "comment",
        "ext_enforcement", "ext_status", "ext_review_due", "ext_subject_fingerprint",
        "ext_object_fingerprint",
    )
)  # fmt: skip
_BY_HAND: Final = "semapv:ManualMappingCuration"
_WORKFLOW_FILE: Final = re.compile(
    r"\.(?:asl\.(?:json|ya?ml)|scxml|sw\.(?:json|ya?ml)|serverless\.(?:json|ya?ml))#", re.IGNORECASE
)
_SLOT: Final = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(slots=True)
class MappingSet:
    """A mapping set while it is read."""

    source: Source
    table: Table
    _identifiers: Identifiers = field(init=False)
    _propagated: dict[str, str] = field(default_factory=dict)
    _seen: dict[URIRef, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Gather the prefixes, and the slots that the set states for all of its mappings."""
        metadata = self.table.metadata
        curie_map = {} if metadata is None else dict(_members(metadata, "curie_map"))
        prefixes = {prefix: node.text or "" for prefix, node in curie_map.items()}
        self._identifiers = Identifiers(self.source.minter, prefixes)
        for slot in _PROPAGATED:
            if slot not in self.table.headings and self.metadata_text(slot):
                self._propagated[slot] = self.metadata_text(slot)

    def metadata_text(self, slot: str) -> str:
        """Give a slot of the mapping set as text, several values with ``|`` between them."""
        node = None if self.table.metadata is None else self.table.metadata.get(slot)
        if node is None or node.value is None:
            return ""
        if node.is_array:
            return "|".join(_text(element) for element in node.elements())
        return _text(node)

    def about(self) -> Iterator[Item]:
        """Tell what of the set's own metadata was read."""
        metadata = self.table.metadata
        for slot, _ in () if metadata is None else metadata.members():
            used = slot in self._propagated or slot in {"curie_map", "sssom_version"}
            yield Tally(f"{slot} of the set", "read" if used else "unread")
        for slot in self.table.headings:
            if slot and not _SLOT.match(slot):
                yield Tally(f"column {slot}", "unread")

    def mapping(self, place: Place, given: Mapping[str, str]) -> Iterator[Item]:
        """State one mapping."""
        row = {**self._propagated, **given}
        absent = [slot for slot in REQUIRED if slot not in row]
        if absent:
            yield Tally("row", "unread")
            yield Problem(
                "warning",
                f"the row has no {' and no '.join(absent)}",
                "fill it in, or delete the row; literal mappings are not read",
                place,
            )
            return
        ends: list[URIRef] = []
        for slot in REQUIRED:
            end = self._identifiers.expand(row[slot], place)
            if isinstance(end, Problem):
                yield end
            else:
                ends.append(end)
        if len(ends) < len(REQUIRED):
            return
        subject, predicate, object_ = ends
        thing = self.source.element(
            "mapping:"
            + digest(
                subject, predicate, object_, row.get("mapping_justification", ""),
                row.get("predicate_modifier", ""),
            )
        )  # fmt: skip
        if thing in self._seen:
            yield Tally("row", "unread")
            yield Problem(
                "warning",
                f"the row states the same mapping as row {self._seen[thing].row}",
                "delete one of the two",
                place,
            )
            return
        self._seen[thing] = place
        yield from self._state(thing, row, (subject, predicate, object_), place)

    def _state(
        self,
        thing: URIRef,
        row: dict[str, str],
        ends: tuple[URIRef, URIRef, URIRef],
        place: Place,
    ) -> Iterator[Item]:
        subject, predicate, object_ = ends
        names = [row.get(f"{end}_label") or row[f"{end}_id"] for end in ("subject", "object")]
        nothing = str(SSSOM.NoTermFound)
        negative = row.get("predicate_modifier", "").lower() == "not"
        negative = negative or nothing in {str(subject), str(object_)}
        yield Tally("row", "kept" if negative else "read")
        yield from self.source.describe(
            thing,
            SSSOM.Mapping if negative else AB.Mapping,
            label=f"{names[0]} is not {names[1]}" if negative else f"{names[0]} ↔ {names[1]}",
            identifier=row.get("record_id"),
            place=place,
        )
        yield Fact(thing, SSSOM.predicate_id, predicate, place)
        if negative:
            yield Fact(thing, SSSOM.subject_id, subject, place)
            yield Fact(thing, SSSOM.object_id, object_, place)
        else:
            yield from self._ends(thing, row, subject, object_, place)
            yield from self._standing(thing, row, place)
        if row.get("comment"):
            yield Fact(thing, DCTERMS.description, Literal(row["comment"]), place)
        if row.get("mapping_justification"):
            yield Fact(thing, AB.justification, Literal(row["mapping_justification"]), place)
        for slot, text in row.items():
            if slot not in UNDERSTOOD and _SLOT.match(slot):
                yield Tally(slot, "kept")
                for value in _values(text):
                    yield Fact(thing, SSSOM[slot], Literal(value), place)

    def _ends(
        self, thing: URIRef, row: dict[str, str], subject: URIRef, object_: URIRef, place: Place
    ) -> Iterator[Item]:
        turned = bool(_WORKFLOW_FILE.search(subject)) and not _WORKFLOW_FILE.search(object_)
        process, digital = ("object", "subject") if turned else ("subject", "object")
        iris = {"subject": subject, "object": object_}
        yield Fact(thing, AB.processElement, iris[process], place)
        yield Fact(thing, AB.digitalElement, iris[digital], place)
        for end, label, fingerprint in (
            (process, AB.processLabel, AB.processFingerprint),
            (digital, AB.digitalLabel, AB.digitalFingerprint),
        ):
            if row.get(f"{end}_label"):
                yield Fact(thing, label, Literal(row[f"{end}_label"]), place)
            if row.get(f"ext_{end}_fingerprint"):
                yield Fact(thing, fingerprint, Literal(row[f"ext_{end}_fingerprint"]), place)

    def _standing(self, thing: URIRef, row: dict[str, str], place: Place) -> Iterator[Item]:
        """State how far the mapping can be trusted, and who says so since when."""
        people = list(self._people(row))
        by_hand = row.get("mapping_justification") == _BY_HAND and bool(people)
        status, problem = _word(row, "ext_status", STATUSES, place)
        status = status or ("confirmed" if by_hand else "proposed")
        yield Fact(thing, AB.mappingStatus, Literal(status), place)
        enforcement, other = _word(row, "ext_enforcement", ENFORCEMENTS, place)
        if enforcement:
            yield Fact(thing, AB.enforcement, Literal(enforcement), place)
        yield from (found for found in (problem, other) if found)
        if status != "proposed":
            for agent, label in people:
                yield Fact(thing, AB.confirmedBy, agent, place)
                yield Fact(agent, RDF.type, AB.Agent, place)
                yield Fact(agent, RDFS.label, Literal(label), place)
            yield from _day(thing, AB.confirmedOn, row.get("mapping_date"), place)
        yield from _day(thing, AB.reviewDue, row.get("ext_review_due"), place)
        yield from _confidence(thing, row.get("confidence"), place)

    def _people(self, row: dict[str, str]) -> Iterator[tuple[URIRef, str]]:
        """Give those who vouch for a mapping: its reviewers, or its authors where there is none."""
        for part in ("reviewer", "author"):
            ids, labels = _values(row.get(f"{part}_id", "")), _values(row.get(f"{part}_label", ""))
            for index in range(max(len(ids), len(labels))):
                identifier = ids[index] if index < len(ids) else labels[index]
                yield (
                    self._identifiers.agent(identifier),
                    labels[index] if index < len(labels) else (identifier.rsplit(":", 1)[-1]),
                )
            if ids or labels:
                return


def _members(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    member = node.get(key)
    if member is not None:
        yield from member.members()


def _text(node: Node) -> str:
    return node.text if node.text is not None else node.compact()


def _values(text: str) -> list[str]:
    r"""Give the values of a slot that holds several, parted by ``|``; ``\|`` is no parting."""
    parts = re.split(r"(?<!\\)\|", text)
    return [part.replace("\\|", "|").strip() for part in parts if part.strip()]


def _word(
    row: dict[str, str], slot: str, words: tuple[str, ...], place: Place
) -> tuple[str, Problem | None]:
    text = fold(row.get(slot, ""))
    if not text or text in words:
        return text, None
    return "", Problem(
        "warning", f"{slot} says {row[slot]!r}", "say one of " + ", ".join(words), place
    )


def _day(thing: URIRef, term: URIRef, text: str | None, place: Place) -> Iterator[Item]:
    if not text:
        return
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        yield Problem("warning", f"{text!r} is no day", "write days as 2026-12-31", place)
        return
    yield Fact(thing, term, Literal(day.isoformat(), datatype=XSD.date), place)


def _confidence(thing: URIRef, text: str | None, place: Place) -> Iterator[Item]:
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
