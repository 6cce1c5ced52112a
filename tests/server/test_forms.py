"""Each page in the forms that programs ask for: JSON, CSV, linked data, problem documents."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from fetching import fetch
from openapi_spec_validator import validate
from rdflib import RDF, Graph, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.workspace import Workspace

STEP = "/things/process/purchase-to-pay.bpmn%23Task_Release"
PAGES = [
    "/", "/findings", "/findings?breakdown=DE&severity=violation", "/processes",
    "/processes/Process_PurchaseToPay", "/roles", "/systems", "/controls", "/evidence",
    "/policies", "/risks", "/people", "/workflows", "/data", "/channels", "/measures",
    "/questions", "/questions/automated-or-manual", "/questions/who-owns-each-stage",
    "/questions/what-evidence", "/questions/how-exceptions", "/questions/which-policies",
    "/matrices", "/matrices/steps-by-system", "/matrices/controls-by-evidence",
    "/matrices/decisions-by-role", "/matrices/authority-by-role",
    "/matrices/authority-by-person", "/matrices/duties-apart", "/evidence/calendar",
    "/rules", "/rules/WF005", "/sources",
    "/sources/registers/evidence.xlsx", "/search?q=approval", "/things", STEP,
    "/things/control/c-04", "/api/v1/queries/findings",
]  # fmt: skip
THINGS = {
    STEP: "process/purchase-to-pay.bpmn#Task_Release",
    "/things/control/c-04": "control/c-04",
    "/things/erp/order-approval.asl.json%23Release%2520purchase%2520order": (
        "erp/order-approval.asl.json#Release%20purchase%20order"
    ),
    "/processes/Process_PurchaseToPay": "process/purchase-to-pay.bpmn#Process_PurchaseToPay",
}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_json_and_csv_too(site: str, path: str) -> None:
    """The same address gives the same content to a program, by Accept and by ``?format=``."""
    mark = "&" if "?" in path else "?"
    said = fetch(site + path, accept="application/json")
    assert (said.status, said.kind) == (200, "application/json")
    assert said.data
    assert fetch(f"{site}{path}{mark}format=json", accept="text/html").data == said.data
    table = fetch(site + path, accept="text/csv")
    assert (table.status, table.kind) == (200, "text/csv")
    rows = list(csv.reader(io.StringIO(table.text)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert "Accept" in said.headers["Vary"] or path.startswith("/api/")


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize(
    ("form", "accept", "syntax"),
    [("turtle", "text/turtle", "turtle"), ("jsonld", "application/ld+json", "json-ld")],
)
# rdflib's own JSON-LD parser still uses the class that rdflib advises against.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_the_page_of_a_thing_is_linked_data(
    site: str, path: str, form: str, accept: str, syntax: str
) -> None:
    """Turtle and JSON-LD state what the thing is, by Accept and by ``?format=``."""
    iri = URIRef("https://example.org/p2p/" + THINGS[path])
    for reply in (
        fetch(site + path, accept=accept),
        fetch(f"{site}{path}?format={form}", accept="text/html"),
    ):
        assert (reply.status, reply.kind) == (200, accept)
        graph = Graph().parse(data=reply.text, format=syntax)
        assert any(str(kind).startswith(str(AB)) for kind in graph.objects(iri, RDF.type))


def test_findings_agree_on_every_page_that_counts_them(site: str) -> None:
    """The overview, the list and the rules give the same number of open findings."""
    overview = fetch(f"{site}/", accept="application/json").data["breakdowns"]
    counted = sum(card["violation"] + card["warning"] + card["info"] for card in overview)
    listed = fetch(f"{site}/findings", accept="application/json").data["findings"]
    rules = fetch(f"{site}/rules", accept="application/json").data
    assert counted == len(listed) == sum(rule["findings"] for rule in rules) > 40


def test_the_description_of_the_api_is_valid_and_its_addresses_answer(site: str) -> None:
    """OpenAPI 3.1 holds, and every address in it that needs no parameter answers."""
    described = fetch(f"{site}/api/v1/openapi.json").data
    validate(described)
    asked = 0
    for path, item in described["paths"].items():
        if "get" not in item:
            assert path == "/api/v1/dry-run"
            continue
        if any(parameter["required"] for parameter in item["get"]["parameters"]):
            continue
        asked += 1
        assert fetch(site + path, accept="application/json").status == 200, path
    assert asked > 40


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/findings/0000000000000000", "/rules/XX999", "/things/no/such%23thing",
        "/things/%3Cscript%3Ealert(1)%3C/script%3E", "/processes/none", "/questions/none",
        "/matrices/none", "/sources/none.bpmn", "/sources/..%2f..%2fetc/passwd",
        "/sources/asbuilt.toml", "/things/x%00y", "/api/v1/queries/none", "/static/../asbuilt.toml",
        "/thing?iri=http%3A%2F%2Fexample.org%2F%3Cb%3E", "/thing?iri=urn:x:unknown",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_404_that_says_so(site: str, path: str) -> None:
    """Unknown things and files outside the sources are not found: problem document or page."""
    problem = fetch(site + path, accept="application/json")
    assert (problem.status, problem.kind) == (404, "application/problem+json")
    assert problem.data["status"] == 404
    assert problem.data["title"]
    page = fetch(site + path, accept="text/html")
    assert page.status == 404
    if not path.startswith("/api/"):
        assert page.kind == "text/html"


def test_a_page_number_beyond_the_last_gives_the_last(site: str) -> None:
    """Numbers that are too big, below one or none at all do no harm."""
    for number in ("999999999999999999999", "-3", "0", "two"):
        assert fetch(f"{site}/findings?page={number}", accept="text/html").status == 200


def test_methods_that_a_page_does_not_know_are_told(site: str) -> None:
    """POST to a page gives 405 with what is allowed, OPTIONS lists it."""
    refused = fetch(f"{site}/findings", method="POST", body=b"x", accept="*/*")
    assert (refused.status, refused.kind) == (405, "application/problem+json")
    assert "GET" in refused.headers["Allow"]
    assert "GET" in fetch(f"{site}/findings", method="OPTIONS").headers["Allow"]


def test_health_readiness_and_numbers_are_told(site: str) -> None:
    """Whoever runs the server can watch it."""
    assert fetch(f"{site}/healthz").data == {"status": "ok"}
    assert fetch(f"{site}/readyz").data == {"status": "ready"}
    numbers = fetch(f"{site}/metrics")
    assert numbers.kind == "text/plain"
    lines = [line for line in numbers.text.splitlines() if not line.startswith("#")]
    values = {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines}
    assert values["asbuilt_triples"] > 10_000
    assert any(name.startswith("asbuilt_findings{") for name in values)


def test_static_files_are_kept_and_pages_are_asked_for_again(site: str) -> None:
    """A file with its version in the address may be kept for ever, a page not at all."""
    page = fetch(f"{site}/", accept="text/html")
    assert page.headers["Cache-Control"] == "no-cache"
    address = page.text.partition('id="__________cytoscape_stylesheet" href="')[2].partition('"')[0]
    assert "?v=" in address
    assert "immutable" in fetch(site + address).headers["Cache-Control"]
    plain = fetch(site + address.partition("?")[0])
    assert plain.headers["Cache-Control"] == "no-cache"
    again = fetch(site + address.partition("?")[0], if_none_match=plain.headers["ETag"])
    assert again.status == 304


def test_a_workspaces_own_query_is_in_the_catalogue(
    example_workspace: Workspace, site: str
) -> None:
    """A query file put into the workspace's folder is offered at once, and answered by name."""
    folder = example_workspace.folder / "queries"
    folder.mkdir(exist_ok=True)
    path = folder / "policies-we-have.rq"
    path.write_text(
        "#+ title: Policies we have\n#+ columns: {policy: Policy}\n"
        "SELECT DISTINCT ?policy { ?policy a <https://w3id.org/asbuilt/ns#Policy> }\n",
        encoding="utf-8",
    )
    try:
        names = {one["name"] for one in fetch(f"{site}/api/v1/queries").data}
        assert "policies-we-have" in names
        rows = fetch(f"{site}/api/v1/queries/policies-we-have").data["rows"]
        assert len(rows) == 8
    finally:
        path.unlink()
        folder.rmdir()
