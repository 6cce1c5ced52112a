"""What a choice rule says of the number of approvals that have to come.

A rule counts approvals where it compares a number with a field or variable whose name says that it
holds approvals or their count: ``$.approvals >= 2``, ``$count($signatures) > 1``. Whichever way it
is put, the number from which on it decides otherwise is the one that is asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.loaders.asl.conditions import expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.tree import Node

UNSAID: Final = 0
"""Stands for a comparison that is about approvals and does not say how many are enough."""
OTHER: Final = -1
"""Stands for a comparison of some other number, which may count how often was asked."""

_STEM: Final = r"(?:approv|sign|vote|confirm|endors|consent|genehmig|freigab|zustimm|unterschrift)"
_COUNTED: Final = re.compile(
    r"(?:approvals|approvers|signatures|signoffs|votes|confirmations|endorsements|consents"
    r"|genehmigungen|freigaben|zustimmungen|unterschriften)"
    rf"(?:received|given|count|number|total)?|{_STEM}[a-z]*(?:count|number|total|anzahl)"
    rf"|(?:count|number|total|num|nr|anzahl)(?:of|der)?{_STEM}[a-z]*"
)
"""Names, without signs between their words, of what holds approvals or the number of them."""
_ONE_MORE: Final = {
    "GreaterThanEquals": 0, "GreaterThan": 1, "Equals": 0, "LessThan": 0, "LessThanEquals": 1,
    ">=": 0, ">": 1, "=": 0, "<": 0, "<=": 1,
}  # fmt: skip
"""What to add to the number compared with, for the least number that is enough."""
_JSONATA: Final = re.compile(
    r"(?:\$count\(\s*)?(?P<name>\$?[A-Za-z_][\w.$]*)\s*\)?\s*(?P<sign>>=|<=|>|<|=)\s*(?P<number>\d+)"
)
_COMPARES: Final = re.compile(r"[<>=]\s*\$?\w|\$count\b|\$sum\b")


def thresholds(rule: Node) -> Iterator[int]:
    """Give the numbers of approvals for which a rule asks; `UNSAID` or `OTHER` for none."""
    parts = [part for key in ("And", "Or") for part in (rule.get(key) or rule).elements()]
    negated = rule.get("Not")
    if negated is not None:
        parts.append(negated)
    alone = rule.get("Or") is None
    for part in parts:
        yield from (one if alone else min(one, UNSAID) for one in thresholds(part))
    condition = rule.get("Condition")
    if condition is not None:
        yield from _in_expression(expression(condition.text or ""))
    for key, operand in rule.members():
        if key.startswith("Numeric"):
            yield _compared(rule.text_of("Variable") or "", key.removeprefix("Numeric"), operand)


def _compared(variable: str, sign: str, operand: Node) -> int:
    number = operand.number
    if sign not in _ONE_MORE or number is None or not _counts(variable):
        return _unread(variable.rpartition(".")[2])
    return int(number.value) + _ONE_MORE[sign]


def _in_expression(text: str) -> Iterator[int]:
    found = _JSONATA.fullmatch(text)
    if found and _counts(found["name"]):
        yield int(found["number"]) + _ONE_MORE[found["sign"]]
    elif _COMPARES.search(text) and re.search(r"\d|count|sum", text):
        yield _unread(text)


def _unread(text: str) -> int:
    return UNSAID if re.search(_STEM, text.casefold()) else OTHER


def _counts(path: str) -> bool:
    """Say whether the end of a path names approvals or their number."""
    name = re.sub(r"[^a-z]", "", path.rpartition(".")[2].casefold())
    return bool(_COUNTED.fullmatch(name))
