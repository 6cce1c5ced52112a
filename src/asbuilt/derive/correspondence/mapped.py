"""The pairs of elements of both domains that mappings which count join, right way round."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.reading import ask_rows
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.store import Store

NOT_COUNTED: Final = frozenset({"proposed", "outdated", "rejected"})
"""Statuses of mappings that nobody may rely on; shapes say the same as `rule:RelyingOn`."""


def counting(mapping: str) -> str:
    """Give the filter of SPARQL that lets a variable stand only for mappings that count."""
    statuses = " ".join(f'"{status}"' for status in sorted(NOT_COUNTED))
    return (
        f"FILTER NOT EXISTS {{ {mapping} <{AB.mappingStatus}> ?standing ."
        f" VALUES ?standing {{ {statuses} }} }}"
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A mapping between a step and a state or transition."""

    mapping: URIRef
    step: URIRef
    digital: URIRef


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs that count, by either end."""

    of_step: dict[URIRef, list[Pair]]
    of_digital: dict[URIRef, list[Pair]]

    def digital_of(self, steps: Iterable[URIRef]) -> dict[URIRef, Pair]:
        """Give the states and transitions to which these steps are mapped, with a pair for each."""
        return {pair.digital: pair for step in steps for pair in self.of_step.get(step, ())}


def pairs(store: Store) -> Pairs:
    """Read the mappings between steps and states or transitions that count."""
    rows = ask_rows(
        store,
        f"""SELECT DISTINCT ?mapping ?step ?digital WHERE {{
            ?mapping a <{AB.Mapping}> ;
                <{AB.processElement}> ?step ; <{AB.digitalElement}> ?digital .
            ?step a <{AB.Step}> .
            {{ ?digital a <{AB.State}> }} UNION {{ ?digital a <{AB.Transition}> }}
            {counting("?mapping")}
        }}""",
    )
    of_step: dict[URIRef, list[Pair]] = defaultdict(list)
    of_digital: dict[URIRef, list[Pair]] = defaultdict(list)
    for mapping, step, digital in rows:
        assert isinstance(mapping, URIRef)
        assert isinstance(step, URIRef)
        assert isinstance(digital, URIRef)
        pair = Pair(mapping, step, digital)
        of_step[step].append(pair)
        of_digital[digital].append(pair)
    return Pairs(of_step, of_digital)


_KEPT_APART: Final = """{ { ?m <https://w3id.org/sssom/subject_id> ?a ;
    <https://w3id.org/sssom/object_id> ?b . FILTER NOT EXISTS { ?m ab:processElement ?x } }
    UNION { ?m ab:processElement ?a ; ab:digitalElement ?b ; ab:mappingStatus "rejected" } }"""
_JOINED: Final = "{ ?m ab:processElement ?a ; ab:digitalElement ?b ; prov:hadPrimarySource ?row }"


def settled_pairs(store: Store) -> set[frozenset[URIRef]]:
    """Give the pairs of things that rows of mapping sets join, propose to join, or keep apart."""
    return _ends(store, f"{_JOINED} UNION {_KEPT_APART}")


def rejected_pairs(store: Store) -> set[frozenset[URIRef]]:
    """Give the pairs of which a row of a mapping set says that they are no match."""
    return _ends(store, _KEPT_APART)


def _ends(store: Store, pattern: str) -> set[frozenset[URIRef]]:
    rows = ask_rows(store, f"SELECT DISTINCT ?a ?b WHERE {{ {pattern} }}")
    return {
        frozenset((first, second))
        for first, second in rows
        if isinstance(first, URIRef) and isinstance(second, URIRef)
    }
