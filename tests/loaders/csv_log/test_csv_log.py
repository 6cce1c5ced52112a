"""Tests of the loader of event logs in CSV."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from rdflib import Literal, URIRef

from asbuilt.facts import EVENT_COLUMNS
from asbuilt.loaders import csv_log
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent
LOG = "case_id,activity,timestamp\n"


def times(outcome: Outcome) -> list[str | None]:
    """Give the times of a log as text."""
    return [moment and moment.isoformat() for moment in outcome.events["time"]]


@pytest.mark.parametrize("path", cases(HERE, ".csv"), ids=lambda path: path.name)
def test_a_log_becomes_the_expected_facts_and_events(path: Path, golden: Golden) -> None:
    """Each case reads to the graph and the table of events beside it."""
    assert csv_log.claims(path, read_head(path))
    golden(csv_log, path, process="Purchase to pay")


def test_the_guess_of_columns_is_told_with_the_way_to_say_otherwise(golden: Golden) -> None:
    """Whoever loads a log sees which headings were taken for what, and what to write instead."""
    outcome = golden(csv_log, HERE / "bestellungen.csv", process="Purchase to pay")
    encoding, guess, zone = outcome.problems
    assert (encoding.severity, guess.severity, zone.severity) == ("info", "info", "info")
    assert "case is 'Fall-ID', activity is 'Aktivität', time is 'Zeitstempel'" in guess.message
    assert '[source.columns] case = "Fall-ID"' in guess.fix
    assert guess.place.row == 1


def test_what_is_wrong_in_rows_is_counted_with_the_first_row(golden: Golden) -> None:
    """Rows are counted as records of the table, the headings being the first."""
    outcome = golden(csv_log, HERE / "pairs.csv", process="Purchase to pay")
    told = {one.message.split(":")[0]: one.place.row for one in outcome.problems[1:]}
    assert told == {
        "rows without a time": 3,
        "times that cannot be read, which are left empty": 4,
        "rows with more cells than there are headings, whose further cells are not read": 4,
        "rows without a case": 5,
        "rows without an activity": 5,
    }
    assert outcome.elements == {"trace": 2, "event": 4}


@pytest.mark.corpus
def test_every_public_log_is_claimed_and_read_with_its_own_counts(corpus: Path) -> None:
    """Cases, activities and rows are as counted independently; no other table is claimed."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    rows = [row for row in rows if row["path"].endswith((".csv", ".csv.gz", ".tsv"))]
    claimed = 0
    for row in rows:
        path = corpus / row["path"]
        told = json.loads(row["contains"].partition(" ")[2])
        assert csv_log.claims(path, read_head(path)) == ("cases" in told), path
        if "cases" in told:
            claimed += 1
            outcome = read(csv_log, path)
            assert outcome.elements == {"trace": told["cases"], "event": told["data_rows"]}, path
            assert outcome.events["activity"].n_unique() == told["activities"], path
            assert outcome.events["time"].null_count() == 0, path
    assert claimed


def test_the_workspace_says_what_the_columns_are(reader: Reader) -> None:
    """Any headings will do where they are named; then nothing is guessed for these."""
    text = "wer,was,wann,worum\nanna,prüfen,2026-01-01T00:00:00Z,7\n"
    columns = {"case": "Worum", "activity": "was", "time": "wann", "resource": "wer"}
    outcome = reader(csv_log, "x.csv", text, options={"columns": columns})
    assert not outcome.problems
    (row,) = outcome.events.rows()
    assert row == ("7", "prüfen", datetime(2026, 1, 1, tzinfo=UTC), "anna", None)
    assert outcome.events.columns == list(EVENT_COLUMNS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-01T09:30:00+02:00", "2026-03-01T07:30:00+00:00"),
        ("2026-03-01 09:30:00.123456789Z", "2026-03-01T09:30:00.123456+00:00"),
        ("2026/03/01 09:30", "2026-03-01T09:30:00+00:00"),
        ("20260301T093000Z", "2026-03-01T09:30:00+00:00"),
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("01.03.2026 9:30", "2026-03-01T09:30:00+00:00"),
        ("1.3.26", "2026-03-01T00:00:00+00:00"),
        ("31/03/2026 21:30:15", "2026-03-31T21:30:15+00:00"),
        ("3/31/2026 9:30:15 PM", "2026-03-31T21:30:15+00:00"),
        ("12/31/2026 12:05 am", "2026-12-31T00:05:00+00:00"),
        ("1772357400", "2026-03-01T09:30:00+00:00"),
        ("1772357400500", "2026-03-01T09:30:00.500000+00:00"),
        ("30.02.2026", None),
        ("13/13/2026", None),
        ("soon", None),
        ("2026-03-01T25:00:00", None),
    ],
)
def test_times_are_read_as_people_and_systems_write_them(
    written: str, meant: str | None, reader: Reader
) -> None:
    """Common forms give the same moment in UTC; what is no time is empty and told."""
    outcome = reader(csv_log, "x.csv", f'{LOG}1,a,"{written}"\n')
    assert times(outcome) == [meant]
    assert ("cannot be read" in outcome.problems[-1].message) == (meant is None)


