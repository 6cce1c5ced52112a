"""Assessment results of OSCAL are evidence, also where observations say what findings should.

The documents have the form that compliance-to-policy writes (in Go: control and result as
properties of observations; in Python: the rule as one, the result as one of each subject).
"""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from rdflib import DCTERMS

from asbuilt import derive, ingest
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
[workspace]
base = "https://example.org/w/"
[[source]]
path = "*.csv"
[[source]]
path = "*.json"
"""
CONTROLS = """Control ID,Control name,Frequency,Evidence,In force since
CM-6,Settings are safe,monthly,Assessment of the clusters,2026-07-01
"""
NOWHERE = "https://example.org/catalogs/elsewhere.json"


def uuid(number: int) -> str:
    """Give an identifier as OSCAL wants it."""
    return f"11111111-2222-4333-8444-{number:012}"


def props(**said: str) -> list[dict[str, str]]:
    """Give properties; underscores stand for hyphens in their names."""
    return [{"name": name.replace("_", "-"), "value": value} for name, value in said.items()]


def observation(number: int, subjects: tuple[str, ...] = (), **said: str) -> dict[str, Any]:
    """Give an observation with these properties, and subjects with these results."""
    return {
        "uuid": uuid(number),
        "description": f"Observation {number}",
        "props": props(**said),
        "methods": ["TEST-AUTOMATED"],
        "subjects": [
            {"subject-uuid": uuid(900 + at), "type": "resource", "props": props(result=result)}
            for at, result in enumerate(subjects)
        ],
        "collected": "0001-01-01T00:00:00Z",
        "expires": "0001-01-01T00:00:00Z",
    }


def results(*observations: dict[str, Any], findings: list[Any] | None = None) -> dict[str, Any]:
    """Give assessment results of a day in July."""
    result = {
        "uuid": uuid(2),
        "title": "July",
        "description": "July",
        "start": "2026-07-09T08:00:00Z",
        "reviewed-controls": {"control-selections": [{"include-all": {}}]},
        "observations": list(observations),
        **({"findings": findings} if findings else {}),
    }
    meta = {"title": "Results", "last-modified": "2026-07-09T08:00:00Z", "version": "1"}
    return {
        "assessment-results": {
            "uuid": uuid(1),
            "metadata": {**meta, "oscal-version": "1.0.4"},
            "import-ap": {"href": "http://..."},
            "results": [result],
        }
    }


def components(*rules: str) -> dict[str, Any]:
    """Give a component definition that tries CM-6 by these rules."""
    meta = {"title": "Components", "last-modified": "2026-07-01T08:00:00Z", "version": "1"}
    required = {
        "uuid": uuid(13),
        "control-id": "cm-6",
        "description": "",
        "props": [{"name": "Rule_Id", "value": rule} for rule in rules],
    }
    implementation = {
        "uuid": uuid(12),
        "source": NOWHERE,
        "description": "",
        "implemented-requirements": [required],
    }
    component = {
        "uuid": uuid(11),
        "type": "service",
        "title": "Clusters",
        "description": "",
        "control-implementations": [implementation],
    }
    return {
        "component-definition": {
            "uuid": uuid(10),
            "metadata": {**meta, "oscal-version": "1.0.4"},
            "components": [component],
        }
    }


def verdicts(folder: Path, **documents: dict[str, Any]) -> dict[str, set[str]]:
    """Load the register and documents, and give the verdicts on CM-6 by period, as of August."""
    (folder / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "controls.csv").write_text(CONTROLS, encoding="utf-8")
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    workspace = Workspace.open(folder)
    with closing(workspace.store(write=True)) as store:
        for entry in ingest.load(workspace, store):
            assert not entry.refused, entry.problems
        derive.run(workspace, store, date(2026, 8, 2))
        rows = store.select(
            f"""SELECT ?period ?verdict WHERE {{
                ?found a <{AB.EvidenceVerdict}> ; <{AB.verdict}> ?verdict ; <{AB.about}> ?control .
                ?control <{DCTERMS.identifier}> "CM-6" .
                OPTIONAL {{ ?found <{AB.period}> ?period }} }}"""
        ).rows
    found: dict[str, set[str]] = {}
    for period, verdict in rows:
        found.setdefault(str(period), set()).add(str(verdict))
    return found


PASSED = {"2026-07": {"unhashed"}}
"""What OSCAL observations come to that show nothing wrong: they have no digest."""
FAILED = {"2026-07": {"failed", "unhashed"}}
UNCLEAR = {"2026-07": {"inconclusive", "unhashed"}}
MISSING = {"2026-07": {"missing"}}


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        ("pass", PASSED), ("fail", FAILED), ("failure", FAILED), ("error", UNCLEAR),
        ("notchecked", MISSING), ("notapplicable", MISSING),
    ],
)  # fmt: skip
def test_an_observation_may_say_control_and_result_itself(
    result: str, verdict: dict[str, set[str]], tmp_path: Path
) -> None:
    """In whatever letter case; it is of the day of its result where it says the year 1."""
    said = observation(3, assessment_rule_id="r-1", control_id="cm-6", result=result)
    assert verdicts(tmp_path, july=results(said)) == verdict


def test_a_failure_is_a_failure_beside_what_passed(tmp_path: Path) -> None:
    """Two rules of one control, one of which is broken."""
    good = observation(3, control_id="cm-6", result="pass")
    bad = observation(4, control_id="cm-6", result="fail")
    assert verdicts(tmp_path, july=results(good, bad)) == FAILED


def test_an_observation_of_another_control_says_nothing_of_this_one(tmp_path: Path) -> None:
    """Nor does one that names none, where no component definition knows its rule."""
    other = observation(3, control_id="cm-2", result="fail")
    none = observation(4, assessment_rule_id="r-9", result="fail")
    assert verdicts(tmp_path, july=results(other, none), parts=components("r-1")) == MISSING


@pytest.mark.parametrize(
    ("subjects", "verdict"),
    [(("pass", "pass"), PASSED), (("pass", "failure"), FAILED), (("pass", "error"), UNCLEAR)],
)
def test_the_rule_leads_to_the_control_that_is_tried_by_it(
    subjects: tuple[str, ...], verdict: dict[str, set[str]], tmp_path: Path
) -> None:
    """The result is that of the subjects, the gravest of them."""
    said = observation(3, subjects, assessment_rule_id="r-1")
    assert verdicts(tmp_path, july=results(said), parts=components("r-0", "r-1")) == verdict


def test_a_finding_wins_over_the_properties_of_its_observation(tmp_path: Path) -> None:
    """An assessor has looked at it; the tool has not."""
    said = observation(3, control_id="cm-6", result="fail")
    finding = {
        "uuid": uuid(5),
        "title": "Settings",
        "description": "Settings",
        "target": {
            "type": "objective-id",
            "target-id": "cm-6_obj",
            "status": {"state": "satisfied"},
        },
        "related-observations": [{"observation-uuid": uuid(3)}],
    }
    found = verdicts(tmp_path, july=results(said, findings=[finding]))
    assert "failed" not in found["2026-07"]
