"""Asbuilt: how work is meant to be done, how systems really enforce it, and where the two part."""

from __future__ import annotations

__version__: str


def __getattr__(name: str) -> str:
    """Give the version when it is asked for: processes that only answer queries never do."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version  # noqa: PLC0415 - looking it up takes longer than the rest

    found = version("asbuilt")
    globals()[name] = found
    return found
