"""When a passage is taken: its own condition, or that no rival's condition holds."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.conditions import Both, Condition, negated, parse
from asbuilt.derive.behaviour.model import ABRUPT
from asbuilt.identity import fold

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.model import Behaviour, Passage

_YES: Final = frozenset({"yes", "y", "true", "ja", "oui", "sí", "si"})
_NO: Final = frozenset({"no", "n", "false", "nein", "non"})
_ELSE: Final = frozenset(
    {"otherwise", "else", "default", "sonst", "andernfalls", "in all other cases"}
)


def taken_when(behaviour: Behaviour, passage: Passage) -> Condition | None:
    """Give the condition under which a passage is taken; None where the model does not say.

    A flow labelled "no" out of a gateway that asks a question is taken when the question's
    statement does not hold. A default one is taken when no rival's condition holds.
    """
    if passage.kind in ABRUPT:
        return None
    stated = _stated(behaviour, passage)
    if stated is not None:
        return stated
    if not (passage.is_default or passage.kind == "default" or fold(passage.condition) in _ELSE):
        return None
    others = [_stated(behaviour, rival) for rival in behaviour.rivals(passage)]
    known = [negated(other) for other in others if other is not None]
    return reduce(Both, known) if known else None


def _stated(behaviour: Behaviour, passage: Passage) -> Condition | None:
    said = fold(passage.condition)
    if not said or said in _ELSE:
        return None
    if said in _YES | _NO:
        asked = behaviour.label_of(passage.origin.thing).strip().rstrip("?").strip()
        question = parse(asked)
        return negated(question) if said in _NO else question
    return parse(passage.condition)
