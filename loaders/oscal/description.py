"""The description of OSCAL's model in `model.toml`: which name of XML is which key of JSON."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias, cast

Content: TypeAlias = Literal["objects", "texts", "lines", "multilines", "values"]

_CONTENTS: Final[tuple[Content, ...]] = ("objects", "texts", "lines", "multilines", "values")

MODELS: Final = (
    "catalog", "profile", "component-definition", "system-security-plan", "assessment-plan",
    "assessment-results", "plan-of-action-and-milestones", "mapping-collection",
)  # fmt: skip
"""Names of the eight models, each the key or element at the root of a document."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an element of the XML form is in the JSON form."""

    key: str
    is_many: bool
    content: Content
    value_key: str = ""
    """Key of the element's text, where it has attributes, too."""


def meaning(element: str, within: str) -> Meaning | None:
    """Give what an element means in an element of the name `within`; nothing if OSCAL has none."""
    here = _within().get(within, {})
    return here.get(element) or _everywhere().get(element)


def is_group(element: str) -> bool:
    """Say whether an element only holds together what is an array in JSON."""
    return element in _description()["groups"]["names"]


@cache
def singular(key: str) -> str:
    """Give the name of one value of a key: ``control`` for ``controls``."""
    return _singulars().get(key, key)


@cache
def _singulars() -> dict[str, str]:
    found: dict[str, str] = {}
    for element, one in _everywhere().items():
        if one.is_many and len(element) < len(found.get(one.key, element + " ")):
            found[one.key] = element
    for tables in _within().values():
        for element, one in tables.items():
            if one.is_many:
                found.setdefault(one.key, element)
    return found


@cache
def _description() -> dict[str, Any]:
    text = files("asbuilt.loaders.oscal").joinpath("model.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _everywhere() -> dict[str, Meaning]:
    return _meanings(_description())


@cache
def _within() -> dict[str, dict[str, Meaning]]:
    return {name: _meanings(tables) for name, tables in _description()["within"].items()}


def _meanings(tables: dict[str, Any]) -> dict[str, Meaning]:
    found = {}
    for content in _CONTENTS:
        for element, said in cast("dict[str, str]", tables.get(content, {})).items():
            key, _, value_key = said.partition(" ")
            found[element] = Meaning(key.rstrip("*"), key.endswith("*"), content, value_key)
    return found
