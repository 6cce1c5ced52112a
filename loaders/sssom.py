"""SSSOM mapping sets (https://mapping-commons.github.io/sssom/), as TSV or CSV with YAML metadata.

Each row becomes an `ab:Mapping`. The subject is taken as the end in the Process Domain and the
object as the one in the Digital Domain, unless only the subject's IRI names a file of a workflow
format. An identifier may be a CURIE, an IRI, or a path relative to the workspace's base such as
``process/order.bpmn#Approve``.

Slots beyond the standard that are understood, each declared or not:

- ``ext_enforcement``: enforced, supported, manual or bypassable,
- ``ext_status``: confirmed, proposed, suspect or outdated; without it a mapping is confirmed where
  a person (author or reviewer) curated it by hand, else proposed,
- ``ext_review_due``: the last day by which the mapping is to be looked at again,
- ``ext_subject_fingerprint``, ``ext_object_fingerprint``: of both ends when it was confirmed.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, Namespace, URIRef

from asbuilt.facts import Fact, Item, Place, Problem, Source, Tally, Version
from asbuilt.identity import digest, fold
from asbuilt.reading import Refusal, decode, read_bytes
from asbuilt.reading import yaml as yaml_reading
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from asbuilt.reading.tree import Node

name = "sssom"
suffixes = (".sssom.tsv", ".sssom.csv")

SSSOM: Final = Namespace("https://w3id.org/sssom/")
"""The namespace of SSSOM's slots, under which those are kept that the ontology has no word for."""

ENFORCEMENTS: Final = ("enforced", "supported", "manual", "bypassable")
STATUSES: Final = ("confirmed", "proposed", "suspect", "outdated")

