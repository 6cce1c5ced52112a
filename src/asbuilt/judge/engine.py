"""The one function behind which engines stand that judge a graph by SHACL shapes."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from rdflib import SH, BNode, Graph, URIRef

from asbuilt.errors import UserError
from asbuilt.judge.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rdflib import Literal

    from asbuilt.facts import Term
    from asbuilt.judge.native.data import Data

ENGINES: dict[str, str] = {
    "native": "asbuilt.judge.native.run",
    "reference": "asbuilt.judge.reference",
}
"""Name of each engine and the module that is it; the module has a function `judge`."""
DEFAULT_ENGINE = "native"


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result, the same from every engine (SHACL, 3.6.2)."""

    focus: Term
    shape: URIRef | BNode
    component: URIRef
    severity: URIRef
    path: URIRef | BNode | None = None
    """A property, or the node of the shapes graph that describes a longer path."""
    value: Term | None = None
    messages: tuple[Literal, ...] = ()
    constraint: URIRef | BNode | None = None
    """The value of sh:sparql that found it."""


@dataclass(frozen=True, slots=True)
class Note:
    """What befell one shape, and why."""

    shape: URIRef | BNode
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine found; complete only where no shape failed."""

    results: tuple[Result, ...]
    referred: tuple[Note, ...] = ()
    """Shapes that the engine left to the reference engine."""
    failed: tuple[Note, ...] = ()
    """Shapes that could not be judged at all."""

    @property
    def conforms(self) -> bool:
        """Whether nothing was found and every shape was judged (SHACL, 3.6.1.1)."""
        return not self.results and not self.failed


class Engine(Protocol):
    """What the module of an engine must offer."""

    def judge(
        self,
        data: Data,
        shapes: Graph,
        focus: Mapping[URIRef | BNode, Collection[Term]] | None = None,
    ) -> Outcome:
        """Give what comes of judging the data by the shapes."""


def judge(
    data: Graph | Data,
    shapes: Graph,
    engine: str = DEFAULT_ENGINE,
    focus: Mapping[URIRef | BNode, Collection[Term]] | None = None,
) -> Outcome:
    """Judge the data by the shapes; results come in an order of their own making.

    With `focus`, only the shapes that it names are judged, each for those of its focus nodes that
    are among the nodes given: IRIs and literals. Raises `UserError` for an unknown engine.
    """
    if engine not in ENGINES:
        raise UserError.unknown_name("engine", engine, sorted(ENGINES))
    from asbuilt.judge.native.data import LocalData  # noqa: PLC0415 - it hands back our classes

    with quiet():
        seen = LocalData.of_graph(data) if isinstance(data, Graph) else data
        found = cast("Engine", importlib.import_module(ENGINES[engine])).judge(seen, shapes, focus)
    return in_order(found)


def in_order(outcome: Outcome) -> Outcome:
    """Give an outcome in an order of its own making, the same whatever judged and however."""
    return Outcome(
        tuple(sorted(outcome.results, key=_order)),
        tuple(sorted(outcome.referred, key=lambda note: str(note.shape))),
        tuple(sorted(outcome.failed, key=lambda note: str(note.shape))),
    )


def validate(data: Graph | Data, shapes: Graph, engine: str = DEFAULT_ENGINE) -> list[Result]:
    """Judge the data by the shapes and give the results.

    Raises `UserError` for an engine that does not exist and where a shape cannot be judged.
    """
    outcome = judge(data, shapes, engine)
    for note in outcome.failed:
        raise failure(note)
    return list(outcome.results)


def failure(note: Note) -> UserError:
    """Give the error for a shape that could not be judged."""
    name = "a shape without a name" if isinstance(note.shape, BNode) else f"<{note.shape}>"
    return UserError(
        f"{name} cannot be judged: {note.reason}",
        hint="correct the shape; until then nobody knows whether the data conforms to it",
    )


def _order(result: Result) -> tuple[str, ...]:
    return (
        str(result.shape if isinstance(result.shape, URIRef) else ""),
        str(result.focus),
        str(result.path if isinstance(result.path, URIRef) else ""),
        str(result.value or ""),
        str(result.component),
        *result.messages,
    )


COMPONENT_OF_SPARQL = SH.SPARQLConstraintComponent
"""The component of results whose messages a query has filled in."""
