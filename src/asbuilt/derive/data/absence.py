"""Where a choice or automation relies on a field that comes from one which may be absent.

A field that is made from one other field alone is absent where that one is. So the lineage of what
is read is followed back from field to field, until a contract lets one be absent. It is followed no
further than where somebody provides for that: the contract requires the field, a quality rule
checks it, the job between says what to do without it, or whoever reads it asks if it is there. Nor
is it followed where a field is made from several, of which another may fill it, or by counting or
adding up, which leaves out what is absent. What is optional where it is read, the shape judges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.data.lineage import Lineage, called_fully, links
from asbuilt.derive.reading import Names, ask_rows, is_true, pairs, things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Store, Triple

name: Final = "absence"

_SUMMED: Final = "?a <https://openlineage.io/spec/facets#summedUpFrom> ?b"


def derive(context: Context) -> Iterator[Triple]:
    """State for whom a field that may be absent is so by its lineage, with the way."""
    store = context.store
    fields = _Fields(store)
    if not fields.optional:
        return
    lineage = Lineage(store)
    names = Names(
        store, AB.Field, AB.DataAsset, AB.System, AB.Step, AB.State, AB.Automation, AB.Decision
    )
    names.add(store, "?a ab:reads ?data")
    for reader, field in pairs(store, "?a ab:reads ?b . ?b a ab:Field"):
        if reader in fields.jobs or (reader, field) in fields.provided:
            continue
        way = fields.way_back(lineage, field)
        if not way:
            continue
        origin = called_fully(lineage, names, way[-1])
        path = "; ".join(links(lineage, names, way))
        node = context.minter.derived(name, str(reader), str(field), str(way[-1]))
        yield from describe(
            node,
            AB.InheritedAbsence,
            label=f"{names.of(reader)} relies on {origin}, which may be absent",
            about=way[-1],
            proof=f"{names.of(reader)} reads {called_fully(lineage, names, field)}; {path}. The"
            f" contract lets {origin} be absent, and nothing on the way provides for that.",
            involves=[reader, *reversed(way[:-1])],
        )


@dataclass(init=False, slots=True)
class _Fields:
    """What is said of fields, of those who read them, and of how they are made."""

    optional: set[URIRef]
    """Those that a contract lets be absent, and none requires or checks."""
    safe: set[URIRef]
    """Those that a contract requires or a quality rule checks."""
    provided: set[tuple[URIRef, URIRef]]
    """Who reads which field and says what to do where it is absent."""
    jobs: set[URIRef]
    """Jobs of a lineage log: the way and not its end."""
    summed: set[tuple[URIRef, URIRef]]
    """Fields that count or add up others."""

    def __init__(self, store: Store) -> None:
        rows = ask_rows(store, "SELECT ?a ?b WHERE { ?a ab:isRequired ?b }")
        said = [(field, is_true(value)) for field, value in rows if isinstance(field, URIRef)]
        self.safe = {field for field, required in said if required}
        self.safe |= set(things(store, "?a ab:checkedBy ?rule"))
        self.optional = {field for field, required in said if not required} - self.safe
        self.provided = set(pairs(store, "?a ab:providesFor ?b"))
        self.jobs = set(things(store, '?a ab:elementKind "job"'))
        self.summed = set(pairs(store, _SUMMED))

    def way_back(self, lineage: Lineage, field: URIRef) -> list[URIRef]:
        """Give the way from a field to the one that may be absent; empty where there is none.

        A field that may itself be absent has none: that is told of it as it stands.
        """
        way, seen = [field], {field}
        if field in self.optional:
            return []
        while way[-1] not in self.safe:
            origins = lineage.origins.get(way[-1], [])
            if len(origins) != 1 or origins[0] in seen or origins[0] not in lineage.asset_of:
                return []
            (origin,) = origins
            makers = lineage.jobs(way[-1], origin)
            if (way[-1], origin) in self.summed or any(
                (job, origin) in self.provided for job in makers
            ):
                return []
            way.append(origin)
            seen.add(origin)
            if origin in self.optional:
                return way
        return []
