"""Bounds on what reading one file may cost, whichever loader reads it: time, memory and output."""

from __future__ import annotations

import gc
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

MAX_FACTS: Final = 10_000_000
"""How many facts one file may give."""
MAX_PROBLEMS: Final = 1_000
"""How many problems of one file are kept one by one."""
SECONDS: Final = 120
SECONDS_PER_MEGABYTE: Final = 20
"""How long a file may be read, whatever its size and by it."""
MEMORY: Final = 6 * 1024**3
"""How many bytes of memory reading a file may take beside what is taken already."""
_LOOK_AFTER: Final = 0.25
"""Seconds between two looks at clock and memory."""
_STATUS: Final = Path("/proc/self/statm")


@contextmanager
def bounded(path: Path) -> Iterator[None]:
    """Raise `Refusal` within the block once reading the file takes too long or too much memory.

    The clock of the process looks in on the main thread; work in other threads, and where there is
    no such clock (Windows), is bounded by the size of what is read alone. What runs in C is not
    interrupted, and needs a bound of its own.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        return
    seconds = SECONDS + SECONDS_PER_MEGABYTE * _megabytes(path)
    end, most = time.monotonic() + seconds, _taken() + MEMORY
    collects = False

    def note(phase: str, _info: dict[str, int]) -> None:
        nonlocal collects
        collects = phase == "start"

    def look(_signal: int, _frame: FrameType | None) -> None:
        if collects:
            return  # what is raised while garbage is collected comes to nobody; the next look does
        if time.monotonic() > end:
            raise _too_long(seconds)
        if _taken() > most:
            raise _too_much()

    before = signal.signal(signal.SIGALRM, look)
    gc.callbacks.append(note)
    signal.setitimer(signal.ITIMER_REAL, _LOOK_AFTER, _LOOK_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        gc.callbacks.remove(note)
        signal.signal(signal.SIGALRM, before)


def _megabytes(path: Path) -> float:
    try:
        return path.stat().st_size / 1_000_000
    except OSError:
        return 0


def _taken() -> int:
    """Give how many bytes of memory this process takes, or on some systems took at its peak."""
    import resource  # noqa: PLC0415 - not on Windows

    if _STATUS.exists():
        return int(_STATUS.read_text().split()[1]) * resource.getpagesize()
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _too_long(seconds: float) -> Refusal:
    return Refusal(
        f"reading the file takes longer than {seconds:,.0f} seconds",
        "split the file, or export less into it",
    )


def _too_much() -> Refusal:
    return Refusal(
        f"reading the file takes more than {MEMORY // 1024**3} GB of memory",
        "split the file, or export less into it",
    )
