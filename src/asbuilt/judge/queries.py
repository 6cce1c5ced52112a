"""A graph whose SPARQL queries Oxigraph answers, for engines that ask one for each focus node."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
from rdflib import Graph, Variable
from rdflib.query import Result as Answer

from asbuilt.terms import from_ox, to_ox, to_quad

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asbuilt.facts import Term

_log = logging.getLogger(__name__)
_GRAPH = ox.NamedNode("urn:asbuilt:judged")


class QueriedGraph(Graph):
    """The same triples as another graph; queries go to a copy of them in Oxigraph.

    rdflib parses and runs a query some hundred times slower. What Oxigraph refuses, rdflib answers.
    """

    _copy: ox.Store | None = None

    @classmethod
    def of(cls, graph: Graph) -> QueriedGraph:
        """Give a view of a graph, which must not change from now on."""
        return cls(store=graph.store, identifier=graph.identifier)

    def query(  # noqa: PLR0913, PLR0917 - rdflib's signature
        self,
        query_object: Any,  # noqa: ANN401
        processor: Any = "sparql",  # noqa: ANN401
        result: Any = "sparql",  # noqa: ANN401
        initNs: Any = None,  # noqa: ANN401, N803
        initBindings: Any = None,  # noqa: ANN401, N803
        use_store_provided: bool = True,  # noqa: FBT001, FBT002
        **others: Any,  # noqa: ANN401
    ) -> Answer:
        """Answer a query with its pre-bound variables (SHACL, 5.3.1)."""
        if isinstance(query_object, str) and not others:
            try:
                return self._ask_oxigraph(query_object, initNs or {}, initBindings or {})
            except (SyntaxError, RuntimeError, TypeError, ValueError) as error:
                _log.debug("left to rdflib: %s", error)
        return super().query(
            query_object, processor, result, initNs, initBindings, use_store_provided, **others
        )

    def _ask_oxigraph(
        self, query: str, prefixes: Mapping[str, Any], bound: Mapping[Any, Any]
    ) -> Answer:
        if self._copy is None:
            self._copy = ox.Store()
            self._copy.bulk_extend(
                to_quad(cast("Any", triple), _GRAPH) for triple in self.triples((None, None, None))
            )
        terms: dict[Any, Any] = {
            ox.Variable(str(name)): to_ox(term) for name, term in bound.items()
        }
        found = self._copy.query(
            query,
            prefixes={prefix: str(namespace) for prefix, namespace in prefixes.items()},
            substitutions=terms,
            default_graph=_GRAPH,
        )
        if isinstance(found, ox.QueryBoolean):
            answer = Answer("ASK")
            answer.askAnswer = bool(found)
            return answer
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("a CONSTRUCT query")
        return _table(found, bound)


def _table(found: ox.QuerySolutions, bound: Mapping[Any, Any]) -> Answer:
    answer = Answer("SELECT")
    names = [variable.value for variable in found.variables]
    before = {Variable(str(name)): term for name, term in bound.items()}
    answer.vars = [Variable(name) for name in names]
    rows: list[Mapping[Variable, Any]] = []
    for solution in found:
        row = {
            Variable(name): term for name in names if (term := _term(solution[name])) is not None
        }
        rows.append({**row, **{name: term for name, term in before.items() if name in answer.vars}})
    answer.bindings = rows
    return answer


def _term(term: Any) -> Term | None:  # noqa: ANN401 - any term of Oxigraph
    return None if term is None else from_ox(term)
