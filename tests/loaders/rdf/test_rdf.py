"""Tests of the loader of RDF."""

from __future__ import annotations

import csv
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from rdflib import PROV, RDF, BNode, Graph, Literal, URIRef

from asbuilt.loaders import rdf
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from golden import Golden, Reader

HERE = Path(__file__).parent
TRIPLE = "<a> <b> <c> ."
RDF_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'


@pytest.mark.parametrize(
    "path", cases(HERE, ".ttl", ".trig", ".nq", ".owl", ".jsonld"), ids=lambda path: path.name
)
def test_a_file_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert rdf.claims(path, read_head(path))
    golden(rdf, path)


@pytest.mark.parametrize(
    ("file", "thing", "line"),
    [
        ("controls.ttl", f"{BASE}controls.ttl#four-eyes", 6),
        ("graphs.trig", "https://example.org/x#Buyer", 5),
        ("lines.nq", "https://example.org/x#Buyer", 2),
        ("ontology.owl", "https://example.org/x#Buyer", 10),
        ("people.jsonld", "https://example.org/x#anna", 9),
        ("people.jsonld", "https://example.org/x#Buyer", 14),
    ],
)
def test_things_of_our_vocabulary_have_the_line_that_describes_them(
    file: str, thing: str, line: int
) -> None:
    """So that a finding about them names file and line."""
    place = read(rdf, HERE / file).graph.value(URIRef(thing), PROV.hadPrimarySource)
    assert place == URIRef(f"{BASE}{file}#line={line}")


def test_values_that_are_not_of_their_datatype_are_kept_and_told(golden: Golden) -> None:
    """The file's owner learns of them; nothing is corrected and nothing printed."""
    outcome = golden(rdf, HERE / "controls.ttl")
    (problem,) = outcome.problems
    assert problem.severity == "warning"
    assert "'many'" in problem.message
    assert (None, AB.limit, Literal("many", datatype=Literal(1).datatype)) in outcome.graph


def test_named_graphs_are_told_and_their_triples_read(golden: Golden) -> None:
    """They end up in the one graph of the file, blank nodes being the same in all of them."""
    outcome = golden(rdf, HERE / "graphs.trig")
    assert outcome.kept == {"named graph": 2}
    assert outcome.problems[0].severity == "info"
    assert len({node for node in outcome.graph.all_nodes() if isinstance(node, BNode)}) == 1


def test_blank_nodes_of_two_files_are_never_the_same_and_those_of_one_always_are(
    reader: Reader,
) -> None:
    """Labels hold within one file only, whichever labels it writes."""
    first, again, other = (
        reader(rdf, name, "_:x <http://e.org/p> [] .").graph for name in ("a.ttl", "a.ttl", "b.ttl")
    )
    assert set(first) == set(again)
    assert not set(first.all_nodes()) & {
        node for node in other.all_nodes() if isinstance(node, BNode)
    }


@pytest.mark.corpus
def test_every_public_file_is_read_to_the_triples_counted_independently(corpus: Path) -> None:
    """All Turtle, TriG, N-Triples and RDF/XML of the samples, the W3C suite's data among them."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    rows = [row for row in rows if row["contains"].startswith('rdf {"triples"')]
    assert rows
    for row in rows:
        path, told = corpus / row["path"], json.loads(row["contains"].removeprefix("rdf "))
        assert rdf.claims(path, read_head(path)), path
        outcome = read(rdf, path)
        assert not [one for one in outcome.problems if one.severity == "error"], path
        ours = {
            triple
            for triple in outcome.graph
            if not (triple[1] == PROV.hadPrimarySource and str(triple[2]).startswith(BASE))
        }
        assert len(ours) == told["triples"], path


@pytest.mark.corpus
def test_the_two_known_broken_samples_are_refused_with_their_line(corpus: Path) -> None:
    """They use a slash where Turtle allows none."""
    folder = corpus / "shacl-wild/SEMICeu+DCAT-AP/releases/3.0.1/html/examples"
    for stem, line in (("api", 20), ("combined", 32)):
        path = folder / f"example-bee-population-dataset-series-{stem}.ttl"
        assert read(rdf, path).refusal.place.line == line


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("x.ttl", f"{TRIPLE}\n<a> <b>", 2, "not valid Turtle"),
        ("x.ttl", f"{TRIPLE}\n<a> <b c> <d> .", 2, "not valid Turtle"),
        ("x.ttl", f"{TRIPLE}\nx:a <b> <c> .", 2, "x: has not been declared"),
        ("x.ttl", '<a> <b> "no end .\n', 1, "not valid Turtle"),
        ("x.trig", "<g> {\n<a> <b> }", 2, "not valid TriG"),
        ("x.nt", "<http://e.org/a> <http://e.org/b> <c> .", 1, "not valid N-Triples"),
        ("x.nq", "<http://e.org/a> <http://e.org/b> .", 1, "not valid N-Quads"),
        ("x.rdf", f"{RDF_XML}\n<rdf:Description>", 2, "not well-formed"),
        ("x.rdf", f'{RDF_XML}<rdf:li rdf:ID="a b"/></rdf:RDF>', None, "not valid RDF/XML"),
        ("x.jsonld", '{"@id": "http://e.org/a",', 1, "cut off"),
        ("x.jsonld", '{"@id": "http://e.org/a",\n"@id": "b"}', 2, "stands twice"),
        ("x.jsonld", '{"@graph": ' * 300, 1, "deeper"),
        ("x.owl", "Prefix(:=<http://e.org/>)\nOntology()", 1, "functional or Manchester"),
        ("x.ttl", '<a> <b> "ü" .'.encode("latin-1"), 1, "not valid utf-8"),
    ],
)
def test_a_file_with_broken_syntax_is_refused_with_its_line(
    name: str, content: str | bytes, line: int | None, message: str, reader: Reader
) -> None:
    """One error says what is wrong and where."""
    refusal = reader(rdf, name, content).refusal
    assert message in refusal.message
    assert refusal.place.line == line
    assert refusal.fix


def test_an_empty_file_is_a_graph_of_nothing(reader: Reader) -> None:
    """No triples are no fault."""
    assert reader(rdf, "x.ttl", "# nothing yet").elements == {"triple": 0}


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """Serve a context on this machine, and note who asks for it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/ld+json")
            self.end_headers()
            self.wfile.write(b'{"@context": {"p": "http://e.org/p"}}')

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/context.jsonld", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "shape",
    [
        '{{\n"@context": "{0}", "@id": "http://e.org/a", "p": 1}}',
        '{{\n"@context": [{{"q": "http://e.org/q"}}, "{0}"], "p": 1}}',
        '{{\n"@context": {{"@import": "{0}"}}, "p": 1}}',
        '{{"p": {{\n"@context": "{0}", "p": 1}}}}',
        '{{"@context": {{"T":\n{{"@id": "http://e.org/T", "@context": "{0}"}}}}, "@type": "T"}}',
        '{{\n"@context": "context.jsonld", "p": 1}}',
        '{{\n"\\u0040context": "{0}", "p": 1}}',
    ],
)
def test_a_context_elsewhere_is_refused_and_never_asked_for(
    shape: str, listening: tuple[str, list[str]], reader: Reader
) -> None:
    """In whatever place or spelling it is named, nothing goes over the network."""
    address, asked = listening
    refusal = reader(rdf, "x.jsonld", shape.format(address)).refusal
    assert "nothing is fetched" in refusal.message
    assert refusal.place.line == 2
    assert asked == []


