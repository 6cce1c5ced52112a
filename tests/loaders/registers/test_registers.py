"""Tests of the loader of registers."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from golden import BASE, cases, read
from rdflib import DCTERMS, RDF, RDFS, Literal, URIRef

from asbuilt.loaders import registers
from asbuilt.loaders.registers import values
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent
CONTROL = URIRef(BASE + "control/c-1")


def options(path: Path) -> dict[str, Any]:
    """Give what the workspace says about a case, if it says anything."""
    said = path.with_name(f"{path.stem}.options.toml")
    return tomllib.loads(said.read_text(encoding="utf-8")) if said.is_file() else {}


def told(outcome: Outcome, severity: str = "warning") -> list[str]:
    """Give the places of the problems of a severity."""
    return [one.place.fragment for one in outcome.problems if one.severity == severity]


@pytest.mark.parametrize("path", cases(HERE, ".csv"), ids=lambda path: path.name)
def test_a_register_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it, with one note of what was guessed."""
    assert registers.claims(path, read_head(path))
    outcome = golden(registers, path, options=options(path))
    assert "row of an unrecognised table" not in outcome.unread
    assert sum("was read as" in problem.message for problem in outcome.problems) == 1


@pytest.mark.parametrize(
    ("case", "places"),
    [
        ("raci.csv", ["cell=8,4"]),
        ("controls.csv", ["cell=3,6", "cell=3,5", "cell=3,13"]),
        ("people.csv", []),
        ("policies.csv", ["cell=3,1"]),
        ("evidence.csv", ["cell=3,11"]),
        ("messwerte.csv", ["row=3"]),
    ],
)
def test_a_bad_cell_is_told_at_its_place_and_the_rest_of_its_row_is_read(
    case: str, places: list[str]
) -> None:
    """What is wrong in a cell costs that cell only; the golden graph shows the rest."""
    outcome = read(registers, HERE / case, options=options(HERE / case))
    assert sorted(told(outcome)) == sorted(places)
    assert all(problem.fix for problem in outcome.problems)


def test_every_row_is_counted_and_what_has_no_field_is_kept() -> None:
    """The ledger counts data rows, and each cell that is kept in the register's own words."""
    outcome = read(registers, HERE / "controls.csv")
    assert outcome.elements == {"row": 2}
    missed = ("Frequency", "In force since", "Independent evidence")
    cells = {f"cell of “{heading}”": 1 for heading in missed}
    assert outcome.kept == {"column “Remarks”": 1, **cells}
    kept = URIRef(BASE + "column/remarks")
    assert (URIRef(BASE + "control/c-01"), kept, Literal("Key control")) in outcome.graph


def test_an_unknown_table_is_left_unread_with_the_settings_that_would_have_it_read(
    reader: Reader,
) -> None:
    """The advice is a [[source]] table that can be copied, and copying it works."""
    text = "item,colour,remark\nball,red,round\n"
    outcome = reader(registers, "toys.csv", text)
    (problem,) = outcome.problems
    assert (problem.severity, len(outcome.graph)) == ("warning", 0)
    assert outcome.unread == {"row of an unrecognised table": 1}
    said = tomllib.loads(problem.fix.partition("\n")[2])
    assert said["source"][0]["path"] == "toys.csv"
    chosen = {"table": "systems", "columns": {"name": "item"}}
    again = reader(registers, "toys.csv", text, options=chosen)
    assert (URIRef(BASE + "system/ball"), RDF.type, AB.System) in again.graph


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ({"table": "toys"}, "no kind of table"),
        ({"columns": {"id": "Number"}, "table": "controls"}, "no column is headed 'Number'"),
        ({"columns": {"colour": "Control"}, "table": "controls"}, "no field 'colour'"),
        ({"columns": "Control"}, "is no table"),
        ({"values": {"frequency": "x"}}, "can be used"),
        ({"sheet": "Other"}, "no sheet"),
        ({"header_row": 0}, "no row number"),
        ({"header_row": 9}, "holds no headings"),
        ({"table": "samples"}, "needs a column for metric"),
    ],
)
def test_settings_that_do_not_fit_refuse_the_file(
    settings: dict[str, Any], part: str, reader: Reader
) -> None:
    """A mistake in asbuilt.toml is one clear error, and nothing is loaded by half."""
    outcome = reader(registers, "controls.csv", "Control,Owner\nC,Ann\n", options=settings)
    assert part in outcome.refusal.message
    assert outcome.refusal.fix


