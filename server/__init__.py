"""The pages, the SPARQL endpoint and the API of a workspace, as a Flask application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from asbuilt.errors import UserError
from asbuilt.server import errors, security, templating
from asbuilt.server.graph import SnapshotHolder
from asbuilt.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from asbuilt.workspace import Workspace


def create_app(workspace: Workspace, *, read_only: bool = False) -> Flask:
    """Make the application for a workspace.

    `read_only` refuses every change. The graph is read from a snapshot that is taken anew after
    each load or check.
    """
    app = Flask("asbuilt.server", static_folder="static", template_folder="templates")
    app.config.update(
        READ_ONLY=read_only,
        TRUSTED_HOSTS=_hosts(workspace),
        SNAPSHOTS=SnapshotHolder(workspace),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    _trust_proxies(app, workspace)
    security.init_app(app)
    templating.init_app(app)
    errors.init_app(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    return app


def _hosts(workspace: Workspace) -> list[str] | None:
    """Give the host names by which the server answers; None answers by any.

    Else a page from elsewhere could have its own name point at this server and read from it.
    """
    said = workspace.settings.get("serve", {}).get("hosts")
    return [str(name) for name in said] if isinstance(said, list) else None


def _trust_proxies(app: Flask, workspace: Workspace) -> None:
    """Believe the X-Forwarded headers of as many proxies as the workspace says, of none by default.

    Anybody can send these headers, so they are believed only where a proxy overwrites them:
    ``[serve] proxies = 1`` in the workspace's settings.
    """
    said = workspace.settings.get("serve", {}).get("proxies", 0)
    if not isinstance(said, int) or isinstance(said, bool) or said < 0:
        raise UserError.bad_setting(
            str(workspace.folder / SETTINGS_FILE),
            f"[serve] proxies is {said!r}",
            "give the number of proxies in front of the server",
            "[serve]\nproxies = 1",
        )
    if said:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=said, x_proto=said, x_host=said, x_prefix=said
        )


def _blueprints() -> list[Blueprint]:
    from asbuilt.server import pages  # noqa: PLC0415 - the pages need the parts above

    return pages.blueprints()


if TYPE_CHECKING:
    from flask import Blueprint
