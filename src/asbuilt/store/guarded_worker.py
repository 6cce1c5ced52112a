"""The process in which queries of shapes run under a limit: it answers until its pipe is closed."""

from __future__ import annotations

import os
import struct
import sys
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from asbuilt.store.memory import limit_memory
from asbuilt.store.snapshot import opened

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD: Final = struct.Struct("!cQ")
"""What a message begins with: its kind, and how many bytes follow."""


def answer_all(open_store: Callable[[], ox.Store], hears: int, tells: int, memory: int) -> None:
    """Answer the queries that come in by one pipe through the other, until it is closed.

    A store on disk may be rearranged by the process that writes it: what cannot be read then is
    asked again after opening it anew.
    """
    store = open_store()
    limit_memory(memory, beyond_now=True)
    while head := _read(hears, HEAD.size):
        _, size = HEAD.unpack(head)
        named, _, query = _read(hears, size).decode().partition("\n\n")
        graphs = [one for one in named.split("\n") if one]
        status, said = _answer(store, query, graphs)
        if status == b"E":
            store = open_store()
            status, said = _answer(store, query, graphs)
        waiting = memoryview(HEAD.pack(status, len(said)) + said)
        while waiting:
            waiting = waiting[os.write(tells, waiting) :]


def _answer(store: ox.Store, query: str, graphs: list[str]) -> tuple[bytes, bytes]:
    try:
        if graphs:
            answer = store.query(query, default_graph=[ox.NamedNode(one) for one in graphs])
        else:
            answer = store.query(query)
        found = cast("ox.QuerySolutions", answer).serialize(format=ox.QueryResultsFormat.JSON)
    except SyntaxError as error:
        return b"S", str(error).encode()
    except Exception as error:  # noqa: BLE001 - whatever it is, the other process tells of it
        return b"E", " ".join(str(error).split()).encode()
    assert found is not None
    return b"A", found


def _read(pipe: int, size: int) -> bytes:
    """Read so many bytes; none at the end."""
    parts: list[bytes] = []
    while size and (part := os.read(pipe, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def main(folder: str, hears: str, tells: str, memory: str) -> None:
    """Answer over a store on disk."""
    answer_all(lambda: opened(folder), int(hears), int(tells), int(memory))


if __name__ == "__main__":
    main(*sys.argv[1:])
