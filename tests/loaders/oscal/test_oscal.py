"""Tests of the loader of OSCAL: what the models state, and that their syntaxes state the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read, same_graph
from oscal_bindings.parser import parse_oscal
from rdflib import DCTERMS, PROV, RDF, SKOS, Graph, Literal, Namespace, URIRef

from asbuilt.loaders import oscal
from asbuilt.loaders.oscal.description import MODELS
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".json")
FORMS = cases(HERE / "forms", ".xml", ".yaml")
CATALOG = Namespace(f"{BASE}catalog.json#")
UUID = "{}-5a0e-4c1b-9d2f-0123456789ab".format


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_document_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it, and is valid by NIST's schemas."""
    parse_oscal(path.read_text(encoding="utf-8"))
    assert oscal.claims(path, read_head(path))
    outcome = golden(oscal, path)
    assert not [one for one in outcome.problems if one.severity == "error"]


def test_every_model_has_a_case() -> None:
    """The cases are of all eight models."""
    heads = [path.read_text(encoding="utf-8")[:60] for path in CASES]
    begun = {model for model in MODELS for head in heads if f'"{model}"' in head}
    assert begun == set(MODELS)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_the_same_document_gives_the_same_graph_in_each_syntax(path: Path, tmp_path: Path) -> None:
    """JSON, YAML and XML differ in places only, and the ledger counts the same."""
    for case in CASES:
        (tmp_path / case.name).write_bytes(case.read_bytes())
    name = f"{path.stem}.json"
    plain = read(oscal, HERE / name)
    (tmp_path / path.name).write_bytes(path.read_bytes())
    other = read(oscal, tmp_path / path.name, name=name)
    same_graph(_without_places(other), _without_places(plain))
    assert oscal.claims(path, read_head(path))
    assert (other.elements, other.kept, other.unread) == (plain.elements, plain.kept, plain.unread)


def test_a_control_is_one_node_in_all_documents_that_lead_to_its_catalog() -> None:
    """From component, plan, results and crosswalk, by profiles and plans between."""
    control = CATALOG["pay-1"]
    paydesk = URIRef(f"{BASE}components.json#{UUID('00000021')}")
    assert (control, AB.implementedBy, paydesk) in _graph("components")
    system = URIRef(f"{BASE}plan.json#{UUID('00000034')}")
    assert (control, AB.implementedBy, system) in _graph("plan")
    evidence = URIRef(f"{BASE}results.json#{UUID('00000056')}")
    assert (evidence, AB.evidenceFor, control) in _graph("results")
    assert (control, AB.partOf, URIRef(f"{BASE}baseline.json#{UUID('00000010')}")) in _graph(
        "baseline"
    )
    matched = set(_graph("crosswalk").objects(control, SKOS.broadMatch))
    assert len(matched) == 1


def test_what_shows_that_a_control_failed_says_so(tmp_path: Path) -> None:
    """By the state of the finding that rests on it; what stands behind both kinds says neither."""
    graph = _graph("results")
    failed = URIRef(f"{BASE}results.json#{UUID('00000052')}")
    assert (failed, RDF.type, AB.Evidence) in graph
    assert (failed, AB.evidenceFor, CATALOG["pay-1"]) in graph
    assert (failed, AB.outcome, Literal("failed")) in graph
    text = (HERE / "results.json").read_text("utf-8")
    both = json.loads(text)
    findings = both["assessment-results"]["results"][0]["findings"]
    for one in findings:
        one["related-observations"] = [{"observation-uuid": UUID("00000052")}]
    assert {one["target"]["status"]["state"] for one in findings} == {"satisfied", "not-satisfied"}
    for path in CASES:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "results.json").write_text(json.dumps(both), encoding="utf-8")
    mixed = read(oscal, tmp_path / "results.json").graph
    assert (failed, AB.evidenceFor, CATALOG["pay-1"]) in mixed
    assert not list(mixed.objects(failed, AB.outcome))


