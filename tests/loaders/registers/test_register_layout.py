"""Where tables are found on sheets that people made for people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from golden import BASE, read
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.loaders import registers
from asbuilt.loaders.registers.layout import blocks
from asbuilt.reading.tables import Row, Sheet
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from golden import Outcome, Reader


def sheet_of(text: str) -> Sheet:
    """Give a sheet by its lines, cells parted by bars."""
    lines = enumerate(text.splitlines(), start=1)
    rows = [Row(number, tuple(line.split("|"))) for number, line in lines]
    return Sheet(None, tuple(rows))


def labels(outcome: Outcome, kind: URIRef) -> set[str]:
    """Give the labels of the things of a class."""
    graph = outcome.graph
    return {str(graph.value(thing, RDFS.label)) for thing in graph.subjects(RDF.type, kind)}


def notes(outcome: Outcome) -> str:
    """Give all that was told of a file."""
    return "\n".join(problem.message for problem in outcome.problems)


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (
            "Control ID|Valid||Owner\n|from|to|\nC-1|2026-01-01|2026-12-31|Ann",
            ["Control ID", "Valid from", "Valid to", "Owner"],
        ),
        (
            "|Brutto||Netto|\nRisiko-Nr.|Eintritt|Auswirkung|Eintritt|Auswirkung\nR-1|x|y|x|y",
            ["Risiko-Nr.", "Brutto Eintritt", "Brutto Auswirkung", "Netto Eintritt",
             "Netto Auswirkung"],
        ),
        (
            "Activity|Roles||Limit\n|Buyer|Manager|\nPay|R|A|5\nOrder|A|R|7",
            ["Activity", "Buyer", "Manager", "Limit"],
        ),
        (
            "Basis|||Review|\nControl ID|Control|Owner|Interval|Done\nC-1|a|b|monthly|x",
            ["Control ID", "Control", "Owner", "Interval", "Review Done"],
        ),
    ],
)  # fmt: skip
def test_two_rows_of_headings_become_one(text: str, headings: list[str]) -> None:
    """A group's word goes before the words below it, where these do not say enough alone."""
    assert [block.headings for block in blocks(sheet_of(text))] == [headings]


SEVERAL = """Controls;;;
Control no.;Control name;Frequency;
C-1;Approval;monthly;
C-2;Count;weekly;
;;;
Risks;;;
Risk no.;Risk name;Risk owner;Impact
R-1;Fraud;Ann;high
R-2;Loss;Ben;low
;;;
Colour;Shape;;
red;round;;
"""


def test_tables_below_each_other_in_one_file_are_each_taken_for_themselves(reader: Reader) -> None:
    """One that nobody knows is named, and its rows are not taken for rows of the one above."""
    outcome = reader(registers, "several.csv", SEVERAL)
    assert labels(outcome, AB.Control) == {"Approval", "Count"}
    assert labels(outcome, AB.Risk) == {"Fraud", "Loss"}
    assert outcome.unread == {"line above a table": 2, "row of an unrecognised table": 1}
    assert outcome.elements == {"row": 5}


BESIDE = """Control ID,Control name,Frequency,,Risk ID,Risk name,Likelihood
C-1,Approve,monthly,,R-1,Fraud,high
C-2,Count,weekly,,R-2,Loss,low
C-3,Check,daily,,,,
"""


def test_tables_side_by_side_are_each_taken_for_themselves(reader: Reader) -> None:
    """A blank column parts them, and places stay those of the file."""
    outcome = reader(registers, "both.csv", BESIDE)
    assert labels(outcome, AB.Control) == {"Approve", "Count", "Check"}
    assert labels(outcome, AB.Risk) == {"Fraud", "Loss"}
    assert URIRef(BASE + "both.csv#row=3") in set(outcome.graph.objects())
    assert outcome.elements == {"row": 5}


