"""Asbuilt: how work is meant to be done, how systems really enforce it, and where the two part."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("asbuilt")