_BUILT_IN: Final = {
    "linkml": "https://w3id.org/linkml/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": str(SSSOM),
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_PROPAGATED: Final = frozenset(
    (
        "cardinality_scope", "mapping_date", "mapping_provider", "mapping_tool", "mapping_tool_id",
        "mapping_tool_version", "object_match_field", "object_preprocessing", "object_source",
        "object_source_version", "object_type", "predicate_type", "similarity_measure",
        "subject_match_field", "subject_preprocessing", "subject_source", "subject_source_version",
        "subject_type",
    )
)  # fmt: skip
_REQUIRED: Final = ("subject_id", "predicate_id", "object_id")
_UNDERSTOOD: Final = frozenset(
    (
        *_REQUIRED, "subject_label", "object_label", "mapping_justification", "author_id",
        "author_label", "reviewer_id", "reviewer_label", "mapping_date", "confidence", "comment",
        "ext_enforcement", "ext_status", "ext_review_due", "ext_subject_fingerprint",
        "ext_object_fingerprint",
    )
)  # fmt: skip
_BY_HAND: Final = "semapv:ManualMappingCuration"
_WORKFLOW_FILE: Final = re.compile(
    r"\.(?:asl\.(?:json|ya?ml)|scxml|sw\.(?:json|ya?ml)|serverless\.(?:json|ya?ml))#", re.IGNORECASE
)
_CURIE: Final = re.compile(r"(?P<prefix>[A-Za-z_][\w.-]*)?:(?!//)(?P<local>.*)\Z", re.DOTALL)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IRI_CHARACTERS: Final = "-._~!$'()*+,;=:@/?#&%"
_SLOT: Final = re.compile(r"[a-z][a-z0-9_]*\Z")


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a mapping set: by its ending, or by the headings that each one has."""
    if path.name.lower().endswith(suffixes):
        return True
    if not path.name.lower().endswith((".tsv", ".csv")):
        return False
    lines = head.decode("utf-8", errors="replace").splitlines()
    heading = next((line for line in lines if line and not line.startswith("#")), "")
    return all(slot in re.split(r"[\t,]", heading) for slot in _REQUIRED)


def load(source: Source) -> Iterator[Item]:
    """Read a mapping set and yield its mappings, each with the row that states it.

    Raises `Refusal` where it is no table with the slots that SSSOM requires, or its metadata is no
    YAML. A prefix that is declared nowhere is an error, since its identifiers would name nothing.
    """
    table = _Table.read(source.path)
    mapping_set = _MappingSet(source, table)
    yield Version(mapping_set.metadata_text("sssom_version") or "1.0")
    yield from mapping_set.about()
    for place, row in table.rows:
        yield from mapping_set.mapping(place, row)


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a mapping set by slot, and the metadata above or beside them."""

    metadata: Node | None
    headings: tuple[str, ...]
    rows: list[tuple[Place, dict[str, str]]]

    @classmethod
    def read(cls, path: Path) -> _Table:
        """Read a file, and for lack of metadata in it the YAML file of its name beside it."""
        text = decode(read_bytes(path))
        if not text.strip():
            raise Refusal("the file is empty", "export it again")
        lines = text.splitlines(keepends=True)
        begin = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
        comment = "".join(line.rstrip("\r\n\t,")[1:] + "\n" for line in lines[:begin])
        metadata = yaml_reading.parse_text(comment) if comment.strip() else _beside(path)
        heading = lines[begin] if begin < len(lines) else ""
        delimiter = "\t" if "\t" in heading else ","
        reader = csv.reader(io.StringIO("".join(lines[begin:]), newline=""), delimiter=delimiter)
        try:
            records = list(enumerate(reader, start=begin + 1))
        except csv.Error as error:
            raise Refusal(
                f"the table cannot be read: {error}",
                "close each quotation mark, and export the table again",
                Place(row=begin + reader.line_num),
            ) from None
        headings = tuple(cell.strip() for cell in records[0][1]) if records else ()
        _refuse_headings(headings, Place(row=begin + 1))
        rows = [
            (
                Place(row=number),
                {
                    slot: cell.strip()
                    for slot, cell in zip(headings, cells, strict=False)
                    if slot and cell.strip()
                },
            )
            for number, cells in records[1:]
            if any(cell.strip() for cell in cells)
        ]
        return cls(metadata, headings, rows)


@dataclass(slots=True)
class _MappingSet:
    """A mapping set while it is read."""

    source: Source
    table: _Table
    _prefixes: dict[str, str] = field(default_factory=dict)
    _propagated: dict[str, str] = field(default_factory=dict)
    _seen: dict[URIRef, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        metadata = self.table.metadata
        self._prefixes = dict(_BUILT_IN)
        for prefix, node in () if metadata is None else _members(metadata, "curie_map"):
            self._prefixes[prefix] = node.text or ""
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
        absent = [slot for slot in _REQUIRED if slot not in row]
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
        for slot in _REQUIRED:
            end = self._expand(row[slot], place)
            if isinstance(end, Problem):
                yield end
            else:
                ends.append(end)
        if len(ends) < len(_REQUIRED):
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
            if slot not in _UNDERSTOOD and _SLOT.match(slot):
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
                    self._agent(identifier),
                    labels[index] if index < len(labels) else (identifier.rsplit(":", 1)[-1]),
                )
            if ids or labels:
                return

    def _agent(self, text: str) -> URIRef:
        match = _CURIE.match(text)
        if match and match.group("prefix") in self._prefixes:
            iri = self._prefixes[match.group("prefix")] + match.group("local")
            own = f"{self.source.minter.base}agent/"
            if iri.startswith(own):
                text = unquote(iri.removeprefix(own).replace("_", " "))
                return self.source.minter.named("agent", text)
            return self._iri(iri)
        if "://" in text:
            return self._iri(text)
        return self.source.minter.named("agent", text)

    def _expand(self, text: str, place: Place) -> URIRef | Problem:
        """Give the IRI that a CURIE, an IRI or a path in the workspace stands for."""
        match = _CURIE.match(text)
        if match is None or "/" in text.split(":", 1)[0]:
            return self._iri(text)
        prefix = match.group("prefix") or ""
        if prefix in self._prefixes:
            iri = self._prefixes[prefix] + match.group("local")
            return self._iri(iri)
        if prefix in {"urn", "mailto", "tag", "did"}:
            return self._iri(text)
        return Problem(
            "error",
            f"the prefix {prefix!r} of {text!r} is not in the curie_map",
            f"add a line `#  {prefix}: https://…` under `#curie_map:` at the top of the file",
            place,
        )

    def _iri(self, text: str) -> URIRef:
        """Give an IRI of a text, under the workspace's base where it has no scheme."""
        absolute = text if _SCHEME.match(text) else self.source.minter.base + text
        return URIRef(quote(_LONE_PERCENT.sub("%25", absolute), safe=_IRI_CHARACTERS))


def _beside(path: Path) -> Node | None:
    """Give the metadata of external mode: the YAML file that has the table's name."""
    stem = path.name.rsplit(".", 1)[0]
    for candidate in (f"{stem}.yml", f"{stem}.yaml", f"{stem.removesuffix('.sssom')}.yml"):
        file = path.with_name(candidate)
        if file.is_file():
            try:
                return yaml_reading.parse(file)
            except Refusal as refusal:
                line = refusal.problem.place.line
                where = f"{candidate}:{line}" if line else candidate
                raise Refusal(
                    f"the metadata beside the table cannot be read ({where}):"
                    f" {refusal.problem.message}",
                    refusal.problem.fix,
                ) from None
    return None


def _refuse_headings(headings: tuple[str, ...], place: Place) -> None:
    absent = [slot for slot in _REQUIRED if slot not in headings]
    if absent:
        raise Refusal(
            f"the table has no column {', '.join(absent)}",
            "a mapping set has at least the columns " + ", ".join(_REQUIRED),
            place,
        )
    twice = next((slot for slot in headings if slot and headings.count(slot) > 1), None)
    if twice:
        raise Refusal(f"the column {twice} is there twice", "keep one of the two", place)


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
