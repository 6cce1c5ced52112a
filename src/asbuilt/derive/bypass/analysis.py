"""States the ways around controls, in workflows and in the documented processes.

For each control and each step that it guards, asked of every workflow that carries the step out,
and of the documented process itself. To leave a control by its error catcher or a timeout is not to
complete it; a join of parallel branches has all of them. Going back to before the control after it
was completed needs no rule of its own: whatever leads from there to the guarded step without the
control also leads there from the start. See `asbuilt.derive.bypass.ways` for what is told apart,
and `asbuilt.derive.behaviour.paths` and `guarded` for the algorithms and their bounds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal, URIRef

from asbuilt.derive.behaviour.beginnings import Beginnings
from asbuilt.derive.behaviour.guards import Guards
from asbuilt.derive.behaviour.paths import remark, things_on
from asbuilt.derive.behaviour.writing import writings
from asbuilt.derive.bypass import wording
from asbuilt.derive.bypass.controls import controls
from asbuilt.derive.bypass.exceptions import covers, exemptions
from asbuilt.derive.bypass.questions import Asked
from asbuilt.derive.bypass.ways import Ways
from asbuilt.derive.correspondence.mapped import pairs
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.bypass.exceptions import Exemption
    from asbuilt.derive.bypass.questions import Question
    from asbuilt.derive.bypass.ways import Way
    from asbuilt.store import Triple

name: Final = "bypass"


def derive(context: Context) -> Iterator[Triple]:
    """State every way around a control, in workflows and in the documented processes."""
    asked_of = controls(context.store)
    if not asked_of:
        return
    mapped = pairs(context.store)
    asked = Asked(context.behaviours, mapped)
    allowed = exemptions(context.store, mapped, context.as_of)
    written = writings(context.store)
    known = {**context.behaviours.processes, **context.behaviours.workflows}
    homes = {element: thing for thing, one in known.items() for element in one.elements}
    guards: dict[URIRef, Guards] = {}
    beginnings: dict[URIRef, Beginnings] = {}
    for control in asked_of:
        for question in asked.about(control):
            behaviour = question.behaviour
            if behaviour.thing not in guards:
                guards[behaviour.thing] = Guards(behaviour, written)
                beginnings[behaviour.thing] = Beginnings(behaviour)
            looked_for = Ways(question, guards[behaviour.thing], beginnings[behaviour.thing])
            for way in looked_for.all():
                exemption = _exemption(allowed.get(control.iri, ()), behaviour, way)
                standing = way.standing if exemption is None else "excepted"
                yield from _state(
                    context, question, replace(way, standing=standing), exemption, homes
                )


def _exemption(allowed: Iterable[Exemption], behaviour: Behaviour, way: Way) -> Exemption | None:
    """Give an exception that allows a way which is not meant to be there otherwise."""
    if way.standing not in {"open", "conditional"}:
        return None
    return next((one for one in allowed if covers(one, behaviour, way)), None)


def _state(
    context: Context,
    question: Question,
    way: Way,
    exemption: Exemption | None,
    homes: Mapping[URIRef, URIRef],
) -> Iterator[Triple]:
    behaviour, control = question.behaviour, question.control
    things = things_on(way.path, way.start)
    if question.target not in things:
        things.append(question.target)
    ends = (str(control.iri), str(question.step), str(question.target), str(behaviour.thing))
    turn = [str(way.turn.origin.thing), str(way.turn.goal.thing)] if way.turn is not None else []
    node = context.minter.derived(name, *ends, *turn)
    is_certain = way.standing not in {"conditional", "undecided"}
    why = wording.reason(question, way, exemption)
    involved = [control.iri, behaviour.thing, question.step, *sorted(question.elements)]
    involved += dict.fromkeys(homes[thing] for thing in things if thing in homes)
    yield from describe(
        node,
        AB.Bypass if is_certain else AB.UncertainBypass,
        label=wording.label(question, way),
        about=question.target,
        proof=wording.proof(question, way, why),
        involves=[*involved, exemption.iri] if exemption is not None else involved,
    )
    yield node, AB.control, control.iri
    yield node, AB.step, question.step
    if behaviour.side == "digital":
        yield node, AB.workflow, behaviour.thing
        if question.target in behaviour.elements:
            yield node, AB.state, question.target
    yield node, AB.standing, Literal(way.standing)
    if is_certain:
        documented = "false" if way.standing == "open" else "true"
        yield node, AB.documented, Literal(documented, datatype=XSD.boolean)
    if why:
        yield node, AB.reason, Literal(why)
    condition = "" if way.turn is None else remark(behaviour, way.turn)
    if condition:
        yield node, AB.condition, Literal(condition)
    for element in sorted(question.elements):
        yield node, AB.missed, element
    head, cells = as_list(context.minter, name, str(node), things)
    yield node, AB.counterExample, head
    yield from cells
