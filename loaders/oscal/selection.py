"""Which controls of a catalog an import or an insertion means.

By NIST's specification a control that is included brings the controls around it along, those
within it only where ``with-child-controls`` says so, and what is excluded stays out however it was
meant.
"""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from asbuilt.loaders.oscal.catalog_parts import IMPLIED, Part, controls_of, parts, text_of, texts

if TYPE_CHECKING:
    from collections.abc import Iterator


def chosen(offered: Part, selection: Part) -> Part:
    """Give the part of a catalog that a selection means, in its order and its groups.

    A control whose parent is excluded takes the parent's place; a group without controls goes.
    Parameters of controls that are left out stay, since the text of another may name them.
    """
    named, implied = _meant(offered, selection)
    for control in controls_of(offered):
        if text_of(control, "id") in implied - named:
            control[IMPLIED] = True
    wanted = named | implied
    left_out = [one for one in controls_of(offered) if text_of(one, "id") not in wanted]
    made = _kept(offered, wanted)
    loose = [parameter for one in left_out for parameter in parts(one, "params")]
    made["params"] = [*parts(made, "params"), *loose]
    return made


def ordered(flat: list[Part], insertion: Part) -> list[Part]:
    """Give the controls of a list that are inserted, in the order that the insertion asks for."""
    everything = insertion.get("include-controls") is None
    found = [
        one
        for one in flat
        if (everything or _is_named(insertion, "include-controls", (text_of(one, "id"),)))
        and not _is_named(insertion, "exclude-controls", (text_of(one, "id"),))
    ]
    order = text_of(insertion, "order")
    if order in {"ascending", "descending"}:
        found.sort(key=lambda one: text_of(one, "id"), reverse=order == "descending")
    return found


def _meant(offered: Part, selection: Part) -> tuple[set[str], set[str]]:
    """Give the ids of the controls that a selection names, and of those around them."""
    everything = selection.get("include-all") is not None
    everything = everything or selection.get("include-controls") is None
    named: set[str] = set()
    implied: set[str] = set()
    excluded: set[str] = set()
    for line in _lines(offered):
        if everything or _is_named(selection, "include-controls", line):
            named.add(line[0])
            implied.update(line[1:])
        if _is_named(selection, "exclude-controls", line):
            excluded.add(line[0])
    return named - excluded, implied - excluded


def _lines(holder: Part, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give for each control its id and those of the controls around it, the nearest first."""
    for control in parts(holder, "controls"):
        line = (text_of(control, "id"), *above)
        yield line
        yield from _lines(control, line)
    for group in parts(holder, "groups"):
        yield from _lines(group)


def _is_named(selection: Part, key: str, line: tuple[str, ...]) -> bool:
    """Say whether a selection names a control: by id, by a pattern, or as one within another."""
    for call in parts(selection, key):
        names = line if text_of(call, "with-child-controls") == "yes" else line[:1]
        if set(texts(call, "with-ids")).intersection(names):
            return True
        patterns = [text_of(one, "pattern") for one in parts(call, "matching")]
        if any(fnmatch.fnmatchcase(name, one) for name in names for one in patterns):
            return True
    return False


def _kept(holder: Part, wanted: set[str]) -> Part:
    made = dict(holder)
    controls: list[Part] = []
    for control in parts(holder, "controls"):
        inner = _kept(control, wanted)
        if text_of(control, "id") in wanted:
            controls.append(inner)
        else:
            controls += parts(inner, "controls")
    groups = [_kept(group, wanted) for group in parts(holder, "groups")]
    made["controls"] = controls
    made["groups"] = [one for one in groups if next(controls_of(one), None) or _is_fixed(one)]
    return made


def _is_fixed(group: Part) -> bool:
    """Say whether a group asks never to be left out."""
    return any(
        text_of(one, "name") == "keep" and text_of(one, "value") == "always"
        for one in parts(group, "props")
    )