def test_no_row_is_proposed_for_a_table_that_stands_beside_another(tmp_path: Path) -> None:
    """A row written into the one would move the other."""
    for name, text, number in (("beside.csv", BESIDE, 0), ("several.csv", SEVERAL, 2)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        source = Source(tmp_path / name, name, Minter(BASE))
        assert len(registers.understand(source)) == number


def test_a_blank_column_within_a_table_does_not_part_it(reader: Reader) -> None:
    """What stands beside the gap is no table by itself, so it belongs to the same rows."""
    text = "Control ID,Control name,,Remark,Budget\nC-1,Approve,,x,1\nC-2,Count,,y,2\n"
    outcome = reader(registers, "controls.csv", text)
    assert outcome.elements == {"row": 2}
    assert outcome.kept == {"column “Remark”": 2, "column “Budget”": 2}


def test_totals_notes_and_repeated_headings_are_no_rows(reader: Reader) -> None:
    """They are counted and named, and become nothing in the graph."""
    text = (
        "Kontroll-Nr.;Kontrolle;Anzahl Freigaben\nK-1;Prüfung;2\n"
        "Kontroll-Nr.;Kontrolle;Anzahl Freigaben\nK-2;Freigabe;1\nSumme;;3\n"
        "\nStand: Oktober 2025;;\n"
    )
    outcome = reader(registers, "kontrollen.csv", text)
    assert labels(outcome, AB.Control) == {"Prüfung", "Freigabe"}
    assert outcome.unread == {
        "repeated row of headings": 1,
        "row of totals": 1,
        "note below a table": 1,
    }
    for row in ("row 3", "row 5", "row 7"):
        assert row in notes(outcome)


@pytest.mark.parametrize("name", ["Gesamtleitung", "Total quality", "Summe der Konten prüfen"])
def test_a_row_that_only_sounds_like_a_total_is_a_row(name: str, reader: Reader) -> None:
    """Only numbers stand beside the word of a total."""
    text = f"Control no.,Control name,Owner\nC-1,Approval,Ann\n{name},Second,Ben\n"
    outcome = reader(registers, "controls.csv", text)
    assert outcome.elements == {"row": 2}
    assert not outcome.unread


def test_rows_below_a_blank_row_are_named(reader: Reader) -> None:
    """Nobody can be sure that they belong to the table above, so somebody is asked to look."""
    text = "Control no.,Control name\nC-1,Approval\n,\nC-2,Count\n"
    outcome = reader(registers, "controls.csv", text)
    assert labels(outcome, AB.Control) == {"Approval", "Count"}
    assert "(row 4)" in notes(outcome)


def workbook(path: Path) -> Path:
    """Write a workbook of risks as people make them for a meeting."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Risiken"
    rows: list[list[object]] = [
        ["Risikoregister"],
        ["Stand: 01.10.2025"],
        ["Risiko", None, "Brutto", None, "Netto", None, "Frist"],
        ["Nr.", "Beschreibung", "Wahrscheinlichkeit", "Auswirkung", "Wahrscheinlichkeit",
         "Auswirkung", None],
        ["R-1", "Betrug", 0.25, "hoch", 0.1, "mittel", date(2026, 1, 31)],
        ["R-2", "Ausfall", 0.5, "hoch", 0.2, "gering", date(2026, 2, 28)],
        ["R-3", "Brand", "=1/4", "hoch", 0.2, "gering", 46000],
        ["Gesamt", 3],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for span in ("A1:G1", "A3:B3", "C3:D3", "E3:F3", "G3:G4"):
        sheet.merge_cells(span)
    for number in (5, 6, 7):
        sheet.cell(number, 3).number_format = "0%"
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["F"].hidden = True
    hidden = book.create_sheet("Alt")
    hidden.sheet_state = "hidden"
    hidden.append(["System", "System owner"])
    hidden.append(["ERP", "Ann Lee"])
    book.save(path)
    return path


def test_what_a_workbook_hides_or_never_calculated_is_named(tmp_path: Path) -> None:
    """Hidden rows, columns and sheets are read like others, and said to be hidden."""
    outcome = read(registers, workbook(tmp_path / "risiken.xlsx"))
    told = notes(outcome)
    assert "hidden row 6, read all the same" in told
    assert "hidden column F, read all the same" in told
    assert "the sheet “Alt” is hidden" in told
    assert "never calculated and count as empty (C7)" in told
    assert labels(outcome, AB.System) == {"ERP"}


def test_merged_headings_of_a_workbook_are_joined(tmp_path: Path) -> None:
    """Each of two columns of the same word is told from the other by the word above."""
    outcome = read(registers, workbook(tmp_path / "risiken.xlsx"))
    risk = URIRef(BASE + "risk/r-1")
    assert (risk, AB.likelihood, Literal("25%")) in outcome.graph
    assert (risk, URIRef(BASE + "column/netto_auswirkung"), Literal("mittel")) in outcome.graph
    assert (risk, URIRef(BASE + "column/frist"), Literal("2026-01-31")) in outcome.graph
    assert outcome.unread == {"line above a table": 2, "row of totals": 1}
    assert "“Netto Auswirkung” is as like" in notes(outcome)
