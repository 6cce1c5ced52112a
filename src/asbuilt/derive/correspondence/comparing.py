"""Which elements of the two sides are compared at all, and how alike their names are.

Of few elements every step is compared with every state. Of many, a step is compared with the states
that share most of its telling words; where a word stands in too many names to follow, that is told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asbuilt.derive.correspondence.glossary import GROUPS
from asbuilt.derive.correspondence.likeness import Lexicon, Likeness
from asbuilt.derive.correspondence.words import words

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Element
    from asbuilt.derive.correspondence.surroundings import Pair

MOST_PAIRS: Final = 40_000
"""Pairs up to which every step is compared with every state."""
MOST_SHARING: Final = 100
"""States with one word in their names beyond which the word is not followed."""
MOST_COMPARED: Final = 12
"""States that a step is compared with where there are many: those that share most with it."""
_WORTH_KEEPING: Final = 0.3
"""Likeness below which a pair of names tells nothing."""
_BY_IDENTIFIER: Final = 0.92
"""What likeness counts where one of the names is a speaking identifier."""


@dataclass(frozen=True, slots=True)
class Named:
    """An element with the names by which it is compared: its label and speaking identifiers."""

    element: Element
    names: tuple[str, ...]


@dataclass(slots=True)
class Compared:
    """The pairs whose names are alike, and whether any may have been missed."""

    alike: dict[Pair, Likeness] = field(default_factory=dict)
    unfollowed: set[URIRef] = field(default_factory=set)
    """Steps all of whose words stand in too many states' names to be compared with all."""


def speaking(identifier: str) -> str:
    """Give an identifier that is made of words, such as ``ApproveOrder``; else nothing."""
    found = words(identifier)
    telling = all(word.isalpha() and set(word) & set("aeiouyäöü") for word in found)
    return identifier if found and telling and len(identifier) > 3 else ""


def compared(steps: list[Named], states: list[Named]) -> Compared:
    """Compare the names of steps and states, each of a list of its side."""
    lexicon = Lexicon(name for one in (*steps, *states) for name in one.names)
    found = Compared()
    everything = len(steps) * len(states) <= MOST_PAIRS
    index = _Index()
    for state in () if everything else states:
        index.add(state, lexicon)
    for step in steps:
        others = states if everything else _sharing(step, index, lexicon, found)
        for state in others:
            likeness = _likest(step, state, lexicon)
            if likeness.score >= _WORTH_KEEPING:
                found.alike[step.element.iri, state.element.iri] = likeness
    return found


def _likest(step: Named, state: Named, lexicon: Lexicon) -> Likeness:
    """Compare the labels, and the label of each with the speaking identifier of the other."""
    best = lexicon.compare(step.names[0], state.names[0])
    for one in step.names:
        for other in state.names:
            if (one, other) == (step.names[0], state.names[0]) or best.opposed:
                continue
            by_identifier = lexicon.compare(one, other)
            score = by_identifier.score * _BY_IDENTIFIER
            if score > best.score and by_identifier.opposed is None:
                best = Likeness(score, by_identifier.shared)
    return best


def _keys(named: Named, lexicon: Lexicon) -> dict[str, float]:
    """Give what a name is found by: its words, their groups in the glossary, their beginnings."""
    found: dict[str, float] = {}
    for name in named.names:
        for word in lexicon.words(name):
            found[word] = lexicon.weight(word)
            for group in GROUPS.get(word, ()):
                found[f"group {group}"] = 0.7 * lexicon.weight(word)
            if not word.isdecimal():
                found[f"begin {word[:3]}"] = 0.5 * lexicon.weight(word)
    return found


@dataclass(slots=True)
class _Index:
    """States by what they are found by, and by what each is found."""

    states: dict[str, list[Named]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, state: Named, lexicon: Lexicon) -> None:
        """Take in a state."""
        found = _keys(state, lexicon)
        self.keys[str(state.element.iri)] = frozenset(found)
        for key in found:
            self.states[key].append(state)


def _sharing(step: Named, index: _Index, lexicon: Lexicon, found: Compared) -> list[Named]:
    """Give the states that share most with a step, weighed by how much each word tells."""
    keys = _keys(step, lexicon)
    known = sorted((len(index.states[key]), key) for key in keys if key in index.states)
    followed = [key for size, key in known if size <= MOST_SHARING]
    if known and not followed:
        found.unfollowed.add(step.element.iri)
        followed = [known[0][1]]
    near = {
        str(state.element.iri): state
        for key in followed
        for state in index.states[key][:MOST_SHARING]
    }
    ranked = sorted(
        (-sum(weight for key, weight in keys.items() if key in index.keys[iri]), iri)
        for iri in near
    )
    return [near[iri] for _, iri in ranked[:MOST_COMPARED]]
