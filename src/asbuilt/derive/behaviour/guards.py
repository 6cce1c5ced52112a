"""What is asked along a path, and by which steps an answer may change.

The value that a guard asks for is taken to stay what it is until a step comes that is stated to
write it, or whose name speaks of it ("Approve" of an approval). The answer to a question that the
model asks in words ("Approved?") may change with every piece of work. What an expression compares
with a text or a truth may change, too, with work of which no source says what it writes; a path
that needs such a change is possible, and not certain. Numbers do not change unsaid.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.choices import answered_by, is_question, taken_when
from asbuilt.derive.behaviour.condition_words import tokens
from asbuilt.derive.behaviour.conditions import Both, Comparison, Condition, negated
from asbuilt.derive.behaviour.contradiction import comparisons, exclude_each_other
from asbuilt.derive.behaviour.model import PARALLEL
from asbuilt.derive.behaviour.writing import Writing
from asbuilt.derive.correspondence.words import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour, Passage

_SINGLE_STEP_CALLS: Final = frozenset({"callactivity"})
_NOTHING_SAID: Final = Writing()
_MOST_TOGETHER: Final = 6
"""Guards of one field that are compared all at once; of more, each pair is."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition that was met along a path, with what it is about."""

    condition: Condition
    scope: tuple[URIRef, ...]
    """The calls through which work came into the model that asks."""
    fields: frozenset[tuple[str, ...]]
    is_asked: bool
    """Whether it is a question to people."""

    @property
    def is_numeric(self) -> bool:
        """Whether numbers alone are compared."""
        return all(isinstance(one.value, Decimal) for one in comparisons(self.condition))


