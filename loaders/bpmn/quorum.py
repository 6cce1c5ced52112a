"""How many people a user task needs by what its engine enforces (BPMN 2.0.2, 13.3.7).

One without a loop is completed once, by one person. One with several instances is completed as
often as its cardinality says, or until its completion condition holds. What an engine computes at
run time, or a loop around it repeats, is left unsaid.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.bpmn.document import Element

_MULTIPLE = "multiInstanceLoopCharacteristics"
_LOOPS = (_MULTIPLE, "standardLoopCharacteristics")
_COMPLETED = re.compile(
    r"(?:[$#]\{|=)?\s*(?:nrOfCompletedInstances|numberOfCompletedInstances)"
    r"\s*(>=|==|=|>|&gt;=|&gt;)\s*(\d+)\s*\}?"
)
"""A completion condition of Camunda, Flowable or Zeebe that counts completed instances."""
_AT_ONCE = re.compile(r"(?:[$#]\{|=)?\s*true\s*\}?")


def quorum(element: Element) -> Iterator[Fact]:
    """State by how many completions a user task is done, if the file itself says it."""
    number = _completions(element)
    if number is not None:
        yield Fact(element.iri, AB.enforcedQuorum, Literal(number), element.place)


def _completions(element: Element) -> int | None:
    if element.name != "userTask" or any(list(one.all(*_LOOPS)) for one in element.ancestors()):
        return None
    loops = list(element.all(*_LOOPS))
    if not loops:
        return 1
    if len(loops) > 1 or loops[0].name != _MULTIPLE:
        return None
    texts = ["".join(one.text.split()) for one in loops[0].all("loopCardinality")]
    cardinality = next((int(text) for text in texts if text.isdigit()), None)
    conditions = [one.text for one in loops[0].all("completionCondition") if one.text]
    if not conditions:
        return cardinality
    needed = _needed(conditions[0].strip())
    if needed is None or cardinality is None:
        return needed
    return min(needed, cardinality)


def _needed(condition: str) -> int | None:
    """Give the number of completed instances at which a condition is first met."""
    if _AT_ONCE.fullmatch(condition):
        return 1
    found = _COMPLETED.fullmatch(condition)
    if found is None:
        return None
    return int(found[2]) + (found[1].replace("&gt;", ">") == ">")
