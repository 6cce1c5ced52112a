"""What columns are taken for, how surely and why; and the settings that say so."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from golden import BASE
from rdflib import RDF, Literal, URIRef

from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.loaders import registers
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from golden import Reader

    from asbuilt.reading.columns import Guessed


def guess(folder: Path, name: str, text: str) -> Guessed:
    """Give what the one table of a file is taken for."""
    (found,) = registers.guess(source(folder, name, text))
    return found


def source(folder: Path, name: str, text: str) -> Source:
    """Write a file and give it as a source."""
    (folder / name).write_text(text, encoding="utf-8")
    return Source(folder / name, name, Minter(BASE))


@pytest.mark.parametrize(
    ("heading", "field", "because"),
    [
        ("Control owner", "owner", "same words"),
        ("Verantwortliche", "owner", "another form of “verantwortlich"),
        ("Kontrollverantwortliche(r)", "owner", "another form"),
        ("Fachlich Verantwortlicher", "owner", "ends in “verantwortlicher”"),
        ("Frequncy", "frequency", "spelt like “frequency”"),
        ("Häufigkeiten", "frequency", "another form of “haeufigkeit”"),
        ("In Kraft seit", "in_force_since", "same words"),
        ("Sitzplatz", "", "like no heading"),
    ],
)
def test_headings_are_understood_in_english_and_german(
    heading: str, field: str, because: str, tmp_path: Path
) -> None:
    """Same words, other forms, slips of the pen and compounds, each with its reason."""
    text = f"Kontroll-Nr.;Kontrolle;{heading}\nK-1;Prüfung;\nK-2;Freigabe;\n"
    taken = guess(tmp_path, "kontrollen.csv", text).columns[2]
    assert taken.field == field
    assert because in taken.because
    assert bool(taken.confidence) == bool(field)


def test_values_say_what_a_heading_does_not(tmp_path: Path) -> None:
    """Codes of their own, words of frequency, digests: with less confidence than by heading."""
    text = ",Control,Xyz\nC-1,Approve,monthly\nC-2,Count,quarterly\n"
    first, second, third = guess(tmp_path, "list.csv", text).columns
    assert (first.field, first.heading, first.samples) == ("id", "column A", ("C-1", "C-2"))
    assert (second.field, third.field) == ("name", "frequency")
    assert first.confidence < 0.75 > third.confidence > 0.6
    assert "such as “monthly”" in third.because
    digests = "".join(f"C-{n},2026-Q{n},{n:064x}\n" for n in (1, 2))
    found = guess(tmp_path, "evidence.csv", f"Control no.,Period,Fingerprint\n{digests}")
    assert [column.field for column in found.columns] == ["control", "period", "sha256"]


def test_a_number_of_something_else_is_no_identifier(tmp_path: Path) -> None:
    """A heading that numbers another thing is believed."""
    found = guess(tmp_path, "log.csv", "raid_id,description,owner\nR001,x,Ann\nR002,y,Ben\n")
    assert not found.used
    assert {column.field for column in found.columns} == {""}


def test_mail_addresses_are_logins(tmp_path: Path) -> None:
    """A heading that says nothing stands above addresses."""
    text = "Employee,Role,Contact\nAnn Lee,Buyer,ann@example.org\nBen Ott,Clerk,ben@example.org\n"
    assert [column.field for column in guess(tmp_path, "staff.csv", text).columns] == [
        "person",
        "role",
        "login",
    ]


def test_a_person_without_a_role_is_stated_with_all_that_is_said_of_them(reader: Reader) -> None:
    """There is nothing that they hold, and since when they are there stays in its own words."""
    text = "Nachname;Vorname;E-Mail;Funktion;Seit\nMaß;Jörg;joerg@example.org;;15.03.2025\n"
    outcome = reader(registers, "personen.csv", text.encode("mac-roman"))
    person = URIRef(BASE + "agent/joerg@example.org")
    assert (person, AB.login, Literal("joerg@example.org")) in outcome.graph
    assert (person, URIRef(BASE + "column/seit"), Literal("15.03.2025")) in outcome.graph
    assert outcome.kept == {"cell of “Seit”": 1, "person without a role": 1}


def test_the_step_of_a_matrix_is_found_beside_its_letters(reader: Reader) -> None:
    """Whatever the first column is called; a letter that is not known is named and kept."""
    text = "Vorgang\tEinkäufer\tLeiter\tBuchhaltung\nBestellen\tR\tA\tI\nZahlen\tI\tA\tR, S\n"
    outcome = reader(registers, "matrix.tsv", text.encode("utf-16"))
    assert len(set(outcome.graph.subjects(RDF.type, AB.Assignment))) == 6
    (told,) = [one for one in outcome.problems if one.severity == "warning"]
    assert told.message.startswith("“S” assigns nothing")
    assert 'R = ["S"]' in told.fix
    assert (None, URIRef(BASE + "column/buchhaltung"), Literal("R, S")) in outcome.graph


def test_a_column_can_be_kept_out_of_the_guess(reader: Reader) -> None:
    """Where a guess is wrong, the mapping says so and the column stays in its own words."""
    text = "Control no.,Control name,Owner\nC-1,Approve,Cost centre 7\n"
    outcome = reader(registers, "controls.csv", text, options={"keep": ["Owner"]})
    control = URIRef(BASE + "control/c-1")
    assert (control, URIRef(BASE + "column/owner"), Literal("Cost centre 7")) in outcome.graph
    assert outcome.graph.value(control, AB.ownedBy) is None


def test_a_column_without_a_heading_can_be_named_by_its_letter(reader: Reader) -> None:
    """As spreadsheets show it."""
    said = {"table": "controls", "columns": {"id": "column B", "name": "Control"}}
    outcome = reader(registers, "list.csv", "Control,,Owner\nApprove,C-1,x\n", options=said)
    assert (URIRef(BASE + "control/c-1"), RDF.type, AB.Control) in outcome.graph


SEVERAL = (
    "Nr,Thema,Takt\nC-1,Approval,monthly\nC-2,Count,weekly\n,,\n"
    "Risk no.,Risk name,Risk owner,Impact\nR-1,Fraud,Ann,high\n"
)


def test_the_settings_of_a_guess_read_the_file_the_same_way(tmp_path: Path) -> None:
    """What is shown to be pasted is TOML, and means what was guessed."""
    one = source(tmp_path, "several.csv", SEVERAL)
    before = registers.guess(one)
    text = "\n".join(registers.settings_of(one))
    (said,) = tomllib.loads(text)["source"]
    assert said.pop("path") == "several.csv"
    again = registers.guess(Source(one.path, one.name, one.minter, options=said))
    assert [(t.table, t.used) for t in again if t.used] == [
        (t.table, t.used) for t in before if t.used
    ]
    assert {column.because for t in again if t.used for column in t.columns} == {"asbuilt.toml"}


def test_each_of_several_tables_can_have_settings_of_its_own(tmp_path: Path) -> None:
    """They are told apart by their headings, so that rows may be added above them."""
    said = {
        "tables": [
            {"table": "controls", "columns": {"id": "Nr", "name": "Thema", "frequency": "Takt"}},
            {"table": "risks", "columns": {"id": "Risk no.", "name": "Risk name"}},
        ]
    }
    one = source(tmp_path, "several.csv", SEVERAL)
    told = registers.guess(Source(one.path, one.name, one.minter, options=said))
    assert [(table.table, table.rows, table.used) for table in told] == [
        ("controls", 2, True),
        ("risks", 1, True),
    ]


def test_what_is_not_sure_is_written_as_a_comment(tmp_path: Path) -> None:
    """With its confidence, and the other headings, so that nothing is decided unseen."""
    one = source(tmp_path, "stuff.csv", "task_name,status,colour\nPaint,open,red\n")
    text = "\n".join(registers.settings_of(one))
    assert text.startswith("# Not sure enough to be read (0.")
    assert all(line.startswith("#") for line in text.splitlines())
    bare = "\n".join(line.removeprefix("# ") for line in text.splitlines()[1:])
    assert tomllib.loads(bare)["source"][0]["path"] == "stuff.csv"


@pytest.mark.parametrize(
    ("name", "text", "table"),
    [
        ("x.csv", "Risk ID|Risk|Owner|Due\nR-1|Fraud|Ann|x\n", "risks"),
        ("x.csv", "Risiko-Nr.;Risiko;Risikoeigner;Schadenshöhe\nR-1;Betrug;Anna;hoch\n", "risks"),
        ("cmdb_export.csv", "name,owned_by,operational_status\nSAP,Ann,Operational\n", "systems"),
        ("kpi.csv", "KPI;Schwellwert;Einheit\nA;12,5;EUR\n", "metrics"),
        ("x.csv", "Vertretener;Vertreter;Von;Bis\nAnn;Ben;01.01.2026;31.01.2026\n", "delegations"),
        ("x.csv", "Richtlinien-Nr.;Richtlinie;Herausgeber\nP-1;Einkauf;Anna\n", "policies"),
        ("x.csv", "Prozess-ID;Prozess;Prozesseigner\nP2P;Einkauf;Anna\n", "processes"),
    ],
)
def test_the_kind_of_a_table_is_told_by_what_its_rows_begin_with(
    name: str, text: str, table: str, tmp_path: Path
) -> None:
    """In either language, and with a reason."""
    found = guess(tmp_path, name, text)
    assert (found.table, found.used) == (table, True)
    assert found.because
