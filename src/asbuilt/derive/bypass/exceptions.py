"""Approved exceptions from a control, and which ways around it they cover.

An exception of a register counts as long as it is approved and has not expired, and if it says
where or when it is made: one without a step and without a condition would cover everything, which
is what a waiver is for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import RDFS, URIRef

from asbuilt.derive.behaviour.choices import taken_when
from asbuilt.derive.behaviour.conditions import negated, parse
from asbuilt.derive.behaviour.contradiction import excludes
from asbuilt.derive.behaviour.paths import things_on
from asbuilt.derive.reading import ask_rows, day
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.bypass.ways import Way
    from asbuilt.derive.correspondence.mapped import Pairs
    from asbuilt.store import Store


@dataclass(slots=True)
class Exemption:
    """An approved exception from a control."""

    iri: URIRef
    label: str
    conditions: set[str] = field(default_factory=set)
    places: set[URIRef] = field(default_factory=set)
    """The steps at which it is made, with the states that carry them out."""
    approvers: set[str] = field(default_factory=set)
    expires: date | None = None


def exemptions(store: Store, mapped: Pairs, as_of: date) -> Mapping[URIRef, list[Exemption]]:
    """Read the exceptions that hold on a day, by the control from which they exempt."""
    rows = ask_rows(
        store,
        """SELECT DISTINCT ?exception ?control ?p ?o WHERE {
            ?exception ab:exempts ?control .
            { VALUES ?p { rdfs:label ab:condition ab:expires } ?exception ?p ?o }
            UNION { ?exception ab:approvedBy ?who . ?who rdfs:label ?o
                BIND(ab:approvedBy AS ?p) }
            UNION { ?o ab:raises ?exception BIND(ab:raises AS ?p) }
        }""",
    )
    found: dict[tuple[URIRef, URIRef], Exemption] = {}
    for iri, control, predicate, value in rows:
        if not isinstance(iri, URIRef) or not isinstance(control, URIRef):
            continue
        one = found.setdefault((control, iri), Exemption(iri, str(iri)))
        if predicate == RDFS.label:
            one.label = str(value)
        elif predicate == AB.condition:
            one.conditions.add(str(value))
        elif predicate == AB.expires:
            one.expires = max(filter(None, (one.expires, day(value))), default=None)
        elif predicate == AB.approvedBy:
            one.approvers.add(str(value))
        elif isinstance(value, URIRef):
            one.places |= {value, *mapped.digital_of([value])}
    valid: dict[URIRef, list[Exemption]] = defaultdict(list)
    for (control, _), one in sorted(found.items()):
        if one.approvers and (one.expires is None or one.expires >= as_of):
            valid[control].append(one)
    return valid


def covers(exemption: Exemption, behaviour: Behaviour, way: Way) -> bool:
    """Say whether a way around a control is taken only in the cases of an exception."""
    if not exemption.conditions and not exemption.places:
        return False
    if exemption.places and exemption.places.isdisjoint(things_on(way.path, way.start)):
        return False
    whens = [taken_when(behaviour, passage) for passage in way.path]
    return all(
        any(when is not None and excludes(when, negated(parse(condition))) for when in whens)
        for condition in exemption.conditions
    )
