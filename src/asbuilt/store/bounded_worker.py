"""The process in which one query runs: request on standard input, answer on standard output."""

from __future__ import annotations

import io
import json
import sys
from functools import partial

import pyoxigraph as ox

from asbuilt.store.memory import limit_memory
from asbuilt.store.ordering import in_order
from asbuilt.store.snapshot import opened

RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


_NO_GRAPH = "urn:asbuilt:no-graph"


class _Bounded(io.RawIOBase):
    """Standard output that refuses to grow beyond a limit."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._left -= len(data)
        if self._left < 0:
            raise _TooMuchError
        sys.stdout.buffer.write(data)
        return len(data)


class _TooMuchError(Exception):
    pass


def main() -> int:
    """Answer the request: 0 answered, 3 the query is wrong, 4 the answer is too large."""
    said = json.load(sys.stdin)
    limit_memory(said["memory"])
    store = opened(said["store"])
    options: dict[str, object] = {}
    if said["default"] or said["named"]:
        # Where the request names graphs, those are its dataset (SPARQL 1.1 Protocol, 2.1.4).
        options["default_graph"] = [ox.NamedNode(iri) for iri in said["default"] or [_NO_GRAPH]]
    if said["named"]:
        options["named_graphs"] = [ox.NamedNode(iri) for iri in said["named"]]
    try:
        answer = in_order(partial(store.query, **options), said["query"])  # type: ignore[arg-type]
        out = _Bounded(said["limit"])
        if isinstance(answer, ox.QueryTriples):
            answer.serialize(out, GRAPHS.get(said["form"], ox.RdfFormat.TURTLE))  # type: ignore[arg-type]
        else:
            answer.serialize(out, RESULTS.get(said["form"], ox.QueryResultsFormat.JSON))  # type: ignore[arg-type]
    except SyntaxError as error:
        sys.stderr.write(str(error))
        return 3
    except _TooMuchError:
        sys.stderr.write("the answer is larger than may be sent")
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
