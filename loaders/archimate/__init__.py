"""ArchiMate 3 models: Model Exchange files, what Archi saves, plain or packed, and its CSV export.

One module an idea: `exchange`, `archi` and `triplet` read the three formats into a `landscape`,
`meanings` knows what elements are or stand for, `concepts` states what all parts have, `relations`
how elements are related, `collections` what views show and folders hold, `names` lists the types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.facts import Fact, Item, Problem, Source, Version
from asbuilt.loaders.archimate import archi, exchange, triplet
from asbuilt.loaders.archimate.collections import collections
from asbuilt.loaders.archimate.concepts import concepts
from asbuilt.loaders.archimate.meanings import Meanings
from asbuilt.loaders.archimate.names import ARCHI, EXCHANGE, EXCHANGE_2
from asbuilt.loaders.archimate.relations import relations
from asbuilt.reading import Refusal, read_bytes, read_head
from asbuilt.reading.archive import is_archive, member
from asbuilt.reading.model import Model
from asbuilt.reading.vendors import split
from asbuilt.reading.xml import line_of, parse_bytes, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from asbuilt.loaders.archimate.landscape import Landscape

name: Final = "archimate"
suffixes: Final = (".archimate", "elements.csv", "relations.csv", "properties.csv")
settings: tuple[str, ...] = ()


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is an ArchiMate model, by its root element or else by its ending.

    One that ends like Archi's and is no XML is claimed: an archive, or refused in clear words.
    """
    if triplet.part_of(path, head) is not None:
        return True
    namespace, local = root_name(head)
    if not local:
        return path.name.lower().endswith(".archimate")
    return local == "model" and (namespace in ARCHI or bool(EXCHANGE_2.match(namespace)))


def load(source: Source) -> Iterator[Item]:
    """Read a model to its end and yield what it says; clauses are those of ArchiMate 3.2.

    Raises `Refusal` where the file is no ArchiMate model, or one of version 2.
    """
    part = triplet.part_of(source.path, read_head(source.path))
    if part is not None:
        yield from _table(source, part)
        return
    data = read_bytes(source.path)
    root = parse_bytes(member(data, archi.MEMBER) if is_archive(data) else data)
    namespace, local = split(str(root.tag))
    if local == "model" and namespace in ARCHI:
        version, grammar = f"Archi {root.get('version') or ''}".strip(), archi.GRAMMAR
    elif local == "model" and EXCHANGE.fullmatch(namespace):
        version, grammar = "ArchiMate Model Exchange 3", exchange.GRAMMAR
    else:
        raise _other(root, namespace, local)
    yield Version(version)
    model = Model.of(source, root, grammar)
    if model.refused:
        yield from model.problems
        return
    yield from _said((archi if grammar is archi.GRAMMAR else exchange).landscape(model))
    yield from model.tallies()


def companions(path: Path) -> list[Path]:
    """Give the other files on which what a file means depends: the tables of one CSV export."""
    return sorted(one for one in triplet.beside(path).values() if one != path)


def _said(landscape: Landscape) -> Iterator[Fact | Problem]:
    meanings = Meanings(landscape)
    yield from concepts(landscape, meanings)
    yield from relations(landscape, meanings)
    yield from collections(landscape)
    yield from meanings.facts()
    yield from landscape.model.extensions()
    yield from landscape.model.problems


def _table(source: Source, part: str) -> Iterator[Item]:
    yield Version(f"Archi CSV, {part}")
    landscape, problems, tallies = triplet.read(source, part)
    yield from problems
    if landscape is not None:
        yield from triplet.said_in(source, part, _said(landscape))
    yield from tallies


def _other(root: etree._Element, namespace: str, local: str) -> Refusal:
    if local == "model" and EXCHANGE_2.fullmatch(namespace):
        return Refusal(
            "this is an ArchiMate 2 exchange file, whose types have other names",
            "open it in a tool such as Archi 4 and export it as an ArchiMate 3 exchange file",
            line_of(root),
        )
    found = f"<{local}>" + (f" of {namespace}" if namespace else "")
    return Refusal(
        f"this is no ArchiMate model: the document is {found}, not <model> of ArchiMate 3 or Archi",
        "export the model as an ArchiMate Model Exchange file, or save it in Archi",
        line_of(root),
    )
