"""Tests of the loader of data contracts in the Open Data Contract Standard."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, URIRef

from asbuilt.facts import Place
from asbuilt.loaders import odcs
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

CASES = cases(Path(__file__).parent, ".odcs.yaml", ".odcs.json")
HEAD = "kind: DataContract\napiVersion: v3.1.0\nid: c\nversion: 1.0.0\nstatus: active\n"
SUPPLIERS = Path(__file__).parent / "suppliers.odcs.yaml"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_contract_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert odcs.claims(path, read_head(path))
    golden(odcs, path, domain="digital", system="ERP")


def test_what_opens_doors_is_not_in_the_graph() -> None:
    """Passwords and keys are counted as left out, wherever they are written."""
    for path in CASES:
        outcome = read(odcs, path)
        told = outcome.graph.serialize(format="nt") + str(outcome.kept) + str(outcome.elements)
        assert "h1dden" not in told
        assert "svc-payments" not in told
    assert read(odcs, SUPPLIERS).unread == {
        "contract: customProperties": 1,
        "server: customProperties": 1,
    }


def test_what_names_nothing_is_told_with_its_line_and_nothing_is_made_up() -> None:
    """A lost field, a lost element, a day that is none and a unit that may mean two things."""
    outcome = read(odcs, SUPPLIERS)
    told = {(problem.severity, problem.place.line): problem.message for problem in outcome.problems}
    lines = SUPPLIERS.read_text(encoding="utf-8").splitlines()
    assert {lines[line - 1].strip() for _, line in told if line} == {
        "- to: regions.code",
        "- username: cem",
        "- property: latency",
    }
    assert {severity for severity, _ in told} == {"warning"}
    assert len(outcome.problems) == 4


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("value: 4\n    unit: d", "P4D"),
        ("value: 2\n    unit: weeks", "P14D"),
        ("value: 1.5\n    unit: h", "PT5400S"),
        ("value: 3\n    unit: y", "P3Y"),
        ('value: "30"\n    unit: minutes', "PT30M"),
        ("value: 24h", "PT24H"),
        ('value: "1500ms"', "PT1.500S"),
        ("value: PT36H", "PT36H"),
        ('value: "0 20 * * 1-5"', "P3D"),
        ('value: "*/30 * * * *"', "PT30M"),
    ],
)
def test_a_promise_is_read_in_its_unit(said: str, expected: str, reader: Reader) -> None:
    """Value and unit become one duration."""
    text = f"{HEAD}schema:\n  - name: a\nslaProperties:\n  - property: freshness\n    {said}\n"
    graph = reader(odcs, "a.odcs.yaml", text).graph
    assert list(graph.objects(None, AB.freshWithin)) == [Literal(expected, datatype=XSD.duration)]


def test_of_several_promises_the_one_that_speaks_of_age_counts(reader: Reader) -> None:
    """Freshness before frequency before latency; the others stay in the contract's words."""
    promises = "".join(
        f"  - property: {name}\n    value: {days}\n    unit: d\n"
        for name, days in (("latency", 1), ("frequency", 2), ("freshness", 3), ("retention", 9))
    )
    text = f"{HEAD}schema:\n  - name: a\nslaProperties:\n{promises}"
    graph = reader(odcs, "a.odcs.yaml", text).graph
    (asset,) = graph.subjects(RDF.type, AB.DataAsset)
    assert [str(one) for one in graph.objects(asset, AB.freshWithin)] == ["P3D"]
    assert {"P1D", "P2D", "P9D"} <= {str(one) for one in graph.objects(asset)}


def test_a_latency_of_seconds_promises_nothing_about_age(reader: Reader) -> None:
    """It is how long an answer takes; a latency of hours is how late data may arrive."""
    text = f"{HEAD}schema:\n  - name: a\nslaProperties:\n  - property: latency\n    value: "
    assert not list(
        reader(odcs, "a.odcs.yaml", f"{text}500ms\n").graph.objects(None, AB.freshWithin)
    )
    assert list(reader(odcs, "a.odcs.yaml", f"{text}1.5h\n").graph.objects(None, AB.freshWithin))


def test_a_contract_that_does_not_say_its_kind_is_read_with_a_warning(reader: Reader) -> None:
    """What has a schema in a file of that ending can be nothing else."""
    outcome = reader(odcs, "a.odcs.yaml", "id: c\nschema:\n  - name: a\n")
    assert [problem.severity for problem in outcome.problems] == ["warning"]
    assert outcome.elements["schema object"] == 1


def test_data_on_one_known_server_is_named_as_lineage_names_it(reader: Reader) -> None:
    """Contract, lineage and register meet by it; two servers name two places, so neither."""
    server = "  - server: {0}\n    type: postgres\n    host: {0}\n    database: d\n    schema: s\n"
    one = HEAD + "schema:\n  - name: a\n    physicalName: A_1\nservers:\n" + server.format("h")
    graph = reader(odcs, "a.odcs.yaml", one).graph
    (asset,) = graph.subjects(RDF.type, AB.DataAsset)
    assert asset == URIRef(f"{BASE}data/postgres:%2F%2Fh:5432%2Fd.s.a%5F1")
    assert Literal("postgres://h:5432/d.s.A_1") in set(graph.objects(asset, DCTERMS.identifier))
    graph = reader(odcs, "a.odcs.yaml", one + server.format("h2")).graph
    assert set(graph.subjects(RDF.type, AB.DataAsset)) == {URIRef(f"{BASE}a.odcs.yaml#schema/a")}


