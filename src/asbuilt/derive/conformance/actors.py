"""Who the resources of a log are, and on which days each may decide what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.derive.authority.namesakes import Namesakes
from asbuilt.derive.authority.principals import Principals
from asbuilt.derive.identity.persons import agents_by_sign
from asbuilt.derive.reading import Names, things
from asbuilt.identity import fold
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.authority.duties import Duties
    from asbuilt.derive.conformance.log import Log
    from asbuilt.identity import Minter

_MACHINES = frozenset(
    {
        "", "-", "auto", "automatic", "automation", "batch", "engine", "n/a", "none", "robot",
        "rpa", "scheduler", "service", "system", "unknown", "workflow", "workflow engine",
    }
)  # fmt: skip
"""Resources that are no person, whatever the registers hold."""

_SPANS = {"resource": pl.UInt32(), "first": pl.Date(), "last": pl.Date()}


@dataclass(frozen=True)
class Actors:
    """The people, roles and machines that a log can name."""

    principals: Principals
    by_sign: dict[str, URIRef]
    machines: frozenset[str]
    namesakes: Namesakes

    @classmethod
    def read(cls, context: Context) -> Actors:
        """Read them from the graph."""
        store = context.store
        principals = Principals.read(store, context.minter)
        by_sign = {
            fold(principals.names.of(role)): role
            for role in sorted(principals.roles | principals.groups)
        }
        same = principals.same
        by_sign |= {sign: same.get(who, who) for sign, who in agents_by_sign(store).items()}
        systems = Names(store, AB.System)
        named = {fold(systems.of(system)) for system in things(store, "?a a ab:System")}
        namesakes = Namesakes(store, principals)
        return cls(principals, by_sign, _MACHINES | named, namesakes)

    @cached_property
    def held(self) -> frozenset[URIRef]:
        """The principals whose rights somebody, in a log or not, has on some day."""
        reached = map(self.principals.reach, self.principals.persons)
        return frozenset(principal for found in reached for principal in found)

    def who(self, resource: str) -> URIRef | None:
        """Give the agent, role or group that a log calls by this name."""
        return self.by_sign.get(fold(resource))

    def is_machine(self, resource: str) -> bool:
        """Say whether a resource of a log is a system rather than a person."""
        return fold(resource) in self.machines and self.who(resource) is None


@dataclass(frozen=True)
class Cast:
    """The resources of one log."""

    actors: Actors
    log: Log

    @property
    def resources(self) -> list[str]:
        """The names of the resources in the log, sorted; the code of one is its place."""
        return self.log.kept.names["resource"]

    @cached_property
    def is_known(self) -> bool:
        """Whether the registers know any of the resources; if not, they say nothing of them."""
        return any(self.actors.who(resource) is not None for resource in self.resources)

    @property
    def person(self) -> pl.Expr:
        """Who did an event, the same for all names of a person; null for systems."""
        return by_resource(self._persons, pl.UInt32())

    @cached_property
    def shared(self) -> list[int]:
        """Those that `person` gives that are roles or groups, whoever acts for them."""
        principals = self.actors.principals
        shared = principals.roles | principals.groups
        return sorted(
            code
            for code in {person for person in self._persons if person is not None}
            if self.actors.who(self.resources[code]) in shared
        )

    def agents(self, resources: Iterable[str]) -> tuple[URIRef, ...]:
        """Give the agents behind resources, as far as they are known."""
        found = (self.actors.who(resource) for resource in resources)
        return tuple(dict.fromkeys(agent for agent in found if agent is not None))

    def entitled(self, roles: frozenset[URIRef]) -> pl.LazyFrame:
        """Give, for each ``resource``, the spans of days on which it has one of some roles.

        So it has, for all that anybody knows, where its own role bears the name of one.
        """
        wanted = roles | self.actors.namesakes.of(roles)
        spans = [
            (code, way.first, way.last)
            for code, agent in self._known
            for upper, ways in self.actors.principals.reach(agent).items()
            if upper in wanted
            for way in ways
        ]
        return pl.LazyFrame(spans, schema=_SPANS, orient="row")

    def expired(self, roles: frozenset[URIRef]) -> dict[int, list[tuple[date, date, URIRef]]]:
        """Give, by the codes of resources, the delegations of these roles to each, with days."""
        found: dict[int, list[tuple[date, date, URIRef]]] = {}
        principals = self.actors.principals
        for code, agent in self._known:
            for lent in principals.delegations:
                if lent.deputy != agent:
                    continue
                own = principals.reach(lent.principal)
                if lent.role in roles if lent.role else roles & own.keys():
                    found.setdefault(code, []).append((lent.first, lent.last, lent.iri))
        return found

    @cached_property
    def _known(self) -> list[tuple[int, URIRef]]:
        agents = map(self.actors.who, self.resources)
        return [(code, agent) for code, agent in enumerate(agents) if agent is not None]

    @cached_property
    def _persons(self) -> list[int | None]:
        """For each resource the code of the first one that is the same person."""
        first: dict[str, int] = {}
        return [
            None
            if self.actors.is_machine(name)
            else first.setdefault(str(self.actors.who(name) or fold(name)), code)
            for code, name in enumerate(self.resources)
        ]


def by_resource(values: Sequence[object], kind: pl.DataType) -> pl.Expr:
    """Give of each event the value for its resource, of one value for each resource of the log."""
    return pl.lit(pl.Series(values, dtype=kind)).gather(pl.col("resource"))


@dataclass(frozen=True)
class Inquiry:
    """What every question to a log needs: the log, its people, the duties, and the day."""

    log: Log
    cast: Cast
    duties: Duties
    minter: Minter
    as_of: date
