"""Tests of how the columns of event logs are kept."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest
from rdflib import URIRef

from asbuilt.errors import UserError
from asbuilt.facts import Events
from asbuilt.identity import digest
from asbuilt.ingest import arranging, events, load
from asbuilt.ingest.arranging import POSITION
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

LOG = URIRef("https://example.org/t/log.csv#log")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give an empty workspace."""
    (tmp_path / "asbuilt.toml").write_text('[workspace]\nbase = "https://example.org/t/"\n')
    return Workspace.open(tmp_path)


def batch(*cases: str, **more: object) -> Events:
    """Give a batch with one event a case."""
    frame = pl.DataFrame({"case": cases, "activity": "a", "resource": "r"}).with_columns(
        time=pl.lit(None, pl.Datetime("us", "UTC")), lifecycle=pl.lit(None, pl.String)
    )
    return Events(LOG, frame.with_columns(**{key: pl.lit(value) for key, value in more.items()}))


def told(workspace: Workspace) -> pl.DataFrame:
    """Give the events that are kept of the log as its file told them."""
    log = events.open_log(workspace, LOG)
    return pl.concat([log.told(part, part.events) for part in log.parts]).sort(POSITION)


def test_batches_come_back_in_order_with_all_columns_that_any_of_them_has(
    workspace: Workspace,
) -> None:
    """Columns that only some batches have are empty in the others; the order is the file's."""
    with events.collecting(workspace, "log.csv") as sink:
        sink(batch("1", "2", amount=3))
        sink(batch("3", amount=3.5, place="Bonn"))
    frame = told(workspace)
    assert frame["case"].to_list() == ["1", "2", "3"]
    assert frame[POSITION].to_list() == [0, 1, 2]
    assert frame["amount"].to_list() == [3.0, 3.0, 3.5]
    assert frame["place"].to_list() == [None, None, "Bonn"]