def test_external_entities_and_dtds_are_never_read(
    listening: tuple[str, list[str]], reader: Reader, tmp_path: Path
) -> None:
    """Neither a file nor an address that RDF/XML names is opened."""
    address, asked = listening
    (tmp_path / "secret.txt").write_text("secret")
    for system in (address, (tmp_path / "secret.txt").as_uri()):
        text = (
            f'<!DOCTYPE r [<!ENTITY x SYSTEM "{system}">]>{RDF_XML}'
            '<rdf:Description rdf:about="http://e.org/a" xmlns:e="http://e.org/">'
            "<e:p>&x;</e:p></rdf:Description></rdf:RDF>"
        )
        outcome = reader(rdf, "x.rdf", text)
        assert "secret" not in outcome.graph.serialize(format="nt")
        dtd = f'<!DOCTYPE r SYSTEM "{system}">{RDF_XML}</rdf:RDF>'
        assert not reader(rdf, "x.rdf", dtd).problems
    assert asked == []


def test_entities_of_the_file_do_not_grow_without_bound(reader: Reader) -> None:
    """A bomb of nested entities is refused; a plain one is what ontologies use."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<!DOCTYPE r [<!ENTITY e0 "{"x" * 100}">{entities}]>{RDF_XML}'
        '<rdf:Description rdf:about="http://e.org/&e11;"/></rdf:RDF>'
    )
    assert "not well-formed" in reader(rdf, "x.rdf", text).refusal.message


def test_deep_turtle_is_read_without_a_crash(reader: Reader) -> None:
    """Nesting of blank nodes and lists has no depth at which the reader falls over."""
    depth = 20_000
    text = "<http://e.org/a> <http://e.org/p> " + "[ <http://e.org/p> " * depth + "1" + "]" * depth
    assert reader(rdf, "x.ttl", f"{text} .").elements == {"triple": depth + 1}


def test_statements_about_statements_are_told(reader: Reader) -> None:
    """RDF 1.2's triple terms have no place in the graph yet, and are not lost silently."""
    text = "<http://e.org/a> <http://e.org/p> <<( <http://e.org/s> <http://e.org/q> 1 )>> , 2 ."
    outcome = reader(rdf, "x.ttl", text)
    assert outcome.unread == {"triple term": 1}
    assert outcome.elements == {"triple": 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["x.ttl", "x.rdf", "x.jsonld"])
def test_marks_of_encoding_are_heeded(name: str, encoding: str, reader: Reader) -> None:
    """Files saved by editors of Windows load as well."""
    graph = Graph().add((URIRef("http://e.org/a"), URIRef("http://e.org/p"), Literal("größe")))
    form = {"x.ttl": "turtle", "x.rdf": "xml", "x.jsonld": "json-ld"}[name]
    text = graph.serialize(format=form, auto_compact=False)
    assert set(reader(rdf, name, text.encode(encoding)).graph) == set(graph)


@pytest.mark.parametrize(
    ("name", "head", "claimed"),
    [
        ("a.TTL", b"", True),
        ("a.nt.gz", b"", True),
        ("a.xml", RDF_XML.encode(), True),
        ("a.xml", b"<definitions/>", False),
        ("a.json", b'{"@context": {}, "@id": "x"}', True),
        ("a.json", b'{"context": {}}', False),
        ("a.txt", b"<a> <b> <c> .", False),
    ],
)
def test_only_rdf_is_claimed(name: str, head: bytes, claimed: object) -> None:
    """By its ending, or by what only RDF begins with."""
    assert rdf.claims(Path(name), head) is claimed


def test_the_type_of_a_thing_is_read_as_it_stands(golden: Golden) -> None:
    """Nothing is added to a thing but the place that describes it."""
    graph = golden(rdf, HERE / "people.jsonld").graph
    anna = URIRef("https://example.org/x#anna")
    assert set(graph.objects(anna, RDF.type)) == {AB.Agent}
    assert len(set(graph.predicates(anna))) == 4
