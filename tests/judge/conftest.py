"""A small workspace of real files that tests of the judge load, change and check again."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from asbuilt import derive, ingest, judge
from asbuilt.cli import main
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
[workspace]
title = "Shop"
base = "https://example.org/shop/"

[[source]]
path = "*.ttl"
"""
MODEL = """
@prefix : <https://example.org/shop/model#> .
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

:ordering a ab:Process ; rdfs:label "Ordering" ; dcterms:identifier "ordering" ; ab:hasStep :check .
:check a ab:Task, ab:Step ; rdfs:label "Check order" ; dcterms:identifier "Task_1" ;
    ab:execution "manual" ; ab:performedBy :clerk .
:clerk a ab:Role ; rdfs:label "Clerk" .
:ann a ab:Agent ; rdfs:label "Ann" ; ab:holdsRole :clerk .
:control a ab:Control ; rdfs:label "Order check" ; dcterms:identifier "C-1" ;
    ab:objective "Right orders" ; ab:frequency "monthly" ; ab:servesPolicy :policy .
:policy a ab:Policy ; rdfs:label "Purchasing" ; ab:ownedBy :clerk .
"""
"""A process without owner (GV001) and metric (FB001); a control without owner (GV004) and without
anything that does it (GV006, a violation)."""
AS_OF = date(2026, 11, 15)


@dataclass
class Shop:
    """The workspace's folder, and what people do with it."""

    folder: Path

    def write(self, name: str, text: str) -> None:
        """Write a file of the workspace."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def change(self, old: str, new: str) -> None:
        """Change the model."""
        text = (self.folder / "model.ttl").read_text(encoding="utf-8")
        assert old in text
        self.write("model.ttl", text.replace(old, new))

    def check(self, day: date = AS_OF, **choices: Any) -> judge.Report:  # noqa: ANN401
        """Load, derive and judge."""
        workspace = Workspace.open(self.folder)
        with closing(workspace.store(write=True)) as store:
            ledgers = ingest.load(workspace, store)
            assert not any(ledger.refused for ledger in ledgers)
            derive.run(workspace, store, day)
            return judge.check(workspace, store, day, **choices)

    def run(self, *arguments: str) -> int:
        """Run the program as its user does, in the workspace, and give its exit code."""
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--workspace", str(self.folder)])
        return int(ended.value.code or 0)

    def ask(self, query: str) -> list[tuple[str, ...]]:
        """Ask the graph as pages do."""
        prefixes = (
            "PREFIX ab: <https://w3id.org/asbuilt/ns#> PREFIX sh: <http://www.w3.org/ns/shacl#> "
            "PREFIX prov: <http://www.w3.org/ns/prov#> "
        )
        with closing(Workspace.open(self.folder).store()) as store:
            return [tuple(map(str, row)) for row in store.select(prefixes + query).rows]


def codes(report: judge.Report, *status: str) -> list[str]:
    """Give the codes of the findings with one of these statuses."""
    return sorted(one.rule for one in report.findings if not status or one.status in status)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Make the workspace."""
    made = Shop(tmp_path)
    made.write("asbuilt.toml", SETTINGS)
    made.write("model.ttl", MODEL)
    return made


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever JSON can say
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))
