"""Shapes files, Asbuilt's and a workspace's own: one graph in which every shape has a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.util import guess_format

from asbuilt.errors import UserError
from asbuilt.identity import digest
from asbuilt.judge import paths
from asbuilt.resources import SHAPES

if TYPE_CHECKING:
    from pathlib import Path

    from rdflib.term import Node

    from asbuilt.facts import Subject
    from asbuilt.workspace import Workspace

RULES = "https://w3id.org/asbuilt/shapes#"
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_EXAMPLE = '[check]\nshapes = ["rules/*.ttl"]'


@dataclass(frozen=True, slots=True)
class Shapes:
    """The graph of all shapes, and the file in which each subject of it stands first."""

    graph: Graph = field(default_factory=Graph)
    origin: dict[Subject, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    """The files of the workspace; paths relative to its folder."""
    set_aside: list[tuple[str, URIRef]] = field(default_factory=list)
    """Property shapes of the workspace's files that have no path that can be walked."""

    def targeted(self) -> list[URIRef]:
        """Give the shapes that are run for themselves: those with a target (SHACL, 2.1.3)."""
        graph = self.graph
        found = {node for target in _TARGETS for node in graph.subjects(target, None)}
        classes = {RDFS.Class, *graph.transitive_subjects(RDFS.subClassOf, RDFS.Class)}
        for kind in (SH.NodeShape, SH.PropertyShape):
            found.update(
                node
                for node in graph.subjects(RDF.type, kind)
                if any(one in classes for one in graph.objects(node, RDF.type))
            )
        return sorted(node for node in found if isinstance(node, URIRef))


def read_shapes(workspace: Workspace | None = None) -> Shapes:
    """Read Asbuilt's shapes, and those that the workspace names under ``[check] shapes``.

    Raises `UserError` for a file that cannot be read and for a pattern that no file matches.
    """
    shapes = Shapes(own=frozenset(name for _, name in _own(workspace)))
    for path in sorted(SHAPES.glob("*.ttl")):
        _add(shapes, _read(path, path.name, RULES[:-1]), path.name)
    for path, name in _own(workspace):
        assert workspace is not None
        read = _read(path, name, str(workspace.minter.file(name)))
        _name_targeted(read, str(workspace.minter.file(name)))
        _add(shapes, read, name)
        for prefix, namespace in read.namespaces():
            shapes.graph.bind(prefix, namespace, override=False)
    _name_parts(shapes)
    _set_aside(shapes)
    return shapes


def tail(iri: str) -> str:
    """Give the last part of an IRI, as people would write it."""
    return unquote(iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1])


def _own(workspace: Workspace | None) -> list[tuple[Path, str]]:
    if workspace is None:
        return []
    patterns = workspace.settings.get("check", {}).get("shapes", [])
    listed = [patterns] if isinstance(patterns, str) else patterns
    if not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
        raise UserError.bad_setting(
            "asbuilt.toml",
            "[check] shapes is no list of files",
            "write paths or patterns in quotes",
            _EXAMPLE,
        )
    found: dict[str, Path] = {}
    for pattern in listed:
        files = _matching(workspace, pattern)
        found.update((path.relative_to(workspace.folder).as_posix(), path) for path in files)
    return [(path, name) for name, path in found.items()]


def _matching(workspace: Workspace, pattern: str) -> list[Path]:
    try:
        files = sorted(path for path in workspace.folder.glob(pattern) if path.is_file())
        inside = all(path.resolve().is_relative_to(workspace.folder) for path in files)
    except (NotImplementedError, ValueError):  # an absolute path, or no pattern
        files, inside = [], False
    if not inside or ".." in pattern:
        raise UserError.bad_setting(
            "asbuilt.toml",
            f"[check] shapes {pattern!r} leaves the workspace",
            "keep shapes in its folder",
            _EXAMPLE,
        )
    if not files:
        raise UserError.bad_setting(
            "asbuilt.toml",
            f"no file matches [check] shapes {pattern!r}",
            "correct the path, or remove it",
            _EXAMPLE,
        )
    return files