def test_large_logs_are_gathered_in_pieces_and_kept_in_parts_of_whole_cases(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No case is torn, the numbering runs through, and all parts have the same columns."""
    monkeypatch.setattr(events, "ROWS_PER_FILE", 2)
    monkeypatch.setattr(arranging, "EVENTS_IN_A_PART", 4)
    with events.collecting(workspace, "log.csv") as sink:
        for number, case in enumerate("abcdeabcdeabcde"):
            sink(batch(case, **({"amount": number} if number < 5 else {"amount": "much"})))
    log = events.open_log(workspace, LOG)
    assert len(log.parts) > 1
    assert log.cases == 5
    shown = [name for part in log.parts for name in part.cases]
    assert sorted(shown) == list("abcde")
    assert log.more == {"amount": pl.String()}
    assert {part.events.collect_schema()["amount"] for part in log.parts} == {pl.String()}
    assert told(workspace)[POSITION].to_list() == list(range(15))
    assert told(workspace)["case"].to_list() == list("abcdeabcdeabcde")
    assert {path.name for path in (workspace.state / "events").glob("*/*")} == {
        "source", "names.parquet",
        *(f"{part.number:04}-{kind}.parquet" for part in log.parts for kind in ("cases", "events")),
    }  # fmt: skip


def test_a_case_is_kept_in_the_order_in_which_things_happened(workspace: Workspace) -> None:
    """An event without a time follows the one before it in the file, and still has none."""
    days = [None, 5, 3, None, 4, 3]
    frame = pl.DataFrame(
        {
            "case": ["b", "a", "b", "b", None, "a"],
            "activity": ["u", "v", "w", None, "x", "y"],
            "resource": ["é", None, "z", "é", "a", "z"],
        }
    ).with_columns(
        time=pl.Series([day and datetime(2026, 3, day, tzinfo=UTC) for day in days]),
        lifecycle=pl.lit(None, pl.String),
    )
    events.keep(workspace.state / "events", [Events(LOG, frame[:3]), Events(LOG, frame[3:])])
    log = events.open_log(workspace, LOG)
    (part,) = log.parts
    kept = log.told(part, part.events)
    assert kept["case"].to_list() == [None, "a", "a", "b", "b", "b"]
    assert kept[POSITION].to_list() == [4, 5, 1, 0, 2, 3]
    whole = kept.sort(POSITION)
    for column in ("case", "activity", "resource"):
        assert whole[column].to_list() == frame[column].to_list()
    assert [time and time.day for time in whole["time"]] == days
    assert log.names["resource"] == ["a", "z", "é"]
    assert not log.is_timed
    assert log.activities["events"].to_list() == [1, 1, 1, 1, 1]
    assert log.activities["first"].to_list()[0] is None


def test_a_log_that_an_earlier_version_kept_is_put_in_order_without_its_file(
    workspace: Workspace,
) -> None:
    """Until that is done it is said what to do; afterwards the log still goes with its source."""
    folder = workspace.state / "events" / digest(str(LOG))
    folder.mkdir(parents=True)
    (folder / "source").write_text("log.csv")
    for start, case in ((0, "b"), (1, "a")):
        piece = batch(case).frame.with_row_index(POSITION, start)
        piece.write_parquet(folder / f"{start:012}.parquet")
    left = folder.with_name(f".new-{folder.name}")  # by somebody who was stopped half-way
    left.mkdir()
    (left / "source").write_text("log.csv")
    (left / "0000-events.parquet").write_text("torn")
    with pytest.raises(UserError, match="earlier version"):
        events.open_log(workspace, LOG)
    events.renew(workspace)
    assert told(workspace)["case"].to_list() == ["b", "a"]
    events.renew(workspace)
    assert told(workspace)["case"].to_list() == ["b", "a"]
    events.drop(workspace, "log.csv")
    assert not events.are_at_hand(workspace, LOG)


def test_a_refused_file_leaves_its_log_as_it_was(workspace: Workspace) -> None:
    """What was taken in before the refusal is forgotten, whether told so or by an exception."""
    with events.collecting(workspace, "log.csv") as sink:
        sink(batch("old"))
    with events.collecting(workspace, "log.csv") as sink:
        sink(batch("new"))
        sink.discard()
    with pytest.raises(AttributeError), events.collecting(workspace, "log.csv") as sink:
        sink("no batch")  # type: ignore[arg-type]
    assert told(workspace)["case"].to_list() == ["old"]


def test_a_log_that_its_source_no_longer_has_goes(workspace: Workspace) -> None:
    """A source that is read again without a log, or is dropped, leaves no columns behind."""
    with events.collecting(workspace, "log.csv") as sink:
        sink(batch("1"))
    with events.collecting(workspace, "other.csv"):
        pass
    assert told(workspace).height == 1
    events.drop(workspace, "log.csv")
    with pytest.raises(UserError, match="asbuilt load --again"):
        events.open_log(workspace, LOG)


def test_a_load_puts_in_order_what_an_earlier_version_kept_of_an_unchanged_file(
    tmp_path: Path,
) -> None:
    """The file is what was loaded before and is left alone; its log is of use all the same."""
    (tmp_path / "asbuilt.toml").write_text(
        '[workspace]\nbase = "https://example.org/t/"\n[[source]]\npath = "log.csv"\n'
    )
    (tmp_path / "log.csv").write_text("case,activity,time\n1,a,2026-03-01\n2,b,2026-03-02\n")
    workspace = Workspace.open(tmp_path)
    with closing(workspace.store(write=True)) as store:
        load(workspace, store)
        before = told(workspace)
        (folder,) = {path.parent for path in (workspace.state / "events").glob("*/*.parquet")}
        for path in folder.glob("*.parquet"):
            path.unlink()
        before.write_parquet(folder / "000000000000.parquet")
        (entry,) = load(workspace, store)
    assert entry.unchanged
    assert told(workspace).equals(before)
    assert before["activity"].to_list() == ["a", "b"]
