"""Constraints on how many values there are, and which must be among them (SHACL, 4.2, 4.4, 4.7)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from rdflib import SH, Literal, URIRef
from rdflib.paths import AlternativePath, SequencePath

from asbuilt.judge import paths
from asbuilt.judge.explanation.model import Remedy
from asbuilt.judge.explanation.phrases import path_words
from asbuilt.judge.explanation.ranges import range_of
from asbuilt.judge.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.case import Case
    from asbuilt.judge.explanation.model import Edge, Offence, PropertyPath
    from asbuilt.judge.explanation.walk import Walk


def examine(case: Case) -> Iterator[Offence]:
    """Yield the offences against numbers of values, required values and languages used once."""
    yield from _too_few(case)
    yield from _too_many(case)
    yield from _lacking(case)
    yield from _same_language(case)
    yield from _qualified(case)


def _too_few(case: Case) -> Iterator[Offence]:
    least = _number(case.parameter(SH.minCount))
    if least is None or len(case.ways) >= least or case.path is None:
        return
    words, name = path_words(case.path), case.phrases.name(case.node)
    has = f"has only {_values(case.ways, case)} as {words}" if case.ways else f"has no {words}"
    made = case.offence("MinCount", f"{name} {has}; at least {least} is needed")
    made.edges += [("path", edge) for way in case.ways for edge in way.edges]
    made.absences += case.absence(f"looked for the {words} of {name}, and found none")
    kinds = _kinds(case)
    of_kind = f" ({joined([case.phrases.kind(kind) for kind in kinds], 'or')})" if kinds else ""
    text = f"give {name} the {words} that it lacks{of_kind}"
    made.remedies.append(Remedy("add", text, case.node, case.path, None, kinds))
    yield made


def _too_many(case: Case) -> Iterator[Offence]:
    most = _number(case.parameter(SH.maxCount))
    if most is None or len(case.ways) <= most or case.path is None:
        return
    words, name = path_words(case.path), case.phrases.name(case.node)
    allowed = "none may be there" if most == 0 else f"at most {most} may be there"
    made = case.offence("MaxCount", f"{name} has {_values(case.ways, case)} as {words}; {allowed}")
    made.edges += [("path", edge) for way in case.ways for edge in way.edges]
    for way in case.ways:
        text = f"remove {case.phrases.name(way.end)} as {words} of {name}"
        made.remedies.append(Remedy("remove", text, case.node, case.path, way.end))
    yield made


def _lacking(case: Case) -> Iterator[Offence]:
    for wanted in case.parameters(SH.hasValue):
        if any(way.end == wanted for way in case.ways):
            continue
        value, about = case.phrases.name(wanted), case.about
        has = f"is {_values(case.ways, case)}" if case.ways and case.path is not None else "is not"
        sentence = f"{about} {has}; {value} is needed" if case.path else f"{about} is not {value}"
        if case.path is not None and not case.ways:
            sentence = f"{case.phrases.name(case.node)} has no {path_words(case.path)}"
            sentence += f"; {value} is needed"
        made = case.offence("HasValue", sentence)
        made.edges += [("path", edge) for way in case.ways for edge in way.edges]
        made.absences += case.absence(f"looked for {value} as {about}, and did not find it")
        text = f"set {about} to {value}"
        made.remedies.append(Remedy("add", text, case.node, case.path, wanted))
        yield made


def _same_language(case: Case) -> Iterator[Offence]:
    if str(case.parameter(SH.uniqueLang) or "false") not in ("true", "1"):
        return
    tags = Counter(
        way.end.language.lower()
        for way in case.ways
        if isinstance(way.end, Literal) and way.end.language
    )
    for tag in sorted(tag for tag, times in tags.items() if times > 1):
        ways = [
            way
            for way in case.ways
            if isinstance(way.end, Literal) and (way.end.language or "").lower() == tag
        ]
        made = case.offence(
            "UniqueLang", f"{case.about} is given {len(ways)} times in the language {tag}"
        )
        made.edges += [("path", edge) for way in ways for edge in way.edges]
        for way in ways[1:]:
            text = f"remove {case.phrases.name(way.end)}, or give it another language"
            made.remedies.append(Remedy("remove", text, case.node, case.path, way.end))
        yield made


def _qualified(case: Case) -> Iterator[Offence]:
    for inner in case.parameters(SH.qualifiedValueShape):
        least = _number(case.parameter(SH.qualifiedMinCount))
        most = _number(case.parameter(SH.qualifiedMaxCount))
        siblings = _siblings(case, inner)
        good: list[tuple[Walk, list[Offence]]] = []
        bad: list[tuple[Walk, list[Offence]]] = []
        for way in case.ways:
            why = case.examiner.offences(way.end, inner)
            disjoint = all(case.examiner.offences(way.end, sibling) for sibling in siblings)
            (good if not why and disjoint else bad).append((way, why))
        words, name = path_words(case.path) if case.path is not None else "", ""
        name = case.phrases.name(case.node)
        if least is not None and len(good) < least:
            made = case.offence(
                "QualifiedMinCount",
                f"of the {words} of {name}, {len(good) or 'none'} is as the rule wants it;"
                f" at least {least} must be",
            )
            made.edges += [("path", edge) for way, _ in bad for edge in way.edges]
            made.inner += [one for _, why in bad for one in why]
            made.absences += case.absence(f"looked for {words} of {name} that is as wanted")
            made.remedies += [remedy for _, why in bad for one in why for remedy in one.remedies]
            if not bad:
                text = f"give {name} the {words} that it lacks"
                made.remedies.append(Remedy("add", text, case.node, case.path))
            yield made
        if most is not None and len(good) > most:
            values = _values([way for way, _ in good], case)
            allowed = "none may be" if most == 0 else f"only {most} may be"
            made = case.offence(
                "QualifiedMaxCount",
                f"of the {words} of {name}, {values} {'is' if len(good) == 1 else 'are'}"
                f" of the kind that the rule counts; {allowed}",
            )
            made.edges += [("path", edge) for way, _ in good for edge in way.edges]
            for way, _ in good:
                made.edges += [("value", edge) for edge in _held(case, way.end, inner)]
                text = f"change or remove {case.phrases.name(way.end)}"
                made.remedies.append(Remedy("change", text, case.node, case.path, way.end))
            yield made


def _held(case: Case, value: Term, shape: Term) -> Iterator[Edge]:
    """Give the edges of a value by the properties that a shape about it looks at."""
    for node in (shape, *case.said(shape, SH.property)):
        path = case.path_of(node)
        if path is not None:
            for predicate in paths.properties(path):
                yield from case.facts.objects(value, predicate)


def _siblings(case: Case, inner: Term) -> list[Term]:
    """Give the qualified shapes beside one that must not hold as well (SHACL, 4.7.3)."""
    if str(case.parameter(SH.qualifiedValueShapesDisjoint) or "false") not in ("true", "1"):
        return []
    owners = cast("list[Term]", list(case.shapes.subjects(SH.property, case.shape)))
    return [
        other
        for owner in owners
        for beside in case.said(owner, SH.property)
        for other in case.said(beside, SH.qualifiedValueShape)
        if other != inner
    ]


def _kinds(case: Case) -> tuple[URIRef, ...]:
    """Give the classes that a value to be added may have: by the shape, else by the ontology."""
    stated = tuple(one for one in case.parameters(SH["class"]) if isinstance(one, URIRef))
    return stated or (_reached(case.path) if case.path is not None else ())


def _reached(path: PropertyPath) -> tuple[URIRef, ...]:
    if isinstance(path, URIRef):
        return range_of(path)
    if isinstance(path, SequencePath):
        return _reached(path.args[-1])
    if isinstance(path, AlternativePath):
        return tuple(dict.fromkeys(kind for one in path.args for kind in _reached(one)))
    return ()


def _values(ways: list[Walk], case: Case) -> str:
    names = [case.phrases.name(way.end) for way in ways]
    if len(names) > 5:
        names = [*names[:5], f"{len(names) - 5} more"]
    return joined(names)


def _number(parameter: Term | None) -> int | None:
    return None if parameter is None else int(str(parameter))
