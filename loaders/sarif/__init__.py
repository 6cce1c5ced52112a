"""SARIF 2.1.0 logs of tools that analyse code or settings: that they ran, and what they found.

`run` states each run as evidence, `rules` the rules and taxonomies of its tool, `results` what was
found. A run fails where a result of kind ``fail`` is neither suppressed nor gone, at the level that
the setting ``level`` names (``warning`` if left out) or above.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Version
from asbuilt.loaders.sarif.run import Run
from asbuilt.loaders.sarif.words import SARIF
from asbuilt.reading import Refusal, runs
from asbuilt.reading import json as json_reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.reading.tree import Node

__all__ = ["SARIF", "claims", "load", "name", "settings", "suffixes"]

name: Final = "sarif"
suffixes: Final = (".sarif", ".sarif.json")
settings: Final = (*runs.SETTINGS, "references", "level")

_BEGIN: Final = re.compile(rb"[\s\xef\xbb\xbf\xff\xfe]*\{")
_RUNS: Final = re.compile(rb'"runs"\s*:\s*\[')
_MARK: Final = re.compile(
    rb'"\$schema"\s*:\s*"[^"]*sarif[^"]*"|"version"\s*:\s*"(?:1\.0\.0|2\.[01]\.0)[^"]*"'
    rb'|"tool"\s*:\s*\{\s*"driver"\s*:',
    re.IGNORECASE,
)


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a SARIF log, by its content."""
    plain = head.replace(b"\0", b"")
    is_json = path.name.lower().endswith((".json", ".sarif")) or _BEGIN.match(plain)
    return bool(is_json and _RUNS.search(plain) and _MARK.search(plain))


def load(source: Source) -> Iterator[Item]:
    """Read a log to its end and yield its runs; clauses are those of SARIF 2.1.0.

    Raises `Refusal` where the file is no JSON, no SARIF 2.1.0, or has one thing twice.
    """
    root = json_reading.parse(source.path)
    version = _version(root)
    said = root.get("runs")
    if said is None or not said.is_array:
        raise Refusal(
            "this is no SARIF log: it has no array of runs",
            "export the report of the tool as SARIF 2.1.0 again",
            (said or root).place,
        )
    evidence = runs.Runs(source)
    # All of it before the first is given: what stands twice refuses the file as a whole.
    items: list[Item] = [Version(version)]
    taken: dict[str, Node] = {}
    for index, node in enumerate(said.elements()):
        items += Run(evidence, node, index, taken).items()
    yield from items


def _version(root: Node) -> str:
    """Give the version that a log states (§3.13.2). Raises `Refusal` where it is another one."""
    node = root.get("version")
    version = "" if node is None else node.text or ""
    if not version.startswith("2.1.0"):
        raise Refusal(
            f"this is SARIF {version}, not 2.1.0" if version else "nothing says that this is SARIF",
            "export the report as SARIF 2.1.0; converters from earlier versions exist",
            (node or root).place,
        )
    return version
