"""What is stated about a policy, line by line, and what its model allows without any line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Problem, Tally
from asbuilt.loaders.casbin.groupings import Groupings
from asbuilt.loaders.casbin.precedence import outranked
from asbuilt.loaders.casbin.principals import Named
from asbuilt.loaders.casbin.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.casbin.layout import Layout, Layouts
    from asbuilt.loaders.casbin.policy import Line

_NUMBERED: Final = re.compile(r"[pg]\d*")
_KEPT_WHY: Final = {
    "unlooked": (
        "no matcher of the model looks at lines with {key!r}, so they grant nothing",
        "remove the lines, or name {key} in a matcher",
    ),
    "allow": (
        "the model's effect never asks whether a line denies, so lines with deny refuse nothing",
        "use an effect such as some(where (p.eft == allow)) && !some(where (p.eft == deny))",
    ),
    "unknown": (
        "how lines with deny weigh against others is not known",
        "put the model beside the policy, with one of the effects that Casbin documents",
    ),
    "priority": (
        "some lines with deny come after one that allows the same, so they stop only some",
        "look at {key!r} lines with deny by hand; they are kept in Casbin's words",
    ),
}


class Policy:
    """States the lines of one policy."""

    def __init__(self, source: Source, lines: list[Line], said: Layouts) -> None:
        """Prepare to state lines as a model, or in want of one a guess, says."""
        self._lines = lines
        self._said = said
        self._named = Named(source, lines, said)
        self._rules = Rules(source, self._named)
        self._groupings = Groupings(source, self._named, said)
        self._seen: dict[tuple[str, ...], int] = {}
        self._repeats: list[tuple[Line, int]] = []
        self._told: set[str] = set()

    def items(self) -> Iterator[Item]:
        """Yield all that is stated, line by line."""
        outranks = outranked(self._lines, self._said)
        for line in self._lines:
            first = self._seen.setdefault((line.key, *line.values), line.number)
            if not _NUMBERED.fullmatch(line.key):
                yield Tally("line that is neither p nor g", "unread")
                yield Problem(
                    "warning",
                    f"Casbin knows no lines that begin with {line.key[:40]!r}",
                    "begin the line with p or g, and a number perhaps",
                    line.place,
                )
            elif not line.values:
                yield Tally("line without values", "unread")
                message, fix = f"nothing follows {line.key}", "complete or remove the line"
                yield Problem("warning", message, fix, line.place)
            elif first != line.number:
                yield Tally(line.key)
                self._repeats.append((line, first))
            elif line.is_rule:
                yield from self._rule(line, refuses=line not in outranks)
            else:
                yield from self._groupings.items(line)
        yield from self._named.everybody()
        if self._repeats:
            line, first = self._repeats[0]
            more = len(self._repeats) - 1
            others = f", and {more} more repeat others" if more else ""
            message = f"the line says the same as line {first}{others}"
            yield Problem("info", message, "keep one of each", line.place)
        for key, layout in self._said.rules.items():
            some = next((line for line in self._lines if line.key == key), None)
            if some is not None:
                yield from self._beyond(some, layout)

    def _rule(self, line: Line, *, refuses: bool) -> Iterator[Item]:
        layout = self._said.rules.get(line.key)
        line = line.filled(len(layout.fields) if layout is not None else 0)
        yield Tally(line.key)
        if layout is None or (len(line.values) != len(layout.fields) and not self._said.words):
            wanted = "none" if layout is None else str(len(layout.fields))
            yield Tally("line with other values than the model defines", "unread")
            yield Problem(
                "warning",
                f"the line has {len(line.values)} values; {line.key} is defined with {wanted}",
                "write the line as the model's policy_definition says, or change that",
                line.place,
            )
            return
        effect = layout.value(line.values, "effect").casefold() or "allow"
        why = ""
        if not layout.looked_at:
            why = "unlooked"
        elif effect == "deny" and layout.weighing in {"allow", "unknown"}:
            why = layout.weighing
        elif effect == "deny" and not refuses:
            why = "priority"
        if why and why not in self._told:
            self._told.add(why)
            message, fix = _KEPT_WHY[why]
            yield Problem(
                "warning", message.format(key=line.key), fix.format(key=line.key), line.place
            )
        yield from self._rules.items(line, layout, effect if not why else "")

    def _beyond(self, line: Line, layout: Layout) -> Iterator[Item]:
        """State what a matcher allows without any line, and tell what of that is not understood."""
        for _, value in layout.matcher.superusers:
            yield from self._rules.everything(line, value)
        for text in layout.matcher.beyond:
            yield Tally("part of a matcher that looks at no line", "unread")
            yield Problem(
                "warning",
                f"the model's matcher also allows whatever fits {text!r}, without any line",
                "check by hand whom that lets in; it is not among the permissions",
            )
        if layout.weighing == "deny":
            yield Tally("everything allowed that is not denied", "unread")
            yield Problem(
                "warning",
                "by the model's effect everything is allowed that no line denies",
                "read the permissions as examples, or let the effect ask for a line that allows",
            )
