"""The project's own set of small cases from the SHACL recommendation, wherever data may live.

Each file holds shapes, data and the report that is due, written by hand from the clause it names.
A result that says neither has the severity sh:Violation and the path of its shape (SHACL, 3.6.2).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from graph_servers import oxigraph
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from shacl_suite import cases, compared, same

from asbuilt.errors import UserError
from asbuilt.judge.engine import judge
from asbuilt.judge.native.data import LocalData, RemoteData
from asbuilt.judge.native.files import read_data, read_shapes
from asbuilt.judge.native.report import report
from asbuilt.judge.paths import parse
from asbuilt.store.endpoint import EndpointStore
from asbuilt.store.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILES = sorted(Path(__file__).with_name("conformance").glob("*.ttl"))
GRAPH = URIRef("urn:x:data")

SPELLING = "Oxigraph keeps the value of a number and not how it was written"
BLANK = "a blank node of the data has another name there than in the shapes"
CANNOT: dict[str, dict[str, str]] = {
    "memory": {},
    "disk": {"spelling": SPELLING},
    "server": {"spelling": SPELLING, "blank-arguments": BLANK},
    "pyshacl": {
        "component-ask": "it leaves sh:value out where an ASK query judges a property shape (6.3)",
        "component-select": "it loses what a SELECT validator of a node shape finds (6.3)",
        "messages": "it does not use ?message (5.3.2), and leaves sh:value out after ASK (6.3)",
        "pre-binding": "it does not bind $this within BIND (Appendix A)",
        "prefixes": "it does not follow owl:imports to a prefix (5.2.1), and fails",
    },
}
"""The cases whose report cannot be right there, with the reason."""


def expected(graph: Graph) -> Graph:
    """Give the report of a file in full."""
    (top,) = graph.subjects(RDF.type, SH.ValidationReport)
    for result in graph.objects(top, SH.result):
        if (result, SH.resultSeverity, None) not in graph:
            graph.add((result, SH.resultSeverity, SH.Violation))
        path = graph.value(graph.value(result, SH.sourceShape), SH.path)
        if path is not None and (result, SH.resultPath, None) not in graph:
            graph.add((result, SH.resultPath, path))
    return compared(graph, top, messages=has_messages(graph))


def has_messages(graph: Graph) -> bool:
    """Say whether a file says which messages are due."""
    return any(graph.subject_objects(SH.resultMessage))


def is_right(data: LocalData | RemoteData, file: Path, engine: str = "native") -> bool:
    """Judge data by the shapes of a file and compare the report with the one that is due."""
    shapes = read_shapes([file])
    found = report(judge(data, shapes, engine), shapes)
    # Defaults are written into the graph, so it is read anew.
    due = read_shapes([file])
    (top,) = found.subjects(RDF.type, SH.ValidationReport)
    said = compared(found, top, messages=has_messages(due))
    return isomorphic(with_paths_as_text(said), with_paths_as_text(expected(due)))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EndpointStore]:
    """Run one server for all cases."""
    with oxigraph(tmp_path_factory.mktemp("server") / "data") as address:
        yield EndpointStore(
            Server(f"{address}query", f"{address}update", f"{address}store", "oxigraph")
        )


@pytest.fixture
def put(server: EndpointStore) -> Iterator[Callable[[Path], RemoteData]]:
    """Put the data of a file into the server, alone."""

    def load(file: Path) -> RemoteData:
        # As an update, since the store would give the blank nodes names of its own.
        listed = "\n".join(f"{quad.triple} ." for quad in read_data([file]).store)
        server.drop(GRAPH)
        server.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {listed} }} }}")
        return RemoteData(server)

    yield load
    server.drop(GRAPH)


def with_paths_as_text(found: Graph) -> Graph:
    """Write each path that is a blank node as text: two results may share the node or not."""
    for result, node in list(found.subject_objects(SH.resultPath)):
        if isinstance(node, BNode):
            found.set((result, SH.resultPath, Literal(str(parse(found, node)))))
    for triple in list(found):
        if (None, SH.result, triple[0]) not in found and triple[1] not in {SH.result, SH.conforms}:
            found.remove(triple)
    return found


def told(where: str, file: Path, *, right: bool) -> None:
    """Fail where a report is wrong, and where one is right that is listed as beyond the place."""
    reason = CANNOT[where].get(file.stem)
    assert right is (reason is None), reason or f"{file.name} gives another report"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_in_memory_gives_the_report_that_is_due(file: Path) -> None:
    """Nothing is lost when files are read into memory, so no case is beyond it."""
    told("memory", file, right=is_right(read_data([file]), file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_on_disk_gives_the_report_that_is_due(file: Path, tmp_path: Path) -> None:
    """The store on disk is the one that workspaces have."""
    store = ox.Store(str(tmp_path / "store"))
    store.extend(read_data([file]).store)
    store.flush()
    data = LocalData(store, folder=tmp_path / "store")
    del store
    try:
        told("disk", file, right=is_right(data, file))
    finally:
        data.close()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_in_a_server_gives_the_report_that_is_due(
    file: Path, put: Callable[[Path], RemoteData]
) -> None:
    """A real server process answers the queries of the shapes."""
    told("server", file, right=is_right(put(file), file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_case_by_pyshacl_gives_the_report_that_is_due(file: Path) -> None:
    """A second engine, written by others, says whether the reports that are due are right."""
    try:
        right = is_right(read_data([file]), file, "reference")
    except UserError:
        right = False
    told("pyshacl", file, right=right)


def test_every_component_of_the_core_has_a_case_in_which_it_is_violated() -> None:
    """The recommendation defines 29 with results; sh:property has those of the shape within."""
    found = {
        str(component).removeprefix(str(SH))
        for file in FILES
        for component in read_shapes([file]).objects(None, SH.sourceConstraintComponent)
        if component in SH
    }
    assert len(found) == 29, sorted(found)


W3C_CANNOT: dict[str, str] = {
    "core/property/datatype-ill-formed.ttl": SPELLING,
    "sparql/pre-binding/shapesGraph-001.ttl": "a server is only read, so it cannot hold the shapes",
}
"""The tests of the W3C's suite whose data cannot live in a server, with the reason."""


@pytest.mark.corpus
def test_the_suite_of_the_w3c_gives_the_reports_that_are_due_from_a_server(
    corpus: Path, put: Callable[[Path], RemoteData]
) -> None:
    """Where a failure is due, a shape is listed as failed."""
    (suite,) = corpus.glob("w3c-shacl/*/data-shapes-test-suite/tests")
    found = cases(suite)
    assert len(found) == 121
    wrong = set()
    for case in found:
        shapes = read_shapes([case.shapes])
        outcome = judge(put(case.data), shapes, "native")
        if case.expected is None:
            is_due = bool(outcome.failed)
        else:
            is_due = not outcome.failed and same(report(outcome, shapes), case)
        if not is_due:
            wrong.add(case.name)
    assert wrong == set(W3C_CANNOT)
