"""The first settings of a workspace, proposed from the files that are in its folder."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from asbuilt.identity import fold
from asbuilt.ingest import choose
from asbuilt.reading import Refusal, read_head
from asbuilt.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOK = "look at it"
"""What stands beside a guess in the settings that somebody should confirm."""
MAX_FILES = 5_000
"""Number of files at which looking through a folder ends."""

_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "dist", "build", "target"})
_PROCESS_FOLDERS = frozenset(
    {
        "process", "processes", "docs", "doc", "documentation", "bpmn", "model", "models",
        "prozess", "prozesse", "modelle", "dokumentation",
    }
)  # fmt: skip
_DIGITAL_FOLDERS = frozenset(
    {
        "erp", "system", "systems", "workflow", "workflows", "digital", "deploy", "deployed",
        "runtime", "engine", "src", "resources", "systeme", "export", "exports",
    }
)  # fmt: skip
_DIGITAL_FORMATS = frozenset(
    {
        "asl",
        "casbin",
        "keycloak",
        "odcs",
        "openlineage",
        "osworkflow",
        "scim",
        "scxml",
        "serverless_workflow",
    }
)
_LOG_FORMATS = frozenset({"xes", "csv_log", "ocel"})
_TWO_SIDED = "bpmn"
_EXECUTABLE = re.compile(rb"isExecutable\s*=\s*[\"'](?:true|1)[\"']")
_COMPOUND_SUFFIX = re.compile(r"(\.[A-Za-z][A-Za-z0-9]*){1,2}$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Settings for a folder, and what they were made of."""

    text: str
    """The settings as TOML with comments."""
    sources: tuple[str, ...]
    """Paths or patterns of the sources proposed."""
    unsure: tuple[str, ...]
    """Files of tables that may be about several things; their settings are written as comments."""
    left_out: tuple[str, ...]
    """Files that no loader claims."""


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    path: Path
    format: str
    domain: str


def propose(folder: Path) -> Proposal:
    """Look at the files of a folder, by content, and propose what to write in its settings."""
    found: list[_Found] = []
    left_out: list[str] = []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        loader = choose(path) if os.access(path, os.R_OK) else None
        if loader is None:
            left_out.append(name)
        else:
            found.append(_Found(name, path, loader.name, _domain(path, folder, loader.name)))
    sources: list[str] = []
    blocks: list[str] = []
    unclear: list[str] = []
    for pattern, members in _grouped(found, left_out):
        said = list(_source(pattern, members))
        sure = any(not one.startswith("#") for one in said)
        (sources if sure else unclear).append(pattern)
        blocks += said
    parts = [
        _head(folder),
        *(blocks or [_NOTHING]),
        *_listed(
            "Tables that may be about other things; their settings above are comments:",
            unclear,
        ),
        *_listed("In no format that is known, and left out:", left_out),
    ]
    return Proposal("\n".join(parts), tuple(sources), tuple(unclear), tuple(left_out))


def _files(folder: Path) -> Iterator[Path]:
    seen = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED)
        for name in sorted(names):
            if name.startswith((".", "~$")) or name == SETTINGS_FILE:
                continue
            seen += 1
            if seen > MAX_FILES:
                return
            yield Path(place) / name


def _domain(path: Path, folder: Path, format_name: str) -> str:
    """Guess the side of the boundary: by format, by the folders' names, by being executable."""
    if format_name in _DIGITAL_FORMATS:
        return "digital"
    if format_name != _TWO_SIDED:
        return ""
    for part in reversed(path.relative_to(folder).parts[:-1]):
        words = set(re.split(r"[^a-z]+", fold(part)))
        if words & _PROCESS_FOLDERS:
            return "process"
        if words & _DIGITAL_FOLDERS:
            return "digital"
    return "digital" if _EXECUTABLE.search(read_head(path)) else "process"


def _grouped(found: list[_Found], left_out: list[str]) -> Iterator[tuple[str, list[_Found]]]:
    """Put files of one folder, ending, format and side under a pattern that catches no more."""
    groups: dict[tuple[str, str, str, str], list[_Found]] = defaultdict(list)
    for one in found:
        folder, _, file = one.name.rpartition("/")
        compound = _COMPOUND_SUFFIX.search(file)
        groups[folder, compound.group() if compound else file, one.format, one.domain].append(one)
    names = {one.name: one for one in found}
    for (folder, suffix, format_name, domain), members in groups.items():
        pattern = f"{folder}/*{suffix}" if folder else f"*{suffix}"
        caught = [name for name in (*names, *left_out) if _catches(folder, suffix, name)]
        same = all(
            name in names and (names[name].format, names[name].domain) == (format_name, domain)
            for name in caught
        )
        if len(members) > 1 and same and format_name != "register":
            yield pattern, members
        else:
            yield from ((one.name, [one]) for one in members)


def _catches(folder: str, suffix: str, name: str) -> bool:
    return name.rpartition("/")[0] == folder and name.endswith(suffix)


def _source(pattern: str, members: list[_Found]) -> Iterator[str]:
    first = members[0]
    own = getattr(choose(first.path), "propose", None)
    if own is not None:
        with suppress(Refusal):
            yield from own(first.path, first.name)
        return
    lines = ["[[source]]", f"path = {_quoted(_escaped(pattern, members))}"]
    if first.domain == "process":
        lines.append('domain = "process"          # how work is meant to be done')
    elif first.domain == "digital":
        lines.append('domain = "digital"          # what a system enforces')
        lines.append('# system = "ERP"            # the system that runs it')
    if first.format in _LOG_FORMATS:
        lines.append('# process = "…"             # the process whose cases it records')
    counted = f"  # {len(members)} files" if len(members) > 1 else ""
    lines[0] += f"                    # {first.format}{counted}"
    yield "\n".join(lines) + "\n"


def _escaped(pattern: str, members: list[_Found]) -> str:
    """Give a file's own name so that it matches only itself, though it holds brackets or stars."""
    return pattern if len(members) > 1 else re.sub(r"([*?\[])", r"[\1]", pattern)


def _head(folder: Path) -> str:
    title = folder.resolve().name or "Workspace"
    slug = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-") or "workspace"
    return f"""\
# Settings of this workspace; `asbuilt load` reads the sources below, `asbuilt check` judges them.

[workspace]
title = {_quoted(title)}
base = "https://example.org/{slug}/"   # addresses of things are made under it; nothing is fetched

# [check]
# as-of = 2026-12-31          # judge for this day instead of today
# shapes = ["rules/*.ttl"]    # SHACL shapes of your own; they are rules like ours
# select = ["WF", "DE003"]    # report these rules only: codes, or how they begin
# ignore = ["DX010"]          # leave these out of reports and pages
#
# [check.severity]            # violation, warning or info, by code or beginning
# WF003 = "info"
#
# [queries]
# path = "queries"            # folder of .rq files with a #+ header, peers of ours

# Each [[source]] names a file or a pattern of files. Look over what was guessed.
"""


_NOTHING = """\
# Nothing that can be read is here yet. Put files into the folders and name them, for example:
#
# [[source]]
# path = "process/*.bpmn"
# domain = "process"
#
# [[source]]
# path = "systems/*.asl.json"
# domain = "digital"
# system = "ERP"
#
# [[source]]
# path = "registers/raci.xlsx"
"""


def _listed(heading: str, names: list[str]) -> Iterator[str]:
    if names:
        more = [f"#   … and {len(names) - 20} more"] if len(names) > 20 else []
        yield "\n".join([f"# {heading}", *(f"#   {name!r}" for name in names[:20]), *more]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in escaped) + '"'
