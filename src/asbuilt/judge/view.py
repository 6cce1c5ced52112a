"""The judged view: the facts that shapes are run over, as the one graph of a store of their own.

Kept beside the workspace's store and brought up to date by the difference, so that engines run over
a set of triples without duplicates and without what is no fact (docs/decisions/0009-judged.md).
"""

from __future__ import annotations

import shutil
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol, cast

import pyoxigraph as ox
from rdflib import Graph
from rdflib.paths import Path as PropertyPath

from asbuilt.terms import from_ox, from_triple, to_ox, to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rdflib.term import Node

    from asbuilt.facts import Term
    from asbuilt.store import Triple

_OWN = ox.NamedNode("urn:asbuilt:view")
"""The graph of what the view says of itself; queries see the default graph alone."""
_STATE, _LOOK, _SIZE = (ox.NamedNode(f"urn:asbuilt:{name}") for name in ("state", "look", "size"))
_CIRCUMSTANCES = ox.NamedNode("urn:asbuilt:circumstances")
"""The graph of the facts that the judge itself has stated, each of them a judged fact, too."""
_MASK = (1 << 128) - 1


class Facts(Protocol):
    """What findings are composed from: an rdflib graph, or the view."""

    def objects(self, subject: Any, predicate: Any, /) -> Iterator[Any]:  # noqa: ANN401
        """Give the values that a thing has for a property."""

    def subjects(self, predicate: Any, object: Any, /) -> Iterator[Any]:  # noqa: A002, ANN401
        """Give the things that have a value for a property."""

    def triples(self, pattern: Any, /) -> Iterator[Any]:  # noqa: ANN401
        """Give the triples that match a pattern, in which None matches all."""


