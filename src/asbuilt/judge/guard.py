"""Shapes that must not run: those that would fetch, and those that refer to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdflib import SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXTS = (SH.select, SH.ask, SH.construct, SH.update)
_INNER = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_LISTS = (SH["and"], SH["or"], SH.xone)


def refuse_unsafe(shapes: Graph) -> None:
    """Refuse shapes whose queries would ask another server, and recursive ones (SHACL, 3.4.3).

    Raises `UserError` that names the shape.
    """
    prefixes = {
        str(shapes.value(node, SH.prefix)): str(space)
        for node, space in shapes.subject_objects(SH.namespace)
    }
    for predicate in _TEXTS:
        for node, query in shapes.subject_objects(predicate):
            owner = shapes.value(None, SH.sparql, node) or node
            if _asks_elsewhere(str(query), prefixes):
                raise UserError(
                    f"the query of {_name(owner)} has a SERVICE, which would ask another server",
                    hint="remove it; a check needs the loaded facts only",
                )
    for shape in set(shapes.subjects()):
        _refuse_recursion(shapes, shape, ())


def _asks_elsewhere(query: str, prefixes: dict[str, str]) -> bool:
    """Look for SERVICE in the parsed query; in its text only where it cannot be parsed."""
    if "service" not in query.lower():
        return False
    try:
        algebra = prepareQuery(query, initNs=prefixes).algebra
    except Exception:  # noqa: BLE001 - the text is then all there is
        return True
    return any(part.name == "ServiceGraphPattern" for part in _parts(algebra))


def _parts(node: Any) -> Iterator[CompValue]:  # noqa: ANN401 - any node of a syntax tree
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _parts(value)


def _refuse_recursion(shapes: Graph, shape: Any, path: tuple[Any, ...]) -> None:  # noqa: ANN401
    if shape in path:
        round_trip = " → ".join(_name(one) for one in (*path[path.index(shape) :], shape))
        raise UserError(
            f"a shape refers to itself: {round_trip}",
            hint="break the circle; SHACL leaves open what it would mean",
        )
    for inner in _inner(shapes, shape):
        _refuse_recursion(shapes, inner, (*path, shape))


def _inner(shapes: Graph, shape: Any) -> Iterator[Any]:  # noqa: ANN401 - any term
    for predicate in _INNER:
        yield from shapes.objects(shape, predicate)
    for predicate in _LISTS:
        for members in shapes.objects(shape, predicate):
            if isinstance(members, URIRef | BNode):
                yield from Collection(shapes, members)


def _name(shape: object) -> str:
    return "a shape without a name" if isinstance(shape, BNode) else f"<{shape}>"
