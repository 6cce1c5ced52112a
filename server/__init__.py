"""The pages, the SPARQL endpoint and the API of a workspace, as a Flask application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from asbuilt.server import errors, security, templating
from asbuilt.server.graph import SnapshotHolder

if TYPE_CHECKING:
    from asbuilt.workspace import Workspace


def create_app(workspace: Workspace, *, read_only: bool = False) -> Flask:
    """Make the application for a workspace.

    `read_only` refuses every change. The graph is read from a snapshot that is taken anew after
    each load or check.
    """
    app = Flask("asbuilt.server", static_folder="static", template_folder="templates")
    app.config.update(
        WORKSPACE=workspace,
        READ_ONLY=read_only,
        SNAPSHOTS=SnapshotHolder(workspace),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.wsgi_app = ProxyFix(app.wsgi_app, x_host=0)  # type: ignore[method-assign]
    security.init_app(app)
    templating.init_app(app)
    errors.init_app(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    return app


def _blueprints() -> list[Blueprint]:
    from asbuilt.server import pages  # noqa: PLC0415 - the pages need the parts above

    return pages.blueprints()


if TYPE_CHECKING:
    from flask import Blueprint
