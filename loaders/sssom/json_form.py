"""A mapping set as JSON: the set's slots, its mappings, and the prefixes of a JSON-LD context.

The specification leaves this form open; it is read as the class ``MappingSet`` written as an
object, which is what the tools of SSSOM write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.sssom.table import Table
from asbuilt.reading import Refusal
from asbuilt.reading import json as json_reading
from asbuilt.reading.tree import Node
from asbuilt.vocabulary.sssom import MULTIVALUED

if TYPE_CHECKING:
    from pathlib import Path

_ENDS_OF_A_PREFIX: Final = ("#", "/", "_", ":", "=")


def read(path: Path) -> Table:
    """Read a file. Raises `Refusal` where it is no JSON, or no object with mappings."""
    root = json_reading.parse(path)
    mappings = root.get("mappings")
    if mappings is None or not mappings.is_array:
        raise Refusal(
            "this is no mapping set: it has no array of mappings",
            "export the mapping set as SSSOM again, as a table or as JSON",
            (mappings or root).place,
        )
    rows = []
    for node in mappings.elements():
        if not node.is_object:
            raise Refusal("a mapping is no object", "write its slots as an object", node.place)
        said = ((slot, cell(slot, value)) for slot, value in node.members())
        rows.append((node.place, {slot: text for slot, text in said if text and slot[0] != "@"}))
    headings = tuple(dict.fromkeys(slot for _, row in rows for slot in row))
    return Table(_with_prefixes(root), headings, rows, 0)


def cell(slot: str, node: Node) -> str:
    """Give the value of a slot as a cell; one text of a slot for several parts nothing."""
    text = as_text(node)
    if node.is_array or slot not in MULTIVALUED:
        return text
    return text.replace("\\", "\\\\").replace("|", "\\|")


def as_text(node: Node) -> str:
    r"""Give a value as a cell of a table holds it: ``|`` parts several, and is written ``\|``."""
    if node.value is None:
        return ""
    if node.is_array:
        parts = (as_text(one) for one in node.elements())
        return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts if part)
    return (node.text if node.text is not None else node.compact()).strip()


def _with_prefixes(root: Node) -> Node:
    """Take the prefixes of a JSON-LD context for the ``curie_map`` where the set has none."""
    members = {key: node for key, node in root.members() if key[:1] != "@" and key != "mappings"}
    context = root.get("@context")
    if "curie_map" not in members and context is not None:
        prefixes = {}
        for key, value in context.members():
            declared = value.get("@id")
            prefix = value.get("@prefix")
            if value.text and value.text.endswith(_ENDS_OF_A_PREFIX) and key[:1] != "@":
                prefixes[key] = value
            elif declared is not None and prefix is not None and prefix.value is True:
                prefixes[key] = declared
        members["curie_map"] = Node(prefixes, context.line)
    return Node(members, root.line)
