"""A dry run of a file that somebody sends: bounded, shown as a source is, and never stored."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import openpyxl
import pytest
from fetching import Reply, fetch
from playwright.sync_api import expect
from serving import serving

from asbuilt.resources import EXAMPLE
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from conftest import AccessibilityCheck, PageFactory

CHANNELS = "registers/channels.csv"
MODEL = EXAMPLE / "process/purchase-to-pay.bpmn"


def send(
    site: str,
    name: str,
    data: bytes,
    *,
    to: str = "/api/v1/dry-run",
    fields: dict[str, str] | None = None,
    **headers: str,
) -> Reply:
    """Send a file as a form does."""
    mark = uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in (fields or {}).items()
    ]
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    parts.append(f"--{mark}\r\n{head}\r\n\r\n".encode() + data + b"\r\n")
    body = b"".join(parts) + f"--{mark}--\r\n".encode()
    kind = f"multipart/form-data; boundary={mark}"
    return fetch(site + to, method="POST", body=body, content_type=kind, **headers)


def reading(site: str, name: str, data: bytes, **fields: str) -> dict[str, Any]:
    """Send a file, and give the one reading that comes of it."""
    reply = send(site, name, data, fields=fields)
    assert reply.status == 200, reply.text
    (one,) = reply.data
    return dict(one)


def changed() -> bytes:
    """Give the register of channels with one name changed and a row gone."""
    lines = (EXAMPLE / CHANNELS).read_text("utf-8").splitlines(keepends=True)
    return "".join(lines[:-1]).replace("AP mailbox", "Accounts mailbox").encode()


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_file_is_read_and_nothing_is_stored(site: str, example_workspace: Workspace) -> None:
    """Neither in the workspace nor among temporary files; facts, counts and digest come back."""
    before = _state(example_workspace.folder)
    one = reading(site, "new.bpmn", MODEL.read_bytes())
    assert one["format"] == "bpmn"
    assert one["facts"] > 1000
    assert one["elements"]["userTask"] == 7
    assert "ab:Approval" in one["turtle"]
    assert one["shown_facts"] == 200
    assert "difference" not in one
    assert len(one["sha256"]) == 64
    assert _state(example_workspace.folder) == before
    assert not list(Path(tempfile.gettempdir()).glob("asbuilt-*/new.bpmn"))


def test_a_file_named_as_a_source_is_compared_with_what_is_loaded(site: str) -> None:
    """The same bytes make no difference; a change is told fact by fact."""
    same = reading(site, "channels.csv", (EXAMPLE / CHANNELS).read_bytes())
    assert same["source"] == CHANNELS
    assert same["difference"]["is_loaded"]
    assert (same["difference"]["added"], same["difference"]["removed"]) == (0, 0)
    other = reading(site, "channels.csv", changed())["difference"]
    assert other["removed"] > other["added"] > 0
    assert any("Accounts mailbox" in line for line in other["added_facts"])
    assert any("AP mailbox" in line for line in other["removed_facts"])
    assert not any("sha256" in line for line in other["added_facts"])


def test_a_source_can_be_named_or_none(site: str) -> None:
    """Whatever the file is called; an unknown name is told."""
    named = reading(site, "draft.csv", changed(), source=CHANNELS)
    assert named["difference"]["added"]
    assert "difference" not in reading(site, "channels.csv", changed(), source="new")
    unknown = send(site, "draft.csv", b"a,b\n", fields={"source": "chanels.csv"})
    assert unknown.status == 404
    assert "no source is called" in unknown.data["title"]


def test_a_workbook_that_serves_several_sources_is_read_for_each(site: str) -> None:
    """Sheet by sheet, each with its difference."""
    data = (EXAMPLE / "registers/governance.xlsx").read_bytes()
    readings = send(site, "governance.xlsx", data).data
    assert [one["sheet"] for one in readings] == ["RACI", "Controls", "Risks"]
    assert {(one["difference"]["added"], one["difference"]["removed"]) for one in readings} == {
        (0, 0)
    }


def test_a_refused_file_is_told_with_its_line(site: str) -> None:
    """As on the page of a source, and compared with nothing."""
    one = reading(site, "purchase-to-pay.bpmn", MODEL.read_bytes()[:6000])
    assert one["refused"]
    assert "difference" not in one
    (marked,) = [line for line in one["problems"][0]["shown"]["lines"] if line["marked"]]
    assert marked["number"] == one["problems"][0]["line"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\\\..\\\\evil.csv", "/etc/cron.d/x", "a" * 300 + ".csv"]
)
def test_a_name_cannot_lead_anywhere(name: str, site: str) -> None:
    """Only its last part is taken."""
    one = reading(site, name, b"Risk,Name\nR-1,Late\n", source="new")
    assert "/" not in one["file"]
    assert len(one["file"]) <= 150


@pytest.mark.parametrize("name", ["", "..", "."])
def test_a_request_without_a_file_is_told(name: str, site: str) -> None:
    """What to send, too."""
    reply = send(site, name, b"")
    assert reply.status == 400
    assert reply.data["title"] == "the request holds no file"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec_fetch_site": "same-origin"}, 200),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_pages_from_elsewhere_cannot_send_files(
    headers: dict[str, str], status: int, site: str
) -> None:
    """Programs can, and our own pages."""
    assert send(site, "a.csv", b"Risk,Name\nR-1,Late\n", **headers).status == status


def test_a_file_that_is_too_large_is_refused(example_workspace: Workspace) -> None:
    """With the most that may be sent; other forms keep their own limit."""
    with serving(example_workspace, DRY_RUN_BYTES=3 * 1024 * 1024) as site:
        reply = send(site, "a.csv", b"x" * 4 * 1024 * 1024)
        assert reply.status == 413
        assert "at most 3 MB" in reply.data["detail"]
        padded = MODEL.read_bytes() + b"<!-- %s -->" % (b"x" * 2_500_000)
        assert send(site, "a.bpmn", padded).status == 200


def test_reading_ends_at_its_limit_of_time(example_workspace: Workspace) -> None:
    """The process is killed, and the pages go on."""
    with serving(example_workspace, DRY_RUN_SECONDS=0.05) as site:
        reply = send(site, "a.bpmn", MODEL.read_bytes())
        assert reply.status == 503
        assert "was stopped" in reply.data["title"]
        assert fetch(f"{site}/sources", accept="text/html").status == 200


def test_a_file_that_would_fill_the_memory_is_refused(
    example_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In its own process, so that nothing else comes to harm."""
    from asbuilt.ingest import dry_run  # noqa: PLC0415

    run = dry_run.run
    monkeypatch.setattr(dry_run, "run", lambda *given: run(*given, memory=180 * 1024 * 1024))
    rows = b"".join(b"R-%d,Late %d\n" % (number, number) for number in range(300_000))
    with serving(example_workspace) as site:
        reply = send(site, "a.csv", b"Risk,Name\n" + rows, fields={"source": "new"})
    said = reply.text
    assert reply.status == 503 or reply.data[0]["refused"]
    assert "memory" in said


