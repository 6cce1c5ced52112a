"""Files into the graph: whole or not at all, each its own graph, and nothing twice."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from rdflib import RDF, Literal, URIRef
from serving import copy_example

from asbuilt import ingest
from asbuilt.errors import UserError
from asbuilt.facts import Fact, Place, Source
from asbuilt.ingest import Ledger, ledger, loaders
from asbuilt.resources import EXAMPLE
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item

ASBUILT = str(Path(sys.executable).with_name("asbuilt"))
SETTINGS = """
[workspace]
base = "https://example.org/small/"

[[source]]
path = "*.bpmn"
domain = "process"

[[source]]
path = "channels.csv"

[[source]]
path = "governance.xlsx"
sheet = "Controls"

[[source]]
path = "governance.xlsx"
sheet = "Risks"
"""
KEYS = ["model.bpmn", "channels.csv", "governance.xlsx!Controls", "governance.xlsx!Risks"]

Quads: TypeAlias = frozenset[tuple[str, str]]


class Small:
    """A workspace of a model, a register and a workbook that serves two sources."""

    def __init__(self, folder: Path) -> None:
        """Put the files into a folder."""
        self.folder = folder
        (folder / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
        for name, copy in (
            ("process/invoice-exception.bpmn", "model.bpmn"),
            ("registers/channels.csv", "channels.csv"),
            ("registers/governance.xlsx", "governance.xlsx"),
        ):
            (folder / copy).write_bytes((EXAMPLE / name).read_bytes())

    @property
    def workspace(self) -> Workspace:
        """The workspace, its settings read anew."""
        return Workspace.open(self.folder)

    def load(self, *only: str, again: bool = False) -> dict[str, Ledger]:
        """Load, and give the ledgers by file and sheet."""
        workspace = self.workspace
        with closing(workspace.store(write=True)) as store:
            ledgers = ingest.load(workspace, store, only, again=again)
        return {one.file + (f"!{one.sheet}" if one.sheet else ""): one for one in ledgers}

    def dump(self) -> dict[str, Quads]:
        """Give all graphs with their triples."""
        workspace = self.workspace
        with closing(workspace.store(write=True)) as store:
            return {
                str(name): frozenset((s.n3() + p.n3(), o.n3()) for s, p, o in store.triples(name))
                for name in store.graphs()
            }

    def graph(self, key: str) -> str:
        """Give the name of a source's graph."""
        return str(self.workspace.minter.source_graph(key))

    def change(self, name: str, old: str, new: str) -> None:
        """Exchange a text in a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Give the small workspace, not loaded yet."""
    return Small(tmp_path)


def test_each_source_has_a_graph_of_its_own(small: Small) -> None:
    """A file is a source, and so is each named sheet of a workbook."""
    ledgers = small.load()
    assert list(ledgers) == KEYS
    assert all(one.facts and not one.refused for one in ledgers.values())
    held = small.dump()
    assert set(held) == {small.graph(key) for key in KEYS}
    assert not held[small.graph(KEYS[2])] & {
        quad for quad in held[small.graph(KEYS[3])] if "#Risks" in quad[0]
    }


def test_the_same_files_twice_change_nothing(small: Small) -> None:
    """Unchanged files are left unread; read again all the same, they give the same facts."""
    small.load()
    before = small.dump()
    assert all(one.unchanged for one in small.load().values())
    again = small.load(again=True)
    assert {one.changed for one in again.values()} == {0}
    assert small.dump() == before


def test_a_changed_file_replaces_its_own_graph_only(small: Small) -> None:
    """The other graphs are as they were, and the ledger counts what came and went."""
    small.load()
    before = small.dump()
    small.change("channels.csv", "AP mailbox", "Accounts mailbox")
    ledgers = small.load()
    assert [key for key, one in ledgers.items() if not one.unchanged] == ["channels.csv"]
    after = small.dump()
    assert [name for name in after if after[name] != before[name]] == [small.graph("channels.csv")]
    name = small.graph("channels.csv")
    assert ledgers["channels.csv"].changed == len(before[name] ^ after[name])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.bpmn", b"<definitions"),
        ("channels.csv", b"\x00\x01\x02"),
        ("governance.xlsx", b"PK\x03\x04 this is no workbook"),
    ],
)
def test_a_refused_file_leaves_the_graph_as_it_was(name: str, content: bytes, small: Small) -> None:
    """What was known stays known; the refusal is remembered, and mended files come in."""
    small.load()
    before = small.dump()
    good = (small.folder / name).read_bytes()
    (small.folder / name).write_bytes(content)
    refused = [one for one in small.load().values() if one.refused]
    assert {one.file for one in refused} == {name}
    assert all(one.problems[0].message and one.problems[0].fix for one in refused)
    assert small.dump() == before
    again = [one for one in small.load().values() if one.refused]
    assert all(one.unchanged for one in again)
    assert len(again) == len(refused)
    (small.folder / name).write_bytes(good)
    assert not any(one.refused for one in small.load().values())
    assert small.dump() == before


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(small: Small) -> None:
    """A fault of the disk stops one file, not the others."""
    (small.folder / "channels.csv").unlink()
    (small.folder / "channels.csv").symlink_to("/proc/self/mem")
    ledgers = small.load()
    assert [key for key, one in ledgers.items() if one.refused] == ["channels.csv"]
    assert "cannot be read" in ledgers["channels.csv"].problems[0].message
    assert ledgers["model.bpmn"].facts


