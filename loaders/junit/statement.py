"""What is stated about a report of tests: the run as evidence, its suites, its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree
from rdflib import PROV, Literal

from asbuilt.facts import Fact, Item, Tally
from asbuilt.loaders.junit.words import JUNIT, TOLD, about, told
from asbuilt.reading.runs import Outcome, Record, together
from asbuilt.reading.secrets import harmless
from asbuilt.reading.xml import line_of, local
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.loaders.junit.report import Part, Report
    from asbuilt.reading.runs import Runs

_SAID: Final[dict[Outcome, str]] = {
    "passed": "passed",
    "failed": "failed",
    "unclear": "was not carried out",
}


def statement(runs: Runs, report: Report) -> Iterator[Item]:
    """State a report: definitions before what stands in them."""
    captured, whole = report.captured(), report.whole
    source = runs.source
    named = whole if whole.node.get("name") or len(report.suites) == 1 else report.suites[1]
    label = named.label if len(report.suites) <= 2 or named is whole else source.name
    label = label if label not in {"testsuites", "testsuite"} else source.name
    run = source.element(whole.address)
    record = Record(
        iri=run,
        label=f"{label}, tests of {captured.date()}" if captured else f"{label}, tests",
        identifier=(whole.node.get("id") or whole.node.get("name") or "").strip() or None,
        place=whole.place,
        captured=captured,
        outcome=_shown(runs, whole.outcome, [case.outcome for case in report.cases]),
    )
    yield Tally(local(whole.node))
    yield from runs.record(record)
    yield from runs.undated(record)
    yield from runs.sample(record, sum(case.outcome == "failed" for case in report.cases))
    yield from about(report, whole)
    for suite in report.suites[1:]:
        yield Tally("testsuite")
        iri = source.element(suite.address)
        yield from source.describe(
            iri, JUNIT.testsuite, label=suite.label, identifier=None, place=suite.place
        )
        yield Fact(iri, AB.outcome, Literal(suite.outcome), suite.place)
        yield from _within(runs, suite, iri)
        yield from about(report, suite)
    for case in report.cases:
        yield from _case(runs, report, case)
    yield from _controls(runs, report, record)
    yield from report.untimely()
    yield from report.problems
    for count in report.dumps.values():
        yield Tally("property of the machine", "unread", count)


def _case(runs: Runs, report: Report, case: Part) -> Iterator[Item]:
    iri = runs.source.element(case.address)
    yield Tally(f"testcase that {_SAID[case.outcome]}")
    yield from runs.source.describe(
        iri, JUNIT.testcase, label=case.label, identifier=None, place=case.place
    )
    yield Fact(iri, AB.outcome, Literal(case.outcome), case.place)
    yield from _within(runs, case, iri)
    for child in case.node.iterchildren(etree.Element):
        if local(child) not in TOLD:
            continue
        yield Tally(local(child))
        kind, said = (child.get("type") or "").strip(), told(child)
        text = ": ".join(text for text in (kind, said) if text)
        yield Fact(iri, JUNIT[local(child)], Literal(harmless(text)), line_of(child))
    yield from about(report, case)


def _within(runs: Runs, part: Part, iri: URIRef) -> Iterator[Item]:
    if part.around is not None:
        yield Fact(iri, AB.partOf, runs.source.element(part.around.address), part.place)


def _controls(runs: Runs, report: Report, record: Record) -> Iterator[Item]:
    """State as evidence of its own what the tests show of each control that they name."""
    named: dict[str, list[Part]] = {}
    for case in report.cases:
        for control in case.controls:
            named.setdefault(control, []).append(case)
    for suite in report.suites:
        for control in suite.controls:
            named.setdefault(control, [])
    for control, cases in named.items():
        outcomes: list[str] = [case.outcome for case in cases]
        part = Record(
            iri=runs.source.element(f"control:{control} of {report.whole.address}"),
            label=f"{record.label}: {control}",
            identifier=None,
            place=cases[0].place if cases else record.place,
            captured=record.captured,
            outcome=_shown(runs, together(outcomes), outcomes),
            controls=(control,),
        )
        yield Tally("control of a property")
        yield from runs.record(part)
        yield Fact(part.iri, PROV.wasDerivedFrom, record.iri, record.place)
        for case in cases:
            yield Fact(part.iri, PROV.wasDerivedFrom, runs.source.element(case.address), case.place)


def _shown(runs: Runs, outcome: Outcome, cases: list[str] | list[Outcome]) -> Outcome:
    """Give what a run shows; where only that the tests run is asked, that one was carried out."""
    if runs.kind == "scan":
        return "passed" if any(case != "unclear" for case in cases) else "unclear"
    return outcome