def workbook(path: Path) -> Path:
    """Write a workbook with two tables on one sheet, merged headings, and an unknown sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Purchasing"
    rows: list[list[object]] = [
        ["Responsibilities in purchasing"],
        [],
        ["Process", "Activity", "Roles", None, "Limit"],
        [None, None, "Buyer", "Manager", None],
        ["Purchase", "Order", "R", "A", 5000],
        [None, "Pay", "I", "A, R", None],
        [],
        ["Our controls"],
        ["Control no.", "Control name", "Frequency"],
        ["C-1", "Approval", "monthly"],
        [],
        ["C-2", "Count", "#DIV/0!"],
    ]
    for row in rows:
        sheet.append(row)
    for span in ("C3:D3", "A3:A4", "B3:B4", "E3:E4", "A5:A6"):
        sheet.merge_cells(span)
    book.create_sheet("Toys").append(["item", "colour"])
    book["Toys"].append(["ball", "red"])
    book.save(path)
    return path


def test_several_tables_on_a_sheet_are_each_read(tmp_path: Path) -> None:
    """Titles, two rows of headings, merged cells and blank rows are seen for what they are."""
    outcome = read(registers, workbook(tmp_path / "book.xlsx"))
    assert outcome.elements == {"row": 5}
    assert outcome.unread == {"line above a table": 2, "row of an unrecognised table": 1}
    assigned = {
        (str(outcome.graph.value(one, RDFS.label)), str(outcome.graph.value(one, AB.limit)))
        for one in outcome.graph.subjects(RDF.type, AB.Assignment)
    }
    assert assigned == {
        ("Buyer is responsible for Order", "5000"),
        ("Manager is accountable for Order", "5000"),
        ("Buyer is informed for Pay", "None"),
        ("Manager is accountable for Pay", "None"),
        ("Manager is responsible for Pay", "None"),
    }
    within = {str(thing) for thing in outcome.graph.objects(None, AB.within)}
    assert within == {BASE + "reference/process/purchase"}
    names = {str(name) for name in outcome.graph.objects(None, DCTERMS.identifier)}
    assert names == {"C-1", "C-2"}
    assert "Purchasing!C12" in told(outcome)


def test_a_sheet_can_be_chosen(tmp_path: Path) -> None:
    """With a sheet named, the others are not looked at."""
    said = {"sheet": "Toys", "table": "systems", "columns": {"name": "item"}}
    outcome = read(registers, workbook(tmp_path / "book.xlsx"), options=said)
    assert outcome.elements == {"row": 1}
    assert (None, RDF.type, AB.System) in outcome.graph


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["03/04/2026", "25/04/2026"], ["2026-04-03", "2026-04-25"]),
        (["03/04/2026", "04/25/2026"], ["2026-03-04", "2026-04-25"]),
        (["3 March 2026", "1. Mai 2026"], ["2026-03-03", "2026-05-01"]),
        (["Mar 3, 2026", "20260401"], ["2026-03-03", "2026-04-01"]),
        (["46112", "2026-04-01T23:59:59Z"], ["2026-03-31", "2026-04-01"]),
    ],
)
def test_days_are_read_by_the_column_as_a_whole(
    column: list[str], expected: list[str], reader: Reader
) -> None:
    """Which of two numbers is the month is judged by the cells that leave no choice."""
    rows = "".join(f'C-{n},"{day}"\n' for n, day in enumerate(column, start=1))
    outcome = reader(registers, "controls.csv", f"Control no.,Effective from\n{rows}")
    found = [
        str(outcome.graph.value(URIRef(f"{BASE}control/c-{n}"), AB.inForceSince)) for n in (1, 2)
    ]
    assert found == expected
    assert not told(outcome)


def test_days_that_can_be_read_two_ways_are_told(reader: Reader) -> None:
    """Where no cell decides, the day is taken first, and somebody is asked to look."""
    outcome = reader(registers, "controls.csv", "Control no.,Effective from\nC-1,03/04/2026\n")
    assert str(outcome.graph.value(CONTROL, AB.inForceSince)) == "2026-04-03"
    assert told(outcome) == ["cell=1,2"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("24 h", "P1D"),
        ("2 Tage", "P2D"),
        ("90 min", "PT1H30M"),
        ("P2W", "P14D"),
        ("3 months", "P3M"),
    ],
)
def test_lengths_of_time_are_understood(written: str, expected: str, reader: Reader) -> None:
    """Durations are read as people write them and stated as ISO 8601."""
    text = f"Data asset,System,Freshness promise\nOrders,ERP,{written}\n"
    outcome = reader(registers, "data.csv", text)
    found = outcome.graph.value(URIRef(BASE + "data/orders"), AB.freshWithin)
    assert isinstance(found, Literal)
    assert str(found) == expected


def test_the_source_says_process_and_system_where_no_column_does(reader: Reader) -> None:
    """What is the same for a whole file is said once, in the workspace's settings."""
    raci = reader(registers, "raci.csv", "Step,Buyer\nPay,A\n", process="Purchase to pay")
    assert (
        URIRef(BASE + "reference/step/purchase_to_pay/pay"),
        AB.within,
        URIRef(BASE + "reference/process/purchase_to_pay"),
    ) in raci.graph
    text = "Group,State,Permission\nBuyers,Pay,execute\n"
    permissions = reader(registers, "permissions.csv", text, system="ERP")
    assert (None, AB.heldBy, URIRef(BASE + "system/erp")) in permissions.graph


