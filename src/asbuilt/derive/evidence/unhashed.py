"""Registers that keep no digest of any record: one cause, which is told once.

A register of many records of which none has a SHA-256 has no place for it, and that is what is to
be mended, not each record. The verdicts on its records stay what they are and point to the one
fact. Of fewer records, or where others have one, each is a fault of its own.
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
"""Records of a register without which nothing is said of the register as a whole."""
NAMED: Final = 500
"""Records beyond which no more are linked to the fact; it says so."""

FEW: Final = 3
"""Controls that are named; more are counted."""
_CONTROLS: Final = "?a a ab:Control FILTER NOT EXISTS { ?a a ab:Reference }"


@dataclass(frozen=True)
class Unhashed:
    """The registers of which no record has a digest."""

    registers: dict[URIRef, tuple[Exhibit, ...]]
    """Their records, by the file."""

    @classmethod
    def of(cls, exhibits: Iterable[Exhibit]) -> Unhashed:
        """Find them among all the evidence of a graph."""
        kept: dict[URIRef, list[Exhibit]] = defaultdict(list)
        for exhibit in exhibits:
            for file in exhibit.files:
                kept[file].append(exhibit)
        return cls(
            {
                file: tuple(records)
                for file, records in sorted(kept.items())
                if len(records) >= LEAST and not any(record.stated for record in records)
            }
        )

    def tell(self, ruling: Ruling) -> list[URIRef]:
        """Give the registers that tell of all the records of a verdict; none where some do not."""
        found: set[URIRef] = set()
        for exhibit in ruling.given if ruling.verdict == "unhashed" else ():
            if not exhibit.stated:
                registers = exhibit.files & self.registers.keys()
                if not registers:
                    return []
                found |= registers
        return sorted(found)

    def stated(self, context: Context) -> Iterator[Triple]:
        """State each of the registers once."""
        names = Names(context.store, AB.Source)
        controls = Names(context.store, AB.Control)
        kept = set(things(context.store, _CONTROLS))
        for file, records in self.registers.items():
            known = [record for record in records if record.is_known(context.as_of)]
            if not known:
                continue
            name = names.of(file)
            shown = sorted(record.iri for record in known)[:NAMED]
            served = {thing for record in known for thing in record.serves & kept}
            of = f" for {_told(sorted(map(controls.of, served)))}" if served else ""
            more = f" The first {NAMED:,} are linked to this." if len(known) > NAMED else ""
            yield from describe(
                register(context, file),
                AB.UnhashedRegister,
                label=f"{name} has no SHA-256 of any record",
                about=file,
                proof=f"None of the {len(known):,} records of evidence in {name}{of} has a SHA-256:"
                f" {listed(record.label for record in known)}.{more}",
                involves=shown,
                source=[file],
            )
            yield register(context, file), PROV.hadPrimarySource, file


def _told(names: list[str]) -> str:
    return listed(names) if len(names) <= FEW else f"{len(names):,} controls"


def register(context: Context, file: URIRef) -> URIRef:
    """Give the IRI of the fact about a register."""
    return context.minter.derived("evidence", "unhashed register", file)
