"""A run of a tool put forward as evidence: when it was, what it shows, and which control it is for.

A report of a tool seldom knows the control that it is evidence for. The ``[[source]]`` table of its
file says so, and what else a report cannot say of itself: the period for which it is put forward,
who gathered and who attested it, the SHA-256 that it had then, and the metric of which it is a
sample by how much of it failed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from rdflib import PROV, RDF, RDFS, XSD
from rdflib import Literal as RdfLiteral

from asbuilt.facts import Fact, Problem
from asbuilt.identity import fold
from asbuilt.reading import Refusal
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item, Place, Source

    _Stated: TypeAlias = Generator[Item, None, URIRef]

SETTINGS: Final = (
    "control", "kind", "period", "captured", "sha256", "collector", "attester", "metric"
)  # fmt: skip
"""Keys of a ``[[source]]`` table that every loader of runs understands."""

Outcome: TypeAlias = Literal["passed", "failed", "unclear"]

_STANDARDS: Final = ("800-53",)
_KINDS: Final = ("test", "scan")
_WORD: Final = re.compile(r"[^\W_]+")
_DIGEST: Final = re.compile(r"(?:sha-?256:)?([0-9a-f]{64})\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """A run, or the part of one that speaks of a control."""

    iri: URIRef
    label: str
    identifier: str | None
    place: Place
    captured: datetime | None
    outcome: Outcome
    controls: tuple[str, ...] = ()
    """Identifiers of the controls that the report itself names."""


@dataclass(slots=True)
class Runs:
    """States the runs of one file; raises `Refusal` where its ``[[source]]`` table makes no sense.

    `kind` says what the control asks for: ``test``, that nothing fails; ``scan``, that the tool
    ran at all, whatever it found.
    """

    source: Source
    kind: str = field(init=False)
    _mentioned: set[URIRef] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look at what the table says before the file is read."""
        options = self.source.options
        self.kind = str(options.get("kind", "test"))
        if self.kind not in _KINDS:
            raise _senseless("kind", options["kind"], 'write "test" or "scan"')
        for key in ("control", "collector", "attester", "references", "metric"):
            self._texts(key)
        period = options.get("period")
        if period is not None and not (isinstance(period, str) and period.strip()):
            raise _senseless("period", period, 'write it as "2026-03" or "2026-Q1"')
        if "sha256" in options and not _DIGEST.match(str(options["sha256"])):
            raise _senseless("sha256", options["sha256"], "write its 64 hexadecimal digits")
        self._captured()

    def record(self, record: Record) -> Iterator[Item]:
        """State a record as evidence, with what the table says of all records of the file."""
        thing, place = record.iri, record.place
        yield from self.source.describe(
            thing, AB.Evidence, label=record.label, identifier=record.identifier, place=place
        )
        yield Fact(thing, AB.file, RdfLiteral(self.source.name), place)
        yield Fact(thing, AB.outcome, RdfLiteral(record.outcome), place)
        captured = self._captured() or record.captured
        if captured is not None:
            moment = RdfLiteral(captured.isoformat(), datatype=XSD.dateTime)
            yield Fact(thing, AB.capturedAt, moment, place)
        if "period" in self.source.options:
            text = str(self.source.options["period"]).strip()
            yield Fact(thing, AB.period, RdfLiteral(text), place)
        if digest := _DIGEST.match(str(self.source.options.get("sha256", ""))):
            yield Fact(thing, AB.sha256, RdfLiteral(digest.group(1).lower()), place)
        for text in dict.fromkeys(record.controls or self._texts("control")):
            control = yield from self._mention("control", text, (AB.Control,), place)
            yield Fact(thing, AB.evidenceFor, control, place)
        for text in self._texts("collector"):
            agent = yield from self._party(text, place)
            yield Fact(thing, AB.collectedBy, agent, place)
        for text in self._texts("attester"):
            agent = yield from self._party(text, place)
            yield Fact(agent, AB.attests, thing, place)

    def sample(self, record: Record, failures: int) -> Iterator[Item]:
        """State how much of a run failed as a sample of the metrics that the table names.

        A run that was broken off, or of which nothing says when it was, measures nothing.
        """
        captured = self._captured() or record.captured
        if captured is None or (record.outcome == "unclear" and not failures):
            return
        for text in self._texts("metric"):
            metric = yield from self._mention("metric", text, (AB.Metric,), record.place)
            thing = self.source.minter.part(record.iri, "sample", text)
            yield from self.source.describe(
                thing,
                AB.Sample,
                label=f"{record.label}: {failures} failed",
                identifier=None,
                place=record.place,
            )
            yield Fact(thing, AB.metric, metric, record.place)
            moment = RdfLiteral(captured.isoformat(), datatype=XSD.dateTime)
            yield Fact(thing, AB.at, moment, record.place)
            yield Fact(
                thing, AB.value, RdfLiteral(str(failures), datatype=XSD.decimal), record.place
            )

    def undated(self, record: Record) -> Iterator[Problem]:
        """Tell that nothing says when a run was, without which no period is covered."""
        if record.captured is None and self._captured() is None:
            yield Problem(
                "warning" if record.controls or self._texts("control") else "info",
                f"nothing says when “{record.label}” took place, so it is evidence for no period",
                "let the tool write its time, or say it in asbuilt.toml: captured = 2026-03-31",
                record.place,
            )

    def is_control(self, standard: str) -> bool:
        """Say whether the entries of a catalog or standard of this name are controls here.

        Those are NIST SP 800-53's, unless the table says ``references = ["CIS", "ISO 27001"]``.
        """
        said = _bare(standard)
        return any(_bare(text) in said for text in self._texts("references", _STANDARDS))

    def _captured(self) -> datetime | None:
        said = self.source.options.get("captured")
        if said is None or isinstance(said, datetime):
            return said
        if isinstance(said, date):
            return datetime.combine(said, time())
        found = moment(said) if isinstance(said, str) else None
        if found is None:
            raise _senseless("captured", said, "write the day as 2026-03-31")
        return found

    def _texts(self, key: str, default: tuple[str, ...] = ()) -> list[str]:
        said = self.source.options.get(key, list(default))
        texts = said if isinstance(said, list) else [said]
        found = [text.strip() for text in texts if isinstance(text, str) and text.strip()]
        if len(found) < len(texts):
            raise _senseless(key, said, f'write {key} = "…", or a list of such texts')
        return found

    def _party(self, text: str, place: Place) -> _Stated:
        """Name a person by login where the text is an address, else a person or role by name."""
        if "@" not in text:
            return (yield from self._mention("party", text, (AB.Agent, AB.Role), place))
        agent = self.source.minter.named("agent", text)
        yield Fact(agent, RDF.type, AB.Agent, place)
        yield Fact(agent, RDFS.label, RdfLiteral(text), place)
        yield Fact(agent, AB.login, RdfLiteral(text), place)
        return agent

    def _mention(self, word: str, text: str, kinds: tuple[URIRef, ...], place: Place) -> _Stated:
        thing = self.source.minter.reference(word, text)
        if thing not in self._mentioned:
            self._mentioned.add(thing)
            yield Fact(thing, RDF.type, AB.Reference, place)
            yield Fact(thing, RDFS.label, RdfLiteral(text), place)
            for kind in kinds:
                yield Fact(thing, AB.referenceKind, kind, place)
            yield Fact(thing, PROV.hadPrimarySource, self.source.at(place), place)
        return thing


def together(outcomes: Iterable[str]) -> Outcome:
    """Give the outcome of several: failed where one failed, passed where any passed at all."""
    found = set(outcomes)
    return "failed" if "failed" in found else "passed" if "passed" in found else "unclear"


def moment(text: str | None) -> datetime | None:
    """Give the time that a report writes as ISO 8601; nothing where it is written otherwise."""
    try:
        return datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None


def untimely(text: str, place: Place) -> Problem:
    """Give the problem of a text that stands where a time is expected."""
    return Problem(
        "warning", f"{text[:60]!r} is no time", "write times as 2026-03-31T12:00:00Z", place
    )


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """Give the latest of some times; those without a zone count as UTC."""
    known = [one for one in moments if one is not None]
    return max(known, key=lambda one: one.replace(tzinfo=one.tzinfo or UTC), default=None)


def _bare(text: str) -> str:
    """Give a name or address of a standard so that how its parts are joined makes no difference."""
    return "-".join(_WORD.findall(fold(text)))


def _senseless(key: str, said: object, fix: str) -> Refusal:
    return Refusal(
        f"{key} in the file's [[source]] table of asbuilt.toml makes no sense: {said!r}", fix
    )