def test_dates_that_could_be_read_two_ways_are_told(reader: Reader) -> None:
    """One unmistakable date settles it for the file; without any, the day is taken first."""
    unclear = reader(csv_log, "x.csv", f"{LOG}1,a,01/02/2026\n")
    assert times(unclear) == ["2026-02-01T00:00:00+00:00"]
    assert any("could have the day or the month first" in one.message for one in unclear.problems)
    settled = reader(csv_log, "x.csv", f"{LOG}1,a,01/02/2026\n1,b,01/31/2026\n")
    assert times(settled) == ["2026-01-02T00:00:00+00:00", "2026-01-31T00:00:00+00:00"]
    assert not any("day or the month" in one.message for one in settled.problems)
    said = {"time-order": "month first", "time-zone": "America/New_York"}
    told = reader(csv_log, "x.csv", f"{LOG}1,a,01/02/2026\n", options=said)
    assert times(told) == ["2026-01-02T05:00:00+00:00"]
    assert len(told.problems) == 1


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (["1", "", "-30"], "Int64"),
        (["1.5", "2", "-1.5e3"], "Float64"),
        (['"1.234,50"', '"2,5"'], "Float64"),
        (["007", "8"], "String"),
        (["1", "x"], "String"),
        (["", ""], "String"),
        (["12345678901234567890"], "String"),
        (["12E5"], "String"),
    ],
)
def test_other_columns_are_numbers_only_where_nothing_is_lost(
    values: list[str], dtype: str, reader: Reader
) -> None:
    """Numbers with leading zeros, or mixed with text, stay text as they are written."""
    rows = "".join(f"1,a,2026-01-01T00:00:00Z,{value}\n" for value in values)
    frame = reader(csv_log, "x.csv", f"{LOG.strip()},extra\n{rows}").events
    assert str(frame["extra"].dtype) == dtype


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_log_is_read_in_its_encoding_with_its_delimiter(
    encoding: str, delimiter: str, reader: Reader
) -> None:
    """Neither has to be said."""
    text = delimiter.join(["case_id", "activity", "timestamp"]) + "\r\n"
    text += delimiter.join(["1", "prüfen", "2026-01-01T00:00:00Z"]) + "\r\n"
    data = text.encode(encoding)
    assert csv_log.claims(Path("x.csv"), data)
    assert reader(csv_log, "x.csv", data).events["activity"].to_list() == ["prüfen"]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("", {}, "empty"),
        ("\n\n", {}, "empty"),
        ("name,role\nAnna,Buyer\n", {}, "holds the case and the activity and the time"),
        (f'{LOG}1,"a,2026\n2,b,2026\n', {}, "unexpected end of data"),
        (f'{LOG}1,"a"b,2026\n', {}, "cannot be read"),
        (f"{LOG}1,{'x' * 200_000},2026\n", {}, "field larger"),
        (gzip.compress(f"{LOG}1,a,2026-01-01\n".encode() * 99, mtime=0)[:-12], {}, "gzip"),
        (f"{LOG}1,a,2026\n".encode("utf-16")[:-1], {}, "not the utf-16"),
        (LOG.encode() + b"1,\x81,2026\n", {}, "not the cp1252"),
        (LOG, {"columns": {"case": "Order"}}, "no column 'Order'"),
        (LOG, {"columns": {"actor": "case_id"}}, "names 'actor'"),
        (LOG, {"columns": "case_id"}, "is no table"),
        (LOG, {"time-zone": "Bonn"}, "no time zone 'Bonn'"),
        (LOG, {"time-order": "year first"}, "time-order 'year first'"),
        (",".join(f"c{n}" for n in range(1100)), {}, "more than 1000 columns"),
    ],
)
def test_a_table_that_cannot_be_trusted_is_refused_with_one_clear_reason(
    content: str | bytes, options: dict[str, object], message: str, reader: Reader
) -> None:
    """The refusal says what to mend in the file or in the settings."""
    refusal = reader(csv_log, "x.csv", content, options=options).refusal
    assert message in refusal.message
    assert refusal.fix


def test_formulas_and_markup_in_cells_are_only_text(reader: Reader) -> None:
    """What a spreadsheet or a browser would run is kept as it is, and names no IRI."""
    text = f'{LOG}=1+1,"<script>alert(1)</script>",2026-01-01T00:00:00Z\n'
    outcome = reader(csv_log, "x.csv", text)
    assert outcome.events.row(0)[:2] == ("=1+1", "<script>alert(1)</script>")
    assert outcome.graph.value(URIRef(f"{BASE}x.csv#log"), AB.caseCount) == Literal(1)


def test_columns_called_like_the_standard_ones_keep_apart(reader: Reader) -> None:
    """Headings that the log's own columns need, or that stand twice, get a name of their own."""
    text = "case:concept:name,concept:name,time:timestamp,time,position,x,x,\n1,a,2026,t,p,1,2,3\n"
    frame = reader(csv_log, "x.csv", text).events
    assert frame.columns[5:] == ["event:time", "event:position", "x", "x'", "column 8"]


@pytest.mark.parametrize(
    ("name", "heading", "claimed"),
    [
        ("a.csv", "Case ID,Activity,Complete Timestamp", True),
        ("a.csv", "caseId;eventName;eventTime", True),
        ("a.tsv", "trace_id\tactivity_name\ttimestamp", True),
        ("a.csv", "Process,Step,Role,R,A,C,I", False),
        ("a.csv", "Control,Activity,Date,Owner", False),
        ("a.csv", "ocel:eid,ocel:activity,ocel:timestamp", False),
        ("log.csv", "case,activity,time,resource", True),
        ("log.csv", "Case;Task;Timestamp;User", True),
        ("a.csv", "case,task,date", False),
        ("a.json", "case_id,activity,timestamp", False),
        ("a.csv", "", False),
    ],
)
def test_a_table_is_claimed_only_where_it_surely_is_a_log(
    name: str, heading: str, claimed: object
) -> None:
    """Other tables are registers, and are left to their loader."""
    assert csv_log.claims(Path(name), f"{heading}\n".encode()) is claimed
