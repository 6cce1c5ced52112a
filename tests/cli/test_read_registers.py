"""``asbuilt read`` on registers: what columns are taken for, and writing it down."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from program import Program

CONTROLS = (
    "Kontroll-Nr.;Kontrolle;Turnus;Zuständig intern\n"
    "K-1;Vier-Augen-Prüfung;monatlich;Anna Bär\nK-2;Abstimmung;jährlich;Ben Maß\n"
)
TOYS = "item,colour\nball,red\n"
SETTINGS = """# ours
[workspace]
title = "Purchasing" # keep me

# every register
[[source]]
path = "registers/*.csv"
process = "P2P"

[check]
select = ["WF"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace with a register of controls and one that nobody knows."""
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers/kontrollen.csv").write_text(CONTROLS, encoding="utf-8")
    (tmp_path / "registers/toys.csv").write_text(TOYS, encoding="utf-8")
    (tmp_path / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def settings(folder: Path) -> str:
    """Give the text of the workspace's settings."""
    return (folder / "asbuilt.toml").read_text(encoding="utf-8")


def test_columns_are_shown_with_meaning_confidence_reason_and_values(
    folder: Path, asbuilt: Program
) -> None:
    """A table for people, then the settings that say the same."""
    done = asbuilt("read", folder / "registers/kontrollen.csv")
    assert done.code == 0
    lines = {line.split("  ")[0].strip(): line for line in done.out.splitlines() if line.strip()}
    assert "taken for controls, confidence 0." in done.out
    assert "because its name is “kontrollen”, each row has “Kontroll-Nr.” and" in done.out
    turnus = next(line for line in done.out.splitlines() if line.startswith("    Turnus"))
    for part in ("frequency", "1.00", "same words", "monatlich · jährlich"):
        assert part in turnus
    intern = next(line for line in done.out.splitlines() if line.startswith("    Zuständig intern"))
    assert "(kept as it is)" in intern
    pasted = done.out.partition("(or add --write):\n")[2]
    (said,) = tomllib.loads(pasted)["source"]
    assert said["columns"]["frequency"] == "Turnus"
    assert lines


def test_a_table_that_nobody_knows_is_shown_as_such(folder: Path, asbuilt: Program) -> None:
    """Its headings and values are shown, and no meaning is made up."""
    done = asbuilt("read", folder / "registers/toys.csv")
    assert "not read, like no kind that is known" in done.out
    assert "ball" in done.out
    assert "(or add --write)" not in done.out


def test_a_guess_is_written_before_the_pattern_that_catches_its_file(
    folder: Path, asbuilt: Program
) -> None:
    """So it counts; comments and the rest stay as they are, and a second run changes nothing."""
    file = folder / "registers/kontrollen.csv"
    done = asbuilt("read", file, "--write", "-w", folder)
    assert done.code == 0
    assert "wrote its settings into" in done.out
    text = settings(folder)
    assert set(SETTINGS.splitlines()) <= set(text.splitlines())
    first, second = tomllib.loads(text)["source"]
    assert (first["path"], first["table"]) == ("registers/kontrollen.csv", "controls")
    assert first["process"] == "P2P"
    assert second["path"] == "registers/*.csv"
    assert '# every register\n[[source]]\npath = "registers/*.csv"' in text
    assert 'frequency = "Turnus"  # 1.00, same words' in text
    assert [spec.key for spec in Workspace.open(folder).sources] == [
        "registers/kontrollen.csv",
        "registers/toys.csv",
    ]
    again = asbuilt("read", file, "--write", "-w", folder)
    assert "is said already" in again.out
    assert settings(folder) == text


def test_a_source_that_names_the_file_gets_the_lines_it_lacks(
    folder: Path, asbuilt: Program
) -> None:
    """Its own keys and comments stay; a table that follows is not touched."""
    own = '[[source]]  # mine\npath = "registers/kontrollen.csv"\nsystem = "ERP"  # where\n'
    after = '\n# the rest\n[[source]]\npath = "process/*.bpmn"\n'
    (folder / "asbuilt.toml").write_text(own + after, encoding="utf-8")
    asbuilt("read", folder / "registers/kontrollen.csv", "--write", "-w", folder)
    text = settings(folder)
    assert text.startswith(own + "table = ")
    assert text.endswith(after)
    first, _ = tomllib.loads(text)["source"]
    assert (first["system"], first["columns"]["id"]) == ("ERP", "Kontroll-Nr.")


def test_a_new_file_is_added_at_the_end_and_line_ends_are_kept(
    folder: Path, asbuilt: Program
) -> None:
    """Settings written on Windows stay so."""
    text = '[workspace]\r\ntitle = "x"\r\n'
    (folder / "asbuilt.toml").write_bytes(text.encode())
    asbuilt("read", folder / "registers/kontrollen.csv", "--write", "-w", folder)
    written = (folder / "asbuilt.toml").read_bytes().decode()
    assert written.startswith(text)
    assert "\n" not in written.replace("\r\n", "")
    assert tomllib.loads(written)["source"][0]["table"] == "controls"


def test_what_is_not_sure_is_written_as_a_comment(folder: Path, asbuilt: Program) -> None:
    """The table is not read because of it, and nobody has to type its headings."""
    asbuilt("read", folder / "registers/toys.csv", "--write", "-w", folder)
    assert len(tomllib.loads(settings(folder))["source"]) == 1
    assert "# Not sure enough to be read" in settings(folder)
    assert "item, colour" in settings(folder)


def test_settings_that_cannot_be_edited_line_by_line_are_left_alone(
    folder: Path, asbuilt: Program
) -> None:
    """The lines to write are shown instead."""
    text = 'source = [{ path = "registers/kontrollen.csv" }]\n'
    (folder / "asbuilt.toml").write_text(text, encoding="utf-8")
    done = asbuilt("read", folder / "registers/kontrollen.csv", "--write", "-w", folder)
    assert done.code == 2
    assert "cannot be added to line by line" in done.err
    assert 'table = "controls"' in done.err
    assert settings(folder) == text


def test_a_file_outside_of_the_workspace_is_not_written_down(
    folder: Path, asbuilt: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Settings name files of their own folder only."""
    file = tmp_path_factory.mktemp("elsewhere") / "kontrollen.csv"
    file.write_text(CONTROLS, encoding="utf-8")
    done = asbuilt("read", file, "--write", "-w", folder)
    assert done.code == 2
    assert "outside of the workspace" in done.err
    assert settings(folder) == SETTINGS


def test_without_a_workspace_nothing_is_read_either(tmp_path: Path, asbuilt: Program) -> None:
    """It is told before the work begins."""
    (tmp_path / "kontrollen.csv").write_text(CONTROLS, encoding="utf-8")
    done = asbuilt("read", tmp_path / "kontrollen.csv", "--write", "-w", tmp_path)
    assert done.code == 2
    assert "asbuilt init" in done.err


def test_control_characters_of_a_file_do_not_reach_the_terminal(
    tmp_path: Path, asbuilt: Program
) -> None:
    """Nor can a heading end its comment or string in the settings."""
    text = 'Control no.,Control name,"Own\x1b[31mer\n[[source]]"\nC-1,\x1b]0;x\x07,Ann\n'
    (tmp_path / "controls.csv").write_text(text, encoding="utf-8")
    done = asbuilt("read", tmp_path / "controls.csv")
    table = done.out.partition("  table at")[2]
    assert table
    assert "\x1b" not in table
    assert len(tomllib.loads(table.partition("(or add --write):\n")[2])["source"]) == 1


def test_the_settings_of_a_mapping_file_are_those_of_the_file_read(
    folder: Path, asbuilt: Program
) -> None:
    """An asbuilt.toml may serve as one, whichever of its sources means the file."""
    said = '[[source]]\npath = "x.bpmn"\n\n[[source]]\npath = "toys.csv"\ntable = "systems"\n'
    (folder / "map.toml").write_text(f'{said}[source.columns]\nname = "item"\n', encoding="utf-8")
    done = asbuilt("read", folder / "registers/toys.csv", "--map", folder / "map.toml")
    assert "taken for systems, confidence 1.00" in done.out
