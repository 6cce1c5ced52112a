"""Which lines with deny another line overrules, where the first line that fits decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asbuilt.loaders.casbin.layout import Layout, Layouts
    from asbuilt.loaders.casbin.policy import Line


def outranked(lines: list[Line], said: Layouts) -> set[Line]:
    """Give the lines with deny after a line that allows the same to anybody.

    Such a line refuses something to some of those whom it names and not to others, so it is no
    plain denial. Lines rank by their priority, lower numbers first, then in order.
    """
    found: set[Line] = set()
    for key, layout in said.rules.items():
        if layout.weighing != "priority":
            continue
        own = [line for line in lines if line.key == key]
        own.sort(key=lambda line, layout=layout: _rank(line, layout))  # type: ignore[misc]
        exact = {layout.how(part) for part in ("object", "action", "domain")} <= {"equal", ""}
        allowed: set[tuple[str, ...]] = set()
        for line in own:
            what = (
                tuple(layout.value(line.values, part) for part in ("domain", "object", "action"))
                if exact
                else ()
            )
            effect = layout.value(line.values, "effect").casefold() or "allow"
            if effect == "allow":
                allowed.add(what)
            elif effect == "deny" and what in allowed:
                found.add(line)
    return found


def _rank(line: Line, layout: Layout) -> tuple[int, int]:
    written = layout.value(line.values, "priority")
    number = int(written) if re.fullmatch(r"-?\d{1,18}", written) else 0
    return number, line.number
