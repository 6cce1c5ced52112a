"""Code pages of texts that are neither marked nor UTF-8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asbuilt.reading import tables
from asbuilt.reading.code_pages import code_page

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Prüfung;Größe;Änderung;Übergabe\nAnna Bär;Jörg Maß;façade;déjà vu\n"


@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "cp850"])
@pytest.mark.parametrize("text", [TEXT, "Kontrolle;Prüfer\nFreigabe;Ben\n", "Maß;Größe\n"])
def test_a_code_page_is_told_by_its_letters(encoding: str, text: str) -> None:
    """Accented letters stand beside letters; under another page they would be signs."""
    assert code_page(text.encode(encoding)) == encoding


@pytest.mark.parametrize("data", [b"100 \x80; 5 \xa7\n", b"plain \x96 text \x93here\x94\n"])
def test_signs_alone_are_windows(data: bytes) -> None:
    """A euro sign, a paragraph sign, a dash and quotation marks are no letters of words."""
    assert code_page(data) == "cp1252"


def test_bytes_that_windows_lacks_are_latin() -> None:
    """They load all the same."""
    assert code_page(b"a \x81 b \x8d\n") == "latin-1"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("mac-roman", ";"), ("cp1252", "\t"), ("utf-16", "|"), ("utf-8-sig", ","), ("cp850", ";")],
)
def test_a_table_is_read_in_any_of_them(encoding: str, delimiter: str, tmp_path: Path) -> None:
    """With line ends in a cell, and with the delimiter found out."""
    path = tmp_path / "table.csv"
    text = f'Prüfung{delimiter}Größe\n"Zeile\nzwei"{delimiter}Maß\n"x"{delimiter}Bär\n'
    path.write_bytes(text.encode(encoding))
    (sheet,) = tables.read(path).sheets
    assert [row.values for row in sheet.rows] == [
        ("Prüfung", "Größe"),
        ("Zeile\nzwei", "Maß"),
        ("x", "Bär"),
    ]
    assert [row.line for row in sheet.rows] == [1, 2, 4]


def test_an_encoding_that_is_told_is_believed(tmp_path: Path) -> None:
    """And so is a delimiter."""
    path = tmp_path / "table.csv"
    path.write_bytes("a;b,c\nŠ;Ž,x\n".encode("cp1250"))
    (sheet,) = tables.read(path, "cp1250", ";").sheets
    assert sheet.rows[1].values == ("Š", "Ž,x")