def test_an_item_of_a_plan_of_action_is_due_and_closed_as_its_risks_are() -> None:
    """The deadline of the risk is the day by which the item is to be done."""
    graph = _graph("actions")
    (item,) = graph.subjects(RDF.type, AB.Issue)
    assert {str(day) for day in graph.objects(item, AB.dueOn)} == {"2026-06-30"}
    assert {str(day) for day in graph.objects(item, AB.closedOn)} == {"2026-05-04"}


def test_a_control_of_a_catalog_that_is_not_at_hand_is_a_mention_within_it() -> None:
    """So a control of the same id in another catalog is never meant."""
    graph = _graph("components")
    (mention,) = graph.subjects(AB.referenceKind, AB.Control)
    assert (mention, DCTERMS.identifier, Literal("zz-9")) in graph
    (scope,) = graph.objects(mention, AB.within)
    assert (scope, DCTERMS.identifier, Literal("https://unknown.example/profile.json")) in graph


def test_a_catalog_is_found_by_the_address_that_the_workspace_gives_it(reader: Reader) -> None:
    """``published-as`` says under which address others refer to a file."""
    address = "https://shop.example/catalog.json"
    content = (HERE / "catalog.json").read_bytes()
    outcome = reader(oscal, "catalog.json", content, options={"published-as": [address]})
    (catalog,) = outcome.graph.subjects(DCTERMS.identifier, Literal(address))
    assert (catalog, RDF.type, AB.Policy) in outcome.graph


def test_what_is_planned_or_does_not_apply_is_not_implemented() -> None:
    """Nobody is said to carry out what a plan only promises."""
    graph = _graph("components") + _graph("plan")
    control = CATALOG["pay-1.1"]
    assert not list(graph.objects(control, AB.implementedBy))
    assert (control, AB.applicable, Literal(False)) in graph  # noqa: FBT003 - a value
    assert (control, AB.reason, Literal("There is **no** such function.")) in graph


def test_a_policy_or_procedure_is_no_system() -> None:
    """Components of such types are what a control serves, or where it acts."""
    graph = _graph("plan") + _graph("components")
    policy = URIRef(f"{BASE}plan.json#{UUID('00000035')}")
    assert (CATALOG["pay-1"], AB.servesPolicy, policy) in graph
    procedure = URIRef(f"{BASE}components.json#{UUID('00000028')}")
    assert (procedure, RDF.type, AB.Process) in graph
    assert list(graph.objects(procedure, AB.controlledBy))


def test_what_opens_doors_is_not_in_the_graph(reader: Reader) -> None:
    """Attachments, keys and addresses with passwords are counted as left out."""
    outcome = read(oscal, HERE / "catalog.json")
    assert outcome.unread["base64: value"] == 1
    document = _catalog('"links": [{"href": "https://me:s3cret@host.example/"}]')
    outcome = reader(oscal, "a.json", document)
    assert "s3cret" not in outcome.graph.serialize(format="nt")
    assert outcome.unread["value that holds a key or password"] == 1


def test_companions_are_the_documents_that_are_imported(tmp_path: Path) -> None:
    """One through the other, and nothing outside of the workspace."""
    for case in CASES:
        (tmp_path / case.name).write_bytes(case.read_bytes())
    names = {path.name for path in oscal.companions(tmp_path / "results.json")}
    assert names == {"assessment.json", "plan.json", "baseline.json", "catalog.json"}
    assert oscal.companions(tmp_path / "catalog.json") == []
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "asbuilt.toml").write_text("")
    plan = (HERE / "plan.json").read_text(encoding="utf-8")
    (inside / "plan.json").write_text(plan.replace('"baseline.json"', '"../baseline.json"'))
    assert oscal.companions(inside / "plan.json") == []


def _graph(stem: str) -> Graph:
    return _outcome(stem).graph


def _outcome(stem: str) -> Outcome:
    return read(oscal, HERE / f"{stem}.json")


def _without_places(outcome: Outcome) -> Graph:
    graph = Graph()
    for triple in outcome.graph:
        if triple[1] != PROV.hadPrimarySource:
            graph.add(triple)
    return graph


def _catalog(more: str) -> str:
    return (
        '{"catalog": {"uuid": "' + UUID("00000001") + '", "metadata": {"title": "T",'
        ' "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.1.2", '
        + more
        + "}}}"
    )
