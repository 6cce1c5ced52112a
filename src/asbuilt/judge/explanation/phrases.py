"""Facts, paths and classes in plain words, with the names of things in place of their IRIs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, BNode, Literal, URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

from asbuilt.judge.wording import joined, plain_value
from asbuilt.names import Thing, describe, tail
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.model import Edge, PropertyPath
    from asbuilt.store import Store

_SAID = {
    str(AB.ownedBy): "is owned by",
    str(AB.performedBy): "is performed by",
    str(AB.decidedBy): "is decided by",
    str(AB.controlledBy): "is controlled by",
    str(AB.measuredBy): "is measured by",
    str(AB.handledBy): "is handled by",
    str(AB.implementedBy): "is implemented by",
    str(AB.heldBy): "is held by",
    str(AB.hasStep): "has step",
    str(AB.hasState): "has state",
    str(AB.about): "is about",
}
_NOUNS = {
    str(RDF.type): "type",
    str(RDFS.label): "name",
    str(AB.approvedBy): "approver",
    str(AB.compensatedBy): "compensating control",
    str(AB.confirmedBy): "confirmation by anybody",
    str(AB.confirmedOn): "day of confirmation",
    str(AB.controlledBy): "control",
    str(AB.dataSource): "data source",
    str(AB.decidedBy): "accountable role",
    str(AB.expires): "expiry",
    str(AB.handledBy): "handler",
    str(AB.hasStep): "step",
    str(AB.heldBy): "system that holds it",
    str(AB.holdsRole): "role",
    str(AB.implementedBy): "system that implements it",
    str(AB.measuredBy): "metric",
    str(AB.ownedBy): "owner",
    str(AB.performedBy): "performing role",
    str(AB.requiresEvidence): "evidence requirement",
    str(AB.servesPolicy): "policy that it serves",
    str(AB.sourcedFrom): "source",
    str(AB.throughChannel): "channel",
}
_BACK = {
    str(AB.controlledBy): "step that it controls",
    str(AB.digitalElement): "mapping",
    str(AB.evidenceFor): "evidence",
    str(AB.hasState): "workflow",
    str(AB.holdsRole): "holder",
    str(AB.logs): "event log",
    str(AB.processElement): "mapping",
    str(AB.represents): "copy of it",
    str(AB.servesPolicy): "control that serves it",
    str(AB.step): "assignment",
    str(AB.writes): "step that writes it",
}
_KIND = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Phrases:
    """Says facts of a store in words; names are looked up once."""

    def __init__(self, store: Store) -> None:
        """Take names from a store."""
        self._store = store
        self._things: dict[URIRef, Thing] = {}

    def know(self, terms: Iterable[Term]) -> None:
        """Look up the names of several things at once."""
        wanted = {one for one in terms if isinstance(one, URIRef)} - self._things.keys()
        self._things.update(describe(self._store, wanted))

    def name(self, term: Term) -> str:
        """Give the name of a thing in quotation marks, or a value as it is written."""
        if isinstance(term, Literal):
            return f"“{plain_value(term)}”" if term.datatype is None else plain_value(term)
        if isinstance(term, BNode):
            return "something unnamed"
        if term.startswith(str(AB)):
            return self.kind(term)
        return f"“{self.label(term)}”"

    def label(self, term: Term) -> str:
        """Give the bare name of a thing."""
        if not isinstance(term, URIRef):
            return str(term)
        self.know([term])
        label = self._things[term].label
        return label if len(label) <= 90 else f"{label[:89]}…"

    def named(self, term: Term) -> str:
        """Give a thing with its kind before its name: ``control “Budget check”``."""
        if not isinstance(term, URIRef):
            return self.name(term)
        self.know([term])
        kind = self._things[term].kind
        return f"{_words(kind)} {self.name(term)}" if kind else self.name(term)

    @staticmethod
    def kind(iri: Term) -> str:
        """Give a class by its words: ``data asset``."""
        text = str(iri)
        return _words(text[len(str(AB)) :]) if text.startswith(str(AB)) else _words(tail(text))

    def a_kind(self, iri: Term) -> str:
        """Give a class by its words with its article: ``an approval``."""
        words = self.kind(iri)
        return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"

    def fact(self, edge: Edge) -> str:
        """Give a fact as a sentence without its full stop."""
        if edge.predicate == RDF.type:
            return f"{self.name(edge.subject)} is {self.a_kind(edge.object)}"
        verb = _SAID.get(str(edge.predicate)) or _words(tail(str(edge.predicate)))
        return f"{self.name(edge.subject)} {verb} {self.name(edge.object)}"


def path_words(path: PropertyPath) -> str:
    """Give a path as people would say it: ``owner or steward``, ``copy of it``."""
    if isinstance(path, URIRef):
        return _NOUNS.get(str(path)) or _words(tail(str(path)))
    if isinstance(path, InvPath):
        if isinstance(path.arg, URIRef):
            return _BACK.get(str(path.arg)) or f"{path_words(path.arg)} (backwards)"
        return f"({path_words(path.arg)}) backwards"
    if isinstance(path, SequencePath):
        return ", then ".join(path_words(one) for one in path.args)
    if isinstance(path, AlternativePath):
        return joined([path_words(one) for one in path.args], "or")
    assert isinstance(path, MulPath)
    often = {"*": "any number of times", "+": "once or more", "?": "at most once"}
    return f"{path_words(path.path)} ({often[str(path.mod)]})"


def _words(name: str) -> str:
    return _KIND.sub(" ", name).replace("_", " ").lower()
