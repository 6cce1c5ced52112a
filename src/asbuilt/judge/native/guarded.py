"""Queries under a limit: a process of their own answers them, and is killed when time is up.

Oxigraph cannot interrupt a query. What people write into shapes, and paths that repeat, may run for
ever; so they run in a worker that has the same data: a fork of this process for data in memory, one
that opens the folder for reading for data on disk. It answers one query after the other.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import weakref
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from asbuilt.judge.limited import MEMORY, end, read_until, too_long
from asbuilt.judge.native.problems import LaterError, ShapeError
from asbuilt.judge.preferences import SECONDS
from asbuilt.store.guarded_worker import HEAD, answer_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BLOCK: Final = 1 << 20


class Guard:
    """Answers SELECT queries over one store, each within a limit of time and memory."""

    def __init__(self, store: ox.Store, folder: Path | None, seconds: float = SECONDS) -> None:
        """Prepare for a store in memory, or one on disk in a folder."""
        self.seconds = seconds
        # A store on disk is opened by the worker; holding on to it here would lock its folder.
        self._at = store if folder is None else folder
        self._worker: _Worker | None = None
        self._is_shared = False

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Have a worker that one thread may ask while others use the store.

        A worker in memory that ends is not replaced meanwhile, and queries raise `LaterError`: a
        fork might wait for ever for a lock that another thread held.
        """
        self.start()
        self._is_shared = isinstance(self._at, ox.Store)
        try:
            yield
        finally:
            self._is_shared = False

    def rows(self, query: str, graphs: list[str], share: float = 1.0) -> ox.QuerySolutions:
        """Answer a query over the default graph, or over the union of the graphs named.

        `share` is the part of the time that it gets.

        Raises `SyntaxError` where it is malformed and `ShapeError` where it takes too much.
        """
        worker = self.start()
        request = "\n".join(graphs) + "\n\n" + query
        try:
            status, said = worker.ask(request.encode(), time.monotonic() + self.seconds * share)
        except TimeoutError:
            self.stop()
            raise ShapeError(too_long(self.seconds)) from None
        except (EOFError, BrokenPipeError):
            self.stop()
            raise ShapeError("it needed more memory than it may have, and was stopped") from None
        if status == b"S":
            raise SyntaxError(said.decode())
        if status == b"E":
            raise ShapeError(f"its query cannot be run: {said.decode()}")
        answer = ox.parse_query_results(said, format=ox.QueryResultsFormat.JSON)
        assert isinstance(answer, ox.QuerySolutions)
        return answer

    def start(self) -> _Worker:
        """Start the worker if there is none, so that it is ready when it is asked."""
        if self._worker is None:
            if self._is_shared:
                raise LaterError
            self._worker = _Worker(self._at)
        return self._worker

    def stop(self) -> None:
        """End the worker; the next query starts another, which sees the data as they then are."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


class _Worker:
    """A process that answers, and the pipes to it."""

    def __init__(self, at: ox.Store | Path) -> None:
        hears, self._tells = os.pipe()
        self._hears, tells = os.pipe()
        if isinstance(at, ox.Store):
            self._process = os.fork()
            if self._process == 0:
                _be_worker(at, hears, tells, (self._tells, self._hears))
        else:
            command = [sys.executable, "-m", "asbuilt.store.guarded_worker", str(at)]
            popen = subprocess.Popen(  # noqa: S603 - our own program
                [*command, str(hears), str(tells), str(MEMORY)], pass_fds=(hears, tells)
            )
            self._process = popen.pid
            popen.returncode = 0  # its end is waited for below
        os.close(hears)
        os.close(tells)
        self.stop = weakref.finalize(self, _end, self._process, self._tells, self._hears)

    def ask(self, request: bytes, until: float) -> tuple[bytes, bytes]:
        """Send a request and give the status and what is said.

        Raises `TimeoutError` where that takes longer, and `EOFError` where the process is gone.
        """
        waiting = memoryview(HEAD.pack(b"Q", len(request)) + request)
        while waiting:
            waiting = waiting[os.write(self._tells, waiting[:_BLOCK]) :]
        status, size = HEAD.unpack(read_until(self._hears, HEAD.size, until))
        return status, read_until(self._hears, size, until)


def _be_worker(store: ox.Store, hears: int, tells: int, others: tuple[int, int]) -> None:
    """Answer queries in a process that was just forked, and never come back."""
    try:
        for one in others:
            os.close(one)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        answer_all(lambda: store, hears, tells, MEMORY)
    finally:
        os._exit(0)


def _end(process: int, *pipes: int) -> None:
    for pipe in pipes:
        os.close(pipe)
    end(process)
