"""The rule book: Asbuilt's shapes, a workspace's own beside them, what each says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from rdflib import DCTERMS, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral

from asbuilt.errors import UserError
from asbuilt.judge import paths
from asbuilt.judge.preferences import SEVERITIES, Preferences, Severity, beginnings, preferences
from asbuilt.resources import SHAPES
from asbuilt.vocabulary import AB, ABB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rdflib.paths import Path as PropertyPath

    from asbuilt.facts import Subject
    from asbuilt.workspace import Workspace

__all__ = ["SEVERITIES", "Part", "Rule", "RuleBook", "Severity", "rule_book"]

_SEVERITY_OF: dict[object, Severity] = {
    SH.Violation: "violation",
    SH.Warning: "warning",
    SH.Info: "info",
}
RULES = "https://w3id.org/asbuilt/shapes#"
_DOMAINS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)


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


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, and the graph of the shapes that make them up."""

    shapes: Graph
    rules: dict[str, Rule]
    parts: dict[Subject, Part] = field(repr=False)
    preferences: Preferences = field(default_factory=Preferences)

    def selected(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> set[str]:
        """Give the codes that begin with one of `select` (all if empty) and with none of `ignore`.

        `select` takes the place of what the workspace selects and ignores; `ignore` adds to it.
        Raises `UserError` for a beginning that no code has.
        """
        chosen, left_out = beginnings(select), beginnings(ignore)
        for prefix in (*chosen, *left_out):
            if not any(code.startswith(prefix) for code in self.rules):
                raise UserError.unknown_name("rule", prefix, sorted(self.rules))
        wanted = self.wanted if not chosen else Preferences(chosen).wanted(self.rules)
        return Preferences(ignore=left_out).wanted(wanted)

    @property
    def wanted(self) -> set[str]:
        """The codes that the workspace wants to be told of."""
        return self.preferences.wanted(self.rules)

    def turtle(self, rule: Rule) -> str:
        """Give the shape of a rule with all its parts as Turtle."""
        out = Graph()
        for prefix, namespace in PREFIXES.items():
            out.bind(prefix, namespace)
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
    shapes = Graph()
    origin: dict[Subject, str] = {}
    for path, name in _files(workspace):
        read = _read(path, name)
        for subject in set(read.subjects()):
            origin.setdefault(cast("Subject", subject), name)
        shapes += read
    _name_parts(shapes)
    rules: dict[str, Rule] = {}
    for node in sorted(set(shapes.subjects(RDF.type, AB.Rule)), key=str):
        rule = _set(_rule(shapes, cast("URIRef", node), origin), wishes)
        if rule.code in rules:
            raise UserError(
                f"two rules bear the code {rule.code}", rule.file, "give your own rule another code"
            )
        rules[rule.code] = rule
    by_iri = {rule.iri: rule for rule in rules.values()}
    parts = dict(_parts(shapes, by_iri))
    for node in _unruled(shapes, parts):
        rule = _set(_own_rule(shapes, node, origin), wishes)
        rules.setdefault(rule.code, rule)
        parts.update(_parts(shapes, {rule.iri: rule}))
    wishes.refuse_unknown(rules)
    return RuleBook(shapes, dict(sorted(rules.items())), parts, wishes)


def _set(rule: Rule, wishes: Preferences) -> Rule:
    """Give a rule the severity that the workspace sets for it."""
    wanted = wishes.severity_of(rule.code)
    if wanted is None:
        return rule
    return replace(rule, severity=wanted, shape_severity=rule.severity)


def _files(workspace: Workspace | None) -> Iterator[tuple[Path, str]]:
    for path in sorted(SHAPES.glob("*.ttl")):
        yield path, path.name
    if workspace is None:
        return
    patterns = workspace.settings.get("check", {}).get("shapes", [])
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        found = sorted(workspace.folder.glob(str(pattern)))
        if not found:
            raise UserError.bad_setting(
                "asbuilt.toml",
                f"no file matches [check] shapes {pattern!r}",
                "correct the path, or remove it",
                '[check]\nshapes = ["shapes/*.ttl"]',
            )
        for path in found:
            yield path, path.relative_to(workspace.folder).as_posix()


def _read(path: Path, name: str) -> Graph:
    try:
        return Graph().parse(path, format="turtle", publicID=RULES[:-1])
    except Exception as error:  # rdflib's parsers raise many kinds
        raise UserError(
            f"not valid Turtle: {' '.join(str(error).split())[:200]}", name, "mend the shapes file"
        ) from error


def _name_parts(shapes: Graph) -> None:
    """Give every property shape without a name one, so that results can tell it from others."""
    for owner, part in sorted(shapes.subject_objects(SH.property)):
        if isinstance(part, BNode) and isinstance(owner, URIRef):
            names = (URIRef(f"{owner}-{number}") for number in count(1))
            new = next(name for name in names if (name, None, None) not in shapes)
            for predicate, value in list(shapes.predicate_objects(part)):
                shapes.remove((part, predicate, value))
                shapes.add((new, predicate, value))
            shapes.remove((owner, SH.property, part))
            shapes.add((owner, SH.property, new))


def _rule(shapes: Graph, node: URIRef, origin: dict[Subject, str]) -> Rule:
    def text(predicate: URIRef) -> str:
        return str(shapes.value(node, predicate) or "")

    file = origin.get(node, "")
    if not text(AB.code):
        raise UserError(f"the rule {node} has no ab:code", file, 'give it one: ab:code "XX001"')
    breakdown = shapes.value(node, AB.breakdown)
    return Rule(
        code=text(AB.code).upper(),
        iri=node,
        name=text(RDFS.label) or text(AB.code),
        breakdown=breakdown if isinstance(breakdown, URIRef) else ABB.integrity,
        severity=_SEVERITY_OF.get(shapes.value(node, SH.severity), "violation"),
        message=text(SH.message),
        why=text(AB.why),
        fix=text(AB.fix),
        source=text(DCTERMS.source),
        file=file,
    )


def _own_rule(shapes: Graph, node: URIRef, origin: dict[Subject, str]) -> Rule:
    """Make a rule of a plain SHACL shape that says nothing about itself in Asbuilt's words."""
    message = shapes.value(node, SH.message)
    name = str(shapes.value(node, RDFS.label) or shapes.value(node, SH.name) or _tail(node))
    return Rule(
        code=_tail(node).upper(),
        iri=node,
        name=name,
        breakdown=ABB.integrity,
        severity=_SEVERITY_OF.get(shapes.value(node, SH.severity), "violation"),
        message=str(message) if message is not None else "",
        file=origin.get(node, ""),
    )


def _unruled(shapes: Graph, parts: dict[Subject, Part]) -> list[URIRef]:
    targeted = {node for domain in _DOMAINS for node in shapes.subjects(domain, None)}
    return sorted(node for node in targeted if isinstance(node, URIRef) and node not in parts)


def _parts(shapes: Graph, by_iri: dict[URIRef, Rule]) -> Iterator[tuple[Subject, Part]]:
    for iri, rule in by_iri.items():
        pending: list[Any] = [iri, *sorted(shapes.subjects(AB.partOf, iri), key=str)]
        seen = set()
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            yield node, _part(shapes, node, rule)
            pending += shapes.objects(node, SH.property)


def _part(shapes: Graph, node: Subject, rule: Rule) -> Part:
    """Make a part of a rule. The workspace's severity for the rule wins, then the shape's own.

    Where neither is stated, parts of a plain shape are violations (SHACL, 2.1.4) and those of a
    rule are as severe as the rule.
    """
    stated = _SEVERITY_OF.get(shapes.value(node, SH.severity))
    is_plain = (rule.iri, RDF.type, AB.Rule) not in shapes
    severity = rule.severity
    if rule.shape_severity is None:
        severity = stated or ("violation" if is_plain and node != rule.iri else rule.severity)
    path = shapes.value(node, SH.path)
    order = shapes.value(node, SH.order)
    fix = shapes.value(node, AB.fix)
    message = shapes.value(node, SH.message)
    return Part(
        rule,
        message=str(message) if message is not None else "",
        fix=str(fix) if fix is not None else rule.fix,
        name=str(shapes.value(node, SH.name) or ""),
        order=float(order.toPython()) if isinstance(order, RdfLiteral) else 0,
        severity=severity,
        path=None if path is None else paths.parse(shapes, cast("Subject", path)),
    )


def _copy(shapes: Graph, node: Any, out: Graph) -> None:  # noqa: ANN401 - any term of the graph
    for predicate, value in shapes.predicate_objects(node):
        if (node, predicate, value) not in out:
            out.add((node, predicate, value))
            if isinstance(value, BNode):
                _copy(shapes, value, out)


def _tail(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
