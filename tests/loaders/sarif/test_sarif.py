"""Tests of the loader of SARIF logs."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden import BASE, cases, read
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.loaders import sarif
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".sarif")
OPTIONS = tomllib.loads((HERE / "scan.options.toml").read_text(encoding="utf-8"))

GUID = '{"automationDetails": {"guid": "g"}}'


def log(*results: dict[str, Any], **run: Any) -> str:  # noqa: ANN401
    """Give a log of one run with these results."""
    tool = {"driver": {"name": "T", "rules": [{"id": "R"}]}}
    return json.dumps(
        {"version": "2.1.0", "runs": [{"tool": tool, "results": list(results), **run}]}
    )


def outcomes(outcome: Outcome) -> set[str]:
    """Give what the evidence of a file shows."""
    return {
        str(outcome.graph.value(one, AB.outcome))
        for one in outcome.graph.subjects(RDF.type, AB.Evidence)
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_log_gives_what_is_expected(path: Path, golden: Golden) -> None:
    """Runs, rules and results come out as they were looked at."""
    outcome = golden(sarif, path, options=OPTIONS)
    assert outcome.version == "2.1.0"
    assert sarif.claims(path, path.read_bytes())


def test_a_run_is_evidence_for_the_control_that_the_workspace_names() -> None:
    """Its time, its file, its period, its digest and who vouches for it are there."""
    (path,) = CASES
    graph = read(sarif, path, options=OPTIONS).graph
    run = URIRef(f"{BASE}scan.sarif#2f6a2f0c-0d3b-4d4c-9a51-2f3a5b8c7d61")
    control = graph.value(run, AB.evidenceFor)
    assert graph.value(control, RDFS.label) == Literal("C-12")
    assert str(graph.value(run, AB.capturedAt)).startswith("2026-08-03T02:04:10.5")
    assert graph.value(run, AB.outcome) == Literal("failed")
    assert graph.value(run, AB.sha256) == Literal(OPTIONS["sha256"])
    assert (URIRef(f"{BASE}agent/kim@example.org"), AB.attests, run) in graph


def test_what_opens_doors_stays_out_of_the_graph() -> None:
    """Command lines, environments, tokens and addresses with passwords are left out."""
    (path,) = CASES
    outcome = read(sarif, path, options=OPTIONS)
    told = outcome.graph.serialize(format="nt") + str(outcome.kept) + str(outcome.elements)
    assert "t0ps3cret" not in told
    assert outcome.unread["invocation: commandLine"] == 1
    assert outcome.unread["invocation: environmentVariables"] == 1


def test_a_control_of_a_taxonomy_has_evidence_of_its_own() -> None:
    """What failed under it, or that nothing did, is said for each control by identifier."""
    (path,) = CASES
    graph = read(sarif, path, options={"references": ["800-53"]}).graph
    found = {
        str(graph.value(control, RDFS.label)): str(graph.value(evidence, AB.outcome))
        for evidence, control in graph.subject_objects(AB.evidenceFor)
    }
    assert found == {"AC-6": "failed", "SI-10": "passed"}
    assert not list(
        read(sarif, path, options={"references": []}).graph.objects(None, AB.evidenceFor)
    )


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        ({"ruleId": "R"}, "failed"),
        ({"ruleId": "R", "level": "note"}, "passed"),
        ({"ruleId": "R", "kind": "pass"}, "passed"),
        ({"ruleId": "R", "kind": "open"}, "passed"),
        ({"ruleId": "R", "baselineState": "absent"}, "passed"),
        ({"ruleId": "R", "suppressions": [{"kind": "inSource"}]}, "passed"),
        ({"ruleId": "R", "suppressions": []}, "failed"),
        ({"ruleId": "R", "suppressions": [{"kind": "external", "status": "rejected"}]}, "failed"),
    ],
)
def test_what_counts_as_a_failure(result: dict[str, Any], shown: str, reader: Reader) -> None:
    """Only what is neither suppressed nor gone, nor below the level that counts."""
    assert outcomes(reader(sarif, "a.sarif", log(result))) == {shown}


def test_a_run_that_was_broken_off_shows_nothing(reader: Reader) -> None:
    """An empty array of results says that nothing was found; none at all, that nobody looked."""
    assert outcomes(reader(sarif, "a.sarif", log())) == {"passed"}
    broken = log(invocations=[{"executionSuccessful": False}])
    assert outcomes(reader(sarif, "a.sarif", broken)) == {"unclear"}
    unlooked = '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T"}}}]}'
    assert outcomes(reader(sarif, "a.sarif", unlooked)) == {"unclear"}


def test_settings_say_what_the_control_asks_for(reader: Reader) -> None:
    """For a scan it is enough that it ran; what level fails can be raised."""
    found = log({"ruleId": "R", "level": "warning"})
    assert outcomes(reader(sarif, "a.sarif", found)) == {"failed"}
    assert outcomes(reader(sarif, "a.sarif", found, options={"kind": "scan"})) == {"passed"}
    assert outcomes(reader(sarif, "a.sarif", found, options={"level": "error"})) == {"passed"}


@pytest.mark.parametrize(
    ("key", "value"),
    [("kind", "audit"), ("level", "high"), ("sha256", "abc"), ("control", 12), ("captured", "May"),
     ("period", ""), ("collector", [""]), ("references", [1])],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_refuses_the_file(
    key: str, value: object, reader: Reader
) -> None:
    """What the workspace says of a report is not passed over in silence."""
    outcome = reader(sarif, "a.sarif", log(), options={key: value})
    assert key in outcome.refusal.message
    assert not len(outcome.graph)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("{", "cut off"),
        ("[]", "nothing says"),
        ('{"version": "2.1.0"}', "no array of runs"),
        ('{"version": "2.1.0", "runs": {}}', "no array of runs"),
        ('{"version": "1.0.0", "runs": []}', "SARIF 1.0.0"),
        ('{"version": "2.1.0", "version": "2.1.0"}', "stands twice"),
        (log({"guid": "a"}, {"guid": "a"}), "'a' stands twice"),
        (f'{{"version": "2.1.0", "runs": [{GUID},\n{GUID}]}}', "on lines 1 and 2"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_refused_with_one_clear_error(
    content: str, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(sarif, "a.sarif", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_a_log_is_told_from_other_json() -> None:
    """Whoever has runs is not therefore SARIF."""
    assert sarif.claims(Path("out.json"), log().encode())
    assert not sarif.claims(Path("out.json"), b'{"runs": [{"id": 1}], "version": "3.2.1"}')
    assert not sarif.claims(Path("out.json"), b'{"version": "2.1.0", "tasks": []}')
    assert not sarif.claims(Path("notes.txt"), f"# {log()}".encode())
