"""The example cases of a deviation, event by event, out of the columns of its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.conformance.histories import Event, histories
from asbuilt.errors import UserError
from asbuilt.ingest import events
from asbuilt.server.graph import store, workspace
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_EVENTS: Final = 40


@dataclass(frozen=True, slots=True)
class Example:
    """A case, as many of its events as are shown, and how many it has."""

    case: str
    events: Sequence[Event]
    count: int


def examples(deviation: URIRef) -> list[Example]:
    """Give the example cases of a deviation; none where it has none or its log is not at hand."""
    said: dict[str, list[str]] = {}
    for predicate, text in store().texts(
        f"SELECT ?p ?o WHERE {{ VALUES ?p {{ <{AB.log}> <{AB.exampleCase}> <{AB.activity}> }}"
        f" <{deviation}> ?p ?o }}"
    ):
        said.setdefault(predicate, []).append(text)
    logs, cases = said.get(str(AB.log), []), sorted(said.get(str(AB.exampleCase), []))
    if not (logs and cases):
        return []
    try:
        log = events.open_log(workspace(), URIRef(min(logs)))
    except UserError:
        return []
    found = histories(log, cases, set(said.get(str(AB.activity), [])))
    return [
        Example(one.case, one.events[:_MOST_EVENTS], len(one.events)) for one in found if one.events
    ]
