"""The one function behind which engines stand that judge a graph by SHACL shapes."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from rdflib import SH, BNode, URIRef

from asbuilt.errors import UserError
from asbuilt.judge.guard import refuse_unsafe

if TYPE_CHECKING:
    from rdflib import Graph

    from asbuilt.facts import Term

ENGINES: dict[str, str] = {"reference": "asbuilt.judge.reference"}
"""Name of each engine and the module that is it; the module has a function `validate`."""
DEFAULT_ENGINE = "reference"


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result, the same from every engine (SHACL, 3.6.2)."""

    focus: Term
    shape: URIRef | BNode
    component: URIRef
    severity: URIRef
    path: URIRef | BNode | None = None
    value: Term | None = None
    messages: tuple[str, ...] = ()
    detail: str = ""
    """The SHACL path in SPARQL's notation where it is more than one property."""


class Engine(Protocol):
    """What the module of an engine must offer."""

    def validate(self, data: Graph, shapes: Graph) -> list[Result]:
        """Give the results of judging the data by the shapes."""


def validate(data: Graph, shapes: Graph, engine: str = DEFAULT_ENGINE) -> list[Result]:
    """Judge the data by the shapes and give the results in an order of their own making.

    Raises `UserError` for an engine that does not exist and for shapes that cannot be run.
    """
    if engine not in ENGINES:
        raise UserError.unknown_name("engine", engine, sorted(ENGINES))
    refuse_unsafe(shapes)
    found = cast("Engine", importlib.import_module(ENGINES[engine])).validate(data, shapes)
    return sorted(found, key=_order)


def _order(result: Result) -> tuple[str, ...]:
    return (
        str(result.shape),
        str(result.focus),
        str(result.path or ""),
        str(result.value or ""),
        str(result.component),
        *result.messages,
    )


COMPONENT_OF_SPARQL = SH.SPARQLConstraintComponent
"""The component of results whose messages a query has filled in."""
