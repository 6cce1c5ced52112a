"""One spelling for conditions that mean the same, so that they can be told from changed ones.

Notation, white space, the order of what must hold together, double negation and the way a default
is left unsaid make no difference; a value, a field or a relation does. What cannot be read is kept
as it is written, but for white space.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import unquote

from asbuilt.derive.behaviour.choices import is_question, taken_when
from asbuilt.derive.behaviour.conditions import Both, Comparison, Condition, Constant, Either, Name
from asbuilt.derive.behaviour.contradiction import comparisons

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.model import Behaviour, Element, Passage


def passed_when(behaviour: Behaviour, passage: Passage) -> str:
    """Spell the condition under which a passage is taken; empty where nothing is said."""
    condition = taken_when(behaviour, passage)
    written = " ".join(passage.condition.split())
    asks = behaviour.elements.get(passage.origin.thing)
    if condition is None or (
        asks is not None and is_unnamed(asks) and is_question(behaviour, passage)
    ):
        return written
    if any(one.field[:1] == ("?",) for one in comparisons(condition)):
        return f"{spelled(condition)} {written}".strip()
    return spelled(condition)


def is_unnamed(element: Element) -> bool:
    """Say whether a gateway or event is called by its id, which another export may change."""
    technical = element.kind.endswith(("Gateway", "Event"))
    return technical and element.label == unquote(str(element.iri).rpartition("#")[2])


def spelled(condition: Condition) -> str:
    """Write a condition so that equal ones are equal texts."""
    if isinstance(condition, Constant):
        return "always" if condition.holds else "never"
    if isinstance(condition, Comparison):
        return _comparison(condition)
    kind = type(condition)
    parts = sorted({spelled(part) for part in _parts(condition)})
    sign = " and " if kind is Both else " or "
    return parts[0] if len(parts) == 1 else f"({sign.join(parts)})"


def _parts(condition: Both | Either) -> list[Condition]:
    """Give what one kind of connective joins, however it is nested."""
    kind = type(condition)
    found: list[Condition] = []
    waiting: list[Condition] = [condition]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (Both, Either)) and type(part) is kind:
            waiting += (part.left, part.right)
        else:
            found.append(part)
    return found


def _comparison(one: Comparison) -> str:
    operator, value = one.operator, one.value
    if isinstance(value, bool):
        if operator == "!=":
            operator, value = "=", not value
        said = str(value).lower()
    elif isinstance(value, Decimal):
        said = f"{value.normalize():f}"
    else:
        said = f"`{value}`" if isinstance(value, Name) else repr(str(value))
    return f"{' '.join(one.field)} {operator} {said}"
