"""SCXML state charts (W3C Recommendation of 2015) as workflows with states and transitions.

`chart` knows the states, where each begins and what its targets are; `statement` states them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Version
from asbuilt.loaders.scxml.chart import GRAMMAR, Chart, is_scxml
from asbuilt.loaders.scxml.statement import statement
from asbuilt.reading import Refusal
from asbuilt.reading.model import Model
from asbuilt.reading.vendors import split
from asbuilt.reading.xml import line_of, parse, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

name: Final = "scxml"
suffixes: Final = (".scxml",)
settings: tuple[str, ...] = ()


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is SCXML, by its root element or else by its ending."""
    namespace, local = root_name(head)
    if not local:
        return path.name.lower().endswith(suffixes)
    return local == "scxml" and is_scxml(namespace)


def load(source: Source) -> Iterator[Item]:
    """Read a state chart to its end and yield what it says; clauses are those of SCXML 1.0.

    Raises `Refusal` where the file is not SCXML.
    """
    root = parse(source.path)
    namespace, local = split(str(root.tag))
    if local != "scxml" or not is_scxml(namespace):
        raise Refusal(
            f"this is no SCXML: the document is <{local}>, not <scxml>",
            "export the state chart as SCXML; parts of one are read with the whole",
            line_of(root),
        )
    yield Version(root.get("version") or "1.0")
    model = Model.of(source, root, GRAMMAR)
    if not model.refused:
        yield from statement(Chart(model))
        yield from model.extensions()
        yield from model.tallies()
    yield from model.problems