@pytest.mark.parametrize(
    ("said", "required"),
    [
        ("name: f", False),
        ("name: f\n        required: true", True),
        ("name: f\n        primaryKey: true\n        required: false", True),
        ("column: f", True),
        ("column: f\n        isNullable: true", False),
    ],
)
def test_whether_a_field_may_be_absent_is_always_said(
    said: str, *, required: bool, reader: Reader
) -> None:
    """Where the contract is silent, what its version means by silence; a key is never absent."""
    text = f"{HEAD}schema:\n  - name: a\n    properties:\n      - {said}\n"
    graph = reader(odcs, "a.odcs.yaml", text).graph
    assert list(graph.objects(None, AB.isRequired)) == [Literal(required)]


def test_names_cannot_end_an_address(reader: Reader) -> None:
    """What people call their data is quoted wherever it becomes part of an IRI."""
    text = (
        f"{HEAD}schema:\n  - name: 'a> <b'\n    properties:\n      - name: 'x\"y z'\n"
        "customProperties:\n  - property: 'p> q'\n    value: 1\n"
        "roles:\n  - role: 'r> <s'\n    access: 'read> x'\n"
    )
    outcome = reader(odcs, "a.odcs.yaml", text)
    terms = {str(term) for triple in outcome.graph for term in triple if isinstance(term, URIRef)}
    assert not [term for term in terms if set(term) & set('<> "')]
    assert Literal('x"y z') in set(outcome.graph.objects(None, RDFS.label))


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("", "empty", None),
        ("kind: Other\n", "no data contract", 1),
        ("- kind: DataContract\n", "no data contract", 1),
        (f"{HEAD}status: draft\n", "stands twice", 6),
        (f"{HEAD}schema:\n  - name: a\n  - name: a\n", "'a' stands twice", 8),
        (
            f"{HEAD}schema:\n  - name: a\n    properties:\n      - name: f\n      - name: f\n",
            "'a.f' stands twice",
            10,
        ),
        (f"{HEAD}servers:\n  - server: s\n  - server: s\n", "'server/s' stands twice", 8),
        (f"{HEAD}x: &a [*a]\n", "stands inside", 6),
        (f"{HEAD}x: !!python/object:os.system {{}}\n", "more than plain data", 6),
        (f"{HEAD}x: [\n", "not valid YAML", 7),
    ],
)
def test_what_is_no_contract_is_refused_with_one_clear_error(
    content: str, message: str, line: int | None, reader: Reader
) -> None:
    """The file is refused as a whole, with place, cause and fix."""
    outcome = reader(odcs, "a.odcs.yaml", content)
    assert message in outcome.refusal.message
    assert outcome.refusal.place == Place(line=line)
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_a_contract_is_told_from_other_files() -> None:
    """Kind and version together, in YAML and JSON; schemas and other kinds are not claimed."""
    path = Path("orders.yaml")
    assert odcs.claims(path, HEAD.encode())
    assert odcs.claims(Path("o.json"), b'{"kind": "DataContract", "apiVersion": "v3.0.0"}')
    assert odcs.claims(path, b"kind: DataContract\ndatasetName: pay\n")
    assert odcs.claims(Path("a.odcs.yml"), b"")
    assert not odcs.claims(path, b"kind: DataContract\napiVersion: acme.org/v1\n")
    assert not odcs.claims(path, b"kind: Deployment\napiVersion: v3.1\n")
    assert not odcs.claims(
        Path("s.json"), b'{"properties": {"kind": {"enum": ["DataContract"]}, "apiVersion": "v3."}}'
    )
    assert not odcs.claims(Path("notes.md"), HEAD.encode())


@pytest.mark.corpus
def test_every_public_contract_loads_and_its_counts_agree(corpus: Path) -> None:
    """Objects, properties, rules, people, roles, servers and promises are as many as listed.

    Only what names a table that the contract does not describe is told, as a warning.
    """
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    listed = {name: said for name, said in rows.items() if said.startswith("odcs ")}
    assert len(listed) >= 18
    kinds = {
        "schema_objects": "schema object",
        "properties": "property",
        "quality_rules": "quality rule",
        "roles": "role",
        "team": "team member",
        "servers": "server",
        "sla": "slaProperty",
        "support": "support channel",
    }
    for name, said in listed.items():
        counted = json.loads(said.partition(" ")[2])
        assert odcs.claims(corpus / name, read_head(corpus / name)), name
        outcome = read(odcs, corpus / name)
        assert {problem.severity for problem in outcome.problems} <= {"warning"}, name
        assert outcome.version == counted["api"].removeprefix("v")
        found = {key: outcome.elements.get(kind, 0) for key, kind in kinds.items()}
        assert found == {key: counted.get(key, 0) for key in kinds}, name
    for name in rows:
        if name.startswith("odcs/") and name.endswith(".json"):
            assert not odcs.claims(corpus / name, read_head(corpus / name)), name
