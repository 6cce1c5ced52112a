"""What is said of a way around a control: how it leads, and why it is or is not one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.guarded import MOST_VISITS
from asbuilt.derive.behaviour.model import ABRUPT, BESIDE, EMPTY
from asbuilt.derive.behaviour.paths import sentence
from asbuilt.derive.bypass.ways import MOST_WAYS
from asbuilt.derive.reading import listed

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.bypass.exceptions import Exemption
    from asbuilt.derive.bypass.questions import Question
    from asbuilt.derive.bypass.ways import Way


def label(question: Question, way: Way) -> str:
    """Give the name of a way around a control."""
    can = "might" if way.standing in {"conditional", "undecided"} else "can"
    target = name_of(question.behaviour, question.target)
    home = question.behaviour.label
    return f"{target} {can} be reached without {question.control.label} in {home}"


def proof(question: Question, way: Way, reason: str) -> str:
    """Say in sentences how the way leads around the control, and what to think of it."""
    behaviour, control = question.behaviour, question.control
    target = name_of(behaviour, question.target)
    route = sentence(behaviour, way.path, way.start)
    kind = "workflow" if behaviour.side == "digital" else "process"
    if question.elements:
        carriers = " or ".join(sorted(repr(name_of(behaviour, one)) for one in question.elements))
        said = (
            f"In the {kind} {behaviour.label!r}, {control.label!r} is carried out at {carriers},"
            f" but {target!r} is reached without it: {route}."
        )
    else:
        said = (
            f"Nothing in the {kind} {behaviour.label!r} carries out {control.label!r},"
            f" which guards {target!r}: {route}."
        )
    said += f" {reason}" if reason else ""
    left = next(
        (p for p in way.path if p.kind in ABRUPT and p.origin.thing in question.elements), None
    )
    if left is not None and left.kind not in {BESIDE, EMPTY}:
        said += f" {behaviour.label_of(left.origin.thing)!r} is broken off there, not completed."
    elif left is not None and left.kind == BESIDE:
        said += f" {behaviour.label_of(left.origin.thing)!r} is not waited for there."
    if way.more:
        said += f" There are more such ways; {MOST_WAYS} are told."
    return said


def reason(question: Question, way: Way, exemption: Exemption | None) -> str:
    """Say why a way around a control is a fault, is none, or cannot be told."""
    applies = question.control.applies
    if exemption is not None:
        until = f" until {exemption.expires.isoformat()}" if exemption.expires else ""
        by = listed(exemption.approvers)
        return f"The exception {exemption.label!r} allows it{until}, approved by {by}."
    match way.standing:
        case "documented":
            return f"This is exactly for the cases to which the control does not apply ({applies})."
        case "narrower":
            return (
                f"This is only for cases to which the control does not apply ({applies}), and not"
                " for all of them: it is asked for more often than its rule says."
            )
        case "conditional":
            return f"The way is open only if {way.needs}; no source says that it never is."
        case "undecided":
            return (
                "Conditions on this path exclude each other; whether another path avoids that was"
                f" not found out, since the search was given up after {MOST_VISITS} places."
            )
        case _:
            said = [f"The control applies when: {applies}."] if applies else []
            if way.needs:
                said.append(f"It must be that {way.needs}: no case could go on there otherwise.")
            return " ".join(said)


def name_of(behaviour: Behaviour, element: URIRef) -> str:
    """Give the name of an element, or of a transition as what it joins."""
    if element in behaviour.elements:
        return behaviour.label_of(element)
    passage = behaviour.by_statement[element][0]
    return f"{behaviour.label_of(passage.origin.thing)} → {behaviour.label_of(passage.goal.thing)}"
