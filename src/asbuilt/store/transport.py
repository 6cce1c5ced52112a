"""Requests to a server over HTTP: signed in, bounded in time, and failing in plain words."""

from __future__ import annotations

import http.client
import ipaddress
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from http.client import HTTPMessage

_LONGEST_MESSAGE = 600
_HINTS = {
    401: "name the environment variables that hold user and password in [store] of asbuilt.toml:"
    " user-variable and password-variable",
    403: "the server lets this user read but not do this; ask whoever runs it",
    404: "check the addresses in [store] of asbuilt.toml",
    405: "check the addresses in [store] of asbuilt.toml: query, update and graph-store differ",
    413: "the server refuses requests of this size; name its graph-store address in asbuilt.toml",
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """The user and password for a server, as environment variables give them; never stored."""

    user: str
    password: str
    scheme: str = "basic"

    @classmethod
    def from_settings(cls, table: dict[str, Any]) -> Credentials | None:
        """Read them from the variables that ``[store]`` names; None where it names none.

        Raises `UserError` where a variable is named and not set, or the scheme is unknown.
        """
        names = [table.get("user-variable"), table.get("password-variable")]
        if not any(names):
            return None
        values = [os.environ.get(str(name)) if name else None for name in names]
        for key, name, value in zip(("user", "password"), names, values, strict=True):
            if value is None:
                raise UserError.bad_setting(
                    f"[store] {key}-variable",
                    f"the environment variable {name} is not set"
                    if name
                    else f"{key}-variable is missing",
                    f"set the variable to the {key} before running asbuilt",
                    'user-variable = "GRAPH_USER"\npassword-variable = "GRAPH_PASSWORD"',
                )
        scheme = str(table.get("authentication", "basic"))
        if scheme not in {"basic", "digest"}:
            raise UserError.bad_setting(
                "[store] authentication", f"{scheme!r} is unknown", "write basic or digest"
            )
        return cls(str(values[0]), str(values[1]), scheme)


@dataclass(frozen=True)
class Response:
    """An answer, read to its end."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def content_type(self) -> str:
        """The media type of the body."""
        return self.headers.get("Content-Type", "")


class Transport:
    """Sends requests to one server."""

    def __init__(self, address: str, credentials: Credentials | None, timeout: float) -> None:
        """Prepare to talk to the server at an address; `timeout` is in seconds."""
        self.address = address
        self.timeout = timeout
        self._opener = urllib.request.build_opener(*_handlers(address, credentials))

    def open(self, request: urllib.request.Request) -> Any:  # noqa: ANN401 - urllib's own response
        """Send a request and give the response while it is still being received."""
        return self._opener.open(request, timeout=self.timeout)

    def send(self, request: urllib.request.Request) -> Response:
        """Send a request and read the answer to its end.

        Raises `UserError` where the server refuses, is not there, takes too long or breaks off.
        """
        where = request.full_url.split("?", maxsplit=1)[0]
        try:
            with self.open(request) as response:
                return Response(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise self.problem(error, where) from None

    def problem(self, error: Exception, where: str) -> UserError:
        """Give the error for its reader: what the server says, its address, and what to do."""
        if isinstance(error, urllib.error.HTTPError):
            said = plain(error.read())
            if error.code == 400:
                return UserError.bad_query(said or "the server cannot read the query", where)
            hint = _HINTS.get(error.code, "see the server's own log for the cause")
            title = f"the graph server answers {error.code}"
            return UserError(f"{title}: {said}" if said else title, where, hint)
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError):
            return UserError(
                f"the graph server did not answer within {self.timeout:g} seconds",
                where,
                "ask for less, or raise timeout in [store] of asbuilt.toml",
            )
        if isinstance(error, http.client.HTTPException):
            return cut_short(where, f"{type(error).__name__}")
        return UserError(
            f"the graph server cannot be reached: {reason}",
            where,
            "start it, or correct the address in [store] of asbuilt.toml",
        )


def cut_short(where: str, how: str) -> UserError:
    """Give the error for an answer that breaks off; what came of it is not used."""
    return UserError(
        f"the graph server's answer breaks off: {how}",
        where,
        "the server has probably stopped the query at its own limit of time or rows; raise that"
        " limit, or ask for less",
    )


def plain(data: bytes) -> str:
    """Give a server's message as one line of text without mark-up."""
    text = data[:20_000].decode("utf-8", errors="replace")
    if "<html" in text.casefold():
        text = re.sub(r"(?is)<(style|script|head).*?</\1>|<[^>]+>", " ", text)
    return " ".join(text.split())[:_LONGEST_MESSAGE]


def check_address(key: str, address: str) -> str:
    """Give an address back if it is one of the web. Raises `UserError` where it is not."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UserError.bad_setting(
            f"[store] {key}",
            f"{address!r} is no web address",
            "write the full address of the server",
            'endpoint = "http://localhost:7878/query"',
        )
    if parts.username or parts.password:
        raise UserError.bad_setting(
            f"[store] {key}",
            "the address holds a user or password",
            "keep them out of files: name environment variables instead",
            'user-variable = "GRAPH_USER"\npassword-variable = "GRAPH_PASSWORD"',
        )
    return address


def _handlers(address: str, credentials: Credentials | None) -> list[urllib.request.BaseHandler]:
    handlers: list[urllib.request.BaseHandler] = []
    if _is_local(address):
        handlers.append(urllib.request.ProxyHandler({}))
    if credentials is not None:
        manager = urllib.request.HTTPPasswordMgrWithPriorAuth()
        is_basic = credentials.scheme == "basic"
        origin = urllib.parse.urljoin(address, "/")
        manager.add_password(
            None, origin, credentials.user, credentials.password, is_authenticated=is_basic
        )
        handlers.append(
            urllib.request.HTTPBasicAuthHandler(manager)
            if is_basic
            else urllib.request.HTTPDigestAuthHandler(manager)
        )
    return handlers


def _is_local(address: str) -> bool:
    host = urllib.parse.urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