class View:
    """A set of facts in Oxigraph, with a checksum of its content."""

    def __init__(self, inner: ox.Store, folder: Path | None = None) -> None:
        """Wrap a store; use `in_memory` or `open` instead."""
        self.inner = inner
        self._folder = folder

    @classmethod
    def in_memory(cls) -> View:
        """Give an empty view that lives as long as the process."""
        return cls(ox.Store())

    @classmethod
    def of(cls, triples: Iterable[Any]) -> View:
        """Give a view in memory of triples of rdflib, such as a graph's."""
        view = cls.in_memory()
        view.fill(to_quad(triple, _OWN).triple for triple in triples)
        return view

    @classmethod
    def open(cls, folder: Path) -> View:
        """Open the view kept in a folder for writing; an empty one where there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(ox.Store(str(folder)), folder)

    @classmethod
    def open_read_only(cls, folder: Path) -> View:
        """Open a snapshot of the view kept in a folder."""
        return cls(ox.Store.read_only(str(folder)))

    @property
    def state(self) -> str:
        """A checksum of the content: the same facts give the same, in whatever order they came."""
        return self._said(_STATE) or f"{0:032x}"

    def state_before(self, came: Iterable[ox.Triple], went: Iterable[ox.Triple]) -> str:
        """Give the checksum that the view had before some facts came and others went."""
        state = int(self.state, 16) + _marks(map(_quad, went)) - _marks(map(_quad, came))
        return f"{state & _MASK:032x}"

    @property
    def folder(self) -> Path | None:
        """Where the view is on disk; None if it is in memory."""
        return self._folder

    @property
    def is_kept(self) -> bool:
        """Whether it outlives the process."""
        return self._folder is not None

    @property
    def look(self) -> str:
        """Name of the look at the workspace's store that the view reflects; empty if none."""
        return self._said(_LOOK)

    @property
    def circumstances(self) -> frozenset[ox.Triple]:
        """The facts that the judge itself has stated in the view."""
        held = self.inner.quads_for_pattern(None, None, None, _CIRCUMSTANCES)
        return frozenset(quad.triple for quad in held)

    def fill(self, triples: Iterable[ox.Triple]) -> None:
        """Make the view hold exactly these triples, each of which may come more than once."""
        if self._folder is not None:
            del self.inner
            shutil.rmtree(self._folder)
            self.inner = ox.Store(str(self._folder))
        else:
            self.inner = ox.Store()
        self._forget()
        self.inner.bulk_extend(_quad(triple) for triple in triples)
        marks, size = 0, 0
        for quad in self._all():
            marks, size = marks + _mark(quad), size + 1
        own = ((_STATE, f"{marks & _MASK:032x}"), (_SIZE, str(size)))
        self.inner.extend(ox.Quad(_OWN, name, ox.Literal(said), _OWN) for name, said in own)

    def change(
        self,
        came: Iterable[ox.Triple],
        went: Iterable[ox.Triple],
        circumstances: Iterable[ox.Triple] | None = None,
        look: str = "",
    ) -> None:
        """Add and remove facts in one transaction; none that came was there, each that went was.

        `circumstances` are those facts that the judge itself has stated, as they are from now on;
        `look` names the look at the workspace's store that the view then reflects.
        """
        coming, going = list(map(_quad, came)), list(map(_quad, went))
        state = int(self.state, 16) + _marks(coming) - _marks(going)
        size = len(self) + len(coming) - len(going)
        said = ((_STATE, f"{state & _MASK:032x}"), (_SIZE, str(size)), (_LOOK, look))
        own = " ".join(f"{_OWN} {name} {ox.Literal(text)} ." for name, text in said)
        told = "" if circumstances is None else f"CLEAR SILENT GRAPH {_CIRCUMSTANCES} ;"
        listed = _lines(map(_quad, circumstances or ()))
        self.inner.update(
            f"{told} DELETE WHERE {{ GRAPH {_OWN} {{ {_OWN} ?p ?o }} }} ;\n"
            f"DELETE DATA {{ {_lines(going)} }} ;\n"
            f"INSERT DATA {{ {_lines(coming)} GRAPH {_OWN} {{ {own} }}"
            f" GRAPH {_CIRCUMSTANCES} {{ {listed} }} }}"
        )
        self._forget()

    def quads(self, subject: Any, predicate: Any, value: Any) -> Iterator[ox.Quad]:  # noqa: ANN401
        """Give the quads that match terms of Oxigraph, in which None matches all."""
        return self.inner.quads_for_pattern(subject, predicate, value, ox.DefaultGraph())

    def objects(self, subject: Node, predicate: Node, /) -> Iterator[Term]:
        """Give the values that a thing has for a property."""
        key = (subject, predicate, None)
        found = self._memo.get(key)
        if found is None:
            found = tuple(one[2] for one in self.triples(key)) if self._uses(predicate) else ()
            self._memo[key] = found
        return iter(found)

    def subjects(self, predicate: Node, value: Node, /) -> Iterator[Term]:
        """Give the things that have a value for a property."""
        key = (None, predicate, value)
        found = self._memo.get(key)
        if found is None:
            found = tuple(one[0] for one in self.triples(key)) if self._uses(predicate) else ()
            self._memo[key] = found
        return iter(found)

    def triples(self, pattern: tuple[Any, Any, Any], /) -> Iterator[Triple]:
        """Give the triples that match terms of rdflib, in which None matches all; paths, too."""
        if isinstance(pattern[1], PropertyPath):
            for start, end in pattern[1].eval(cast("Graph", self), pattern[0], pattern[2]):
                yield start, pattern[1], end  # type: ignore[misc]
            return
        terms = [None if term is None else to_ox(term) for term in pattern]
        if isinstance(terms[0], ox.Literal):
            return
        for quad in self.quads(*terms):
            yield from_triple(quad)

    def as_graph(self) -> Graph:
        """Give a copy as an rdflib graph, for engines that need one."""
        graph = Graph()
        for quad in self._all():
            graph.add(from_triple(quad))
        return graph

    def __len__(self) -> int:
        """Give the number of facts."""
        return int(self._said(_SIZE) or 0)

    def close(self) -> None:
        """Let go of the folder."""
        self._forget()
        del self.inner

    def _uses(self, predicate: Node) -> bool:
        """Tell whether any fact has a property, or whether it is a path that has to be followed."""
        used = self._used.get(predicate)
        if used is None:
            plain = not isinstance(predicate, PropertyPath)
            used = not plain or any(self.quads(None, to_ox(predicate), None))  # type: ignore[arg-type]
            self._used[predicate] = used
        return used

    def _forget(self) -> None:
        self._memo.clear()
        self._used.clear()

    @cached_property
    def _used(self) -> dict[Node, bool]:
        return {}

    @cached_property
    def _memo(self) -> dict[tuple[Any, Any, Any], tuple[Term, ...]]:
        return {}

    def _all(self) -> Iterator[ox.Quad]:
        return self.quads(None, None, None)

    def _said(self, predicate: ox.NamedNode) -> str:
        for quad in self.inner.quads_for_pattern(_OWN, predicate, None, _OWN):
            return str(from_ox(quad.object))  # type: ignore[arg-type]
        return ""


def _quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(*triple)


def _marks(quads: Iterable[ox.Quad]) -> int:
    return sum(map(_mark, quads))


def _mark(quad: ox.Quad) -> int:
    digest = blake2b(str(quad.triple).encode(), digest_size=16).digest()
    return int.from_bytes(digest, "big")


def _lines(quads: Iterable[ox.Quad]) -> str:
    return "\n".join(f"{quad.triple} ." for quad in quads)
