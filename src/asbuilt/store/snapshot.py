"""Opening a store on disk for reading, while another process may write to it."""

from __future__ import annotations

import contextlib
import time
from typing import Final

import pyoxigraph as ox

_TRIES: Final = 50
_PAUSE: Final = 0.1
"""Seconds between two tries to open a folder."""


def opened(folder: str) -> ox.Store:
    """Open a folder for reading; its files may be gone between the look at their list and at them.

    Raises what Oxigraph raises where that happens again and again.
    """
    for _ in range(_TRIES):
        with contextlib.suppress(OSError, RuntimeError):
            return ox.Store.read_only(folder)
        time.sleep(_PAUSE)
    return ox.Store.read_only(folder)
