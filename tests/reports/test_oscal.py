"""OSCAL by models made from NIST's own schemas, and by what its parts say of each other."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from oscal_bindings import OscalParseError
from oscal_bindings.parser import parse_assessment_results, parse_plan_of_action_and_milestones
from reported import CODES

from asbuilt import reports

DUE = ("2026-11-29T23:59:59Z", "2026-10-31T23:59:59Z")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge import Report
    from asbuilt.reports import Background


def _results(report: Report, known: Background) -> dict[str, Any]:
    said = str(reports.render(report, "oscal", known))
    parse_assessment_results(said)
    found: dict[str, Any] = json.loads(said)["assessment-results"]
    return found


def _plan(report: Report, known: Background) -> dict[str, Any]:
    said = str(reports.render(report, "oscal-poam", known))
    parse_plan_of_action_and_milestones(said)
    found: dict[str, Any] = json.loads(said)["plan-of-action-and-milestones"]
    return found


def test_results_and_plan_are_valid(any_report: tuple[Report, Background]) -> None:
    """Strict models of all of OSCAL; a property that it does not know is refused."""
    document = _results(*any_report)
    _plan(*any_report)
    document["results"][0]["mood"] = "good"
    with pytest.raises(OscalParseError):
        parse_assessment_results(json.dumps({"assessment-results": document}))


@pytest.mark.parametrize("form", ["oscal", "oscal-poam"])
def test_everything_that_is_referred_to_is_there_once(
    any_report: tuple[Report, Background], form: str
) -> None:
    """Schemas do not look at this; readers fall over it."""
    report, known = any_report
    document = json.loads(reports.render(report, form, known))
    own = [value for key, value in _entries(document) if key == "uuid"]
    assert len(own) == len(set(own)) > 0
    referred = [value for key, value in _entries(document) if key.endswith("-uuid")]
    for key, values in _lists(document):
        if key.endswith("-uuids"):
            referred += values
    referred += [
        value[1:] for key, value in _entries(document) if key == "href" and value.startswith("#")
    ]
    assert set(referred) <= set(own)
    if report.findings:
        assert len(referred) > len(report.findings)


def test_a_rule_is_an_objective_that_is_met_or_not(report: Report, known: Background) -> None:
    """Targets are the objectives that the document defines; waived ones alone do not fail it."""
    document = _results(report, known)
    (result,) = document["results"]
    parts = {
        part["id"]
        for objective in document["local-definitions"]["objectives-and-methods"]
        for part in objective["parts"]
    }
    states = {
        finding["target"]["target-id"]: (
            finding["target"]["status"]["state"], finding["target"]["status"]["reason"]
        )
        for finding in result["findings"]
    }  # fmt: skip
    assert set(states) == parts == {f"{code}_obj" for code in CODES}
    assert states["WF005_obj"] == ("not-satisfied", "fail")
    assert states["GV006_obj"] == ("satisfied", "other")
    clean = _results(replace(report, findings=()), known)["results"][0]["findings"]
    assert {finding["target"]["status"]["reason"] for finding in clean} == {"pass"}


def test_a_waiver_is_a_deviation_that_somebody_approved(report: Report, known: Background) -> None:
    """With who, why, until when and what stands in; the plan lists it as accepted."""
    (result,) = _results(report, known)["results"]
    waived = [risk for risk in result["risks"] if risk["status"] == "deviation-approved"]
    (risk,) = waived
    assert risk["title"].startswith("GV006")
    assert risk["deadline"] == "2026-12-31T23:59:59Z"
    assert risk["mitigating-factors"][0]["description"] == "Monthly count"
    assert {"name": "accepted", "value": "yes"} in risk["props"]
    (entry,) = risk["risk-log"]["entries"]
    for told in ("until the shop moves", "Ann Approver", "2026-12-31"):
        assert told in entry["description"]
    (answer,) = risk["remediations"]
    assert answer["props"] == [{"name": "type", "value": "accept"}]
    states = [
        prop["value"]
        for item in _plan(report, known)["poam-items"]
        for prop in item["props"]
        if prop["name"] == "status"
    ]
    assert sorted(states) == ["accepted", "open", "open", "open"]


def test_an_open_finding_has_a_fix_and_somebody_who_can_mend_it(
    report: Report, known: Background
) -> None:
    """A milestone in the name of its owner, who is a party of the document."""
    plan = _plan(report, known)
    parties = {party["uuid"]: party["name"] for party in plan["metadata"]["parties"]}
    open_ones = [risk for risk in plan["risks"] if risk["status"] == "open"]
    assert len(open_ones) == 3
    for risk in open_ones:
        (remediation,) = risk["remediations"]
        assert remediation["description"] == "Mend it; 100 % of it."
        (task,) = remediation["tasks"]
        assert task["type"] == "milestone"
        (role,) = task["responsible-roles"]
        assert (risk.get("deadline"), task.get("timing")) in (
            (None, None),
            *((day, {"on-date": {"date": day}}) for day in DUE),
        )
        assert [parties[one] for one in role["party-uuids"]] == ["Ann"]
    assert {risk["deadline"] for risk in open_ones if "deadline" in risk} == set(DUE)


def test_identifiers_outlive_the_inspection(report: Report, known: Background) -> None:
    """Who tracks a risk by its identifier finds it again after the next check."""
    later = replace(
        report, inspection=replace(report.inspection, identifier="2026-11-16-3", engine="native")
    )
    first, second = _results(report, known), _results(later, known)
    assert first["uuid"] != second["uuid"]
    for kind in ("observations", "risks", "findings"):
        assert [one["uuid"] for one in first["results"][0][kind]] == [
            one["uuid"] for one in second["results"][0][kind]
        ]


def test_it_tells_how_it_can_be_repeated(report: Report, known: Background) -> None:
    """Day, engine, version, commit, and the digest of each file as a resource."""
    document = _results(report, known)
    props = {prop["name"]: prop["value"] for prop in document["metadata"]["props"]}
    assert props["as-of"] == "2026-11-15"
    assert props["engine"] == "reference"
    assert props["revision"] == "c" * 40
    digests = [
        link["hashes"][0]["value"]
        for resource in document["back-matter"]["resources"]
        for link in resource.get("rlinks", [])
        if "hashes" in link
    ]
    assert digests == ["ab" * 32] * 2


def _entries(data: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str):
                yield key, value
            else:
                yield from _entries(value)
    elif isinstance(data, list):
        for item in data:
            yield from _entries(item)


def _lists(data: Any) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401 - any JSON
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, list) and all(isinstance(one, str) for one in value):
                yield key, value
            else:
                yield from _lists(value)
    elif isinstance(data, list):
        for item in data:
            yield from _lists(item)
