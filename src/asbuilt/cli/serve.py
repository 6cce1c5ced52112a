"""``asbuilt serve``: the workspace's pages, SPARQL endpoint and API."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import click

from asbuilt.cli.context import open_workspace, workspace_option
from asbuilt.errors import UserError
from asbuilt.workspace import Workspace

_OWN = ["localhost", "127.0.0.1", "[::1]", "::1"]
"""Names of this machine that nobody else can reach it by."""


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--read-only", is_flag=True, help="Refuse every change, whoever asks for it.")
@workspace_option
def command(host: str, port: int, read_only: bool, folder: Path) -> None:
    """Serve the workspace's pages until stopped with Ctrl-C."""
    run(open_workspace(folder), host, port, read_only=read_only)


def run(workspace: Workspace, host: str, port: int, *, read_only: bool = False) -> None:
    """Serve a workspace and say where. Raises `UserError` where the address cannot be had."""
    import waitress  # noqa: PLC0415 - only what serves needs a server

    from asbuilt.server import create_app  # noqa: PLC0415
    from asbuilt.server.findings import read_ahead  # noqa: PLC0415

    app = create_app(workspace, read_only=read_only)
    serving = workspace.settings.get("serve", {})
    only_here = host in _OWN and not (serving.get("proxies") or serving.get("hosts"))
    if serving.get("changes", only_here) is not True:
        # Nobody signs in, so whoever can reach the server could decide for anybody.
        app.config["READ_ONLY"] = True
    if host in _OWN and app.config["TRUSTED_HOSTS"] is None:
        # Only this machine can reach it, and nobody by the name of a page from elsewhere.
        app.config["TRUSTED_HOSTS"] = _OWN
    try:
        # Whom to believe about forwarding is settled in the application, by the workspace.
        server = waitress.create_server(
            app, host=host, port=port, threads=8, ident=None, clear_untrusted_proxy_headers=False
        )
    except (OSError, socket.gaierror) as error:
        raise UserError(
            f"cannot listen at {host}:{port}: {error.strerror or error}",
            hint="choose another --port (make: PORT=…), or stop what uses this one",
        ) from None
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"{workspace.title} is at http://{shown}:{server.effective_port}/ (Ctrl-C stops it)")
    threading.Thread(target=read_ahead, args=(app,), daemon=True).start()
    try:
        server.run()  # returns at Ctrl-C
    finally:
        server.close()
    click.echo("stopped")
