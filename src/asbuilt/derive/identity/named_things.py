"""Roles, groups and agents by what they are called, with the files that speak of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDFS, URIRef

from asbuilt.derive.correspondence.mapped import settled_pairs
from asbuilt.derive.correspondence.words import stems
from asbuilt.derive.identity.groups import named_groups
from asbuilt.derive.identity.identical import confirmed_same, one_for_all
from asbuilt.derive.identity.persons import same_persons
from asbuilt.derive.reading import ask_rows, things
from asbuilt.identity import fold
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.store import Store

_KINDS: Final = {AB.Group: "group", AB.Role: "role", AB.Agent: "agent"}
_FILLERS: Final = frozenset(("role", "roles", "rol", "rolle", "group", "grp", "grupp"))
"""Words that say only what kind of thing it is, with and without their endings."""


@dataclass(slots=True)
class Named:
    """A role, group or agent with all that it is called."""

    iri: URIRef
    kind: str
    label: str = ""
    names: set[str] = field(default_factory=set)
    """Labels and identifiers, folded."""
    logins: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    is_digital: bool = False
    """Whether a file about systems speaks of it."""

    @property
    def bare(self) -> str:
        """The label's words without endings, and without words that say only what kind it is."""
        words = stems(" ".join(stems(self.label)))
        return " ".join(word for word in words if word not in _FILLERS) or self.label

    @property
    def stems(self) -> set[str]:
        """The same words in alphabetical order."""
        return {" ".join(sorted(self.bare.split()))}

    @property
    def accounts(self) -> set[str]:
        """Logins; for lack of any, names of one word, as policies and logs have them."""
        return self.logins or {name for name in self.names if " " not in name}

    @property
    def local_parts(self) -> set[str]:
        """Logins, and what stands before the @ of those that are addresses."""
        return {login.partition("@")[0] for login in self.logins}

    @property
    def full_names(self) -> set[str]:
        """Names of more than one word, the words in alphabetical order."""
        found = (sorted(name.replace(",", " ").split()) for name in self.names)
        return {" ".join(words) for words in found if len(words) > 1}


@dataclass(slots=True)
class NamedThings:
    """All of them, and what is settled between them."""

    all: list[Named]
    same: dict[URIRef, URIRef]
    settled: set[frozenset[URIRef]]
    """Pairs of which a mapping set says that they are one, or that they are not."""

    def joined(self) -> set[URIRef]:
        """Give the roles and groups that are one with another: no near name is looked for."""
        known = {one.iri for one in self.all if one.kind != "agent"}
        return known & {*self.same, *self.same.values()}

    def is_settled(self, first: Named, second: Named) -> bool:
        """Say whether two are known to be one, or known to be two."""
        one, other = (self.same.get(thing.iri, thing.iri) for thing in (first, second))
        if one == other:
            return True
        ends = (frozenset((first.iri, second.iri)), frozenset((one, other)))
        return any(pair in self.settled for pair in ends)


def named_things(store: Store) -> NamedThings:
    """Read the roles, groups and agents of a graph."""
    known: dict[URIRef, Named] = {}
    for thing, kind, predicate, text in ask_rows(
        store,
        """SELECT ?a ?k ?p ?text WHERE {
            VALUES ?k { ab:Role ab:Agent ab:Group }
            VALUES ?p { rdfs:label dcterms:identifier ab:login prov:hadPrimarySource }
            ?a a ?k ; ?p ?text . FILTER NOT EXISTS { ?a a ab:Reference }
        }""",
    ):
        if isinstance(thing, URIRef) and isinstance(kind, URIRef):
            _take(known, thing, _KINDS[kind], predicate, str(text))
    digital = {str(file) for file in things(store, "?a ab:domain 'digital'")}
    for one in known.values():
        one.is_digital = bool(one.files & digital)
    same = one_for_all(same_persons(store) | named_groups(store), confirmed_same(store))
    return NamedThings([known[iri] for iri in sorted(known)], same, settled_pairs(store))


def _take(
    known: dict[URIRef, Named], thing: URIRef, kind: str, predicate: object, text: str
) -> None:
    one = known.setdefault(thing, Named(thing, kind))
    if kind == "group":
        one.kind = kind
    if predicate == PROV.hadPrimarySource:
        one.files.add(text.partition("#")[0])
    elif predicate == AB.login:
        one.logins.add(fold(text))
    elif predicate in {RDFS.label, DCTERMS.identifier}:
        one.names.add(fold(text))
        if predicate == RDFS.label and not one.label:
            one.label = text
