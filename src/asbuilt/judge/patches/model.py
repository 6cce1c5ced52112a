"""A patch: edits of the user's own files that would mend a finding, and its blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Kind: TypeAlias = Literal["register", "mapping", "facts", "waiver"]
"""What is edited: a row of a register, a line of a mapping set, a file of RDF, ``waivers.toml``."""

_HOLE = re.compile(r"\{\{([a-z][a-z0-9-]*)\}\}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may be meant, and why it is thought of."""

    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A value that only a person can say; texts of edits hold it as ``{{name}}``."""

    name: str
    """By which it is set: ``--set owner="Jane Doe"``."""
    meaning: str
    """What belongs there, in words."""
    candidates: tuple[Candidate, ...] = ()
    pattern: str = ""
    """What a value has to look like, as a regular expression; any text where empty."""
    example: str = ""

    def refuse_unfit(self, value: str) -> None:
        """Raise `UserError` where a value cannot be meant."""
        if not value.strip() or (self.pattern and not re.fullmatch(self.pattern, value)):
            raise UserError(
                f"{value!r} cannot be the {self.name}: {self.meaning}",
                hint="write another value",
                example=f'--set {self.name}="{self.example or "…"}"',
            )


@dataclass(frozen=True, slots=True)
class SetCell:
    """Write a text into a cell of a table."""

    file: str
    sheet: str | None
    row: int
    column: int
    """From 0."""
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class AddColumn:
    """Give a table a further column at its right end."""

    file: str
    sheet: str | None
    row: int
    """Row of the headings."""
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class AddRow:
    """Add a row below the last one of a table."""

    file: str
    sheet: str | None
    after: int
    """Row below which it goes."""
    texts: tuple[str, ...]
    """Cells from the first column."""


@dataclass(frozen=True, slots=True)
class RemoveRow:
    """Take a row out of a table."""

    file: str
    sheet: str | None
    row: int


@dataclass(frozen=True, slots=True)
class AppendText:
    """Add text at the end of a file, which is made where it is not there."""

    file: str
    text: str
    head: str = ""
    """What a new file begins with."""


@dataclass(frozen=True, slots=True)
class SetLines:
    """Put text in the place of lines of a file, or between two where `last` is before `first`."""

    file: str
    first: int
    """From 1."""
    last: int
    text: str


Edit: TypeAlias = SetCell | AddColumn | AddRow | RemoveRow | AppendText | SetLines


@dataclass(frozen=True, slots=True)
class Patch:
    """One way to mend a finding."""

    kind: Kind
    title: str
    edits: tuple[Edit, ...]
    blanks: tuple[Blank, ...] = ()
    note: str = ""
    """What a person has to know before applying it."""

    @property
    def open_blanks(self) -> tuple[Blank, ...]:
        """The values that are still to be said."""
        named = {name for edit in self.edits for name in _HOLE.findall(_text(edit))}
        return tuple(blank for blank in self.blanks if blank.name in named)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it would change, each once."""
        return tuple(dict.fromkeys(edit.file for edit in self.edits))

    def filled(self, values: Mapping[str, str]) -> Patch:
        """Give the patch with values said. Raises `UserError` for one that cannot be meant."""
        for blank in self.blanks:
            if blank.name in values:
                blank.refuse_unfit(values[blank.name])
        return replace(self, edits=tuple(_filled(edit, values) for edit in self.edits))

    def refuse_open(self) -> None:
        """Raise `UserError` where values are still to be said; it tells how."""
        if self.open_blanks:
            names = ", ".join(blank.name for blank in self.open_blanks)
            lines = [
                f'--set {blank.name}="{_first(blank)}"   ({blank.meaning})'
                for blank in self.open_blanks
            ]
            raise UserError(
                f"the patch needs a value for: {names}",
                hint="say each of them with --set",
                example="\n".join(lines),
            )

    def as_dict(self) -> dict[str, Any]:
        """Give the patch as plain data."""
        return {
            "kind": self.kind,
            "title": self.title,
            "note": self.note or None,
            "files": list(self.files),
            "needs": [
                {
                    "name": blank.name,
                    "meaning": blank.meaning,
                    "candidates": [
                        {"value": one.value, "reason": one.reason} for one in blank.candidates
                    ],
                }
                for blank in self.open_blanks
            ],
        }


def hole(name: str) -> str:
    """Give the text that stands for a value still to be said."""
    return f"{{{{{name}}}}}"


def shown(text: str, blanks: Iterable[Blank]) -> str:
    """Give a text with its blanks marked so that a person sees what is to be said."""
    meanings = {blank.name: blank.meaning for blank in blanks}

    def marked(found: re.Match[str]) -> str:
        return f"⟨{found.group(1)}: {meanings.get(found.group(1), 'to be said')}⟩"

    return _HOLE.sub(marked, text)


def _first(blank: Blank) -> str:
    return blank.candidates[0].value if blank.candidates else blank.example or "…"


def _text(edit: Edit) -> str:
    if isinstance(edit, AddRow):
        return "\n".join(edit.texts)
    return "" if isinstance(edit, RemoveRow) else edit.text


def _filled(edit: Edit, values: Mapping[str, str]) -> Edit:
    def fill(text: str) -> str:
        return _HOLE.sub(lambda found: values.get(found.group(1), found.group(0)), text)

    if isinstance(edit, AddRow):
        return replace(edit, texts=tuple(fill(text) for text in edit.texts))
    if isinstance(edit, AppendText | SetLines):
        escaped = {name: _escaped(value) for name, value in values.items()}
        text = _HOLE.sub(lambda found: escaped.get(found.group(1), found.group(0)), edit.text)
        return replace(edit, text=text)
    return edit if isinstance(edit, RemoveRow) else replace(edit, text=fill(edit.text))


def _escaped(value: str) -> str:
    """Give a value as it stands between quotation marks, in TOML and in Turtle alike."""
    flat = " ".join(value.split())
    return flat.replace("\\", "\\\\").replace('"', '\\"')
