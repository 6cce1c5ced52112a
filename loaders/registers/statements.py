"""What a row of a register states, field by field, as ``vocabulary.toml`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, RDFS, URIRef
from rdflib.term import Literal

from asbuilt.facts import Fact, Problem, Tally
from asbuilt.identity import digest, fold, key
from asbuilt.loaders.registers import values
from asbuilt.loaders.registers.families import additions
from asbuilt.loaders.registers.mentions import Mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item
    from asbuilt.loaders.registers.record import Record
    from asbuilt.loaders.registers.register import Register
    from asbuilt.loaders.registers.vocabulary import Field

# Asked of their namespaces once: each row needs them.
_TYPE, _LABEL, _FROM = RDF.type, RDFS.label, PROV.hadPrimarySource
_IDENTIFIER = DCTERMS.identifier


class Speaker:
    """States the rows of one table, and remembers which names it has used."""

    def __init__(self, register: Register) -> None:
        """Speak for one table."""
        self._register = register
        self._mentions = Mentions(register.source)
        self._named: dict[URIRef, str] = {}
        self._naming = {
            "role": self._mentions.role,
            "group": self._mentions.group,
            "system": self._mentions.system,
            "dataobject": self._mentions.data_object,
            "party": self._mentions.party,
        }
        present = register.guess.columns
        self._fields = [
            one
            for one in register.table.fields.values()
            if (one.states is not None or one.inverse is not None)
            and (one.name in present or one.name == "person")
        ]

    def state(self, record: Record) -> Iterator[Item]:
        """Give what a row states, and the problems of its cells."""
        subject = self.subject(record)
        needed = record.lacks() if record.table.minted == "row" else ""
        if needed == "role" and record.table.name == "holders":
            yield from self._without_role(record)
            return
        if subject is None or needed:
            needed = needed or " or ".join(record.table.by[:2])
            yield Problem(
                "warning",
                f"the row has no {needed}, so nothing can be said of it",
                f"fill in {needed}, or name the column in asbuilt.toml under [source.columns]",
                record.place,
            )
            yield Tally("row that lacks what it is about", "unread")
            return
        yield from self._described(record, subject)
        for one in self._fields:
            yield from self._stated(record, subject, one)
        yield from additions(record, subject, self._mentions)
        yield from self._mentions.take()
        yield from kept(self._register, record, subject)
        yield from record.problems

    def _without_role(self, record: Record) -> Iterator[Item]:
        """State who is in a list of people without a role: there is nothing that they hold."""
        person, login = record.text("person"), record.text("login")
        place = record.at("login" if login else "person")
        agent = self._mentions.agent(person, login, place)
        columns = record.register.guess.columns
        record.missed |= {columns[name].index for name in ("from", "until") if name in columns}
        yield from self._mentions.take()
        yield from kept(self._register, record, agent)
        yield Tally("person without a role", "kept")

    def subject(self, record: Record) -> URIRef | None:
        """Give the thing that a row speaks of; None where it names none."""
        table, minter = record.table, record.source.minter
        if table.minted == "row":
            said = [record.text(name) for name in table.by]
            if "from" not in table.by:
                # Days tell rows apart, and make no other thing of those without.
                said += filter(None, (record.text(name) for name in ("from", "until")))
            return (
                record.source.element(f"{table.name}-{digest(*map(fold, said))}")
                if any(said)
                else None
            )
        name = record.first_text(*(one for one in table.by if one != "*"))
        if not name and "*" in table.by:
            # Only what is said counts: a new field of the vocabulary makes no other thing of it.
            filled = ((one, record.text(one)) for one in sorted(table.fields))
            said = [f"{one}={fold(text)}" for one, text in filled if text]
            return minter.named(table.minted, digest(*said))
        if not name:
            return None
        if table.minted == "mention":
            return self._mentions.reference(table.classes, name, record.place)
        return self._unshared(record, minter.named(table.minted, name), name)

    def _unshared(self, record: Record, thing: URIRef, name: str) -> URIRef:
        """Give another IRI to a row whose identifier an earlier row used for something else."""
        title = fold(record.text("name"))
        before = self._named.setdefault(thing, title)
        if not title or not before or title == before:
            return thing
        record.problems.append(
            Problem(
                "warning",
                f"“{name}” names two different things here: “{before}” and “{title}”",
                "give each row an identifier of its own",
                record.at(record.table.by[0]),
            )
        )
        return record.source.element(f"{record.table.name}-{key(name)}-row-{record.row.number}")

    def _described(self, record: Record, subject: URIRef) -> Iterator[Fact]:
        table, place = record.table, record.place
        identifier = record.text("id")
        if table.minted == "mention":
            return
        for one in table.classes:
            yield Fact(subject, _TYPE, one, place)
        if table.classes:
            if self._labelled_by_row(record):
                shown = record.filled(table.label)
            else:
                shown = record.text("name") or identifier or record.filled(table.label)
            if shown:
                yield Fact(subject, _LABEL, Literal(shown), place)
            yield Fact(subject, _FROM, record.source.at(place), place)
        if identifier:
            yield Fact(subject, _IDENTIFIER, Literal(identifier), record.at("id"))

    @staticmethod
    def _labelled_by_row(record: Record) -> bool:
        """Say whether a row's label is made of its fields, having no name of its own."""
        table = record.table
        return table.minted == "row" or bool(table.label and not record.text("name"))

    def _stated(self, record: Record, subject: URIRef, one: Field) -> Iterator[Fact]:
        text = record.text(one.name)
        if not text:
            return
        place = record.at(one.name)
        if one.kind in _LITERALS:
            value = record.literal(one)
            if value is not None and one.states is not None:
                yield Fact(subject, one.states, value, place)
            return
        for part in values.parts(text) if one.many else [text]:
            thing = self._thing(record, one, part)
            if one.states is not None:
                yield Fact(subject, one.states, thing, place)
            if one.inverse is not None:
                yield Fact(thing, one.inverse, subject, place)

    def _thing(self, record: Record, one: Field, text: str) -> URIRef:
        mentions, place = self._mentions, record.at(one.name)
        if one.kind == "agent":
            return mentions.agent(text, record.text(one.login), place)
        name = self._naming.get(one.kind)
        if name is not None:
            return name(text, place)
        scope = None
        if one.within == "process":
            scope = mentions.in_process(
                record.text("process") or record.source.process or "", place
            )
        elif one.within == "system":
            scope = mentions.in_system(record.text("system") or record.source.system or "", place)
        return mentions.reference(one.of, text, place, scope)


def kept(register: Register, record: Record, subject: URIRef | None) -> Iterator[Item]:
    """Keep what no field stands for, in the register's own words, where the row has a subject.

    What a field stands for and cannot understand is kept, too.
    """
    if subject is None:
        return
    for index, own, tally, label in register.columns:
        text = record.row.text(index)
        if not text or (tally is None and index not in record.missed):
            continue
        place = record.at_column(index)
        yield Fact(own, _TYPE, RDF.Property, place)
        yield Fact(own, _LABEL, label, place)
        yield Fact(subject, own, Literal(text), place)
        yield tally or Tally(f"cell of “{label}”", "kept")


_LITERALS = frozenset(
    [
        "text",
        "folded",
        "period",
        "date",
        "datetime",
        "duration",
        "number",
        "integer",
        "boolean",
        "choice",
        "sha256",
    ]
)
