"""Registers, and series of reports, that keep no digest of any record: told once each.

A register of many records of which none has a SHA-256 has no place for it, and that is what is to
be mended, not each record. The same holds for the reports of tools that are loaded for one control.
The verdicts on the records stay what they are and point to the one fact. Of fewer records, or where
others have one, each is a fault of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import PROV

from asbuilt.derive.reading import Names, listed, things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.evidence.exhibits import Exhibit
    from asbuilt.derive.evidence.verdicts import Ruling
    from asbuilt.store import Triple

LEAST: Final = 5
"""Records without which nothing is said of all of them together."""
NAMED: Final = 500
"""Records beyond which no more are linked to the fact; it says so."""
FEW: Final = 3
"""Controls that are named; more are counted."""
_CONTROLS: Final = "?a a ab:Control FILTER NOT EXISTS { ?a a ab:Reference }"


@dataclass(frozen=True)
class Unhashed:
    """What keeps no digest of any record: files of registers, and controls that have reports."""

    groups: dict[URIRef, tuple[Exhibit, ...]]
    """The records by the file of their register, or by the control for which they are reports."""
    controls: frozenset[URIRef]

    @classmethod
    def of(cls, context: Context, exhibits: Iterable[Exhibit]) -> Unhashed:
        """Find them among all the evidence of a graph that is known on its day."""
        controls = frozenset(things(context.store, _CONTROLS))
        kept: dict[URIRef, list[Exhibit]] = defaultdict(list)
        for exhibit in exhibits:
            if exhibit.is_known(context.as_of):
                for key in _keys(exhibit, controls):
                    kept[key].append(exhibit)
        groups = {
            key: tuple(records)
            for key, records in sorted(kept.items())
            if len(records) >= LEAST and not any(record.stated for record in records)
        }
        return cls(groups, controls)

    def tell(self, ruling: Ruling) -> list[URIRef]:
        """Give what tells of all the records of a verdict; nothing where some are on their own."""
        found: set[URIRef] = set()
        for exhibit in ruling.given if ruling.verdict == "unhashed" else ():
            if not exhibit.stated:
                keys = _keys(exhibit, self.controls) & self.groups.keys()
                if not keys:
                    return []
                found |= keys
        return sorted(found)

    def stated(self, context: Context) -> Iterator[Triple]:
        """State each of them once."""
        names = Names(context.store, AB.Source, AB.Control)
        for key, records in self.groups.items():
            node, name, number = fact(context, key), names.of(key), f"{len(records):,}"
            what = f"{number} reports that are evidence for {name}"
            if key not in self.controls:
                served = {thing for record in records for thing in record.serves & self.controls}
                of = f" for {_told(sorted(map(names.of, served)))}" if served else ""
                what = f"{number} records of evidence in {name}{of}"
                yield node, PROV.hadPrimarySource, key
            more = f" The first {NAMED:,} are linked to this." if len(records) > NAMED else ""
            yield from describe(
                node,
                AB.UnhashedRegister,
                label=f"No evidence of {name} has a SHA-256",
                about=key,
                proof=f"None of the {what} has a SHA-256:"
                f" {listed(record.label for record in records)}.{more}",
                involves=sorted(record.iri for record in records)[:NAMED],
                source=[key],
            )


def fact(context: Context, key: URIRef) -> URIRef:
    """Give the IRI of the fact about a register, or about the reports for a control."""
    return context.minter.derived("evidence", "unhashed register", key)


def _keys(exhibit: Exhibit, controls: frozenset[URIRef]) -> frozenset[URIRef]:
    return exhibit.serves & controls if exhibit.is_report else exhibit.files


def _told(names: list[str]) -> str:
    return listed(names) if len(names) <= FEW else f"{len(names):,} controls"
