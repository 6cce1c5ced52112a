"""Fingerprints of the ends of mappings, and the mappings of which one end has changed since.

A fingerprint has two digests: of an element's name, kind, who works there, and the names of what
comes directly before and after it; and of the conditions under which work comes to it and goes on
from it (see `guarding`). Of a whole process or workflow they are of the names of what it holds, and
of all its conditions. It begins with the number of the recipe, since those that stand in mapping
sets are judged by the recipe by which they were made: the first one knew no conditions.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import RDFS, Literal, URIRef

from asbuilt.derive.correspondence.guarding import Guarding
from asbuilt.derive.correspondence.mapped import counting
from asbuilt.derive.correspondence.spelling import is_unnamed
from asbuilt.derive.reading import ask_rows
from asbuilt.derive.statement import describe
from asbuilt.identity import digest, fold
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.model import Behaviour, Element
    from asbuilt.derive.behaviour.reading import Behaviours
    from asbuilt.store import Store, Triple

name: Final = "fingerprints"

_RECIPE: Final = "v2-"
"""How a fingerprint begins that was made by the recipe of today."""


def derive(context: Context) -> Iterator[Triple]:
    """State the fingerprint of each mapped element, and each mapping that has come apart."""
    mappings = _mappings(context.store)
    prints = fingerprints(context.behaviours)
    former = _by_the_first_recipe(context.behaviours) if _has_former(mappings) else {}
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
            now = former[end] if stored and not stored.startswith(_RECIPE) else prints[end]
            reason = _change(now, stored, labels.get(end, set()), called)
            if reason:
                yield from _drift(context, mapping, side, end, labels.get(end, set()), reason)


def fingerprints(known: Behaviours) -> dict[URIRef, str]:
    """Give the fingerprint of every step, state, process and workflow."""
    prints: dict[URIRef, str] = {}
    for behaviour in (*known.processes.values(), *known.workflows.values()):
        names = {iri: _name(element) for iri, element in behaviour.elements.items()}
        guarding = Guarding(behaviour)
        for thing, form in _forms(behaviour, names).items():
            guarded = guarding.whole() if thing == behaviour.thing else guarding.around(thing)
            prints[thing] = f"{_RECIPE}{form}-{guarded}"
    return prints


def _by_the_first_recipe(known: Behaviours) -> dict[URIRef, str]:
    """Give fingerprints as they were made before they held conditions."""
    prints: dict[URIRef, str] = {}
    for behaviour in (*known.processes.values(), *known.workflows.values()):
        names = {iri: fold(element.label) for iri, element in behaviour.elements.items()}
        prints |= _forms(behaviour, names)
    return prints


def _forms(behaviour: Behaviour, names: dict[URIRef, str]) -> dict[URIRef, str]:
    """Give digests of the names, kinds and neighbours of all elements, and of the whole."""
    found = {behaviour.thing: digest("whole", fold(behaviour.label), *sorted(names.values()))}
    before, after = _neighbours(behaviour, names)
    for iri, element in behaviour.elements.items():
        found[iri] = digest(
            "part",
            names[iri],
            element.kind,
            element.execution,
            str(len(before[iri])),
            *sorted(before[iri]),
            *sorted(after[iri]),
        )
    return found


def _name(element: Element) -> str:
    """Give the name of an element, and its kind where it has none, so that no id counts."""
    return element.kind if is_unnamed(element) else fold(element.label)


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


def _has_former(mappings: list[_Mapping]) -> bool:
    stored = [said for one in mappings for said in (one.process_print, one.digital_print)]
    return any(said and not said.startswith(_RECIPE) for said in stored)


def _neighbours(
    behaviour: Behaviour, names: dict[URIRef, str]
) -> tuple[dict[URIRef, set[str]], dict[URIRef, set[str]]]:
    before: dict[URIRef, set[str]] = defaultdict(set)
    after: dict[URIRef, set[str]] = defaultdict(set)
    for passage in behaviour.passages:
        origin, goal = passage.origin.thing, passage.goal.thing
        if origin != goal:
            before[goal].add(names[origin])
            after[origin].add(names[goal])
    return before, after


def _change(now: str, stored: str, labels: set[str], called: str) -> str:
    """Say what has changed of an end; empty where nothing has, or nothing is remembered."""
    renamed = bool(called) and fold(called) not in {fold(label) for label in labels}
    is_called = " or ".join(repr(" ".join(label.split())) for label in sorted(labels))
    told = f"it was called {called!r} and is now called {is_called}"
    if stored:
        if stored == now:
            return ""
        same_form, same_conditions = _parts_kept(stored, now)
        what = "its kind or what comes before or after it has changed"
        if same_form and not same_conditions:
            what = "the conditions under which work comes to it or goes on from it have changed"
        elif not (same_form or same_conditions):
            what += ", and so have the conditions there"
        return f"its fingerprint was {stored} and is now {now}: {told if renamed else what}"
    return told if renamed else ""


def _parts_kept(stored: str, now: str) -> tuple[bool, bool]:
    """Say whether the form and the conditions that two fingerprints tell of are the same.

    Of a fingerprint of the first recipe, which has one part, the conditions count as the same.
    """
    before, after = (text.removeprefix(_RECIPE).partition("-") for text in (stored, now))
    return before[0] == after[0], before[2] == after[2]


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
