"""``asbuilt rule``: a rule with its examples, those switched off, and those that wait for facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.judge.not_live import NotLive

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from program import Program

OWN = """
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix ex: <https://example.com/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Owned sh:targetClass ab:System ; sh:property [ sh:path ab:ownedBy ; sh:minCount 1 ] .
"""


def _workspace(folder: Path, settings: str) -> Path:
    (folder / "asbuilt.toml").write_text(settings, encoding="utf-8")
    return folder


def test_a_rule_is_shown_with_both_examples(asbuilt: Program, tmp_path: Path) -> None:
    """What trips it and what does not, why, and no placeholder in what people read."""
    told = asbuilt("rule", "gv003", "-w", tmp_path).out
    assert "Trips it: The role has work, and nobody holds it." in told
    assert "Does not: Somebody holds the one" in told
    assert "Nobody holds the role “…”." in told
    data = asbuilt("rule", "GV003", "--json", "-w", tmp_path).data
    assert set(data["examples"]) == {"invalid", "valid"}
    assert ":clerk a ab:Role" in data["examples"]["invalid"]["facts"]
    assert data["is_wanted"]


def test_a_rule_that_waits_for_its_facts_does_not_pretend(
    asbuilt: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the list, and its page says what is missing; so does a rule that is live in part."""
    waiting = {
        "DX900": NotLive("DX900", "Data nobody has seen", "Nothing states it yet."),
        "DX011": NotLive("DX011", "Lineage broken", "Nothing states it yet.", "lineage of paper"),
    }
    monkeypatch.setattr("asbuilt.cli.rule.not_live", lambda: waiting)
    assert "DX900    not yet" in asbuilt("rule", "-w", tmp_path).out
    assert "not judged yet" in asbuilt("rule", "DX900", "-w", tmp_path).out
    assert asbuilt("rule", "DX900", "--json", "-w", tmp_path).data["not_live"]["needs"]
    assert "not judged yet: lineage of paper" in asbuilt("rule", "DX011", "-w", tmp_path).out


def test_what_a_workspace_sets_is_told(asbuilt: Program, tmp_path: Path) -> None:
    """Switched off by settings, graded otherwise than its shape says."""
    text = '[check]\nignore = ["WF"]\n[check.severity]\nGV001 = "info"\n'
    folder = _workspace(tmp_path, text)
    assert "(switched off)" in asbuilt("rule", "-w", folder).out
    assert "switched off by asbuilt.toml" in asbuilt("rule", "WF001", "-w", folder).out
    told = asbuilt("rule", "GV001", "-w", folder).out
    assert "set to info by asbuilt.toml; its shape says warning" in told


def test_examples_of_a_workspaces_own_rule_are_shown(asbuilt: Program, tmp_path: Path) -> None:
    """They stand beside its shapes file, and are called as ours are."""
    folder = _workspace(tmp_path, '[check]\nshapes = ["rules/*.ttl"]\n')
    (folder / "rules" / "examples").mkdir(parents=True)
    (folder / "rules" / "own.ttl").write_text(OWN, encoding="utf-8")
    (folder / "rules" / "examples" / "OWNED-invalid.ttl").write_text(
        "# Nobody owns it.\n@prefix : <https://example.com/x#> .\n:erp a :System .\n",
        encoding="utf-8",
    )
    told = asbuilt("rule", "owned", "-w", folder).out
    assert "Trips it: Nobody owns it.\n  :erp a :System ." in told
