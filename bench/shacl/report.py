"""Results of any engine in one form, so that they can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import Graph

    from asbuilt.judge.engine import Outcome

_SH = "http://www.w3.org/ns/shacl#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Row(NamedTuple):
    """A validation result without its message; terms are told by their text."""

    focus: str
    shape: str
    component: str
    severity: str
    path: str | None
    """The property; None where there is none or the path is more than one property."""
    value: str | None


def rows_of_turtle(report: str | bytes) -> Iterator[Row]:
    """Give the results of a report in Turtle."""
    text = report.encode() if isinstance(report, str) else report
    return _rows(ox.parse(text, format=ox.RdfFormat.TURTLE))


def rows_of_rdflib(report: Graph) -> Iterator[Row]:
    """Give the results of a report that is an rdflib graph."""
    text = report.serialize(format="nt", encoding="utf-8")
    return _rows(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))


def rows_of_asbuilt(outcome: Outcome) -> Iterator[Row]:
    """Give the results of Asbuilt's engine."""
    from rdflib import URIRef  # noqa: PLC0415 - no other engine shall pay for it

    for one in outcome.results:
        yield Row(
            focus=str(one.focus),
            shape=str(one.shape),
            component=str(one.component),
            severity=str(one.severity),
            path=str(one.path) if isinstance(one.path, URIRef) else None,
            value=None if one.value is None else str(one.value),
        )


def _rows(quads: Iterable[ox.Quad]) -> Iterator[Row]:
    about: dict[object, dict[str, object]] = {}
    results = []
    for quad in quads:
        about.setdefault(quad.subject, {})[quad.predicate.value] = quad.object
        if quad.predicate == _TYPE and quad.object == ox.NamedNode(f"{_SH}ValidationResult"):
            results.append(quad.subject)
    for node in results:
        said = about[node]
        path = said.get(f"{_SH}resultPath")
        yield Row(
            focus=_text(said[f"{_SH}focusNode"]) or "",
            shape=_text(said.get(f"{_SH}sourceShape")) or "",
            component=_text(said[f"{_SH}sourceConstraintComponent"]) or "",
            severity=_text(said[f"{_SH}resultSeverity"]) or "",
            path=_text(path) if isinstance(path, ox.NamedNode) else None,
            value=_text(said.get(f"{_SH}value")),
        )


def _text(term: object) -> str | None:
    return str(term.value) if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else None
