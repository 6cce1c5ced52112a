"""The states of a workflow of version 0.5 to 0.8.

Branches of a parallel state are states of their own. What an action calls is told of the state or
branch in which it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.serverless_workflow.actions import Definitions, actions_of, describe_actions
from asbuilt.loaders.serverless_workflow.plan import Plan, State
from asbuilt.loaders.serverless_workflow.transitions import begin, interrupt, lead
from asbuilt.loaders.serverless_workflow.words import duration, expression, fields
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.tree import Node

TYPES: Final = frozenset(
    {
        "event", "operation", "switch", "sleep", "delay", "parallel", "inject", "foreach",
        "callback", "subflow",
    }
)  # fmt: skip
_UNDERSTOOD: Final = frozenset(
    {
        "name", "id", "type", "transition", "end", "dataConditions", "eventConditions",
        "defaultCondition", "default", "onErrors", "duration", "timeDelay", "compensatedBy",
        "branches",
    }
)  # fmt: skip
_EVENTS: Final = {"event": "message", "callback": "message", "sleep": "timer", "delay": "timer"}


def plan_of(root: Node) -> Plan:
    """Draw the plan of a workflow.

    Raises `Refusal` where it has no name, a state has none, or two states are called alike.
    """
    name = root.text_of("id") or root.text_of("key") or root.text_of("name") or ""
    if not name.strip():
        raise Refusal("the workflow has no id and no name", "add an id", root.place)
    plan = Plan(
        root,
        name,
        root.text_of("name") or name,
        root.text_of("description") or "",
        frozenset({"id", "name", "description", "states", "start", "specVersion"}),
    )
    plan.durations += _timeouts(root, "workflowExecTimeout")
    definitions = Definitions(root)
    states = _states(plan)
    for state in states.values():
        _describe(plan, definitions, state)
    begin(plan, states)
    for state in states.values():
        lead(plan, states, state)
    interrupt(plan, states)
    return plan


def _states(plan: Plan) -> dict[str, State]:
    states: dict[str, State] = {}
    around = plan.root.get("states") or plan.root
    for node in around.elements():
        name = node.text_of("name") or node.text_of("id") or ""
        if not name.strip():
            raise Refusal("a state has no name", "give the state a name", node.place)
        if name in states:
            raise Refusal(
                f"two states are called {name!r}, on lines {states[name].node.line} and"
                f" {node.line}",
                "give each state of the workflow a name of its own",
                node.place,
            )
        kind = (node.text_of("type") or "").lower()
        states[name] = State(f"states/{_escaped(name)}", name, kind, node)
    if not states:
        raise Refusal("the workflow has no states", "export the whole definition", around.place)
    return states


def _describe(plan: Plan, definitions: Definitions, state: State) -> None:
    node = state.node
    plan.states.append(state)
    plan.tallies[state.kind or "state without type", "read"] += 1
    if state.kind not in TYPES:
        plan.warn(
            f"the state {state.name!r} has the unknown type {state.kind!r}"
            if state.kind
            else f"the state {state.name!r} has no type",
            "set its type to one of " + ", ".join(sorted(TYPES)),
            node,
        )
    if node.text_of("completionType") == "atLeast":
        state.kind = "parallel (atLeast)"
    state.understood = _UNDERSTOOD
    state.event = _EVENTS.get(state.kind, "")
    state.is_multiple = state.kind == "foreach"
    for key in ("duration", "timeDelay"):
        wait = node.get(key)
        if wait is not None:
            state.durations.append(duration(wait))
    state.durations += _timeouts(node, "stateExecTimeout", "eventTimeout")
    for condition in (node.get("dataConditions") or node).elements():
        state.fields += fields(expression(condition.text_of("condition") or ""))
    describe_actions(plan, definitions, state, actions_of(node))
    if state.kind == "callback":
        # Callback states are for decisions that people take outside of the workflow (0.8).
        state.execution = "user"
    for index, branch in enumerate((node.get("branches") or node).elements()):
        name = branch.text_of("name") or f"branch {index + 1}"
        key = f"{state.key}/branches/{_escaped(name)}"
        inner = State(key, name, "branch", branch, state)
        inner.understood = frozenset({"name"})
        if any(one.key == key for one in plan.states):
            raise Refusal(
                f"two branches of the state {state.name!r} are called {name!r}",
                "give each branch a name of its own",
                branch.place,
            )
        inner.durations += _timeouts(branch, "branchExecTimeout")
        plan.states.append(inner)
        plan.tallies["branch", "read"] += 1
        describe_actions(plan, definitions, inner, actions_of(branch))
        for called in ("workflowId", "workflowRef"):
            inner.called += filter(None, [branch.text_of(called)])


def _timeouts(node: Node, *keys: str) -> Iterator[str]:
    timeouts = node.get("timeouts")
    for key in keys:
        timeout = None if timeouts is None else timeouts.get(key)
        if timeout is not None:
            yield duration(timeout.get("duration") or timeout.get("total") or timeout)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
