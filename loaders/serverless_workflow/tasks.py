"""The tasks of a workflow of DSL 1.0, and how work goes from one to the next.

A task that holds others is entered by a ``branch``; where what it holds is done, a ``join`` leads
to what follows it. Each task that can fail within a ``try`` has a ``catch`` to what handles it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.serverless_workflow.flow import Flow
from asbuilt.loaders.serverless_workflow.plan import Plan, State
from asbuilt.loaders.serverless_workflow.task_list import Scope, kind_of, named_tasks
from asbuilt.loaders.serverless_workflow.words import duration, expression, fields, text_of
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.tree import Node

_UNDERSTOOD: Final = {
    "call": {"call"},
    "do": {"do"},
    "emit": set(),
    "for": {"do"},
    "fork": set(),
    "listen": set(),
    "raise": set(),
    "run": set(),
    "set": set(),
    "switch": {"switch"},
    "try": {"try"},
    "wait": {"wait"},
}
_EVENTS: Final = {"emit": "message", "listen": "message", "wait": "timer", "raise": "error"}
_AUTOMATED: Final = frozenset({"call", "run", "emit"})


def plan_of(root: Node) -> Plan:
    """Draw the plan of a workflow.

    Raises `Refusal` where the workflow has no name, or a list of tasks is none.
    """
    document = root.get("document") or root
    name = document.text_of("name")
    if not name or not name.strip():
        raise Refusal("the workflow has no name", "add a name to its document", document.place)
    plan = Plan(
        root,
        name,
        document.text_of("title") or name,
        document.text_of("summary") or "",
        frozenset({"do", "timeout"}),
        frozenset({"dsl", "name", "title", "summary"}),
    )
    plan.durations += _timeout(root, root)
    main = _scope(plan, root, root.get("do"), "do", None)
    flow = Flow(plan)
    flow.begin(main)
    for scope in main.all():
        for task in scope.tasks:
            flow.leave(task)
    return plan


def _scope(plan: Plan, root: Node, node: Node | None, label: str, container: State | None) -> Scope:
    """Read a list of tasks with all that its tasks hold."""
    key = f"{container.key}/{label}" if container else label
    scope = Scope(container, label)
    for name, task in named_tasks(node, key):
        kind = kind_of(task)
        escaped = name.replace("~", "~0").replace("/", "~1")
        state = State(f"{key}/{escaped}", name, kind, task, container)
        plan.states.append(state)
        scope.tasks.append(state)
        _describe(plan, root, state)
        scope.inner[state] = [
            _scope(plan, root, held, label, state) for label, held in _held(state)
        ]
    return scope


def _held(state: State) -> Iterator[tuple[str, Node]]:
    """Give the lists of tasks that a task holds; branches of a fork are a list of one each."""
    node = state.node
    kind = kind_of(node)
    held = {
        "do": node.get("do") if kind in {"do", "for"} else None,
        "try": node.get("try"),
        "catch": _within(node, "catch", "do") if kind == "try" else None,
        "branches": _within(node, "fork", "branches"),
        "foreach": _within(node, "foreach", "do")
        or _within(node, "with", "subscription", "foreach", "do"),
    }
    for label, inner in held.items():
        if inner is not None:
            yield label, inner


def _within(node: Node | None, *keys: str) -> Node | None:
    """Give what stands under some keys, each within the one before."""
    for key in keys:
        node = None if node is None else node.get(key)
    return node


def _describe(plan: Plan, root: Node, state: State) -> None:
    node, kind = state.node, state.kind
    plan.tallies[kind or "task of unknown kind", "read"] += 1
    if not kind:
        plan.warn(
            f"nothing says what the task {state.name!r} does",
            "give it one of " + ", ".join(sorted(_UNDERSTOOD)),
            node,
        )
    state.understood = frozenset(_UNDERSTOOD.get(kind, set())) | {"if", "then", "timeout"}
    state.held = frozenset({"branches"} if kind == "fork" else {"do"})
    state.event = _EVENTS.get(kind, "")
    state.is_multiple = kind == "for" or any(label == "foreach" for label, _ in _held(state))
    competes = _within(node, "fork", "compete")
    if competes is not None and competes.value is True:
        state.kind = "fork (compete)"
    if kind in _AUTOMATED:
        state.execution = "automated"
        state.resources += _resources(root, node, kind)
    state.called += _called(node)
    awaited = _within(node, "run", "await")
    state.is_awaited = awaited is None or awaited.value is not False
    state.durations += _timeout(root, node)
    wait = node.get("wait")
    if kind == "wait" and wait is not None:
        state.durations.append(duration(wait))
    looked_at = [node.text_of("if"), *(_when(case) for case in _cases(node))]
    for text in filter(None, looked_at):
        state.fields += fields(text)


def _cases(node: Node) -> Iterator[Node]:
    for item in (node.get("switch") or node).elements():
        yield from (case for _, case in item.members())


def _when(case: Node) -> str | None:
    when = case.text_of("when")
    return None if when is None else expression(when)


def _resources(root: Node, node: Node, kind: str) -> Iterator[str]:
    if kind == "emit":
        event = _within(node, "emit", "event", "with")
        yield from filter(None, [None if event is None else event.text_of("type")])
    elif kind == "run":
        run = node.get("run") or node
        for how in ("container", "script", "shell"):
            process = run.get(how)
            if process is None:
                continue
            for key in ("image", "language", "command"):
                said = process.text_of(key)
                if said:
                    yield f"{how}: {said}"
                    break
    else:
        called = node.text_of("call") or ""
        arguments = node.get("with")
        yield _call(called, arguments)
        function = _within(root, "use", "functions", called)
        if function is not None:
            yield _call(function.text_of("call") or "", function.get("with"))


def _call(called: str, arguments: Node | None) -> str:
    """Give a call in words: ``http GET https://…`` or the name of a function."""
    if arguments is None:
        return called
    said = [called]
    method = arguments.text_of("method")
    if method:
        said.append(method.upper() if called == "http" else method)
    for key in ("operationId", "operation", "channel", "tool"):
        said += filter(None, [arguments.text_of(key)])
    service = arguments.get("service")
    if service is not None and service.text_of("name"):
        said.append(service.text_of("name") or "")
    for key in ("endpoint", "document", "proto", "server"):
        place = arguments.get(key)
        where = None if place is None else _address(place)
        if where:
            said.append(where)
            break
    return " ".join(said)


def _address(node: Node) -> str | None:
    if node.text is not None:
        return text_of(node)
    for key in ("uri", "endpoint"):
        inner = node.get(key)
        if inner is not None:
            return _address(inner)
    return None


def _called(node: Node) -> Iterator[str]:
    workflow = _within(node, "run", "workflow")
    if workflow is not None and workflow.text_of("name"):
        yield workflow.text_of("name") or ""


def _timeout(root: Node, node: Node) -> Iterator[str]:
    timeout = node.get("timeout")
    if timeout is not None and timeout.text is not None:
        timeout = _within(root, "use", "timeouts", timeout.text) or timeout
    if timeout is not None:
        yield duration(timeout.get("after") or timeout)
