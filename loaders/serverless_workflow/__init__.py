"""CNCF Serverless Workflow 0.5 to 0.8 and 1.0, in JSON or YAML, as workflows with states.

`tasks` follows the tasks of the DSL 1.0, `states` the states of the versions before; both draw a
`plan`, which `statement` states. `words` writes values without what may open doors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Version
from asbuilt.loaders.serverless_workflow import states, tasks
from asbuilt.loaders.serverless_workflow.statement import statement
from asbuilt.reading import Refusal
from asbuilt.reading import json as json_reading
from asbuilt.reading import yaml as yaml_reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.reading.tree import Node

name: Final = "serverless_workflow"
suffixes: Final = (".sw.json", ".sw.yaml", ".sw.yml")
settings: tuple[str, ...] = ()

_SIGNS: Final = tuple(
    tuple(re.compile(sign, re.MULTILINE) for sign in signs)
    for signs in (
        (rb'"document"\s*:\s*\{', rb'"dsl"\s*:\s*"', rb'"do"\s*:\s*[\[{]'),
        (rb'"specVersion"\s*:\s*["0-9]', rb'"states"\s*:\s*\[|"functions"\s*:|"start"\s*:'),
        (rb"^document\s*:", rb"^[ \t]+dsl\s*:", rb"^do\s*:"),
        (rb"^specVersion\s*:\s*[\"'0-9]", rb"^(?:states|functions|start)\s*:"),
    )
)
"""What a workflow of 1.0 or of a version before has near its beginning, in JSON and in YAML."""


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a serverless workflow: by its ending, or by its version and content."""
    file = path.name.lower()
    if file.endswith(suffixes):
        return True
    if not file.endswith((".json", ".yaml", ".yml")):
        return False
    plain = head.replace(b"\0", b"")
    return any(all(sign.search(plain) for sign in signs) for signs in _SIGNS)


def load(source: Source) -> Iterator[Item]:
    """Read a workflow and yield its states and transitions.

    Raises `Refusal` where the file is no JSON or YAML, no serverless workflow, or names two tasks
    of one list or two states alike.
    """
    if source.path.name.lower().endswith((".yaml", ".yml")):
        root = yaml_reading.parse(source.path)
    else:
        root = json_reading.parse(source.path)
    document = root.get("document")
    if document is not None and root.get("do") is not None:
        yield from _version(document.get("dsl"))
        yield from statement(source, tasks.plan_of(root))
    elif root.get("states") is not None:
        yield from _version(root.get("specVersion"))
        yield from statement(source, states.plan_of(root))
    else:
        raise Refusal(
            "this is no serverless workflow: it has neither document and do (1.0) nor states (0.8)",
            "export the whole definition of the workflow",
            root.place,
        )


def _version(node: Node | None) -> Iterator[Version]:
    if node is not None and not (node.is_object or node.is_array):
        yield Version(node.text or node.compact())
