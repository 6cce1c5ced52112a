"""SHACL Core as queries that give what is wrong, one for each constraint of a shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.paths import InvPath

from asbuilt.judge.native import text
from asbuilt.judge.native.conditions import wrong
from asbuilt.judge.native.exact import DEPEND_ON_SPELLING, checker
from asbuilt.judge.native.lexical import FREE
from asbuilt.judge.native.problems import NotCompiledError
from asbuilt.judge.native.shapes import (
    ClassOf,
    Closed,
    Constraint,
    Datatype,
    Disjoint,
    Equals,
    HasValue,
    LessThan,
    MaxCount,
    MinCount,
    Pattern,
    Range,
    UniqueLang,
)
from asbuilt.terms import to_ox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.native.classes import Classes
    from asbuilt.judge.native.data import Data
    from asbuilt.judge.native.focus import Focus
    from asbuilt.judge.native.shapes import Shape
    from asbuilt.terms import OxTerm

_FEW: Final = 500
"""Values that a query may name one by one."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong: where, and with which value if one is to blame."""

    focus: OxTerm
    value: OxTerm | None = None
    path: OxTerm | None = None
    words: tuple[tuple[str, OxTerm], ...] = ()
    """Further terms by the names under which messages may use them."""
    message: OxTerm | None = None


