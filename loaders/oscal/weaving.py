"""Prose of a control with its parameters inserted, as somebody reads it who has to follow it.

A parameter that has values stands as those; one that has none stands as what is left to be said,
in the way of NIST SP 800-53: ``[Assignment: …]`` or ``[Selection (one or more): …; …]``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.loaders.oscal.catalog_parts import Part, parts, text_of, texts
from asbuilt.loaders.oscal.markup import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

_INSERT: Final = re.compile(r"\{\{\s*(?:insert:\s*)?(?:param\s*,\s*)?([^\s{},]+)\s*\}\}")
_LONGEST: Final = 20_000
"""Characters of one text beyond which no more parameters are inserted; they can hold each other."""
OBJECTIVES: Final = frozenset({"objective", "assessment-objective", "control-objective"})
STATEMENTS: Final = frozenset({"statement", "item"})


def woven(text: str, known: Mapping[str, Part], within: tuple[str, ...] = ()) -> str:
    """Give a text with the parameters inserted that it names; what it names in vain stays."""

    def inserted(found: re.Match[str]) -> str:
        name = found[1]
        if name not in known or name in within or len(text) > _LONGEST:
            return found[0]
        return said_of(known[name], known, (*within, name))

    return _INSERT.sub(inserted, text)


def said_of(parameter: Part, known: Mapping[str, Part], within: tuple[str, ...] = ()) -> str:
    """Give what stands for a parameter in a text."""
    own = within or (text_of(parameter, "id"),)
    if values := texts(parameter, "values"):
        return ", ".join(woven(one, known, own) for one in values)
    select = next(iter(parts(parameter, "select")), {})
    if choices := [woven(one, known, own) for one in texts(select, "choice")]:
        several = " (one or more)" if text_of(select, "how-many") == "one-or-more" else ""
        return f"[Selection{several}: {'; '.join(choices)}]"
    label = text_of(parameter, "label") or text_of(parameter, "id")
    return f"[Assignment: {woven(label, known, own)}]"


def prose(part: Part, known: Mapping[str, Part], indent: str = "") -> str:
    """Give what a part and those within it say, each on a line behind its label."""
    labels = (one for one in parts(part, "props") if text_of(one, "name") == "label")
    label = text_of(next(labels, {}), "value")
    own = " ".join(text for text in (label, tidy(woven(text_of(part, "prose"), known))) if text)
    lines = [f"{indent}{own}"] if own else []
    lines += [prose(inner, known, indent + "  ") for inner in parts(part, "parts")]
    return "\n".join(line for line in lines if line.strip())
