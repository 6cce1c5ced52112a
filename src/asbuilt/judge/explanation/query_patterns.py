"""The triple patterns of a parsed query: those that must match, and those that must not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rdflib import Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.model import PropertyPath

_NEGATIONS = frozenset({"Builtin_NOTEXISTS", "Minus"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern; ends may be variables, the predicate a path or a variable."""

    subject: Any
    predicate: Any
    object: Any

    def filled(self, solution: Mapping[str, Term]) -> Pattern:
        """Give the pattern with the variables that a solution binds."""

        def term(one: Any) -> Any:  # noqa: ANN401 - any term of a query
            return solution.get(str(one), one) if isinstance(one, Variable) else one

        return Pattern(term(self.subject), term(self.predicate), term(self.object))

    @property
    def is_ground(self) -> bool:
        """Whether both ends are terms and the predicate is no variable."""
        return not any(
            isinstance(one, Variable) for one in (self.subject, self.predicate, self.object)
        )

    @property
    def path(self) -> PropertyPath | None:
        """The predicate as a path; None where it is a variable."""
        return None if isinstance(self.predicate, Variable) else self.predicate


@dataclass(slots=True)
class Patterns:
    """The patterns of a query."""

    wanted: list[Pattern] = field(default_factory=list)
    unwanted: list[list[Pattern]] = field(default_factory=list)
    """Of each ``FILTER NOT EXISTS`` or ``MINUS``, the patterns that must find nothing."""


def patterns(query: str, known: Mapping[str, str]) -> Patterns:
    """Give the patterns of a query. Raises what rdflib raises where it cannot be parsed."""
    found = Patterns()
    _gather(prepareQuery(query, initNs=dict(known)).algebra, found, found.wanted)
    return found


def _gather(node: Any, found: Patterns, into: list[Pattern]) -> None:  # noqa: ANN401
    if isinstance(node, CompValue):
        if node.name == "BGP":
            into += [Pattern(*triple) for triple in node.triples]
            return
        if node.name == "TriplesBlock":  # inside EXISTS rdflib leaves the syntax as it was parsed
            for flat in node.triples:
                into += [Pattern(*flat[at : at + 3]) for at in range(0, len(flat), 3)]
            return
        if node.name in _NEGATIONS:
            _gather_negated(node, found, into)
            return
        for value in node.values():
            _gather(value, found, into)
    elif isinstance(node, list | tuple):
        for value in node:
            _gather(value, found, into)


def _gather_negated(node: CompValue, found: Patterns, into: list[Pattern]) -> None:
    inside: list[Pattern] = []
    if node.name == "Minus":
        _gather(node.p1, found, into)
        _gather(node.p2, found, inside)
    else:
        for value in node.values():
            _gather(value, found, inside)
    if inside:
        found.unwanted.append(inside)


def is_term(one: object) -> bool:
    """Say whether an end of a pattern is a term, not a variable or a blank node of the query."""
    return isinstance(one, URIRef | Literal)
