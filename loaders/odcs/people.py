"""Who answers for the data of a contract, who may read and write it, and who grants that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal

from asbuilt.facts import Fact, Item, Problem, Source, Tally
from asbuilt.identity import fold
from asbuilt.loaders.odcs.names import elements, first_text
from asbuilt.loaders.odcs.words import kept, texts
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.loaders.odcs.schema import Asset
    from asbuilt.reading.tree import Node

_OWNER: Final = re.compile(r"\b(owner|data ?eigner|eigentümer(in)?)\b")
_STEWARD: Final = re.compile(r"\b(steward|custodian|pfleger(in)?)\b")
_NOBODY: Final = frozenset({"na", "n/a", "n.a.", "none", "-", "null", "tbd"})
_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?=\Z|[T ])")


class People:
    """States the team of a contract and the roles by which its data is used."""

    def __init__(self, source: Source, root: Node, assets: list[Asset]) -> None:
        """Prepare to state who has to do with these assets."""
        self._source = source
        self._root = root
        self._assets = assets

    def items(self) -> Iterator[Item]:
        """Yield the team with what each of its members is, and the roles with their access."""
        team = self._root.get("team")
        group = None
        if team is not None and team.is_object:
            group = yield from self._team(team)
        members = list(elements(self._root, "team", "stakeholders"))
        members += elements(team, "members") if team is not None else []
        roles: dict[str, URIRef] = {}
        for member in members:
            yield from self._member(member, group, roles)
        yield from self.granted(self._source, self._root, [one.iri for one in self._assets])

    def _team(self, node: Node) -> Generator[Item, None, URIRef | None]:
        name = first_text(node, "name", "id")
        if not name:
            return None
        group = self._source.element(f"team/{name}")
        yield Tally("team")
        yield from self._source.describe(
            group, AB.Group, label=name, identifier=name, place=node.place
        )
        yield Fact(group, RDF.type, AB.Agent, node.place)
        if text := first_text(node, "description"):
            yield Fact(group, DCTERMS.description, Literal(text), node.place)
        yield from kept(group, "team", node, {"name", "description", "members"})
        return group

    def _member(self, node: Node, group: URIRef | None, roles: dict[str, URIRef]) -> Iterator[Item]:
        login = first_text(node, "username")
        name = first_text(node, "name")
        if not (login or name):
            yield Tally("team member without a username", "unread")
            return
        yield Tally("team member")
        place = node.place
        agent = self._source.minter.named("agent", login or name)
        yield Fact(agent, RDF.type, AB.Agent, place)
        yield Fact(agent, RDFS.label, Literal(name or login), place)
        yield Fact(agent, PROV.hadPrimarySource, self._source.at(place), place)
        if login:
            yield Fact(agent, AB.login, Literal(login), place)
        if group is not None:
            yield Fact(agent, AB.memberOf, group, place)
        title = first_text(node, "role")
        if title:
            yield from self._holding(node, agent, title, roles)
        yield from kept(
            agent, "team member", node, {"username", "name", "role", "dateIn", "dateOut"}
        )

    def _holding(
        self, node: Node, agent: URIRef, title: str, roles: dict[str, URIRef]
    ) -> Iterator[Item]:
        """State that somebody is what the contract says, for the time that it says.

        The role is one of this contract: who owns this data need not own other data.
        """
        place = node.place
        role = roles.get(fold(title))
        if role is None:
            role = roles[fold(title)] = self._source.element(f"team-role/{fold(title)}")
            yield from self._source.describe(
                role, AB.Role, label=title, identifier=None, place=place
            )
            for term, pattern in ((AB.ownedBy, _OWNER), (AB.steward, _STEWARD)):
                if pattern.search(fold(title)):
                    for asset in self._assets:
                        yield Fact(asset.iri, term, role, place)
        who = first_text(node, "username", "name")
        since, until = first_text(node, "dateIn"), first_text(node, "dateOut")
        holding = self._source.element(f"holding/{who}/{fold(title)}/{since}")
        yield from self._source.describe(
            holding, AB.Holding, label=f"{who} as {title}", identifier=None, place=place
        )
        yield Fact(holding, AB.holder, agent, place)
        yield Fact(holding, AB.role, role, place)
        for term, text in ((AB.validFrom, since), (AB.validUntil, until)):
            day = _DAY.match(text)
            if day is not None:
                yield Fact(holding, term, Literal(day.group(), datatype=XSD.date), place)
            elif text:
                yield Problem(
                    "warning",
                    f"{text!r} is no day, so since when or until when {who} is {title} is open",
                    "write the day as YYYY-MM-DD",
                    place,
                )

    @staticmethod
    def granted(source: Source, node: Node, things: Iterable[URIRef]) -> Iterator[Item]:
        """State what each role that is listed in `node` may do with these things, and who says so.

        A role of a contract is the name of a role in a system of access, so it is the one that
        registers and other contracts speak of by that name.
        """
        for one in elements(node, "roles"):
            name = first_text(one, "role")
            if not name:
                yield Tally("role without a name", "unread")
                continue
            yield Tally("role")
            place = one.place
            access = first_text(one, "access")
            role = source.minter.named("role", name)
            yield from source.describe(role, AB.Role, label=name, identifier=name, place=place)
            if text := first_text(one, "description"):
                yield Fact(role, DCTERMS.description, Literal(text), place)
            right = source.element(f"role/{name}/{fold(access)}" if access else f"role/{name}")
            yield from source.describe(
                right,
                AB.Permission,
                label=f"{name}: {access}" if access else name,
                identifier=None,
                place=place,
            )
            yield Fact(right, AB.grantedTo, role, place)
            if access:
                yield Fact(right, AB.action, Literal(access), place)
            for thing in things:
                yield Fact(right, AB.mayTrigger, thing, place)
            yield from _approvers(source, one, right)
            yield from kept(
                right,
                "role",
                one,
                {"role", "access", "description", "firstLevelApprovers", "secondLevelApprovers"},
            )


def _approvers(source: Source, node: Node, right: URIRef) -> Iterator[Item]:
    for key in ("firstLevelApprovers", "secondLevelApprovers"):
        for text, one in texts(node.get(key)):
            for name in (part.strip() for part in text.split(",")):
                if not name or fold(name) in _NOBODY:
                    continue
                yield Tally(key)
                party = source.minter.reference("party", name)
                yield Fact(party, RDF.type, AB.Reference, one.place)
                yield Fact(party, RDFS.label, Literal(name), one.place)
                yield Fact(party, AB.referenceKind, AB.Agent, one.place)
                yield Fact(party, AB.referenceKind, AB.Role, one.place)
                yield Fact(party, PROV.hadPrimarySource, source.at(one.place), one.place)
                yield Fact(right, AB.approvedBy, party, one.place)
