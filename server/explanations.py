"""A finding explained on its page: what made it, what would mend it, what that would change."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asbuilt.errors import UserError
from asbuilt.judge.explanation import Explainer
from asbuilt.judge.kept import kept_findings
from asbuilt.judge.patches import Registers, files, patches
from asbuilt.judge.patches.outcome import preview
from asbuilt.server.graph import remembered, store, workspace
from asbuilt.server.source_lines import excerpt, source_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asbuilt.judge.explanation import Explanation
    from asbuilt.judge.patches import Blank, Patch
    from asbuilt.judge.patches.outcome import Outcome
    from asbuilt.judge.places import Standing
    from asbuilt.server.source_lines import Excerpt

_ONE_AT_A_TIME = threading.Lock()
"""A preview judges a whole copy; several at once would only make each of them slow."""
_EXPLAINING = threading.Lock()
"""What an explainer has looked up is shared; pages that wait for it do not wait for previews."""
_PATIENCE = 120
"""Seconds that a request waits for another one's preview."""
_EXCERPTS = 3
_AROUND = 2


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a diff: added, removed, a place, or as it was."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownPatch:
    """A patch with the values that the reader has said so far."""

    number: int
    patch: Patch
    diff: str
    values: Mapping[str, str]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """The values that the patch needs, whether said or not."""
        return self.patch.open_blanks

    @property
    def lines(self) -> list[DiffLine]:
        """The diff line by line."""
        return [DiffLine(_kind(line), line) for line in self.diff.splitlines()]


@dataclass(frozen=True, slots=True)
class Explained:
    """What the page of a finding tells beyond the finding itself."""

    explanation: Explanation
    patches: tuple[Patch, ...]


def explained(fingerprint: str) -> Explained | None:
    """Explain a finding of the last check; None where it is none, or its files do not fit it."""
    return remembered(f"explained {fingerprint}", lambda: _explained(fingerprint))


def shown_patches(fingerprint: str, number: int, values: Mapping[str, str]) -> list[ShownPatch]:
    """Give the patches of a finding, the chosen one with the values that were said for it."""
    known = explained(fingerprint)
    found: list[ShownPatch] = []
    for at, patch in enumerate(known.patches if known else (), start=1):
        said: Mapping[str, str] = values if at == number else {}
        try:
            diff = files.diff(workspace().folder, patch.filled(_fitting(patch, said)))
        except UserError as error:
            diff = f"# {error.title}"
        found.append(ShownPatch(at, patch, diff, said))
    return found


def outcome_of(fingerprint: str, number: int, values: Mapping[str, str]) -> Outcome:
    """Give the findings that a patch would make vanish or appear.

    Raises `UserError` where values are still to be said or cannot be meant, where files have
    changed since they were loaded, and where others have asked for too much at once.
    """
    known = explained(fingerprint)
    if known is None or not 1 <= number <= len(known.patches):
        raise UserError("there is no such patch any more", hint="open the finding again")
    patch = known.patches[number - 1].filled(values)
    patch.refuse_open()
    said = "&".join(f"{name}={value}" for name, value in sorted(values.items()))
    return remembered(f"outcome {fingerprint} {number} {said}", lambda: _judged(patch))


def excerpts(explanation: Explanation, told: tuple[str, int | None]) -> list[Excerpt]:
    """Give the lines of the files that state the facts of an explanation, where they are texts.

    Left out is the place, file and line, that is told of anyway.
    """
    lines: dict[tuple[str, int], Standing] = {}
    for fact in explanation.facts:
        for place in fact.places[:1]:
            if (place.file, place.line) != told and source_path(place.file) is not None:
                lines.setdefault((place.file, place.line or 1), place)
    found: list[Excerpt] = []
    for (file, line), place in lines.items():
        one = excerpt(file, line, place.locator or "", _AROUND)
        if one is not None and one.lines and len(found) < _EXCERPTS:
            found.append(one)
    return found


def _explained(fingerprint: str) -> Explained | None:
    finding = next(iter(kept_findings(store(), fingerprint)), None)
    if finding is None:
        return None
    with _EXPLAINING:
        explainer = remembered("explainer", lambda: Explainer(workspace(), store()))
        registers = remembered("registers", lambda: Registers(workspace(), explainer.facts))
        explanation = explainer.explain(finding)
        found = patches(explainer, finding, explanation, registers)
    return Explained(explanation, tuple(found))


def _judged(patch: Patch) -> Outcome:
    if not _ONE_AT_A_TIME.acquire(timeout=_PATIENCE):
        raise UserError("others are asking for previews", hint="try again in a minute")
    try:
        explainer: Explainer = remembered("explainer", lambda: Explainer(workspace(), store()))
        return preview(workspace(), store(), patch, explainer.as_of)
    finally:
        _ONE_AT_A_TIME.release()


def _fitting(patch: Patch, values: Mapping[str, str]) -> dict[str, Any]:
    """Give the values that can be meant; the diff marks the others as still to be said."""
    fitting = {}
    for blank in patch.blanks:
        value = values.get(blank.name, "")
        try:
            blank.refuse_unfit(value)
        except UserError:
            continue
        fitting[blank.name] = value
    return fitting


def _kind(line: str) -> str:
    if line.startswith(("+++", "---", "@@", "# ")):
        return "place"
    return {"+": "added", "-": "removed"}.get(line[:1], "kept")