def test_before_anything_is_loaded_a_file_is_read_all_the_same(tmp_path: Path) -> None:
    """There is nothing to compare it with."""
    (tmp_path / "asbuilt.toml").write_text('[[source]]\npath = "*.csv"\n', "utf-8")
    (tmp_path / "risks.csv").write_text("Risk,Name\nR-1,Late\n", "utf-8")
    with serving(Workspace.open(tmp_path)) as site:
        one = reading(site, "risks.csv", b"Risk,Name\nR-1,Late\n")
    assert one["source"] == "risks.csv"
    assert one["facts"]
    assert "difference" not in one
    assert not (tmp_path / ".asbuilt").exists()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give files to be sent."""
    folder = tmp_path_factory.mktemp("sent")
    (folder / "channels.csv").write_bytes(changed())
    (folder / "broken.bpmn").write_bytes(MODEL.read_bytes()[:6000])
    (folder / "evil.csv").write_text("Risk,Name\nR-1,<script>alert(1)</script>\n", "utf-8")
    shutil.copy(EXAMPLE / "registers/governance.xlsx", folder)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Risk", "Name"), ("R-1", "#DIV/0!")):
        sheet.append(row)
    sheet["B2"].data_type = "e"
    book.save(folder / "cells.xlsx")
    return folder


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_person_sends_a_file_and_sees_what_would_change(
    page_factory: PageFactory, site: str, files: Path, *, script: bool
) -> None:
    """By the form on the page of sources, with a script or without."""
    page = page_factory(f"{site}/sources", script=script)
    page.get_by_label("File", exact=True).set_input_files(files / "channels.csv")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dry run of channels.csv")
    expect(page.get_by_text("Nothing of this file was stored")).to_be_visible()
    expect(page.locator("nav[aria-label=Main] [aria-current=page]")).to_have_text("Sources")
    change = page.get_by_role("region", name="Compared with what is loaded")
    expect(change.locator(".is-added", has_text="Accounts mailbox").first).to_be_visible()
    expect(change.locator(".is-removed", has_text="AP mailbox").first).to_be_visible()
    expect(page.get_by_role("region", name="Facts it would give")).to_contain_text("@prefix ab:")


@pytest.mark.browser
def test_a_person_uses_the_keyboard_alone(
    page_factory: PageFactory, site: str, files: Path
) -> None:
    """File, choices and button follow each other."""
    page = page_factory(f"{site}/dry-run")
    page.get_by_label("File", exact=True).set_input_files(files / "broken.bpmn")
    page.get_by_label("File", exact=True).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Compare with")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Read as")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    problem = page.get_by_role("region", name="Problems and notes").get_by_role("listitem").first
    expect(problem.locator(".line.is-marked")).to_be_visible()


@pytest.mark.browser
def test_a_file_can_be_dropped(page_factory: PageFactory, site: str) -> None:
    """It is sent at once."""
    page = page_factory(f"{site}/sources")
    expect(page.get_by_text("Or drop it here")).to_be_visible()
    page.locator("form[data-drop]").evaluate(
        """form => {
          const dropped = new DataTransfer();
          dropped.items.add(new File(["Risk,Name\\nR-1,Late\\n"], "dropped.csv"));
          for (const kind of ["dragover", "drop"]) {
            form.dispatchEvent(new DragEvent(kind,
              {bubbles: true, cancelable: true, dataTransfer: dropped}));
          }
        }"""
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Dry run of dropped.csv")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["channels.csv", "evil.csv", "cells.xlsx", "governance.xlsx"])
def test_the_page_is_for_everybody(
    name: str, page_factory: PageFactory, axe: AccessibilityCheck, site: str, files: Path
) -> None:
    """Axe finds nothing, light and dark, wide and narrow; nothing of the file runs."""
    for dark, phone in ((False, False), (True, True)):
        page = page_factory(f"{site}/dry-run", dark=dark, phone=phone)
        axe(page)
        page.get_by_label("File", exact=True).set_input_files(files / name)
        page.get_by_role("button", name="Dry run").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Dry run of {name}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert json.loads(page.evaluate("JSON.stringify([...document.scripts].map(s => s.src))"))
        assert page.locator("script:not([src])").count() == 0
