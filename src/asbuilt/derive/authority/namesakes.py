"""Roles and groups of different sources that bear one name, and of which nobody says more.

A role of an access server called “approver” and the approver of a RACI are likely one, and may be
two. Until somebody confirms or rejects it (IN014 asks), neither is set against the other: what the
one can is no offence for want of the other's right, and what the other may is not said to be
impossible. The same holds for two accounts of one login whose names differ.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from asbuilt.derive.correspondence.mapped import rejected_pairs
from asbuilt.derive.identity.persons import accounts_by_login
from asbuilt.identity import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef

    from asbuilt.derive.authority.principals import Principals
    from asbuilt.store import Store


class Namesakes:
    """Which roles and groups may be one."""

    def __init__(self, store: Store, principals: Principals) -> None:
        """Gather roles and groups by their names; those that mappings reject stay apart."""
        self._same = principals.same
        by_name: dict[str, set[URIRef]] = defaultdict(set)
        for one in principals.roles | principals.groups:
            by_name[fold(principals.names.of(one))].add(self._same.get(one, one))
        rejected = rejected_pairs(store)
        self._accounts: dict[URIRef, set[URIRef]] = {}
        for agents in accounts_by_login(store).values():
            people = {self._same.get(one, one) for one in agents}
            for one in people if len(people) > 1 else ():
                others = {o for o in people - {one} if frozenset((o, one)) not in rejected}
                self._accounts[one] = self._accounts.get(one, set()) | others
        self._others = {
            one: {
                other
                for other in together
                if other != one and frozenset((one, other)) not in rejected
            }
            for together in by_name.values()
            if len(together) > 1
            for one in together
        }

    def accounts_of(self, who: URIRef) -> set[URIRef]:
        """Give the other accounts of the login of somebody, who may be the same person."""
        return self._accounts.get(who, set())

    def of(self, these: Iterable[URIRef]) -> set[URIRef]:
        """Give the roles and groups that may be one with one of these."""
        return {other for one in these for other in self._others.get(self._same.get(one, one), ())}
