"""Ways around controls: paths that reach what a control guards without the control completed.

For each control and each step that it guards, asked of every workflow that carries the step out,
and of the documented process itself. To leave a control by its error catcher or a timeout is not to
complete it; a join of parallel branches has all of them. A loop back to a point before the control
needs no rule of its own: whatever leads from there to the guarded step without the control also
leads there from the start. See `asbuilt.derive.behaviour.paths` for the algorithm and its bounds.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import RDFS, XSD, Literal, URIRef

from asbuilt.derive.behaviour.choices import taken_when
from asbuilt.derive.behaviour.conditions import Constant, parse
from asbuilt.derive.behaviour.contradiction import excludes, is_complement
from asbuilt.derive.behaviour.model import ABRUPT, Behaviour, Passage, Point
from asbuilt.derive.behaviour.paths import Tree, avoiding, path_to, reach, sentence, things_on
from asbuilt.derive.correspondence.mapped import Pairs, pairs
from asbuilt.derive.reading import ask_rows
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Store, Triple

name: Final = "bypass"

MOST_WAYS: Final = 5
"""Number of ways around one control to one guarded element that are told."""


def derive(context: Context) -> Iterator[Triple]:
    """State every way around a control, in workflows and in the documented processes."""
    controls = _controls(context.store)
    if not controls:
        return
    mapped = pairs(context.store)
    documented = context.behaviours.processes
    digital = context.behaviours.workflows
    homes: dict[URIRef, list[Behaviour]] = defaultdict(list)
    for behaviour in (*documented.values(), *digital.values()):
        for element in behaviour.elements:
            homes[element].append(behaviour)
        for statement in behaviour.by_statement:
            homes[statement].append(behaviour)
    for control in controls:
        for step in sorted(control.guards):
            yield from _in_processes(context, control, step, homes)
            yield from _in_workflows(context, control, step, homes, mapped)


@dataclass(slots=True)
class _Control:
    """A control that guards something, and by what it is carried out."""

    iri: URIRef
    label: str
    guards: set[URIRef]
    steps: set[URIRef]
    """Steps at which it acts."""
    states: set[URIRef]
    """States or transitions that implement it."""
    applies: str


@dataclass(frozen=True, slots=True)
class _Question:
    """Whether, in one behaviour, something can be reached without any of the control's elements."""

    behaviour: Behaviour
    control: _Control
    step: URIRef
    target: URIRef
    """The step, state or transition that must not be reached uncontrolled."""
    elements: frozenset[URIRef]
    """What carries the control out in this behaviour."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A path around a control."""

    start: Point
    path: list[Passage]
    documented: bool
    turn: Passage | None
    """The passage at which the path turns away from the control, where it comes near it."""


def _controls(store: Store) -> list[_Control]:
    rows = ask_rows(
        store,
        f"""SELECT DISTINCT ?control ?label ?p ?o WHERE {{
            ?control <{AB.guards}> ?guarded .
            OPTIONAL {{ ?control <{RDFS.label}> ?label }}
            {{ VALUES ?p {{ <{AB.guards}> <{AB.implementedBy}> <{AB.appliesWhen}> }}
                ?control ?p ?o }}
            UNION {{ ?o <{AB.controlledBy}> ?control BIND(<{AB.controlledBy}> AS ?p) }}
        }}""",
    )
    controls: dict[URIRef, _Control] = {}
    for iri, label, predicate, value in rows:
        if not isinstance(iri, URIRef):
            continue
        control = controls.setdefault(
            iri, _Control(iri, str(label or iri), set(), set(), set(), "")
        )
        if predicate == AB.appliesWhen:
            control.applies = control.applies or str(value)
        elif isinstance(value, URIRef):
            said = {
                AB.guards: control.guards, AB.implementedBy: control.states,
                AB.controlledBy: control.steps,
            }  # fmt: skip
            said[URIRef(str(predicate))].add(value)
    return list(controls.values())


def _in_processes(
    context: Context, control: _Control, step: URIRef, homes: dict[URIRef, list[Behaviour]]
) -> Iterator[Triple]:
    """Ask of the documented process whether it allows a way around its own control."""
    for behaviour in homes.get(step, ()):
        elements = frozenset(s for s in control.steps - {step} if s in behaviour.elements)
        if behaviour.side == "process" and elements:
            yield from _answer(context, _Question(behaviour, control, step, step, elements))


def _in_workflows(
    context: Context,
    control: _Control,
    step: URIRef,
    homes: dict[URIRef, list[Behaviour]],
    mapped: Pairs,
) -> Iterator[Triple]:
    own = control.steps - {step}
    if control.steps and not own:
        return  # the control is carried out at the guarded step itself
    carriers = {*mapped.digital_of(own), *control.states}
    for target in sorted({*mapped.digital_of([step]), *_if_digital(step, homes)}):
        for behaviour in homes.get(target, ()):
            here = frozenset(
                carrier for carrier in carriers - {target} if behaviour in homes.get(carrier, ())
            )
            if behaviour.side == "digital" and (here or target not in carriers):
                yield from _answer(context, _Question(behaviour, control, step, target, here))


def _if_digital(step: URIRef, homes: dict[URIRef, list[Behaviour]]) -> set[URIRef]:
    """Give what a control guards itself where that is a state or transition, and no step."""
    return (
        {step} if any(behaviour.side == "digital" for behaviour in homes.get(step, ())) else set()
    )


def _answer(context: Context, question: _Question) -> Iterator[Triple]:
    for way in _ways(question):
        yield from _state(context, question, way)


