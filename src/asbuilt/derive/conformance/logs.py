"""Reads the event logs of a graph, and the processes whose cases each records."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, partial
from typing import TYPE_CHECKING

from asbuilt.derive.conformance.linking import Links, documented
from asbuilt.derive.conformance.log import Log
from asbuilt.derive.reading import Names, pairs, things
from asbuilt.ingest import events
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.authority.duties import Duties
    from asbuilt.derive.conformance.linking import Documented
    from asbuilt.identity import Minter
    from asbuilt.ingest.kept import KeptLog


def logs(
    context: Context,
    duties: Duties,
    called: Documented | None = None,
    reopen: Callable[[URIRef], KeptLog] | None = None,
    only: URIRef | None = None,
) -> Iterator[Log]:
    """Give the event logs of a graph, or one, with their activities linked to steps.

    `reopen` gives the events of a log where they are read anew; else what was kept of it is opened.
    """
    store = context.store
    references = set(things(store, "?a a ab:Reference"))
    names = Names(store, AB.EventLog)
    logged: dict[URIRef, set[URIRef]] = defaultdict(set)
    for log, process in pairs(store, "?a a ab:EventLog ; ab:logs ?b"):
        if process not in references:
            logged[log].add(process)
    called = documented(store) if called is None else called
    calls: dict[URIRef, set[URIRef]] = defaultdict(set)
    for process, other in pairs(store, "?a ab:hasStep/ab:calls ?b . ?b a ab:Process"):
        calls[process].add(other)
    links_of = _links(called, duties, context.minter)
    counted = set(things(store, "?a a ab:EventLog ; ab:eventCount ?events"))
    for log in things(store, "?a a ab:EventLog"):
        if only is not None and log != only:
            continue
        if log not in counted and not events.are_at_hand(context.workspace, log):
            continue  # a source only speaks of it, such as a catalogue: no events were ever read
        kept = (reopen or partial(events.open_log, context.workspace))(log)
        processes = _with_called(calls, logged[log])
        links = links_of(frozenset(processes))
        steps_of = {activity: links.steps(log, activity) for activity in kept.names["activity"]}
        stated = frozenset(logged[log])
        yield Log(log, names.of(log), frozenset(processes), kept, steps_of, stated)


def _links(
    called: Documented, duties: Duties, minter: Minter
) -> Callable[[frozenset[URIRef]], Links]:
    """Give how activities are found among the steps of some processes, or of all for none."""
    steps: dict[URIRef, set[URIRef]] = defaultdict(set)
    for duty in duties.by_step.values():
        for process in duty.processes:
            steps[process].add(duty.step)

    @cache
    def links_of(processes: frozenset[URIRef]) -> Links:
        own = {step for process in processes for step in steps[process]}
        return Links(called, duties, own if processes else duties.by_step, minter)

    return links_of


def _with_called(calls: dict[URIRef, set[URIRef]], processes: set[URIRef]) -> set[URIRef]:
    """Give processes with those that their steps call, at any depth."""
    found = set(processes)
    waiting = list(processes)
    while waiting:
        for other in calls[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found
