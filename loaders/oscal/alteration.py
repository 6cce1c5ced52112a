"""What a profile changes in the controls that it has picked: the modify phase of its resolution.

Parameters are set, then controls are altered, in the order of the profile; of one alteration what
is removed goes before what is added comes, as NIST's own resolver does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from asbuilt.facts import Problem
from asbuilt.loaders.oscal.catalog_parts import (
    ORIGIN,
    Part,
    controls_of,
    parameters_of,
    parts,
    text_of,
)
from asbuilt.loaders.oscal.description import singular
from asbuilt.loaders.oscal.document import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Place
    from asbuilt.loaders.oscal.document import Document
    from asbuilt.reading.tree import Node

SET_BY: Final = "#set-by"
"""Under this a parameter bears the profiles that have set it; no key of OSCAL begins so."""

_REPLACED: Final = ("class", "depends-on", "label", "usage", "values", "select")
_ADDED: Final = ("props", "links", "constraints", "guidelines")
_CONTENTS: Final = ("params", "props", "links", "parts")
_OWN_NAMESPACE: Final = "http://csrc.nist.gov/ns/oscal"
_CRITERIA: Final = ("by-name", "by-class", "by-id", "by-item-name", "by-ns")


def altered(catalog: Part, modify: Node, profile: Document) -> list[Problem]:
    """Change a catalog as a profile says, and give what could not be done."""
    problems: list[Problem] = []
    known = parameters_of(catalog)
    for one in listed(modify, "set-parameters"):
        source = cast("Part", one.plain())
        name = text_of(source, "param-id")
        if name in known:
            _set(known[name], source)
            known[name].setdefault(SET_BY, []).append(profile)
        else:
            problems.append(_idle(f"sets the parameter {name!r}", one.place))
    by_id: dict[str, list[Part]] = {}
    for control in controls_of(catalog):
        by_id.setdefault(text_of(control, "id"), []).append(control)
    for one in listed(modify, "alters"):
        alteration = cast("Part", one.plain())
        name = text_of(alteration, "control-id")
        for control in by_id.get(name, ()):
            for removal in parts(alteration, "removes"):
                _remove(control, removal)
            for addition in parts(alteration, "adds"):
                if not _add(control, addition):
                    what = f"adds to {text_of(addition, 'by-id')!r} of {name!r}"
                    problems.append(_idle(what, one.place))
        if name not in by_id:
            problems.append(_idle(f"alters the control {name!r}", one.place))
    return problems


def _idle(what: str, place: Place) -> Problem:
    return Problem(
        "warning",
        f"the profile {what}, which is not among the controls that it selects",
        "correct the identifier, or select the control",
        place,
    )


def _set(parameter: Part, source: Part) -> None:
    for key in _REPLACED:
        if key in source:
            parameter[key] = source[key]
    for key in _ADDED:
        new = parts(source, key)
        marks = {text_of(one, "uuid") for one in new} - {""}
        held = [one for one in parts(parameter, key) if text_of(one, "uuid") not in marks]
        if new:
            parameter[key] = [*held, *new]


def _remove(holder: Part, removal: Part) -> None:
    """Take out of a control, at whatever depth, each object that meets all criteria."""
    criteria: Part = {key: text_of(removal, key) for key in _CRITERIA if key in removal}
    if not criteria:
        return
    for key, value in list(holder.items()):
        if not isinstance(value, list | dict) or key.startswith("#"):
            continue
        held = parts(holder, key)
        if not held:
            if isinstance(value, list) and criteria == {"by-item-name": singular(key)}:
                del holder[key]
            continue
        kept = [one for one in held if not _meets(one, key, criteria)]
        for one in kept:
            _remove(one, removal)
        if kept or not held:
            holder[key] = kept if isinstance(value, list) else kept[0]
        else:
            del holder[key]


def _meets(one: Part, key: str, criteria: Part) -> bool:
    space = text_of(one, "ns") or (_OWN_NAMESPACE if key == "props" else "")
    has = {
        "by-name": text_of(one, "name"),
        "by-class": text_of(one, "class"),
        "by-id": text_of(one, "id"),
        "by-item-name": singular(key),
        "by-ns": space,
    }
    return all(has[criterion] == value for criterion, value in criteria.items())


def _add(control: Part, addition: Part) -> bool:
    """Add to a control, or to what an addition names in it; say whether that was found."""
    name, position = text_of(addition, "by-id"), text_of(addition, "position") or "ending"
    if not name or name == text_of(control, "id"):
        _put_inside(control, addition, is_first=position in {"starting", "before"})
        return True
    found = next((one for one in _within(control) if text_of(one[2], "id") == name), None)
    if found is None:
        return False
    around, key, target = found
    if position in {"starting", "ending"}:
        _put_inside(target, addition, is_first=position == "starting")
    else:
        _put_beside(around, key, target, addition, is_before=position == "before")
    return True


def _within(holder: Part) -> Iterator[tuple[Part, str, Part]]:
    """Give each object within another, with the one around it and the key that it stands under."""
    for key, value in holder.items():
        if key != ORIGIN and isinstance(value, list | dict):
            for one in parts(holder, key):
                yield holder, key, one
                yield from _within(one)


def _put_inside(target: Part, addition: Part, *, is_first: bool) -> None:
    if "title" in addition:
        target["title"] = addition["title"]
    for key in _CONTENTS:
        if new := parts(addition, key):
            held = parts(target, key)
            target[key] = [*new, *held] if is_first else [*held, *new]


def _put_beside(around: Part, key: str, target: Part, addition: Part, *, is_before: bool) -> None:
    """Put contents next to an object; those of another kind before or behind all of theirs."""
    for other in _CONTENTS:
        new, held = parts(addition, other), parts(around, other)
        if not new:
            continue
        if other == key:
            at = next(i for i, one in enumerate(held) if one is target) + (not is_before)
            around[other] = [*held[:at], *new, *held[at:]]
        else:
            around[other] = [*new, *held] if is_before else [*held, *new]
