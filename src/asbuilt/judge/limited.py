"""Work under a limit: a fork of this process does it, and is killed when time is up.

pySHACL and Python's regular expressions cannot be interrupted, and either may run for ever over
shapes that people write.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import struct
import time
from dataclasses import astuple
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

from asbuilt.errors import UserError
from asbuilt.store.memory import limit_memory

if TYPE_CHECKING:
    from collections.abc import Callable

Told = TypeVar("Told")

MEMORY: Final = 4 * 1024**3
"""How many bytes such work may take."""
_BLOCK: Final = 1 << 20
_SIZE: Final = struct.Struct("!Q")


def within(seconds: float, work: Callable[[], Told]) -> Told:
    """Do some work and give what comes of it, which has to be such that it can be pickled.

    Raises `TimeoutError` where it takes longer, `EOFError` where the process that does it ends
    early, for want of memory say, and the `UserError` that it raises. Where processes cannot be
    forked, the work is done without a limit.
    """
    if not hasattr(os, "fork"):
        return work()
    hears, tells = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(hears)
        _work(work, tells)
    os.close(tells)
    try:
        until = time.monotonic() + seconds
        (size,) = _SIZE.unpack(read_until(hears, _SIZE.size, until))
        # What was told within the limit may take its time on the way.
        is_done, told = pickle.loads(read_until(hears, size, until + seconds))  # noqa: S301 - our own
    finally:
        os.close(hears)
        end(process)
    if not is_done:
        raise UserError(*told)
    return told  # type: ignore[no-any-return]


def too_long(seconds: float) -> str:
    """Say of what was stopped why, and what to do."""
    return (
        f"it took longer than {seconds:g} seconds and was stopped; bind more of its variables, or"
        " give it more time (--seconds, or [check] seconds in asbuilt.toml)"
    )


def read_until(pipe: int, size: int, until: float) -> bytes:
    """Read so many bytes from a pipe.

    Raises `TimeoutError` where they have not come by a time of `time.monotonic`, and `EOFError`
    where they never will.
    """
    parts: list[bytes] = []
    while size:
        left = until - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise TimeoutError
        part = os.read(pipe, min(size, _BLOCK))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def end(process: int) -> None:
    """Kill a process of ours and have it over with."""
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _work(work: Callable[[], object], tells: int) -> NoReturn:
    """Do the work in a process that was just forked, tell of it, and never come back."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        limit_memory(MEMORY, beyond_now=True)
        try:
            said = pickle.dumps((True, work()))
        except UserError as error:
            said = pickle.dumps((False, astuple(error)))
        waiting = memoryview(_SIZE.pack(len(said)) + said)
        while waiting:
            waiting = waiting[os.write(tells, waiting[:_BLOCK]) :]
    finally:
        os._exit(0)
