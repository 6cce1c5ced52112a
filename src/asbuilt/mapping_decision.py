"""A person's decision about two ends, at the command line or in the browser: one row of SSSOM.

Whoever decides, the same is written: both ends with their names and fingerprints as they are now,
who decided and when, and whether they are a match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.derive.correspondence.fingerprints import fingerprints
from asbuilt.derive.identity.candidates import Candidates, Naming
from asbuilt.derive.identity.persons import agents_by_sign
from asbuilt.derive.reading import ask_rows
from asbuilt.errors import UserError
from asbuilt.identity import fold
from asbuilt.mapping_set import FILE, Row, confirm, curie
from asbuilt.names import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.store import Store
    from asbuilt.workspace import Workspace

COUNTERPART: Final = "skos:relatedMatch"
SAME: Final = "skos:exactMatch"
ENFORCEMENTS: Final = ("enforced", "supported", "manual", "bypassable")

PRINCIPALS: Final = frozenset({AB.Role, AB.Agent, AB.Group})
PROCESS_KINDS: Final = frozenset({AB.Step, AB.Process}) | PRINCIPALS
DIGITAL_KINDS: Final = frozenset({AB.State, AB.Workflow, AB.Transition}) | PRINCIPALS
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody says of two ends."""

    process: URIRef
    digital: URIRef
    predicate: str
    who: str
    when: str
    """A day, as YYYY-MM-DD."""
    enforcement: str = ""
    rejected: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a decision."""

    said: str
    """The two ends by their names, and whether they are a match."""
    replaced: bool
    """Whether a row for the same two ends was replaced."""
    is_loaded: bool
    """Whether the mapping set is among the sources, so that the next load reads it."""


def write(workspace: Workspace, store: Store, decision: Decision) -> Written:
    """Write a decision to the workspace's mapping set, in the place of an earlier one.

    Raises `UserError` where the file at hand is not the table that it should be.
    """
    ends = (decision.process, decision.digital)
    prints = fingerprints(Behaviours(store))
    names = describe(store, ends)
    base = workspace.minter.base
    agent = agents_by_sign(store).get(fold(decision.who))
    row = Row(
        subject_id=curie(base, decision.process),
        subject_label=names[decision.process].label,
        predicate_id=decision.predicate,
        object_id=curie(base, decision.digital),
        object_label=names[decision.digital].label,
        mapping_justification="semapv:ManualMappingCuration",
        author_id=curie(base, agent) if agent is not None else "",
        author_label=decision.who,
        mapping_date=decision.when,
        ext_status="confirmed",
        ext_enforcement=decision.enforcement,
        ext_subject_fingerprint=prints.get(decision.process, ""),
        ext_object_fingerprint=prints.get(decision.digital, ""),
        comment=decision.comment,
        predicate_modifier="Not" if decision.rejected else "",
    )
    replaced = confirm(workspace.folder, base, row)
    sign = "is not" if decision.rejected else "↔"
    said = f"{names[decision.process].label} {sign} {names[decision.digital].label}"
    sources = type(workspace).open(workspace.folder).sources
    return Written(said, replaced, any(spec.source.name == FILE for spec in sources))


def two_ends(store: Store, first: str, second: str) -> tuple[URIRef, URIRef, str]:
    """Give the two ends that are meant by IRI, identifier or name, and how they correspond.

    Raises `UserError` where a name is unknown or means several things.
    """
    known = Candidates(store, PRINCIPALS)
    ends = (_end(store, known, first, PROCESS_KINDS), _end(store, known, second, DIGITAL_KINDS))
    return (*ends, predicate_of(store, *ends))


def predicate_of(store: Store, first: URIRef, second: URIRef) -> str:
    """Say whether two ends are one principal, or two sides of the same work."""
    kinds = "VALUES ?k { ab:Role ab:Agent ab:Group } VALUES ?l { ab:Role ab:Agent ab:Group }"
    both = ask_rows(store, f"SELECT ?k {{ {kinds} {first.n3()} a ?k . {second.n3()} a ?l }}")
    return SAME if both else COUNTERPART


def _end(store: Store, known: Candidates, text: str, kinds: frozenset[URIRef]) -> URIRef:
    if _ADDRESS.fullmatch(text) and store.ask(f"ASK {{ <{text}> a ?kind }}"):
        return URIRef(text)
    naming = Naming(URIRef("urn:x-asbuilt:asked"), text, kinds, ())
    found = known.named(naming, [])
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError.ambiguous(naming.kind_word, text, [str(thing) for thing in found])
    raise UserError.unknown_name(naming.kind_word, text, [near for _, near in known.near(naming)])
