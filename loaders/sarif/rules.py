"""The rules by which a tool judges, and the entries of taxonomies that they relate to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, Literal, URIRef

from asbuilt.facts import Fact, Item, Tally
from asbuilt.loaders.sarif.words import (
    SARIF,
    elements,
    index_at,
    kept,
    message,
    rest,
    text_at,
)
from asbuilt.reading.secrets import harmless
from asbuilt.reading.unnamed import Addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Source
    from asbuilt.reading.tree import Node

_DESCRIBED: Final = frozenset(
    (
        "id", "guid", "name", "shortDescription", "fullDescription", "helpUri", "help",
        "messageStrings", "defaultConfiguration", "relationships", "properties",
        "deprecatedIds", "deprecatedNames", "deprecatedGuids",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taxon:
    """An entry of a taxonomy, such as CWE-79 of CWE or AC-2 of NIST SP 800-53."""

    taxonomy: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the tool or of one of its extensions (§3.49)."""

    iri: URIRef
    node: Node
    identifier: str
    taxa: tuple[Taxon, ...]

    @property
    def level(self) -> str:
        """The level of its results that state none (§3.50.3)."""
        return text_at(self.node, "defaultConfiguration", "level") or "warning"


@dataclass(slots=True)
class Rules:
    """The rules of a run by component, number and identifier."""

    source: Source
    address: str
    """Identifier of the run, under which those of its rules stand."""
    run: Node
    _components: list[tuple[Node, list[Rule]]] = field(default_factory=list)
    _by_identifier: dict[str, Rule] = field(default_factory=dict)
    _taxonomies: list[Node] = field(default_factory=list)
    _overrides: dict[URIRef, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give a number to each rule of the driver and of its extensions."""
        self._taxonomies = list(elements(self.run, "taxonomies"))
        tool = self.run.get("tool")
        driver = None if tool is None else tool.get("driver")
        addresses = Addresses()
        for component in [*([driver] if driver else []), *elements(tool, "extensions")]:
            name = text_at(component, "name")
            rules = []
            for node in elements(component, "rules"):
                identifier = text_at(node, "id") or text_at(node, "guid")
                address = addresses.unique(f"{self.address}/rule/{name}/{identifier}")
                iri = self.source.element(address)
                rules.append(Rule(iri, node, identifier, tuple(self._taxa(node))))
            self._components.append((component, rules))
            for rule in rules:
                self._by_identifier.setdefault(rule.identifier, rule)
        self._read_overrides()

    def __iter__(self) -> Iterator[Rule]:
        """Give all rules, component by component."""
        return (rule for _, rules in self._components for rule in rules)

    def of(self, result: Node) -> tuple[str, Rule | None]:
        """Give the identifier of the rule that a result states, and the rule (§3.27.5 to 7).

        ``CA1000/1`` is a case of the rule ``CA1000`` where no rule bears the longer identifier.
        """
        reference = result.get("rule")
        identifier = text_at(result, "ruleId") or text_at(reference, "id")
        index = index_at(result, "ruleIndex")
        index = index_at(reference, "index") if index is None else index
        rules = self._component(reference)
        if index is not None and index < len(rules):
            return identifier or rules[index].identifier, rules[index]
        wanted = identifier
        while wanted:
            if wanted in self._by_identifier:
                return identifier, self._by_identifier[wanted]
            wanted = wanted.rpartition("/")[0]
        return identifier, None

    def level(self, rule: Rule | None) -> str:
        """Give the level of a result that states none: as the run was configured, or the rule."""
        if rule is None:
            return "warning"
        return self._overrides.get(rule.iri) or rule.level

    def facts(self) -> Iterator[Item]:
        """State the rules: what each demands, and what it relates to."""
        for rule in self:
            node, place = rule.node, rule.node.place
            yield Tally("rule")
            short = message(node.get("shortDescription"), None)
            full = message(node.get("fullDescription"), None)
            label = text_at(node, "name") or short or rule.identifier
            yield from self.source.describe(
                rule.iri,
                SARIF.reportingDescriptor,
                label=label,
                identifier=rule.identifier,
                place=place,
            )
            for text in dict.fromkeys(text for text in (short, full) if text and text != label):
                yield Fact(rule.iri, DCTERMS.description, Literal(harmless(text)), place)
            yield Fact(rule.iri, SARIF.level, Literal(rule.level), place)
            for taxon in rule.taxa:
                yield Fact(rule.iri, SARIF.taxon, Literal(taxon.identifier), place)
            for key in ("deprecatedIds", "deprecatedNames"):
                for former in elements(node, key):
                    yield Fact(rule.iri, SARIF[key], Literal(former.text or ""), former.place)
            yield from kept(self.source, rule.iri, node, "rule", "helpUri")
            if node.get("help") is not None:
                yield Tally("rule: help", "unread")
            yield from rest(node, "rule", _DESCRIBED)
        for component, _ in self._components:
            yield from rest(
                component,
                "tool component",
                {"name", "version", "semanticVersion", "organization", "rules", "fullName", "guid"},
            )

    def taxa_of(self, result: Node) -> Iterator[Taxon]:
        """Give the entries of taxonomies under which a result itself is put (§3.27.8)."""
        for reference in elements(result, "taxa"):
            if taxon := self._taxon(reference):
                yield taxon

    def _taxa(self, rule: Node) -> Iterator[Taxon]:
        for relationship in elements(rule, "relationships"):
            target = relationship.get("target")
            if target is not None and (taxon := self._taxon(target)):
                yield taxon

    def _taxon(self, reference: Node) -> Taxon | None:
        """Give what a reference to a taxon names, which must be in a component of the run."""
        component = reference.get("toolComponent")
        if component is None:
            return None
        listed = self._taxonomies
        index = index_at(component, "index")
        name = text_at(component, "name")
        held = listed[index] if index is not None and index < len(listed) else None
        if held is None:
            held = next((one for one in listed if name and text_at(one, "name") == name), None)
        identifier = text_at(reference, "id")
        at = index_at(reference, "index")
        if not identifier and held is not None and at is not None:
            taxa = list(elements(held, "taxa"))
            identifier = text_at(taxa[at], "id") if at < len(taxa) else ""
        taxonomy = " ".join((text_at(held, "name"), text_at(held, "fullName"), name))
        return Taxon(taxonomy.strip(), identifier) if identifier and taxonomy.strip() else None

    def _component(self, reference: Node | None) -> list[Rule]:
        """Give the rules of the component that a result names; of the driver where it names none.

        The number of a component counts the extensions (§3.54.4).
        """
        component = None if reference is None else reference.get("toolComponent")
        if component is None:
            return self._components[0][1] if self._components else []
        index, name = index_at(component, "index"), text_at(component, "name")
        if index is not None:
            return self._components[index + 1][1] if index + 1 < len(self._components) else []
        named = (rules for node, rules in self._components if text_at(node, "name") == name)
        return next(named, [])

    def _read_overrides(self) -> None:
        """Take levels that the run was configured with over those of the rules (§3.20.5)."""
        for invocation in elements(self.run, "invocations"):
            for override in elements(invocation, "ruleConfigurationOverrides"):
                descriptor = override.get("descriptor")
                level = text_at(override, "configuration", "level")
                if descriptor is None or not level:
                    continue
                rules, index = self._component(descriptor), index_at(descriptor, "index")
                rule = rules[index] if index is not None and index < len(rules) else None
                rule = rule or self._by_identifier.get(text_at(descriptor, "id"))
                if rule is not None:
                    self._overrides[rule.iri] = level
