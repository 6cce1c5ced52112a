"""Tables of flat XML records: one sheet for each kind of element, its fields as columns.

A CMDB writes its items so: a root around elements that each hold fields of plain text. Known is the
export of iTop, a ``Set`` of elements with an ``id`` and an ``alias``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from asbuilt.facts import Problem
from asbuilt.reading import xml
from asbuilt.reading.tables import Row, Sheet, Tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

_BEGINNING = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?(?:\s|<!--.*?-->)*<Set\s*>(?:\s|<!--.*?-->)*"
    rb"<([A-Za-z_]\w*)(?=\s[^>]*\bid=[\"'])[^>]*>",
    re.DOTALL,
)
_CONTENT = "data"
"""Field in which iTop writes the bytes of a picture or document."""


def is_records(head: bytes) -> bool:
    """Say whether a file begins as an export of records in XML."""
    return _BEGINNING.match(head[:8192]) is not None


def read(path: Path) -> Tables:
    """Read the records of a file; the bytes of pictures are left out and counted.

    Raises `Refusal` where the XML is broken or is no set of records.
    """
    root = xml.parse(path)
    tables = Tables([], "iTop XML")
    kinds: dict[str, list[etree._Element]] = {}
    for element in root.iterchildren("*"):
        kinds.setdefault(xml.local(element), []).append(element)
    for kind, elements in kinds.items():
        tables.sheets.append(_sheet(kind, elements, tables))
    return tables


def _sheet(kind: str, elements: list[etree._Element], tables: Tables) -> Sheet:
    records = [dict(_fields(element, tables)) for element in elements]
    columns = list(dict.fromkeys(name for record in records for name in record))
    heading = Row(1, tuple(columns), xml.line_of(elements[0]).line)
    rows = [
        Row(number, tuple(record.get(name) for name in columns), xml.line_of(element).line)
        for number, (record, element) in enumerate(zip(records, elements, strict=True), start=2)
    ]
    return Sheet(kind, (heading, *rows), lines_only=True)


def _fields(element: etree._Element, tables: Tables) -> Iterator[tuple[str, str]]:
    """Give the fields of a record by name: attributes, then elements, with those within by path."""
    for name, value in element.attrib.items():
        if name != "alias":
            yield str(name), str(value)
    seen: Counter[str] = Counter()
    for field in element.iterchildren("*"):
        name = xml.local(field)
        seen[name] += 1
        if seen[name] > 1:
            tables.problems.append(
                Problem(
                    "warning",
                    f"the record has several fields {name!r}; each is kept under a number",
                    "export the records again, or mend the file",
                    xml.line_of(field),
                )
            )
            name = f"{name} {seen[name]}"
        yield from _values(name, field, tables)


def _values(name: str, field: etree._Element, tables: Tables) -> Iterator[tuple[str, str]]:
    within = list(field.iterchildren("*"))
    if not within:
        yield name, (field.text or "").strip()
        return
    for part in within:
        if xml.local(part) == _CONTENT and not len(part):
            tables.unread["content of a picture or document"] += 1
            continue
        yield from _values(f"{name}.{xml.local(part)}", part, tables)
