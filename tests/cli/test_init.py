"""Tests of ``asbuilt init``: the first settings of a workspace."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from asbuilt.cli import cli
from asbuilt.errors import UserError
from asbuilt.ingest import read
from asbuilt.judge.preferences import preferences
from asbuilt.resources import EXAMPLE
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path


def init(folder: Path) -> str:
    """Run the command as its user does and give what it prints."""
    outcome = CliRunner().invoke(cli, ["init", str(folder)], catch_exceptions=False)
    assert outcome.exit_code == 0
    return outcome.output


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Copy the files of the example workspace without its settings."""
    folder = tmp_path / "purchasing"
    kept = shutil.ignore_patterns("asbuilt.toml", ".asbuilt", "evidence")
    shutil.copytree(EXAMPLE, folder, ignore=kept)
    return folder


def test_the_files_at_hand_are_proposed_with_their_side_and_kind(files: Path) -> None:
    """Models and workflows get their side of the boundary, registers what they are about."""
    init(files)
    sources = tomllib.loads((files / "asbuilt.toml").read_text(encoding="utf-8"))["source"]
    sides = {source["path"]: source.get("domain") for source in sources}
    assert sides["process/*.bpmn"] == "process"
    assert sides["erp/*.asl.json"] == "digital"
    kinds = {(source["path"], source.get("sheet")): source.get("table") for source in sources}
    assert kinds["registers/governance.xlsx", "RACI"] == "raci"
    assert kinds["registers/governance.xlsx", "Controls"] == "controls"
    assert kinds["access/entitlements.csv", None] == "permissions"


def test_what_is_proposed_can_be_read_as_it_stands(files: Path) -> None:
    """Every proposed source is found and read, none is refused."""
    init(files)
    specs = Workspace.open(files).sources
    assert len(specs) > 20
    refused = [spec.key for spec in specs if read(spec.source, spec.format).ledger.refused]
    assert not refused


def test_choices_about_rules_and_queries_are_written_as_comments(tmp_path: Path) -> None:
    """Taking the marks of a comment away leaves settings that are understood."""
    init(tmp_path)
    text = (tmp_path / "asbuilt.toml").read_text(encoding="utf-8")
    for setting in ("shapes", "select", "ignore", "WF003", "path"):
        assert f"# {setting} = " in text
    (tmp_path / "queries").mkdir()
    head = text.partition("# Each [[source]]")[0].splitlines()[2:]
    (tmp_path / "asbuilt.toml").write_text(
        "\n".join(line.removeprefix("# ").removeprefix("#") for line in head), encoding="utf-8"
    )
    wanted = preferences(Workspace.open(tmp_path))
    assert wanted.select == ("WF", "DE003")
    assert wanted.severity == {"WF003": "info"}


def test_settings_that_are_there_are_never_changed(tmp_path: Path) -> None:
    """A second run ends with one clear error and leaves the file as it is."""
    (tmp_path / "asbuilt.toml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(UserError, match="already"):
        init(tmp_path)
    assert (tmp_path / "asbuilt.toml").read_text(encoding="utf-8") == "# mine\n"


def test_an_empty_folder_gets_places_to_put_things(tmp_path: Path) -> None:
    """With nothing to look at, folders are made, and the settings show how to name files."""
    folder = tmp_path / "new"
    assert "Nothing to read" in init(folder)
    assert (folder / "registers").is_dir()
    assert Workspace.open(folder).sources == []


def test_unknown_files_and_odd_names_do_no_harm(tmp_path: Path) -> None:
    """A file that nobody knows is listed; brackets, quotes and line ends in names stay names."""
    name = 'controls [2026] "new".csv'
    (tmp_path / name).write_text("Control no.,Control name\nC-1,Approval\n", encoding="utf-8")
    (tmp_path / "photo\n[[source]].jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 20)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not really")
    assert "photo" in init(tmp_path)
    (spec,) = Workspace.open(tmp_path).sources
    assert spec.source.name == name


def test_what_is_not_sure_is_written_as_a_comment_and_said(tmp_path: Path) -> None:
    """Nothing is decided unseen: confidence stands beside each guess, doubts are marked."""
    text = "Kontroll-Nr.;Kontrolle;Betreuung;\nK-1;Prüfung;A;monatlich\nK-2;Freigabe;B;jährlich\n"
    (tmp_path / "kontrollen.csv").write_text(text, encoding="utf-8")
    (tmp_path / "tasks.csv").write_text("task_name,status\nPaint,open\n", encoding="utf-8")
    told = init(tmp_path)
    assert "not sure: tasks.csv (its settings are written as comments)" in told
    assert "1 columns are marked “look at it”" in told
    settings = (tmp_path / "asbuilt.toml").read_text(encoding="utf-8")
    assert 'frequency = "column D"  # 0.70, values are words of frequency' in settings
    assert '# path = "tasks.csv"' in settings
    (spec,) = Workspace.open(tmp_path).sources
    assert spec.key == "kontrollen.csv"
    assert not read(spec.source, spec.format).ledger.refused
