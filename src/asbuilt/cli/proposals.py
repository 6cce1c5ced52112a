"""What ``asbuilt map`` proposes: counterparts of steps, and things that may be one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.derive.correspondence.proposals import name as correspondence
from asbuilt.derive.correspondence.proposals import propose as propose_counterparts
from asbuilt.derive.identity.duplicates import name as duplicates
from asbuilt.derive.identity.duplicates import propose as propose_duplicates
from asbuilt.errors import UserError
from asbuilt.mapping_decision import COUNTERPART, SAME
from asbuilt.mapping_set import Row, curie
from asbuilt.names import describe

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.store import Store
    from asbuilt.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Offer:
    """A mapping that may be confirmed, with the ID by which it is."""

    identifier: str
    ends: tuple[URIRef, URIRef]
    predicate: str
    confidence: float
    reason: str


def offers(workspace: Workspace, store: Store) -> list[Offer]:
    """Give all that is proposed: counterparts first, then what may be one."""
    minter = workspace.minter
    found = [
        (correspondence, COUNTERPART, (one.step, one.digital), one.confidence, one.reason)
        for one in propose_counterparts(store)
    ]
    found += [
        (duplicates, SAME, (one.first, one.second), one.confidence, one.reason)
        for one in propose_duplicates(store, minter)
    ]
    return [
        Offer(
            minter.derived(analysis, *map(str, ends)).rpartition("/")[2],
            ends,
            predicate,
            confidence,
            reason,
        )
        for analysis, predicate, ends, confidence, reason in found
    ]


def offered(workspace: Workspace, store: Store, identifier: str) -> Offer:
    """Give the offer with an ID, or with the beginning of one.

    Raises `UserError` where none has it, or several have.
    """
    known = {one.identifier: one for one in offers(workspace, store)}
    found = [one for key, one in known.items() if key.startswith(identifier.lower())]
    if len(found) > 1:
        raise UserError.ambiguous("proposal", identifier, sorted(known))
    if not found:
        raise UserError(
            f"no proposal has the ID {identifier!r}",
            "",
            "take an ID from `asbuilt map --propose`, or name both ends",
            'asbuilt map --confirm "Approve order" ApproveOrder --by "Ann Miller"',
        )
    return found[0]


def rows(workspace: Workspace, store: Store, made: list[Offer]) -> list[Row]:
    """Give offers as rows of a mapping set."""
    names = describe(store, [end for one in made for end in one.ends])
    base = workspace.minter.base
    return [
        Row(
            subject_id=curie(base, one.ends[0]),
            subject_label=names[one.ends[0]].label,
            predicate_id=one.predicate,
            object_id=curie(base, one.ends[1]),
            object_label=names[one.ends[1]].label,
            mapping_justification="semapv:CompositeMatching",
            author_label="",
            mapping_date="",
            ext_status="proposed",
            confidence=f"{one.confidence:.2f}",
            comment=f"ID {one.identifier}: {one.reason}",
        )
        for one in made
    ]
