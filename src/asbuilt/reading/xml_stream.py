"""Reading of a large XML document element by element, in memory for one of them at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

from lxml import etree

from asbuilt.reading import MAX_DEPTH, Refusal
from asbuilt.reading.xml import line_of, local, refuse_declared_entities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.stream import Bounded


def children(stream: Bounded) -> Iterator[tuple[str, etree._Element | None]]:
    """Yield each child of each child of the root, with the name of what it stands in.

    The element is whole, and gone once the next one is asked for. None stands for the end of what
    is named. Raises `Refusal` for entities and for what nests too deep, and lxml's error for XML
    that is broken.
    """
    depth = 0
    section: etree._Element | None = None
    for happening, element in _happenings(stream):
        if happening == "start":
            depth += 1
            if depth == 1:
                refuse_declared_entities(element)
            elif depth == 2:
                section = element
            elif depth > MAX_DEPTH:
                raise Refusal(
                    f"elements nest deeper than {MAX_DEPTH}",
                    "export the file again; no model nests so deep",
                    line_of(element),
                )
            continue
        depth -= 1
        if depth == 2 and section is not None:
            yield local(section), element
        elif depth == 1:
            yield local(element), None
        else:
            continue
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]  # type: ignore[union-attr]
        stream.since_piece = 0


def _happenings(stream: Bounded) -> Iterator[tuple[str, etree._Element]]:
    happenings: Iterator[tuple[str, etree._Element]] = etree.iterparse(
        cast("BinaryIO", stream),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return happenings
