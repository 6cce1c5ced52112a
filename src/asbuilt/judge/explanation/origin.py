"""Where sources state an edge: file and line, row or cell, through mentions that were resolved."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from rdflib import PROV, URIRef

from asbuilt.ingest.places import places
from asbuilt.judge.explanation.rdf_lines import first_line
from asbuilt.judge.places import Standing, parse

if TYPE_CHECKING:
    from asbuilt.facts import Subject, Term
    from asbuilt.judge.explanation.judged import JudgedFacts
    from asbuilt.judge.explanation.model import Edge
    from asbuilt.workspace import SourceSpec, Workspace

_MOST_PLACES = 5
"""Number of places of one edge that are told."""


class Origins:
    """Finds the places of edges; each file is read again at most once."""

    def __init__(self, workspace: Workspace, facts: JudgedFacts) -> None:
        """Look into the files of a workspace."""
        self._facts = facts
        self._minter = workspace.minter
        self._specs = {workspace.minter.source_graph(s.key): s for s in workspace.sources}

    def of_edge(self, edge: Edge) -> tuple[Standing, ...]:
        """Give the places at which sources state an edge, in order; none for a derived one."""
        found: dict[str, Standing] = {}
        for stated in self.stated(edge):
            for graph in stated.graphs:
                place = self._place(stated, graph)
                if place is not None:
                    found.setdefault(place.iri, place)
        if not found and self._is_concluded(edge):
            for record in self._facts.joining(edge.subject, edge.object):
                for place in self.of_thing(record):
                    found.setdefault(place.iri, place)
        return tuple(sorted(found.values(), key=in_order)[:_MOST_PLACES])

    def of_thing(self, thing: Term) -> tuple[Standing, ...]:
        """Give the places at which sources define a thing, the most telling first."""
        if not isinstance(thing, URIRef):
            return ()
        found = {
            str(edge.object): parse(str(edge.object), self._minter.base)
            for one in (thing, *self._facts.mentions(thing))
            for edge in self._facts.everything_about(one)
            if edge.predicate == PROV.hadPrimarySource
        }
        return tuple(sorted(found.values(), key=in_order))

    def stated(self, edge: Edge) -> list[Edge]:
        """Give an edge as sources state it: itself, or of the mentions that stand for its ends."""
        if any(graph in self._specs for graph in edge.graphs):
            return [edge]
        subjects: list[Subject] = [edge.subject, *self._facts.mentions(edge.subject)]
        objects: list[Term] = [edge.object, *self._facts.mentions(edge.object)]
        found = []
        for subject, value in product(subjects, objects):
            stated = self._facts.in_sources((subject, edge.predicate, value))
            if stated is not None:
                found.append(stated)
        return found

    def analysis(self, edge: Edge) -> str:
        """Give the name of the analysis that states an edge; empty where a source does."""
        prefix = str(self._minter.derived_graph(""))
        if self.stated(edge):
            return ""
        names = [str(g).removeprefix(prefix) for g in edge.graphs if str(g).startswith(prefix)]
        return names[0] if names else ""

    def _is_concluded(self, edge: Edge) -> bool:
        """Say whether an analysis drew an edge from records that name both of its ends."""
        prefix = str(self._minter.derived_graph(""))
        ends_are_ours = all(
            isinstance(end, URIRef) and not end.startswith(f"{self._minter.base}derived/")
            for end in (edge.subject, edge.object)
        )
        return ends_are_ours and any(str(graph).startswith(prefix) for graph in edge.graphs)

    def _place(self, edge: Edge, graph: URIRef) -> Standing | None:
        spec = self._specs.get(graph)
        if spec is None:
            return None
        found = places(spec).of(edge.subject, edge.predicate, edge.object)
        if found is not None and found.fragment:
            iri = self._minter.place(spec.source.name, found.fragment)
            return parse(str(iri), self._minter.base)
        return self._subject_place(edge.subject, spec)

    def _subject_place(self, subject: Subject, spec: SourceSpec) -> Standing:
        """Give where the subject stands in the file, or the file as a whole."""
        file = self._minter.file(spec.source.name)
        if isinstance(subject, URIRef):
            here = [
                parse(str(edge.object), self._minter.base)
                for edge in self._facts.everything_about(subject)
                if edge.predicate == PROV.hadPrimarySource
                and str(edge.object).startswith(f"{file}#")
            ]
            if here:
                return min(here, key=in_order)
            line = first_line(spec.source.path, subject)
            if line is not None:
                return Standing(spec.source.name, line, f"line {line}", f"{file}#line={line}")
        return Standing(spec.source.name, None, None, str(file))


def in_order(place: Standing) -> tuple[str, int, str]:
    """Give the key by which places are listed."""
    return place.file, place.line or 0, place.iri
