"""A bound on the memory of a process that answers queries of others."""

from __future__ import annotations

import sys


def limit_memory(size: int, *, beyond_now: bool = False) -> None:
    """Let this process take so many bytes, or so many beside twice what it has taken by now.

    Nothing is bounded on Windows, where only the time is.
    """
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    if beyond_now:
        unit = 1 if sys.platform == "darwin" else 1024
        size += 2 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
