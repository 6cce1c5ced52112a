"""A run of a tool as evidence: when it was, by which tool, whether it ended well, what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import PROV, RDFS, Literal

from asbuilt.facts import Fact, Item, Problem, Tally
from asbuilt.loaders.sarif.results import Result, Results
from asbuilt.loaders.sarif.rules import Rules
from asbuilt.loaders.sarif.words import SARIF, elements, kept, message, rest, text_at
from asbuilt.reading import Refusal
from asbuilt.reading.runs import Outcome, Record, Runs, latest, moment, together, untimely
from asbuilt.reading.secrets import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.reading.tree import Node

_READ: Final = frozenset(
    ("tool", "results", "invocations", "automationDetails", "versionControlProvenance",
     "taxonomies", "properties", "columnKind", "defaultEncoding", "language", "baselineGuid",
     "redactionTokens", "originalUriBaseIds", "newlineSequences", "defaultSourceLanguage")
)  # fmt: skip
_TIMES: Final = ("endTimeUtc", "startTimeUtc")


class Run:
    """States one run of a log. Raises `Refusal` where its guid is taken."""

    def __init__(self, runs: Runs, node: Node, index: int, taken: dict[str, Node]) -> None:
        """Prepare to state the run with this number; `taken` holds the identifiers before it."""
        self._runs = runs
        self._node = node
        self._identifier = self._identify(index, taken)
        self._rules = Rules(runs.source, self._identifier, node)
        self._tool = text_at(node, "tool", "driver", "name") or "unnamed tool"

    def items(self) -> Iterator[Item]:
        """Yield the run, its rules, its results, and the controls that its rules speak of."""
        node, source = self._node, self._runs.source
        iri = source.element(self._identifier)
        yield Tally("run")
        results = Results(self._runs, self._rules, self._identifier)
        found = [results.read(result) for result in elements(node, "results")]
        captured = latest(
            moment(text_at(invocation, key))
            for invocation in elements(node, "invocations")
            for key in _TIMES
        )
        category = text_at(node, "automationDetails", "id").strip("/")
        label = self._tool + (f" ({category})" if category else "")
        label += f" run of {captured.date()}" if captured else " run"
        record = Record(
            iri=iri,
            label=label,
            identifier=self._identifier,
            place=node.place,
            captured=captured,
            outcome=self._outcome(found),
        )
        yield from self._runs.record(record)
        yield from self._runs.undated(record)
        failures = sum(one.outcome == "failed" for one in found)
        yield from self._runs.sample(record, failures)
        yield from self._about(iri)
        yield from self._rules.facts()
        for one in found:
            yield from results.facts(one, iri)
        yield from self._controls(record, found)
        yield from rest(node, "run", _READ)

    def _identify(self, index: int, taken: dict[str, Node]) -> str:
        """Give the identifier of the run: its guid, its id in a system of runs, or its number."""
        details = self._node.get("automationDetails")
        guid, named = text_at(details, "guid"), text_at(details, "id")
        if guid and guid in taken:
            raise Refusal(
                f"the guid {guid!r} stands twice: in the runs on lines {taken[guid].line} and"
                f" {self._node.line}",
                "give one of the two runs another guid, or remove it",
                self._node.place,
            )
        identifier = guid or named or f"run-{index + 1}"
        if identifier in taken:
            identifier = f"{identifier}/run-{index + 1}"
        taken[identifier] = self._node
        return identifier

    def _outcome(self, found: list[Result]) -> Outcome:
        """Give what the run shows: nothing where it was broken off, or looked for nothing.

        A run without an array of results found no way to look for them (§3.14.23).
        """
        whole = all(
            (said := invocation.get("executionSuccessful")) is None or said.value is not False
            for invocation in elements(self._node, "invocations")
        )
        results = self._node.get("results")
        looked = results is not None and results.is_array
        if self._runs.kind == "scan":
            return "passed" if whole and looked else "unclear"
        if any(one.outcome == "failed" for one in found):
            return "failed"
        return "passed" if whole and looked else "unclear"

    def _about(self, iri: URIRef) -> Iterator[Item]:
        node, source = self._node, self._runs.source
        driver = self._node.get("tool")
        driver = None if driver is None else driver.get("driver")
        version = text_at(driver, "semanticVersion") or text_at(driver, "version")
        place = node.place if driver is None else driver.place
        yield Fact(iri, SARIF.tool, Literal(f"{self._tool} {version}".strip()), place)
        if organization := text_at(driver, "organization"):
            yield Fact(iri, SARIF.organization, Literal(organization), place)
        if text := message(_at(node, "automationDetails", "description"), None):
            yield Fact(iri, RDFS.comment, Literal(harmless(text)), node.place)
        yield from kept(source, iri, node, "run", "baselineGuid")
        for invocation in elements(node, "invocations"):
            yield from self._invocation(iri, invocation)
        for repository in elements(node, "versionControlProvenance"):
            yield Tally("version control details")
            keys = ("repositoryUri", "revisionId", "branch", "revisionTag")
            yield from kept(source, iri, repository, "version control details", *keys)
            yield from rest(repository, "version control details", {*keys, "properties"})
        for taxonomy in elements(node, "taxonomies"):
            yield Tally("taxonomy")
            name = " ".join((text_at(taxonomy, "name"), text_at(taxonomy, "version"))).strip()
            if name:
                yield Fact(iri, SARIF.taxonomy, Literal(name), taxonomy.place)
        held = node.get("externalPropertyFileReferences")
        if held is not None and held.get("results") is not None:
            yield Problem(
                "warning",
                f"results of the run of {self._tool} are in other files, which are not read",
                "let the tool write its results into the log itself",
                held.place,
            )

    def _invocation(self, iri: URIRef, node: Node) -> Iterator[Item]:
        """State when the tool ran, where and how it ended; not how it was called.

        Command lines and environments hold what opens doors.
        """
        yield Tally("invocation")
        for key in _TIMES:
            if (text := text_at(node, key)) and moment(text) is None:
                yield untimely(text, (node.get(key) or node).place)
        keys = (*_TIMES, "executionSuccessful", "exitCode", "exitCodeDescription", "machine")
        yield from kept(self._runs.source, iri, node, "invocation", *keys)
        for key in ("toolExecutionNotifications", "toolConfigurationNotifications"):
            for notification in elements(node, key):
                level = text_at(notification, "level") or "warning"
                yield Tally("notification")
                if level == "error":
                    text = message(notification.get("message"), None)
                    place = notification.place
                    yield Fact(iri, SARIF.notification, Literal(harmless(text)), place)
        understood = {*keys, "toolExecutionNotifications", "toolConfigurationNotifications"}
        yield from rest(node, "invocation", understood | {"properties"})

    def _controls(self, record: Record, found: list[Result]) -> Iterator[Item]:
        """State as evidence of its own what the run shows of each control that its rules name."""
        outcomes: dict[str, list[str]] = {}
        for rule in self._rules:
            for taxon in rule.taxa:
                if self._runs.is_control(taxon.taxonomy):
                    outcomes.setdefault(taxon.identifier, [])
        for result in found:
            for taxon in result.taxa:
                if self._runs.is_control(taxon.taxonomy):
                    outcomes.setdefault(taxon.identifier, []).append(result.outcome)
        whole = "unclear" if self._outcome([]) == "unclear" else "passed"
        for control, said in outcomes.items():
            yield Tally("control of a taxonomy")
            part = Record(
                iri=self._runs.source.element(f"control:{control} of {self._identifier}"),
                label=f"{record.label}: {control}",
                identifier=None,
                place=record.place,
                captured=record.captured,
                outcome=together([*said, whole]),
                controls=(control,),
            )
            yield from self._runs.record(part)
            yield Fact(part.iri, PROV.wasDerivedFrom, record.iri, record.place)


def _at(node: Node | None, *path: str) -> Node | None:
    for key in path:
        node = None if node is None else node.get(key)
    return node
