"""``--since``: what is new and what is mended since an inspection, a day or a git revision."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Shop

UNOWNED, OWNED = ":ordering a ab:Process ;", ":ordering a ab:Process ; ab:ownedBy :ann ;"
UNDONE, DONE = "ab:servesPolicy :policy", "ab:implementedBy :erp ; ab:servesPolicy :policy"


def git(folder: Path, *words: str) -> str:
    """Run git as somebody."""
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    done = subprocess.run(
        [shutil.which("git") or "git", *who, *words],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def kept(shop: Shop) -> Shop:
    """Keep the shop in a subfolder's worth of git, with what is generated ignored."""
    shop.write(".gitignore", ".asbuilt/\nreport.json\nexport.ttl\n")
    git(shop.folder, "init", "-q", "-b", "main")
    git(shop.folder, "add", ".")
    git(shop.folder, "commit", "-q", "-m", "As it was")
    return shop


def compared(shop: Shop, reference: str, *more: str) -> tuple[int, dict[str, str], dict[str, int]]:
    """Load and check; give the exit code, the status of each rule's finding, and the summary."""
    assert shop.run("load") == 0
    report = shop.folder / "report.json"
    code = shop.run(
        "check", "--as-of", "2026-11-15", "--since", reference, "-o", str(report), *more
    )
    said = json.loads(report.read_text(encoding="utf-8"))
    return code, {one["rule"]: one["status"] for one in said["findings"]}, said["summary"]


def test_a_change_is_told_apart_from_what_was_there(kept: Shop) -> None:
    """One mended, one brought, the rest as before; the checkout and the index are untouched."""
    kept.change(UNOWNED, OWNED)
    kept.change(
        ":policy a", ':other a ab:Process ; rdfs:label "Return" ; ab:ownedBy :ann .\n:policy a'
    )
    before = git(kept.folder, "status", "--porcelain")
    code, status, summary = compared(kept, "main", "--fail-on", "warning", "--fail-on-new")
    assert status["GV004"] == status["GV006"] == "persisting"
    assert summary["status"]["new"] == 1
    assert summary["fixed"] == 1
    assert str(summary["since"]).startswith("main (")
    assert code == 1
    assert git(kept.folder, "status", "--porcelain") == before


def test_old_findings_do_not_fail_a_change(kept: Shop) -> None:
    """A violation that main has already is not this change's."""
    kept.change(UNOWNED, OWNED)
    code, status, _ = compared(kept, "main", "--fail-on", "info", "--fail-on-new")
    assert status["GV006"] == "persisting"
    assert code == 0
    code, _, _ = compared(kept, "main", "--fail-on", "violation")
    assert code == 1


def test_a_violation_that_the_change_brings_fails_it(kept: Shop) -> None:
    """The base is mended first, so that the same fault is new."""
    kept.change(UNDONE, DONE)
    git(kept.folder, "commit", "-q", "-am", "Mended")
    kept.change(DONE, UNDONE)
    code, status, _ = compared(kept, "HEAD", "--fail-on-new")
    assert status["GV006"] == "new"
    assert code == 1


def test_the_history_says_what_the_last_inspection_saw_all_the_same(kept: Shop) -> None:
    """A comparison with a branch is the report's; the graph compares with the last inspection."""
    compared(kept, "main")
    kept.change(UNOWNED, OWNED)
    compared(kept, "main")
    status = kept.ask("SELECT DISTINCT ?s { ?f a ab:Finding ; ab:findingStatus ?s }")
    assert status == [("persisting",)]


def test_what_git_ignores_is_the_same_on_both_sides(kept: Shop) -> None:
    """An export that no revision holds would else look like what the change brings."""
    kept.write(
        "export.ttl",
        "@prefix ab: <https://w3id.org/asbuilt/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<https://example.org/shop/x> a ab:Process ; rdfs:label "Exported" .\n',
    )
    _, status, summary = compared(kept, "main")
    assert "new" not in status.values()
    assert summary["fixed"] == 0


def test_a_workspace_in_a_folder_and_files_left_out_of_archives(kept: Shop) -> None:
    """The workspace's own folder counts, and attributes that concern releases do not."""
    inner = kept.folder / "model"
    inner.mkdir()
    for name in ("asbuilt.toml", "model.ttl"):
        git(kept.folder, "mv", name, f"model/{name}")
    kept.write(".gitattributes", "model.ttl export-ignore\n")
    git(kept.folder, "add", ".")
    git(kept.folder, "commit", "-q", "-m", "Moved")
    kept.folder = inner
    _, status, summary = compared(kept, "HEAD")
    assert set(status.values()) == {"persisting"}
    assert summary["fixed"] == 0
    _, status, summary = compared(kept, "HEAD~1")
    assert set(status.values()) == {"new"}
    assert str(summary["since"]).endswith("which has no such workspace")


def test_an_inspection_or_a_day_of_the_history(shop: Shop) -> None:
    """The last inspection up to a day, or one by its identifier."""
    shop.check()
    shop.change(UNOWNED, OWNED)
    shop.check(date(2026, 11, 20))
    shop.change(OWNED, UNOWNED)
    _, status, _ = compared(shop, "2026-11-16")
    assert status["GV001"] == "persisting"
    _, status, summary = compared(shop, "2026-11-20-2")
    assert status["GV001"] == "reopened"
    assert summary["since"] == "inspection 2026-11-20-2"


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("2026-01-01", "the history knows no inspection 2026-01-01"),
        ("nowhere", "neither the history nor git knows nowhere"),
        ("--output=x", "neither the history nor git knows --output=x"),
    ],
)
def test_what_nobody_knows_is_refused(
    kept: Shop, capsys: pytest.CaptureFixture[str], reference: str, said: str
) -> None:
    """With what could be named instead."""
    kept.check()
    assert kept.run("check", f"--since={reference}") == 2
    told = capsys.readouterr().err
    assert said in told
    assert "fix:" in told


def test_no_repository_and_no_git_are_told_apart(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two mistakes with two ways out."""
    shop.check()
    assert shop.run("check", "--since", "main") == 2
    assert "the workspace is in no git repository" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(shop.folder))
    assert shop.run("check", "--since", "main") == 2
    assert "git is needed to compare with main" in capsys.readouterr().err
