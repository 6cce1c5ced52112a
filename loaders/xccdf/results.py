"""What a scan found: the run as evidence, the result of each rule, what it shows of controls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree
from rdflib import PROV, Literal

from asbuilt.facts import Fact, Item, Tally
from asbuilt.loaders.xccdf.document import XCCDF, child, children, standards, text_of
from asbuilt.loaders.xccdf.rules import named
from asbuilt.reading.runs import Outcome, Record, Runs, moment, untimely
from asbuilt.reading.secrets import harmless
from asbuilt.reading.unnamed import Addresses
from asbuilt.reading.xml import line_of, local
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.loaders.xccdf.document import Document, Thing

_OUTCOMES: Final[dict[str, Outcome]] = {"pass": "passed", "fixed": "passed", "fail": "failed"}
"""What results of rules show (§6.6.4.2); all others show nothing."""
_BROKEN: Final = frozenset(("error", "unknown"))
"""Results of checks that were begun and not ended."""
_UNCOUNTED: Final = frozenset(("unscored", "unchecked"))
"""Roles of rules whose results do not count."""
_TOLD: Final = ("target", "target-address", "organization", "identity", "remark", "score")
_READ: Final = frozenset(("title", "benchmark", "profile", "rule-result", *_TOLD))
_OF_A_RULE: Final = frozenset(("result", "ident", "override", "message", "instance"))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The result of one rule."""

    node: etree._Element
    iri: URIRef
    idref: str
    rule: Thing | None
    result: str
    counts: bool

    @property
    def outcome(self) -> Outcome:
        """What it shows by itself."""
        return _OUTCOMES.get(self.result, "unclear")

    def standards(self) -> list[tuple[str, str]]:
        """Give what it and its rule name: standards and their entries."""
        own = list(standards(self.node))
        return own + (list(standards(self.rule.node)) if self.rule is not None else [])


def results(runs: Runs, document: Document) -> Iterator[Item]:
    """State each result of a scan, with the results of its rules as its parts."""
    for thing in document.results:
        yield Tally("TestResult")
        yield from _scan(runs, document, thing)


def _scan(runs: Runs, document: Document, thing: Thing) -> Iterator[Item]:
    node, place = thing.node, line_of(thing.node)
    found = list(_found(document, thing))
    ended = moment(node.get("end-time")) or moment(node.get("start-time"))
    for key in ("start-time", "end-time"):
        if (text := (node.get(key) or "").strip()) and moment(text) is None:
            yield untimely(text, place)
    target = text_of(child(node, "target"))
    label = _benchmark(document, thing) or thing.title or thing.identifier
    label += (f" on {target}" if target else "") + (f", {ended.date()}" if ended else "")
    record = Record(
        iri=thing.iri,
        label=label,
        identifier=thing.identifier or None,
        place=place,
        captured=ended,
        outcome=_shown(runs, found),
    )
    yield from runs.record(record)
    yield from runs.undated(record)
    failures = sum(one.outcome == "failed" for one in found if one.counts)
    yield from runs.sample(record, failures)
    yield from _about(document, thing)
    for one in found:
        yield from _rule_result(runs, thing, one)
    yield from _controls(runs, record, thing, found)


def _found(document: Document, thing: Thing) -> Iterator[Found]:
    addresses = Addresses()
    for node in children(thing.node, "rule-result"):
        idref = (node.get("idref") or "").strip()
        address = addresses.unique(f"{str(thing.iri).rpartition('#')[2]}/{idref}")
        iri = document.source.element(address)
        yield Found(
            node,
            iri,
            idref,
            document.rule(idref),
            text_of(child(node, "result")).lower(),
            (node.get("role") or "full") not in _UNCOUNTED,
        )


def _about(document: Document, thing: Thing) -> Iterator[Item]:
    """State what was looked at, by whom and against which profile, in the document's words."""
    node = thing.node
    for key in ("start-time", "end-time", "test-system", "version"):
        if text := (node.get(key) or "").strip():
            yield Tally(f"TestResult: {key}", "kept")
            yield Fact(thing.iri, XCCDF[key], Literal(text), line_of(node))
    profile = child(node, "profile")
    if profile is not None:
        idref = (profile.get("idref") or "").strip()
        held = document.named("Profile", idref)
        text = f"{held.title} ({idref})" if held is not None and held.title else idref
        yield Fact(thing.iri, XCCDF.profile, Literal(text), line_of(profile))
    benchmark = child(node, "benchmark")
    text = "" if benchmark is None else (benchmark.get("id") or benchmark.get("href") or "")
    if text.strip():
        yield Fact(thing.iri, XCCDF.benchmark, Literal(text.strip()), line_of(node))
    for each in node.iterchildren(etree.Element):
        name = local(each)
        if name in _TOLD and (text := text_of(each)):
            most = each.get("maximum")
            text = f"{text} of {most} ({each.get('system')})" if name == "score" and most else text
            yield Tally(f"TestResult: {name}", "kept")
            yield Fact(thing.iri, XCCDF[name], Literal(harmless(text)), line_of(each))
        elif name not in _READ:
            yield Tally(f"TestResult: {name}", "unread")


