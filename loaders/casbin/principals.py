"""Naming what lines speak of: subjects, roles, domains and objects, each stated the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from asbuilt.facts import Fact
from asbuilt.loaders.casbin.names import CASBIN
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place, Source
    from asbuilt.loaders.casbin.layout import Layouts
    from asbuilt.loaders.casbin.policy import Line

EVERYBODY = "*"
_ROLE_PREFIXES = ("role:", "role_", "role/", "role::")


class Named:
    """Mints the things of one policy; what is on the right of a grouping of subjects is a role."""

    def __init__(self, source: Source, lines: list[Line], said: Layouts) -> None:
        """Look through the lines for which names are roles, and which domains they have."""
        self._source = source
        self._made: set[URIRef] = set()
        self._agents: dict[URIRef, Place] = {}
        self._everybody: Place | None = None
        self._roles: dict[str, set[str]] = {}
        self._in_domains = False
        self._object_domains = False
        self._wider: dict[str, set[str]] = {}
        """Which other names of actions each name of a group of actions stands for."""
        for line in lines:
            use = said.groupings.get(line.key)
            if line.is_rule or use is None or len(line.values) < 2:
                continue
            domain = line.values[2] if use.has_domain and len(line.values) > 2 else ""
            if use.part == "subject":
                self._in_domains |= use.has_domain
                self._roles.setdefault(line.values[1], set()).add(domain)
            elif use.part == "object":
                self._object_domains |= use.has_domain
            elif use.part == "action":
                self._wider.setdefault(line.values[1], set()).add(line.values[0])

    def is_role(self, name: str) -> bool:
        """Say whether a name is a role: some subject is in it, or it says so itself."""
        return name in self._roles or name.casefold().startswith(_ROLE_PREFIXES)

    def domains_of(self, role: str) -> set[str]:
        """Give the domains in which somebody is in a role, all but that which means any."""
        return self._roles.get(role, set()) - {EVERYBODY, ""}

    def subject(self, name: str, domain: str, place: Place) -> Generator[Fact, None, URIRef]:
        """Give the role, agent or group of everybody that a name means."""
        if name == EVERYBODY:
            group = self._source.element("everybody")
            self._everybody = place
            yield from self._once(group, AB.Group, "Everybody", EVERYBODY, place)
            return group
        if self.is_role(name):
            return (yield from self.role(name, domain, place))
        agent = self._source.element(f"user/{name}")
        yield from self._once(agent, AB.Agent, name, name, place)
        self._agents.setdefault(agent, place)
        return agent

    def role(self, name: str, domain: str, place: Place) -> Generator[Fact, None, URIRef]:
        """Give a role; where roles are held in domains, that of one domain."""
        within = domain if self._in_domains else ""
        role = self._source.element(_address("role", name, within))
        is_new = role not in self._made
        label = f"{name} ({within})" if within else name
        yield from self._once(role, AB.Role, label, name, place)
        if within and is_new:
            yield Fact(role, AB.partOf, (yield from self.domain(within, place)), place)
        return role

    def narrower(self, name: str, role: URIRef, place: Place) -> Iterator[Fact]:
        """State that a role of any domain is had by all who have it in one."""
        for one in sorted(self.domains_of(name) if self._in_domains else ()):
            narrow = yield from self.role(name, one, place)
            yield Fact(narrow, AB.partOf, role, place)

    def domain(self, name: str, place: Place) -> Generator[Fact, None, URIRef]:
        """Give a domain, such as a tenant."""
        domain = self._source.element(f"domain/{quote(name, safe='')}")
        yield from self._once(domain, CASBIN.Domain, name, name, place)
        return domain

    def object(self, name: str, domain: str, place: Place) -> Generator[Fact, None, URIRef]:
        """Give a protected thing, or a pattern or group of them."""
        within = domain if self._object_domains else ""
        thing = self._source.element(_address("object", name, within))
        yield from self._once(thing, CASBIN.Object, name, name, place)
        return thing

    def actions(self, names: list[str]) -> list[str]:
        """Give the actions with those that they stand for as groups."""
        found, waiting = list(names), list(names)
        while waiting:
            more = sorted(self._wider.get(waiting.pop(), set()) - set(found))
            found += more
            waiting += more
        return found

    def everybody(self) -> Iterator[Fact]:
        """State that all who are named are in the group of everybody, where a line speaks of it."""
        if self._everybody is not None:
            group = self._source.element("everybody")
            for agent, place in self._agents.items():
                yield Fact(agent, AB.memberOf, group, place)

    def _once(
        self, thing: URIRef, kind: URIRef, label: str, identifier: str, place: Place
    ) -> Iterator[Fact]:
        if thing not in self._made:
            self._made.add(thing)
            yield from self._source.describe(
                thing, kind, label=label, identifier=identifier, place=place
            )


def _address(kind: str, name: str, domain: str) -> str:
    return f"domain/{quote(domain, safe='')}/{kind}/{name}" if domain else f"{kind}/{name}"
