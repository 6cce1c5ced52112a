"""SSSOM mapping sets (https://mapping-commons.github.io/sssom/), as TSV, CSV or JSON.

Each row becomes an `ab:Mapping`. The subject is taken as the end in the Process Domain and the
object as the one in the Digital Domain, unless only the subject's IRI names a file of a workflow
format. An identifier may be a CURIE, an IRI, or a path relative to the workspace's base such as
``process/order.bpmn#Approve``.

Slots beyond the standard that are understood, each declared or not:

- ``ext_enforcement``: enforced, supported, manual or bypassable,
- ``ext_status``: confirmed, proposed, suspect or outdated; without it a mapping is confirmed where
  a person (author or reviewer) curated it by hand, else proposed,
- ``ext_review_due``: the last day by which the mapping is to be looked at again,
- ``ext_subject_fingerprint``, ``ext_object_fingerprint``: of both ends when it was confirmed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.facts import Fact, Item, Source, Version
from asbuilt.loaders.sssom import json_form
from asbuilt.loaders.sssom.mapping_set import MappingSet
from asbuilt.loaders.sssom.statement import UNDERSTOOD
from asbuilt.loaders.sssom.table import REQUIRED, Table
from asbuilt.reading import Refusal
from asbuilt.reading.columns import Line, Meaning, Understood
from asbuilt.vocabulary import AB
from asbuilt.vocabulary.sssom import SSSOM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["SSSOM", "claims", "load", "name", "suffixes", "understand"]

name = "sssom"
suffixes = (".sssom.tsv", ".sssom.csv", ".sssom.json")
settings: tuple[str, ...] = ()

_SET = re.compile(rb'"(?:mapping_set_id|curie_map)"\s*:')
_MAPPINGS = re.compile(rb'"(?:predicate_id|mapping_justification)"\s*:')


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a mapping set: by its ending, or by the headings that each one has."""
    if path.name.lower().endswith(suffixes):
        return True
    if path.name.lower().endswith(".json"):
        return bool(_SET.search(head) and _MAPPINGS.search(head))
    if not path.name.lower().endswith((".tsv", ".csv")):
        return False
    lines = head.decode("utf-8", errors="replace").splitlines()
    heading = next((line for line in lines if line and not line.startswith("#")), "")
    return all(slot in re.split(r"[\t,]", heading) for slot in REQUIRED)


def load(source: Source) -> Iterator[Item]:
    """Read a mapping set and yield its mappings, each with the row that states it.

    Raises `Refusal` where it is no table with the slots that SSSOM requires, or its metadata is no
    YAML. A prefix that is declared nowhere is an error, since its identifiers would name nothing.
    """
    table = _table(source)
    mapping_set = MappingSet(source, table)
    version = mapping_set.metadata_text("sssom_version") or "1.0"
    if not version.startswith("1."):
        raise Refusal(
            f"this is SSSOM {version}, and versions 1.0 and 1.1 are read",
            "export the mapping set as SSSOM 1.1",
        )
    yield Version(version)
    yield from mapping_set.about()
    for place, row in table.rows:
        yield from mapping_set.mapping(place, row)


def understand(source: Source) -> list[Understood]:
    """Give the slots of a mapping set and the mappings of its rows. Raises `Refusal` as `load`.

    A set in JSON has no rows that could be patched.
    """
    table = _table(source)
    if not table.heading_row:
        return []
    mapping_set = MappingSet(source, table)
    lines = []
    for place, row in table.rows:
        facts = (item for item in mapping_set.mapping(place, row) if isinstance(item, Fact))
        subject = next((fact.subject for fact in facts if isinstance(fact.subject, URIRef)), None)
        texts = tuple(row.get(slot, "") for slot in table.headings)
        lines.append(Line(place.row or 0, subject, texts))
    known = UNDERSTOOD | {"predicate_modifier"}
    slots = (*table.headings, *sorted(known - set(table.headings)))
    heading_row = table.heading_row
    return [
        Understood(
            sheet=None,
            table=name,
            classes=(AB.Mapping,),
            heading_row=heading_row,
            headings=table.headings,
            last_row=lines[-1].number if lines else heading_row,
            fields=tuple(
                Meaning(
                    slot,
                    slot,
                    "date" if slot in {"mapping_date", "ext_review_due"} else "text",
                    at if at < len(table.headings) else None,
                )
                for at, slot in enumerate(slots)
            ),
            lines=tuple(lines),
        )
    ]


def _table(source: Source) -> Table:
    with source.path.open("rb") as file:
        is_json = file.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"{"
    is_json = is_json or source.path.name.lower().endswith(".json")
    return json_form.read(source.path) if is_json else Table.read(source.path)
