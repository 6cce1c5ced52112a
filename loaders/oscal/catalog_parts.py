"""A catalog as plain objects that a profile can pick from and change, each control with its origin.

They have the keys of OSCAL's JSON form. A control bears besides, under `ORIGIN`, which file defines
it and which profiles it has come through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.oscal.document import Document

Part: TypeAlias = "dict[str, Any]"
"""An object of OSCAL: a catalog, group, control, parameter, part, property or link."""
ORIGIN: Final = "#origin"
"""No key of OSCAL begins so."""
IMPLIED: Final = "#implied"
"""Borne by a control that no selection names, but one within it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a control, or a parameter of one, comes from."""

    catalog: Document
    identifier: str
    profiles: tuple[Document, ...] = ()
    """The profiles that have handed it on, the nearest to the catalog first."""


def catalog_parts(document: Document) -> Part:
    """Give a catalog's controls, groups and parameters; changing them changes no document."""
    plain = cast("Part", document.root.plain())
    kept: Part = {key: plain[key] for key in ("params", "controls", "groups") if key in plain}
    for control in controls_of(kept):
        control[ORIGIN] = Origin(document, text_of(control, "id"))
    return kept


def copied(value: object) -> object:
    """Give objects and arrays anew, so that changing them does not change the value."""
    if isinstance(value, dict):
        return {key: copied(one) for key, one in value.items()}
    return [copied(one) for one in value] if isinstance(value, list) else value


def parts(holder: Part, key: str) -> list[Part]:
    """Give the objects of an array, or the one that stands where an array may be left out."""
    held = holder.get(key)
    found = held if isinstance(held, list) else [held]
    return [one for one in found if isinstance(one, dict)]


def texts(holder: Part, key: str) -> list[str]:
    """Give the texts of an array, or the one that stands where an array may be left out."""
    held = holder.get(key)
    found = held if isinstance(held, list) else [held]
    return [str(one) for one in found if isinstance(one, str | int | float)]


def text_of(holder: Part, key: str) -> str:
    """Give a text, empty where there is none."""
    return next(iter(texts(holder, key)), "")


def controls_of(holder: Part) -> Iterator[Part]:
    """Give all controls of a catalog, group or control, the outer before the inner, in order."""
    for control in parts(holder, "controls"):
        yield control
        yield from controls_of(control)
    for group in parts(holder, "groups"):
        yield from controls_of(group)


def loose_parameters(holder: Part) -> list[Part]:
    """Give the parameters that stand outside of all controls."""
    found = parts(holder, "params")
    for group in parts(holder, "groups"):
        found += loose_parameters(group)
    return found


def parameters_of(catalog: Part) -> dict[str, Part]:
    """Give all parameters of a catalog by their id; of several with one id, the first."""
    found: dict[str, Part] = {}
    for one in loose_parameters(catalog):
        found.setdefault(text_of(one, "id"), one)
    for control in controls_of(catalog):
        for one in parts(control, "params"):
            found.setdefault(text_of(one, "id"), one)
    return found
