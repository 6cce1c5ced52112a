"""Profile resolution: the catalog that a profile makes of those that it imports.

It follows the import and merge phases of NIST's specification of profile resolution
(https://pages.nist.gov/OSCAL/resources/concepts/processing/profile-resolution/); the modify phase
is `asbuilt.loaders.oscal.alteration`. It differs in one way: an import that is not at hand, or that
leads back to its profile, is left out and told, where NIST's ends with an error, since what else
the profile says is true without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, cast

from asbuilt.facts import Problem
from asbuilt.loaders.oscal.alteration import altered
from asbuilt.loaders.oscal.catalog_parts import (
    ORIGIN,
    Part,
    catalog_parts,
    controls_of,
    copied,
    loose_parameters,
    parts,
    text_of,
)
from asbuilt.loaders.oscal.combining import combine
from asbuilt.loaders.oscal.document import listed, said
from asbuilt.loaders.oscal.selection import chosen, ordered

if TYPE_CHECKING:
    from asbuilt.loaders.oscal.beside import Beside
    from asbuilt.loaders.oscal.document import Document
    from asbuilt.reading.tree import Node

_DEEPEST: Final = 16
"""How many profiles are followed one through the other."""


@dataclass(slots=True)
class Resolved:
    """What resolving a profile gave."""

    catalog: Part = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    """What of the profile itself could not be done; what it imports speaks for itself."""
    cut: list[Problem] = field(default_factory=list)
    """Where it, or what it imports, was not followed further."""
    missing: list[Node] = field(default_factory=list)
    """Its imports that are not at hand."""


def resolve(document: Document, beside: Beside) -> Resolved:
    """Give the catalog that a profile stands for."""
    found = _resolve(document, beside, (document.name,))
    found.problems += dict.fromkeys(found.cut)
    return found


def _resolve(document: Document, beside: Beside, around: tuple[str, ...]) -> Resolved:
    found = Resolved()
    imported: list[Part] = []
    for one in listed(document.root, "imports"):
        offered = _offered(document, one, beside, around, found)
        if offered is not None:
            imported.append(chosen(offered, cast("Part", one.plain())))
    merge = document.root.get("merge")
    said_how = cast("Part", merge.plain()) if merge is not None and merge.is_object else {}
    if again := combine(imported, _method(said_how)):
        found.problems.append(_told_again(again, document))
    found.catalog = _structured(imported, said_how)
    for control in controls_of(found.catalog):
        origin = control[ORIGIN]
        control[ORIGIN] = replace(origin, profiles=(*origin.profiles, document))
    modify = document.root.get("modify")
    if modify is not None:
        found.problems += altered(found.catalog, modify, document)
    return found


def _offered(
    document: Document, one: Node, beside: Beside, around: tuple[str, ...], found: Resolved
) -> Part | None:
    """Give the catalog that an import names, resolved if it is a profile."""
    target = beside.target(document, said(one.get("href")) or "")
    if target is None:
        found.missing.append(one)
        return None
    if target.model == "catalog":
        return catalog_parts(target)
    if target.name in around or len(around) > _DEEPEST:
        is_circle = target.name in around
        found.cut.append(
            Problem(
                "warning",
                f"the import of {target.name!r} leads back to a profile that imports this one"
                if is_circle
                else f"more than {_DEEPEST} profiles import each other, and no more are followed",
                "let no profile import itself, directly or by another"
                if is_circle
                else "import the catalog, or a profile that is nearer to it",
                one.place,
            )
        )
        return None
    inner = _resolve(target, beside, (*around, target.name))
    found.cut += [replace(problem, place=one.place) for problem in inner.cut]
    return inner.catalog


def _method(merge: Part) -> str:
    how = merge.get("combine")
    return text_of(how, "method") if isinstance(how, dict) else ""


def _told_again(again: set[str], document: Document) -> Problem:
    return Problem(
        "warning",
        f"the profile keeps several controls of one id: {', '.join(sorted(again))}",
        "import each control once, or say combine: use-first",
        document.root.place,
    )


def _structured(imported: list[Part], merge: Part) -> Part:
    """Arrange what was imported: as it was, as the profile draws it, or in one flat list."""
    loose = [parameter for one in imported for parameter in loose_parameters(one)]
    if merge.get("as-is") is True or text_of(merge, "as-is") == "true":
        groups: list[Part] = []
        for one in imported:
            _gather(groups, parts(one, "groups"))
        controls = [control for one in imported for control in parts(one, "controls")]
        own = [parameter for one in imported for parameter in parts(one, "params")]
        return {"params": own, "groups": groups, "controls": controls}
    flat = [control for one in imported for control in controls_of(one)]
    for control in flat:
        control.pop("controls", None)
    if isinstance(merge.get("custom"), dict):
        known = {text_of(g, "id"): g for one in imported for g in _groups(one) if g.get("id")}
        drawn = _drawn(cast("Part", merge["custom"]), flat, known)
        return {**drawn, "params": [*parts(drawn, "params"), *loose]}
    return {"params": loose, "controls": flat}


def _gather(groups: list[Part], more: list[Part]) -> None:
    """Put groups beside others; what bears the id of one that is there goes into it."""
    known = {text_of(group, "id"): group for group in groups if group.get("id")}
    for group in more:
        there = known.get(text_of(group, "id"))
        if there is None:
            groups.append(group)
            continue
        inner = parts(there, "groups")
        _gather(inner, parts(group, "groups"))
        there["groups"] = inner
        there["controls"] = [*parts(there, "controls"), *parts(group, "controls")]


def _groups(holder: Part) -> list[Part]:
    found = []
    for group in parts(holder, "groups"):
        found += [group, *_groups(group)]
    return found


def _drawn(holder: Part, flat: list[Part], known: dict[str, Part]) -> Part:
    """Give a group of a custom structure with the controls that are inserted into it."""
    made = {key: value for key, value in holder.items() if key not in {"insert-controls", "groups"}}
    source = known.get(text_of(holder, "id"), {})
    for key, value in source.items():
        if key not in {"controls", "groups"}:
            made.setdefault(key, value)
    controls = [
        copied(control)  # one control may be inserted at several places
        for insertion in parts(holder, "insert-controls")
        for control in ordered(flat, insertion)
    ]
    if controls:
        made["controls"] = controls
    if groups := [_drawn(group, flat, known) for group in parts(holder, "groups")]:
        made["groups"] = groups
    return made
