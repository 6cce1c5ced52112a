"""What is refused of a workbook's archive before anything in it is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.reading import MAX_BYTES, Refusal
from asbuilt.reading.tables import OLE, ZIP

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

MAX_PARTS = 5_000
MAX_RATIO = 250
"""How many times larger a part may be than its compressed bytes, beyond `_HARMLESS` bytes."""
_HARMLESS = 20_000_000


def refuse_other_formats(path: Path) -> None:
    """Raise `Refusal` for what is no workbook, an old ``.xls`` or one with a password."""
    with path.open("rb") as file:
        head = file.read(8)
        if head.startswith(OLE):
            rest = file.read(4_000_000)
            if "EncryptedPackage".encode("utf-16-le") in rest:
                raise Refusal(
                    "the workbook is protected by a password",
                    "save a copy without a password, or export the sheet as CSV",
                )
            raise Refusal(
                "this is an Excel 97-2003 file (.xls), which Asbuilt does not read",
                "save it as .xlsx, or export the sheet as CSV",
            )
    if not head.startswith(ZIP):
        raise Refusal(
            "the file ends in .xlsx but is no Excel workbook" if head else "the file is empty",
            "save it as .xlsx in a spreadsheet program; text with separators must end in .csv",
        )


def refuse_traps(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise `Refusal` for an archive that unpacks to too much, leads out of it or hides types."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise Refusal(f"the workbook has {len(parts)} parts", "save it again from Excel")
    if sum(part.compress_size for part in parts) > path.stat().st_size:
        raise Refusal("parts of the workbook's archive overlap", "save it again from Excel")
    if sum(part.file_size for part in parts) > MAX_BYTES:
        raise Refusal(
            f"the workbook unpacks to more than {MAX_BYTES // 1_000_000} MB",
            "split the workbook, or export the sheets as CSV",
        )
    for part in parts:
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise Refusal(
                f"the workbook's archive holds a file that leads out of it: {part.filename}",
                "do not use this file; ask whoever sent it for a new one",
            )
        if part.file_size > max(_HARMLESS, MAX_RATIO * part.compress_size):
            raise Refusal(
                f"{part.filename} unpacks to more than {MAX_RATIO} times its size",
                "save the workbook again from Excel; deleted rows may still be in it",
            )
        if part.flag_bits & 1:
            raise Refusal("the workbook is encrypted", "save a copy without a password")
        _read_through(archive, part)
    if "[Content_Types].xml" not in archive.namelist():
        raise Refusal("the archive is no Excel workbook", "save it as .xlsx from Excel")


def _read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part once, so that its real size and checksum are known; refuse declared types."""
    left, before = part.file_size, b""
    markup = part.filename.endswith((".xml", ".rels"))
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            left -= len(block)
            if left < 0:
                raise Refusal(f"{part.filename} is larger than it says", "save the workbook again")
            window = (before + block).replace(b"\0", b"")
            if markup and (b"<!DOCTYPE" in window or b"<!ENTITY" in window):
                raise Refusal(
                    f"{part.filename} declares XML entities, which no workbook needs",
                    "do not use this file; ask whoever sent it for a new one",
                )
            before = block[-32:]
