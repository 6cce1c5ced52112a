"""Names by which both sides speak of one piece of data, where somebody said that it is one.

A confirmed mapping between two data objects, assets or fields says so, and an asset that stands for
a data object. A name of the digital side that would be several of the other is left as it is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.conditions import Both, Comparison, Condition, Constant, Either
from asbuilt.derive.correspondence.mapped import counting
from asbuilt.derive.data.mentions import words_of
from asbuilt.derive.reading import ask_rows

if TYPE_CHECKING:
    from asbuilt.store import Store

_DATA = "ab:DataObject ab:DataAsset ab:Field"


class SameData:
    """The names of the digital side that mean data which the process calls otherwise."""

    def __init__(self, store: Store) -> None:
        """Read which data is said to be the same."""
        rows = ask_rows(
            store,
            f"""SELECT DISTINCT ?mine ?theirs WHERE {{
                {{ ?m a ab:Mapping ; ab:processElement ?a ; ab:digitalElement ?b .
                   {counting("?m")} }}
                UNION {{ ?b ab:represents ?a }}
                ?a a ?k ; rdfs:label ?mine . ?b a ?l ; rdfs:label ?theirs .
                VALUES ?k {{ {_DATA} }} VALUES ?l {{ {_DATA} }} }}""",
        )
        meant: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
        for mine, theirs in rows:
            if words_of(str(theirs)) and words_of(str(mine)):
                meant[words_of(str(theirs))].add(words_of(str(mine)))
        self._meant = {words: next(iter(ones)) for words, ones in meant.items() if len(ones) == 1}

    def as_documented(self, condition: Condition) -> Condition:
        """Give a condition of the digital side with the names that the process uses."""
        if isinstance(condition, Constant) or not self._meant:
            return condition
        if isinstance(condition, (Both, Either)):
            left, right = map(self.as_documented, (condition.left, condition.right))
            return type(condition)(left, right)
        return self._renamed(condition)

    def _renamed(self, one: Comparison) -> Comparison:
        for start in range(len(one.field)):
            documented = self._meant.get(one.field[start:])
            if documented is not None:
                return replace(one, field=documented)
        return one
