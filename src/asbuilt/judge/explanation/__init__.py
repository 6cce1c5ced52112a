"""A finding explained: the facts that made it with their places, and what would make it go away."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from rdflib import RDF, URIRef

from asbuilt.derive.evidence.periods import fiscal_year_start
from asbuilt.judge import paths
from asbuilt.judge.circumstances import circumstances
from asbuilt.judge.explanation import derivation
from asbuilt.judge.explanation.examiner import ShapeExaminer
from asbuilt.judge.explanation.judged import JUDGED, JudgedFacts
from asbuilt.judge.explanation.model import Absence, Explanation, Remedy, Support
from asbuilt.judge.explanation.origin import Origins, in_order
from asbuilt.judge.explanation.phrases import Phrases
from asbuilt.judge.explanation.solutions import Queries
from asbuilt.judge.explanation.targets import has_target, target_edges
from asbuilt.judge.finding import fingerprint
from asbuilt.judge.refresh import in_memory
from asbuilt.judge.rules import rule_book
from asbuilt.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.model import Edge, Offence, Part, Step
    from asbuilt.judge.kept import KeptFinding
    from asbuilt.judge.places import Standing
    from asbuilt.judge.rules import RuleBook
    from asbuilt.store import Store
    from asbuilt.workspace import Workspace

__all__ = ["Explainer", "Explanation", "explain"]

_MOST_FACTS = 60
_MOST_PLACES = 4
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def explain(workspace: Workspace, store: Store, finding: KeptFinding) -> Explanation:
    """Give the facts behind a finding, what is missing, and what would make it go away."""
    return Explainer(workspace, store).explain(finding)


class Explainer:
    """Explains findings of one check; what it has looked up serves the next one, too."""

    def __init__(self, workspace: Workspace, store: Store, book: RuleBook | None = None) -> None:
        """Explain findings of a workspace by what its store holds."""
        self.workspace = workspace
        self.book = book or rule_book(workspace)
        self.store = store
        self._complete_copy: EmbeddedStore | None = None
        self._graphs = sorted(
            name
            for name in store.graph_names()
            if str(name).startswith(tuple(workspace.minter.base + part for part in JUDGED))
        )
        self._use(store)

    def explain(self, finding: KeptFinding) -> Explanation:
        """Explain one finding."""
        if finding.value and not self._is_known(finding.value):
            self.take_in_what_the_judge_states()
        offences = self._offences(finding)
        node = self._node(finding)
        chain = self._chain(node)
        edges = list(self._edges(finding, node, offences, chain))
        return Explanation(
            finding.fingerprint,
            tuple(self._reasons(offences, chain)),
            tuple(self._supports(edges)),
            () if chain else tuple(self._absences(offences)),
            tuple(self._remedies(offences, chain)),
            tuple(chain),
        )

    def breaks(self, shape: Term, node: Term) -> list[Offence]:
        """Give what of a shape does not hold for a thing that is one of its targets."""
        shapes = self.book.shapes
        if not has_target(shapes, shape) or target_edges(shapes, shape, self.facts, node) is None:
            return []
        return self._examiner.offences(node, shape)

    def take_in_what_the_judge_states(self) -> None:
        """Explain by a copy that holds, too, what no source and no analysis states."""
        self._use(self._complete())

    @property
    def as_of(self) -> date:
        """The day for which the findings were judged."""
        current = URIRef(f"{self.workspace.minter.base}inspection/current")
        said = [
            e.object for e in self.facts.outgoing(current) if str(e.predicate).endswith("#asOf")
        ]
        return date.fromisoformat(str(said[0])[:10]) if said else self.workspace.as_of()

    def _use(self, store: Store) -> None:
        self.facts = JudgedFacts(store, self.workspace.minter)
        self.phrases = Phrases(store)
        self.origins = Origins(self.workspace, self.facts)
        queries = Queries(store, self._graphs, self._complete)
        self._examiner = ShapeExaminer(self.book.shapes, self.facts, self.phrases, queries)

    def _complete(self) -> Store:
        """Give a copy of what is judged, with what only the judge states beside it."""
        if self._complete_copy is None:
            minter = self.workspace.minter
            self._complete_copy = EmbeddedStore.in_memory()
            for name in self._graphs:
                self._complete_copy.replace(name, self.store.triples(name))
            view, start = (
                in_memory(self.store, minter),
                fiscal_year_start(self.workspace.settings),
            )
            stated = circumstances(view, minter, self.as_of, fiscal_year_start=start)
            self._complete_copy.replace(
                URIRef(f"{minter.base}graph/inspection/circumstances"), stated
            )
        return self._complete_copy

    def _is_known(self, value: str) -> bool:
        is_ours = value.startswith(f"{self.workspace.minter.base}derived/")
        return not is_ours or bool(self.facts.outgoing(URIRef(value)))

    def _node(self, finding: KeptFinding) -> Term:
        """Give what the rule judged: the derived fact that speaks of the thing, or the thing."""
        if _IRI.fullmatch(finding.value) and derivation.is_derived(
            self.facts, URIRef(finding.value)
        ):
            return URIRef(finding.value)
        return URIRef(finding.focus)

    def _offences(self, finding: KeptFinding) -> list[Offence]:
        found: list[Offence] = []
        for node in dict.fromkeys((self._node(finding), URIRef(finding.focus))):
            for shape, part in self.book.parts.items():
                if part.rule.code == finding.code:
                    found += self.breaks(shape, node)
            if found:
                break
        return _fitting(found, finding)

    def _chain(self, node: Term) -> list[Step]:
        if not (isinstance(node, URIRef) and derivation.is_derived(self.facts, node)):
            return []
        return derivation.steps(self.facts, self.origins, self.phrases, node)

    def _edges(
        self, finding: KeptFinding, node: Term, offences: list[Offence], chain: list[Step]
    ) -> Iterator[tuple[Part, Edge]]:
        for shape, part in self.book.parts.items():
            if part.rule.code == finding.code:
                edges = target_edges(self.book.shapes, shape, self.facts, node)
                yield from (("target", edge) for edge in edges or ())
        yield from _of_offences(offences)
        yield from (("derivation", edge) for edge in derivation.supporting(self.facts, chain))
        if not offences and not chain:
            for edge in self.facts.outgoing(node)[:20]:
                yield "value", edge

    def _supports(self, edges: list[tuple[Part, Edge]]) -> Iterator[Support]:
        self.phrases.know(term for _, edge in edges for term in (edge.subject, edge.object))
        told: set[tuple[object, ...]] = set()
        for part, edge in edges:
            if edge.triple in told or len(told) >= _MOST_FACTS:
                continue
            told.add(edge.triple)
            places = self.origins.of_edge(edge)
            analysis = "" if places else self.origins.analysis(edge)
            sentence = self.phrases.fact(edge)
            if (sentence, places) not in told:  # two classes may have one name
                told.add((sentence, places))
                yield Support(part, edge, sentence, places, analysis)

    def _reasons(self, offences: list[Offence], chain: list[Step]) -> Iterator[tuple[int, str]]:
        """Yield what does not hold; of a derived fact that its being there is what is wrong."""
        is_there = all(one.component.endswith("MaxCount") for one in offences)
        if chain and offences and is_there:
            names = [name for _, name, _ in chain[0].things[:1]]
            kind = f"{'an' if chain[0].kind[:1] in 'aeiou' else 'a'} {chain[0].kind}"
            yield 0, f"the analysis of {chain[0].analysis} found {kind} at {names[0]}"
            return
        yield from _reasons(offences)

    def _absences(self, offences: list[Offence]) -> Iterator[Absence]:
        told: set[tuple[Term, str]] = set()
        for outer in offences:
            for absence in (one for offence in _flat([outer]) for one in offence.absences):
                key = (absence.subject, absence.sentence)
                if key not in told:
                    told.add(key)
                    places = self._expected(absence.subject, outer.focus)
                    yield Absence(absence.subject, absence.path, absence.sentence, places)

    def _expected(self, subject: Term, focus: Term) -> tuple[Standing, ...]:
        """Give where what is missing would stand: where the sources define the thing."""
        places = self.origins.of_thing(subject) or self.origins.of_thing(focus)
        if not places:
            stated = [e for e in self.facts.outgoing(subject) if e.predicate == RDF.type]
            places = tuple(p for edge in stated for p in self.origins.of_edge(edge))
        return tuple(sorted(places, key=_rows_first)[:_MOST_PLACES])

    def _remedies(self, offences: list[Offence], chain: list[Step]) -> Iterator[Remedy]:
        if chain:
            step = chain[0]
            text = "change one of the facts that it was derived from, so that the analysis of"
            text += f" {step.analysis} no longer states this {step.kind}"
            yield Remedy("change", text, step.fact)
            return
        told: set[str] = set()
        for offence in offences:
            for remedy in offence.remedies:
                if remedy.sentence not in told:
                    told.add(remedy.sentence)
                    yield remedy


def _rows_first(place: Standing) -> tuple[bool, str, int, str]:
    """Order places so that lines and rows, which are about a thing, come before mere mentions."""
    mentions = "column" in (place.locator or "") or "!" in (place.locator or "")
    return mentions, *in_order(place)


def _fitting(offences: list[Offence], finding: KeptFinding) -> list[Offence]:
    """Give those of the offences that this finding is about: the same value, the same path."""
    same = [one for one in offences if finding.value and str(one.value or "") == finding.value]
    chosen = same or [one for one in offences if one.value is None] or offences
    exact = [
        one
        for one in chosen
        if one.path is not None
        and fingerprint(finding.code, finding.focus, paths.text(one.path), one.value)
        == finding.fingerprint
    ]
    return exact or chosen


def _flat(offences: Iterable[Offence]) -> Iterator[Offence]:
    for offence in offences:
        yield offence
        yield from _flat(offence.inner)


def _of_offences(offences: Iterable[Offence]) -> Iterator[tuple[Part, Edge]]:
    for offence in _flat(offences):
        yield from offence.edges


def _reasons(offences: Iterable[Offence], depth: int = 0) -> Iterator[tuple[int, str]]:
    told: set[str] = set()
    for offence in offences:
        if offence.sentence not in told:
            told.add(offence.sentence)
            yield depth, offence.sentence
            yield from _reasons(offence.inner, depth + 1)
