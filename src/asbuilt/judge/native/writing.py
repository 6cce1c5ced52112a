"""How values are written, where a store writes them in another way than the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.paths import InvPath

from asbuilt.judge.native import text
from asbuilt.judge.native.constraints import (
    Constraint,
    Disjoint,
    Equals,
    HasValue,
    LessThan,
    MaxCount,
    MinCount,
    Range,
)
from asbuilt.judge.native.lexical import FREE
from asbuilt.judge.native.problems import NotCompiledError
from asbuilt.terms import to_ox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.native.data import Data
    from asbuilt.judge.native.shapes import Shape
    from asbuilt.terms import OxTerm


class Writing:
    """Tells how the values and focus nodes of some data are written there."""

    def __init__(self, data: Data) -> None:
        """Tell of some data."""
        self._data = data
        self._targets: dict[OxTerm, set[OxTerm]] = {}

    @property
    def is_plain(self) -> bool:
        """Whether everything is written as the store writes it, as far as anybody knows."""
        return not self._data.spellings.differ() and not self._targets

    def written(self, shape: Shape, focus: OxTerm, value: OxTerm) -> tuple[OxTerm, ...]:
        """Give all ways in which a value of a focus node is written.

        Raises `NotCompiledError` where the path leaves several ways open.
        """
        spellings = self._data.spellings
        if not isinstance(value, ox.Literal):
            return (value,)
        if value in self._targets and (shape.path is None or text.is_nullable(shape.path)):
            return tuple(sorted(self._targets[value], key=str))
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
        found = tuple(self._targets.get(focus, ())) or self._data.spellings.of_value(focus)
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
        for one, written in self._targets.items():
            if focus in written:
                found = one
        ways = {*self._targets.get(found, ()), *self._data.spellings.of_value(found)}
        if len(ways - ({found} if found in self._targets else set())) > 1:
            raise NotCompiledError(f"{found} is written in several ways in the data")
        return found

    def refuse(self, shape: Shape, constraint: Constraint) -> None:
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
            are_one = isinstance(constraint.value, Literal) and not self._is_as_kept(
                constraint.value
            )
        else:
            are_one = isinstance(constraint, Equals | Disjoint) and spellings.are_several()
        if are_one:
            raise NotCompiledError(
                "it compares values that the store writes in another way than the data"
            )

    def _is_as_kept(self, value: Literal) -> bool:
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
                self._targets.setdefault(kept, set()).add(to_ox(target))

    def otherwise(self, shape: Shape) -> Iterator[str]:
        """Give conditions for values that the store spells in another way than the data."""
        listed = self._data.spellings.values()
        value = "?this" if shape.path is None else "?value"
        if shape.path is None:
            listed = [*listed, *self._targets]
        if len(listed) > text.FEW:
            yield f"FILTER(isLiteral({value}))"
        elif listed:
            yield f"VALUES {value} {{ {' '.join(map(str, listed))} }}"
