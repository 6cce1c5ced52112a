"""The ontology is in order, by queries that say what is wrong and what to do."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from rdflib import DCTERMS, Graph, URIRef

from asbuilt.catalogue import Query, queries, read_query
from asbuilt.derive.ontology.reasoning import core
from asbuilt.ingest import load
from asbuilt.resources import EXAMPLE, PACKAGE, QUERIES, SHAPES
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

HYGIENE = sorted((QUERIES / "hygiene").glob("*.rq"))
NAMES = {"rq": re.compile(r"\bab:([A-Za-z]\w*)"), "ttl": re.compile(r"\bab:([A-Za-z]\w*)")}
NAMES["toml"] = re.compile(r"[\"'](?:ab:)?([A-Za-z]\w*)[\"']")
NAMES["py"] = re.compile(r"\bAB\.([A-Za-z]\w*)|[\"'](?:ab:)?([A-Za-z]\w*)[\"']")


def usage() -> Graph:
    """State which file uses which term: shapes, queries, loaders and analyses."""
    graph = Graph()
    # In an editable install these folders are links, which a search does not follow by itself.
    rooms = [PACKAGE, *((PACKAGE / room).resolve() for room in ("loaders", "server"))]
    files = [*SHAPES.glob("*.ttl"), *QUERIES.rglob("*.rq")]
    files += [
        file for room in rooms for ending in ("py", "toml") for file in room.rglob(f"*.{ending}")
    ]
    assert len(files) > 100
    for file in files:
        if file.name == "terms.py":  # it names them all
            continue
        for found in NAMES[file.suffix[1:]].findall(file.read_text(encoding="utf-8")):
            term = "".join(found) if isinstance(found, tuple) else found
            if file.suffix not in {".py", ".toml"} or term in AB:
                graph.add((URIRef(f"file:{file.name}"), DCTERMS.references, AB._NS[term]))
    return graph


@pytest.fixture(scope="module")
def ontology() -> EmbeddedStore:
    """Hold the ontology, the shapes and who uses what."""
    store = EmbeddedStore.in_memory()
    graph = core() + usage()
    for file in sorted(SHAPES.glob("*.ttl")):
        graph.parse(file)
    store.replace(URIRef("urn:x-asbuilt:ontology"), iter(graph))  # type: ignore[arg-type]
    return store


def test_there_are_hygiene_queries() -> None:
    """They are in the catalogue, and each says problem and solution."""
    assert len(HYGIENE) >= 8
    known = queries()
    for path in HYGIENE:
        assert known[path.stem].folder == "hygiene"
        assert {"problem", "solution"} <= set(
            re.findall(r"^#\+ (\w+):", path.read_text(encoding="utf-8"), re.MULTILINE)
        )


@pytest.mark.parametrize("path", HYGIENE, ids=lambda path: path.stem)
def test_the_ontology_is_in_order(path: Path, ontology: EmbeddedStore) -> None:
    """A hygiene query has no answer, or its answer is a fault of the ontology."""
    query: Query = read_query(path)
    assert ontology.select(query.text).columns == tuple(query.columns)
    rows = ontology.select(query.text).rows
    assert not rows, "\n".join(" ".join(map(str, row)) for row in rows)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("term-without-words", "ab:New a owl:Class ."),
        ("definition-out-of-form", 'ab:Step skos:definition "A step is a step."@en .'),
        ("label-of-two-terms", 'ab:Task rdfs:label "approval"@en .'),
        ("undefined-term", "<file:x> dcterms:references ab:Stpe ."),
        ("unused-term", "ab:New a owl:Class ."),
        ("domain-outside", "ab:value rdfs:domain ab:Nowhere ."),
        ("class-below-itself", "ab:Step rdfs:subClassOf ab:Task ."),
        ("domain-not-stated", "<urn:a> ab:guards <urn:b> ."),
    ],
)
def test_a_hygiene_query_finds_its_fault(name: str, fault: str, ontology: EmbeddedStore) -> None:
    """Each query finds the fault that it is for."""
    prefixes = "".join(
        f"PREFIX {prefix}: <{address}>\n"
        for prefix, address in {
            "ab": str(AB._NS),
            "owl": "http://www.w3.org/2002/07/owl#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "dcterms": "http://purl.org/dc/terms/",
        }.items()
    )
    graph = "GRAPH <urn:x-asbuilt:fault>"
    ontology.update(f"{prefixes} INSERT DATA {{ {graph} {{ {fault} }} }}")
    try:
        assert ontology.select(read_query(QUERIES / "hygiene" / f"{name}.rq").text).rows
    finally:
        ontology.drop(URIRef("urn:x-asbuilt:fault"))


def test_what_loaders_state_of_the_example_fits_the_domains(tmp_path: Path) -> None:
    """No property is stated of a thing that is not stated to be in the property's domain."""
    for file in sorted(EXAMPLE.rglob("*")):
        if file.is_file() and ".asbuilt" not in file.parts:
            copy = tmp_path / file.relative_to(EXAMPLE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    workspace = Workspace.open(tmp_path)
    with closing(workspace.store(write=True)) as store:
        load(workspace, store)
        store.replace(URIRef("urn:x-asbuilt:ontology"), iter(core()))  # type: ignore[arg-type]
        rows = store.select(read_query(QUERIES / "hygiene" / "domain-not-stated.rq").text).rows
    assert not rows, "\n".join(" ".join(map(str, row)) for row in rows)
