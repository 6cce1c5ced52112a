"""Things by the names that people call them, and the names of things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import process as nearest
from rdflib import Literal, URIRef

from asbuilt.catalogue import built_in
from asbuilt.errors import UserError
from asbuilt.identity import fold
from asbuilt.vocabulary import AB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.store import Store

_CURIE = re.compile(r"^([A-Za-z][\w.-]*):([^/\s][^\s]*)$")
_KINDS = (
    "Approval", "Decision", "Gateway", "Event", "SubProcess", "Task", "Step", "Process",
    "Automation", "State", "Transition", "Workflow", "InformalChannel", "Channel", "Group", "Agent",
)  # fmt: skip
"""Classes of which a thing may have several, the most telling first."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with the name and the kind by which it is shown."""

    iri: URIRef
    label: str
    kind: str
    """Local name of its most telling class, such as ``Approval``; empty where it has none."""


def find(store: Store, text: str) -> URIRef:
    """Give the thing that a person names by IRI, CURIE, identifier or label.

    Raises `UserError` where nothing bears the name, or several things do; it lists the candidates.
    """
    direct = _as_iri(text)
    if direct is not None and store.ask(
        f"ASK {{ {{ <{direct}> ?p ?o }} UNION {{ ?s ?q <{direct}> }} }}"
    ):
        return direct
    query = built_in()["things-by-name"]
    rows = store.select(query.bind(name=Literal(text.strip().lower()))).rows
    found = list(dict.fromkeys(row[0] for row in rows if isinstance(row[0], URIRef)))
    if len(found) == 1:
        return found[0]
    if found:
        lines = [
            f"{thing.iri}  ({thing.kind}: {thing.label})"
            for thing in describe(store, found).values()
        ]
        raise UserError.ambiguous("thing", text, lines)
    near = _near(store, text)
    if near:
        raise UserError.unknown_name("thing", text, near)
    raise UserError(
        f"no thing is called {text!r}",
        hint="name it by its IRI, its identifier in its source, or its label; "
        "`asbuilt query things-by-name` lists them",
    )


def describe(store: Store, iris: Iterable[URIRef]) -> dict[URIRef, Thing]:
    """Give name and kind of things; one that the graph does not know is named by its IRI."""
    wanted = {str(iri): iri for iri in iris}
    if not wanted:
        return {}
    labels: dict[str, str] = {}
    kinds: dict[str, set[str]] = {}
    namespace = str(AB)
    for iri, label, kind in store.texts(built_in()["labels"].bind(thing=wanted.values())):
        if label:
            labels.setdefault(iri, label)
        if kind.startswith(namespace):
            kinds.setdefault(iri, set()).add(kind[len(namespace) :])
    return {
        iri: Thing(iri, labels.get(text) or tail(iri), telling(kinds.get(text, set())))
        for text, iri in wanted.items()
    }


def telling(kinds: set[str]) -> str:
    """Give the most telling of the local names of a thing's classes."""
    for kind in _KINDS:
        if kind in kinds:
            return kind
    rest = sorted(kinds - {"DerivedFact", "Deviation"})
    return rest[0] if rest else ""


def tail(iri: str) -> str:
    """Give the last part of an IRI, for a thing without a name."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1] or iri


def curie(iri: str) -> str:
    """Give an IRI with a prefix of Asbuilt's where one fits, else as it is."""
    for prefix, namespace in PREFIXES.items():
        rest = iri[len(namespace) :]
        if iri.startswith(namespace) and re.fullmatch(r"[\w.-]+", rest):
            return f"{prefix}:{rest}"
    return iri


def _as_iri(text: str) -> URIRef | None:
    if re.search(r'[\s<>"{}|\\^`]', text):
        return None
    found = _CURIE.match(text)
    if found and found.group(1) in PREFIXES:
        return URIRef(PREFIXES[found.group(1)] + found.group(2))
    return URIRef(text) if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:.", text) else None


def _near(store: Store, text: str) -> list[str]:
    names = {
        str(cell)
        for row in store.select(built_in()["things-by-name"].bind()).rows
        for cell in row[1:3]
        if cell
    }
    folded = {fold(name): name for name in names}
    found = nearest.extract(fold(text), list(folded), limit=40, score_cutoff=60)
    found.sort(key=lambda one: (-one[1], len(one[0])))  # of equals, the one that says least more
    return [folded[match] for match, _, _ in found[:5]]
