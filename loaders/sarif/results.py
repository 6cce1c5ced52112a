"""What a tool found: each result with its rule, its level, where it is, and whether it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, Literal, URIRef

from asbuilt.facts import Fact, Item, Tally
from asbuilt.identity import digest
from asbuilt.loaders.sarif.words import (
    SARIF,
    elements,
    index_at,
    kept,
    message,
    rest,
    text_at,
)
from asbuilt.reading import Refusal
from asbuilt.reading.secrets import harmless
from asbuilt.reading.unnamed import Addresses
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.sarif.rules import Rule, Rules, Taxon
    from asbuilt.reading.runs import Outcome, Runs
    from asbuilt.reading.tree import Node

LEVELS: Final = ("note", "warning", "error")
"""Levels of results of kind ``fail``, from the least on (§3.27.10)."""

_READ: Final = frozenset(
    ("ruleId", "ruleIndex", "rule", "kind", "level", "message", "locations", "guid",
     "suppressions", "baselineState", "taxa", "properties", "hostedViewerUri", "rank",
     "occurrenceCount", "correlationGuid", "fingerprints", "partialFingerprints", "workItemUris")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """A result as far as it was understood."""

    iri: URIRef
    node: Node
    rule_id: str
    rule: Rule | None
    kind: str
    level: str
    suppressed: bool
    outcome: Outcome
    taxa: tuple[Taxon, ...]


@dataclass(slots=True)
class Results:
    """Reads the results of one run; raises `Refusal` where two of them bear one guid."""

    runs: Runs
    rules: Rules
    address: str
    _least: int = field(init=False)
    _artifacts: list[Node] = field(init=False)
    _taken: dict[str, Node] = field(default_factory=dict)
    _addresses: Addresses = field(default_factory=Addresses)

    def __post_init__(self) -> None:
        """Look up the level from which results count."""
        level = self.runs.source.options.get("level", "warning")
        if level not in LEVELS:
            raise Refusal(
                f"level in the file's [[source]] table of asbuilt.toml makes no sense: {level!r}",
                "write one of: " + ", ".join(LEVELS),
            )
        self._artifacts = list(elements(self.rules.run, "artifacts"))
        self._least = LEVELS.index(str(level))

    def read(self, node: Node) -> Result:
        """Read a result: its rule, its level, and whether it shows a failure."""
        rule_id, rule = self.rules.of(node)
        kind = text_at(node, "kind") or "fail"
        level = text_at(node, "level") or self.rules.level(rule)
        level = level if kind == "fail" else "none"
        suppressed = _is_suppressed(node)
        gone = text_at(node, "baselineState") == "absent"
        counts = kind == "fail" and level in LEVELS and LEVELS.index(level) >= self._least
        outcome: Outcome = "unclear"
        if counts and not suppressed and not gone:
            outcome = "failed"
        elif kind in {"pass", "fail"}:
            outcome = "passed"
        taxa = dict.fromkeys([*(rule.taxa if rule else ()), *self.rules.taxa_of(node)])
        iri = self.runs.source.element(self._identify(node))
        return Result(iri, node, rule_id, rule, kind, level, suppressed, outcome, tuple(taxa))

    def facts(self, result: Result, run: URIRef) -> Iterator[Item]:
        """State a result as a part of its run."""
        node, thing, place = result.node, result.iri, result.node.place
        yield Tally(f"result of kind {result.kind}")
        strings = None if result.rule is None else result.rule.node.get("messageStrings")
        text = harmless(message(node.get("message"), strings))
        yield from self.runs.source.describe(
            thing,
            SARIF.result,
            label=text or result.rule_id or "result",
            identifier=text_at(node, "guid") or None,
            place=place,
        )
        yield Fact(thing, AB.partOf, run, place)
        yield Fact(thing, AB.outcome, Literal(result.outcome), place)
        yield Fact(thing, SARIF.kind, Literal(result.kind), place)
        yield Fact(thing, SARIF.level, Literal(result.level), place)
        if result.rule_id:
            yield Fact(thing, SARIF.ruleId, Literal(result.rule_id), place)
        if result.rule is not None:
            yield Fact(thing, SARIF.rule, result.rule.iri, place)
        for taxon in result.taxa:
            yield Fact(thing, SARIF.taxon, Literal(taxon.identifier), place)
        for location in elements(node, "locations"):
            if where := self._where(location):
                yield Fact(thing, SARIF.location, Literal(where), location.place)
        yield from self._suppressions(thing, node, result)
        keys = ("baselineState", "hostedViewerUri", "rank", "occurrenceCount", "correlationGuid")
        yield from kept(self.runs.source, thing, node, "result", *keys)
        for uri in elements(node, "workItemUris"):
            yield Fact(thing, DCTERMS.references, Literal(harmless(uri.text or "")), uri.place)
        for key in ("fingerprints", "partialFingerprints"):
            prints = node.get(key)
            for _, value in prints.members() if prints is not None else ():
                yield Fact(thing, SARIF.fingerprint, Literal(value.text or ""), value.place)
        yield from rest(node, "result", _READ)

    @staticmethod
    def _suppressions(thing: URIRef, node: Node, result: Result) -> Iterator[Item]:
        for one in elements(node, "suppressions"):
            yield Tally("suppression")
            status = text_at(one, "status") or "accepted"
            said = f"{text_at(one, 'kind') or 'external'}, {status}"
            yield Fact(thing, SARIF.suppression, Literal(said), one.place)
            if why := text_at(one, "justification"):
                yield Fact(thing, AB.reason, Literal(harmless(why)), one.place)
        if result.suppressed:
            yield Fact(thing, AB.status, Literal("suppressed"), node.place)

    def _identify(self, node: Node) -> str:
        """Give the address of a result in the file: by its guid, else by what it says."""
        guid = text_at(node, "guid")
        if guid and guid in self._taken:
            raise Refusal(
                f"the guid {guid!r} stands twice: in the results on lines"
                f" {self._taken[guid].line} and {node.line}",
                "give one of the two results another guid, or remove it",
                node.place,
            )
        if guid:
            self._taken[guid] = node
        identifier = guid or digest(node.compact())
        return self._addresses.unique(f"{self.address}/result/{identifier}")

    def _where(self, location: Node) -> str:
        """Give a place as ``src/pay.py:12``, or the name of the element that it is in."""
        physical = location.get("physicalLocation")
        artifact = None if physical is None else physical.get("artifactLocation")
        uri = text_at(artifact, "uri")
        index = index_at(artifact, "index")
        if not uri and index is not None:
            listed = self._artifacts
            uri = text_at(listed[index], "location", "uri") if index < len(listed) else ""
        if uri:
            line = index_at(None if physical is None else physical.get("region"), "startLine")
            return harmless(uri if line is None else f"{uri}:{line}")
        logical = elements(location, "logicalLocations")
        names = (text_at(one, "fullyQualifiedName") or text_at(one, "name") for one in logical)
        return harmless(next((name for name in names if name), ""))


def _is_suppressed(node: Node) -> bool:
    """Say whether a result is suppressed: by somebody, and by nobody who is still to be heard."""
    said = [text_at(one, "status") or "accepted" for one in elements(node, "suppressions")]
    return bool(said) and all(status == "accepted" for status in said)
