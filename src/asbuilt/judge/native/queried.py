"""What a shapes graph says in SPARQL: constraints, components, targets and their prefixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef

from asbuilt.judge.native import constraints
from asbuilt.judge.native import shapes as model
from asbuilt.judge.native.problems import NotCompiledError, ShapeError, name
from asbuilt.judge.native.said import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

    from asbuilt.facts import Term
    from asbuilt.judge.native.shapes import ShapeNode


@dataclass(frozen=True, slots=True)
class _Component:
    node: ShapeNode
    required: tuple[URIRef, ...]
    optional: tuple[URIRef, ...]


class Library:
    """The queries of a shapes graph."""

    def __init__(self, graph: Graph) -> None:
        """Look up the constraint components that the graph defines (SHACL, 6.2)."""
        self._graph = graph
        self._said = Said(graph)
        self._components = sorted(self._defined(), key=lambda one: str(one.node))

    def constraint(self, node: ShapeNode) -> constraints.Select | None:
        """Give the constraint that a value of sh:sparql is; None where it is deactivated (5.1)."""
        off = self._graph.value(node, SH.deactivated)
        if isinstance(off, Literal) and off.value is True:
            return None
        return constraints.Select(self._query(node, SH.select), self._said.messages(node))

    def target(self, node: ShapeNode) -> model.Query:
        """Give the query of a value of sh:target (SHACL Advanced Features, 3.1)."""
        if (node, SH.select, None) not in self._graph:
            raise NotCompiledError(f"{name(node)} is a target type with parameters")
        return self._query(node, SH.select)

    def uses(self, shape: ShapeNode, *, is_property: bool) -> Iterator[constraints.Custom]:
        """Give the uses that a shape makes of the graph's own components (6.2.3)."""
        for component in self._components:
            if not all((shape, path, None) in self._graph for path in component.required):
                continue
            validator = self._validator(component.node, is_property=is_property)
            is_ask = (validator, SH.ask, None) in self._graph
            query = self._query(validator, SH.ask if is_ask else SH.select)
            for arguments in self._arguments(shape, component):
                yield constraints.Custom(
                    component.node, is_ask, query, arguments, self._said.messages(validator)
                )

    def _defined(self) -> Iterator[_Component]:
        kinds = set(self._graph.transitive_subjects(RDFS.subClassOf, SH.ConstraintComponent))
        nodes = {node for kind in kinds for node in self._graph.subjects(RDF.type, kind)}
        for node in nodes:
            required: list[URIRef] = []
            optional: list[URIRef] = []
            for parameter in self._graph.objects(node, SH.parameter):
                path = self._graph.value(parameter, SH.path)
                if not isinstance(path, URIRef):
                    continue
                flag = self._graph.value(parameter, SH.optional)
                is_optional = isinstance(flag, Literal) and flag.value is True
                (optional if is_optional else required).append(path)
            if required:
                yield _Component(
                    cast("ShapeNode", node), tuple(sorted(required)), tuple(sorted(optional))
                )

    def _validator(self, component: ShapeNode, *, is_property: bool) -> ShapeNode:
        own = SH.propertyValidator if is_property else SH.nodeValidator
        for predicate in (own, SH.validator):
            found = sorted(self._graph.objects(component, predicate), key=str)
            for validator in found:
                if (validator, SH.select, None) in self._graph or (
                    validator,
                    SH.ask,
                    None,
                ) in self._graph:
                    return cast("ShapeNode", validator)
            if found:
                raise NotCompiledError(f"{name(component)} has a validator that is no query")
        raise ShapeError(f"the component {name(component)} has no validator for this kind of shape")

    def _arguments(
        self, shape: ShapeNode, component: _Component
    ) -> Iterator[tuple[tuple[str, Term], ...]]:
        paths = (*component.required, *component.optional)
        if len(paths) == 1:
            for value in sorted(self._graph.objects(shape, paths[0]), key=lambda term: term.n3()):
                yield ((_local(paths[0]), cast("Term", value)),)
            return
        arguments = []
        for path in paths:
            values = list(self._graph.objects(shape, path))
            if len(values) > 1:
                raise ShapeError(f"{name(shape)} has more than one <{path}>")
            arguments += [(_local(path), cast("Term", value)) for value in values]
        yield tuple(arguments)

    def _query(self, node: ShapeNode, predicate: URIRef) -> model.Query:
        texts = list(self._graph.objects(node, predicate))
        if len(texts) != 1:
            raise ShapeError(f"{name(node)} needs exactly one sh:{predicate.removeprefix(str(SH))}")
        return model.Query(str(texts[0]), self._prefixes(node), node)

    def _prefixes(self, node: ShapeNode) -> tuple[tuple[str, str], ...]:
        """Give the prefixes that sh:prefixes names, imports within the graph included (5.2.1).

        Those of the shapes file itself stand in for what is not declared: many published shapes
        rely on it, as other engines let them.
        """
        found: dict[str, str] = {}
        waiting: list[Node] = list(self._graph.objects(node, SH.prefixes))
        seen: set[Node] = set()
        while waiting:
            ontology = waiting.pop()
            if ontology in seen:
                continue
            seen.add(ontology)
            waiting += self._graph.objects(ontology, OWL.imports)
            for declaration in self._graph.objects(ontology, SH.declare):
                prefix = self._graph.value(declaration, SH.prefix)
                space = self._graph.value(declaration, SH.namespace)
                if prefix is None or space is None:
                    raise ShapeError(f"a sh:declare of {name(ontology)} lacks prefix or namespace")
                if found.setdefault(str(prefix), str(space)) != str(space):
                    raise ShapeError(
                        f"{name(node)} has two namespaces for the prefix {str(prefix)!r}"
                    )
        for short, space in self._graph.namespaces():
            found.setdefault(str(short), str(space))
        return tuple(sorted(found.items()))


def _local(path: URIRef) -> str:
    """Give the local name of a parameter, which is its variable (6.2.1)."""
    for index in range(len(path) - 1, -1, -1):
        if not (path[index].isalnum() or path[index] == "_"):
            return str(path[index + 1 :])
    return str(path)
