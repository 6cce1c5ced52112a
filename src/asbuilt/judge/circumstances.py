"""What only the judge can state: which periods are complete, and which terms nobody has defined."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, RDFS, XSD, Literal, URIRef

from asbuilt.identity import digest
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.identity import Minter
    from asbuilt.judge.view import View
    from asbuilt.store import Triple

_MONTHS = {"monthly": 1, "quarterly": 3, "halfYearly": 6, "yearly": 12}
_TYPE = ox.NamedNode(str(RDF.type))


def circumstances(
    view: View,
    minter: Minter,
    as_of: date,
    changed: Iterable[ox.Triple] | None = None,
    fiscal_year_start: int = 1,
) -> Iterator[Triple]:
    """State the last complete period of each frequency, and the terms in use that are undefined.

    `changed` are the facts that have come since they were last stated; all facts where left out.
    """
    for frequency, (first, last) in complete_periods(as_of, fiscal_year_start).items():
        node = URIRef(f"{minter.base}period/{frequency}")
        yield node, RDF.type, AB.CompletePeriod
        yield node, AB.frequency, Literal(frequency)
        yield node, AB.coversFrom, Literal(first.isoformat(), datatype=XSD.date)
        yield node, AB.coversUntil, Literal(last.isoformat(), datatype=XSD.date)
    for term, user in sorted(_undefined(view, changed).items()):
        node = URIRef(f"{minter.base}derived/terms/{digest(term)}")
        yield node, RDF.type, AB.UndefinedTerm
        yield node, RDFS.label, Literal(f"ab:{term[len(str(AB)) :]}")
        yield node, AB.about, URIRef(user)


def complete_periods(as_of: date, fiscal_year_start: int = 1) -> dict[str, tuple[date, date]]:
    """Give first and last day of the last period of each frequency that is complete on a day.

    A period is complete on the day after its last one; quarters, halves and years are those of the
    fiscal year, as they are for evidence.
    """
    yesterday = as_of - timedelta(days=1)
    periods = {"daily": (yesterday, yesterday)}
    monday = as_of - timedelta(days=as_of.weekday())
    periods["weekly"] = (monday - timedelta(days=7), monday - timedelta(days=1))
    for frequency, months in _MONTHS.items():
        elapsed = (as_of.month - fiscal_year_start) % 12 % months
        last = _first(as_of, elapsed) - timedelta(days=1)
        periods[frequency] = (_first(as_of, elapsed + months), last)
    return periods


def _first(day: date, months: int) -> date:
    """Give the first day of the month so many months before that of a day."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _undefined(view: View, changed: Iterable[ox.Triple] | None) -> dict[str, str]:
    """Give each undefined term of Asbuilt's namespace with the first thing that uses it."""
    used = {}
    for term in _terms(view, changed):
        if term.startswith(str(AB)) and URIRef(term) not in AB:
            node = ox.NamedNode(term)
            users = [
                quad.subject.value
                for pattern in ((None, node, None), (None, _TYPE, node))
                for quad in view.quads(*pattern)
                if isinstance(quad.subject, ox.NamedNode)
            ]
            if users:
                used[term] = min(users)
    return used


def _terms(view: View, changed: Iterable[ox.Triple] | None) -> set[str]:
    """Give the terms that may be undefined: those in use, or in change and found undefined."""
    if changed is None:
        found = view.inner.query(
            "SELECT DISTINCT ?term WHERE { { ?s ?term ?o } UNION { ?s a ?term } }"
        )
        assert isinstance(found, ox.QuerySolutions)
        terms = [solution["term"] for solution in found]
    else:
        pairs = [(predicate, value) for _, predicate, value in changed]
        terms = [term for term, _ in pairs] + [value for term, value in pairs if term == _TYPE]
    known = {
        f"{AB}{str(name).removeprefix('ab:')}"
        for node in view.subjects(RDF.type, AB.UndefinedTerm)
        for name in view.objects(node, RDFS.label)
    }
    return known | {term.value for term in terms if isinstance(term, ox.NamedNode)}
