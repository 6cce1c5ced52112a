"""What a state machine is made of: its states at all depths, each with where it is held."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.tree import Node

_YES_WORDS: Final = (True, "true", "yes", "on")
_PEOPLE_ACT: Final = re.compile(r"\.waitForTaskToken\Z|:activity:")
_STARTS_WORKFLOW: Final = re.compile(r":(?:states|aws-sdk:sfn):start(?:Sync)?Execution\b")


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A state, where it is held, and the pointer (RFC 6901) by which its file reaches it."""

    name: str
    node: Node
    pointer: str
    scope: Node
    """The ``States`` object that holds it: the only one whose states it may go to."""
    container: State | None
    """The Parallel or Map state in which it is."""

    @property
    def kind(self) -> str:
        """The type of the state, empty where it says none."""
        return self.node.text_of("Type") or ""

    @property
    def ends(self) -> bool:
        """Whether work ends here, or what holds the state is done."""
        end = self.node.get("End")
        return self.kind == "Succeed" or (end is not None and end.value in _YES_WORDS)

    @property
    def called(self) -> str:
        """The resource that does the work of a task, as it is written."""
        resource = self.node.get("Resource")
        return "" if resource is None else text_of(resource)

    @property
    def starts_workflow(self) -> bool:
        """Whether it starts another state machine."""
        return bool(_STARTS_WORKFLOW.search(self.called))

    @property
    def waits_for_people(self) -> bool:
        """Whether it is a task that waits until somebody answers or takes it up."""
        waits = self.kind == "Task" and bool(_PEOPLE_ACT.search(self.called))
        return waits and not self.starts_workflow

    def containers(self) -> Iterator[State]:
        """Give the Parallel and Map states around it, the nearest first."""
        around = self.container
        while around is not None:
            yield around
            around = around.container


def states_of(root: Node) -> dict[str, State]:
    """Give the states of a state machine at all depths, by name; those further out come first.

    Raises `Refusal` where there are none, one has no name, or two are called alike.
    """
    states: dict[str, State] = {}
    waiting: list[tuple[Node, str, State | None]] = [(root, "", None)]
    while waiting:
        part, pointer, container = waiting.pop(0)
        scope = part.get("States")
        if scope is None or not scope.is_object:
            raise Refusal(
                "there are no States here, so this is no Amazon States Language state machine",
                "export the state machine's definition with its StartAt and States",
                (scope or part).place,
            )
        for state_name, node in scope.members():
            state = State(
                state_name, node, f"{pointer}/States/{_escape(state_name)}", scope, container
            )
            _refuse_misfit(state, states.get(state_name))
            states[state_name] = state
            waiting += [(inner, f"{state.pointer}/{key}", state) for key, inner in parts(node)]
    return states


def parts(node: Node) -> Iterator[tuple[str, Node]]:
    """Give the sub-workflows of a state: the branches of Parallel, the steps of Map."""
    for index, branch in enumerate((node.get("Branches") or node).elements()):
        yield f"Branches/{index}", branch
    for key in ("ItemProcessor", "Iterator"):
        part = node.get(key)
        if part is not None:
            yield key, part


def targets(state: State) -> Iterator[str]:
    """Give the names of the states to which a state goes when it is done."""
    node = state.node
    rules = (rule.get("Next") for rule in (node.get("Choices") or node).elements())
    for target in (*rules, node.get("Default"), node.get("Next")):
        if target is not None and target.text:
            yield target.text


def catchers(state: State) -> Iterator[str]:
    """Give the names of the states to which a state goes when it fails."""
    for catcher in (state.node.get("Catch") or state.node).elements():
        target = catcher.text_of("Next")
        if target:
            yield target


def text_of(node: Node) -> str:
    """Give a value as text: a string as it is, anything else as JSON."""
    return node.text if node.text is not None else node.compact()


def _refuse_misfit(state: State, other: State | None) -> None:
    if not state.node.is_object:
        raise Refusal(
            f"the state {state.name!r} is no object",
            "write the state as an object with a Type",
            state.node.place,
        )
    if other is not None:
        raise Refusal(
            f"two states are called {state.name!r}, on lines {other.node.line} and"
            f" {state.node.line}",
            "give each state of the state machine a name of its own, also in its branches",
            state.node.place,
        )
    if not state.name.strip():
        raise Refusal("a state has no name", "give the state a name", state.node.place)


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
