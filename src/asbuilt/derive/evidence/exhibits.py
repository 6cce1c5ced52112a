"""A record put forward as evidence, and what is wrong with it, whatever it is asked for."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from asbuilt.derive.reading import Names, listed
from asbuilt.identity import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rdflib import URIRef

    from asbuilt.derive.evidence.periods import Period

_DIGITS = frozenset("0123456789abcdef")
_DAY_AT_END = re.compile(r"[\s,(]*(?:19|20)\d\d-\d\d-\d\d(?:[t ][\d:.]+z?)?\)?\Z")


@dataclass(frozen=True)
class Exhibit:
    """A piece of evidence as a register describes it, and its file as it is at hand."""

    iri: URIRef
    label: str
    serves: frozenset[URIRef]
    claimed: Period | None
    """The period for which it is put forward; the days covered where it names none."""
    covered: Period | None
    """The days that it covers, where the register says so."""
    captured_at: datetime | None
    """When it came into being, in UTC where its source knows the offset."""
    uploaded: date | None
    """The day on which it was filed, where the register says so."""
    outcome: str
    """What it shows: passed, failed or unclear; empty where nobody says."""
    kinds: frozenset[str]
    """What kind of record it is, in the register's words; none where nobody says."""
    cases: frozenset[str]
    """The cases that it looked at, where the register names them."""
    size: int | None
    """The number of cases that it looked at, where the register counts them."""
    stated: str
    """SHA-256 that the register states, in lower case; empty where it states none."""
    file: str
    observed: str
    """SHA-256 of the file at hand; empty where it is not at hand."""
    collectors: frozenset[URIRef]
    attesters: frozenset[URIRef]
    people: Names
    is_recurring: bool = False
    """Whether only the last time is told at which it was collected."""
    files: frozenset[URIRef] = frozenset()
    """The registers and reports in which it stands."""
    is_report: bool = False
    """Whether it stands in the very file that it is, such as a report of a tool."""

    @property
    def captured(self) -> date | None:
        """The day on which it came into being."""
        return self.captured_at.date() if self.captured_at else None

    @property
    def known(self) -> date | None:
        """The first day on which anybody could know it: filed, or captured where nobody says when.

        None where neither is stated; it then counts as known all along.
        """
        return self.uploaded or self.captured

    @property
    def is_of_a_day(self) -> bool:
        """Say whether it shows a moment, such as a run of a test, and no stretch of time."""
        return self.covered is None or self.covered.first == self.covered.last

    def is_known(self, day: date) -> bool:
        """Say whether it was known on a day."""
        return self.known is None or self.known <= day

    def repeats(self, earlier: Exhibit) -> bool:
        """Say whether it is the same test as another one, done again later.

        The same is what bears the same name, but for a day at its end, or that name with words
        after it (“…, retest”).
        """
        if not (self.captured_at and earlier.captured_at and self.iri != earlier.iri):
            return False
        name, before = self._test, earlier._test
        is_same = name == before or (name.startswith(before) and not name[len(before)].isalnum())
        return is_same and _comparable(earlier.captured_at) < _comparable(self.captured_at)

    @cached_property
    def _test(self) -> str:
        """The name of the test that it is, without the day on which it was done."""
        bare = fold(self.label)
        return _DAY_AT_END.sub("", bare) or bare

    @cached_property
    def own_faults(self) -> tuple[tuple[str, str], ...]:
        """Each verdict against it alone, whoever asks, with the sentence that proves it."""
        return tuple(self._own_faults())

    def faults(
        self, *, independent: bool, kinds: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, str]]:
        """Give each verdict against it with the sentence that proves it.

        `independent`: whether somebody other than who collected it must attest it. `kinds`: the
        kinds of record that are asked for; none where any will do.
        """
        yield from self.own_faults
        if independent and self.attesters and self.attesters <= self.collectors:
            who = listed(self.people.of(agent) for agent in self.attesters)
            why = (
                f"{self.label} was collected and attested by {who}, where somebody else is to"
                " attest it."
            )
            yield "selfAttested", why
        if kinds and self.kinds and not {*map(fold, kinds)} & {*map(fold, self.kinds)}:
            asked, given = " or ".join(sorted(kinds)), " and ".join(sorted(self.kinds))
            yield "wrongKind", f"{self.label} is of the kind “{given}”; asked is “{asked}”."

    def _own_faults(self) -> Iterator[tuple[str, str]]:
        if self.outcome == "failed":
            yield "failed", f"{self.label} failed."
        elif self.outcome == "unclear":
            yield "inconclusive", f"{self.label} tried nothing to the end."
        claim = self.claimed
        if claim and self.covered and not self.covered.contains(claim):
            why = (
                f"{self.label} claims {claim.name or claim.first} ({claim.first} to {claim.last})"
                f" and covers {self.covered.first} to {self.covered.last}."
            )
            yield "outOfPeriod", why
        if claim and self.captured and self.captured < claim.first:
            why = (
                f"{self.label} was captured on {self.captured}, before {claim.name or claim.first}"
                f" began on {claim.first}."
            )
            yield "stale", why
        if not self.stated:
            yield "unhashed", f"No SHA-256 is registered for {self.label}."
        elif self.observed and self.observed != self.stated:
            why = (
                f"{self.label} is registered with SHA-256 {self.stated[:12]}…, and the file"
                f" {self.file} has {self.observed[:12]}…."
            )
            yield "hashMismatch", why


def observed_sha256(folder: Path, name: str) -> str:
    """Give the SHA-256 of a file by its path in a folder; empty where it is not there.

    Nothing outside the folder is looked at: no absolute path, none with ``..``, no link that leads
    out of it.
    """
    parts = name.replace("\\", "/").split("/")
    if not name or ":" in parts[0] or not parts[0] or ".." in parts or "\x00" in name:
        return ""
    try:
        path = folder.joinpath(*parts).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def stated_sha256(text: str) -> str:
    """Give the digits of a stated SHA-256; text that is no SHA-256 counts as none."""
    bare = text.strip().casefold().removeprefix("sha256:").removeprefix("sha-256:").strip()
    return bare if len(bare) == 64 and set(bare) <= _DIGITS else ""


def _comparable(at: datetime) -> datetime:
    """Give a time that can be compared; one without an offset is taken to be in UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
