"""Data contracts in the Open Data Contract Standard 2.2, 3.0 and 3.1, as YAML or JSON.

Follows https://bitol-io.github.io/open-data-contract-standard/. What a contract describes becomes
data assets with their fields; what it promises about their age becomes a freshness promise.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Problem
from asbuilt.loaders.odcs.contract import Contract
from asbuilt.reading import Refusal
from asbuilt.reading import json as json_reading
from asbuilt.reading import yaml as yaml_reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source

name: Final = "odcs"
suffixes: Final = (".odcs.yaml", ".odcs.yml", ".odcs.json")
settings: tuple[str, ...] = ()

_KIND: Final = re.compile(rb"""^[\s{,]*["']?kind["']?\s*:\s*["']?DataContract\b""", re.MULTILINE)
_KIND_ON_ONE_LINE: Final = re.compile(rb'[{,]\s*"kind"\s*:\s*"DataContract"')
_VERSION: Final = re.compile(rb"""["']?apiVersion["']?\s*:\s*["']?v?[23]\.""")
_OLDER: Final = re.compile(rb"""["']?(?:datasetName|quantumName|dataset)["']?\s*:""")
"""What a contract of version 2.2 has, in which ``apiVersion`` may be left out."""


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a data contract: by its ending, or by kind and version."""
    file = path.name.lower()
    if file.endswith(suffixes):
        return True
    if not file.endswith((".yaml", ".yml", ".json")):
        return False
    plain = head.replace(b"\0", b"")
    is_contract = _KIND.search(plain) or _KIND_ON_ONE_LINE.search(plain)
    return bool(is_contract and (_VERSION.search(plain) or _OLDER.search(plain)))


def load(source: Source) -> Iterator[Item]:
    """Read a contract and yield its data assets, fields, rules, people, roles and promises.

    Raises `Refusal` where the file is no contract, or names two things of one kind alike.
    """
    is_json = source.path.name.lower().endswith(".json")
    root = (json_reading if is_json else yaml_reading).parse(source.path)
    kind = root.get("kind")
    is_without_kind = kind is None and any(root.get(key) for key in ("schema", "dataset"))
    if not is_without_kind and (kind is None or kind.text != "DataContract"):
        raise Refusal(
            "this is no data contract: its kind is not DataContract",
            "write `kind: DataContract` and an apiVersion, or leave the file out",
            root.place,
        )
    # All of it before the first is given: a name that stands twice refuses the file as a whole.
    items = list(Contract(source, root).items())
    if is_without_kind:
        yield Problem(
            "warning",
            "the contract does not say what it is, which the standard asks for",
            "write `kind: DataContract` and an apiVersion",
            root.place,
        )
    yield from items
