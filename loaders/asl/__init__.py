"""Amazon States Language: the state machines of AWS Step Functions, in JSON or YAML.

Follows https://states-language.net/spec.html with JSONPath and JSONata. A file becomes a workflow
with its states at all depths. What a Parallel or Map state contains is entered by transitions of
kind ``branch``; where a branch ends, a transition of kind ``join`` leads to what follows the
Parallel or Map state, so that a path never goes around the branches. A Map has a ``next`` of its
own besides, since its list may be empty.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Version
from asbuilt.loaders.asl.statement import Statement
from asbuilt.loaders.asl.structure import states_of
from asbuilt.reading import json as json_reading
from asbuilt.reading import yaml as yaml_reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.reading.tree import Node

name = "asl"
suffixes = (".asl.json", ".asl.yaml", ".asl.yml")
settings: tuple[str, ...] = ()

CLOUDFORMATION_TAGS: Final = frozenset(
    "!" + function
    for function in (
        "Base64", "Cidr", "And", "Equals", "If", "Not", "Or", "Condition", "FindInMap", "ForEach",
        "GetAtt", "GetAZs", "ImportValue", "Join", "Length", "Ref", "Select", "Split", "Sub",
        "ToJsonString", "Transform",
    )
)  # fmt: skip
"""Short forms of CloudFormation's functions, which state machines in templates hold."""

_JSON_HEAD: Final = re.compile(rb'"States"\s*:\s*\{')
_JSON_MORE: Final = re.compile(
    rb'"StartAt"\s*:|"Type"\s*:\s*"(?:Task|Pass|Choice|Wait|Succeed|Fail|Parallel|Map)"'
)
_YAML_HEAD: Final = re.compile(rb"^States\s*:", re.MULTILINE)
_YAML_MORE: Final = re.compile(rb"^StartAt\s*:", re.MULTILINE)


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a state machine: by its ending, or by StartAt and States."""
    file = path.name.lower()
    if file.endswith(suffixes):
        return True
    plain = head.replace(b"\0", b"")
    if file.endswith(".json"):
        return bool(_JSON_HEAD.search(plain) and _JSON_MORE.search(plain))
    if file.endswith((".yaml", ".yml")):
        return bool(_YAML_HEAD.search(plain) and _YAML_MORE.search(plain))
    return False


def load(source: Source) -> Iterator[Item]:
    """Read a state machine and yield its workflow, states and transitions.

    Raises `Refusal` where the file is no JSON or YAML, holds no states, or names two states alike.
    """
    if source.path.name.lower().endswith((".yaml", ".yml")):
        root = yaml_reading.parse(source.path, CLOUDFORMATION_TAGS)
    else:
        root = json_reading.parse(source.path)
    statement = Statement(source, states_of(root), root.get("QueryLanguage"))
    yield from _version(root)
    yield from statement.workflow(root)
    for state in statement.states.values():
        yield from statement.state(state)


def _version(root: Node) -> Iterator[Version]:
    version = root.text_of("Version") or "1.0"
    language = root.text_of("QueryLanguage") or "JSONPath"
    yield Version(f"{version} ({language})")
