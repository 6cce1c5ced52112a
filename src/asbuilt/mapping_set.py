"""The workspace's own mapping set: what people confirmed, in ``mappings/confirmed.sssom.tsv``.

Follows SSSOM 1.0 (https://mapping-commons.github.io/sssom/): subject is the end in the Process
Domain, object the one in the Digital Domain. The slots ``ext_…`` are this product's own and
declared in the file's metadata.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "mappings/confirmed.sssom.tsv"
_PREFIX: Final = "here"
_METADATA: Final = """\
#curie_map:
#  ab: "https://w3id.org/asbuilt/ns#"
#  {prefix}: "{base}"
#mapping_set_id: "{base}{file}"
#license: "https://w3id.org/sssom/license/unspecified"
#extension_definitions:
#  - slot_name: ext_object_fingerprint
#    property: ab:digitalFingerprint
#  - slot_name: ext_enforcement
#    property: ab:enforcement
#  - slot_name: ext_status
#    property: ab:mappingStatus
#  - slot_name: ext_subject_fingerprint
#    property: ab:processFingerprint
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the mapping set; each field is a slot of SSSOM, or an extension of it."""

    subject_id: str
    subject_label: str
    predicate_id: str
    object_id: str
    object_label: str
    mapping_justification: str
    author_label: str
    mapping_date: str
    ext_status: str
    ext_enforcement: str = ""
    ext_subject_fingerprint: str = ""
    ext_object_fingerprint: str = ""
    confidence: str = ""
    comment: str = ""
    predicate_modifier: str = ""
    """``Not`` where the two are said to be no match."""
    author_id: str = ""
    """Who decided, where a source names them."""


SLOTS: Final = tuple(field.name for field in fields(Row))


def curie(base: str, iri: str) -> str:
    """Give an IRI as the mapping set writes it, with a prefix where it is of the workspace."""
    return f"{_PREFIX}:{iri.removeprefix(base)}" if iri.startswith(base) else iri


def rendered(base: str, rows: list[Row]) -> str:
    """Give the whole file for these rows."""
    cells = [dict(zip(SLOTS, _cells(row), strict=True)) for row in rows]
    return _METADATA.format(prefix=_PREFIX, base=base, file=FILE) + _table(SLOTS, cells)


def confirm(folder: Path, base: str, row: Row) -> bool:
    """Write a row to the workspace's mapping set, in the place of one for the same two ends.

    Rows and columns that people added stay as they are. Gives whether a row was replaced. Raises
    `UserError` where the file at hand is not the table that it should be.
    """
    path = folder / FILE
    new = dict(zip(SLOTS, _cells(row), strict=True))
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, rendered(base, [row]))
        return False
    text = path.read_text(encoding="utf-8-sig")
    lines = text.splitlines(keepends=True)
    begin = next(
        (place for place, line in enumerate(lines) if not line.startswith("#")), len(lines)
    )
    reader = csv.DictReader(io.StringIO("".join(lines[begin:])), delimiter="\t")
    slots = list(reader.fieldnames or SLOTS)
    if "subject_id" not in slots or "object_id" not in slots:
        raise UserError(
            "this is no table with the columns subject_id and object_id",
            str(path),
            "give it back its line of column names, or move the file away and confirm again",
            "\t".join(SLOTS),
        )
    slots += [slot for slot in SLOTS if slot not in slots]
    rows = [{slot: cell for slot, cell in old.items() if slot} for old in reader]
    ends = {_absolute(base, row.subject_id), _absolute(base, row.object_id)}
    place = next(
        (
            place
            for place, old in enumerate(rows)
            if {_absolute(base, old["subject_id"]), _absolute(base, old["object_id"])} == ends
        ),
        None,
    )
    if place is None:
        rows.append(new)
    else:
        said = {slot: cell for slot, cell in new.items() if cell or slot == "predicate_modifier"}
        rows[place] = {**rows[place], **said}
    head = "".join(lines[:begin])
    if f"{_PREFIX}:" not in head:
        full = {"subject_id": _absolute(base, row.subject_id)}
        full["object_id"] = _absolute(base, row.object_id)
        rows[-1 if place is None else place].update(full)
    _write(path, head + _table(tuple(slots), rows))
    return place is not None


def _cells(row: Row) -> list[str]:
    """Give the cells of a row in one line each, none of which a spreadsheet takes for a formula."""
    cells = (" ".join(str(getattr(row, slot)).split()) for slot in SLOTS)
    return [f"'{cell}" if cell.startswith(("=", "+", "@")) else cell for cell in cells]


def _table(slots: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    sink = io.StringIO()
    writer = csv.DictWriter(sink, slots, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue()


def _absolute(base: str, text: str) -> str:
    """Give what an identifier of the file stands for: a CURIE, a path in the workspace, an IRI."""
    cell = (text or "").strip()
    if cell.startswith(f"{_PREFIX}:"):
        return base + cell.removeprefix(f"{_PREFIX}:")
    return cell if ":" in cell.partition("/")[0] else base + cell


def _write(path: Path, text: str) -> None:
    """Replace the file whole, so that nobody ever reads half of it."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8", newline="\n")
    os.replace(draft, path)  # noqa: PTH105 - the point is that it is atomic
