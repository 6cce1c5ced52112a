"""Tests of the loader of object-centric event logs."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden import cases, read

from asbuilt.loaders import ocel, xes
from asbuilt.reading import read_head

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".jsonocel", ".xmlocel")


def second(path: Path) -> None:
    """Write a small OCEL 2.0 database."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript("""
            CREATE TABLE event (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT,
                                       ocel_qualifier TEXT);
            CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT,
                                        ocel_qualifier TEXT);
            CREATE TABLE event_Enter (ocel_id TEXT, ocel_time TEXT, resource TEXT);
            CREATE TABLE event_Pack (ocel_id TEXT, ocel_time TEXT);
            CREATE TABLE object_Order (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT,
                                       amount INTEGER);
            INSERT INTO event_map_type VALUES ('Enter', 'Enter'), ('Pack', 'Pack');
            INSERT INTO object_map_type VALUES ('Order', 'Order'), ('Item', 'Item');
            INSERT INTO object VALUES ('o1', 'Order'), ('i1', 'Item');
            INSERT INTO event VALUES ('e1', 'Enter'), ('e2', 'Pack');
            INSERT INTO event_object VALUES ('e1', 'o1', 'entered'), ('e1', 'i1', 'entered'),
                                            ('e2', 'o1', '');
            INSERT INTO object_object VALUES ('o1', 'i1', 'holds');
            INSERT INTO event_Enter VALUES ('e1', '2026-03-02T08:00:00Z', 'mia');
            INSERT INTO event_Pack VALUES ('e2', '2026-03-04T09:00:00Z');
            INSERT INTO object_Order VALUES ('o1', '2026-03-01T00:00:00Z', NULL, 10);
        """)


def first(path: Path) -> None:
    """Write a small OCEL 1.0 database."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript("""
            CREATE TABLE EVENTS ("ocel:eid" TEXT, "ocel:activity" TEXT, "ocel:timestamp" TEXT,
                                 resource TEXT);
            CREATE TABLE OBJECTS ("ocel:oid" TEXT, "ocel:type" TEXT, amount INTEGER);
            CREATE TABLE RELATIONS ("ocel:eid" TEXT, "ocel:oid" TEXT);
            INSERT INTO OBJECTS VALUES ('o1', 'Order', 10), ('i1', 'Item', NULL);
            INSERT INTO EVENTS VALUES ('e1', 'Enter', '2026-03-02T08:00:00Z', 'mia'),
                                      ('e2', 'Pack', '2026-03-04T09:00:00Z', NULL);
            INSERT INTO RELATIONS VALUES ('e1', 'o1'), ('e1', 'i1'), ('e2', 'o1');
        """)


def core(outcome: Outcome) -> list[tuple[Any, ...]]:
    """Give what all forms of one log must agree on."""
    columns = ["case", "activity", "time", "resource", "event", "objects"]
    return outcome.events.select(columns).rows()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_log_becomes_the_expected_columns_and_facts(path: Path, golden: Golden) -> None:
    """Each case reads to the table and the graph beside it."""
    assert ocel.claims(path, read_head(path))
    assert not xes.claims(path, read_head(path))
    golden(ocel, path)


def test_a_schema_of_logs_is_no_log() -> None:
    """It names all parts of one; logs themselves do not."""
    schema = b'{"$schema": "http://json-schema.org/x", "properties": {"ocel:events": {}}}'
    assert not ocel.claims(Path("schema.json"), schema)


@pytest.mark.parametrize("write", [first, second])
def test_a_database_says_what_the_other_forms_say(write: Any, tmp_path: Path) -> None:  # noqa: ANN401
    """SQLite, JSON and XML give the same cases, events, actors and objects."""
    path = tmp_path / "orders.sqlite"
    write(path)
    assert ocel.claims(path, read_head(path))
    outcome = read(ocel, path)
    as_json = read(ocel, HERE / "orders1.jsonocel")
    as_xml = read(ocel, HERE / "orders2.xmlocel")
    assert core(outcome) == core(as_json) == core(as_xml)
    assert outcome.elements == {"event": 2, "object": 2, "trace": 1}
    assert outcome.events["case:amount"].to_list() == [10, 10]


def test_the_case_is_the_type_that_the_source_names() -> None:
    """Seen from items, the same log has other cases; nothing is told, for nothing was guessed."""
    outcome = read(ocel, HERE / "orders.jsonocel", options={"case": "item"})
    assert outcome.events["case"].to_list() == ["i1"]
    assert outcome.unread["event of no case"] == 3
    assert not [one for one in outcome.problems if "cases are" in one.message]
    refused = read(ocel, HERE / "orders.jsonocel", options={"case": "Van"})
    assert "'Van'" in refused.refusal.message
    assert "Item, Order" in refused.refusal.fix


def test_attributes_of_a_case_are_those_of_the_time() -> None:
    """An amount that changes between two events is another one at the second."""
    outcome = read(ocel, HERE / "orders.jsonocel")
    rows = outcome.events.filter(outcome.events["case"] == "o1")
    assert rows["case:amount"].to_list() == [10, 12]


def test_an_actor_is_found_under_the_name_that_the_source_gives(reader: Reader) -> None:
    """Logs say who acted under any name; the setting says which it is."""
    text = (HERE / "orders.jsonocel").read_text("utf-8").replace('"resource"', '"clerk"')
    assert reader(ocel, "o.jsonocel", text).events["resource"].null_count() == 4
    told = reader(ocel, "o.jsonocel", text, options={"resource": "clerk"})
    assert told.events["resource"].to_list()[:2] == ["mia", "ben"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("o.jsonocel", "", "empty"),
        ("o.jsonocel", '{"events": [', "cut off"),
        ("o.jsonocel", '{"ocel:events": 1, "ocel:events": 2}', "twice"),
        ("o.jsonocel", '{"eventTypes": []}', "no OCEL"),
        ("o.xmlocel", "<log><object-types/></log>", "no OCEL"),
        ("o.xmlocel", "<log><object-types/>", "not well-formed"),
        ("o.xmlocel", "<!DOCTYPE log [<!ENTITY a 'b'>]><log><events/></log>", "entities"),
        ("o.sqlite", b"SQLite format 3\x00" + b"\xff" * 200, "cannot be read"),
    ],
)
def test_what_is_no_log_is_refused_with_one_clear_error(
    name: str, content: str | bytes, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(ocel, name, content)
    assert message in outcome.refusal.message
    assert outcome.refusal.fix


def test_an_event_or_object_that_stands_twice_refuses_the_log(reader: Reader) -> None:
    """Two things of one identifier would be taken for one."""
    log = json.loads((HERE / "orders.jsonocel").read_text("utf-8"))
    log["objects"].append(log["objects"][0])
    log["events"].append(log["events"][0])
    outcome = reader(ocel, "o.jsonocel", json.dumps(log))
    said = [one.message for one in outcome.problems if one.severity == "error"]
    assert said == ["the object 'o1' stands twice", "the event 'e1' stands twice"]


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """Only the tables of OCEL make a database a log."""
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE event (id TEXT)")
        database.commit()
    assert not ocel.claims(path, read_head(path))
    assert "none of the tables" in read(ocel, path).refusal.message


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_packed_log_is_the_same_log(path: Path, tmp_path: Path) -> None:
    """Compression changes nothing but the name of the file; a database must be unpacked."""
    plain = read(ocel, path).events
    zipped, archived = tmp_path / f"{path.name}.gz", tmp_path / f"{path.name}.zip"
    zipped.write_bytes(gzip.compress(path.read_bytes()))
    with zipfile.ZipFile(archived, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    for packed in (zipped, archived):
        assert ocel.claims(packed, read_head(packed))
        assert read(ocel, packed, name=path.name).events.equals(plain)


def test_a_packed_database_is_refused_with_a_word(tmp_path: Path) -> None:
    """SQLite opens no packed file, and says only that it is no database."""
    second(tmp_path / "a.ocel.sqlite")
    packed = tmp_path / "a.ocel.sqlite.gz"
    packed.write_bytes(gzip.compress((tmp_path / "a.ocel.sqlite").read_bytes()))
    assert ocel.claims(packed, read_head(packed))
    assert "packed" in read(ocel, packed).refusal.message
