"""Tests of the loader of XES event logs."""

from __future__ import annotations

import csv
import gzip
import json
import tracemalloc
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from rdflib import RDF, Literal, URIRef

from asbuilt.facts import EVENT_COLUMNS, Events, Source
from asbuilt.identity import Minter
from asbuilt.loaders import xes
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

HERE = Path(__file__).parent
EVENT = (
    '<event><string key="concept:name" value="A"/>'
    '<date key="time:timestamp" value="2026-01-01T00:00:00Z"/></event>'
)
TRACE = f'<trace><string key="concept:name" value="1"/>{EVENT}</trace>'
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
ROWS = st.fixed_dictionaries(
    {
        "activity": WORDS,
        "time": st.datetimes(
            datetime(1900, 1, 1),  # noqa: DTZ001 - the zone is drawn beside
            datetime(2200, 1, 1),  # noqa: DTZ001
            timezones=st.integers(-14 * 60, 14 * 60).map(
                lambda minutes: timezone(timedelta(minutes=minutes))
            ),
        ),
        "resource": WORDS,
        "n": st.integers(-(2**63), 2**63 - 1),
        "x": st.floats(allow_nan=False, allow_infinity=False),
        "b": st.booleans(),
    }
)


@pytest.mark.parametrize("path", cases(HERE, ".xes"), ids=lambda path: path.name)
def test_a_log_becomes_the_expected_facts_and_events(path: Path, golden: Golden) -> None:
    """Each case reads to the graph and the table of events beside it."""
    assert xes.claims(path, read_head(path))
    golden(xes, path, process="Purchase to pay")


def test_what_recurs_in_a_log_is_told_once_with_its_number_and_first_line(golden: Golden) -> None:
    """Absent names and times, bad values and events without a trace are counted, not refused."""
    outcome = golden(xes, HERE / "orders.xes", process="Purchase to pay")
    told = {problem.message.split(":")[0]: problem for problem in outcome.problems}
    assert set(told) == {
        "events without concept",
        "values that are not of the type that the log states",
        "times without a time zone",
        "traces without concept",
        "traces that have the name of an earlier one",
        "events outside any trace",
        "attributes that an event or trace has twice",
    }
    assert told["values that are not of the type that the log states"].place.line == 41
    assert outcome.elements == {"trace": 3, "event": 5}
    assert outcome.events["case"].to_list() == ["PO-1", "PO-1", "PO-1#2", "PO-1#2", None]