class Guards:
    """The guards of a behaviour, those that can contradict another one.

    In a model with parallel branches, what any step is stated to write is compared with nothing: a
    branch beside may write it at any time.
    """

    def __init__(self, behaviour: Behaviour, writes: Mapping[URIRef, Writing]) -> None:
        """Take what each element is stated to write."""
        self._behaviour = behaviour
        self._writes = writes
        self._label_words = {
            iri: frozenset(stem(token.text) for token in tokens(element.label))
            for iri, element in behaviour.elements.items()
            if self.works(iri) or iri in writes  # one that only sets a value does not work
        }
        self._named = frozenset().union(*self._label_words.values())
        self._writing = [one for thing, one in writes.items() if thing in behaviour.elements]
        self._works_unsaid = any(not self._said(thing).is_complete for thing in self._label_words)
        self._guards: list[Guard] = []
        self._of = self._read()
        self._apart: dict[frozenset[int], bool] = {}
        self._implied: dict[tuple[int, int], bool] = {}

    def met(self, held: frozenset[int], passage: Passage) -> frozenset[int] | None:
        """Give what holds after a passage; None if it cannot be taken with what held before.

        What holds is told by the numbers of guards, without those that follow from others.
        """
        new = self._of.get(passage)
        return held if new is None or new in held else self.together(held, new)

    def together(self, held: frozenset[int], new: int) -> frozenset[int] | None:
        """Give what holds with one guard more; None if it contradicts what held before."""
        guard = self._guards[new]
        about = [
            number
            for number in held
            if self._guards[number].scope == guard.scope
            and not self._guards[number].fields.isdisjoint(guard.fields)
        ]
        if any(self._contradict(frozenset({number, new})) for number in about):
            return None
        if 1 < len(about) < _MOST_TOGETHER and self._contradict(frozenset({new, *about})):
            return None
        if any(self._implies(number, new) for number in about):
            return held
        return (held - {number for number in about if self._implies(new, number)}) | {new}

    def after(self, held: frozenset[int], thing: URIRef, *, unsaid: bool) -> frozenset[int]:
        """Give what is still known to hold when work leaves an element.

        With `unsaid`, work may also change what nobody says it does.
        """
        if not held or not (thing in self._label_words or thing in self._writes):
            return held
        return frozenset(
            number
            for number in held
            if not self.may_change(thing, self._guards[number], unsaid=unsaid)
        )

    def may_change(self, thing: URIRef, guard: Guard, *, unsaid: bool) -> bool:
        """Say whether an element may change what a guard asks for."""
        said = self._said(thing)
        if self.speaks_of(thing, guard.fields):
            return True
        if said.replaces:
            return unsaid or guard.is_asked
        if thing not in self._label_words or guard.is_numeric or said.is_complete:
            return False
        return guard.is_asked or unsaid

    def speaks_of(self, thing: URIRef, fields: Iterable[tuple[str, ...]]) -> bool:
        """Say whether work is stated to write one of these fields, or is named after it."""
        said = self._said(thing)
        named = self._label_words.get(thing, frozenset())
        return any(
            said.names(words) or (bool(words) and stem(words[-1]) in named) for words in fields
        )

    def works(self, thing: URIRef) -> bool:
        """Say whether something is done at an element that could change data."""
        element = self._behaviour.elements[thing]
        single = element.kind.lower() in _SINGLE_STEP_CALLS
        return element.works or (single and thing not in self._behaviour.followed)

    def is_changeable(self, number: int) -> bool:
        """Say whether any element of the behaviour may change what a guard asks for."""
        guard = self._guards[number]
        return self.is_spoken_of(guard.fields) or (not guard.is_numeric and self._works_unsaid)

    def is_spoken_of(self, fields: Iterable[tuple[str, ...]]) -> bool:
        """Say whether any element is stated to write one of these fields, or named after it."""
        return any(
            (bool(words) and stem(words[-1]) in self._named)
            or any(one.names(words) for one in self._writing)
            for words in fields
        )

    def _said(self, thing: URIRef) -> Writing:
        return self._writes.get(thing, _NOTHING_SAID)

    def _contradict(self, numbers: frozenset[int]) -> bool:
        if numbers not in self._apart:
            conditions = [self._guards[number].condition for number in sorted(numbers)]
            self._apart[numbers] = exclude_each_other(conditions)
        return self._apart[numbers]

    def _implies(self, one: int, other: int) -> bool:
        if (one, other) not in self._implied:
            first, second = self._guards[one].condition, self._guards[other].condition
            self._implied[one, other] = exclude_each_other((first, negated(second)))
        return self._implied[one, other]

    def _read(self) -> dict[Passage, int]:
        found: dict[Passage, Guard] = {}
        asked_at: dict[tuple[tuple[URIRef, ...], tuple[str, ...]], set[URIRef]] = {}
        for passage in self._behaviour.passages:
            guard = self._guard(passage)
            if guard is None:
                continue
            found[passage] = guard
            for words in guard.fields:
                asked_at.setdefault((guard.scope, words), set()).add(passage.origin.thing)
        kinds = {element.kind.lower() for element in self._behaviour.elements.values()}
        forks = not kinds.isdisjoint(PARALLEL)
        numbers: dict[Guard, int] = {}
        compared = {
            passage: numbers.setdefault(guard, len(numbers))
            for passage, guard in found.items()
            if any(len(asked_at[guard.scope, words]) > 1 for words in guard.fields)
            and not (forks and self.is_spoken_of(guard.fields))
        }
        self._guards = list(numbers)
        return compared

    def _guard(self, passage: Passage) -> Guard | None:
        behaviour = self._behaviour
        readings = [
            reading
            for reading in (taken_when(behaviour, passage), answered_by(behaviour, passage))
            if reading is not None
        ]
        parts = [part for reading in readings for part in comparisons(reading) if part.field]
        if not parts:
            return None
        condition = readings[0] if len(readings) == 1 else Both(*readings)
        asked = is_question(behaviour, passage) or len(readings) > 1 or _is_bare(condition)
        return Guard(
            condition,
            passage.origin.calls,
            frozenset(part.field for part in parts),
            asked and not all(isinstance(part.value, Decimal) for part in parts),
        )


def _is_bare(condition: Condition) -> bool:
    return isinstance(condition, Comparison) and condition.field[:1] == ("?",)
