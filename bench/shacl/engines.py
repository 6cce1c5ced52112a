"""The engines that are compared, each behind the same three steps: load, validate, give results."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import pyoxigraph as ox

from bench.shacl.company import NAMESPACE
from bench.shacl.handwritten import answers
from bench.shacl.report import Row, rows_of_asbuilt, rows_of_rdflib, rows_of_turtle
from bench.shacl.server import Server, Used

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SH = "http://www.w3.org/ns/shacl#"


class Engine(Protocol):
    """What is measured: `load` and `validate` by the clock, `rows` not."""

    def load(self, data: Path, shapes: Path) -> None:
        """Read the data, N-Triples, and the shapes, Turtle."""

    def validate(self) -> None:
        """Judge all of the data."""

    def rows(self) -> Iterator[Row]:
        """Give the results, in a form that all engines share."""


@runtime_checkable
class HasServer(Protocol):
    """An engine that asks a server, whose use counts as its own."""

    def server(self) -> Used:
        """Give what the server has used."""


class Handwritten:
    """The constraints as somebody who knows SPARQL would write them, on Oxigraph."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the data in a folder on disk, or in memory."""
        self._store = ox.Store(None if folder is None else str(folder))

    def load(self, data: Path, shapes: Path) -> None:
        """Load the data; the shapes stand in `bench.shacl.handwritten`."""
        del shapes
        self._store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)

    def validate(self) -> None:
        """Ask every question."""
        self._found = list(answers(self._store))

    def rows(self) -> Iterator[Row]:
        """Give the solutions as results."""
        for question, solution in self._found:
            path = question.path.removeprefix(":")
            name = NAMESPACE + path if path.isidentifier() else None
            yield Row(
                focus=solution["this"].value,
                shape=NAMESPACE + question.shape,
                component=f"{_SH}{question.component}ConstraintComponent",
                severity=_SH + question.severity,
                path=_value(solution, "path") or name,
                value=_value(solution, "value"),
            )


class Native:
    """Asbuilt's engine, in the process that holds the data."""

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the data in a folder on disk, or in memory."""
        self._folder = folder
        self._store = ox.Store(None if folder is None else str(folder))

    def load(self, data: Path, shapes: Path) -> None:
        """Load the data, and parse the shapes."""
        from rdflib import Graph  # noqa: PLC0415 - no other engine shall pay for it

        self._shapes = Graph().parse(shapes, format="turtle")
        self._store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)

    def validate(self) -> None:
        """Compile the shapes and run what comes of it."""
        from asbuilt.judge.engine import judge  # noqa: PLC0415
        from asbuilt.judge.native.data import LocalData  # noqa: PLC0415

        data = LocalData(self._store, folder=self._folder)
        self._outcome = judge(data, self._shapes, "native")
        data.guarded.stop()
        assert not self._outcome.failed, self._outcome.failed
        assert not self._outcome.referred, self._outcome.referred

    def rows(self) -> Iterator[Row]:
        """Give the results."""
        return rows_of_asbuilt(self._outcome)


class NativeRemote(Native):
    """Asbuilt's engine, with the data in an Oxigraph server that holds them on disk."""

    def load(self, data: Path, shapes: Path) -> None:
        """Load the data into the server's folder, start it, and parse the shapes."""
        from rdflib import Graph  # noqa: PLC0415

        from asbuilt.store.endpoint import EndpointStore  # noqa: PLC0415
        from asbuilt.store.server import Server as SparqlServer  # noqa: PLC0415

        self._shapes = Graph().parse(shapes, format="turtle")
        self._server = Server(_folder(), data)
        address = f"{self._server.address}query"
        self._endpoint = EndpointStore(SparqlServer(address, profile="oxigraph"))

    def validate(self) -> None:
        """Compile the shapes and have the server answer what comes of it."""
        from asbuilt.judge.engine import judge  # noqa: PLC0415
        from asbuilt.judge.native.data import RemoteData  # noqa: PLC0415

        self._outcome = judge(RemoteData(self._endpoint), self._shapes, "native")
        assert not self._outcome.failed, self._outcome.failed
        assert not self._outcome.referred, self._outcome.referred

    def server(self) -> Used:
        """Stop the server, and give what it has used."""
        return self._server.stopped()


class PySHACL:
    """PySHACL on rdflib's own graph, as its users run it."""

    def load(self, data: Path, shapes: Path) -> None:
        """Parse both with rdflib."""
        import rdflib  # noqa: PLC0415 - no other engine shall pay for it

        rdflib.NORMALIZE_LITERALS = False
        self._data = rdflib.Graph().parse(data, format="nt")
        self._shapes = rdflib.Graph().parse(shapes, format="turtle")

    def validate(self) -> None:
        """Judge without inference."""
        import pyshacl  # noqa: PLC0415

        _, self._report, _ = pyshacl.validate(
            self._data, shacl_graph=self._shapes, inference="none", inplace=True
        )

    def rows(self) -> Iterator[Row]:
        """Read the report."""
        return rows_of_rdflib(self._report)


class PySHACLTurbo:
    """pyshacl-turbo, given the path of the data, which is its fastest way."""

    def load(self, data: Path, shapes: Path) -> None:
        """Compile the shapes; the data are read while judging."""
        import pyshacl_turbo  # noqa: PLC0415
        import rdflib  # noqa: PLC0415

        rdflib.NORMALIZE_LITERALS = False
        self._data = str(data)
        self._shapes: Any = pyshacl_turbo.compile_shapes(
            str(shapes), shacl_graph_format="turtle", advanced=True
        )

    def validate(self) -> None:
        """Read and judge."""
        _, self._report, _ = self._shapes.validate(self._data, data_graph_format="nt")

    def rows(self) -> Iterator[Row]:
        """Read the report."""
        return rows_of_rdflib(self._report)


class Shacl:
    """The package ``shacl``, given the path of the data."""

    def load(self, data: Path, shapes: Path) -> None:
        """Compile the shapes; the data are read while judging."""
        import shacl  # noqa: PLC0415

        self._data = str(data)
        self._shapes: Any = shacl.Shapes.from_file(str(shapes))

    def validate(self) -> None:
        """Read and judge, and write the report, which is the only way to its results."""
        self._report = self._shapes.validate_file(self._data).serialize()

    def rows(self) -> Iterator[Row]:
        """Read the report."""
        return rows_of_turtle(self._report)


ENGINES: dict[str, Callable[[], Engine]] = {
    "SPARQL by hand": Handwritten,
    "SPARQL by hand on disk": lambda: Handwritten(_folder()),
    "native": Native,
    "native on disk": lambda: Native(_folder()),
    "native on a server": NativeRemote,
    "shacl": Shacl,
    "pyshacl-turbo": PySHACLTurbo,
    "pySHACL": PySHACL,
}
"""What makes each engine, by the name that the table gives it, in the table's order."""


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="store-", dir=Path.cwd()))


def _value(solution: ox.QuerySolution, name: str) -> str | None:
    try:
        found = solution[name]
    except KeyError:
        return None
    return None if found is None else str(found.value)
