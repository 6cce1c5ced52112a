"""Lists of tasks of DSL 1.0: what they hold, and in which task they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.serverless_workflow.plan import State
    from asbuilt.reading.tree import Node

_KINDS: Final = (
    "call", "emit", "for", "fork", "listen", "raise", "run", "set", "switch", "try", "wait", "do",
)  # fmt: skip
"""The members that say what a task does; a ``for`` has a ``do`` besides, so that comes last."""


@dataclass(slots=True, eq=False)
class Scope:
    """A list of tasks: of the workflow itself, or held by one of its tasks."""

    container: State | None
    label: str
    """As what its container holds it: do, try, catch, branches or foreach."""
    tasks: list[State] = field(default_factory=list)
    inner: dict[State, list[Scope]] = field(default_factory=dict)
    """The lists that each of its tasks holds."""

    def all(self) -> Iterator[Scope]:
        """Give this list and all that its tasks hold, at any depth."""
        yield self
        for scopes in self.inner.values():
            for scope in scopes:
                yield from scope.all()


def kind_of(task: Node) -> str:
    """Give what a task does, by the member that says so; empty where none does."""
    return next((kind for kind in _KINDS if task.get(kind) is not None), "")


def named_tasks(node: Node | None, where: str) -> Iterator[tuple[str, Node]]:
    """Give the tasks of a list with their names.

    Raises `Refusal` where it is none, an item does not hold one task, or two are called alike.
    """
    if node is None or not (node.is_array or node.is_object):
        raise Refusal(
            f"there is no list of tasks at {where}",
            "write the tasks as a list, each under its name",
            *(() if node is None else (node.place,)),
        )
    items = [node] if node.is_object else list(node.elements())
    lines: dict[str, int] = {}
    for item in items:
        members = list(item.members())
        if len(members) != 1 and not node.is_object:
            raise Refusal(
                f"an item of the tasks at {where} holds {len(members)} tasks, not one",
                "write each task as an item of its own, under its name",
                item.place,
            )
        for name, task in members:
            if not task.is_object or not name.strip():
                raise Refusal(
                    f"the task {name!r} at {where} is no object with a name",
                    "write the task as an object under its name",
                    task.place,
                )
            if name in lines:
                raise Refusal(
                    f"two tasks at {where} are called {name!r}, on lines {lines[name]} and"
                    f" {task.line}",
                    "give each task of a list a name of its own",
                    task.place,
                )
            lines[name] = task.line
            yield name, task
