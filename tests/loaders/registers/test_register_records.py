"""Records of a CMDB in XML, read as tables; and damage to tables of all kinds."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from damage import damaged
from golden import BASE, cases, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.loaders import registers
from asbuilt.reading import read_head

if TYPE_CHECKING:
    from golden import Golden, Reader

HERE = Path(__file__).parent
ITEMS = HERE / "items.xml"


def test_items_of_a_cmdb_become_the_expected_graph(golden: Golden) -> None:
    """One table for each kind of item; places are lines; bytes of pictures are counted."""
    assert registers.claims(ITEMS, read_head(ITEMS))
    outcome = golden(registers, ITEMS)
    assert outcome.elements == {"row": 4}
    assert outcome.unread == {"content of a picture or document": 1}
    assert outcome.kept["person without a role"] == 1
    assert outcome.version == "iTop XML"


def test_no_row_is_proposed_for_records() -> None:
    """They are written by the CMDB, not by hand."""
    assert not registers.understand(Source(ITEMS, ITEMS.name, Minter(BASE)))


def test_one_kind_of_item_can_be_chosen_and_mapped() -> None:
    """As a sheet of a workbook is."""
    said = {"sheet": "Person", "table": "systems", "columns": {"name": "name"}}
    assert read(registers, ITEMS, options=said).elements == {"row": 2}


@pytest.mark.parametrize(
    "text",
    [
        "<Set/>",
        "<Set><a>1</a></Set>",
        '<set><Server id="1"/></set>',
        '<definitions><Server id="1"/></definitions>',
        '<Set xmlns="http://example.org/"><Server id="1"/></Set>',
        "Set\n",
    ],
)
def test_other_xml_is_not_claimed(text: str, tmp_path: Path) -> None:
    """Only a set of elements with identifiers, in no namespace."""
    path = tmp_path / "other.xml"
    path.write_text(text, encoding="utf-8")
    assert not registers.claims(path, read_head(path))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('<Set><Server id="1"><name>x</Server></Set>', "not well-formed"),
        ('<Set><Server id="1">' + "<a>" * 220 + "</a>" * 220 + "</Server></Set>", "deeper than"),
    ],
)
def test_broken_records_are_refused_with_the_line(text: str, part: str, reader: Reader) -> None:
    """Nothing of them is loaded."""
    outcome = reader(registers, "items.xml", text)
    assert part in outcome.refusal.message
    assert outcome.refusal.place.line
    assert not len(outcome.graph)


def test_a_field_that_stands_twice_is_told_and_kept(reader: Reader) -> None:
    """Neither value is lost."""
    text = '<Set><Server id="1"><name>a</name><note>x</note><note>y</note></Server></Set>'
    outcome = reader(registers, "items.xml", text)
    assert {"column “note”", "column “note 2”"} <= set(outcome.kept)
    assert any("several fields 'note'" in problem.message for problem in outcome.problems)


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Control no.", "Control name", "Since"], ["C-1", "Approval", 46000], ["C-2", 1]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


SAMPLES = {
    "items.xml": [ITEMS.read_bytes()],
    "table.csv": [path.read_bytes() for path in cases(HERE, ".csv")],
    "table.xlsx": [_workbook()],
}


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_table_is_read_or_refused_and_nothing_else(
    name: str, data: st.DataObject, reader: Reader
) -> None:
    """Whatever is cut, doubled or overwritten in a file, the loader ends with a word about it."""
    outcome = reader(registers, name, data.draw(damaged(SAMPLES[name])))
    if any(problem.severity == "error" for problem in outcome.problems):
        assert not len(outcome.graph)


@pytest.mark.corpus
def test_every_public_export_of_a_cmdb_is_read_with_its_number_of_elements(corpus: Path) -> None:
    """Records, their fields and what is within them are as many elements as were counted apart."""
    counted = rows = 0
    for line in (corpus / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, *_, contains = line.split("\t")
        if not name.startswith("cmdb/"):
            continue
        path = corpus / name
        assert registers.claims(path, read_head(path)), name
        outcome = read(registers, path)
        assert not any(problem.severity == "error" for problem in outcome.problems), name
        text = path.read_text(encoding="utf-8")
        (elements,) = re.findall(r'"elements": (\d+)', contains)
        assert len(re.findall(r"<[A-Za-z]", text)) == int(elements), name
        assert outcome.elements["row"] == len(re.findall(r'<\w+[^>]*\bid="', text)), name
        counted += 1
        rows += outcome.elements["row"]
    assert counted == 40
    assert rows > 140
