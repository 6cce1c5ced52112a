"""What tests of every room share: the program, a real browser, the sample files."""

from __future__ import annotations

import fcntl
import os
import shutil
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlsplit

import pytest
from browsers import ARGUMENTS, find_browser, installs_are_due
from hypothesis import settings
from playwright.sync_api import sync_playwright
from program import Outcome
from serving import copy_example, fill

from asbuilt.cli import main
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request
    from program import Program

ROOT = Path(__file__).parents[1]

settings.register_profile("asbuilt", deadline=None)  # no test is timed, whatever else runs
settings.load_profile("asbuilt")

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch by which expected results are written anew, to be looked at in the diff."""
    parser.addoption("--accept", action="store_true", help="write expected results anew")


class PageFactory(Protocol):
    """Opens pages: ``page_factory("http://…", dark=True, phone=True, script=False)``."""

    def __call__(
        self,
        address: str | None = None,
        *,
        dark: bool = False,
        phone: bool = False,
        script: bool = True,
        quiet: bool = True,
    ) -> Page:
        """Return a page in a context of its own, already at the address where one is given.

        A quiet page must log no error, break no content policy and ask no other host; the test
        fails at its end where one did.
        """


class AccessibilityCheck(Protocol):
    """Runs axe-core in a page."""

    def __call__(self, page: Page, *, scope: str | None = None) -> None:
        """Fail with a list of what axe finds in the page, or in the part a selector names."""


@pytest.fixture(scope="session")
def example_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Load and check a copy of the example once for the whole run; nobody may change it.

    Processes that share a run share the copy: the first one fills it while the others wait.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "example" / "purchase-to-pay"
    with (shared / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "example.filled").exists():
            # What is left of a process that failed here must not be taken for a filled copy.
            shutil.rmtree(folder.parent, ignore_errors=True)
            fill(Workspace.open(copy_example(folder.parent)))
            (shared / "example.filled").touch()
    return Workspace.open(folder)


def install_missing(reason: str) -> None:
    """Skip the test at a desk, fail it in CI: there, what a test needs must be installed."""
    if installs_are_due():
        pytest.fail(f"{reason} (CI is set, so nothing is skipped)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one headless Chrome or Chromium for the whole run."""
    path = find_browser()
    if path is None:
        install_missing("no Chrome or Chromium on PATH; 'make test' installs one where it may")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def page_factory(browser: Browser) -> Iterator[PageFactory]:
    """Open pages that are watched for errors and closed at the end of the test."""
    contexts = []
    noise: list[str] = []

    def make(
        address: str | None = None,
        *,
        dark: bool = False,
        phone: bool = False,
        script: bool = True,
        quiet: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport=cast("Any", PHONE if phone else DESK),
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=phone,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if quiet:
            _listen(page, noise)
        if address is not None:
            page.goto(address)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not noise, "\n".join(["Pages were not quiet:", *noise])


@pytest.fixture(scope="session")
def axe() -> AccessibilityCheck:
    """Check a page against axe-core's rules for WCAG 2.2 A and AA, and its best practices.

    The script is run by the browser's own debugger, so a strict content policy stays in force.
    """
    source = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

    def check(page: Page, *, scope: str | None = None) -> None:
        page.evaluate(source)
        found = page.evaluate(
            "scope => axe.run(scope ?? document, {resultTypes: ['violations']})"
            ".then(result => result.violations)",
            scope,
        )
        lines = [
            f"{violation['id']}: {violation['help']}\n    {node['html'][:200]}\n"
            f"    {' '.join(node.get('failureSummary', '').split())}"
            for violation in found
            for node in violation["nodes"][:5]
        ]
        assert not lines, "\n".join([f"axe finds faults in {page.url}:", *lines])

    return check


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of public sample files, which is no part of this project."""
    named = os.environ.get("ASBUILT_CORPUS")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no sample files at {folder}; set ASBUILT_CORPUS to their folder")
    return folder


def _listen(page: Page, noise: list[str]) -> None:
    """Note down errors, broken policies and requests that leave the page's own host."""
    hosts = set()

    def heard(message: ConsoleMessage) -> None:
        # An address that answers 4xx logs this line, too; tests look at answers themselves.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            noise.append(f"{page.url}: {message.text}")

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"}:
            hosts.add(parts.netloc)
        if len(hosts) > 1:
            noise.append(f"{page.url}: asked another host, {request.url}")

    page.on("console", heard)
    page.on("pageerror", lambda error: noise.append(f"{page.url}: {error}"))
    page.on("request", asked)


@pytest.fixture
def asbuilt(capsys: pytest.CaptureFixture[str]) -> Program:
    """Run the program within this process."""

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Outcome(ended.value.code, said.out, said.err)

    return run
