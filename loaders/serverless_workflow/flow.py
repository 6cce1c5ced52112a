"""How work goes from task to task in DSL 1.0: in order, by flow directives, and by errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.loaders.serverless_workflow.words import expression, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.serverless_workflow.plan import Plan, State
    from asbuilt.loaders.serverless_workflow.task_list import Scope
    from asbuilt.reading.tree import Node

_MAY_FAIL: Final = frozenset({"call", "run", "raise", "emit", "listen"})


@dataclass(frozen=True, slots=True)
class _Step:
    """One way on: to a task, or to the end of the workflow where there is none."""

    goal: State | None
    condition: str = ""
    otherwise: bool = False
    """Whether it is taken only where the conditions of others do not hold."""
    joins: bool = False
    """Whether it leaves a task that holds others, as what it holds is done."""


class Flow:
    """Draws the ways of a plan."""

    def __init__(self, plan: Plan) -> None:
        """Begin with no way drawn."""
        self._plan = plan
        self._home: dict[State, Scope] = {}
        self._held: dict[State, list[Scope]] = {}

    def begin(self, main: Scope) -> None:
        """Take the workflow's tasks and mark those with which work begins."""
        for scope in main.all():
            for task in scope.tasks:
                self._home[task] = scope
                self._held[task] = scope.inner[task]
        for step in self._enter(main, 0):
            if step.goal is not None:
                step.goal.is_initial = True

    def leave(self, task: State) -> None:
        """Draw all ways that begin at a task."""
        held = self._held[task]
        entered = [inner for inner in held if inner.label != "catch"]
        for inner in entered:
            starts = range(len(inner.tasks)) if inner.label == "branches" else (0,)
            for start in starts:
                self._draw(task, self._enter(inner, start), "branch", inner.tasks[start].node)
        if task.kind == "switch":
            self._switch(task)
        elif task.kind == "raise":
            if not self._is_caught(task):
                task.is_final = True
        elif not any(inner.tasks for inner in entered) or task.is_multiple:
            self._draw(task, self._onward(task), "next", task.node.get("then") or task.node)
        if task.kind in _MAY_FAIL or not entered:
            self._fail(task)

    def _switch(self, task: State) -> None:
        covered = False
        for item in (task.node.get("switch") or task.node).elements():
            for _, case in item.members():
                when = case.text_of("when")
                covered = covered or when is None
                steps = self._directed(task, case.get("then"))
                condition = expression(when) if when else ""
                self._draw(task, steps, "choice" if when else "default", case, condition)
        if not covered:
            steps = self._onward(task)
            self._draw(task, steps, "default", task.node.get("then") or task.node)

    def _draw(
        self, origin: State, steps: Iterator[_Step], kind: str, node: Node, condition: str = ""
    ) -> None:
        for step in steps:
            if step.goal is None:
                origin.is_final = True
                continue
            said = " and ".join(filter(None, (condition, step.condition)))
            how = kind
            if kind == "next" and step.joins:
                how = "join"
            elif kind == "next" and step.condition:
                how = "choice"
            elif kind == "next" and step.otherwise:
                how = "default"
            self._plan.lead(
                origin, step.goal, how, said, node, is_default=step.otherwise and not said
            )

    def _enter(self, scope: Scope, index: int) -> Iterator[_Step]:
        """Give where work comes to that is to go on at a place of a list: past what is skipped."""
        skipped = False
        last = index + 1 if scope.label == "branches" else len(scope.tasks)
        for task in scope.tasks[index:last]:
            condition = expression(task.node.text_of("if") or "")
            yield _Step(task, condition, skipped)
            if not condition:
                return
            skipped = True
        for step in self._out(scope):
            yield _Step(step.goal, step.condition, skipped or step.otherwise, joins=True)

    def _out(self, scope: Scope) -> Iterator[_Step]:
        """Give where work goes that has come to the end of a list."""
        if scope.container is None:
            yield _Step(None)
            return
        for step in self._onward(scope.container):
            yield _Step(step.goal, step.condition, step.otherwise, joins=True)

    def _onward(self, task: State) -> Iterator[_Step]:
        """Give where work goes after a task."""
        return self._directed(task, task.node.get("then"))

    def _directed(self, task: State, directive: Node | None) -> Iterator[_Step]:
        """Give where a flow directive leads from a task; without one, to the next in the list."""
        scope = self._home[task]
        wanted = "continue" if directive is None else text_of(directive)
        if wanted == "continue":
            alone = scope.label == "branches"
            index = scope.tasks.index(task) + 1
            yield from self._out(scope) if alone else self._enter(scope, index)
        elif wanted == "exit":
            yield from self._out(scope)
        elif wanted == "end":
            yield _Step(None)
        else:
            index = next((i for i, one in enumerate(scope.tasks) if one.name == wanted), -1)
            if index < 0:
                self._plan.warn(
                    f"the task {task.name!r} goes on at {wanted!r}, which is not in its list",
                    "name a task of the same list, or use continue, exit or end",
                    directive or task.node,
                )
                return
            yield from self._enter(scope, index)

    def _fail(self, task: State) -> None:
        """Lead from a task that can fail to what the try blocks around it do about errors."""
        if task.kind not in _MAY_FAIL:
            return
        for block, caught in self._blocks(task):
            handler = next((one for one in self._held[block] if one.label == "catch"), None)
            steps = self._enter(handler, 0) if handler and handler.tasks else self._onward(block)
            condition = _errors(caught)
            self._draw(task, steps, "catch", caught, condition)
            if not condition:
                return

    def _is_caught(self, task: State) -> bool:
        return any(not _errors(caught) for _, caught in self._blocks(task))

    def _blocks(self, task: State) -> Iterator[tuple[State, Node]]:
        """Give the try blocks around a task, from the inside outwards, with how they catch."""
        here: State | None = task
        while here is not None:
            scope = self._home[here]
            around = scope.container
            caught = around.node.get("catch") if around is not None else None
            if around is not None and scope.label == "try" and caught is not None:
                yield around, caught
            here = around


def _errors(caught: Node) -> str:
    """Give in words which errors are caught; empty where all are."""
    wanted = (caught.get("errors") or caught).get("with") if caught.get("errors") else None
    said = [f"{key} = {text_of(value)}" for key, value in wanted.members()] if wanted else []
    when, unless = caught.text_of("when"), caught.text_of("exceptWhen")
    said += [expression(when)] if when else []
    said += [f"not ({expression(unless)})"] if unless else []
    return " and ".join(said)
