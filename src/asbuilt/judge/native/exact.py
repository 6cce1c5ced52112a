"""The exact judgement of one literal as it was written, where a store's own is not exact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import XSD

from asbuilt.judge.native.constraints import (
    Constraint,
    Datatype,
    In,
    MaxLength,
    MinLength,
    Pattern,
)
from asbuilt.judge.native.lexical import DERIVED_INTEGERS, is_well_formed
from asbuilt.terms import OxTerm, to_ox

if TYPE_CHECKING:
    from collections.abc import Callable

DEPEND_ON_SPELLING: Final = (Datatype, In, MaxLength, MinLength, Pattern)
"""Constraints that ask how a value is written."""
_FLAGS: Final = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


def checker(constraint: Constraint, *, is_spelling_known: bool) -> Callable[[OxTerm], bool]:
    """Give a function that says whether a value is wrong.

    Where it is not known how values were written, a derived integer type is told by its range:
    stores such as Oxigraph keep all of them as xsd:integer.
    """
    match constraint:
        case Datatype(datatype):
            wanted = str(datatype)
            accepted = {wanted}
            if not is_spelling_known and wanted in DERIVED_INTEGERS:
                accepted.add(str(XSD.integer))
            return lambda value: (
                not (
                    isinstance(value, ox.Literal)
                    and value.datatype.value in accepted
                    and is_well_formed(value.value, wanted)
                )
            )
        case In(values):
            members = {to_ox(one) for one in values}
            return lambda value: value not in members
        case MinLength(length):
            return lambda value: isinstance(value, ox.BlankNode) or len(value.value) < length
        case MaxLength(length):
            return lambda value: isinstance(value, ox.BlankNode) or len(value.value) > length
        case Pattern(pattern, flags):
            found = expression(pattern, flags)
            return lambda value: isinstance(value, ox.BlankNode) or not found.search(value.value)
        case _:
            raise AssertionError(constraint)


def may_run_away(pattern: str) -> bool:
    """Say whether Python may take for ever to match a pattern: it repeats more than one thing."""
    return len(re.findall(r"[*+{]", pattern)) > 1


def expression(pattern: str, flags: str) -> re.Pattern[str]:
    """Give a pattern of XPath as one of Python. Raises `re.error` where it is none."""
    chosen = 0
    for flag in flags:
        chosen |= _FLAGS.get(flag, 0)
    if "q" in flags:
        pattern = re.escape(pattern)
    elif "m" not in flags:
        pattern = re.sub(r"(?<!\\)((?:\\\\)*)\$$", r"\1\\Z", pattern)
    return re.compile(pattern, chosen)
