"""SPARQL constraints explained: the query's patterns with a solution in place (SHACL, 5)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from rdflib import RDF, SH, BNode, Literal, URIRef, Variable

from asbuilt.errors import UserError
from asbuilt.judge.explanation import query_text
from asbuilt.judge.explanation.model import Absence, Edge, Remedy
from asbuilt.judge.explanation.phrases import path_words
from asbuilt.judge.explanation.query_patterns import Pattern, Patterns, is_term, patterns
from asbuilt.judge.explanation.walk import walks
from asbuilt.judge.wording import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.case import Case
    from asbuilt.judge.explanation.model import Offence
    from asbuilt.store import Store

_log = logging.getLogger(__name__)
_NEGATED = 2
"""Number of patterns that must find nothing of which one query is told."""
_MOST = 5
"""Number of solutions of one query that are told."""

Solution = dict[str, "Term"]


class Queries:
    """Answers the queries of rules over the judged facts."""

    def __init__(self, store: Store, graphs: list[URIRef], complete: Callable[[], Store]) -> None:
        """Ask the judged graphs of a store; where they give nothing, ask a complete copy.

        The copy holds, too, what only the judge states, such as which periods are complete.
        """
        self._store = store
        self._graphs = graphs
        self._complete = complete

    def solutions(
        self, text: str, known: dict[str, str], terms: dict[str, Term | str]
    ) -> list[Solution]:
        """Give solutions of the outermost pattern of a query with terms bound beforehand."""
        _, group, _ = query_text.parts(text)
        select = (
            "SELECT DISTINCT * {}WHERE " + query_text.bound(group, terms) + f" LIMIT {_MOST * 4}"
        )
        return self._rows(query_text.declarations(known) + select)

    def holds(self, text: str, known: dict[str, str], terms: dict[str, Term | str]) -> bool:
        """Answer a query that asks yes or no."""
        _, group, _ = query_text.parts(text)
        return bool(
            self._rows(
                query_text.declarations(known)
                + "SELECT (1 AS ?yes) {}WHERE " + query_text.bound(group, terms) + " LIMIT 1"
            )
        )  # fmt: skip

    def _rows(self, query: str) -> list[Solution]:
        known = "".join(f"FROM {graph.n3()} " for graph in self._graphs)
        for complete, clause in ((False, known), (True, "")):
            try:
                store = self._complete() if complete else self._store
                table = store.select(query.replace("{}", clause, 1))
            except UserError as error:
                _log.debug("not answered: %s", error)
                return []
            if table.rows:
                return [
                    {name: term for name, term in row.items() if term is not None}
                    for row in table.dicts()
                ]
        return []


def examine(case: Case, queries: Queries) -> Iterator[Offence]:
    """Yield an offence for each solution of the shape's queries about the thing."""
    for constraint in case.parameters(SH.sparql):
        if str(case.one(constraint, SH.deactivated) or "") in ("true", "1"):
            continue
        text = str(case.one(constraint, SH.select) or "")
        terms: dict[str, Term | str] = {"this": case.node, "currentShape": case.shape}
        yield from _of_query(case, queries, constraint, text, terms, "SPARQL")
    yield from _of_components(case, queries)


def _of_components(case: Case, queries: Queries) -> Iterator[Offence]:
    """Yield offences against constraint components that shapes declare (SHACL, 6)."""
    for component in sorted(
        cast("set[Term]", set(case.shapes.subjects(SH.parameter, None))), key=str
    ):
        given = _arguments(case, component)
        if given is None:
            continue
        name = str(case.one(component, SH.name) or query_tail(component))
        kind = SH.nodeValidator if case.path is None else SH.propertyValidator
        validators = [
            *case.said(component, kind), *case.said(component, SH.validator)
        ]  # fmt: skip
        for validator in validators[:1]:
            terms: dict[str, Term | str] = {
                **given, "this": case.node, "currentShape": case.shape,
                **({"PATH": query_text.path_text(case.path)} if case.path is not None else {}),
            }  # fmt: skip
            ask = case.one(validator, SH.ask)
            if ask is None:
                select = str(case.one(validator, SH.select) or "")
                yield from _of_query(case, queries, validator, select, terms, name)
                continue
            known = query_text.prefixes(case.shapes, validator)
            for way in case.ways:
                if not queries.holds(str(ask), known, {**terms, "value": way.end}):
                    said = joined([f"{key} {case.phrases.name(one)}" for key, one in given.items()])
                    value = case.phrases.name(way.end)
                    made = case.offence(name, f"{value} does not satisfy {name} ({said})", way)
                    action = "change" if case.path is None else "remove"
                    sentence = f"change {value} so that it satisfies {name}, or remove it"
                    made.remedies.append(
                        Remedy(action, sentence, case.node, case.path, way.end)  # type: ignore[arg-type]
                    )
                    yield made


