"""Headers that keep a page to itself: nothing from elsewhere, nothing inline, no framing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, request

if TYPE_CHECKING:
    from flask import Flask, Response

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_A_YEAR = 365 * 24 * 3600


def refuse_other_sites(what: str) -> None:
    """Refuse what a page from elsewhere has a browser send; programs say nothing of a site.

    Browsers name the site that a form stands on in headers that no page can change (Fetch Metadata,
    and Origin where they do not know it), so there is no token to keep. Answers 403.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site in {"same-origin", "none"}:
        return
    origin = request.headers.get("Origin")
    if site is not None or (origin is not None and urlsplit(origin).netloc != request.host):
        abort(403, f"a page from elsewhere may not {what} here")


def init_app(app: Flask) -> None:
    """Send the headers with every response, and say how long each may be kept."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static" and request.args.get("v") and response.status_code < 400:
            # The address holds a mark of the file's version, so what it gives never changes.
            response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
        elif "Cache-Control" not in response.headers:
            # A page is drawn anew from the graph; it is asked for again each time.
            response.headers["Cache-Control"] = "no-cache"
        return response
