"""Who is the same person: one register writes a login, the next one only the name.

An agent without a login is taken to be the one agent that has a login and bears the same name or,
as its login, that name. Two people of one name with two logins stay apart, and so does a name that
could be either of them. Accounts of one login are one person where those that tell a name tell the
same one: the directory and the register of people then speak of the same account.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.correspondence.mapped import rejected_pairs
from asbuilt.derive.reading import ask_rows, pairs, things
from asbuilt.identity import fold
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.store import Store


def same_persons(store: Store) -> dict[URIRef, URIRef]:
    """Give, for each agent that is a person known by another IRI, that IRI.

    So are the mentions by which registers name people, as far as they were resolved.
    """
    same = _same_agents(store)
    for mention, thing in pairs(store, "?a a ab:Reference ; ab:refersTo ?b"):
        same[mention] = same.get(thing, thing)
    return same


def agents_by_sign(store: Store) -> dict[str, URIRef]:
    """Give agents by what they may be called in a log: folded login, name or identifier.

    A name that several people bear is left out.
    """
    logins, names = _signs(store)
    same = same_persons(store)
    found: dict[str, set[URIRef]] = defaultdict(set)
    for signs in (logins, names):
        for agent, texts in signs.items():
            for text in texts:
                found[text].add(same.get(agent, agent))
    return {sign: next(iter(agents)) for sign, agents in found.items() if len(agents) == 1}


def accounts_by_login(store: Store) -> dict[str, set[URIRef]]:
    """Give by each folded login the agents that have it."""
    logins, _ = _signs(store)
    found: dict[str, set[URIRef]] = defaultdict(set)
    for agent, texts in logins.items():
        for text in texts:
            found[text].add(agent)
    return found


def _same_agents(store: Store) -> dict[URIRef, URIRef]:
    logins, names = _signs(store)
    same = _one_account(store, logins, names)
    with_login: dict[str, set[URIRef]] = defaultdict(set)
    for agent in logins:
        for sign in logins[agent] | names[agent]:
            with_login[sign].add(same.get(agent, agent))
    for agent, labels in names.items():
        if agent in logins:
            continue
        others = {other for label in labels for other in with_login.get(label, ())}
        if len(others) == 1:
            same[agent] = others.pop()
    return same


def _one_account(
    store: Store, logins: dict[URIRef, set[str]], names: dict[URIRef, set[str]]
) -> dict[URIRef, URIRef]:
    """Join accounts of one login and no two names; that which a register names speaks for all."""
    described = set(things(store, "?a a ab:Agent ; dcterms:identifier ?x"))
    by_login: dict[str, list[URIRef]] = defaultdict(list)
    for agent, texts in logins.items():
        if len(texts) == 1:
            by_login[min(texts)].append(agent)
    same: dict[URIRef, URIRef] = {}
    rejected = rejected_pairs(store) if any(len(one) > 1 for one in by_login.values()) else set()
    for login, agents in by_login.items():
        told = {_as_words(name) for agent in agents for name in _full_names(names[agent], login)}
        speaking, *others = sorted(agents, key=lambda one: (one in described, one))
        if len(told) <= 1:
            same |= {o: speaking for o in others if frozenset((o, speaking)) not in rejected}
    return same


def _full_names(names: set[str], login: str) -> Iterator[str]:
    """Give what an agent is called by more than one word; a login or number is no name."""
    return (name for name in names if " " in name.strip() and name != login)


def _as_words(name: str) -> str:
    return " ".join(sorted(name.replace(",", " ").split()))


def _signs(store: Store) -> tuple[dict[URIRef, set[str]], dict[URIRef, set[str]]]:
    logins: dict[URIRef, set[str]] = {}
    names: dict[URIRef, set[str]] = defaultdict(set)
    for agent, predicate, text in ask_rows(
        store,
        # A variable for the three predicates would have the store look at every label of the graph.
        """SELECT ?a ?p ?text WHERE {
            { ?a a ab:Agent ; ab:login ?text BIND(ab:login AS ?p) }
            UNION { ?a a ab:Agent ; rdfs:label ?text BIND(rdfs:label AS ?p) }
            UNION { ?a a ab:Agent ; dcterms:identifier ?text BIND(dcterms:identifier AS ?p) }
            MINUS { ?a a ab:Group }
        }""",
    ):
        if isinstance(agent, URIRef):
            signs = logins.setdefault(agent, set()) if predicate == AB.login else names[agent]
            signs.add(fold(str(text)))
    return logins, names
