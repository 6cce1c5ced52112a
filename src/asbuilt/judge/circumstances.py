"""What only the judge can state: which periods are complete, and which terms nobody has defined."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, XSD, Literal, URIRef

from asbuilt.identity import digest
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import Graph

    from asbuilt.identity import Minter
    from asbuilt.store import Triple

_MONTHS = {"monthly": 1, "quarterly": 3, "halfYearly": 6, "yearly": 12}


def circumstances(graph: Graph, minter: Minter, as_of: date) -> Iterator[Triple]:
    """State the last complete period of each frequency, and the terms in use that are undefined."""
    for frequency, (first, last) in complete_periods(as_of).items():
        node = URIRef(f"{minter.base}period/{frequency}")
        yield node, RDF.type, AB.CompletePeriod
        yield node, AB.frequency, Literal(frequency)
        yield node, AB.coversFrom, Literal(first.isoformat(), datatype=XSD.date)
        yield node, AB.coversUntil, Literal(last.isoformat(), datatype=XSD.date)
    for term, user in sorted(_undefined(graph).items()):
        node = URIRef(f"{minter.base}derived/terms/{digest(term)}")
        yield node, RDF.type, AB.UndefinedTerm
        yield node, RDFS.label, Literal(f"ab:{term[len(str(AB)) :]}")
        yield node, AB.about, user


def complete_periods(as_of: date) -> dict[str, tuple[date, date]]:
    """Give first and last day of the last period of each frequency that is complete on a day.

    A period is complete on the day after its last one; quarters and years are the calendar's.
    """
    yesterday = as_of - timedelta(days=1)
    periods = {"daily": (yesterday, yesterday)}
    monday = as_of - timedelta(days=as_of.weekday())
    periods["weekly"] = (monday - timedelta(days=7), monday - timedelta(days=1))
    for frequency, months in _MONTHS.items():
        this = date(as_of.year, (as_of.month - 1) // months * months + 1, 1)
        last = this - timedelta(days=1)
        periods[frequency] = (date(last.year, last.month - months + 1, 1), last)
    return periods


def _undefined(graph: Graph) -> dict[str, URIRef]:
    """Give each undefined term of Asbuilt's namespace with the first thing that uses it."""
    used: dict[str, URIRef] = {}
    for subject, predicate, value in graph:
        for term in (predicate, value if predicate == RDF.type else None):
            if (
                isinstance(term, URIRef)
                and term.startswith(str(AB))
                and term not in AB
                and isinstance(subject, URIRef)
            ):
                used[str(term)] = min(used.get(str(term), subject), subject)
    return used
