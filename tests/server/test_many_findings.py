"""Thousands of findings on the pages: grouped, filtered, paged, and without a script."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from fetching import fetch
from lxml import html
from rdflib import URIRef
from serving import serving

from asbuilt import derive, ingest, judge
from asbuilt.judge import kept, life
from asbuilt.judge.keeping import keep
from asbuilt.judge.record import Inspection
from asbuilt.reports import text
from asbuilt.server import create_app, findings
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge import Finding, Report
    from asbuilt.judge.kept import KeptFinding

AS_OF = date(2026, 11, 15)
SETTINGS = (
    '[workspace]\ntitle = "Many"\nbase = "https://example.org/many/"\n[[source]]\npath = "m.ttl"\n'
)
MODEL = """
@prefix : <https://example.org/many/m#> .
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:control a ab:Control ; rdfs:label "Order check" ; ab:objective "Right orders" ; ab:ownedBy :clerk ;
    ab:frequency "monthly" .
:clerk a ab:Role ; rdfs:label "Clerk" .
"""
PROCESSES, STEPS = 120, 100
ALL = f"{PROCESSES * STEPS:,}"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Report]:
    """Judge a small workspace, and keep what it finds as many processes would have it."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "m.ttl").write_text(MODEL, encoding="utf-8")
    workspace = Workspace.open(folder)
    store = workspace.store(write=True)
    try:
        ingest.load(workspace, store)
        derive.run(workspace, store, AS_OF)
        report = judge.check(workspace, store, AS_OF)
        first = next(one for one in report.findings if one.rule == "GV006")
        findings = tuple(_multiplied(first))
        book = judge.rule_book(workspace)
        inspection = Inspection(
            "2026-11-15-2",
            URIRef("https://example.org/many/inspection/2026-11-15-2"),
            AS_OF,
            datetime(2026, 11, 15, 12, tzinfo=UTC),
            "native",
        )
        keep(workspace, store, inspection, findings, life.remember(store), book)
    finally:
        store.close()
    return workspace, replace(report, findings=findings, inspection=inspection)


@pytest.fixture(scope="module")
def site(many: tuple[Workspace, Report]) -> Iterator[str]:
    """Serve them."""
    with serving(many[0]) as address:
        yield address


def _multiplied(first: Finding) -> Iterator[Finding]:
    for process in range(PROCESSES):
        larger = f"https://example.org/many/m#process-{process}"
        for step in range(STEPS):
            yield replace(
                first,
                focus=f"{larger}-{step}",
                label=f"Step {step}",
                message=f"Nothing implements step {step} of process {process}.",
                fingerprint=f"{process:08x}{step:08x}",
                within=larger,
                within_label=f"process-{process}",
                process=f"process-{process}",
                process_iri=larger,
                due="2026-11-14" if process == 7 else "2026-11-29",
                overdue=process == 7,
            )


def test_the_page_shows_what_to_do_and_not_every_row(site: str) -> None:
    """Fifty causes a page, each with how many it mends; the whole is three pages."""
    page = fetch(f"{site}/findings", accept="text/html")
    root = html.fromstring(page.text)
    items = root.xpath("//ol[@class='finding-list']/li")
    assert len(items) == 50
    assert "that mends 100 findings" in items[0].text_content()
    assert f"{ALL} of {ALL} findings" in root.text_content()
    assert "of 120 causes" in root.text_content()
    assert "Page 1 of 3" in root.text_content()
    assert len(page.text) < 400_000


def test_a_cause_opens_to_its_findings_page_by_page(site: str) -> None:
    """Its link is an address that can be sent to somebody."""
    root = html.fromstring(fetch(f"{site}/findings?page=3", accept="text/html").text)
    (link,) = root.xpath("(//ol[@class='finding-list']/li)[1]/h3/a/@href")
    inside = html.fromstring(fetch(f"{site}{link}", accept="text/html").text)
    assert len(inside.xpath("//ol[@class='finding-list']/li")) == 50
    assert "Page 1 of 2" in inside.text_content()


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ("overdue=1", 100),
        ("severity=violation", PROCESSES * STEPS),
        ("severity=info", 0),
        ("breakdown=GV&rule=GV006&status=new", PROCESSES * STEPS),
        ("q=step+99+of+process+119", 1),
        ("file=m.ttl", PROCESSES * STEPS),
        ("status=waived", 0),
    ],
)
def test_filters_narrow_what_is_shown(site: str, filters: str, number: int) -> None:
    """Each is a field of the form or a link beside the list."""
    page = fetch(f"{site}/findings?{filters}", accept="text/html")
    assert f"{number:,} of {ALL} findings" in html.fromstring(page.text).text_content()


def test_the_terminal_is_given_a_screen(many: tuple[Workspace, Report]) -> None:
    """What to do first, how many are left, and how to see them."""
    said = text.render(many[1], most=60)
    assert len(said.splitlines()) < 110
    assert f"{ALL} open findings of 120 causes" in said
    assert "`asbuilt check --all` lists every one" in said
    assert "100 findings overdue." in said


def test_findings_are_read_ahead_and_once_however_many_ask(
    many: tuple[Workspace, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server reads them when it starts; who asks meanwhile waits for that and reads none."""
    reads = []

    def slow(*arguments: object) -> list[KeptFinding]:
        reads.append(1)
        time.sleep(0.5)  # so that all of them ask while the first reads
        return kept.kept_findings(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(findings, "kept_findings", slow)
    app = create_app(many[0])
    asking = [threading.Thread(target=findings.read_ahead, args=(app,)) for _ in range(3)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    with app.app_context():
        assert len(findings.findings()) == PROCESSES * STEPS
    assert len(reads) == 1
