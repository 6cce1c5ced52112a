"""Tests of the loader of lineage as OpenLineage tells it."""

from __future__ import annotations

import csv
import gzip
import json
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden import BASE, cases, read
from rdflib import RDF, XSD, Literal, URIRef

from asbuilt.loaders import openlineage
from asbuilt.loaders.openlineage import record
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

CASES = cases(Path(__file__).parent, ".ndjson", ".json")
NIGHTLY = Path(__file__).parent / "nightly.ndjson"
ORDERS = URIRef(f"{BASE}data/snowflake:%2F%2Facme%2Fdwh.sales.orders")
LOAD = URIRef(f"{BASE}job/airflow%2Fnightly.load%5Forders")


def event(kind: str, at: str, run: str = "r", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give an event of a run of one job."""
    job = {"namespace": "n", "name": "j"}
    return {"eventType": kind, "eventTime": at, "run": {"runId": run}, "job": job, **more}


def data(*names: str, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Give datasets of these names."""
    return [{"namespace": "s", "name": name, **more} for name in names]


def lines(*events: dict[str, Any]) -> str:
    """Write events one a line."""
    return "".join(json.dumps(one) + "\n" for one in events)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_events_become_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert openlineage.claims(path, read_head(path))
    golden(openlineage, path, domain="digital", system="Airflow")


def test_an_array_says_what_lines_say(reader: Reader) -> None:
    """Whether events stand in a list, one a line or in a compressed file makes no difference."""
    events = [json.loads(line) for line in NIGHTLY.read_text(encoding="utf-8").splitlines()]
    text = "".join(json.dumps(one) + "\n" for one in events)
    listed = "[\n" + ",\n".join(json.dumps(one) for one in events) + "\n]"
    one = reader(openlineage, "a.json", text)
    same = reader(openlineage, "a.json", gzip.compress(text.encode()))
    assert set(one.graph) == set(same.graph)
    assert {(s, p) for s, p, o in one.graph if AB.sourcedFrom == p} == {
        (s, p) for s, p, o in reader(openlineage, "a.json", listed).graph if AB.sourcedFrom == p
    }


def test_what_opens_doors_is_not_in_the_graph() -> None:
    """Users in addresses and variables of the environment are left out and counted."""
    outcome = read(openlineage, NIGHTLY)
    assert "h1dden" not in outcome.graph.serialize(format="nt")
    assert outcome.unread["run facet environmentVariables"] == 1
    assert outcome.unread["user in an address"] == 1
    assert "h1dden" not in str(outcome.problems)


def test_data_is_written_when_a_run_ends_well(reader: Reader) -> None:
    """An earlier event of the run may name the data; a run that fails writes nothing."""
    outcome = reader(
        openlineage,
        "a.ndjson",
        lines(
            event("START", "2026-01-01T10:00:00Z", "good", outputs=data("a")),
            event("COMPLETE", "2026-01-01T12:00:00+01:00", "good"),
            event("START", "2026-01-02T10:00:00Z", "bad", outputs=data("a", "b")),
            event("FAIL", "2026-01-02T11:00:00Z", "bad"),
            event("COMPLETE", "2025-12-31T11:00:00Z", "late", outputs=data("a")),
        ),
    )
    a, b = URIRef(f"{BASE}data/s%2Fa"), URIRef(f"{BASE}data/s%2Fb")
    moment = Literal("2026-01-01T11:00:00+00:00", datatype=XSD.dateTime)
    assert list(outcome.graph.objects(a, AB.lastUpdated)) == [moment]
    assert not list(outcome.graph.objects(b, AB.lastUpdated))


def test_events_may_come_out_of_order(reader: Reader) -> None:
    """What a run writes counts although the event that names it comes after the end."""
    outcome = reader(
        openlineage,
        "a.ndjson",
        lines(
            event("COMPLETE", "2026-01-01T11:00:00Z"),
            event("OTHER", "2026-01-01T10:00:00Z", outputs=data("a")),
        ),
    )
    assert list(outcome.graph.objects(None, AB.lastUpdated))


def test_a_stream_writes_while_it_runs(reader: Reader) -> None:
    """A streaming job never completes; a batch job that runs has not written yet."""
    streaming = {
        "namespace": "n",
        "name": "j",
        "facets": {"jobType": {"processingType": "STREAMING"}},
    }
    running = event("RUNNING", "2026-01-01T11:00:00Z", outputs=data("a"))
    assert not list(
        reader(openlineage, "a.json", lines(running)).graph.objects(None, AB.lastUpdated)
    )
    graph = reader(openlineage, "a.json", lines({**running, "job": streaming})).graph
    assert list(graph.objects(None, AB.lastUpdated))


def test_what_brings_no_data_is_no_writing(reader: Reader) -> None:
    """Dropping a table is no origin of data; creating one is."""
    dropped = data("a", facets={"lifecycleStateChange": {"lifecycleStateChange": "DROP"}})
    made = data("b", facets={"lifecycleStateChange": {"lifecycleStateChange": "CREATE"}})
    graph = reader(
        openlineage,
        "a.json",
        lines(event("COMPLETE", "2026-01-01T11:00:00Z", outputs=dropped + made)),
    ).graph
    assert [str(one) for one in graph.objects(None, AB.writes)] == [f"{BASE}data/s%2Fb"]


def test_a_job_that_provides_for_absence_is_known() -> None:
    """A transformation by coalesce provides for its field, and for no other."""
    graph = read(openlineage, NIGHTLY).graph
    assert {str(one).rpartition("/")[2] for one in graph.objects(LOAD, AB.providesFor)} == {
        "amount"
    }
    assert {str(one).rpartition("/")[2] for one in graph.objects(LOAD, AB.reads)} >= {
        "id", "amount", "customer.name",
    }  # fmt: skip


def test_names_that_differ_by_letter_case_are_kept_apart_and_told() -> None:
    """Elsewhere letter case makes no difference, so the reader is warned."""
    outcome = read(openlineage, Path(__file__).parent / "one.openlineage.json")
    assert len(set(outcome.graph.subjects(RDF.type, AB.DataAsset))) == 3
    told = [problem.message for problem in outcome.problems]
    assert len(told) == 2
    assert any("letter case" in message for message in told)
    assert any("inputs without namespace or name" in message for message in told)
    assert outcome.unread["input without namespace or name"] == 1


def test_problems_are_as_few_as_there_are_kinds(reader: Reader) -> None:
    """A log of a million events with one fault tells it once, with how often it was met."""
    outcome = reader(
        openlineage, "a.json", lines(*[event("START", "", outputs=[{"name": "x"}])] * 50)
    )
    (problem,) = outcome.problems
    assert "met 50 times" in problem.message
    assert problem.place.line == 1


def test_names_cannot_end_an_address(reader: Reader) -> None:
    """What jobs and data are called is quoted wherever it becomes part of an IRI."""
    evil = 'x> <y "z'
    one = event("COMPLETE", "2026-01-01T00:00:00Z", outputs=data(evil, facets={
        "schema": {"fields": [{"name": evil}]}, evil: {"k": 1},
        "ownership": {"owners": [{"name": evil}, {"name": f"user:{evil}"}]}}))  # fmt: skip
    one["job"]["name"] = evil
    outcome = reader(openlineage, "a.json", lines({**one, "eventType": evil}))
    terms = {str(term) for triple in outcome.graph for term in triple if isinstance(term, URIRef)}
    assert not [term for term in terms if set(term) & set('<> "')]


def test_a_large_log_is_read_in_bounded_memory(tmp_path: Path) -> None:
    """Memory depends on how many jobs and datasets there are, not on how many events."""
    path = tmp_path / "log.ndjson"
    with path.open("w", encoding="utf-8") as file:
        for number in range(30_000):
            padding = {"x": {"plan": "p" * 1000}}
            written = data("b", facets=padding)
            at = "2026-01-01T00:00:00Z"
            one = event("COMPLETE", at, f"run-{number}", inputs=data("a"), outputs=written)
            file.write(lines(one))
    assert path.stat().st_size > 30_000_000
    tracemalloc.start()
    try:
        outcome = read(openlineage, path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert outcome.elements["event COMPLETE"] == 30_000
    assert peak < 25_000_000


def test_runs_that_never_end_are_forgotten(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many runs are put together; the one that was silent longest goes first."""
    monkeypatch.setattr(record, "MOST_RUNS", 2)
    started = [event("START", "", name, outputs=data(name)) for name in ("a", "b", "c")]
    ended = [event("COMPLETE", "2026-01-01T00:00:00Z", name) for name in ("c", "b", "a")]
    graph = reader(openlineage, "a.json", lines(*started, *ended)).graph
    written = {str(one)[-1] for one in graph.subjects(AB.lastUpdated)}
    assert written == {"b", "c"}


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("", "empty", None),
        ('{"job": {"name": "a"}}\n{"job": ', "cut off", 2),
        ('{"job": {"name": "a"}}\nnonsense\n', "not valid JSON", 2),
        ('{"job": {"name": "a", "name": "b"}}', "stands twice", 1),
        ('[{"job": {"name": "a"}}', "cut off", 1),
        ('[{"job": {"name": "a"}}] x', "something follows", 1),
        ('{"job": ' * 300, "deeper", 1),
    ],
)
def test_what_is_no_json_is_refused_with_one_clear_error(
    content: str, message: str, line: int | None, reader: Reader
) -> None:
    """The file is refused as a whole, with place, cause and fix."""
    outcome = reader(openlineage, "a.json", content)
    assert message in outcome.refusal.message
    assert outcome.refusal.place.line == line
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_events_are_told_from_other_files() -> None:
    """Other JSON, facets alone and the specification's own schemas are not claimed."""
    path = Path("events.json")
    assert openlineage.claims(path, lines(event("START", "")).encode())
    assert openlineage.claims(Path("log.ndjson.gz"), lines(event("START", "")).encode())
    url = b'"schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent"'
    assert openlineage.claims(path, b'{"job": {"name": "a"}, ' + url + b"}")
    assert not openlineage.claims(path, b'{"job": {"name": "a"}, "outputs": [1]}')
    assert not openlineage.claims(path, b'{"eventType": "START", "user": "ann"}')
    assert not openlineage.claims(path, b'{"ownership": {"_schemaURL": "openlineage.io"}}')
    assert not openlineage.claims(path, b'{"$schema": "x", "job": {"a": 1}, ' + url + b"}")
    assert not openlineage.claims(Path("a.md"), lines(event("START", "")).encode())


@pytest.mark.corpus
def test_every_public_event_loads_and_its_counts_agree(corpus: Path) -> None:
    """Events, their types, inputs, outputs and datasets are as many as listed.

    What lies in ``spec/tests`` is not claimed but for one whole event: these are facets alone,
    which the list counts as events. Inputs without a namespace are counted as not read. Datasets
    that only lineage of columns names are more than the list counts.
    """
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    events = 0
    for name, said in rows.items():
        if not name.startswith("openlineage/"):
            continue
        path = corpus / name
        is_facet = "/spec/" in name and not name.endswith("example_full_event.json")
        assert openlineage.claims(path, read_head(path)) != is_facet, name
        if is_facet:
            continue
        events += 1
        counted = json.loads(said.partition(" ")[2])
        outcome = read(openlineage, path)
        assert {problem.severity for problem in outcome.problems} <= {"warning"}, name
        found = outcome.elements
        assert found.get("RunEvent", 0) + found.get("JobEvent", 0) == counted["events"], name
        kinds = {key[6:]: number for key, number in found.items() if key.startswith("event ")}
        assert kinds == {k: n for k, n in counted["event_types"].items() if k != "None"}, name
        for kind in ("input", "output"):
            nameless = outcome.unread.get(f"{kind} without namespace or name", 0)
            assert found.get(kind, 0) + nameless == counted.get(f"{kind}s", 0), name
        jobs = found.get("job", 0) + outcome.unread.get("job without a name", 0)
        assert jobs >= counted.get("jobs", 0), name
    assert events >= 45
