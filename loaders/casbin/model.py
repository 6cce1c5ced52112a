"""Reading of a model: sections with definitions, as Casbin's own reader of ``.conf`` takes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from asbuilt.facts import Place
from asbuilt.reading import Refusal

SECTIONS: Final = (
    "request_definition",
    "policy_definition",
    "role_definition",
    "policy_effect",
    "matchers",
    "constraint_definition",
)
_SECTION = re.compile(r"\[\s*(\w+)\s*\]\Z")
_NEEDED = ("request_definition", "policy_definition", "policy_effect", "matchers")
_PARAMETERS = re.compile(r"\(([^()]*)\)")
_LETTERS: Final = {
    "request_definition": "r",
    "policy_definition": "p",
    "role_definition": "g",
    "policy_effect": "e",
    "matchers": "m",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A definition of a model and the line on which it begins."""

    section: str
    key: str
    value: str
    line: int

    @property
    def place(self) -> Place:
        """The place of the definition."""
        return Place(line=self.line)


@dataclass(frozen=True, slots=True)
class Grouping:
    """What a role definition says: whether it has a domain, and how many parameters follow."""

    has_domain: bool
    parameters: int


@dataclass(slots=True)
class Model:
    """The definitions of a model, by section and key."""

    sections: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """The place at which the model begins."""
        return Place(line=1)

    def get(self, section: str, key: str) -> str:
        """Give a definition, empty where there is none."""
        found = (one for one in self.entries if (one.section, one.key) == (section, key))
        return next((one.value for one in found), "")

    def fields(self, key: str) -> tuple[str, ...]:
        """Give the names of the fields that lines with this key have; none if not defined."""
        text = self.get("policy_definition", key)
        return tuple(part.strip() for part in text.split(",")) if text else ()

    def groupings(self) -> dict[str, Grouping]:
        """Give the role definitions by their keys."""
        return {one.key: _grouping(one.value) for one in self.entries if one.section == _ROLES}

    def matchers(self, key: str) -> list[Entry]:
        """Give the matchers that look at lines with this key, the one of its own number first."""
        seen = re.compile(rf"\b{re.escape(key)}(?:\.|_(?=\w))")
        found = [
            one for one in self.entries if one.section == "matchers" and seen.search(one.value)
        ]
        return sorted(found, key=lambda one: one.key[1:] != key[1:])


_ROLES: Final = "role_definition"


def is_model(lines: list[str]) -> bool:
    """Say whether lines without comments begin with a section and have those that a model needs."""
    heads = [found[1] for line in lines if (found := _SECTION.match(line))]
    first = _SECTION.match(lines[0]) if lines else None
    return (
        first is not None and first[1] in SECTIONS and {"policy_definition", "matchers"} <= {*heads}
    )


def parse(text: str) -> Model:
    """Read a model.

    Raises `Refusal` with the line where something stands outside a section or is no definition,
    where one thing is defined twice, and where a section that every model needs is missing.
    """
    model = Model()
    section = ""
    seen: dict[tuple[str, str], int] = {}
    for number, line in _logical(text):
        head = _SECTION.match(line)
        if head is not None:
            section = head[1]
            if section not in model.sections:
                model.sections.append(section)
            continue
        key, equals, value = (part.strip() for part in line.partition("="))
        if not section or not equals or not key or not value:
            raise Refusal(
                f"{line[:60]!r} is no definition in a section",
                "write it as `key = value` below a line such as [matchers]",
                Place(line=number),
            )
        if section in _LETTERS and not re.fullmatch(rf"{_LETTERS[section]}\d*", key):
            raise Refusal(
                f"{key!r} is no key of [{section}]",
                f"call it {_LETTERS[section]}, or {_LETTERS[section]}2 and so on for another one",
                Place(line=number),
            )
        first = seen.setdefault((section, key), number)
        if first != number:
            raise Refusal(
                f"{key!r} is defined twice in [{section}], on lines {first} and {number}",
                "keep one of the two, or give one another number",
                Place(line=number),
            )
        model.entries.append(Entry(section, key, value, number))
    missing = [one for one in _NEEDED if one not in {entry.section for entry in model.entries}]
    if missing:
        raise Refusal(
            f"the model defines nothing in [{missing[0]}]",
            "give it the sections that every model of Casbin has",
        )
    return model


def _logical(text: str) -> list[tuple[int, str]]:
    """Give the lines without comments, each continued one joined, with their numbers."""
    found: list[tuple[int, str]] = []
    begun: tuple[int, str] | None = None
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        line = raw.strip()
        if begun is None and (not line or line.startswith(("#", ";"))):
            continue
        line = line.partition("#")[0].rstrip() if not line.startswith("#") else ""
        start, before = begun or (number, "")
        whole = f"{before} {line}".strip() if before else line
        if whole.endswith("\\"):
            begun = (start, whole[:-1].rstrip())
            continue
        begun = None
        if whole:
            found.append((start, whole))
    return [*found, begun] if begun is not None and begun[1] else found


def _grouping(text: str) -> Grouping:
    inside = _PARAMETERS.search(text)
    plain = _PARAMETERS.sub("", text)
    arity = sum(bool(part.strip()) for part in plain.split(","))
    parameters = len(inside[1].split(",")) if inside else 0
    return Grouping(arity > 2, parameters)
