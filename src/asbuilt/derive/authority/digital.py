"""Spells out what the words of a permission cover: workflows, states, transitions, wildcards."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.authority.protected import Protected
from asbuilt.derive.reading import ask_rows, pairs
from asbuilt.identity import fold

if TYPE_CHECKING:
    from asbuilt.store import Store

LOOKING = frozenset(
    "read view display list get show see browse audit report query lesen anzeigen".split()  # noqa: SIM905 - reads as the list of words that it is
)
ANYTHING = frozenset(
    "* all any act action execute run trigger use do perform edit change write update full manage"  # noqa: SIM905 - reads as the list of words that it is
    " admin transition alle ausführen bearbeiten ändern".split()
)
"""Actions that say no more than that one may act."""
_ASSIGNING = frozenset(
    "assign unassign reassign task_assign zuweisen umverteilen".split()  # noqa: SIM905 - reads as the list of words that it is
)
_ARRANGING = LOOKING | _ASSIGNING | {"manage", "cancel", "claim", "unclaim"}
"""Actions that, beside assigning, only say who is to do the work, or that nobody is."""


def lets_act(actions: frozenset[str]) -> bool:
    """Say whether folded actions let somebody do the work: more than look at it or hand it out."""
    if not actions:
        return True
    return not (actions <= LOOKING or (actions & _ASSIGNING and actions <= _ARRANGING))


class Digital:
    """The workflows of a graph with their states and transitions, and what each is called."""

    def __init__(self, store: Store) -> None:
        """Read them from the graph."""
        self.states: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._workflow: dict[URIRef, URIRef] = {}
        self._leaving: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._leaves: dict[URIRef, URIRef] = {}
        self._systems: dict[URIRef, set[URIRef]] = defaultdict(set)
        for workflow, state in pairs(store, "?a ab:hasState ?b"):
            self.states[workflow].add(state)
            self._workflow[state] = workflow
        for state, transition in pairs(store, "?b a ab:Transition ; ab:from ?a"):
            self._leaving[state].add(transition)
            self._leaves[transition] = state
            if state in self._workflow:
                self._workflow[transition] = self._workflow[state]
        alike = _alike(store)
        for system, workflow in pairs(store, "?b a ab:Workflow ; ab:heldBy ?a"):
            for one in alike.get(system, {system}):
                self._systems[one].add(workflow)
        self._workflows = set(self.states) | {w for ws in self._systems.values() for w in ws}
        self.known = self._workflows | set(self._workflow)
        self._called: dict[URIRef, set[str]] = defaultdict(set)
        for thing, text in ask_rows(
            store,
            """SELECT ?a ?b WHERE { VALUES ?k { ab:State ab:Transition ab:Workflow }
            VALUES ?p { rdfs:label dcterms:identifier } ?a a ?k ; ?p ?b }""",
        ):
            if isinstance(thing, URIRef):
                self._called[thing].add(fold(str(text)))
        self._unresolved: set[URIRef] = set()
        self._wildcards: dict[URIRef, tuple[str, set[URIRef]]] = {}
        self._read_mentions(store)
        self.protected = Protected(store, self.known)

    def workflows_of(self, system: URIRef) -> set[URIRef]:
        """Give the workflows that a system holds."""
        return self._systems.get(system, set())

    def workflow_of(self, thing: URIRef) -> URIRef:
        """Give the workflow of a state or transition; itself for anything else."""
        return self._workflow.get(thing, thing)

    def inside(self, workflow: URIRef) -> set[URIRef]:
        """Give a workflow with its states and their transitions."""
        states = self.states.get(workflow, set())
        return {workflow} | states | {t for s in states for t in self._leaving[s]}

    def spelled_out(
        self, scopes: set[URIRef], systems: set[URIRef], actions: frozenset[str]
    ) -> set[URIRef]:
        """Give everything on which a permission with these words lets its holder act.

        A named state or transition is covered whatever the action is called. A whole workflow or
        system is covered as far as the action goes: all of it, or what the action's name matches.
        """
        exact, whole = self._scope(scopes, systems)
        covers = self._with_transitions(exact)
        if not actions or actions & ANYTHING:
            return covers | {t for workflow in whole for t in self.inside(workflow)}
        for action in actions - LOOKING:
            covers |= self._with_transitions(self._matching(whole, _wild(action) + r"(\W.*)?"))
        return covers

    def _scope(self, scopes: set[URIRef], systems: set[URIRef]) -> tuple[set[URIRef], set[URIRef]]:
        """Give the single things that scopes name, and the workflows that they name as a whole."""
        exact = {t for t in scopes if t in self.known and t not in self._workflows}
        whole = (
            {t for t in scopes if t in self._workflows} if scopes else self._held(set(), systems)
        )
        narrowed = bool(exact) or any(t in self._unresolved for t in scopes)
        for name in {name for t in scopes if t in self.protected
                     for name in self.protected.names(t)}:  # fmt: skip
            held = self._held(set(), systems)
            whole |= {w for w in held if name in self._called[w]}
            if name.strip("*/"):
                exact |= self._matching(held, _wild(name))
            else:
                whole |= held
        for text, within in (self._wildcards[t] for t in scopes if t in self._wildcards):
            held = self._held(within, systems)
            if text.strip("*"):
                narrowed = True
                exact |= self._matching(held, _wild(text))
            else:
                whole |= held
        return exact, set() if narrowed else whole

    def _with_transitions(self, these: set[URIRef]) -> set[URIRef]:
        """Give things with the transitions that leave them and the states that they leave."""
        leaving = {t for thing in these for t in self._leaving.get(thing, ())}
        return these | leaving | {self._leaves[t] for t in these if t in self._leaves}

    def _read_mentions(self, store: Store) -> None:
        """Tell mentions with wildcards from those that name something which is not there."""
        for reference, text, within in ask_rows(
            store,
            """SELECT ?a ?b ?w WHERE { ?a a ab:Reference ; rdfs:label ?b .
            FILTER NOT EXISTS { ?a ab:refersTo ?thing }
            OPTIONAL { ?a ab:within ?x OPTIONAL { ?x ab:refersTo ?y }
                BIND(COALESCE(?y, ?x) AS ?w) }
            }""",
        ):
            if not isinstance(reference, URIRef):
                continue
            if "*" not in str(text):
                self._unresolved.add(reference)
                continue
            scope = self._wildcards.setdefault(reference, (fold(str(text)), set()))[1]
            if isinstance(within, URIRef):
                scope.add(within)

    def _held(self, within: set[URIRef], systems: set[URIRef]) -> set[URIRef]:
        """Give the workflows that a scope means: itself, or those of a system."""
        named = {w for w in within if w in self._workflows}
        if named:
            return named
        return {w for s in (within | systems) for w in self._systems.get(s, ())}

    def _matching(self, workflows: set[URIRef], pattern: str) -> set[URIRef]:
        matcher = re.compile(pattern)
        return {
            thing
            for workflow in workflows
            for thing in self.inside(workflow) - {workflow}
            if any(matcher.fullmatch(text) for text in self._called[thing])
        }


def _alike(store: Store) -> dict[URIRef, set[URIRef]]:
    """Give systems with those of the same name: the client of an access server is one."""
    by_name: dict[str, set[URIRef]] = defaultdict(set)
    for system, text in ask_rows(store, "SELECT ?a ?b WHERE { ?a a ab:System ; rdfs:label ?b }"):
        if isinstance(system, URIRef):
            by_name[fold(str(text))].add(system)
    alike: dict[URIRef, set[URIRef]] = defaultdict(set)
    for systems in by_name.values():
        for system in systems:
            alike[system] |= systems
    return alike


def _wild(text: str) -> str:
    return ".*".join(re.escape(part) for part in text.split("*"))
