"""What a workflow of any version comes to: its states, and the ways between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.facts import Disposition, Problem

if TYPE_CHECKING:
    from asbuilt.reading.tree import Node


@dataclass(slots=True, eq=False)
class State:
    """A state of a workflow: a task of DSL 1.0, or a state or branch of the versions before."""

    key: str
    """By which the file is told it apart: the names that lead to it."""
    name: str
    kind: str
    node: Node
    container: State | None = None
    execution: str = "none"
    resources: list[str] = field(default_factory=list)
    """The functions and services that it calls, in words."""
    called: list[str] = field(default_factory=list)
    """The workflows that it runs."""
    is_awaited: bool = True
    """Whether it goes on only when they have ended."""
    event: str = ""
    """What it waits for or signals: message, timer or error."""
    durations: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    """The data at which its conditions look."""
    is_initial: bool = False
    is_final: bool = False
    is_multiple: bool = False
    understood: frozenset[str] = frozenset()
    """Members of its node that are told in the ontology's words."""
    held: frozenset[str] = frozenset()
    """Members of its members that are states of their own."""


@dataclass(frozen=True, slots=True)
class Way:
    """A transition from one state to another."""

    origin: State
    goal: State
    kind: str
    condition: str
    node: Node
    """What states it."""
    is_default: bool
    """Whether it is taken only where the conditions of others do not hold."""


@dataclass(slots=True)
class Plan:
    """A workflow: what it is called, its states and the ways between them."""

    root: Node
    name: str
    title: str
    description: str
    understood: frozenset[str]
    """Members of the root that are told in the ontology's words."""
    held: frozenset[str] = frozenset()
    """Members of its members that are told so."""
    durations: list[str] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    tallies: Counter[tuple[str, Disposition]] = field(default_factory=Counter)
    _drawn: set[tuple[State, State, str, str]] = field(default_factory=set)

    def lead(  # noqa: PLR0913 - what a way is made of
        self,
        origin: State,
        goal: State,
        kind: str,
        condition: str,
        node: Node,
        *,
        is_default: bool = False,
    ) -> None:
        """Add a way, unless the same has been added before."""
        if (origin, goal, kind, condition) not in self._drawn:
            self._drawn.add((origin, goal, kind, condition))
            by_default = is_default or kind == "default"
            self.ways.append(Way(origin, goal, kind, condition, node, by_default))

    def warn(self, message: str, fix: str, node: Node) -> None:
        """Add something that is wrong, but not so that the file is refused; each thing once."""
        problem = Problem("warning", message, fix, node.place)
        if problem not in self.problems:
            self.problems.append(problem)
