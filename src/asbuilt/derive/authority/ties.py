"""A tie leads from a principal to one whose rights it has too; a chain of them is a reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rdflib import URIRef


_ENDED: Final = frozenset(
    "inactive disabled revoked expired ended withdrawn locked blocked suspended terminated removed"  # noqa: SIM905 - reads as the list of words that it is
    " former left deactivated inaktiv deaktiviert gesperrt entzogen abgelaufen beendet"
    " ausgeschieden widerrufen".split()
)
"""Words by which registers say that a holding, membership or permission is over."""


def has_ended(status: object) -> bool:
    """Say whether by the status that a register gives it, something holds no more."""
    return str(status or "").casefold() in _ENDED


@dataclass(frozen=True, slots=True)
class Tie:
    """A principal has the rights of another from a first to a last day, both included."""

    lower: URIRef
    upper: URIRef
    how: str
    """The tie in words that complete a sentence: ``holds the role Buyer``."""
    first: date = date.min
    last: date = date.max
    source: URIRef | None = None
    """The holding or delegation that states the tie."""
    place: str = ""
    """File, and line where it is known, in which it is written."""

    @property
    def words(self) -> str:
        """The tie with its days: ``holds the role Buyer until 2026-03-31``."""
        return f"{self.how}{_days(self.first, self.last)}"


@dataclass(frozen=True, slots=True)
class Reach:
    """One way in which a principal has the rights of another, and the days on which it does."""

    first: date
    last: date
    ties: tuple[Tie, ...]

    def holds_on(self, when: date) -> bool:
        """Say whether it is so on a day; the last day counts."""
        return self.first <= when <= self.last

    @property
    def words(self) -> str:
        """The way in words: ``is a member of Buyers, which is part of Staff (groups.csv)``.

        A file is named once for all the ties in a row that it states.
        """
        told = []
        for tie, after in zip(self.ties, (*self.ties[1:], None), strict=True):
            is_last = after is None or after.place != tie.place
            told.append(f"{tie.words} ({tie.place})" if tie.place and is_last else tie.words)
        return ", which ".join(told)


@dataclass(frozen=True, slots=True)
class Delegation:
    """A principal lends a deputy the rights of a role, or of all its roles, for a span of days."""

    iri: URIRef
    principal: URIRef
    deputy: URIRef
    role: URIRef | None
    first: date
    last: date


def _days(first: date, last: date) -> str:
    """Give a span of days as the end of a clause; nothing where it is open at both ends."""
    since = f" from {first}" if first > date.min else ""
    return f"{since} until {last}" if last < date.max else since
