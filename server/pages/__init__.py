"""The kinds of pages, a blueprint each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.server.pages import (
    api,
    calendars,
    dry_run,
    exceptions,
    findings,
    graphs,
    health,
    mappings,
    matrices,
    overview,
    processes,
    questions,
    registers,
    rules,
    search,
    sources,
    sparql,
    things,
)

if TYPE_CHECKING:
    from flask import Blueprint

_MODULES = (
    overview, findings, processes, things, registers, calendars, exceptions, questions,
    matrices, rules, sources, dry_run, search, sparql, graphs, api, health,
    mappings,
)  # fmt: skip


def blueprints() -> list[Blueprint]:
    """Give the blueprints of all kinds of pages."""
    return [module.blueprint for module in _MODULES]