def _benchmark(document: Document, thing: Thing) -> str:
    """Give the title of the benchmark that was checked, where the document holds it."""
    if thing.around is not None and thing.around.title:
        return thing.around.title
    named_ = child(thing.node, "benchmark")
    held = None if named_ is None else document.named("Benchmark", named_.get("id") or "")
    return held.title if held is not None else ""


def _rule_result(runs: Runs, scan: Thing, one: Found) -> Iterator[Item]:
    node, place = one.node, line_of(one.node)
    yield Tally(f"rule-result {one.result or 'without result'}")
    title = one.rule.title if one.rule is not None else ""
    yield from runs.source.describe(
        one.iri, XCCDF["rule-result"], label=title or one.idref, identifier=None, place=place
    )
    yield Fact(one.iri, AB.partOf, scan.iri, place)
    yield Fact(one.iri, AB.outcome, Literal(one.outcome), place)
    yield Fact(one.iri, XCCDF.result, Literal(one.result), place)
    yield Fact(one.iri, XCCDF.idref, Literal(one.idref), place)
    if one.rule is not None:
        yield Fact(one.iri, XCCDF.rule, one.rule.iri, place)
    for key in ("severity", "weight", "role", "time", "version"):
        if text := (node.get(key) or "").strip():
            yield Fact(one.iri, XCCDF[key], Literal(text), place)
    yield from named(one.iri, node)
    for each in node.iterchildren(etree.Element):
        name = local(each)
        if name == "override":
            yield from _override(one, each)
        elif name in {"message", "instance"} and (text := text_of(each)):
            yield Fact(one.iri, XCCDF[name], Literal(harmless(text)), line_of(each))
        elif name not in _OF_A_RULE:
            yield Tally(f"rule-result: {name}", "unread")


def _override(one: Found, node: etree._Element) -> Iterator[Item]:
    """State that somebody set a result, what it was before, and why (§6.6.4.4)."""
    yield Tally("override")
    old, new = text_of(child(node, "old-result")), text_of(child(node, "new-result"))
    who, when = (node.get("authority") or "").strip(), (node.get("time") or "").strip()
    text = f"{old} to {new} by {who or 'nobody named'}" + (f" on {when}" if when else "")
    yield Fact(one.iri, XCCDF.override, Literal(text), line_of(node))
    if why := text_of(child(node, "remark")):
        yield Fact(one.iri, AB.reason, Literal(harmless(why)), line_of(node))


def _controls(runs: Runs, record: Record, scan: Thing, found: list[Found]) -> Iterator[Item]:
    """State as evidence of its own what the scan shows of each control that its rules name."""
    held: dict[str, list[Found]] = {}
    for one in found:
        if one.result == "notselected":
            continue
        entries = {entry for standard, entry in one.standards() if runs.is_control(standard)}
        for entry in sorted(entries):
            held.setdefault(entry, []).append(one)
    for control, under in held.items():
        yield Tally("control of a standard")
        part = Record(
            iri=runs.source.element(f"control:{control} of {str(scan.iri).rpartition('#')[2]}"),
            label=f"{record.label}: {control}",
            identifier=None,
            place=line_of(under[0].node),
            captured=record.captured,
            outcome=_shown(runs, under),
            controls=(control,),
        )
        yield from runs.record(part)
        for source in (record.iri, *(one.iri for one in under)):
            yield Fact(part.iri, PROV.wasDerivedFrom, source, part.place)


def _shown(runs: Runs, found: Iterable[Found]) -> Outcome:
    """Give what results show together: a check that broke off leaves it open."""
    counted = [one for one in found if one.counts]
    said = {one.outcome for one in counted}
    if runs.kind == "scan":
        return "passed" if said & {"passed", "failed"} else "unclear"
    if "failed" in said:
        return "failed"
    broken = any(one.result in _BROKEN for one in counted)
    return "passed" if "passed" in said and not broken else "unclear"
