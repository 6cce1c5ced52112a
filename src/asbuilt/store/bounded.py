"""Queries that somebody types: in a process of their own, killed at their time or memory limit.

Oxigraph cannot interrupt a query, so nothing less than the end of a process stops one. The process
opens a read-only snapshot, so that it cannot write whatever the query says.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

RESULT_FORMATS = ("json", "xml", "csv", "tsv")
GRAPH_FORMATS = ("turtle", "nt", "rdfxml", "jsonld")
MAX_ANSWER = 64 * 1024 * 1024
"""The most that an answer may hold, in bytes."""
MAX_MEMORY = 4 * 1024 * 1024 * 1024
"""The most memory that a query may take, in bytes."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query and its dataset; without graphs of its own it sees the union of all."""

    query: str
    form: str
    """One of `RESULT_FORMATS` or `GRAPH_FORMATS`."""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def run(store: Path, request: Request, timeout: float) -> bytes:
    """Answer a query over the store in a folder, within `timeout` seconds.

    Raises `UserError` where the query is wrong, takes too long, or its answer is too large.
    """
    said = {
        "store": str(store),
        "query": request.query,
        "form": request.form,
        "default": list(request.default_graphs),
        "named": list(request.named_graphs),
        "memory": MAX_MEMORY,
        "limit": MAX_ANSWER,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "asbuilt.store.bounded_worker"],
            input=json.dumps(said).encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UserError(
            f"the query took longer than {timeout:g} seconds and was stopped",
            hint="bind one end of its paths, add a LIMIT, or ask for less",
        ) from None
    if done.returncode == 0:
        return done.stdout
    message = done.stderr.decode(errors="replace").strip().splitlines()
    last = message[-1] if message else ""
    if done.returncode == 3:
        raise UserError.bad_query(last)
    if done.returncode == 4:
        raise UserError(last, hint="add a LIMIT, or ask for less")
    if "total order" in " ".join(message):
        raise UserError(
            "the store cannot put values of different kinds, such as dates and words, in order",
            hint="sort by their text: ORDER BY STR(?value)",
        )
    raise UserError(
        "the query needed more memory than it may have, or failed",
        hint="add a LIMIT, or ask for less",
        example=last,
    )
