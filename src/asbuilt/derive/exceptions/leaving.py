"""Which exceptions leave the system: those that people deal with by e-mail or in a spreadsheet.

An exception leaves where what handles it first is work outside the systems; or where all that its
handling does is to tell somebody, whereupon it ends, though the exception broke the work off. A
message after which the work goes on is none, and no more is a reminder while the step goes on.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

from asbuilt.derive.exceptions.informal import DONE
from asbuilt.derive.reading import Names, pairs, things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.derive.exceptions.informal import Task
    from asbuilt.derive.exceptions.means import Means
    from asbuilt.identity import Minter
    from asbuilt.store import Store, Triple

_SURE: Final = 0.6
"""Work that is less surely outside the systems is not said to be where an exception leaves."""
_STEPS: Final = 200
"""Most steps that are followed from where an exception is handled."""

Known = dict["URIRef", "tuple[Task, Means]"]


def leaving(store: Store, minter: Minter, known: Known) -> Iterator[Triple]:
    """State each exception that is dealt with outside the systems, unless a register says so."""
    if not known:
        return
    ways = _Ways(store, known)
    names = Names(store, AB.ExceptionPath, AB.State, AB.Step)
    told = set(things(store, "?a ab:throughChannel/a ab:InformalChannel"))
    exceptions = [(a, a, [b]) for a, b in pairs(store, "?a a ab:ExceptionPath ; ab:handledBy ?b")]
    caught = pairs(store, '?t ab:transitionKind "catch" ; ab:from ?a ; ab:to ?b')
    for subject, about, handlers in [*exceptions, *((b, a, [b]) for a, b in caught)]:
        found = None if subject in told else ways.out(handlers, breaks_off=ways.breaks_off(subject))
        if found is None:
            continue
        task, means = known[found]
        does = DONE[means.kind]
        how = (
            f"is dealt with {does}: in {task.label}, of which {means.reason}"
            if means.is_work
            else f"ends with a message {does}: after {task.label}, of which {means.reason},"
            " nothing in the system deals with it"
        )
        label = f"{names.of(about)} leaves the system {does}"
        caught_at = "" if about == subject else "What goes wrong in "
        node = minter.derived("exceptions", "leaving", about, found)
        yield from describe(
            node,
            AB.InformalExit,
            label=label,
            about=about,
            proof=f"{caught_at}{names.of(about)} {how}.",
            involves=[found],
        )
        yield node, AB.channelKind, Literal(means.kind)
        yield node, AB.confidence, Literal(f"{means.confidence:.1f}", datatype=XSD.decimal)


class _Ways:
    """Where work goes on from a step, as far as it matters for exceptions."""

    def __init__(self, store: Store, known: Known) -> None:
        self._known = known
        self._next: dict[URIRef, list[URIRef]] = defaultdict(list)
        for step, following in pairs(store, "?a ab:next ?b"):
            self._next[step].append(following)
        self._inside: dict[URIRef, list[URIRef]] = defaultdict(list)
        for inner, outer in pairs(
            store,
            "VALUES ?k { ab:SubProcess ab:State } ?b a ?k . ?a ab:partOf ?b ; ab:elementKind ?e",
        ):
            self._inside[outer].append(inner)
        passed = """{ ?a a ab:Event } UNION { ?a a ab:Gateway }
            UNION { ?a a ab:State ; ab:execution "none" ; ab:elementKind ?e
                FILTER(!REGEX(STR(?e), "[tT]ask$|Process$")) }"""
        self._passed = set(things(store, passed))
        self._goes_on = set(things(store, "?e ab:isInterrupting false . ?a prov:wasDerivedFrom ?e"))
        self._goes_on |= set(things(store, "?a ab:isInterrupting false"))
        bpmn = "<http://www.omg.org/spec/BPMN/20100524/MODEL#cancelActivity>"
        self._goes_on |= set(things(store, f'?a {bpmn} "false"'))

    def breaks_off(self, subject: URIRef) -> bool:
        """Say whether an exception, or what catches it, ends the work at which it comes up."""
        return subject not in self._goes_on

    def out(self, handlers: Iterable[URIRef], *, breaks_off: bool) -> URIRef | None:
        """Give the task by which the handling of an exception leaves the systems."""
        first = sorted(self._tasks(handlers))
        for task in first:
            means = self._known[task][1] if task in self._known else None
            if means is not None and means.is_work and means.confidence >= _SURE:
                return task
        if not breaks_off or not first:
            return None
        seen = set(first)
        waiting = list(first)
        while waiting:
            task = waiting.pop()
            if task not in self._known or self._known[task][1].is_work or len(seen) > _STEPS:
                return None
            following = self._tasks(self._next[task]) - seen
            seen |= following
            waiting += following
        return first[0]

    def _tasks(self, steps: Iterable[URIRef]) -> set[URIRef]:
        """Give the tasks that come first from some steps on, past events, gateways and frames."""
        found: set[URIRef] = set()
        seen: set[URIRef] = set()
        waiting = list(steps)
        while waiting:
            step = waiting.pop()
            if step in seen:
                continue
            seen.add(step)
            if step in self._known:
                found.add(step)
            elif step in self._passed:
                waiting += self._next[step]
            elif self._inside[step]:
                waiting += self._inside[step]
            else:
                found.add(step)
        return found
