"""Queries of a workspace's own: files with a header in the folders that its settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asbuilt.errors import UserError
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from program import Program

SETTINGS = """
[workspace]
title = "Shop"
base = "https://example.org/shop/"
[[source]]
path = "model.ttl"
"""
MODEL = """
@prefix : <https://example.org/shop/model#> .
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:c1 a ab:Control ; rdfs:label "Order approval" ; ab:ownedBy :ann .
:c2 a ab:Control ; rdfs:label "Stock count" .
:ann a ab:Agent ; rdfs:label "Ann" .
"""
QUERY = """#+ title: Controls without an owner
#+ summary: Every control of which no source states an owner.
#+ columns: {control: Control, name: Name}
PREFIX ab: <https://w3id.org/asbuilt/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?control ?name WHERE {
  ?control a ab:Control ; rdfs:label ?name .
  FILTER NOT EXISTS { ?control ab:ownedBy ?owner }
}
ORDER BY ?name
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Make a small workspace with a query in a folder of its own naming."""
    (tmp_path / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "model.ttl").write_text(MODEL, encoding="utf-8")
    (tmp_path / "ask").mkdir()
    (tmp_path / "ask" / "unowned.rq").write_text(QUERY, encoding="utf-8")
    return tmp_path


def _settle(shop: Path, text: str) -> None:
    (shop / "asbuilt.toml").write_text(SETTINGS + text, encoding="utf-8")


@pytest.mark.parametrize("setting", ['"ask"', '["queries", "ask"]'])
def test_queries_of_the_folders_named_are_commands_and_listed(
    shop: Path, asbuilt: Program, setting: str
) -> None:
    """One folder or several; the query runs by name and stands in the list with its title."""
    (shop / "queries").mkdir()
    _settle(shop, f"[queries]\npath = {setting}\n")
    assert asbuilt("load", "-w", shop).code == 0
    assert "Controls without an owner" in asbuilt("query", "-w", shop).out
    answer = asbuilt("query", "unowned", "--format", "csv", "-w", shop)
    assert answer.out.splitlines()[1:] == ["https://example.org/shop/model#c2,Stock count"]


def test_the_folder_is_called_queries_unless_the_settings_say_otherwise(shop: Path) -> None:
    """What was written before there was a setting is found as before."""
    assert Workspace.open(shop).query_folders == [shop / "queries"]


@pytest.mark.parametrize(
    ("setting", "title"),
    [
        ("5", "no folder"),
        ('["ask", 5]', "no folder"),
        ('""', "no folder"),
        ('"../ask"', "leaves the workspace"),
        ('"/etc"', "leaves the workspace"),
        ('"aks"', "there is no folder 'aks' of queries"),
    ],
)
def test_a_folder_of_queries_that_makes_no_sense_is_refused(
    shop: Path, setting: str, title: str
) -> None:
    """A misspelt folder would otherwise look like one without queries."""
    _settle(shop, f"[queries]\npath = {setting}\n")
    with pytest.raises(UserError, match=title):
        Workspace.open(shop)
