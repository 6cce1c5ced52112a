"""Values of a workflow in words, without what may open doors."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from asbuilt.reading.tree import Node

_SECRET: Final = re.compile(
    r"passw|secret|token|api.?key|credential|authorization\Z|cookie|private.?key|assertion|\Apin\Z",
    re.IGNORECASE,
)
_HARMLESS: Final = frozenset({"secrets", "authorization_endpoint", "token_endpoint", "grant"})
_USER_INFO: Final = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")
_COMPUTED: Final = re.compile(r"\s*\$\{.*\}\s*\Z", re.DOTALL)
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_PATH: Final = re.compile(r"(?<![\w)\]])\$?(?:\w+)?(?:\.[A-Za-z_]\w*)+")
_UNITS: Final = (("days", "D"), ("hours", "H"), ("minutes", "M"))


def text_of(node: Node, without: Collection[str] = ()) -> str:
    """Give a value as text: a string as it is, anything else as JSON; secrets as an ellipsis.

    Members of an object that are named in `without` are left out.
    """
    if node.text is not None:
        return _USER_INFO.sub(r"\1…@", node.text)
    shown = _shown(node, "")
    if isinstance(shown, dict):
        shown = {key: value for key, value in shown.items() if key not in without}
    return json.dumps(shown, ensure_ascii=False)


def hidden(node: Node, key: str = "") -> int:
    """Count the values in a node that `text_of` leaves out."""
    if node.is_object:
        return sum(hidden(member, name) for name, member in node.members())
    if node.is_array:
        return sum(hidden(one, key) for one in node.elements())
    return int(_opens(key, node) or bool(node.text and _USER_INFO.search(node.text)))


def expression(text: str) -> str:
    """Give a runtime expression without the ``${ }`` around it."""
    stripped = text.strip()
    if stripped.startswith("${") and stripped.endswith("}"):
        return stripped[2:-1].strip()
    return stripped


def fields(text: str) -> Iterator[str]:
    """Give the paths of data at which an expression looks, such as ``.order.total``."""
    yield from dict.fromkeys(_PATH.findall(_STRING.sub('""', text)))


def duration(node: Node) -> str:
    """Give a duration as ISO 8601 where it is written by its units, else as it is written."""
    if not node.is_object:
        return expression(node.text) if node.text is not None else node.compact()
    amounts = {
        key: member.number.text for key, member in node.members() if member.number is not None
    }
    seconds = amounts.get("seconds", "")
    if "milliseconds" in amounts:
        whole = float(seconds or 0) + float(amounts["milliseconds"]) / 1000
        seconds = f"{whole:.3f}".rstrip("0").rstrip(".")
    days = f"{amounts['days']}D" if "days" in amounts else ""
    time = "".join(f"{amounts[unit]}{sign}" for unit, sign in _UNITS[1:] if unit in amounts)
    time += f"{seconds}S" if seconds else ""
    if not days and not time:
        return node.compact()
    return f"P{days}" + (f"T{time}" if time else "")


def _opens(key: str, node: Node) -> bool:
    if key in _HARMLESS or not _SECRET.search(key) or node.value in {None, True, False, ""}:
        return False
    return not (node.text is not None and _COMPUTED.match(node.text))


def _shown(node: Node, key: str) -> object:
    if node.is_object:
        return {name: _shown(member, name) for name, member in node.members()}
    if node.is_array:
        return [_shown(one, key) for one in node.elements()]
    if _opens(key, node):
        return "…"
    if node.text is not None:
        return _USER_INFO.sub(r"\1…@", node.text)
    return node.plain()