class Core:
    """The constraints of SHACL Core that refer to no other shape, over some data."""

    def __init__(self, data: Data, classes: Classes) -> None:
        """Judge some data."""
        self._data = data
        self._classes = classes
        self._foreign: dict[Pattern, bool] = {}
        self.targets: dict[OxTerm, set[OxTerm]] = {}

    def violations(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Violation]:
        """Give what violates a constraint of a shape among focus nodes."""
        self._refuse_spellings(shape, constraint)
        match constraint:
            case ClassOf(cls):
                yield from self._pairs(shape, focus, self._no_instance(shape, cls, focus))
            case MinCount(count):
                yield from self._too_few(shape, count, focus)
            case MaxCount(count):
                yield from self._too_many(shape, count, focus)
            case UniqueLang():
                yield from self._languages(shape, focus)
            case Equals(prop):
                yield from self._unequal(shape, text.term(prop), focus)
            case Disjoint(prop):
                other = f"?this {text.term(prop)} {_value(shape)} ."
                yield from self._pairs(shape, focus, other)
            case LessThan(prop):
                yield from self._not_less(shape, text.term(prop), constraint.operator, focus)
            case Closed(allowed):
                yield from self._closed(shape, text.terms(allowed, ", "), focus)
            case HasValue(value):
                yield from self._lacks(shape, value, focus)
            case _:
                yield from self._one_by_one(shape, constraint, focus)

    def pairs(self, shape: Shape, focus: Focus) -> Iterator[tuple[OxTerm, OxTerm]]:
        """Give each focus node with each of its values."""
        for one in self._pairs(shape, focus, ""):
            assert one.value is not None
            yield one.focus, one.value

    def pairs_with(
        self, shape: Shape, focus: Focus, values: set[OxTerm]
    ) -> Iterator[tuple[OxTerm, OxTerm]]:
        """Give each focus node with each of those of its values that are in a set."""
        if not values:
            return
        if shape.path is None:
            yield from ((one, one) for one in values)
        elif len(values) <= _FEW and not any(isinstance(one, ox.BlankNode) for one in values):
            listed = " ".join(sorted(map(str, values)))
            for one in self._pairs(shape, focus, f"VALUES ?value {{ {listed} }}"):
                assert one.value is not None
                yield one.focus, one.value
        else:
            yield from (pair for pair in self.pairs(shape, focus) if pair[1] in values)

    def nodes(self, focus: Focus) -> set[OxTerm]:
        """Give the focus nodes."""
        rows = self._data.rows(f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} }}")
        return {one for (one,) in rows if one is not None}

    def _pairs(self, shape: Shape, focus: Focus, rest: str) -> Iterator[Violation]:
        if shape.path is None:
            query = f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} {rest} }}"
            for (one,) in self._data.rows(query):
                assert one is not None
                yield Violation(one, one)
            return
        for focus_node, value in self._data.rows(_select(shape, focus, rest)):
            assert focus_node is not None
            yield Violation(focus_node, value)

    def _one_by_one(
        self, shape: Shape, constraint: Constraint, focus: Focus
    ) -> Iterator[Violation]:
        condition = wrong(constraint, _value(shape))
        assert condition is not None, constraint
        depends = isinstance(constraint, DEPEND_ON_SPELLING)
        if not depends or not (
            isinstance(constraint, Datatype)
            or self._data.spellings.differ()
            or self.targets
            or self._is_foreign(constraint)
        ):
            yield from self._pairs(shape, focus, f"FILTER({condition})")
            return
        check = checker(constraint, is_spelling_known=self._data.is_spelling_known)
        found: set[tuple[OxTerm, OxTerm]] = set()
        everything = self._is_foreign(constraint)
        for rest in ("",) if everything else (f"FILTER({condition})", *self._respelt(shape)):
            for one in self._pairs(shape, focus, rest):
                assert one.value is not None
                found |= {
                    (one.focus, value)
                    for value in self.written(shape, one.focus, one.value)
                    if check(value)
                }
        for start, value in found:
            yield Violation(value if shape.path is None else start, value)

    def written(self, shape: Shape, focus: OxTerm, value: OxTerm) -> tuple[OxTerm, ...]:
        """Give all ways in which a value of a focus node is written.

        Raises `NotCompiledError` where the path leaves several ways open.
        """
        spellings = self._data.spellings
        if not isinstance(value, ox.Literal):
            return (value,)
        if value in self.targets and (shape.path is None or text.is_nullable(shape.path)):
            return tuple(sorted(self.targets[value], key=str))
        if not spellings.differ():
            return (value,)
        if isinstance(shape.path, URIRef):
            found = spellings.at(focus, str(shape.path), value)
            if found:
                return found
        found = spellings.of_value(value)
        if len(found) > 1:
            raise NotCompiledError(f"{value} is written in several ways in the data")
        return found

    def start(self, focus: OxTerm) -> OxTerm:
        """Give a focus node as it is written. Raises `NotCompiledError` where that is unclear."""
        if not isinstance(focus, ox.Literal):
            return focus
        found = tuple(self.targets.get(focus, ())) or self._data.spellings.of_value(focus)
        if len(found) > 1:
            raise NotCompiledError(f"{focus} is written in several ways in the data")
        return found[0]

    def kept(self, focus: OxTerm) -> OxTerm:
        """Give a focus node as the store writes it.

        Raises `NotCompiledError` where that stands for nodes that are written in several ways.
        """
        if not isinstance(focus, ox.Literal):
            return focus
        found = self._data.spellings.kept(focus)
        for one, written in self.targets.items():
            if focus in written:
                found = one
        ways = {*self.targets.get(found, ()), *self._data.spellings.of_value(found)}
        if len(ways - ({found} if found in self.targets else set())) > 1:
            raise NotCompiledError(f"{found} is written in several ways in the data")
        return found

    def _refuse_spellings(self, shape: Shape, constraint: Constraint) -> None:
        """Refuse to tell values apart, or to count them, that only differ in how they are written.

        A store takes them for one; SHACL does not.
        """
        spellings = self._data.spellings
        if not spellings.differ():
            return
        if isinstance(constraint, MinCount | MaxCount):
            are_one = (
                spellings.are_several_at_one_place()
                if isinstance(shape.path, URIRef | InvPath)
                else spellings.are_several()
            )
        elif isinstance(constraint, Range | LessThan):
            are_one = spellings.are_ill_formed()
        elif isinstance(constraint, HasValue):
            are_one = isinstance(constraint.value, Literal) and not self._is_plain(constraint.value)
        else:
            are_one = isinstance(constraint, Equals | Disjoint) and spellings.are_several()
        if are_one:
            raise NotCompiledError(
                "it compares values that the store writes in another way than the data"
            )

    def _is_plain(self, value: Literal) -> bool:
        """Say whether a literal is written as a store writes it, wherever the data has it."""
        if str(value.datatype or "") in {"", *FREE}:
            return True
        query = f"SELECT ?this WHERE {{ VALUES ?this {{ {text.term(value)} }} }}"
        ((kept,),) = self._data.rows(query)
        assert kept is not None
        return kept == to_ox(value) and self._data.spellings.of_value(kept) == (kept,)

    def note(self, target: Term) -> None:
        """Note how a literal is written that is a target, if the store writes it in another way."""
        if not isinstance(target, Literal) or str(target.datatype or "") in {"", *FREE}:
            return
        for (kept,) in self._data.rows(
            f"SELECT ?this WHERE {{ VALUES ?this {{ {text.term(target)} }} }}"
        ):
            if kept is not None:
                self.targets.setdefault(kept, set()).add(to_ox(target))

    def _respelt(self, shape: Shape) -> Iterator[str]:
        """Give conditions for values that the store spells in another way than the data."""
        listed = self._data.spellings.values()
        value = _value(shape)
        if shape.path is None:
            listed = [*listed, *self.targets]
        if len(listed) > _FEW:
            yield f"FILTER(isLiteral({value}))"
        elif listed:
            yield f"VALUES {value} {{ {' '.join(map(str, listed))} }}"

    def _is_foreign(self, constraint: Constraint) -> bool:
        """Say whether a pattern is one that the store cannot match; Python then does."""
        if not isinstance(constraint, Pattern):
            return False
        if constraint not in self._foreign:
            arguments = ", ".join(
                text.term(Literal(one)) for one in ("", constraint.pattern, constraint.flags)
            )
            query = f"SELECT (REGEX({arguments}) AS ?known) WHERE {{}}"
            self._foreign[constraint] = all(row[0] is None for row in self._data.rows(query))
        return self._foreign[constraint]

    def _no_instance(self, shape: Shape, cls: URIRef | BNode, focus: Focus) -> str:
        if isinstance(cls, BNode):
            raise NotCompiledError("sh:class names a blank node, which no query can")
        value = _value(shape)
        return _without(self._classes.test(value, cls), focus)

    def _too_few(self, shape: Shape, count: int, focus: Focus) -> Iterator[Violation]:
        path = _path(shape)
        nullable = text.is_nullable(shape.path) if shape.path is not None else False
        if count == 1:
            if nullable:
                return
            rest = _without(f"?this {path} ?value", focus, shape)
            query = f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} {rest} }}"
        else:
            values = (
                _union(focus.reach(shape, "?value"))
                if nullable
                else f"{focus.pattern} OPTIONAL {{ ?this {path} ?value }}"
            )
            query = (
                f"SELECT ?this WHERE {{ {values} }} GROUP BY ?this"
                f" HAVING(COUNT(DISTINCT ?value) < {count})"
            )
        yield from self._of(query)

    def _too_many(self, shape: Shape, count: int, focus: Focus) -> Iterator[Violation]:
        values = _union(focus.reach(shape, "?value"))
        if count == 0:
            query = f"SELECT DISTINCT ?this WHERE {{ {values} }}"
        else:
            query = (
                f"SELECT ?this WHERE {{ {values} }} GROUP BY ?this"
                f" HAVING(COUNT(DISTINCT ?value) > {count})"
            )
        yield from self._of(query)

    def _languages(self, shape: Shape, focus: Focus) -> Iterator[Violation]:
        query = (
            f"SELECT ?this ?language WHERE {{ {_union(focus.reach(shape, '?value'))}"
            " FILTER(LANG(?value) != '') } GROUP BY ?this (LCASE(LANG(?value)) AS ?language)"
            " HAVING(COUNT(DISTINCT ?value) > 1)"
        )
        for focus_node, language in self._data.rows(query):
            assert focus_node is not None
            assert language is not None
            yield Violation(focus_node, words=(("language", language),))

    def _unequal(self, shape: Shape, prop: str, focus: Focus) -> Iterator[Violation]:
        value = _value(shape)
        yield from self._pairs(shape, focus, _without(f"?this {prop} {value}", focus))
        own = ["FILTER(!sameTerm(?this, ?other))"]
        if shape.path is not None:
            own = [f"FILTER NOT EXISTS {{ ?this {_path(shape)} ?other }}"]
            if text.is_nullable(shape.path):
                own.append("FILTER(!sameTerm(?this, ?other))")
        query = (
            f"SELECT DISTINCT ?this ?other WHERE {{ {focus.pattern} ?this {prop} ?other ."
            f" {' '.join(own)} }}"
        )
        for focus_node, other in self._data.rows(query):
            assert focus_node is not None
            yield Violation(focus_node, other)

    def _not_less(
        self, shape: Shape, prop: str, operator: str, focus: Focus
    ) -> Iterator[Violation]:
        rest = (
            f"?this {prop} ?other . FILTER(!COALESCE(LANG(?value) = '' && LANG(?other) = ''"
            f" && ?value {operator} ?other, false))"
        )
        query = _select(shape, focus, rest, "?other")
        for focus_node, value, other in self._data.rows(query):
            assert focus_node is not None
            assert other is not None
            yield Violation(focus_node, value, words=(("other", other),))

    def _closed(self, shape: Shape, allowed: str, focus: Focus) -> Iterator[Violation]:
        own = f"FILTER(?property NOT IN ({allowed}))" if allowed else ""
        rest = f"{_value(shape)} ?property ?other . {own}"
        if shape.path is None:
            query = f"SELECT DISTINCT ?this ?other ?property WHERE {{ {focus.pattern} {rest} }}"
        else:
            query = _select(shape, focus, rest, "?other ?property")
        for row in self._data.rows(query):
            focus_node, other, path = row[0], row[-2], row[-1]
            assert focus_node is not None
            yield Violation(focus_node, other, path)

    def _lacks(self, shape: Shape, value: Term, focus: Focus) -> Iterator[Violation]:
        if isinstance(value, BNode):
            raise NotCompiledError("sh:hasValue names a blank node, which no query can")
        wanted = text.term(value)
        if shape.path is None:
            rest = f"FILTER(!sameTerm(?this, {wanted}))"
        else:
            rest = f"FILTER NOT EXISTS {{ ?this {_path(shape)} {wanted} }}"
            if text.is_nullable(shape.path):
                rest += f" FILTER(!sameTerm(?this, {wanted}))"
        yield from self._of(f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} {rest} }}")

    def _of(self, query: str) -> Iterator[Violation]:
        for (focus_node,) in self._data.rows(query):
            if focus_node is not None:
                yield Violation(focus_node)


def _value(shape: Shape) -> str:
    return "?this" if shape.path is None else "?value"


def _path(shape: Shape) -> str:
    assert shape.path is not None
    return text.path(shape.path)


def _select(shape: Shape, focus: Focus, rest: str, more: str = "") -> str:
    values = " UNION ".join(f"{{ {one} {rest} }}" for one in focus.reach(shape, "?value"))
    return f"SELECT DISTINCT ?this ?value {more} WHERE {{ {values} }}"


def _union(patterns: list[str]) -> str:
    return patterns[0] if len(patterns) == 1 else " UNION ".join(f"{{ {one} }}" for one in patterns)


def _without(pattern: str, focus: Focus, shape: Shape | None = None) -> str:
    """Leave out solutions for which a pattern holds.

    MINUS is one scan for all of them, NOT EXISTS one look for each. They mean the same here, since
    the pattern shares a variable with each solution that is bound in all of them.
    """
    repeats = shape is not None and not isinstance(shape.path, URIRef | InvPath)
    if focus.is_few or repeats:
        return f"FILTER NOT EXISTS {{ {pattern} }}"
    return f"MINUS {{ {pattern} }}"
