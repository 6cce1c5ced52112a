"""Ask a server over HTTP and take whatever it answers, errors included."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

if TYPE_CHECKING:
    from email.message import Message


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its headers and its body."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def kind(self) -> str:
        """The media type without its parameters."""
        return self.headers.get_content_type()

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The body read as JSON."""
        return json.loads(self.body)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = build_opener()
_STAYING = build_opener(_Stay)


def fetch(
    address: str,
    *,
    method: str | None = None,
    body: bytes | None = None,
    follow: bool = True,
    **headers: str,
) -> Reply:
    """Fetch an address; headers are named with underscores, such as ``content_type``."""
    request = Request(address, data=body, method=method)  # noqa: S310 - a server of the test's own
    for name, value in headers.items():
        request.add_header(name.replace("_", "-").title(), value)
    opener = _OPENER if follow else _STAYING
    try:
        with opener.open(request, timeout=60) as answer:
            return Reply(answer.status, answer.headers, answer.read())
    except HTTPError as error:
        with error:
            return Reply(error.code, error.headers, error.read())