def _arguments(case: Case, component: Term) -> dict[str, Term] | None:
    """Give the arguments of a component by the names of its parameters; None if one is absent."""
    found: dict[str, Term] = {}
    for parameter in case.said(component, SH.parameter):
        path = case.one(parameter, SH.path)
        value = case.one(case.shape, path) if path is not None else None
        if value is not None:
            found[query_tail(path)] = value
        elif str(case.one(parameter, SH.optional) or "false") not in ("true", "1"):
            return None
    return found or None


def _of_query(  # noqa: PLR0913, PLR0917 - what a query is run with
    case: Case,
    queries: Queries,
    constraint: Term,
    text: str,
    terms: dict[str, Term | str],
    component: str,
) -> Iterator[Offence]:
    known = query_text.prefixes(case.shapes, constraint)
    if case.path is not None:
        terms = {"PATH": query_text.path_text(case.path), **terms}
    try:
        solutions = queries.solutions(text, known, terms)
        _, group, _ = query_text.parts(text)
        found = patterns(f"SELECT * WHERE {query_text.bound(group, terms)}", known)
    except Exception as error:  # noqa: BLE001 - rdflib's parser raises many kinds
        _log.debug("query of %s not explained: %s", case.shape, error)
        return
    for solution in solutions:
        yield _offence(case, solution, found, component)


def _offence(case: Case, solution: Solution, found: Patterns, component: str) -> Offence:
    value = solution.get("value")
    name = case.phrases.name(case.node)
    made = case.offence(component, f"the rule's query finds {name} in these facts")
    made.value = value
    for pattern in found.wanted:
        made.edges += [("pattern", edge) for edge in _edges(case, pattern.filled(solution))]
    made.edges = list(dict.fromkeys(made.edges))
    for group in found.unwanted[:_NEGATED]:
        filled = [pattern.filled(solution) for pattern in group]
        if all(is_term(one.subject) and one.path == RDF.type for one in filled):
            continue  # it only leaves out things of a kind
        words = joined([_pattern_words(case, one) for one in filled])
        ends = (end for one in filled for end in (one.object, one.subject))
        subject = next((end for end in ends if is_term(end)), case.node)
        made.absences.append(Absence(subject, None, f"looked for {words}, and found nothing"))
        if len(found.unwanted) <= _NEGATED:
            made.remedies.append(Remedy("add", f"state what was not found: {words}", subject))
    facts = [edge for _, edge in made.edges if _is_stated(edge)][:4]
    if facts:
        words = joined([f"that {case.phrases.fact(edge)}" for edge in facts], "or")
        made.remedies.insert(0, Remedy("change", f"change one of these facts: {words}", case.node))
    return made


def _edges(case: Case, pattern: Pattern) -> list[Edge]:
    path = pattern.path
    if path is None or not is_term(pattern.subject):
        return []
    if isinstance(path, URIRef):
        return [
            edge
            for edge in case.facts.objects(pattern.subject, path)
            if not is_term(pattern.object) or _equal(edge.object, pattern.object)
        ] or ([Edge(pattern.subject, path, pattern.object)] if pattern.is_ground else [])
    for walk in walks(case.facts, pattern.subject, path):
        if _equal(walk.end, pattern.object):
            return list(walk.edges)
    return []


def _is_stated(edge: Edge) -> bool:
    """Say whether somebody could change a fact: the day of the inspection is none of those."""
    return any("/graph/inspection" not in graph for graph in edge.graphs)


def _equal(one: Term, other: Term) -> bool:
    return one == other or (isinstance(one, Literal) and str(one) == str(other))


def _pattern_words(case: Case, pattern: Pattern) -> str:
    def end(term: object) -> str:
        if isinstance(term, Variable | BNode):
            return f"some {term}" if isinstance(term, Variable) else "something"
        return case.phrases.name(term)  # type: ignore[arg-type]

    path = pattern.path
    middle = "in some relation to" if path is None else path_words(path)
    return f"{end(pattern.subject)} with {middle} {end(pattern.object)}"


def query_tail(iri: Term | None) -> str:
    """Give the last part of an IRI: the name of a parameter or component."""
    return str(iri).replace("#", "/").rstrip("/").rsplit("/", 1)[-1]
