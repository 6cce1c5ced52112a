"""Finds which step an activity of a log is, and what else either domain calls by its name.

An activity is a step by a mapping to it, by the step's identifier or name, or by the identifier or
name of a state to which the step is mapped; letter case, spaces and signs make no difference.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from rdflib import URIRef

from asbuilt.derive.reading import ask_rows
from asbuilt.identity import Minter, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from asbuilt.derive.authority.duties import Duties
    from asbuilt.store import Store

Documented: TypeAlias = "Mapping[URIRef, tuple[set[str], set[str]]]"
"""The bare identifiers and the bare labels of each thing that may be done."""
_NAMELESS: tuple[set[str], set[str]] = (set(), set())
TECHNICAL = frozenset({"start", "end", "artificialstart", "artificialend", "processstart"})
"""Bare names under which tools record that a case begins or ends."""


class Links:
    """Finds the steps that an activity of a log is, level by level of certainty."""

    def __init__(
        self, called: Documented, duties: Duties, steps: Collection[URIRef], minter: Minter
    ) -> None:
        """Look up what these steps are called."""
        self._minter = minter
        self._mapped: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._levels: tuple[dict[str, set[URIRef]], ...] = tuple(defaultdict(set) for _ in range(4))
        for step in sorted(steps):
            named = (step, *duties[step].states)
            signs = [called.get(thing, _NAMELESS) for thing in named]
            for level, (identifiers, labels) in zip(
                (0, *(2 for _ in duties[step].states)), signs, strict=True
            ):
                for sign in identifiers:
                    self._levels[level][sign].add(step)
                for sign in labels:
                    self._levels[level + 1][sign].add(step)
            for state in duties[step].states:
                self._mapped[state].add(step)

    def steps(self, log: URIRef, activity: str) -> frozenset[URIRef]:
        """Give the steps that an activity is, by the most certain way in which it is any."""
        file, _, fragment = str(log).partition("#")
        name = file.removeprefix(self._minter.base)
        for identifier in (activity, f"{fragment}/{activity}"):
            iri = self._minter.element(name, identifier)
            if iri in self._mapped:
                return frozenset(self._mapped[iri])
        sign = bare(activity)
        for level in self._levels:
            if sign and sign in level:
                return frozenset(level[sign])
        return frozenset()


def names_of(called: Documented) -> frozenset[str]:
    """Give the bare names of everything in either domain that an activity may be."""
    signs = {sign for both in called.values() for signs in both for sign in signs}
    return frozenset(signs | TECHNICAL)


def bare(text: str) -> str:
    """Give a name without spaces, signs and letter case."""
    return "".join(character for character in fold(text) if character.isalnum())


def documented(store: Store) -> Documented:
    """Give the bare identifiers and labels of steps, states and what else may be done."""
    called: dict[URIRef, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    # A variable for the two predicates would have the store look at every label of the graph.
    for place, predicate in enumerate(("dcterms:identifier", "rdfs:label")):
        for thing, text in ask_rows(
            store,
            f"""SELECT ?a ?text WHERE {{ ?a a ?k ; {predicate} ?text
                VALUES ?k {{ ab:Step ab:State ab:Transition ab:Workflow ab:ExceptionPath }} }}""",
        ):
            sign = bare(str(text))
            if isinstance(thing, URIRef) and sign:
                called[thing][place].add(sign)
    return called