def _read(path: Path, name: str, base: str) -> Graph:
    form = guess_format(path.name) or "turtle"
    if form == "json-ld":
        # A context may name an address, and the parser would fetch it.
        raise UserError("shapes are not read from JSON-LD", name, "save them as Turtle (.ttl)")
    try:
        return Graph().parse(path, format=form, publicID=base)
    except Exception as error:  # rdflib's parsers raise many kinds
        kind = "Turtle" if form == "turtle" else form
        raise UserError(
            f"not valid {kind}: {' '.join(str(error).split())[:200]}", name, "mend the shapes file"
        ) from error


def _add(shapes: Shapes, read: Graph, name: str) -> None:
    for triple in read:
        shapes.graph.add(triple)
        shapes.origin.setdefault(cast("Subject", triple[0]), name)


def _name_targeted(graph: Graph, base: str) -> None:
    """Name shapes that have a target and no name after their target, so that they are rules."""
    anonymous = {
        node
        for target in _TARGETS
        for node in graph.subjects(target, None)
        if isinstance(node, BNode)
    }
    for node in sorted(anonymous, key=lambda one: _content(graph, one)):
        targets = sorted(
            str(value)
            for target in _TARGETS
            for value in graph.objects(node, target)
            if isinstance(value, URIRef)
        )
        name = tail(targets[0]) if targets else "Shape"
        _rename(graph, node, _free(graph, f"{base}#{name}"))


def _name_parts(shapes: Shapes) -> None:
    """Give every property shape without a name one, so that results can tell it from others."""
    graph = shapes.graph
    while True:
        pairs = [
            (owner, part)
            for owner, part in graph.subject_objects(SH.property)
            if isinstance(part, BNode) and isinstance(owner, URIRef)
        ]
        if not pairs:
            return
        for owner, part in sorted(pairs, key=lambda pair: (pair[0], _content(graph, pair[1]))):
            if (owner, SH.property, part) in graph:
                name = _free(graph, str(owner))
                _rename(graph, part, name)
                shapes.origin[name] = shapes.origin.get(part, "")


def _set_aside(shapes: Shapes) -> None:
    """Take ill-formed property shapes out (SHACL, 2.3): one of them would stop the whole check."""
    graph = shapes.graph
    used = {(owner, part) for owner, part in graph.subject_objects(SH.property)}
    used |= {(part, part) for part in graph.subjects(SH.path, None)}
    for owner, part in sorted(used):
        file = shapes.origin.get(cast("Subject", part)) or shapes.origin.get(
            cast("Subject", owner), ""
        )
        if file not in shapes.own or not isinstance(part, URIRef) or _has_path(graph, part):
            continue
        graph.remove((None, SH.property, part))
        for target in _TARGETS:
            graph.remove((part, target, None))
        if (file, part) not in shapes.set_aside:
            shapes.set_aside.append((file, part))


def _has_path(graph: Graph, node: URIRef) -> bool:
    found = list(graph.objects(node, SH.path))
    try:
        return len(found) == 1 and paths.parse(graph, cast("Subject", found[0])) is not None
    except (ValueError, AttributeError, RecursionError):
        return False


def _free(graph: Graph, stem: str) -> URIRef:
    names = (URIRef(f"{stem}-{number}") for number in count(1))
    return next(name for name in names if (name, None, None) not in graph)


def _rename(graph: Graph, old: BNode, new: URIRef) -> None:
    for predicate, value in list(graph.predicate_objects(old)):
        graph.remove((old, predicate, value))
        graph.add((new, predicate, value))
    for subject, predicate in list(graph.subject_predicates(old)):
        graph.remove((subject, predicate, old))
        graph.add((subject, predicate, new))


def _content(graph: Graph, node: Node, depth: int = 0) -> str:
    """Give a digest of what is said of an anonymous node: the same in every run."""
    if not isinstance(node, BNode) or depth > 20:
        return node.n3()
    said = sorted(
        f"{predicate} {_content(graph, value, depth + 1)}"
        for predicate, value in graph.predicate_objects(node)
    )
    return digest(*said)
