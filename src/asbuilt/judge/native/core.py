"""SHACL Core as queries that give what is wrong, one for each constraint of a shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import BNode, Literal, URIRef
from rdflib.paths import InvPath

from asbuilt.judge.limited import too_long, within
from asbuilt.judge.native import text
from asbuilt.judge.native.conditions import wrong
from asbuilt.judge.native.constraints import (
    ClassOf,
    Closed,
    Constraint,
    Datatype,
    Disjoint,
    Equals,
    HasValue,
    In,
    LessThan,
    MaxCount,
    MinCount,
    Pattern,
    QualifiedMaxCount,
    QualifiedMinCount,
    UniqueLang,
)
from asbuilt.judge.native.exact import DEPEND_ON_SPELLING, checker, may_run_away
from asbuilt.judge.native.problems import NotCompiledError, ShapeError
from asbuilt.judge.native.shapes import Shape
from asbuilt.judge.native.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.native.classes import Classes
    from asbuilt.judge.native.data import Data, Row
    from asbuilt.judge.native.focus import Focus
    from asbuilt.terms import OxTerm


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
        self.writing = Writing(data)
        self._foreign: dict[Pattern, bool] = {}

    def violations(self, shape: Shape, constraint: Constraint, focus: Focus) -> Iterator[Violation]:
        """Give what violates a constraint of a shape among focus nodes."""
        self.writing.refuse(shape, constraint)
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

    def counted(
        self, shape: Shape, constraint: QualifiedMinCount | QualifiedMaxCount, focus: Focus
    ) -> Iterator[Violation] | None:
        """Give what violates a constraint that counts the instances of one class.

        None where it counts something else, which no pattern can say.
        """
        if shape.path is None or text.is_nullable(shape.path) or constraint.siblings:
            return None
        match constraint.shape:
            case Shape(path=None, constraints=(ClassOf(URIRef() as cls),)):
                conform = self._classes.test("?value", cls)
            case _:
                return None
        if isinstance(constraint, QualifiedMinCount):
            return self._too_few(shape, constraint.count, focus, conform)
        return self._too_many(shape, constraint.count, focus, conform)

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
        elif (listed := text.few(values)) is not None:
            for one in self._pairs(shape, focus, f"VALUES ?value {{ {listed} }}"):
                assert one.value is not None
                yield one.focus, one.value
        else:
            yield from (pair for pair in self.pairs(shape, focus) if pair[1] in values)

    def nodes(self, focus: Focus) -> set[OxTerm]:
        """Give the focus nodes."""
        query = f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} }}"
        rows = self._data.rows(query, may_run_away=focus.may_run_away)
        return {one for (one,) in rows if one is not None}

    def _pairs(self, shape: Shape, focus: Focus, rest: str) -> Iterator[Violation]:
        if shape.path is None:
            query = f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} {rest} }}"
            for (one,) in self._rows(query, shape, focus):
                assert one is not None
                yield Violation(one, one)
            return
        for focus_node, value in self._rows(_select(shape, focus, rest), shape, focus):
            assert focus_node is not None
            yield Violation(focus_node, value)

    def _one_by_one(
        self, shape: Shape, constraint: Constraint, focus: Focus
    ) -> Iterator[Violation]:
        if isinstance(constraint, In) and any(isinstance(one, BNode) for one in constraint.values):
            raise NotCompiledError("sh:in names a blank node, which no query can")
        condition = wrong(constraint, _value(shape))
        assert condition is not None, constraint
        everything = self._is_foreign(constraint)
        if not isinstance(constraint, DEPEND_ON_SPELLING) or (
            self.writing.is_plain and not everything and not isinstance(constraint, Datatype)
        ):
            yield from self._pairs(shape, focus, f"FILTER({condition})")
            return
        asked: dict[tuple[OxTerm, OxTerm], None] = {}
        otherwise = (f"FILTER({condition})", *self.writing.otherwise(shape))
        for rest in ("",) if everything else otherwise:
            for one in self._pairs(shape, focus, rest):
                assert one.value is not None
                for value in self.writing.written(shape, one.focus, one.value):
                    asked[one.focus, value] = None
        for start, value in self._checked(constraint, list(asked)):
            yield Violation(value if shape.path is None else start, value)

    def _checked(
        self, constraint: Constraint, asked: list[tuple[OxTerm, OxTerm]]
    ) -> list[tuple[OxTerm, OxTerm]]:
        """Give the pairs whose value is wrong; Python's patterns may take for ever to tell."""
        check = checker(constraint, is_spelling_known=self._data.is_spelling_known)
        if not (asked and isinstance(constraint, Pattern) and may_run_away(constraint.pattern)):
            return [pair for pair in asked if check(pair[1])]
        seconds = self._data.seconds
        try:
            wrong_ones = within(
                seconds, lambda: [at for at, (_, value) in enumerate(asked) if check(value)]
            )
        except TimeoutError:
            raise ShapeError(too_long(seconds)) from None
        except EOFError:
            raise ShapeError("its pattern needs more memory than it may have") from None
        return [asked[at] for at in wrong_ones]

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

    def _too_few(
        self, shape: Shape, count: int, focus: Focus, rest: str = ""
    ) -> Iterator[Violation]:
        """Give focus nodes with fewer values; `rest` is what else must hold for a value."""
        path = _path(shape)
        nullable = text.is_nullable(shape.path) if shape.path is not None else False
        if count == 1 and not (focus.is_few and rest):
            if nullable:
                return
            none = _without(f"?this {path} ?value . {rest}", focus, shape)
            query = f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} {none} }}"
        else:
            values = (
                _union(focus.reach(shape, "?value"))
                if nullable
                else f"{focus.pattern} OPTIONAL {{ ?this {path} ?value . {rest} }}"
            )
            query = (
                f"SELECT ?this WHERE {{ {values} }} GROUP BY ?this"
                f" HAVING(COUNT(DISTINCT ?value) < {count})"
            )
        yield from self._of(query, shape, focus)

    def _too_many(
        self, shape: Shape, count: int, focus: Focus, rest: str = ""
    ) -> Iterator[Violation]:
        """Give focus nodes with more values; `rest` is what else must hold for a value."""
        values = f"{_union(focus.reach(shape, '?value'))} {rest}"
        if count == 0:
            query = f"SELECT DISTINCT ?this WHERE {{ {values} }}"
        else:
            query = (
                f"SELECT ?this WHERE {{ {values} }} GROUP BY ?this"
                f" HAVING(COUNT(DISTINCT ?value) > {count})"
            )
        yield from self._of(query, shape, focus)

    def _languages(self, shape: Shape, focus: Focus) -> Iterator[Violation]:
        query = (
            f"SELECT ?this ?language WHERE {{ {_union(focus.reach(shape, '?value'))}"
            " FILTER(LANG(?value) != '') } GROUP BY ?this (LCASE(LANG(?value)) AS ?language)"
            " HAVING(COUNT(DISTINCT ?value) > 1)"
        )
        for focus_node, language in self._rows(query, shape, focus):
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
        for focus_node, other in self._rows(query, shape, focus):
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
        for focus_node, value, other in self._rows(query, shape, focus):
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
        for row in self._rows(query, shape, focus):
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
        query = f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} {rest} }}"
        yield from self._of(query, shape, focus)

    def _of(self, query: str, shape: Shape, focus: Focus) -> Iterator[Violation]:
        for (focus_node,) in self._rows(query, shape, focus):
            if focus_node is not None:
                yield Violation(focus_node)

    def _rows(self, query: str, shape: Shape, focus: Focus) -> Iterator[Row]:
        return self._data.rows(query, may_run_away=focus.leads_astray(shape))


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
