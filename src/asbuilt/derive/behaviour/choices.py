"""When a passage is taken: its own condition, or that no rival's condition holds."""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.condition_words import tokens
from asbuilt.derive.behaviour.conditions import (
    NOISE,
    Both,
    Comparison,
    Condition,
    negated,
    parse,
)
from asbuilt.derive.behaviour.model import ABRUPT
from asbuilt.identity import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from asbuilt.derive.behaviour.model import Behaviour, Passage

YES: Final = frozenset({"yes", "y", "true", "ja", "oui", "sí", "si"})
NO: Final = frozenset({"no", "n", "false", "nein", "non"})
_ELSE: Final = frozenset(
    {"otherwise", "else", "default", "sonst", "andernfalls", "in all other cases"}
)
_ASKS: Final = re.compile(
    r"^(?:is|are|was|were|has|have|does|do|ist|sind|wurde|hat)\b", re.IGNORECASE
)
_CHOOSES_ONE: Final = frozenset({"exclusivegateway", "choice"})


def taken_when(behaviour: Behaviour, passage: Passage) -> Condition | None:
    """Give the condition under which a passage is taken; None where the model does not say.

    A flow labelled "no" out of a gateway that asks a question is taken when the question's
    statement does not hold. A default one is taken when no rival's condition holds.
    """
    return _taken(behaviour, passage, _stated)


def answered_by(behaviour: Behaviour, passage: Passage) -> Condition | None:
    """Give what a passage answers to the question by which a choice is named, where it does.

    Out of a gateway "Risk?", the flow "high" answers that the risk is high, and "> 5" that it is
    above five.
    """
    return _taken(behaviour, passage, _answer)


def is_question(behaviour: Behaviour, passage: Passage) -> bool:
    """Say whether what decides over a passage is a question to people, not an expression."""
    said = [passage.condition, *(rival.condition for rival in behaviour.rivals(passage))]
    return any(fold(one) in YES | NO for one in said)


def _taken(
    behaviour: Behaviour,
    passage: Passage,
    stated: Callable[[Behaviour, Passage], Condition | None],
) -> Condition | None:
    if passage.kind in ABRUPT:
        return None
    own = stated(behaviour, passage)
    if own is not None:
        return own
    if not (passage.is_default or passage.kind == "default" or fold(passage.condition) in _ELSE):
        return None
    others = [stated(behaviour, rival) for rival in behaviour.rivals(passage)]
    known = [negated(other) for other in others if other is not None]
    return reduce(Both, known) if known else None


def _stated(behaviour: Behaviour, passage: Passage) -> Condition | None:
    said = fold(passage.condition)
    if not said or said in _ELSE:
        return None
    if said in YES | NO:
        asked = behaviour.label_of(passage.origin.thing).strip().rstrip("?").strip()
        question = parse(_ASKS.sub("", asked).strip() or asked)
        return negated(question) if said in NO else question
    return parse(passage.condition)


def _answer(behaviour: Behaviour, passage: Passage) -> Condition | None:
    element = behaviour.elements.get(passage.origin.thing)
    said = fold(passage.condition)
    if element is None or element.kind.lower() not in _CHOOSES_ONE or not said:
        return None
    if said in YES | NO | _ELSE:
        return None
    subject = _subject(element.label)
    condition = parse(passage.condition)
    if not subject or not isinstance(condition, Comparison) or condition.field[:1] == ("?",):
        return None
    if not condition.field:
        return Comparison(subject, condition.operator, condition.value, condition.is_money)
    if condition.value is True and condition.operator == "=":
        return Comparison(subject, "=", " ".join(condition.field))
    return None


def _subject(label: str) -> tuple[str, ...]:
    """Give the words of a choice's name that say what is asked."""
    found = tokens(_ASKS.sub("", label.strip()))
    if any(token.kind != "word" for token in found):
        return ()
    return tuple(token.text for token in found if token.text not in NOISE)
