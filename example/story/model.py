"""What a documented process is made of before it is drawn: lanes, nodes, flows and data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EventKind = Literal["message", "timer", "error"]


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node, and where it stands: its lane, its column and its row in the lane."""

    identifier: str
    kind: str
    """Local name of the BPMN element, such as ``userTask``."""
    name: str
    lane: str
    column: int
    row: int = 0
    text: str = ""
    """Documentation for readers of the diagram."""
    event: EventKind | None = None
    detail: str = ""
    """ISO 8601 duration of a timer, or the identifier of an error."""
    attached: str = ""
    """Identifier of the task to whose edge a boundary event is fixed."""
    calls: str = ""
    """Identifier of the process that a call activity starts."""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; the condition is in the words of the process's variables."""

    source: str
    target: str
    name: str = ""
    condition: str = ""
    default: bool = False

    @property
    def identifier(self) -> str:
        """The identifier of the flow, made of both ends."""
        return f"Flow_{_tail(self.source)}_{_tail(self.target)}"


@dataclass(frozen=True, slots=True)
class Data:
    """A data object or data store as it is drawn."""

    identifier: str
    kind: Literal["dataObject", "dataStore"]
    name: str
    lane: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message between a step and the other pool."""

    step: str
    name: str
    incoming: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A text annotation, fixed to a node."""

    identifier: str
    text: str
    about: str
    lane: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Process:
    """A documented process with one pool of its own and one of whom it deals with."""

    identifier: str
    name: str
    file: str
    text: str
    lanes: tuple[str, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    data: tuple[Data, ...]
    messages: tuple[Message, ...]
    notes: tuple[Note, ...]
    errors: tuple[tuple[str, str, str], ...] = ()
    """Identifier, name and code of each error that is thrown or caught."""
    partner: str = "Supplier"
    """Name of the other pool, of which nothing but the messages is known."""
    partner_above: bool = False

    def node(self, identifier: str) -> Node:
        """Give the node with this identifier; raise `KeyError` if there is none."""
        for node in self.nodes:
            if node.identifier == identifier:
                return node
        raise KeyError(identifier)


def _tail(identifier: str) -> str:
    return identifier.split("_", 1)[1]
