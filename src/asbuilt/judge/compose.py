"""From validation results to findings: names, places, owners and words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, Literal, URIRef

from asbuilt.judge import paths
from asbuilt.judge.engine import COMPONENT_OF_SPARQL, Result
from asbuilt.judge.finding import Finding, fingerprint
from asbuilt.judge.ownership import owner, surroundings
from asbuilt.judge.places import Standing, standing
from asbuilt.judge.rules import SEVERITIES, Part, RuleBook
from asbuilt.judge.shape_files import tail
from asbuilt.judge.wording import fill, joined, label, listing, path_name
from asbuilt.vocabulary import AB, ABB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.term import Node

    from asbuilt.judge.view import Facts

_UNTOLD = re.compile(r"\s*:\s*$")


@dataclass(slots=True)
class _Fault:
    """What becomes one finding: a result, or several of named parts of one rule about one thing."""

    thing: Node
    node: Node
    """The thing itself, or the derived fact that speaks of it."""
    part: Part
    result: Result
    missing: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Around:
    """Who answers for a thing, and in which larger ones it lies."""

    owner: URIRef | None = None
    within: URIRef | None = None
    process: URIRef | None = None

    @classmethod
    def of(cls, graph: Facts, thing: Node) -> _Around:
        if not isinstance(thing, URIRef):
            return cls()
        return cls(owner(graph, thing), *surroundings(graph, thing))


def compose(results: Iterable[Result], book: RuleBook, graph: Facts, base: str) -> list[Finding]:
    """Give the findings of validation results, the gravest first, each fingerprint once."""
    found: dict[str, Finding] = {}
    around: dict[Node, _Around] = {}
    for fault in _faults(results, book, graph):
        thing = fault.thing
        if thing not in around:
            around[thing] = _Around.of(graph, thing)
        finding = _finding(fault, graph, base, around[thing])
        found.setdefault(finding.fingerprint, finding)
    return sorted(found.values(), key=in_order)


def in_order(finding: Finding) -> tuple[int, str, str, str]:
    """Give the key by which findings are listed: severity, rule, name of the thing."""
    return SEVERITIES.index(finding.severity), finding.rule, finding.label, finding.fingerprint


def _faults(results: Iterable[Result], book: RuleBook, graph: Facts) -> Iterator[_Fault]:
    together: dict[tuple[str, Node], _Fault] = {}
    for result in results:
        part = book.parts.get(result.shape)
        if part is None:
            continue
        about = sorted(graph.objects(result.focus, AB.about), key=str)
        fault = _Fault(about[0] if about else result.focus, result.focus, part, result)
        if not part.name:
            yield fault
            continue
        known = together.setdefault((part.rule.code, fault.thing), fault)
        known.missing.append(part)
    for fault in together.values():
        fault.missing.sort(key=lambda part: part.order)
        yield fault


def _finding(fault: _Fault, graph: Facts, base: str, around: _Around) -> Finding:
    rule, part, result = fault.part.rule, fault.part, fault.result
    derived = fault.node != fault.thing
    path = None if derived or fault.missing else _path(part, result)
    value = fault.node if derived else _value(fault)
    stands = _stands(graph, (fault.thing, fault.node, value), base)
    answers, within, process = around.owner, around.within, around.process
    words = _words(fault, graph, value, stands, path)
    words["owner"] = label(graph, answers) if answers else "its owner"
    things = (fault.node, fault.thing)
    involved = _involved(fault, graph)
    return Finding(
        rule=rule.code,
        name=rule.name,
        breakdown=rule.breakdown.removeprefix(str(ABB)),
        severity=part.severity,
        focus=str(fault.thing),
        label=words["focus"],
        path=path,
        value=None if value is None else str(value),
        message=_sentence(fill(_message(fault), words, graph, things)),
        why=rule.why,
        fix=_sentence(fill(part.fix, words, graph, things)),
        owner=words["owner"] if answers else None,
        file=stands.file if stands else None,
        line=stands.line if stands else None,
        locator=stands.locator if stands else None,
        fingerprint=fingerprint(_mark(fault), str(fault.thing), path, value),
        status="new",
        value_label=None if value is None else label(graph, value),
        owner_iri=str(answers) if answers else None,
        place=stands.iri if stands else None,
        involves=tuple(map(str, involved)),
        involves_labels=tuple(label(graph, one) for one in involved),
        within=str(within) if within else None,
        within_label=label(graph, within) if within else None,
        process=label(graph, process) if process else None,
        process_iri=str(process) if process else None,
        component=str(result.component),
    )


def _involved(fault: _Fault, graph: Facts) -> list[Node]:
    """Give what takes part: in a derived fact, or the event as which an exception is drawn."""
    found = [*graph.objects(fault.node, AB.involves)]
    if not found and AB.ExceptionPath in set(graph.objects(fault.thing, RDF.type)):
        found = [*graph.objects(fault.thing, PROV.wasDerivedFrom)]
    return sorted(found, key=str)


def _message(fault: _Fault) -> str:
    rule, part, result = fault.part.rule, fault.part, fault.result
    if result.component == COMPONENT_OF_SPARQL and result.messages:
        return result.messages[0]
    own = "" if fault.missing else part.message
    plain = part.sentences.get(result.component, "")
    stated = result.messages[0] if result.messages else rule.name
    return own or (plain or stated if rule.is_plain else rule.message or stated)


def _mark(fault: _Fault) -> str:
    """Give what tells findings of one rule about one thing apart, beside path and value."""
    rule, result = fault.part.rule, fault.result
    if not rule.is_plain:
        return rule.code
    value, literal = result.value, ""
    if isinstance(value, Literal):
        literal = f"{value} {value.datatype or ''} {value.language or ''}"
    return f"{rule.code} {tail(str(result.component))} {fault.part.message} {literal}"


def _path(part: Part, result: Result) -> str | None:
    if isinstance(result.path, URIRef):
        return paths.text(result.path)
    return paths.text(part.path) if part.path is not None else None


def _value(fault: _Fault) -> Node | None:
    value = fault.result.value
    return None if value == fault.node or fault.missing else value


def _stands(graph: Facts, things: tuple[Node | None, ...], base: str) -> Standing | None:
    for thing in things:
        found = standing(graph, thing, base) if thing is not None else None
        if found:
            return found
    return None


def _words(
    fault: _Fault, graph: Facts, value: Node | None, stands: Standing | None, path: str | None
) -> dict[str, str]:
    thing, node, part = fault.thing, fault.node, fault.part
    focus = label(graph, thing)
    reached: list[Node] = []
    if part.path is not None:
        reached += paths.values(graph, node, part.path)
    identifiers = sorted(map(str, graph.objects(thing, DCTERMS.identifier)))
    return {
        "focus": focus,
        "about": focus,
        "label": label(graph, node),
        "value": "" if value is None else label(graph, value),
        "values": listing(graph, reached),
        "path": path_name(path or ""),
        "proof": " ".join(sorted(label(graph, proof) for proof in graph.objects(node, AB.proof))),
        "involves": listing(graph, list(graph.objects(node, AB.involves))),
        "missing": joined([one.name for one in fault.missing]),
        "lacking": joined([one.name for one in fault.missing], "or"),
        "file": stands.file if stands and stands.file else "its source",
        "at": f" at {stands.locator}" if stands and stands.locator else "",
        "shapes": part.rule.file,
        "property": path_name(tail(str(fault.result.path or ""))),
        "place": (stands.locator if stands else None) or "its place",
        "identifier": identifiers[0] if identifiers else focus,
        "iri": str(thing),
    }


def _sentence(text: str) -> str:
    text = _UNTOLD.sub("", text)
    return text if not text or text[-1] in ".!?" else f"{text}."
