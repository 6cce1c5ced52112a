"""The rule book: Asbuilt's shapes, a workspace's own beside them, what each says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from rdflib import DCTERMS, RDF, SH, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral

from asbuilt.errors import UserError
from asbuilt.judge import paths, plain_shapes
from asbuilt.judge.plain_shapes import text
from asbuilt.judge.plain_words import PLAIN_FIX, sentences
from asbuilt.judge.preferences import SEVERITIES, Preferences, Severity, beginnings, preferences
from asbuilt.judge.shape_files import RULES, Shapes, read_shapes
from asbuilt.vocabulary import AB, ABB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rdflib.paths import Path as PropertyPath

    from asbuilt.facts import Subject
    from asbuilt.workspace import Workspace

__all__ = ["SEVERITIES", "Part", "Rule", "RuleBook", "Severity", "rule_book"]

_SEVERITY_OF: dict[object, Severity] = {
    SH.Violation: "violation",
    SH.Warning: "warning",
    SH.Info: "info",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its shape states it; texts may hold placeholders such as ``{focus}``."""

    code: str
    iri: URIRef
    name: str
    breakdown: URIRef
    severity: Severity
    message: str
    why: str = ""
    fix: str = ""
    source: str = ""
    file: str = ""
    """Path of the shapes file, relative to the folder of the shapes."""
    shape_severity: Severity | None = None
    """The severity that its shape states, where the workspace sets one itself."""
    is_plain: bool = False
    """Whether it is a shape that says nothing of itself in Asbuilt's words."""
    is_deactivated: bool = False
    """Whether its shape says that it is not to be run (SHACL, 2.1.6)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A shape that results name as their source, and the rule whose part it is."""

    rule: Rule
    message: str = ""
    fix: str = ""
    name: str = ""
    """Name of what is missing where it does not hold; such parts make one finding together."""
    order: float = 0
    severity: Severity = "violation"
    path: URIRef | PropertyPath | None = None
    sentences: Mapping[URIRef, str] = field(default_factory=dict)
    """What to say where a shape has no message, by the component that does not hold."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, and the graph of the shapes that make them up."""

    shapes: Graph
    rules: dict[str, Rule]
    parts: dict[Subject, Part] = field(repr=False)
    preferences: Preferences = field(default_factory=Preferences)
    source: Shapes = field(default_factory=Shapes, repr=False)
    """The shapes with the files in which they stand."""

    def selected(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> set[str]:
        """Give the codes that begin with one of `select` (all if empty) and with none of `ignore`.

        `select` takes the place of what the workspace selects and ignores; `ignore` adds to it.
        Raises `UserError` for a beginning that no code has.
        """
        given = Preferences(beginnings(select), beginnings(ignore))
        given.refuse_unknown(self.rules)
        return given.wanted(self.rules if given.select else self.wanted)

    @property
    def wanted(self) -> set[str]:
        """The codes that the workspace wants to be told of."""
        return self.preferences.wanted(self.rules)

    def turtle(self, rule: Rule) -> str:
        """Give the shape of a rule with all its parts as Turtle."""
        out = Graph()
        for prefix, namespace in [*PREFIXES.items(), *self.shapes.namespaces()]:
            out.bind(prefix, namespace, override=False)
        out.bind("rule", RULES)
        for part, about in self.parts.items():
            if about.rule.iri == rule.iri:
                _copy(self.shapes, part, out)
        _copy(self.shapes, rule.iri, out)
        return out.serialize(format="turtle")


def rule_book(workspace: Workspace | None = None) -> RuleBook:
    """Read Asbuilt's shapes, and those that the workspace names under ``[check] shapes``.

    Raises `UserError` for a file that is no Turtle, for a code that two rules bear, for a pattern
    that no file matches, and for settings about rules that make no sense.
    """
    wishes = preferences(workspace)
    shapes = read_shapes(workspace)
    rules: dict[str, Rule] = {}
    for node in sorted(set(shapes.graph.subjects(RDF.type, AB.Rule)), key=str):
        rule = _set(_rule(shapes, cast("URIRef", node)), wishes)
        if rule.code in rules:
            raise UserError(
                f"two rules bear the code {rule.code}", rule.file, "give your own rule another code"
            )
        rules[rule.code] = rule
    parts: dict[Subject, Part] = {}
    _gather(shapes.graph, list(rules.values()), parts)
    plain = []
    for node in shapes.targeted():
        if node not in parts:
            rule = _set(_plain_rule(shapes, node, rules), wishes)
            rules[rule.code] = rule
            plain.append(rule)
    _gather(shapes.graph, plain, parts)
    wishes.refuse_unknown(rules, "asbuilt.toml")
    return RuleBook(shapes.graph, dict(sorted(rules.items())), parts, wishes, shapes)


def _set(rule: Rule, wishes: Preferences) -> Rule:
    """Give a rule the severity that the workspace sets for it."""
    wanted = wishes.severity_of(rule.code)
    if wanted is None:
        return rule
    return replace(rule, severity=wanted, shape_severity=rule.severity)


def _rule(shapes: Shapes, node: URIRef) -> Rule:
    graph, file = shapes.graph, shapes.origin.get(node, "")
    stated = text(graph, node, AB.code)
    if not stated:
        raise UserError(f"the rule {node} has no ab:code", file, 'give it one: ab:code "XX001"')
    return Rule(
        code=stated.upper(),
        iri=node,
        name=plain_shapes.name(graph, node),
        breakdown=_breakdown(graph, node),
        severity=_SEVERITY_OF.get(graph.value(node, SH.severity), "violation"),
        message=text(graph, node, SH.message),
        why=text(graph, node, AB.why),
        fix=text(graph, node, AB.fix),
        source=text(graph, node, DCTERMS.source),
        file=file,
        is_deactivated=_is_deactivated(graph, node),
    )


def _plain_rule(shapes: Shapes, node: URIRef, taken: dict[str, Rule]) -> Rule:
    graph = shapes.graph
    return Rule(
        code=plain_shapes.code(node, taken),
        iri=node,
        name=plain_shapes.name(graph, node),
        breakdown=_breakdown(graph, node),
        severity=_SEVERITY_OF.get(graph.value(node, SH.severity), "violation"),
        message=text(graph, node, SH.message),
        why=plain_shapes.reason(graph, node),
        fix=text(graph, node, AB.fix),
        source=text(graph, node, DCTERMS.source),
        file=shapes.origin.get(node, ""),
        is_plain=True,
        is_deactivated=_is_deactivated(graph, node),
    )


def _breakdown(graph: Graph, node: URIRef) -> URIRef:
    stated = graph.value(node, AB.breakdown)
    return stated if isinstance(stated, URIRef) else ABB.integrity


def _is_deactivated(graph: Graph, node: URIRef) -> bool:
    return (node, SH.deactivated, RdfLiteral(True)) in graph  # noqa: FBT003 - the value of SHACL


def _gather(graph: Graph, rules: list[Rule], parts: dict[Subject, Part]) -> None:
    """Add the shapes of rules to `parts`; one that several rules share is the first one's."""
    for rule in rules:
        parts[rule.iri] = _part(graph, rule.iri, rule)
    for rule in rules:
        for node in _shapes_of(graph, rule.iri):
            parts.setdefault(node, _part(graph, node, rule))


def _shapes_of(graph: Graph, iri: URIRef) -> Iterator[Subject]:
    pending: list[Any] = [iri, *sorted(graph.subjects(AB.partOf, iri), key=str)]
    seen = set()
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            yield node
            pending += graph.objects(node, SH.property)


def _part(graph: Graph, node: Subject, rule: Rule) -> Part:
    """Make a part of a rule. The workspace's severity for the rule wins, then the shape's own.

    Where neither is stated, parts of a plain shape are violations (SHACL, 2.1.4) and those of a
    rule are as severe as the rule.
    """
    severity = rule.severity
    if rule.shape_severity is None:
        unstated = "violation" if rule.is_plain and node != rule.iri else rule.severity
        severity = _SEVERITY_OF.get(graph.value(node, SH.severity), unstated)
    path = graph.value(node, SH.path)
    order = graph.value(node, SH.order)
    return Part(
        rule,
        message=text(graph, node, SH.message),
        fix=text(graph, node, AB.fix) or rule.fix or PLAIN_FIX,
        name="" if rule.is_plain else text(graph, node, SH.name),
        order=float(order.toPython()) if isinstance(order, RdfLiteral) else 0,
        severity=severity,
        path=None if path is None else paths.parse(graph, cast("Subject", path)),
        sentences=sentences(graph, node) if rule.is_plain else {},
    )


def _copy(shapes: Graph, node: Any, out: Graph) -> None:  # noqa: ANN401 - any term of the graph
    for predicate, value in shapes.predicate_objects(node):
        if (node, predicate, value) not in out:
            out.add((node, predicate, value))
            if isinstance(value, BNode):
                _copy(shapes, value, out)
