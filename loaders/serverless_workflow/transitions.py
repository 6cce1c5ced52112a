"""The transitions between the states of a workflow of version 0.5 to 0.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.loaders.serverless_workflow.words import expression, text_of

if TYPE_CHECKING:
    from asbuilt.loaders.serverless_workflow.plan import Plan, State
    from asbuilt.reading.tree import Node


def begin(plan: Plan, states: dict[str, State]) -> None:
    """Mark where work begins: at the start, or at the first state where none is named (0.8)."""
    start = plan.root.get("start")
    if start is None:
        marked = [one for one in states.values() if one.node.get("start") is not None]
        (marked or list(states.values()))[0].is_initial = True
        return
    name = start.text or start.text_of("stateName") or ""
    if start.is_object:
        plan.understood -= {"start"}
    if name in states:
        states[name].is_initial = True
    elif name or not start.is_object:
        plan.warn(
            f"the workflow starts at {name!r}, which is no state of it",
            "set start to the name of a state",
            start,
        )
    else:
        next(iter(states.values())).is_initial = True


def lead(plan: Plan, states: dict[str, State], state: State) -> None:
    """Lead from a state where it says: onward, by its conditions, on errors, to compensation.

    Branches are entered by a ``branch`` and left by a ``join``.
    """
    node = state.node
    led = _choose(plan, states, state)
    for handler in (node.get("onErrors") or node).elements():
        _go(plan, states, state, handler, "catch", _errors(handler))
    inner = [one for one in plan.states if one.container is state]
    for branch in inner:
        plan.lead(state, branch, "branch", "", branch.node)
        led |= _go(plan, states, branch, node, "join", "")
    if not inner:
        led |= _go(plan, states, state, node, "next", "")
    compensator = node.text_of("compensatedBy")
    if compensator in states:
        plan.lead(state, states[compensator], "catch", "compensation", node)
    elif compensator:
        _missing(plan, state, compensator, node)
    undoes = node.get("usedForCompensation")
    if undoes is not None and undoes.value is True:
        state.is_final = True
    elif not led:
        plan.warn(
            f"the state {state.name!r} says neither where work goes next nor that it ends",
            "add a transition to another state, or end: true",
            node,
        )


def interrupt(plan: Plan, states: dict[str, State]) -> None:
    """Lead from every state to the one that is run before a workflow is ended for its timeout."""
    timeouts = plan.root.get("timeouts")
    timeout = None if timeouts is None else timeouts.get("workflowExecTimeout")
    last = None if timeout is None else timeout.text_of("runBefore")
    if timeout is None or not last:
        return
    if last not in states:
        plan.warn(
            f"{last!r} is to be run before the timeout, and is no state of the workflow",
            "name a state of the workflow, or add the missing one",
            timeout,
        )
        return
    for state in states.values():
        if state is not states[last]:
            plan.lead(state, states[last], "catch", "timeout", timeout)


def _choose(plan: Plan, states: dict[str, State], state: State) -> bool:
    """Lead where the conditions of a state say, and say whether any says anything."""
    node, led = state.node, False
    for key in ("dataConditions", "eventConditions"):
        for condition in (node.get(key) or node).elements():
            said = condition.text_of("condition")
            words = expression(said) if said else condition.text_of("eventRef") or ""
            led |= _go(plan, states, state, condition, "choice", words)
    for key in ("defaultCondition", "default"):
        default = node.get(key)
        if default is not None:
            led |= _go(plan, states, state, default, "default", "")
    return led


def _go(  # noqa: PLR0913, PLR0917 - what a transition is made of
    plan: Plan, states: dict[str, State], origin: State, node: Node, kind: str, condition: str
) -> bool:
    """Lead where a state, condition or handler says, and say whether it says anything."""
    transition, end = node.get("transition"), node.get("end")
    if transition is not None:
        name = transition.text or transition.text_of("nextState") or ""
        if name not in states:
            _missing(plan, origin, name, transition)
        else:
            plan.lead(origin, states[name], kind, condition, transition)
        return True
    if end is None or end.value is False:
        return False
    origin.is_final = True
    continued = end.get("continueAs")
    if continued is not None:
        called = continued.text or continued.text_of("workflowId")
        origin.called += filter(None, [called])
    return True


def _missing(plan: Plan, state: State, name: str, node: Node) -> None:
    plan.warn(
        f"the state {state.name!r} goes on at {name!r}, which is no state of the workflow",
        "name a state of the workflow, or add the missing one",
        node,
    )


def _errors(handler: Node) -> str:
    several = handler.get("errorRefs")
    if several is not None:
        return " or ".join(text_of(one) for one in several.elements())
    return handler.text_of("errorRef") or handler.text_of("error") or ""