@pytest.mark.parametrize(
    ("cell", "letters"),
    [
        ("A/R", "AR"),
        ("RA", "RA"),
        ("R, a", "RA"),
        ("accountable", "A"),
        ("Responsible; Informed", "RI"),
        ("E", "A"),
        ("Mia", ""),
        ("area", ""),
        ("x", ""),
    ],
)
def test_cells_of_a_raci_matrix_are_understood_as_people_write_them(
    cell: str, letters: str
) -> None:
    """Several letters may share a cell; what only looks like letters is not taken for them."""
    assert "".join(values.responsibilities(cell)) == letters


def test_hostile_names_stay_text(reader: Reader) -> None:
    """Names that look like IRIs, SPARQL, HTML or formulas are escaped in IRIs, else literals."""
    nasty = ['x> } ; DROP ALL #"', "<script>alert(1)</script>", "=HYPERLINK(1)", "a/../../b#c?d"]
    rows = "".join('"' + name.replace('"', '""') + '",Ann Lee\n' for name in nasty)
    outcome = reader(registers, "systems.csv", "System,System owner\n" + rows)
    things = set(outcome.graph.subjects(RDF.type, AB.System))
    assert {str(outcome.graph.value(thing, RDFS.label)) for thing in things} == set(nasty)
    assert all(str(thing).startswith(BASE + "system/") for thing in things)
    assert len(outcome.graph.serialize(format="nt").splitlines()) == len(outcome.graph)


@pytest.mark.corpus
def test_every_public_register_is_read_with_its_own_number_of_rows(corpus: Path) -> None:
    """Each register loads or says why not, and its rows are as many as were counted apart."""
    counted = 0
    for line in (corpus / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, *_, contains = line.split("\t")
        if not name.startswith("registers/"):
            continue
        kind, _, details = contains.partition(" ")
        if kind not in ("csv", "xlsx"):
            continue
        outcome = read(registers, corpus / name)
        if kind == "csv":
            assert outcome.elements["row"] == json.loads(details)["data_rows"], name
        elif details.endswith("}}}"):  # the longest entries of the manifest are cut off
            filled = [one["nonempty_rows"] for one in json.loads(details)["per_sheet"].values()]
            assert outcome.elements["row"] == sum(filled) - len(filled), name
        assert outcome.problems, name
        counted += 1
    assert counted > 30


PUBLIC = {
    "applied_controls_sample (2).xlsx": "controls",
    "control_tests.csv": "evidence",
    "controls.csv": "controls",
    "data_inventory.csv": "data",
    "evidence_inventory.csv": "evidence",
    "good.xlsx": "controls",
    "kpi_summary.csv": "metrics",
    "policy_register.csv": "policies",
    "raci_matrix.csv": "raci",
    "risk_assessment_template.xlsx": "risks",
    "risk_register.csv": "risks",
    "sample_reference_controls.xlsx": "controls",
    "stakeholders.csv": "holders",
    "milestones.csv": "",
    "privacy_requests.csv": "",
    "remediation_log.csv": "",
    "tasks.csv": "",
    "vendors.csv": "",
}


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "table"), PUBLIC.items(), ids=PUBLIC)
def test_a_public_register_is_taken_for_what_a_person_would(
    name: str, table: str, corpus: Path
) -> None:
    """Headings, values and names together tell a register's kind, or that it is unknown."""
    found = sorted((corpus / "registers").rglob(name))
    assert found
    for path in found:
        messages = [problem.message for problem in read(registers, path).problems]
        guessed = [one for one in messages if "was read as" in one]
        assert bool(guessed) == bool(table)
        assert all(f"was read as {table} " in one for one in guessed)
