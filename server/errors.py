"""Errors as pages for people and as problem documents (RFC 9457) for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, render_template, request
from werkzeug.exceptions import HTTPException, NotFound

from asbuilt.errors import UserError
from asbuilt.server.negotiation import wants

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.sansio.response import Response as SansResponse

    Answer = Response | SansResponse | tuple[str, int]


def init_app(app: Flask) -> None:
    """Answer mistakes of people and HTTP errors alike; a fault of ours keeps its traceback."""

    @app.errorhandler(UserError)
    def user_error(error: UserError) -> Answer:
        return respond(error, _status(error))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Answer:
        if error.response is not None:
            return error.response
        title = error.name
        hint = ""
        if isinstance(error, NotFound):
            title = "there is no such page"
            hint = "go back to the overview, or search for the thing by its name"
        said = UserError(title, request.path, hint)
        answer = respond(said, error.code or 500)
        if not isinstance(answer, tuple) and hasattr(error, "valid_methods"):
            answer.headers["Allow"] = ", ".join(error.valid_methods or ())
        return answer


def respond(error: UserError, status: int) -> Response:
    """Give an error in the form that the request asks for."""
    from flask import make_response  # noqa: PLC0415 - needs the request

    if wants("html", "json") == "html" and not request.path.startswith("/api/"):
        return make_response(render_template("error.html", error=error, status=status), status)
    response = jsonify(
        {
            "type": "about:blank",
            "title": error.title,
            "status": status,
            "detail": error.hint or error.title,
            "instance": request.path,
            **({"where": error.where} if error.where else {}),
            **({"example": error.example} if error.example else {}),
        }
    )
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _status(error: UserError) -> int:
    if error.title.startswith("nothing has been loaded"):
        return 503
    return 404 if error.title.startswith("no ") else 400
