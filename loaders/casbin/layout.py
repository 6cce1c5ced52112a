"""Which value of a policy's lines is what: subject, domain, object, action, effect, priority.

The model says it. Where none is at hand, the lines are taken to be as in Casbin's own examples, and
that is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from asbuilt.loaders.casbin.matchers import Matcher, understand
from asbuilt.loaders.casbin.model import Grouping

if TYPE_CHECKING:
    from asbuilt.loaders.casbin.model import Model
    from asbuilt.loaders.casbin.policy import Line

Part: TypeAlias = Literal[
    "subject", "domain", "object", "action", "effect", "priority", "rule", "other"
]
Weighing: TypeAlias = Literal["allow", "deny", "both", "priority", "unknown"]
"""What decides: one line that allows, none that denies, both of these, or the first that fits."""

EFFECTS: Final = ("allow", "deny", "indeterminate")
_NAMES: Final[dict[Part, frozenset[str]]] = {
    "subject": frozenset(("sub", "subject", "user", "role", "who", "principal", "actor")),
    "domain": frozenset(("dom", "domain", "tenant", "org", "organization", "project", "workspace")),
    "object": frozenset(("obj", "object", "resource", "res", "thing", "path", "url", "asset")),
    "action": frozenset(("act", "action", "method", "operation", "verb", "permission")),
    "effect": frozenset(("eft", "effect")),
}
_WEIGHINGS: Final[dict[str, Weighing]] = {
    "some(where(p.eft==allow))": "allow",
    "!some(where(p.eft==deny))": "deny",
    "some(where(p.eft==allow))&&!some(where(p.eft==deny))": "both",
    "!some(where(p.eft==deny))&&some(where(p.eft==allow))": "both",
    "priority(p.eft)||deny": "priority",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """What lines with one key hold, and what of the matcher is to be told of each."""

    fields: tuple[str, ...]
    parts: tuple[Part, ...]
    matcher: Matcher
    weighing: Weighing
    looked_at: bool = True
    """Whether any matcher looks at these lines at all."""

    def value(self, values: tuple[str, ...], part: Part) -> str:
        """Give what a line says of a part; empty where its lines have none."""
        if part not in self.parts:
            return ""
        place = self.parts.index(part)
        return values[place] if place < len(values) else ""

    def how(self, part: Part) -> str:
        """Say how a part is compared; empty where it is not, or is not known to be."""
        if part not in self.parts:
            return ""
        said = self.matcher.compared.get(self.fields[self.parts.index(part)])
        return "" if said is None else said.how


@dataclass(frozen=True, slots=True)
class Use:
    """What the pairs of a grouping are: roles of subjects, or groups of objects or of actions."""

    part: Part
    has_domain: bool
    parameters: int | None
    """How many parameters follow; None where that is not known."""


@dataclass(slots=True)
class Layouts:
    """How to read all lines of a policy."""

    rules: dict[str, Layout] = field(default_factory=dict)
    groupings: dict[str, Use] = field(default_factory=dict)
    words: str = ""
    """What lines were taken to be where no model says it."""


def layouts(lines: list[Line], model: Model | None) -> Layouts:
    """Give how to read the lines of a policy, by its model or as they look."""
    return _assumed(lines) if model is None else _stated(model)


def _stated(model: Model) -> Layouts:
    found = Layouts()
    keys = [one.key for one in model.entries if one.section == "policy_definition"]
    uses: dict[str, Use] = {}
    groupings = model.groupings()
    for key in keys:
        matchers = model.matchers(key)
        matcher = understand(matchers[0].value, key) if matchers else Matcher()
        fields = model.fields(key)
        parts = _parts(fields, matcher)
        number = key[1:]
        effect = model.get("policy_effect", f"e{number}") or model.get("policy_effect", "e")
        effect = re.sub(r"\s+", "", effect).replace("_eft", ".eft")
        effect = re.sub(r"\bp\d+\.", "p.", effect)
        weighing = _WEIGHINGS.get(effect, "unknown")
        found.rules[key] = Layout(fields, parts, matcher, weighing, bool(matchers))
        for name, said in matcher.compared.items():
            if said.how in groupings and said.how not in uses:
                kind = groupings[said.how]
                uses[said.how] = Use(parts[fields.index(name)], kind.has_domain, kind.parameters)
    for key, kind in groupings.items():
        # What a condition mentions in a way that is not understood still has subjects in g.
        mentioned = any(f"{key}(" in text for one in found.rules.values()
                        for text in one.matcher.conditions)  # fmt: skip
        part: Part = "subject" if key == "g" and (mentioned or not uses) else "other"
        found.groupings[key] = uses.get(key, Use(part, kind.has_domain, kind.parameters))
    return found


def _parts(fields: tuple[str, ...], matcher: Matcher) -> tuple[Part, ...]:
    """Give what each field is: by how the matcher compares it, else by its name, each part once."""
    parts: list[Part] = ["other"] * len(fields)
    domains = {said.domain for said in matcher.compared.values() if said.domain}
    for place, name in enumerate(fields):
        said = matcher.compared.get(name)
        lower = name.casefold()
        part: Part = "other"
        if lower == "priority" or lower.endswith("_priority"):
            part = "priority"
        elif said is not None and said.how == "eval":
            part = "rule"
        elif name in domains or (said is not None and said.request in domains):
            part = "domain"
        else:
            named = [one for one, names in _NAMES.items() if lower in names]
            part = named[0] if named else "other"
            if part == "other" and said is not None and said.how == "g":
                part = "subject"
        if part not in parts or part in {"other", "rule"}:
            parts[place] = part
    return tuple(parts)


def _assumed(lines: list[Line]) -> Layouts:
    """Take lines as they are in Casbin's examples: subject, domain perhaps, object, action."""
    found = Layouts()
    lines = [line for line in lines if re.fullmatch(r"[pg]\d*", line.key)]
    times = {line.key for line in lines if not line.is_rule and _timed(line.values)}
    with_domain: dict[str, set[str]] = {}
    for line in lines:
        if not line.is_rule and len(line.values) - (2 if line.key in times else 0) == 3:
            with_domain.setdefault(line.key, set()).add(line.values[2])
    said = []
    for key in sorted({line.key for line in lines if line.is_rule and line.values}):
        values = [line.values for line in lines if line.key == key and line.values]
        width = max(map(len, values))
        last = {one[-1] for one in values}
        has_effect = width > 2 and last <= set(EFFECTS)
        has_priority = width > 3 and all(re.fullmatch(r"-?\d+", one[0]) for one in values)
        domains = with_domain.get("g", set())
        inner = width - has_effect - has_priority
        has_domain = inner > 3 and any(
            set(one[1 + has_priority : 2 + has_priority]) & domains for one in values
        )
        order = ["priority"] * has_priority + ["subject"] + ["domain"] * has_domain
        order += ["object", "action"][: max(0, inner - len(order) + has_priority)]
        order += ["other"] * (width - len(order) - has_effect) + ["effect"] * has_effect
        parts: tuple[Part, ...] = tuple(order)  # type: ignore[arg-type]
        fields = tuple(_FIELD.get(part, f"v{place}") for place, part in enumerate(order))
        found.rules[key] = Layout(fields, parts, Matcher(), "unknown")
        said.append(f"{key} = {', '.join(fields)}")
    for key in sorted({line.key for line in lines if not line.is_rule}):
        uppers = {line.values[1] for line in lines if line.key == key and len(line.values) > 1}
        part = _grouped(uppers, lines, found) if key != "g" else "subject"
        found.groupings[key] = Use(part, key in with_domain, None)
        kind = Grouping(key in with_domain, 2 if key in times else 0)
        words = ", ".join(
            ["_"] * (3 if kind.has_domain else 2) + ["(_, _)"] * bool(kind.parameters)
        )
        said.append(f"{key} = {words}")
    found.words = "; ".join(said)
    return found


_FIELD: Final = {
    "priority": "priority",
    "subject": "sub",
    "domain": "dom",
    "object": "obj",
    "action": "act",
    "effect": "eft",
}


def _grouped(uppers: set[str], lines: list[Line], known: Layouts) -> Part:
    """Say what a grouping is of by where the names of its groups stand in the lines of rules."""
    parts: tuple[Part, ...] = ("object", "subject", "action")
    for part in parts:
        named = {
            known.rules[line.key].value(line.values, part)
            for line in lines
            if line.key in known.rules
        }
        if uppers & named:
            return part
    return "other"


def _timed(values: tuple[str, ...]) -> bool:
    """Say whether the last two values of a line are times, or the mark for no bound."""
    last = values[-2:]
    return len(values) > 3 and all(one == "_" or moment(one) for one in last)


def moment(text: str) -> str:
    """Give a time as ``YYYY-MM-DD HH:MM:SS``, whatever its year; empty where it is none."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)", text)
    if found is None:
        return ""
    try:
        datetime(max(int(found[1]), 4), *map(int, found.groups()[1:]))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return ""
    return text
