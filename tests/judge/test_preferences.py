"""What a workspace wants of the rules, and what the command line makes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from conftest import Shop

KEPT = "SELECT ?code ?severity { ?f a ab:Finding ; ab:code ?code ; sh:resultSeverity ?severity }"


def _settle(shop: Shop, text: str) -> None:
    old = (shop.folder / "asbuilt.toml").read_text(encoding="utf-8")
    shop.write("asbuilt.toml", f"{old}\n{text}\n")


def test_a_workspace_is_told_only_of_the_rules_that_it_selects(shop: Shop) -> None:
    """Report, rules of the report and kept findings are those of the selected codes."""
    _settle(shop, '[check]\nselect = ["gv", "FB001"]\nignore = ["GV006"]')
    report = shop.check()
    assert [one.rule for one in report.findings] == ["FB001", "GV001", "GV004"]
    assert {rule.code[:2] for rule in report.rules} == {"GV", "FB"}
    assert "GV006" not in {rule.code for rule in report.rules}
    assert sorted(row[0] for row in shop.ask(KEPT)) == ["FB001", "GV001", "GV004"]


def test_a_setting_may_be_one_code_without_a_list(shop: Shop) -> None:
    """People write one code as a text."""
    _settle(shop, '[check]\nignore = "GV, FB"')
    assert not shop.check().findings


def test_the_command_line_wins_over_the_workspace(shop: Shop) -> None:
    """What is selected there is told though the workspace ignores it; what is ignored adds up."""
    _settle(shop, '[check]\nignore = ["GV006"]')
    assert [one.rule for one in shop.check(select=["GV006"]).findings] == ["GV006"]
    assert [one.rule for one in shop.check(ignore=["FB"]).findings] == ["GV001", "GV004"]


def test_what_is_ignored_is_not_said_to_be_fixed(shop: Shop) -> None:
    """Ignoring a rule mends nothing, and ending that finds nothing anew."""
    shop.check()
    before = (shop.folder / "asbuilt.toml").read_text(encoding="utf-8")
    _settle(shop, '[check]\nignore = ["GV006"]')
    assert not shop.check().fixed
    shop.write("asbuilt.toml", before)
    again = next(one for one in shop.check().findings if one.rule == "GV006")
    assert again.status == "persisting"


def test_severities_are_set_by_code_or_beginning_and_decide_the_exit_code(shop: Shop) -> None:
    """The longest beginning wins; findings, kept facts, rules and exit code agree."""
    assert shop.run("check") == 2, "nothing was loaded"
    assert shop.run("load") == 0
    assert shop.run("check", "--as-of", "2026-11-15") == 1
    _settle(shop, '[check.severity]\nGV = "info"\ngv001 = "warning"')
    assert shop.run("check", "--as-of", "2026-11-15") == 0
    assert shop.run("check", "--as-of", "2026-11-15", "--fail-on", "warning") == 1
    found = {one.rule: one.severity for one in shop.check().findings}
    assert found == {"GV006": "info", "GV004": "info", "GV001": "warning", "FB001": "warning"}
    assert dict(shop.ask(KEPT))["GV006"] == "http://www.w3.org/ns/shacl#Info"


def test_sarif_rules_bear_the_severity_that_is_set(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """A code host shows the level of the rule's metadata, and only the rules that are reported."""
    _settle(shop, '[check]\nselect = ["GV"]\n[check.severity]\nGV006 = "warning"')
    shop.run("load")
    capsys.readouterr()
    assert shop.run("check", "--format", "sarif", "--as-of", "2026-11-15") == 0
    run = json.loads(capsys.readouterr().out)["runs"][0]
    told = run["tool"]["driver"]["rules"]
    rules = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in told}
    assert rules["GV006"] == "warning"
    assert {code[:2] for code in rules} == {"GV"}
    assert {one["level"] for one in run["results"] if one["ruleId"] == "GV006"} == {"warning"}


@pytest.mark.parametrize(
    ("settings", "title", "where"),
    [
        ('[check]\nselect = ["ZZ"]', "no rule is called 'ZZ'", "[check] select"),
        ('[check]\nignore = ["WF999"]', "no rule is called 'WF999'", "[check] ignore"),
        ("[check]\nselect = 5", "[check] select is no list of codes", "asbuilt.toml"),
        ("[check]\nignore = [1]", "[check] ignore is no list of codes", "asbuilt.toml"),
        ('[check]\nseverity = "info"', "[check] severity must be a table", "asbuilt.toml"),
        ('[check.severity]\nWF003 = "grave"', "the severity of WF003 is 'grave'", "severity"),
        ("[check.severity]\nWF003 = 3", "the severity of WF003 is 3", "severity"),
        ('[check.severity]\nQQ = "info"', "no rule is called 'QQ'", "[check.severity]"),
    ],
)
def test_a_setting_about_rules_that_makes_no_sense_is_refused(
    shop: Shop, settings: str, title: str, where: str
) -> None:
    """A misspelt code would otherwise be obeyed by nothing and look like success."""
    _settle(shop, settings)
    with pytest.raises(UserError) as refused:
        shop.check()
    assert refused.value.title == title
    assert where in refused.value.where
    assert refused.value.hint
