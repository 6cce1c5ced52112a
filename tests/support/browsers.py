"""The browser that tests drive: where it is, and what to do where there is none.

Run as a script, it prints the browser's path, or ends with 1.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

ARGUMENTS = (
    "--no-sandbox",  # containers seldom allow it; only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_browser() -> Path | None:
    """Return a Chrome or Chromium on PATH, else the build that Playwright fetched, else None."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    with sync_playwright() as playwright:
        fetched = Path(playwright.chromium.executable_path)
    return fetched if fetched.is_file() else None


def installs_are_due() -> bool:
    """Tell whether a missing program fails a test (in CI) or only skips it (at a desk)."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false", "no"}


if __name__ == "__main__":
    path = find_browser()
    print(path or "no browser")  # noqa: T201 - a script's answer
    sys.exit(path is None)
