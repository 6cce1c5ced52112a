"""Taking values from events whose parts may be absent or of another kind than they should be."""

from __future__ import annotations

from typing import Any


def said(value: object) -> dict[str, Any]:
    """Give an object, or an empty one where the value is none."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[dict[str, Any]]:
    """Give the objects of a list; nothing where the value is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(value: object) -> str:
    """Give a text without white space around, or an empty one where the value is none."""
    return value.strip() if isinstance(value, str) else ""
