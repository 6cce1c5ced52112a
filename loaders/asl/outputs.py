"""What a state puts into the data that later states see: results, selected or set, and variables.

Amazon States Language: ResultPath says where the output of a state goes, ResultSelector and Result
what is in it, Assign which variables are set. A state of which none of them says anything hands on
what its task gives back, whatever that holds, in place of all that was there. One whose result goes
to one place, or nowhere, keeps all else. Of states in JSONata only Assign tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Place
    from asbuilt.loaders.asl.structure import State
    from asbuilt.reading.tree import Node

_GIVING: Final = frozenset(("Task", "Pass", "Parallel", "Map"))
_MAKING: Final = ("Result", "Parameters", "InputPath")
"""What lets a Pass state hand on something else than its input."""
_ROOT: Final = "$"


def outputs(state: State) -> Iterator[tuple[str, Place]]:
    """Give the paths that a state writes, each as conditions name it, with its place."""
    node = state.node
    assigned = node.get("Assign")
    for key, value in assigned.members() if assigned is not None else ():
        yield f"{_ROOT}{_plain(key)}", value.place
    if state.kind not in _GIVING:
        return
    where = node.get("ResultPath")
    path = _ROOT if where is None else where.text or ""
    if not path.startswith(_ROOT):
        return  # null: the result is thrown away
    shaped = node.get("Result") or node.get("Parameters") if state.kind == "Pass" else None
    shaped = node.get("ResultSelector") or shaped
    members = [] if shaped is None else list(shaped.members())
    for key, value in members:
        yield f"{path}.{_plain(key)}", value.place
    if not members and path != _ROOT and where is not None:
        yield path, where.place


def effect(state: State, language: Node | None) -> str:
    """Say whether a state keeps or replaces the data that it does not write; empty if unknown.

    `language` is the query language of the whole state machine, where it names one.
    """
    node = state.node
    said = node.get("QueryLanguage") or language
    if said is not None and said.text == "JSONata":
        return ""
    narrowed = node.get("OutputPath")
    if narrowed is not None and narrowed.text != _ROOT:
        return "replaces"
    if state.kind not in _GIVING:
        return ""
    where = node.get("ResultPath")
    if where is not None and where.text != _ROOT:
        return "keeps"  # put in one place, or thrown away, which is written as null
    passes_on = state.kind == "Pass" and not any(node.get(key) is not None for key in _MAKING)
    return "" if passes_on else "replaces"


def _plain(key: str) -> str:
    """Give a key without the mark that says that its value is a path."""
    return key.removesuffix(".$")
