"""Tests of how the columns of event logs are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from rdflib import URIRef

from asbuilt.errors import UserError
from asbuilt.facts import Events
from asbuilt.ingest import events
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


def test_batches_come_back_in_order_with_all_columns_that_any_of_them_has(
    workspace: Workspace,
) -> None:
    """Columns that only some batches have are empty in the others; the order is the file's."""
    with events.collecting(workspace, "log.csv") as sink:
        sink(batch("1", "2", amount=3))
        sink(batch("3", amount=3.5, place="Bonn"))
    frame = events.scan(workspace, LOG).collect()
    assert frame["case"].to_list() == ["1", "2", "3"]
    assert frame[events.POSITION].to_list() == [0, 1, 2]
    assert frame["amount"].to_list() == [3.0, 3.0, 3.5]
    assert frame["place"].to_list() == [None, None, "Bonn"]


def test_large_logs_are_written_in_pieces_and_numbered_through(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log of more events than a piece holds keeps its numbering over the pieces."""
    monkeypatch.setattr(events, "ROWS_PER_FILE", 2)
    with events.collecting(workspace, "log.csv") as sink:
        for case in "abcde":
            sink(batch(case))
    assert len(list((workspace.state / "events").glob("*/*.parquet"))) == 3
    assert events.scan(workspace, LOG).collect()[events.POSITION].to_list() == [0, 1, 2, 3, 4]


def test_a_refused_file_leaves_its_log_as_it_was(workspace: Workspace) -> None:
    """What was taken in before the refusal is forgotten, whether told so or by an exception."""
    with events.collecting(workspace, "log.csv") as sink:
        sink(batch("old"))
    with events.collecting(workspace, "log.csv") as sink:
        sink(batch("new"))
        sink.discard()
    with pytest.raises(AttributeError), events.collecting(workspace, "log.csv") as sink:
        sink("no batch")  # type: ignore[arg-type]
    assert events.scan(workspace, LOG).collect()["case"].to_list() == ["old"]


def test_a_log_that_its_source_no_longer_has_goes(workspace: Workspace) -> None:
    """A source that is read again without a log, or is dropped, leaves no columns behind."""
    with events.collecting(workspace, "log.csv") as sink:
        sink(batch("1"))
    with events.collecting(workspace, "other.csv"):
        pass
    assert events.scan(workspace, LOG).collect().height == 1
    events.drop(workspace, "log.csv")
    with pytest.raises(UserError, match="asbuilt load --again"):
        events.scan(workspace, LOG)
