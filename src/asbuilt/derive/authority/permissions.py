"""What systems let people do: each permission with all states that it really covers.

A permission names a workflow, a state, a transition or only a system, and an action; names may hold
wildcards (``*``, ``Approve*``). Here it is spelled out as the set of things on which its holder
may act. Permissions that only let somebody look, or hand work out to others, are left out. Denials
are spelled out likewise; one that holds only under a condition is left out, since it may stop
nobody. What is over by its days or its status, or has not begun, counts for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.authority.digital import ANYTHING, Digital, lets_act
from asbuilt.derive.authority.ties import has_ended
from asbuilt.derive.reading import ask_rows, day
from asbuilt.identity import fold
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from asbuilt.store import Store


@dataclass(frozen=True, slots=True)
class Permission:
    """A right that a system grants, and everything on which it lets its holder act."""

    iri: URIRef
    granted_to: frozenset[URIRef]
    actions: frozenset[str]
    covers: frozenset[URIRef]

    def stops(self, other: Permission) -> bool:
        """Say whether this, as a denial, refuses all the actions that another right allows."""
        if not self.actions or self.actions & ANYTHING:
            return True
        return bool(other.actions) and other.actions <= self.actions


@dataclass(frozen=True)
class Permissions:
    """All permissions to act that a graph states."""

    by_target: dict[URIRef, tuple[Permission, ...]]
    governed: frozenset[URIRef]
    """Workflows, states and transitions of whose systems any permission at all is known."""
    denials: dict[URIRef, tuple[Permission, ...]]
    """What systems refuse, by what they refuse it on; ``granted_to`` is whom."""

    @cached_property
    def grantees(self) -> frozenset[URIRef]:
        """Everybody to whom something is granted."""
        return frozenset(
            who for found in self.by_target.values() for one in found for who in one.granted_to
        )

    def on(self, targets: Iterable[URIRef]) -> list[Permission]:
        """Give the permissions that let somebody act on any of these, each once."""
        found = {p.iri: p for target in targets for p in self.by_target.get(target, ())}
        return [found[iri] for iri in sorted(found)]


def read(store: Store, as_of: date) -> Permissions:
    """Read the permissions of a graph as of a day, references resolved, wildcards spelled out.

    One that is over or has not begun lets nobody act; that its system has a list of permissions is
    known by it all the same.
    """
    digital = Digital(store)
    covered: dict[URIRef, list[Permission]] = defaultdict(list)
    governed: set[URIRef] = set()
    governing: set[URIRef] = set()
    workflows: set[URIRef] = set()
    for iri, stated in _stated(store).items():
        systems = stated[AB.heldBy]
        scopes = stated[AB.mayTrigger] | stated[AB.workflow] | stated[AB.state]
        governing |= systems
        workflows |= {digital.workflow_of(scope) for scope in scopes if scope in digital.known}
        governed.update(*map(digital.protected.within, scopes))
        actions = frozenset(fold(str(text)) for text in stated[AB.action])
        if not lets_act(actions) or not _holds(stated, as_of):
            continue
        covers = digital.spelled_out(scopes, systems, actions)
        covers |= {t for scope in scopes for t in digital.protected.within(scope)}
        permission = Permission(iri, frozenset(stated[AB.grantedTo]), actions, frozenset(covers))
        for target in covers:
            covered[target].append(permission)
    workflows.update(*map(digital.workflows_of, governing))
    governed.update(*map(digital.inside, workflows))
    return Permissions(
        {target: tuple(found) for target, found in covered.items()},
        frozenset(governed),
        _denials(store, digital, as_of),
    )


def _denials(store: Store, digital: Digital, as_of: date) -> dict[URIRef, tuple[Permission, ...]]:
    found: dict[URIRef, list[Permission]] = defaultdict(list)
    for iri, stated in _stated(store, AB.Denial).items():
        if stated[AB.condition] or not _holds(stated, as_of):
            continue
        actions = frozenset(fold(str(text)) for text in stated[AB.action])
        covers = digital.spelled_out(stated[AB.denies], stated[AB.heldBy], actions)
        covers |= {t for thing in stated[AB.denies] for t in digital.protected.within(thing)}
        denial = Permission(iri, frozenset(stated[AB.deniedTo]), actions, frozenset(covers))
        for target in covers:
            found[target].append(denial)
    return {target: tuple(denials) for target, denials in found.items()}


def _holds(stated: dict[URIRef, set[URIRef]], as_of: date) -> bool:
    """Say whether a permission or denial is in force on a day, its first and last day included."""
    if any(map(has_ended, stated[AB.status])):
        return False
    since = [first for one in stated[AB.validFrom] if (first := day(one)) is not None]
    until = [last for one in stated[AB.validUntil] if (last := day(one)) is not None]
    return all(first <= as_of for first in since) and all(as_of <= last for last in until)


def _stated(store: Store, kind: URIRef = AB.Permission) -> dict[URIRef, dict[URIRef, set[URIRef]]]:
    stated: dict[URIRef, dict[URIRef, set[URIRef]]] = {}
    for iri, predicate, value in ask_rows(
        store,
        f"""SELECT ?p ?property ?value WHERE {{
            ?p a {kind.n3()} ; ?property ?value . VALUES ?property {{
                ab:grantedTo ab:heldBy ab:mayTrigger ab:workflow ab:state ab:action
                ab:deniedTo ab:denies ab:condition ab:validFrom ab:validUntil ab:status }}
        }}""",
    ):
        if isinstance(iri, URIRef) and isinstance(predicate, URIRef):
            about = stated.setdefault(iri, defaultdict(set))
            about[predicate].add(value)  # type: ignore[arg-type]
    return stated
