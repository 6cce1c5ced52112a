"""The mappings of a graph as a set of SSSOM, which reads back to the same graph.

What a source said of a mapping in words that the ontology lacks stands under SSSOM's slots and is
written as it was; mappings of registers get the slots that the standard asks for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, RDF, RDFS, SKOS, URIRef
from rdflib.term import Literal

from asbuilt.sssom_text import Prefixes, written
from asbuilt.vocabulary import AB
from asbuilt.vocabulary.sssom import MULTIVALUED, PEOPLE, REFERENCES, SSSOM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from asbuilt.sssom_text import Slots
    from asbuilt.store import Triple

    Facts = Mapping[URIRef, "frozenset[URIRef | Literal]"]

_SEMAPV: Final = re.compile(r"semapv:\w+\Z")
_ADDRESS: Final = re.compile(r"[A-Za-z][\w+.-]*:[^\s]+\Z")
_BY_HAND: Final = "semapv:ManualMappingCuration"
_UNSPECIFIED: Final = "semapv:UnspecifiedMatching"
_SLOT: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_OWN: Final = frozenset(
    (
        "subject_id", "subject_label", "predicate_id", "object_id", "object_label",
        "mapping_justification", "mapping_date", "record_id",
        *(f"{person}_{part}" for person in PEOPLE for part in ("id", "label")),
    )
)  # fmt: skip
"""Slots that are written from what the ontology says, or in a way of their own."""
_EXTENSIONS: Final = (
    ("ext_status", AB.mappingStatus),
    ("ext_enforcement", AB.enforcement),
    ("ext_review_due", AB.reviewDue),
)


def exported(
    base: str, identifier: str, triples: Iterable[Triple], meant: Mapping[URIRef, URIRef]
) -> str:
    """Give the mappings that triples of sources speak of as one set with this identifier.

    `meant` gives what a mention refers to; a mapping with an end that refers to nothing is left
    out, since SSSOM has no word for such an end.
    """
    stated = list(triples)
    needed = Prefixes(base)
    for _ in _slots_of(stated, meant, needed):
        pass
    # Prefixes are numbered by their namespaces, whatever the order in which they are met.
    prefixes = Prefixes(base, needed.made)
    return written(prefixes, identifier, _slots_of(stated, meant, prefixes))


def _slots_of(
    triples: Iterable[Triple], meant: Mapping[URIRef, URIRef], prefixes: Prefixes
) -> Iterator[Slots]:
    """Yield the slots of each mapping."""
    about: dict[URIRef, dict[URIRef, set[URIRef | Literal]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in triples:
        if isinstance(subject, URIRef) and isinstance(value, URIRef | Literal):
            about[subject][predicate].add(value)
    frozen: dict[URIRef, Facts] = {
        thing: {term: frozenset(values) for term, values in facts.items()}
        for thing, facts in about.items()
    }
    for _, facts in sorted(frozen.items()):
        kinds = facts.get(RDF.type, frozenset())
        if AB.Mapping in kinds or SSSOM.Mapping in kinds:
            found = _Mapping(facts, frozen, meant, prefixes).slots()
            if found:
                yield found


class _Mapping:
    """Gives the slots of one mapping."""

    def __init__(
        self,
        facts: Facts,
        others: Mapping[URIRef, Facts],
        meant: Mapping[URIRef, URIRef],
        prefixes: Prefixes,
    ) -> None:
        self._facts = facts
        self._others = others
        self._meant = meant
        self._prefixes = prefixes

    def slots(self) -> Slots:
        slots = self._ends()
        if not slots:
            return {}
        predicate = self._one(SSSOM.predicate_id)
        slots["predicate_id"] = [
            self._prefixes.contract(
                predicate if isinstance(predicate, URIRef) else SKOS.relatedMatch
            )
        ]
        slots |= self._justified()
        slots |= self._people()
        day = self._text(SSSOM.mapping_date) or self._text(AB.confirmedOn)
        slots |= {"mapping_date": [day], "confidence": [self._text(AB.confidence)]}
        record = self._one(SSSOM.record_id)
        if isinstance(record, URIRef):
            slots["record_id"] = [self._prefixes.contract(record)]
        for slot, term in _EXTENSIONS:
            slots[slot] = [self._text(term)]
        if slots["ext_status"] == [_default_status(slots)]:
            del slots["ext_status"]
        self._rest(slots)
        return {slot: found for slot, texts in slots.items() if (found := [t for t in texts if t])}

    def _ends(self) -> Slots:
        """Give both ends with their names and fingerprints; nothing where one is gone."""
        process, digital = self._end(AB.processElement), self._end(AB.digitalElement)
        subject = self._one(SSSOM.subject_id) or process
        object_ = self._one(SSSOM.object_id) or digital
        turned = subject is not None and subject == digital and subject != process
        labels = (AB.processLabel, AB.digitalLabel)
        prints = (AB.processFingerprint, AB.digitalFingerprint)
        if turned:
            labels, prints = labels[::-1], prints[::-1]
        slots: Slots = {}
        for number, (end, iri) in enumerate((("subject", subject), ("object", object_))):
            label = self._text(SSSOM[f"{end}_label"]) or self._text(labels[number])
            if isinstance(iri, URIRef):
                slots[f"{end}_id"] = [self._prefixes.contract(iri)]
            elif not (label and self._text(SSSOM[f"{end}_type"])):
                return {}
            slots[f"{end}_label"] = [label]
            slots[f"ext_{end}_fingerprint"] = [self._text(prints[number])]
        return slots

    def _end(self, term: URIRef) -> URIRef | None:
        found = self._one(term)
        if not isinstance(found, URIRef):
            return None
        if AB.Reference in self._others.get(found, {}).get(RDF.type, frozenset()):
            return self._meant.get(found)
        return found

    def _justified(self) -> Slots:
        """Give the justification as SSSOM wants it; one in a sentence goes to the comment."""
        said, comment = self._text(AB.justification), self._text(DCTERMS.description)
        if _SEMAPV.match(said):
            return {"mapping_justification": [said], "comment": [comment]}
        if _ADDRESS.match(said):
            word = self._prefixes.contract(URIRef(said))
            return {"mapping_justification": [word], "comment": [comment]}
        told = " ".join(text for text in (comment, said) if text)
        return {"mapping_justification": [_UNSPECIFIED], "comment": [told]}

    def _people(self) -> Slots:
        """Give people with each of their names; who confirmed where nobody else is named."""
        slots: Slots = {}
        for person in PEOPLE:
            agents = self._facts.get(SSSOM[f"{person}_id"], frozenset())
            if person == "author" and not agents and SSSOM.reviewer_id not in self._facts:
                agents = self._facts.get(AB.confirmedBy, frozenset())
            pairs = [
                (self._prefixes.contract(agent), label)
                for agent in sorted(agents)
                if isinstance(agent, URIRef)
                for label in self._labels(agent)
            ]
            slots[f"{person}_id"] = [agent for agent, _ in pairs]
            # Names stand beside identifiers by their order, so that all are there or none is.
            if all(label for _, label in pairs):
                slots[f"{person}_label"] = [label for _, label in pairs]
        return slots

    def _labels(self, agent: URIRef) -> list[str]:
        said = self._others.get(agent, {}).get(RDFS.label, frozenset())
        return sorted(map(str, said)) or [""]

    def _rest(self, slots: Slots) -> None:
        for term, values in self._facts.items():
            slot = term.removeprefix(str(SSSOM))
            if slot == term or slot in _OWN or not _SLOT.match(slot) or slots.get(slot, [""])[0]:
                continue
            texts = []
            for value in sorted(values, key=str):
                if isinstance(value, URIRef):
                    texts.append(self._prefixes.contract(value))
                elif slot in REFERENCES and ":" in value:
                    slots.setdefault("other", []).append(f"{slot} {value}")
                else:
                    texts.append(str(value))
            slots[slot] = texts if slot in MULTIVALUED else texts[:1]

    def _one(self, term: URIRef) -> URIRef | Literal | None:
        found = self._facts.get(term, frozenset())
        resolved = sorted(found, key=lambda one: (one in self._meant, str(one)))
        return resolved[0] if resolved else None

    def _text(self, term: URIRef) -> str:
        found = self._one(term)
        return str(found) if isinstance(found, Literal) else ""


def _default_status(slots: Slots) -> str:
    """Give the status that a mapping is read with where it states none."""
    people = slots.get("reviewer_id") or slots.get("author_id")
    by_hand = slots["mapping_justification"] == [_BY_HAND]
    return "confirmed" if by_hand and people else "proposed"
