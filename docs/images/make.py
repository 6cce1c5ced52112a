"""Take the pictures of the README from the example as it is served: ``python docs/images/make.py``.

Needs Chrome or Chromium on PATH, and Playwright for Python (`make test` sets both up).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from asbuilt.workspace import Workspace

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from browsers import ARGUMENTS, find_browser  # noqa: E402 - found on the path that was added
from serving import fill, serving  # noqa: E402

PICTURES = {
    "overview": ("/", "main"),
    "process": ("/processes/Process_PurchaseToPay", "[data-bpmn][data-ready]"),
}


def main() -> int:
    """Load, check and serve a copy of the example, and write a picture of each page."""
    browser = find_browser()
    if browser is None:
        print("no Chrome or Chromium on PATH", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "purchase-to-pay"
        shutil.copytree(
            ROOT / "example" / "purchase-to-pay", copy, ignore=shutil.ignore_patterns(".asbuilt")
        )
        workspace = Workspace.open(copy)
        fill(workspace)
        with serving(workspace) as site, sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=browser, args=list(ARGUMENTS))
            page = running.new_page(viewport={"width": 1280, "height": 860})
            for name, (path, ready) in PICTURES.items():
                page.goto(site + path)
                page.locator(ready).wait_for()
                page.screenshot(path=HERE / f"{name}.png")
                print(HERE / f"{name}.png")
            running.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
