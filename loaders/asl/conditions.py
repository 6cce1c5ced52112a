"""Wording of the choice rules of the Amazon States Language, and the data that they look at.

A rule is written the way people write conditions: ``$.amount > 1000 and $.kind = "preferred"``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.tree import Node

_SIGNS: Final = {
    "Equals": "=",
    "LessThanEquals": "<=",
    "LessThan": "<",
    "GreaterThanEquals": ">=",
    "GreaterThan": ">",
}
_COMPARISON: Final = re.compile(
    r"(?:String|Numeric|Boolean|Timestamp)(?P<sign>"
    + "|".join(sorted(_SIGNS, key=len, reverse=True))
    + r")(?P<path>Path)?\Z"
)
_TESTS: Final = {
    "IsNull": "null",
    "IsPresent": "present",
    "IsNumeric": "a number",
    "IsString": "a text",
    "IsBoolean": "true or false",
    "IsTimestamp": "a timestamp",
}
_JSONATA_INPUT: Final = re.compile(r"\$states\.input(?:\.(?:[A-Za-z_]\w*|`[^`]+`))+")
_NOT_CONDITION: Final = frozenset({"Next", "Comment", "Output", "Assign", "Variable"})


def wording(rule: Node) -> str:
    """Give the condition of a choice rule, or of a part of one, as a sentence; empty if none.

    Follows "Choice state" of the specification, and for JSONata its ``Condition`` verbatim
    without the ``{% %}`` around it.
    """
    for key, joint in (("And", " and "), ("Or", " or ")):
        parts = rule.get(key)
        if parts is not None:
            return joint.join(_inner(part, key) for part in parts.elements())
    negated = rule.get("Not")
    if negated is not None:
        return f"not ({wording(negated)})"
    condition = rule.get("Condition")
    if condition is not None:
        return expression(condition.text) if condition.text is not None else condition.compact()
    return " and ".join(_test(rule.text_of("Variable") or "?", *test) for test in _tests(rule))


def fields(rule: Node) -> Iterator[str]:
    """Give the paths of the input that a rule looks at, as they are written."""
    for key in ("And", "Or"):
        for part in (rule.get(key) or rule).elements():
            yield from fields(part)
    negated = rule.get("Not")
    if negated is not None:
        yield from fields(negated)
    variable = rule.text_of("Variable")
    if variable:
        yield variable
    for key, operand in _tests(rule):
        if key.endswith("Path") and operand.text:
            yield operand.text
    yield from _JSONATA_INPUT.findall(rule.text_of("Condition") or "")


def expression(text: str) -> str:
    """Give a JSONata expression without the ``{% %}`` that mark it."""
    stripped = text.strip()
    if stripped.startswith("{%") and stripped.endswith("%}"):
        return stripped[2:-2].strip()
    return stripped


def _inner(part: Node, joint: str) -> str:
    text = wording(part)
    other = "Or" if joint == "And" else "And"
    return f"({text})" if part.get(other) is not None or part.get(joint) is not None else text


def _tests(rule: Node) -> Iterator[tuple[str, Node]]:
    for key, operand in rule.members():
        if key not in _NOT_CONDITION and key not in {"And", "Or", "Not", "Condition"}:
            yield key, operand


def _test(variable: str, key: str, operand: Node) -> str:
    kind = _TESTS.get(key)
    if kind is not None:
        return f"{variable} is {'not ' if operand.value is False else ''}{kind}"
    if key == "StringMatches":
        return f"{variable} matches {operand.compact()}"
    comparison = _COMPARISON.match(key)
    if comparison is None:
        return f"{variable} {key} {operand.compact()}"
    is_path = comparison.group("path") and operand.text
    value = operand.text if is_path else operand.compact()
    return f"{variable} {_SIGNS[comparison.group('sign')]} {value}"
