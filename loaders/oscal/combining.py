"""Controls that a profile imports several times under one id, and what becomes of them.

By NIST's specification all are kept unless the profile says ``use-first``. ``merge`` is deprecated
and undefined there; here a control then gets what later ones of its id have besides. One that no
selection names, but a control within it, never counts as imported again.
"""

from __future__ import annotations

from asbuilt.loaders.oscal.catalog_parts import IMPLIED, Part, parts, text_of

_CONTENTS = ("params", "props", "links", "parts")


def combine(imported: list[Part], method: str) -> set[str]:
    """Leave out controls that came before as `method` says, and give the ids that stay twice."""
    combination = _Combination(method)
    for one in imported:
        combination.walk(one)
    return combination.again


class _Combination:
    def __init__(self, method: str) -> None:
        self._method = method
        self._first: dict[str, Part] = {}
        self.again: set[str] = set()

    def walk(self, holder: Part) -> None:
        """Go through a catalog or group, the outer controls before the inner."""
        holder["controls"] = self._pruned(parts(holder, "controls"))
        for group in parts(holder, "groups"):
            self.walk(group)

    def _pruned(self, controls: list[Part]) -> list[Part]:
        kept: list[Part] = []
        for control in controls:
            inner = self._pruned(parts(control, "controls"))
            control["controls"] = inner
            identifier = text_of(control, "id")
            earlier = self._first.setdefault(identifier, control)
            if earlier is control:
                kept.append(control)
            elif IMPLIED in control:
                earlier["controls"] = [*parts(earlier, "controls"), *inner]
            elif self._method in {"use-first", "merge"}:
                if self._method == "merge":
                    _add_missing(earlier, control)
                kept += inner
            else:
                kept.append(control)
                self.again.add(identifier)
        return kept


def _add_missing(control: Part, later: Part) -> None:
    for key in _CONTENTS:
        held = parts(control, key)
        known = [text_of(one, "id") for one in held]
        new = [one for one in parts(later, key) if one not in held]
        held += [one for one in new if not text_of(one, "id") or text_of(one, "id") not in known]
        if held:
            control[key] = held
