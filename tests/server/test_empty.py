"""A workspace before its first load, and before its first check: notices, not errors."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from fetching import fetch
from playwright.sync_api import expect
from serving import fill, serving

from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import AccessibilityCheck, PageFactory

pytestmark = pytest.mark.browser

PAGES = [
    "/", "/findings", "/processes", "/roles", "/systems", "/controls", "/evidence", "/questions",
    "/questions/what-evidence", "/matrices/steps-by-system", "/rules", "/sources", "/things",
    "/search?q=order", "/workbench", "/workbench?name=what-evidence",
    "/sources/registers/policies.csv",
]  # fmt: skip


def test_before_the_first_load_every_page_says_what_to_do(
    page_factory: PageFactory, axe: AccessibilityCheck, example_workspace: Workspace, tmp_path: Path
) -> None:
    """Nothing is loaded: pages are empty and tell how to load, and fill by themselves after it."""
    folder = tmp_path / "new"
    shutil.copytree(
        example_workspace.folder, folder, ignore=shutil.ignore_patterns(".asbuilt", "logs")
    )
    workspace = Workspace.open(folder)
    with serving(workspace) as site:
        page = page_factory()
        for path in PAGES:
            answer = page.goto(site + path)
            assert answer is not None
            assert answer.status == 200, path
            expect(page.get_by_role("status").first).to_contain_text("asbuilt load")
        axe(page)
        assert fetch(f"{site}/readyz").status == 503
        assert fetch(f"{site}/sparql?query=ASK%7B%7D", accept="*/*").status == 503
        fill(workspace, check=False)
        for path in PAGES:
            answer = page.goto(site + path)
            assert answer is not None
            assert answer.status == 200, path
            expect(page.get_by_role("status").first).to_contain_text("asbuilt check")
        page.goto(f"{site}/processes")
        expect(page.get_by_role("link", name="Purchase to pay").last).to_be_visible()
        assert fetch(f"{site}/readyz").status == 200


def test_a_workspace_without_sources_is_served(page_factory: PageFactory, tmp_path: Path) -> None:
    """A folder with nothing but its settings has pages, too."""
    (tmp_path / "asbuilt.toml").write_text('[workspace]\ntitle = "New"\n', encoding="utf-8")
    with serving(Workspace.open(tmp_path)) as site:
        page = page_factory(f"{site}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("New")
        page.get_by_role("link", name="Sources").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Sources")
