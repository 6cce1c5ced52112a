"""Who is in which role, and which object in which group: the lines that begin with g."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from rdflib import XSD, Literal

from asbuilt.facts import Fact, Problem, Tally
from asbuilt.identity import digest
from asbuilt.loaders.casbin.layout import moment
from asbuilt.loaders.casbin.names import CASBIN
from asbuilt.loaders.casbin.principals import EVERYBODY
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.casbin.layout import Layouts, Use
    from asbuilt.loaders.casbin.policy import Line
    from asbuilt.loaders.casbin.principals import Named

_UNBOUNDED = "_"
_MIDNIGHT = "00:00:00"


class Groupings:
    """States the grouping lines of one policy."""

    def __init__(self, source: Source, named: Named, said: Layouts) -> None:
        """State them with the things that the policy names."""
        self._source = source
        self._named = named
        self._said = said

    def items(self, line: Line) -> Iterator[Item]:
        """Yield what one line states."""
        use = self._said.groupings.get(line.key)
        yield Tally(line.key)
        needed = 3 if use is not None and use.has_domain else 2
        if use is None or len(line.values) < needed:
            why = (
                f"the model defines no {line.key}"
                if use is None
                else f"the line has {len(line.values)} of {needed} values"
            )
            yield Tally("grouping that the model does not define", "unread")
            yield Problem(
                "warning", why, "write the line as the model's role_definition says", line.place
            )
            return
        if use.part == "subject":
            yield from self._roles(line, use)
        elif use.part == "object":
            yield from self._objects(line, use)
        elif use.part != "action":
            yield Tally("grouping that is not understood", "unread")

    def _objects(self, line: Line, use: Use) -> Iterator[Item]:
        domain = line.values[2] if use.has_domain else ""
        lower = yield from self._named.object(line.values[0], domain, line.place)
        upper = yield from self._named.object(line.values[1], domain, line.place)
        yield Fact(lower, AB.partOf, upper, line.place)

    def _roles(self, line: Line, use: Use) -> Iterator[Item]:
        lower, upper = line.values[:2]
        domain = line.values[2] if use.has_domain else ""
        role = yield from self._named.role(upper, domain, line.place)
        if domain == EVERYBODY:
            for one in sorted(self._named.domains_of(upper)):
                narrower = yield from self._named.role(upper, one, line.place)
                yield Fact(role, AB.partOf, narrower, line.place)
        holder = yield from self._named.subject(lower, domain, line.place)
        more = line.values[2 + use.has_domain :]
        bounds = _bounds(more)
        if bounds is not None and bounds != (None, None):
            yield from self._timed(line, holder, role, bounds)
            return
        if holder != role:
            how = AB.partOf if self._named.is_role(lower) else AB.holdsRole
            yield Fact(holder, how, role, line.place)
        if bounds is None:
            yield from self._parameters(line, more)

    def _parameters(self, line: Line, values: tuple[str, ...]) -> Iterator[Item]:
        """Keep what a function of the application's own is given to judge a grouping by."""
        grouping = self._source.element(f"{line.key}-{digest(*line.values)}")
        label = f"{line.values[0]} in {line.values[1]}"
        yield Tally("parameters of a grouping", "kept")
        yield from self._source.describe(
            grouping, CASBIN.Grouping, label=label, identifier=None, place=line.place
        )
        for number, text in enumerate(values, start=1):
            yield Fact(grouping, CASBIN[f"parameter{number}"], Literal(text), line.place)

    def _timed(
        self, line: Line, holder: URIRef, role: URIRef, bounds: tuple[date | None, date | None]
    ) -> Iterator[Item]:
        """State that a role is held for a time only; days are the finest that can be said."""
        holding = self._source.element(f"{line.key}-{digest(*line.values)}")
        lower, upper = line.values[:2]
        yield Tally("role held for a time")
        yield from self._source.describe(
            holding, AB.Holding, label=f"{lower} as {upper}", identifier=None, place=line.place
        )
        yield Fact(holding, AB.holder, holder, line.place)
        yield Fact(holding, AB.role, role, line.place)
        for how, day in zip((AB.validFrom, AB.validUntil), bounds, strict=True):
            if day is not None:
                stated = Literal(day.isoformat(), datatype=XSD.date)
                yield Fact(holding, how, stated, line.place)


def _bounds(parameters: tuple[str, ...]) -> tuple[date | None, date | None] | None:
    """Give the first and last day that parameters state, as Casbin's time match reads them.

    A role ends before the time that is written: at midnight the last day is the one before. Years
    before those of the calendar are its first day. Gives nothing where they are no two times.
    """
    if not parameters:
        return None, None
    if len(parameters) != 2 or not all(one == _UNBOUNDED or moment(one) for one in parameters):
        return None
    begin, end = parameters
    first = None if begin == _UNBOUNDED or begin.startswith("0000") else _day(begin)
    last = None if end == _UNBOUNDED else _day(end)
    if last is not None and end.endswith(_MIDNIGHT) and last > date.min:
        last -= timedelta(days=1)
    return first, last


def _day(text: str) -> date:
    return date.min if text.startswith("0000") else date.fromisoformat(text[:10])
