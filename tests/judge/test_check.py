"""What a check finds, keeps and refuses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from asbuilt.errors import UserError
from asbuilt.judge.causes import causes

if TYPE_CHECKING:
    from conftest import Shop

FOUND = ["FB001", "GV001", "GV004", "GV006"]


def test_a_finding_names_thing_place_owner_and_what_to_do(shop: Shop) -> None:
    """Everything that the JSON contract promises is filled in for a thing that stands in a file."""
    report = shop.check()
    assert [one.rule for one in report.findings] == ["GV006", "FB001", "GV001", "GV004"]
    finding = report.findings[0]
    assert finding.severity == "violation"
    assert finding.breakdown == "governance"
    assert finding.label == "Order check"
    assert finding.focus == "https://example.org/shop/model#control"
    assert (finding.file, finding.line, finding.locator) == ("model.ttl", 12, "line 12")
    assert finding.message == "Neither a step nor a system implements the control “Order check”."
    assert finding.why
    assert finding.fix
    assert finding.status == "new"
    assert len(finding.fingerprint) == 16


def test_missing_parts_of_one_thing_are_one_finding(shop: Shop) -> None:
    """A control that lacks two things is told of once and stays the same finding."""
    before = next(one for one in shop.check().findings if one.rule == "GV004")
    assert before.message == "Control “Order check” has no owner."
    shop.change('ab:frequency "monthly" ;', "")
    after = next(one for one in shop.check().findings if one.rule == "GV004")
    assert after.message == "Control “Order check” has no owner or frequency."
    assert after.fingerprint == before.fingerprint
    assert after.status == "persisting"


def test_the_owner_of_the_process_can_mend_what_is_wrong_with_its_steps(shop: Shop) -> None:
    """Who can fix a finding is looked for around the thing, outwards."""
    shop.change(":ordering a ab:Process ;", ":ordering a ab:Process ; ab:ownedBy :ann ;")
    shop.change('ab:execution "manual"', 'ab:execution "user"')
    finding = next(one for one in shop.check().findings if one.rule == "WF001")
    assert finding.owner == "Ann"
    assert finding.owner_iri == "https://example.org/shop/model#ann"


def test_findings_about_one_thing_have_one_cause(shop: Shop) -> None:
    """What to fix first groups findings about the same thing, the gravest group first."""
    grouped = causes(shop.check().findings)
    assert [[one.rule for one in cause.findings] for cause in grouped] == [
        ["GV006", "GV004"],
        ["FB001", "GV001"],
    ]


def test_selection_narrows_the_report_and_not_what_is_kept(shop: Shop) -> None:
    """Pages never tell of half an inspection, whatever its report was narrowed to."""
    assert [one.rule for one in shop.check(select=["gv"]).findings] == ["GV006", "GV001", "GV004"]
    assert [one.rule for one in shop.check(ignore=["GV", "IN"]).findings] == ["FB001"]
    assert sorted(row[0] for row in shop.ask("SELECT ?c { ?f a ab:Finding ; ab:code ?c }")) == FOUND


def test_an_unknown_code_is_refused(shop: Shop) -> None:
    """A misspelt code would otherwise select nothing and look like success."""
    with pytest.raises(UserError, match="no rule is called 'ZZ'"):
        shop.check(select=["ZZ"])


def test_an_unknown_engine_is_refused(shop: Shop) -> None:
    """The engines that there are are named."""
    with pytest.raises(UserError, match="no engine is called 'guess'"):
        shop.check(engine="guess")


def test_only_the_newest_findings_are_in_the_graph_and_the_trend_of_all(shop: Shop) -> None:
    """A query over everything must not see earlier findings, but can draw a trend."""
    shop.check()
    shop.change("ab:servesPolicy :policy", "ab:implementedBy :erp ; ab:servesPolicy :policy")
    report = shop.check()
    found = shop.ask(
        "SELECT ?code ?status { ?f a ab:Finding ; ab:code ?code ; ab:findingStatus ?status }"
    )
    assert sorted(found) == sorted((one.rule, one.status) for one in report.findings)
    assert {status for _, status in found} == {"persisting"}
    trend = shop.ask(
        "SELECT ?violations ?warnings { ?i a ab:Inspection ; ab:violations ?violations ; "
        "ab:warnings ?warnings ; prov:endedAtTime ?end } ORDER BY ?i"
    )
    assert [row[0] for row in trend] == ["1", "0"]
    tallies = shop.ask(
        "SELECT ?n { ?t a ab:FindingTally ; ab:inspection ?i ; ab:breakdown ?b ; "
        "sh:resultSeverity sh:Violation ; ab:findingCount ?n }"
    )
    assert tallies == [("1",)]


def test_a_workspace_has_rules_of_its_own(shop: Shop) -> None:
    """Its shapes are peers: with a code and words of their own, or as plain SHACL."""
    shop.write(
        "asbuilt.toml",
        (shop.folder / "asbuilt.toml").read_text() + '\n[check]\nshapes = ["rules/*.shapes"]\n',
    )
    (shop.folder / "rules").mkdir()
    shop.write(
        "rules/own.shapes",
        """
        @prefix ab: <https://w3id.org/asbuilt/ns#> .
        @prefix abb: <https://w3id.org/asbuilt/breakdowns#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix our: <https://example.org/rules#> .
        our:X001 a sh:PropertyShape, ab:Rule ; ab:code "X001" ; rdfs:label "Role without purpose" ;
            ab:breakdown abb:governance ; sh:severity sh:Info ; sh:targetClass ab:Role ;
            sh:message "Role “{focus}” has no purpose." ; sh:path our:purpose ; sh:minCount 1 .
        our:Plain a sh:NodeShape ; sh:targetClass ab:Policy ;
            sh:property [
                sh:path our:text ; sh:minCount 1 ; sh:message "A policy needs its text." ] .
        """,
    )
    found = {one.rule: one for one in shop.check().findings}
    assert found["X001"].message == "Role “Clerk” has no purpose."
    assert found["X001"].severity == "info"
    assert found["PLAIN"].message == "A policy needs its text."
    assert found["PLAIN"].label == "Purchasing"


def test_nothing_loaded_is_said_so(shop: Shop) -> None:
    """A check of an empty graph would find nothing and look like success; it leaves no trace."""
    assert shop.run("check") == 2


def test_a_load_of_no_file_leaves_nothing_for_a_check_to_write_on(shop: Shop) -> None:
    """The store is there and empty, and a check that cannot run leaves it so."""
    (shop.folder / "model.ttl").unlink()
    shop.run("load")
    assert shop.run("check") == 2
    assert shop.ask("SELECT ?g { GRAPH ?g { ?s ?p ?o } }") == []


def test_days_are_judged_as_asked(shop: Shop) -> None:
    """The same graph on the last day of a waiver and on the day after."""
    shop.write("waivers.toml", WAIVER)
    assert "GV010" not in [one.rule for one in shop.check(date(2026, 11, 30)).findings]
    assert "GV010" in [one.rule for one in shop.check(date(2026, 12, 1)).findings]


WAIVER = """
[[waiver]]
rule = "GV006"
focus = "C-1"
approver = "Jane Doe"
reason = "The system that does it goes live in December."
expires = 2026-11-30
compensated-by = "C-1"
"""
