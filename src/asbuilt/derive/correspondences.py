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
"""Statuses of mappings that nobody may rely on."""


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
            FILTER NOT EXISTS {{ ?mapping <{AB.mappingStatus}> ?status .
                VALUES ?status {{ {" ".join(f'"{status}"' for status in sorted(NOT_COUNTED))} }} }}
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
