"""The rule book: Asbuilt's shapes, a workspace's own beside them, what each says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, cast

from rdflib import DCTERMS, RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral

from asbuilt.errors import UserError
from asbuilt.judge import paths
from asbuilt.resources import SHAPES
from asbuilt.vocabulary import AB, ABB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rdflib.paths import Path as PropertyPath

    from asbuilt.facts import Subject
    from asbuilt.workspace import Workspace

Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")
"""From the gravest to the slightest."""
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


@dataclass(frozen=True, slots=True)
class Part:
    """A shape that results name as their source, and the rule whose part it is."""

    rule: Rule
    message: str = ""
    fix: str = ""
    name: str = ""
    """Name of what is missing where it does not hold; such parts make one finding together."""
    order: float = 0
    path: URIRef | PropertyPath | None = None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules, and the graph of the shapes that make them up."""

    shapes: Graph
    rules: dict[str, Rule]
    parts: dict[Subject, Part] = field(repr=False)

    def selected(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> set[str]:
        """Give the codes that begin with one of `select` (all if empty) and with none of `ignore`.

        Raises `UserError` for a beginning that no code has.
        """
        chosen, left_out = _prefixes(select), _prefixes(ignore)
        for prefix in (*chosen, *left_out):
            if not any(code.startswith(prefix) for code in self.rules):
                raise UserError.unknown_name("rule", prefix, sorted(self.rules))
        return {
            code
            for code in self.rules
            if (not chosen or code.startswith(chosen)) and not code.startswith(left_out or ("\0",))
        }

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

    Raises `UserError` for a file that is no Turtle, for a code that two rules bear, and for a
    pattern that no file matches.
    """
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
        rule = _rule(shapes, cast("URIRef", node), origin)
        if rule.code in rules:
            raise UserError(
                f"two rules bear the code {rule.code}", rule.file, "give your own rule another code"
            )
        rules[rule.code] = rule
    by_iri = {rule.iri: rule for rule in rules.values()}
    parts = dict(_parts(shapes, by_iri))
    for node in _unruled(shapes, parts):
        rule = _own_rule(shapes, node, origin)
        rules.setdefault(rule.code, rule)
        parts.update(_parts(shapes, {rule.iri: rule}))
    return RuleBook(shapes, dict(sorted(rules.items())), parts)


def _prefixes(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.strip().upper() for text in texts for part in text.split(",") if part.strip())


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
