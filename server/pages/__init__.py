"""The kinds of pages, a blueprint each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.server.pages import (
    findings,
    overview,
    processes,
    questions,
    registers,
    search,
    things,
)

if TYPE_CHECKING:
    from flask import Blueprint

_MODULES = (overview, findings, processes, things, registers, questions, search)


def blueprints() -> list[Blueprint]:
    """Give the blueprints of all kinds of pages."""
    return [module.blueprint for module in _MODULES]
