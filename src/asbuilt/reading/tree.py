"""The tree of values that JSON and YAML files are read into, each value with its line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from asbuilt.facts import Place

MAX_VALUES = 3_000_000
"""How many values a file may hold, whatever their size."""

_LONGEST_INTEGER = 4000
"""Digits of the longest integer that is given as such; Python refuses longer ones."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, so that neither digits nor size are lost."""

    text: str

    @property
    def value(self) -> int | float:
        """The number as Python has it: an integer where it is written as one and not too long."""
        whole = self.text.lstrip("+-").isdecimal() and len(self.text) <= _LONGEST_INTEGER
        return int(self.text) if whole else float(self.text)


Value: TypeAlias = "str | Number | bool | tuple[Node, ...] | Mapping[str, Node] | None"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value of a JSON or YAML file and the line at which it, or its key, begins (from 1)."""

    value: Value
    line: int
    tag: str = ""
    """A YAML tag that the loader allowed, such as ``!Sub``; the value is what it is written on."""

    @property
    def place(self) -> Place:
        """The place of the value in its file."""
        return Place(line=self.line)

    @property
    def text(self) -> str | None:
        """The value where it is a string, else nothing."""
        return self.value if isinstance(self.value, str) else None

    @property
    def number(self) -> Number | None:
        """The value where it is a number, else nothing."""
        return self.value if isinstance(self.value, Number) else None

    @property
    def is_object(self) -> bool:
        """Whether the value is an object with members."""
        return isinstance(self.value, Mapping)

    @property
    def is_array(self) -> bool:
        """Whether the value is an array with elements."""
        return isinstance(self.value, tuple)

    def get(self, key: str) -> Node | None:
        """Give the member with this key, or nothing where there is none or this is no object."""
        return self.value.get(key) if isinstance(self.value, Mapping) else None

    def text_of(self, key: str) -> str | None:
        """Give the string that stands at this key, or nothing."""
        member = self.get(key)
        return None if member is None else member.text

    def members(self) -> Iterator[tuple[str, Node]]:
        """Give key and value of each member of an object, in the file's order; else nothing."""
        if isinstance(self.value, Mapping):
            yield from self.value.items()

    def elements(self) -> Iterator[Node]:
        """Give the elements of an array, in order; else nothing."""
        if isinstance(self.value, tuple):
            yield from self.value

    def plain(self) -> object:
        """Give the value as `json.loads` would: dictionaries, lists, strings, numbers."""
        value = self.value
        if isinstance(value, Mapping):
            return {key: node.plain() for key, node in value.items()}
        if isinstance(value, tuple):
            return [node.plain() for node in value]
        return value.value if isinstance(value, Number) else value

    def compact(self) -> str:
        """Give the value as JSON on one line, with its numbers as they are written."""
        value = self.value
        if isinstance(value, Mapping):
            members = (f"{_quoted(key)}: {node.compact()}" for key, node in value.items())
            return "{" + ", ".join(members) + "}"
        if isinstance(value, tuple):
            return "[" + ", ".join(node.compact() for node in value) + "]"
        return value.text if isinstance(value, Number) else _quoted(value)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
