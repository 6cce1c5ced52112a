"""The actions of states of version 0.5 to 0.8: what functions, workflows and events they use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.loaders.serverless_workflow.words import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.serverless_workflow.plan import Plan, State
    from asbuilt.reading.tree import Node


class Definitions:
    """The functions and events that a workflow defines, or names a file for."""

    def __init__(self, root: Node) -> None:
        """Take the root of a workflow."""
        self._functions = {
            one.text_of("name"): one for one in (root.get("functions") or root).elements()
        }
        self._events = {one.text_of("name"): one for one in (root.get("events") or root).elements()}
        self.elsewhere = (root.get("functions") or root).text is not None
        """Whether the functions are in another file, which is not read."""

    def function(self, name: str) -> Node | None:
        """Give the function of this name."""
        return self._functions.get(name)

    def event_type(self, name: str) -> str:
        """Give the type of the event of this name, or the name where it has none."""
        event = self._events.get(name)
        return (event.text_of("type") if event is not None else None) or name


def actions_of(node: Node) -> list[Node]:
    """Give the actions of a state or branch, those that its events trigger among them."""
    single = node.get("action")
    triggered = [
        action
        for event in (node.get("onEvents") or node).elements()
        for action in (event.get("actions") or event).elements()
    ]
    own = list((node.get("actions") or node).elements())
    return [*([single] if single is not None else []), *own, *triggered]


def describe_actions(
    plan: Plan, definitions: Definitions, state: State, actions: list[Node]
) -> None:
    """Tell of a state what its actions call; one that only computes does no work of its own."""
    for action in actions:
        plan.tallies["action", "read"] += 1
        called = list(_workflows(action))
        if called:
            # It waits where one of several is waited for.
            state.is_awaited = _is_awaited(action) or (bool(state.called) and state.is_awaited)
            state.called += called
        for name, node in _functions(action):
            function = definitions.function(name)
            if function is None and not definitions.elsewhere:
                plan.warn(
                    f"the state {state.name!r} calls the function {name!r}, which the workflow"
                    " does not define",
                    "add it to the functions, or correct its name",
                    node,
                )
            operation = None if function is None else function.get("operation")
            state.resources.append(name)
            if operation is not None:
                state.resources.append(text_of(operation))
            if function is None or function.text_of("type") != "expression":
                state.execution = "automated"
        for name in _produced(action):
            state.resources.append(definitions.event_type(name))
            state.execution = "automated"
        if called:
            state.execution = "automated"
    subflow = state.node.text_of("workflowId") if state.kind == "subflow" else None
    if subflow:
        state.called.append(subflow)
        state.execution = "automated"


def _functions(action: Node) -> Iterator[tuple[str, Node]]:
    reference = action.get("functionRef")
    name = None if reference is None else reference.text or reference.text_of("refName")
    if reference is not None and name:
        yield name, reference


def _workflows(action: Node) -> Iterator[str]:
    reference = action.get("subFlowRef")
    name = None if reference is None else reference.text or reference.text_of("workflowId")
    if name:
        yield name


def _is_awaited(action: Node) -> bool:
    """Say whether a workflow that an action runs must end first (0.7 and 0.8, ``invoke``)."""
    reference = action.get("subFlowRef")
    return reference is None or reference.text_of("invoke") != "async"


def _produced(action: Node) -> Iterator[str]:
    reference = action.get("eventRef")
    if reference is not None:
        name = reference.text_of("triggerEventRef") or reference.text_of("produceEventRef")
        yield from filter(None, [name])
