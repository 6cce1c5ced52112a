"""Errors as pages for people and as problem documents (RFC 9457) for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response as PlainResponse
from flask import jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound, SecurityError

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.sansio.response import Response as SansResponse

    Answer = Response | SansResponse | tuple[str, int]


_LATER = ("seconds and was stopped", "more memory", "others are")
"""Words of errors that another time, or a smaller request, may not meet."""


def init_app(app: Flask) -> None:
    """Answer mistakes of people and HTTP errors alike; a fault of ours keeps its traceback."""

    @app.errorhandler(UserError)
    def user_error(error: UserError) -> Answer:
        return respond(error, status_of(error))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Answer:
        if error.response is not None:
            return error.response
        if isinstance(error, SecurityError):
            # No address can be made for a host that is not ours, so there is no page either.
            text = "This server does not answer by that host name ([serve] hosts in asbuilt.toml)."
            return PlainResponse(text, 400, mimetype="text/plain")
        title = error.name
        hint = ""
        if isinstance(error, NotFound):
            title = "there is no such page"
            hint = "go back to the overview, or search for the thing by its name"
        said = UserError(title, request.path, hint)
        if error.code == 413:
            most = (request.max_content_length or 0) // 1024**2
            said = UserError("the request is too large", request.path, f"send at most {most} MB")
        elif error.code == 403 and error.description:
            said = UserError(error.description, request.path)
        answer = respond(said, error.code or 500)
        if not isinstance(answer, tuple) and hasattr(error, "valid_methods"):
            answer.headers["Allow"] = ", ".join(error.valid_methods or ())
        return answer


def for_people() -> bool:
    """Say whether a person is asking: whoever names HTML, where programs say what they can read."""
    kinds = request.accept_mimetypes
    return "text/html" in [kind for kind, _ in kinds] and "format" not in request.args


def respond(error: UserError, status: int) -> Response:
    """Give an error in the form that the request asks for: a page, or a problem document."""
    if for_people() and not request.path.startswith("/api/"):
        return make_response(render_template("error.html", error=error, status=status), status)
    line, _, column = error.where.partition(":")
    response = jsonify(
        {
            "type": "about:blank",
            "title": error.title,
            "status": status,
            "detail": f"{error.title}: {error.hint}" if error.hint else error.title,
            "instance": request.path,
            **({"where": error.where} if error.where else {}),
            **(
                {"line": int(line), "column": int(column)}
                if line.isdigit() and column.isdigit()
                else {}
            ),
            **({"example": error.example} if error.example else {}),
        }
    )
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def status_of(error: UserError) -> int:
    """Give the HTTP status of a mistake: not there, not now, or not so."""
    if error.title.startswith("nothing has been loaded"):
        return 503
    # A query that was stopped may do on another day, when less is asked at once.
    if any(
        words in error.title for words in ("seconds and was stopped", "more memory", "others are")
    ):
        return 503
    return 404 if error.title.startswith("no ") else 400
