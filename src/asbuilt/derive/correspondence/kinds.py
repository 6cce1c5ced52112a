"""What sort of work an element is: of people, of a machine, a decision, a wait, or of parts.

A task of a person is more likely carried out by a state in which people act; a business rule task
by an automation or a decision; and nobody carries out a task of a person by waiting for a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.model import Element

_WHOLES: Final = frozenset(
    {
        "subprocess", "callactivity", "adhocsubprocess", "transaction", "map", "parallel",
        "compound", "nested", "do", "fork", "for",
    }
)  # fmt: skip
_WAITS: Final = ("receive", "catch", "wait", "listen")
_SENDS: Final = ("sendtask", "throw", "emit")
_FITS: Final = {
    frozenset({"person"}): (1.0, "both are done by people"),
    frozenset({"machine"}): (1.0, "both are done by a machine"),
    frozenset({"decision"}): (1.0, "both decide"),
    frozenset({"wait"}): (1.0, "both wait for something"),
    frozenset({"send"}): (1.0, "both send something"),
    frozenset({"whole"}): (1.0, "both are made up of further work"),
    frozenset({"decision", "machine"}): (0.9, "a machine carries out what a rule decides"),
    frozenset({"send", "machine"}): (0.9, "a machine sends it"),
    frozenset({"person", "machine"}): (
        0.4,
        "one is done by people, the other by a machine",
    ),
    frozenset({"person", "wait"}): (0.2, "one is done by people, the other only waits"),
    frozenset({"send", "wait"}): (0.0, "one sends what the other waits for"),
}
_UNSAID: Final = (0.7, "")


def sort_of(element: Element) -> str:
    """Give what sort of work an element is; empty where the model does not say."""
    kind = element.kind.casefold()
    if kind in _WHOLES or AB.SubProcess in element.types:
        return "whole"
    if any(mark in kind for mark in _WAITS):
        return "wait"
    if any(mark in kind for mark in _SENDS):
        return "send"
    if AB.Decision in element.types or kind == "businessruletask":
        return "decision"
    return {"user": "person", "manual": "person", "automated": "machine"}.get(element.execution, "")


def fit(one: Element, other: Element) -> tuple[float, str]:
    """Give from 0 to 1 how far the sorts of two elements fit together, and that in words."""
    return _FITS.get(frozenset({sort_of(one), sort_of(other)}) - {""}, _UNSAID)


def is_candidate(element: Element) -> bool:
    """Say whether a mapping may name an element: it works, waits, sends, or is made up of work.

    What only passes through, such as a choice or a start without a name, carries out no step.
    """
    if element.works or sort_of(element) == "whole":
        return True
    kind = element.kind.casefold()
    return "task" in kind or (sort_of(element) == "wait" and AB.State in element.types)