@pytest.mark.parametrize("gone", ["channels.csv", "model.bpmn"])
def test_the_graph_of_a_file_that_is_gone_goes(gone: str, small: Small) -> None:
    """No fact outlives its source, and its ledger goes, too."""
    small.load()
    (small.folder / gone).unlink()
    assert gone not in small.load()
    assert set(small.dump()) == {small.graph(key) for key in KEYS if key != gone}
    assert gone not in ledger.keys(small.workspace.state / "ledger")


def test_the_graph_of_a_sheet_that_the_settings_no_longer_name_goes(small: Small) -> None:
    """A removed table takes its facts with it."""
    small.load()
    small.change("asbuilt.toml", '[[source]]\npath = "governance.xlsx"\nsheet = "Controls"', "")
    small.load()
    held = small.dump()
    assert small.graph("governance.xlsx!Controls") not in held
    assert small.graph("governance.xlsx!Risks") not in held, "its only sheet bears the file's name"
    assert small.graph("governance.xlsx") in held


def test_changed_settings_read_a_file_again(small: Small) -> None:
    """A file is unchanged only if what the workspace says about it is, too."""
    small.load()
    small.change("asbuilt.toml", 'path = "channels.csv"', 'path = "channels.csv"\nsystem = "ERP"')
    ledgers = small.load()
    assert [key for key, one in ledgers.items() if not one.unchanged] == ["channels.csv"]


def test_only_what_is_named_is_read(small: Small) -> None:
    """By file, which means all its sheets, or by file and sheet; an unknown name is told."""
    assert list(small.load("governance.xlsx")) == KEYS[2:]
    assert list(small.load("governance.xlsx!Risks")) == KEYS[3:]
    with pytest.raises(UserError, match=r"no source is called 'chanels.csv'") as raised:
        small.load("chanels.csv")
    assert raised.value.hint.startswith("one of: channels.csv")


def test_progress_is_told(small: Small) -> None:
    """Number, total and name, before each file."""
    told: list[tuple[int, int, str]] = []
    workspace = small.workspace
    with closing(workspace.store(write=True)) as store:
        ingest.load(workspace, store, progress=lambda *said: told.append(said))
    assert told == [(number, 4, key) for number, key in enumerate(KEYS, start=1)]


def test_readers_are_told_of_a_load(small: Small) -> None:
    """The generation changes with the graph, so that a server takes a new snapshot then only."""
    small.load()
    before = small.workspace.generation
    assert before
    small.load()
    assert small.workspace.generation == before
    small.change("channels.csv", "AP mailbox", "Accounts mailbox")
    small.load()
    changed = small.workspace.generation
    assert changed != before
    (small.folder / "channels.csv").unlink()
    small.load()
    assert small.workspace.generation != changed


class Clumsy:
    """A loader that fails in the middle of a file, as somebody's plug-in may."""

    name = "clumsy"
    suffixes = (".clumsy",)
    settings = ("iri",)

    @staticmethod
    def claims(path: Path, head: bytes) -> bool:
        """Claim nothing by itself."""
        return bool(head) and path.suffix == ".clumsy"

    @staticmethod
    def load(source: Source) -> Iterator[Item]:
        """State a fact, and fail."""
        thing = source.element("a")
        yield Fact(thing, RDF.type, AB.Step, Place(line=1))
        if source.options.get("iri"):
            yield Fact(URIRef("no iri >"), RDF.value, Literal(1), Place(line=7))
        msg = "list index out of range"
        raise IndexError(msg)


