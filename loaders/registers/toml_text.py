"""Texts as TOML writes them."""

from __future__ import annotations


def quoted(text: str) -> str:
    """Give a text as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(char if char.isprintable() else f"\\u{ord(char):04X}" for char in escaped)
        + '"'
    )