@given(st.lists(st.lists(ROWS, max_size=4), max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_as_xes_comes_back_as_columns(
    tmp_path: Path, traces: list[list[dict[str, object]]]
) -> None:
    """Text, times in any zone, numbers and truth values are the same, times in UTC."""
    log = etree.Element("log")
    for number, rows in enumerate(traces):
        trace = etree.SubElement(log, "trace")
        etree.SubElement(trace, "string", key="concept:name", value=f"c{number}")
        for row in rows:
            event = etree.SubElement(trace, "event")
            for key, kind, value in (
                ("concept:name", "string", row["activity"]),
                ("time:timestamp", "date", row["time"].isoformat()),  # type: ignore[attr-defined]
                ("org:resource", "string", row["resource"]),
                ("n", "int", row["n"]),
                ("x", "float", repr(row["x"])),
                ("b", "boolean", str(row["b"]).lower()),
            ):
                etree.SubElement(event, kind, key=key, value=str(value))
    path = tmp_path / "log.xes"
    path.write_bytes(etree.tostring(log, encoding="UTF-8"))
    outcome = read(xes, path)
    assert not outcome.problems
    expected = [
        {**row, "time": row["time"].astimezone(UTC), "case": f"c{number}"}  # type: ignore[attr-defined]
        for number, rows in enumerate(traces)
        for row in rows
    ]
    columns = [*EVENT_COLUMNS, "n", "x", "b"] if expected else list(EVENT_COLUMNS)
    found = outcome.events.select(columns).drop("lifecycle").to_dicts()
    assert [dict(sorted(row.items())) for row in found] == [
        dict(sorted(row.items())) for row in expected
    ]


@pytest.mark.corpus
def test_every_public_log_is_read_with_its_own_counts(corpus: Path) -> None:
    """Traces, events, activities, resources and lifecycle are as an independent count says."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    rows = [row for row in rows if row["contains"].startswith("xes ")]
    assert rows
    for row in rows:
        path, told = corpus / row["path"], json.loads(row["contains"].removeprefix("xes "))
        assert xes.claims(path, read_head(path)), path
        outcome = read(xes, path)
        assert not [one for one in outcome.problems if one.severity == "error"], path
        assert outcome.elements == {"trace": told["traces"], "event": told["events"]}, path
        frame = outcome.events
        assert frame.height == told["events"], path
        activities = frame["activity"].drop_nulls()
        assert activities.n_unique() == told.get("activities", 0), path
        assert frame["resource"].drop_nulls().n_unique() == told.get("resources", 0), path
        lifecycle = frame["lifecycle"].drop_nulls().value_counts().rows()
        assert dict(lifecycle) == told.get("lifecycle", {}), path


def test_a_gzipped_log_is_the_same_log(tmp_path: Path) -> None:
    """Compression changes nothing but the name of the file."""
    data = (HERE / "orders.xes").read_bytes()
    (tmp_path / "orders.xes.gz").write_bytes(gzip.compress(data))
    zipped = read(xes, tmp_path / "orders.xes.gz", name="orders.xes")
    assert zipped.events.equals(read(xes, HERE / "orders.xes").events)


def test_a_log_in_an_archive_is_the_same_log(tmp_path: Path) -> None:
    """Many public logs are handed out as ZIP; folders and what macOS adds are no logs."""
    path = tmp_path / "orders.xes.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("logs")
        archive.write(HERE / "orders.xes", "logs/orders.xes")
        archive.writestr("__MACOSX/logs/._orders.xes", b"x")
    assert xes.claims(path, read_head(path))
    packed = read(xes, path, name="orders.xes")
    assert packed.events.equals(read(xes, HERE / "orders.xes").events)


def test_an_archive_that_is_no_packed_log_is_refused(tmp_path: Path) -> None:
    """Several files, a cut archive: each with a word about it."""
    path = tmp_path / "orders.xes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(HERE / "orders.xes", "a.xes")
        archive.write(HERE / "orders.xes", "b.xes")
    assert not xes.claims(path, read_head(path))
    assert "holds 2 files" in read(xes, path).refusal.message
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(HERE / "orders.xes", "orders.xes")
    path.write_bytes(path.read_bytes()[:-40])
    assert "broken" in read(xes, path).refusal.message


def test_a_long_log_is_read_in_batches_and_bounded_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight times the events need no more memory, and come in more batches of the same size."""
    monkeypatch.setattr(xes.log, "BATCH_ROWS", 2_000)
    peaks, batches = [], []
    for events in (2_000, 16_000):
        path = tmp_path / f"{events}.xes.gz"
        with gzip.open(path, "wt", compresslevel=1) as file:
            file.write("<log>")
            for number in range(events // 4):
                name = f'<string key="concept:name" value="{number % 100}"/>'
                file.write(f"<trace>{name}{EVENT * 4}</trace>")
            file.write("</log>")
        source = Source(path, path.name, Minter(BASE))
        tracemalloc.start()
        items = (item for item in xes.load(source) if isinstance(item, Events))
        batches.append(sum(1 for _ in items))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert batches == [1, 8]
    assert peaks[1] < 2 * peaks[0]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", None, "not well-formed"),
        ("<log>", 1, "not well-formed"),
        (f"<log>\n{TRACE}\n<trace>", 3, "not well-formed"),
        (f"<log>\n{TRACE}</trace>", 2, "not well-formed"),
        ("<bpmn/>", None, "no log element"),
        ('<!DOCTYPE log [<!ENTITY a "b">]><log><string key="a" value="&a;"/></log>', 1, "entities"),
        ('<!DOCTYPE log [<!ENTITY a SYSTEM "/etc/passwd">]><log>&a;</log>', 1, "entities"),
        ("<log>" + "<trace>" * 300, 1, "not well-formed"),
        (b"<log>\xff</log>", 1, "not well-formed"),
        (gzip.compress(f"<log>{TRACE * 99}</log>".encode(), mtime=0)[:-20], None, "gzip"),
        (b"\x1f\x8bnothing of the kind", None, "gzip"),
    ],
)
def test_a_log_that_is_broken_anywhere_is_refused_as_a_whole(
    content: str | bytes, line: int | None, message: str, reader: Reader
) -> None:
    """However much of it could be read, the refusal is one error with the line."""
    refusal = reader(xes, "x.xes", content).refusal
    assert message in refusal.message
    assert line is None or refusal.place.line == line
    assert refusal.fix


def test_entities_do_not_grow(reader: Reader) -> None:
    """A bomb of nested entities is refused before any of them is written out."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE log [<!ENTITY e0 "x">{entities}]><log><string key="a" value="&e11;"/></log>'
    assert reader(xes, "x.xes", text).refusal


def test_a_doctype_without_entities_is_read_over(reader: Reader) -> None:
    """Old exports name a DTD; it is not fetched."""
    text = f'<!DOCTYPE log SYSTEM "http://localhost:1/xes.dtd"><log>{TRACE}</log>'
    assert not reader(xes, "x.xes", text).problems


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8"])
def test_a_log_is_read_in_the_encoding_that_it_declares(encoding: str, reader: Reader) -> None:
    """UTF-16 and Latin-1 logs keep their umlauts."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><log>{TRACE.replace("A", "prüfen")}</log>'
    events = reader(xes, "x.xes", text.encode(encoding)).events
    assert events["activity"].to_list() == ["prüfen"]


def test_a_log_with_endless_attribute_names_keeps_a_bounded_number(reader: Reader) -> None:
    """Attributes beyond the thousandth are told and not kept."""
    keys = "".join(f'<int key="k{n}" value="{n}"/>' for n in range(1100))
    outcome = reader(xes, "x.xes", f"<log>{TRACE.replace('</event>', keys + '</event>')}</log>")
    assert outcome.events.width == 1000
    assert "attributes beyond" in outcome.problems[0].message
    assert outcome.problems[0].message.endswith(": 105")


def test_a_log_is_named_by_itself_and_its_name_cannot_write_into_an_iri(reader: Reader) -> None:
    """The IRI of the log is made of its name; without one it is the file's log."""
    name = '<string key="concept:name" value="&quot;&gt;&lt;script&gt; a/b"/>'
    outcome = reader(xes, "x.xes", f"<log>{name}{TRACE}</log>")
    log = URIRef(f"{BASE}x.xes#%22%3E%3Cscript%3E%20a/b")
    assert {batch.log for batch in outcome.batches} == {log}
    assert (log, RDF.type, AB.EventLog) in outcome.graph
    assert outcome.graph.value(log, AB.eventCount) == Literal(1)
    (batch,) = reader(xes, "y.xes", f"<log>{TRACE}</log>").batches
    assert batch.log == URIRef(f"{BASE}y.xes#log")


def test_a_log_without_events_still_has_its_columns(reader: Reader) -> None:
    """An empty log is a log of nothing, not an error."""
    outcome = reader(xes, "x.xes", "<log/>")
    assert outcome.events.columns == list(EVENT_COLUMNS)
    assert outcome.elements == {"trace": 0, "event": 0}


def test_only_logs_are_claimed() -> None:
    """The root must be a log of XES, or of no namespace in a file with the ending."""
    assert xes.claims(Path("a.xml"), b'<log xmlns="http://www.xes-standard.org/">')
    assert xes.claims(Path("a.xes"), b"<log>")
    assert not xes.claims(Path("a.xml"), b"<log>")
    assert not xes.claims(Path("a.xes"), b"<definitions/>")
    assert not xes.claims(Path("a.xes"), b"\x00\x01")