@pytest.fixture
def clumsy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the clumsy loader."""
    monkeypatch.setitem(loaders(), "clumsy", Clumsy)  # type: ignore[arg-type]


@pytest.mark.usefixtures("clumsy")
def test_a_loaders_own_fault_is_a_refusal_that_says_so(
    small: Small, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of the file is kept, the other files come in, the traceback is there to report."""
    caplog.set_level(logging.DEBUG)
    small.change("asbuilt.toml", 'path = "channels.csv"', 'path = "channels.csv"\nformat="clumsy"')
    ledgers = small.load()
    (problem,) = ledgers["channels.csv"].problems
    assert "Asbuilt failed on this file: IndexError: list index out of range" in problem.message
    assert "report" in problem.fix
    assert ledgers["channels.csv"].facts == 0
    assert small.graph("channels.csv") not in small.dump()
    assert ledgers["model.bpmn"].facts > 0
    assert "Traceback" in caplog.text


@pytest.mark.usefixtures("clumsy")
def test_a_name_that_makes_no_iri_refuses_the_file_at_its_place(small: Small) -> None:
    """Nothing that is no IRI gets into a graph, whichever loader says it."""
    source = Source(
        small.folder / "channels.csv", "channels.csv", small.workspace.minter, options={"iri": True}
    )
    (problem,) = ingest.read(source, "clumsy").ledger.problems
    assert "no valid IRI" in problem.message
    assert problem.place.line == 7


@pytest.mark.parametrize(
    ("line", "meant"), [('domian = "process"', "domain"), ('tabel = "risks"', "table")]
)
def test_a_misspelt_setting_of_a_source_refuses_its_files(
    small: Small, line: str, meant: str
) -> None:
    """Else a file would be read as if nothing had been said about it."""
    small.change("asbuilt.toml", 'path = "channels.csv"', f'path = "channels.csv"\n{line}')
    (problem,) = small.load()["channels.csv"].problems
    assert problem.severity == "error"
    assert f"{line.split(maxsplit=1)[0]!r}" in problem.message
    assert problem.fix == f"write {meant}"


def test_a_setting_that_one_of_several_formats_has_no_use_for_is_told(small: Small) -> None:
    """A pattern may match files of many formats, so the file is read all the same."""
    small.change("asbuilt.toml", 'path = "*.bpmn"', 'path = "*.bpmn"\ntable = "risks"')
    told = small.load()["model.bpmn"]
    assert told.facts > 0
    assert "the setting 'table' of its [[source]] table means nothing to bpmn" in {
        problem.message for problem in told.problems
    }


def test_a_format_that_nobody_reads_is_told_as_the_readers_mistake(small: Small) -> None:
    """It is not taken for a fault of the file."""
    source = Source(small.folder / "channels.csv", "channels.csv", small.workspace.minter)
    with pytest.raises(UserError, match="no format is called 'visio'"):
        ingest.read(source, "visio")


def test_a_ledger_is_kept_as_it_was_made(small: Small) -> None:
    """What is shown of an unchanged file is what was shown when it was read."""
    first = small.load()
    second = small.load()
    for key, one in first.items():
        assert second[key].as_dict() == one.as_dict()


def test_a_load_that_is_killed_leaves_whole_graphs(tmp_path: Path) -> None:
    """Killed at any moment, each graph is as before or as after, and the next load completes it."""
    folder = copy_example(tmp_path)
    workspace = Workspace.open(folder)
    whole = _load_whole(workspace)
    killed = 0
    for delay in (0.6, 1.0, 1.5, 2.1):
        _forget(workspace)
        running = subprocess.Popen(
            [ASBUILT, "load", "-w", str(folder)], stdout=subprocess.DEVNULL, cwd=tmp_path
        )
        time.sleep(delay)
        running.send_signal(signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
        with closing(workspace.store(write=True)) as store:
            assert {
                name: size for name, size in store.graphs().items() if size != whole.get(name)
            } == {}, "a graph holds a part of its file"
    assert killed
    assert _load_whole(workspace) == whole


def _load_whole(workspace: Workspace) -> dict[URIRef, int]:
    with closing(workspace.store(write=True)) as store:
        assert not any(one.refused for one in ingest.load(workspace, store))
        return store.graphs()


def _forget(workspace: Workspace) -> None:
    """Empty the graph and the ledgers, so that every file is read again."""
    with closing(workspace.store(write=True)) as store:
        for name in store.graphs():
            store.drop(name)
    for path in (workspace.state / "ledger").iterdir():
        path.unlink()