def _state(context: Context, question: _Question, way: _Way) -> Iterator[Triple]:
    behaviour, control = question.behaviour, question.control
    things = things_on(way.path, way.start)
    if question.target not in things:
        things.append(question.target)
    ends = (str(control.iri), str(question.step), str(question.target), str(behaviour.thing))
    turn = [str(way.turn.origin.thing), str(way.turn.goal.thing)] if way.turn is not None else []
    node = context.minter.derived(name, *ends, *turn)
    target = _name_of(behaviour, question.target)
    yield from describe(
        node,
        AB.Bypass,
        label=f"{target} can be reached without {control.label} in {behaviour.label}",
        about=question.target,
        proof=_proof(question, way),
        involves=[control.iri, behaviour.thing, question.step, *sorted(question.elements)],
    )
    yield node, AB.control, control.iri
    yield node, AB.step, question.step
    if behaviour.side == "digital":
        yield node, AB.workflow, behaviour.thing
        if question.target in behaviour.elements:
            yield node, AB.state, question.target
    documented = "true" if way.documented else "false"
    yield node, AB.documented, Literal(documented, datatype=XSD.boolean)
    head, cells = as_list(context.minter, name, str(node), things)
    yield node, AB.counterExample, head
    yield from cells


def _ways(question: _Question) -> Iterator[_Way]:
    """Give the ways around the control, the shortest first; a documented one only if no other is.

    Two ways are different where they turn away from the control at different passages. At most
    `MOST_WAYS` are given.
    """
    behaviour = question.behaviour
    uncontrolled = avoiding(question.elements)
    condition = parse(question.control.applies)
    applies_always = isinstance(condition, Constant)
    turned: set[Passage] = set()

    def barred(passage: Passage) -> bool:
        if passage in turned or uncontrolled(passage):
            return True
        when = None if applies_always else taken_when(behaviour, passage)
        return when is not None and excludes(condition, when)

    while len(turned) < MOST_WAYS:
        found = _shortest(question, reach(behaviour, barred=barred))
        if found is None:
            break
        turn = _turn(question, found[1])
        yield _Way(*found, documented=False, turn=turn)
        if turn is None:
            return
        turned.add(turn)
    if not turned and not applies_always:
        found = _shortest(question, reach(behaviour, barred=uncontrolled))
        if found is not None:
            yield _Way(*found, documented=True, turn=_turn(question, found[1]))


def _turn(question: _Question, path: list[Passage]) -> Passage | None:
    """Give the last passage of a path at whose origin the control could still have been met."""
    behaviour = question.behaviour
    still = _leading_to(behaviour, question)
    return next((passage for passage in reversed(path) if passage.origin in still), None)


def _leading_to(behaviour: Behaviour, question: _Question) -> set[Point]:
    """Give the points from which the control can be met before what it guards."""
    found = {
        passage.origin
        for passage in behaviour.passages
        if passage.origin.thing in question.elements or passage.via in question.elements
    }
    front = deque(found)
    while front:
        for passage in behaviour.entering.get(front.popleft(), ()):
            origin = passage.origin
            if origin not in found and origin.thing != question.target:
                found.add(origin)
                front.append(origin)
    return found


def _shortest(question: _Question, tree: Tree) -> tuple[Point, list[Passage]] | None:
    """Give start and path by which a search came to the guarded element, if it did."""
    behaviour, target = question.behaviour, question.target
    if target in behaviour.elements:
        path = path_to(tree, Point(target)) if Point(target) in tree else None
    else:
        found = [
            [*path_to(tree, passage.origin), passage]
            for passage in behaviour.by_statement.get(target, ())
            if passage.origin in tree
        ]
        path = min(found, key=len, default=None)
    if path is None:
        return None
    return (path[0].origin if path else Point(target)), path


def _proof(question: _Question, way: _Way) -> str:
    behaviour, control = question.behaviour, question.control
    target = _name_of(behaviour, question.target)
    route = sentence(behaviour, way.path, way.start)
    kind = "workflow" if behaviour.side == "digital" else "process"
    if question.elements:
        carriers = " or ".join(
            sorted(repr(_name_of(behaviour, element)) for element in question.elements)
        )
        said = (
            f"In the {kind} {behaviour.label!r}, {control.label!r} is carried out at {carriers},"
            f" but {target!r} is reached without it: {route}."
        )
    else:
        said = (
            f"Nothing in the {kind} {behaviour.label!r} carries out {control.label!r},"
            f" which guards {target!r}: {route}."
        )
    if way.documented:
        applies = parse(control.applies)
        whens = [taken_when(behaviour, passage) for passage in way.path]
        exactly = any(when is not None and is_complement(applies, when) for when in whens)
        cases = "exactly for the cases" if exactly else "only for cases"
        said += f" This is {cases} to which the control does not apply ({control.applies})."
    elif control.applies:
        said += f" The control applies when: {control.applies}."
    broken = [passage for passage in way.path if passage.kind in ABRUPT]
    left = next((p for p in broken if p.origin.thing in question.elements), None)
    if left is not None:
        said += f" {behaviour.label_of(left.origin.thing)!r} is broken off there, not completed."
    return said


def _name_of(behaviour: Behaviour, element: URIRef) -> str:
    if element in behaviour.elements:
        return behaviour.label_of(element)
    passage = behaviour.by_statement[element][0]
    return f"{behaviour.label_of(passage.origin.thing)} → {behaviour.label_of(passage.goal.thing)}"
