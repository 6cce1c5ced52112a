"""The last run, kept on disk so that the next check can take over what has not changed.

It is good for one content of the view, one set of shapes and one engine, and says which by their
checksums; anything else that is found in its place is as good as nothing.
"""

from __future__ import annotations

import importlib.metadata
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rdflib import BNode, Literal, URIRef

from asbuilt.identity import digest
from asbuilt.judge.engine import Note, Result
from asbuilt.judge.native.run import Judged
from asbuilt.store.canonical import blank_node_names

if TYPE_CHECKING:
    from rdflib import Graph

    from asbuilt.facts import Term
    from asbuilt.judge.native.shapes import ShapeNode
    from asbuilt.store import Triple

_FORM = "2"
"""Goes up when runs are written in another way."""


class LastRun:
    """A file in which the last run over a view is kept."""

    def __init__(self, path: Path, shapes: Graph) -> None:
        """Use a file for runs of these shapes."""
        self._path = path
        triples = [cast("Triple", triple) for triple in shapes]
        self._names: dict[BNode, URIRef] = blank_node_names(triples)
        self._nodes = {name: node for node, name in self._names.items()}
        self._shapes = digest(
            *sorted(" ".join(self._stable(term).n3() for term in triple) for triple in triples)
        )

    def read(self, state: str) -> Judged | None:
        """Give the last run, if it was one of these shapes over a view in this state."""
        try:
            said = json.loads(self._path.read_bytes())
            if said["for"] != self._key(state):
                return None
            return self._run(said)
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def write(self, run: Judged, state: str) -> None:
        """Keep a run over a view in a state; in full or not at all."""
        said = {
            "for": self._key(state),
            "results": [
                [
                    self._told(shape),
                    [[self._told(n), [[i, *self._row(r)] for i, r in f]] for n, f in some.items()],
                ]
                for shape, some in run.results.items()
            ],
            "others": [self._row(result) for result in run.others],
            "referred": [[self._told(note.shape), note.reason] for note in run.referred],
            "failed": [[self._told(note.shape), note.reason] for note in run.failed],
        }
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps(said, separators=(",", ":")), encoding="utf-8")
        new.replace(self._path)

    def _key(self, state: str) -> list[str]:
        return [_FORM, state, self._shapes, _engine()]

    def _run(self, said: dict[str, Any]) -> Judged:
        def notes(key: str) -> tuple[Note, ...]:
            told = said[key]
            return tuple(Note(cast("ShapeNode", self._term(one)), reason) for one, reason in told)

        return Judged(
            {
                cast("ShapeNode", self._term(shape)): {
                    self._term(node): [(row[0], self._result(row[1:])) for row in rows]
                    for node, rows in some
                }
                for shape, some in said["results"]
            },
            tuple(self._result(row) for row in said["others"]),
            notes("referred"),
            notes("failed"),
        )

    def _row(self, result: Result) -> list[Any]:
        return [
            *map(
                self._told,
                (
                    result.focus, result.shape, result.component, result.severity, result.path,
                    result.value, result.constraint,
                ),
            ),
            [self._told(message) for message in result.messages],
        ]  # fmt: skip

    def _result(self, row: list[Any]) -> Result:
        focus, shape, component, severity, path, value, constraint = (
            None if said is None else self._term(said) for said in row[:7]
        )
        return Result(
            cast("Term", focus),
            cast("ShapeNode", shape),
            cast("URIRef", component),
            cast("URIRef", severity),
            cast("ShapeNode | None", path),
            value,
            tuple(cast("Literal", self._term(said)) for said in row[7]),
            cast("ShapeNode | None", constraint),
        )

    def _told(self, term: object) -> Any:  # noqa: ANN401 - what JSON can hold
        """Give a term for JSON: an IRI as its text, a literal as its parts."""
        if term is None:
            return None
        if isinstance(term, Literal):
            kind = None if term.datatype is None else str(term.datatype)
            return [str(term), kind, term.language]
        return str(self._stable(cast("Term", term)))

    def _term(self, said: Any) -> Term:  # noqa: ANN401
        if isinstance(said, list):
            text, kind, language = said
            if language:
                return Literal(text, lang=language)
            return Literal(text, datatype=kind and URIRef(kind), normalize=False)
        name = URIRef(said)
        return self._nodes.get(name, name)

    def _stable(self, term: Any) -> Any:  # noqa: ANN401 - a term of the shapes graph
        return self._names.get(term, term) if isinstance(term, BNode) else term


@cache
def _engine() -> str:
    """Give a checksum of what judges: our own code, and the store that answers its queries."""
    folder = Path(__file__).parents[1]
    paths = [*folder.glob("native/*.py"), *folder.glob("incremental/*.py")]
    sources = [path.read_bytes() for path in sorted(paths)]
    versions = [importlib.metadata.version(name) for name in ("pyoxigraph", "pyshacl", "rdflib")]
    return digest(*(source.decode() for source in sources), *versions)
