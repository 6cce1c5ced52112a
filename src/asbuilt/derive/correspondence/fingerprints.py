"""Fingerprints of the ends of mappings, and the mappings of which one end has changed since.

A fingerprint is a digest of an element's name, kind, who works there, and the names of what comes
directly before and after it; of a whole process or workflow, of the names of what it holds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import RDFS, Literal, URIRef

from asbuilt.derive.correspondence.mapped import counting
from asbuilt.derive.reading import ask_rows
from asbuilt.derive.statement import describe
from asbuilt.identity import digest, fold
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.behaviour.reading import Behaviours
    from asbuilt.store import Store, Triple

name: Final = "fingerprints"


def derive(context: Context) -> Iterator[Triple]:
    """State the fingerprint of each mapped element, and each mapping that has come apart."""
    mappings = _mappings(context.store)
    prints = fingerprints(context.behaviours)
    ends = {end for mapping in mappings for end in (mapping.process, mapping.digital)}
    for end in sorted(ends & prints.keys()):
        yield end, AB.fingerprint, Literal(prints[end])
    labels = _labels(context.store)
    for mapping in mappings:
        for side, end, stored, called in (
            ("process", mapping.process, mapping.process_print, mapping.process_label),
            ("digital", mapping.digital, mapping.digital_print, mapping.digital_label),
        ):
            if end not in prints:
                continue  # an end that is gone is told of by the analysis of references
            reason = _change(prints[end], stored, labels.get(end, set()), called)
            if reason:
                yield from _drift(context, mapping, side, end, labels.get(end, set()), reason)


def fingerprints(known: Behaviours) -> dict[URIRef, str]:
    """Give the fingerprint of every step, state, process and workflow."""
    prints: dict[URIRef, str] = {}
    for behaviour in (*known.processes.values(), *known.workflows.values()):
        held = sorted(fold(element.label) for element in behaviour.elements.values())
        prints[behaviour.thing] = digest("whole", fold(behaviour.label), *held)
        before, after = _neighbours(behaviour)
        for iri, element in behaviour.elements.items():
            prints[iri] = digest(
                "part",
                fold(element.label),
                element.kind,
                element.execution,
                str(len(before[iri])),
                *sorted(before[iri]),
                *sorted(after[iri]),
            )
    return prints


@dataclass(frozen=True, slots=True)
class _Mapping:
    iri: URIRef
    process: URIRef
    digital: URIRef
    process_print: str
    digital_print: str
    process_label: str
    digital_label: str


def _mappings(store: Store) -> list[_Mapping]:
    """Read the mappings that somebody confirmed, with what they remember of their ends.

    Ends that were written the wrong way round are right by now, and so is what belongs to them.
    """
    rows = ask_rows(
        store,
        f"""SELECT ?m ?a ?b (MIN(?pf) AS ?p1) (MIN(?df) AS ?d1)
            (MIN(?pl) AS ?p2) (MIN(?dl) AS ?d2)
            (EXISTS {{ ?m <{AB.processElement}> ?b }} AS ?swapped)
        WHERE {{
            ?m a <{AB.Mapping}> ; <{AB.processElement}> ?a ; <{AB.digitalElement}> ?b .
            {{ ?a a <{AB.Step}> }} UNION {{ ?a a <{AB.Process}> }}
            {{ ?b a <{AB.State}> }} UNION {{ ?b a <{AB.Workflow}> }}
            {counting("?m")}
            OPTIONAL {{ ?m <{AB.processFingerprint}> ?pf }}
            OPTIONAL {{ ?m <{AB.digitalFingerprint}> ?df }}
            OPTIONAL {{ ?m <{AB.processLabel}> ?pl }}
            OPTIONAL {{ ?m <{AB.digitalLabel}> ?dl }}
        }} GROUP BY ?m ?a ?b""",
    )
    mappings = []
    for iri, process, digital, *said, swapped in rows:
        assert isinstance(iri, URIRef)
        assert isinstance(process, URIRef)
        assert isinstance(digital, URIRef)
        p1, d1, p2, d2 = (str(value) if value is not None else "" for value in said)
        if str(swapped) == "true":
            p1, d1, p2, d2 = d1, p1, d2, p2
        mappings.append(_Mapping(iri, process, digital, p1, d1, p2, d2))
    return mappings


def _labels(store: Store) -> dict[URIRef, set[str]]:
    rows = ask_rows(
        store,
        f"""SELECT DISTINCT ?end ?label WHERE {{
            ?m a <{AB.Mapping}> ; <{AB.processElement}>|<{AB.digitalElement}> ?end .
            ?end <{RDFS.label}> ?label }}""",
    )
    labels: dict[URIRef, set[str]] = defaultdict(set)
    for end, label in rows:
        assert isinstance(end, URIRef)
        labels[end].add(str(label))
    return labels


def _neighbours(
    behaviour: Behaviour,
) -> tuple[dict[URIRef, set[str]], dict[URIRef, set[str]]]:
    before: dict[URIRef, set[str]] = defaultdict(set)
    after: dict[URIRef, set[str]] = defaultdict(set)
    for passage in behaviour.passages:
        origin, goal = passage.origin.thing, passage.goal.thing
        if origin != goal:
            before[goal].add(fold(behaviour.label_of(origin)))
            after[origin].add(fold(behaviour.label_of(goal)))
    return before, after


def _change(now: str, stored: str, labels: set[str], called: str) -> str:
    """Say what has changed of an end; empty where nothing has, or nothing is remembered."""
    renamed = bool(called) and fold(called) not in {fold(label) for label in labels}
    is_called = " or ".join(repr(" ".join(label.split())) for label in sorted(labels))
    told = f"it was called {called!r} and is now called {is_called}"
    if stored:
        if stored == now:
            return ""
        return f"its fingerprint was {stored} and is now {now}: " + (
            told if renamed else "its kind or what comes before or after it has changed"
        )
    return told if renamed else ""


def _drift(  # noqa: PLR0913, PLR0917 - which end, how it is called, what changed
    context: Context, mapping: _Mapping, side: str, end: URIRef, labels: set[str], reason: str
) -> Iterator[Triple]:
    other = mapping.digital if side == "process" else mapping.process
    named = " ".join(min(labels, default=str(end)).split())
    yield from describe(
        context.minter.derived(name, str(mapping.iri), side, str(end)),
        AB.MappingDrift,
        label=f"{named} has changed since its mapping was confirmed",
        about=mapping.iri,
        proof=f"The {side} end of the mapping, {named!r}, has changed since the mapping was"
        f" confirmed: {reason}.",
        involves=[end, other],
    )
