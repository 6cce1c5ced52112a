"""Naming what a cell speaks of: roles, people, groups, systems, and what other files define."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS, URIRef
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.registers import values
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asbuilt.facts import Place, Source

_ADDRESS = re.compile(r"[^\s<>\"{}|\\^`]+")
_FILE_AND_ID = re.compile(r"([^\s#]+\.[A-Za-z0-9]+)#(\S+)")
_PARTY = (AB.Agent, AB.Role)


@dataclass(frozen=True, slots=True)
class Scope:
    """The larger thing in which a mention is to be looked for, and what the register calls it."""

    thing: URIRef
    text: str


class Mentions:
    """Mints the IRI of what a cell speaks of and notes, the first time, what introduces it."""

    def __init__(self, source: Source) -> None:
        """Speak for one file."""
        self._source = source
        self._facts: list[Fact] = []
        self._introduced: set[URIRef] = set()
        self._references: dict[tuple[object, ...], URIRef] = {}

    def take(self) -> Iterator[Fact]:
        """Give the facts noted since the last time."""
        yield from self._facts
        self._facts.clear()

    def role(self, name: str, place: Place) -> URIRef:
        """Name a role."""
        return self._declare("role", name, (AB.Role,), place)

    def group(self, name: str, place: Place) -> URIRef:
        """Name a group."""
        return self._declare("group", name, (AB.Group, AB.Agent), place)

    def system(self, name: str, place: Place) -> URIRef:
        """Name a system."""
        return self._declare("system", name, (AB.System,), place)

    def data_object(self, name: str, place: Place) -> URIRef:
        """Name a data object of the organisation."""
        return self._declare("dataobject", name, (AB.DataObject,), place)

    def agent(self, name: str, login: str, place: Place) -> URIRef:
        """Name a person or account by login, or by name where there is no login."""
        account = login or (name if values.is_account(name) else "")
        thing = self._declare("agent", account or name, (AB.Agent,), place, label=name or account)
        if account:
            self._facts.append(Fact(thing, AB.login, Literal(account), place))
        return thing

    def member(self, text: str, place: Place) -> URIRef:
        """Name a person, account or group of whom only this text is known."""
        if values.is_account(text):
            return self.agent("", text, place)
        return self.reference((AB.Agent,), text, place)

    def party(self, text: str, place: Place) -> URIRef:
        """Name whoever answers for a thing: an account, or a person or role by name."""
        if values.is_account(text):
            return self.agent("", text, place)
        return self.reference(_PARTY, text, place)

    def reference(
        self, kinds: Sequence[URIRef], text: str, place: Place, scope: Scope | None = None
    ) -> URIRef:
        """Name by identifier, name or address what another file defines, within `scope`."""
        asked = (tuple(kinds), text, scope)
        known = self._references.get(asked)
        if known is None:
            known = self._references[asked] = self._referred(kinds, text, place, scope)
        return known

    def _referred(
        self, kinds: Sequence[URIRef], text: str, place: Place, scope: Scope | None
    ) -> URIRef:
        address = self._address(text)
        if address is not None:
            return address
        word = "party" if tuple(kinds) == _PARTY else _word(kinds)
        thing = self._source.minter.reference(word, text, scope.text if scope else "")
        if thing in self._introduced:
            return thing
        self._introduced.add(thing)
        self._facts += [
            Fact(thing, RDF.type, AB.Reference, place),
            Fact(thing, RDFS.label, Literal(text), place),
            *(Fact(thing, AB.referenceKind, kind, place) for kind in kinds),
            Fact(thing, PROV.hadPrimarySource, self._source.at(place), place),
        ]
        if scope is not None:
            self._facts.append(Fact(thing, AB.within, scope.thing, place))
        return thing

    def in_process(self, text: str, place: Place) -> Scope | None:
        """Give a process as the scope of mentions; None where none is named."""
        return Scope(self.reference((AB.Process,), text, place), text) if text else None

    def in_system(self, text: str, place: Place) -> Scope | None:
        """Give a system as the scope of mentions; None where none is named."""
        return Scope(self.system(text, place), text) if text else None

    def in_workflow(self, text: str, system: str, place: Place) -> Scope | None:
        """Give a workflow as the scope of mentions, or its system where no workflow is named."""
        around = self.in_system(system, place)
        return Scope(self.reference((AB.Workflow,), text, place, around), text) if text else around

    def _address(self, text: str) -> URIRef | None:
        minter = self._source.minter
        if text.startswith(minter.base) and _ADDRESS.fullmatch(text):
            return URIRef(text)
        found = _FILE_AND_ID.fullmatch(text)
        return minter.element(found.group(1), found.group(2)) if found else None

    def _declare(
        self, kind: str, name: str, classes: Sequence[URIRef], place: Place, label: str = ""
    ) -> URIRef:
        thing = self._source.minter.named(kind, name)
        if thing in self._introduced:
            return thing
        self._introduced.add(thing)
        self._facts += [
            *(Fact(thing, RDF.type, one, place) for one in classes),
            Fact(thing, RDFS.label, Literal(label or name), place),
            Fact(thing, PROV.hadPrimarySource, self._source.at(place), place),
        ]
        return thing


def _word(kinds: Sequence[URIRef]) -> str:
    return "-".join(str(kind).rpartition("#")[2].lower() for kind in kinds)
