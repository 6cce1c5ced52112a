"""A mapping set: its prefixes, what it states of itself and of all its mappings, and each one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rdflib import Literal, URIRef

from asbuilt.facts import NOWHERE, Fact, Item, Place, Problem, Source, Tally
from asbuilt.identity import digest
from asbuilt.loaders.sssom.identifiers import Identifiers
from asbuilt.loaders.sssom.json_form import as_text, cell
from asbuilt.loaders.sssom.older import brought_up
from asbuilt.loaders.sssom.statement import Row, Statement, values
from asbuilt.loaders.sssom.table import REQUIRED, Table
from asbuilt.vocabulary.sssom import LITERAL, MULTIVALUED, PEOPLE, PROPAGATED, REFERENCES, SSSOM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asbuilt.reading.tree import Node

_READ: Final = frozenset(("curie_map", "sssom_version", "mapping_set_id", "mapping_set_title"))
_SLOT: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_IDENTITY: Final = ("mapping_justification", "predicate_modifier", "subject_label", "object_label")


@dataclass(slots=True)
class MappingSet:
    """A mapping set while it is read."""

    source: Source
    table: Table
    _identifiers: Identifiers = field(init=False)
    _propagated: dict[str, str] = field(default_factory=dict)
    _often: Counter[str] = field(default_factory=Counter)
    _seen: dict[URIRef, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Gather the prefixes, and the slots that the set states for all of its mappings."""
        metadata = self.table.metadata
        curie_map = {} if metadata is None else dict(_members(metadata, "curie_map"))
        prefixes = {
            prefix: node.text or node.text_of("prefix_url") or ""
            for prefix, node in curie_map.items()
        }
        self._identifiers = Identifiers(self.source.minter, prefixes)
        own = {slot for _, row in self.table.rows for slot in row}
        for slot in PROPAGATED:
            if slot not in own and self.metadata_text(slot):
                self._propagated[slot] = self.metadata_text(slot)
        self._often.update(_said(row, _key(row)) for _, row in self.table.rows)

    def metadata_text(self, slot: str) -> str:
        """Give a slot of the mapping set as text, several values with ``|`` between them."""
        node = None if self.table.metadata is None else self.table.metadata.get(slot)
        return "" if node is None else cell(slot, node)

    def about(self) -> Iterator[Item]:
        """State what the set says of itself, and tell what of it was read."""
        metadata = self.table.metadata
        place = Place(line=1) if self.table.heading_row == 0 else Place(row=1)
        identifier = self.metadata_text("mapping_set_id")
        thing = self.source.element("mapping-set")
        if identifier or self.metadata_text("license"):
            yield from self.source.describe(
                thing,
                SSSOM.MappingSet,
                label=self.metadata_text("mapping_set_title") or identifier,
                identifier=identifier or None,
                place=place,
            )
        for slot, node in () if metadata is None else metadata.members():
            if slot in self._propagated or slot in _READ:
                yield Tally(f"{slot} of the set")
                continue
            values = list(node.elements()) if node.is_array else [node]
            texts = [as_text(one) for one in values if not (one.is_object or one.is_array)]
            if len(texts) < len(values) or not identifier or not _SLOT.match(slot):
                yield Tally(f"{slot} of the set", "unread")
                continue
            yield Tally(f"{slot} of the set", "kept")
            for text in filter(None, texts):
                yield Fact(thing, SSSOM[slot], Literal(text), place)
        for slot in self.table.headings:
            if slot and not _SLOT.match(slot):
                yield Tally(f"column {slot}", "unread")

    def mapping(self, place: Place, given: Mapping[str, str]) -> Iterator[Item]:
        """State one mapping."""
        row = brought_up({**self._propagated, **given})
        absent = [slot for slot in REQUIRED if slot not in row and not _is_text(row, slot)]
        if absent:
            yield Tally("row", "unread")
            yield Problem(
                "warning",
                f"the row has no {' and no '.join(absent)}",
                "fill it in, or delete the row; an end that is a text has the type rdfs literal"
                " and a label",
                place,
            )
            return
        ends: list[URIRef | None] = []
        for slot in REQUIRED:
            end = self._identifiers.expand(row[slot], place) if slot in row else None
            if isinstance(end, Problem):
                yield end
            else:
                ends.append(end)
        if len(ends) < len(REQUIRED):
            return
        subject, predicate, object_ = ends
        thing = self._mint(given, row, ends)
        if thing in self._seen:
            yield Tally("row", "unread")
            yield Problem(
                "warning",
                f"the row states the same mapping as {_named(self._seen[thing])}",
                "delete one of the two",
                place,
            )
            return
        self._seen[thing] = place
        slots = {slot: text for slot, text in row.items() if _SLOT.match(slot)}
        assert predicate is not None
        statement = Statement(self.source, self._identifiers, Row(thing, slots, place))
        yield from statement.items(subject, predicate, object_)

    def _mint(
        self, given: Mapping[str, str], row: Mapping[str, str], ends: list[URIRef | None]
    ) -> URIRef:
        """Give the IRI of a mapping: by what makes it one, and by all slots where several agree.

        What people are called is said of them, and makes no mapping another one.
        Several mappings of a set may agree in subject, predicate, object and justification.
        """
        parts = [str(end or "") for end in ends]
        parts.append(self._identifiers.word(row.get(_IDENTITY[0], ""), NOWHERE))
        parts.append(row.get(_IDENTITY[1], ""))
        if None in ends:
            parts += [row.get(slot, "") for slot in _IDENTITY[2:]]
        if self._often[_said(given, _key(given))] > 1:
            names = {
                f"{person}_label"
                for person in PEOPLE
                if len(values(row.get(f"{person}_label", "")))
                <= len(values(row.get(f"{person}_id", "")))
            }
            slots = (slot for slot in sorted(row) if slot not in {*names, *REQUIRED, _IDENTITY[0]})
            parts += [f"{slot}={self._meant(slot, row[slot])}" for slot in slots]
        return self.source.element("mapping:" + digest(*parts))

    def _meant(self, slot: str, text: str) -> str:
        """Give what a slot says, whatever prefixes the set has."""
        if slot.removesuffix("_id") in PEOPLE:
            return "|".join(self._identifiers.agent(one) for one in values(text))
        if slot not in REFERENCES:
            return text
        several = values(text) if slot in MULTIVALUED else [text]
        terms = (self._identifiers.reference(one, NOWHERE) for one in several)
        return "|".join(str(one) for one in terms if not isinstance(one, Problem)) or text


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    ends = (slot for slot in REQUIRED)
    literal = tuple(slot for slot in _IDENTITY[2:] if _is_text(row, slot.replace("label", "id")))
    return (*ends, *_IDENTITY[:2], *literal)


def _said(row: Mapping[str, str], slots: tuple[str, ...]) -> str:
    return digest(*(f"{slot}={row.get(slot, '')}" for slot in slots))


def _is_text(row: Mapping[str, str], slot: str) -> bool:
    """Say whether an end is a text, which has a label and needs no identifier."""
    end = slot.removesuffix("_id")
    return row.get(f"{end}_type", "").lower() == LITERAL and bool(row.get(f"{end}_label"))


def _members(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    member = node.get(key)
    if member is not None:
        yield from member.members()


def _named(place: Place) -> str:
    return f"line {place.line}" if place.row is None else f"row {place.row}"
