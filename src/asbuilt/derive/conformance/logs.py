"""Event logs seen from the boundary: which activity of a log is which step of a process.

An activity is a step by a mapping to it, by the step's identifier or name, or by the identifier or
name of a state to which the step is mapped; letter case, spaces and signs make no difference. The
events stay columns that are read anew, a few at a time, for every question.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl
from rdflib import URIRef

from asbuilt.derive.reading import Names, ask_rows, pairs, things
from asbuilt.identity import Minter, fold
from asbuilt.ingest import events as event_columns
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.authority.duties import Duties
    from asbuilt.store import Store

KEY = "key"
"""Column that orders the events of a case: by time, then by place in the file."""

_TECHNICAL = frozenset({"start", "end", "artificialstart", "artificialend", "processstart"})
_ENDED = ("complete", "completed", "done", "finish", "finished", "closed", "end", "ended")
_NOT_BEGUN = (
    "schedule", "scheduled", "assign", "assigned", "reassign", "withdraw", "withdrawn",
    "manualskip", "autoskip", "skipped", "abort_activity", "abort_case", "ate_abort", "pi_abort",
    "abort", "aborted", "cancelled", "canceled", "created", "offered",
)  # fmt: skip
_UNDER_WAY = ("start", "started", "suspend", "suspended", "resume", "resumed", "running")


@dataclass(frozen=True)
class Log:
    """An event log, the processes whose cases it records, and the steps that its activities are."""

    iri: URIRef
    name: str
    processes: frozenset[URIRef]
    raw: pl.LazyFrame
    """The events as they were loaded, with every column."""
    activities: pl.DataFrame
    """For each ``activity`` its number of ``events`` and ``cases``, ``first`` and ``last`` time."""
    total: int
    """Number of cases."""
    steps_of: dict[str, frozenset[URIRef]]
    """For each activity the steps that it is; none for many."""

    @cached_property
    def events(self) -> pl.LazyFrame:
        """The events with case, activity, time, resource, position, and how far each got.

        ``done``: the activity was completed. ``begun``: it was at least started. An event without a
        time is taken to have happened when the one before it in the file did.
        """
        columns = ["case", "activity", "time", "resource", event_columns.POSITION]
        lifecycle = pl.col("lifecycle").str.to_lowercase()
        tells_end = self._lifecycles & set(_ENDED)
        finished = lifecycle.is_in(_ENDED) if tells_end else ~lifecycle.is_in(_NOT_BEGUN)
        time = pl.col("time").forward_fill() if self._has_gaps else pl.col("time")
        micros = time.dt.epoch("us").fill_null(0).cast(pl.Int128)
        return self.raw.select(
            *columns,
            finished.fill_null(value=True).alias("done"),
            (~lifecycle.is_in(_NOT_BEGUN)).fill_null(value=True).alias("begun"),
            lifecycle.is_in(_UNDER_WAY).fill_null(value=False).alias("under_way"),
            (micros * 2**40 + pl.col(event_columns.POSITION).cast(pl.Int128)).alias(KEY),
        )

    def activities_of(self, steps: Iterable[URIRef]) -> list[str]:
        """Give the activities that are one of these steps."""
        wanted = set(steps)
        return sorted(name for name, found in self.steps_of.items() if found & wanted)

    def of(self, activities: list[str]) -> pl.LazyFrame:
        """Give the events of some activities."""
        wanted = pl.Series(activities, dtype=pl.String())
        return self.events.filter(pl.col("activity").is_in(wanted.implode()))

    @cached_property
    def steps(self) -> frozenset[URIRef]:
        """The steps that occur in the log."""
        return frozenset(step for steps in self.steps_of.values() for step in steps)

    @cached_property
    def _lifecycles(self) -> set[str]:
        found = self.raw.select(pl.col("lifecycle").str.to_lowercase().unique())
        return set(found.collect(engine="streaming")["lifecycle"].drop_nulls())

    @cached_property
    def _has_gaps(self) -> bool:
        nulls = self.raw.select(pl.col("time").is_null().any()).collect(engine="streaming")
        return bool(nulls.item())


def logs(context: Context, duties: Duties) -> Iterator[Log]:
    """Give the event logs of a graph, with their activities linked to steps."""
    store = context.store
    references = set(things(store, "?a a ab:Reference"))
    names = Names(store, AB.EventLog)
    logged: dict[URIRef, set[URIRef]] = defaultdict(set)
    for log, process in pairs(store, "?a a ab:EventLog ; ab:logs ?b"):
        if process not in references:
            logged[log].add(process)
    for log in things(store, "?a a ab:EventLog"):
        raw = event_columns.scan(context.workspace, log)
        activities = (
            raw.group_by("activity")
            .agg(
                pl.len().alias("events"),
                pl.col("case").n_unique().alias("cases"),
                pl.col("time").min().alias("first"),
                pl.col("time").max().alias("last"),
            )
            .filter(pl.col("activity").is_not_null())
            .sort("activity")
            .collect(engine="streaming")
        )
        total = raw.select(pl.col("case").n_unique()).collect(engine="streaming").item()
        processes = _with_called(store, logged[log])
        links = Links(store, duties, processes, context.minter)
        steps_of = {
            activity: links.steps(log, activity) for activity in activities["activity"].to_list()
        }
        yield Log(log, names.of(log), frozenset(processes), raw, activities, total, steps_of)


class Links:
    """Finds the steps that an activity of a log is, level by level of certainty."""

    def __init__(
        self, store: Store, duties: Duties, processes: set[URIRef], minter: Minter
    ) -> None:
        """Look up what the steps of some processes, or of all where none is named, are called."""
        self._minter = minter
        own = {d.step for d in duties.by_step.values() if not processes or d.processes & processes}
        called = _called(store)
        self._mapped: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._levels: tuple[dict[str, set[URIRef]], ...] = tuple(defaultdict(set) for _ in range(4))
        for step in sorted(own):
            signs = [called[step], *(called[state] for state in duties[step].states)]
            for level, (identifiers, labels) in zip(
                (0, *(2 for _ in duties[step].states)), signs, strict=True
            ):
                for sign in identifiers:
                    self._levels[level][sign].add(step)
                for sign in labels:
                    self._levels[level + 1][sign].add(step)
            for state in duties[step].states:
                self._mapped[state].add(step)

    def steps(self, log: URIRef, activity: str) -> frozenset[URIRef]:
        """Give the steps that an activity is, by the most certain way in which it is any."""
        file, _, fragment = str(log).partition("#")
        name = file.removeprefix(self._minter.base)
        for identifier in (activity, f"{fragment}/{activity}"):
            iri = self._minter.element(name, identifier)
            if iri in self._mapped:
                return frozenset(self._mapped[iri])
        sign = bare(activity)
        for level in self._levels:
            if sign and sign in level:
                return frozenset(level[sign])
        return frozenset()


def documented_names(store: Store) -> frozenset[str]:
    """Give the bare names of everything in either domain that an activity may be."""
    signs = {sign for both in _called(store).values() for signs in both for sign in signs}
    return frozenset(signs | _TECHNICAL)


def bare(text: str) -> str:
    """Give a name without spaces, signs and letter case."""
    return "".join(character for character in fold(text) if character.isalnum())


def _called(store: Store) -> dict[URIRef, tuple[set[str], set[str]]]:
    """Give the bare identifiers and labels of steps, states and what else may be done."""
    called: dict[URIRef, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for thing, predicate, text in ask_rows(
        store,
        """SELECT ?a ?p ?text WHERE {
            VALUES ?k { ab:Step ab:State ab:Transition ab:Workflow ab:ExceptionPath }
            VALUES ?p { rdfs:label dcterms:identifier } ?a a ?k ; ?p ?text
        }""",
    ):
        sign = bare(str(text))
        if isinstance(thing, URIRef) and sign:
            called[thing][str(predicate).endswith("label")].add(sign)
    return called


def _with_called(store: Store, processes: set[URIRef]) -> set[URIRef]:
    """Give processes with those that their steps call, at any depth."""
    found = set(processes)
    calls: dict[URIRef, set[URIRef]] = defaultdict(set)
    for process, other in pairs(store, "?a ab:hasStep/ab:calls ?b . ?b a ab:Process"):
        calls[process].add(other)
    waiting = list(processes)
    while waiting:
        for other in calls[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found
