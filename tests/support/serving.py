"""Copy, fill and serve a workspace as people do."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager, suppress
from datetime import date
from threading import Thread
from typing import TYPE_CHECKING

import waitress

from asbuilt import derive, ingest, judge
from asbuilt.resources import EXAMPLE
from asbuilt.server import create_app
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

AS_OF = date(2026, 11, 15)


def copy_example(into: Path) -> Path:
    """Copy the example workspace below a folder and give where it is."""
    folder = into / "purchase-to-pay"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".asbuilt"))
    return folder


@contextmanager
def serving(workspace: Workspace, **settings: object) -> Iterator[str]:
    """Serve a workspace by waitress on a free port for as long as the block lasts."""
    app = create_app(workspace, read_only=True)
    app.config.update(settings)
    server = waitress.create_server(
        app, host="127.0.0.1", port=0, threads=6, clear_untrusted_proxy_headers=False
    )
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # The select loop must have ended before its sockets are closed under it. It may take the
        # call and close before the wake-up is written, which then has nowhere to go.
        with suppress(OSError):
            server.trigger.pull_trigger(server.close)
        server.task_dispatcher.shutdown()
        thread.join(5)


def client_of(folder: Path, model: str) -> FlaskClient:
    """Make a workspace of one Turtle file in a folder, load and check it, and give its pages.

    Its things are named below the address of the empty prefix of the model.
    """
    base = re.search(r"@prefix : <([^>]*)>", model)
    assert base is not None
    (folder / "model.ttl").write_text(model, encoding="utf-8")
    (folder / "asbuilt.toml").write_text(
        f'[workspace]\ntitle = "Trial"\nbase = "{base[1]}"\n[[source]]\npath = "model.ttl"\n',
        encoding="utf-8",
    )
    workspace = Workspace.open(folder)
    fill(workspace)
    return create_app(workspace).test_client()


def fill(workspace: Workspace, *, check: bool = True) -> None:
    """Load a workspace, and check it where that is wanted."""
    store = workspace.store(write=True)
    try:
        ingest.load(workspace, store)
        if check:
            derive.run(workspace, store, AS_OF)
            judge.check(workspace, store, AS_OF)
        workspace.touch()
    finally:
        store.close()
