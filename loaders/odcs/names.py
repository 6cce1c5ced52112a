"""What both generations of the standard call the same things, and that each name stands once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.tree import Node


def elements(node: Node, *keys: str) -> Iterator[Node]:
    """Give the objects that are listed under any of these keys."""
    for key in keys:
        held = node.get(key)
        if held is not None:
            yield from (one for one in held.elements() if one.is_object)


def first_text(node: Node, *keys: str) -> str:
    """Give the first text that stands at one of these keys; empty where there is none."""
    found = (node.text_of(key) for key in keys)
    return next((text.strip() for text in found if text and text.strip()), "")


def truth(node: Node, *keys: str) -> bool | None:
    """Give the first truth value that stands at one of these keys; None where there is none."""
    found = (node.get(key) for key in keys)
    return next((one.value for one in found if one and isinstance(one.value, bool)), None)


def twice(address: str, first: Node, second: Node) -> Refusal:
    """Give the refusal of a contract that names two things of one kind alike."""
    return Refusal(
        f"{address!r} stands twice in the contract, on lines {first.line} and {second.line}",
        "remove or rename one of the two",
        second.place,
    )
