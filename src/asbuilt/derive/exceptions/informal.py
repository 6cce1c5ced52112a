"""Which tasks are done outside the systems, by e-mail or in a spreadsheet, and which only tell."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal, URIRef

from asbuilt.derive.exceptions.means import Means, by_type, by_words
from asbuilt.derive.reading import ask_rows, pairs
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.identity import Minter
    from asbuilt.store import Store, Triple

DONE: Final = {
    "e-mail": "by e-mail",
    "spreadsheet": "in a spreadsheet",
    "telephone": "by telephone",
    "fax": "by fax",
    "chat": "in a chat",
    "shared folder": "in a shared folder",
}
"""How a sentence says by what means something is done."""

_DOES: Final = (
    "type", "topic", "class", "expression", "delegateExpression", "taskDefinition", "connector",
    "modelerTemplate", "implementation", "resource",
)  # fmt: skip
"""Ends of the words under which engines say what does a task."""
_IN_XML: Final = re.compile(r'\stype="([^"]+)"|connectorId[^>]*>([^<]+)<')
_TAG: Final = re.compile(r"<[^>]+>")
_NOT_TASKS: Final = re.compile(r"(?:Event|Gateway|Process|Activity)$|^(?:transaction|lane|pool)$")


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a process, or a state in which somebody or something works."""

    iri: URIRef
    label: str
    by_machine: bool


def found(store: Store) -> dict[URIRef, tuple[Task, Means]]:
    """Give the tasks that are done, or tell something, by means outside the systems."""
    tasks = _tasks(store)
    types = _types(store)
    descriptions = defaultdict(list)
    for thing, text in ask_rows(
        store,
        """SELECT DISTINCT ?a ?text WHERE { ?a dcterms:description ?text .
            { ?a a ab:Task } UNION { ?a a ab:State } }""",
    ):
        descriptions[thing].append(_TAG.sub(" ", str(text)))
    result = {}
    for task in tasks:
        means = _of(task, types.get(task.iri, []), descriptions.get(task.iri, []))
        if means is not None:
            result[task.iri] = task, means
    return result


def stated(
    store: Store, minter: Minter, known: dict[URIRef, tuple[Task, Means]]
) -> Iterator[Triple]:
    """State each of these tasks, with the registered channels that provide for it."""
    channels = _channels(store)
    for task, means in known.values():
        kind = AB.InformalWork if means.is_work else AB.Notice
        does = DONE[means.kind]
        who = "a machine does it" if task.by_machine else "no machine does it"
        said = f"{task.label}: {means.reason}, and {who}"
        node = minter.derived("exceptions", "means", task.iri)
        if means.is_work:
            label = f"{task.label} is likely done {does}"
            proof = f"{said}; so the work is likely done {does}, outside the system."
        else:
            label = f"{task.label} tells somebody something {does}"
            proof = f"{said}; it tells somebody something {does}, and the process goes on."
        yield from describe(
            node, kind, label=label, about=task.iri, proof=proof, involves=channels[task.iri],
            source=[task.iri],
        )  # fmt: skip
        yield node, AB.channelKind, Literal(means.kind)
        yield node, AB.confidence, Literal(f"{means.confidence:.1f}", datatype=XSD.decimal)


def _of(task: Task, types: list[str], descriptions: list[str]) -> Means | None:
    if task.by_machine:
        for value in types:
            means = by_type(value)
            if means is not None:
                return means
    means = by_words(task.label, by_machine=task.by_machine)
    for text in descriptions if means is None else ():
        means = means or by_words(text, by_machine=task.by_machine, described=True)
    return means


def _tasks(store: Store) -> list[Task]:
    rows = ask_rows(
        store,
        """SELECT DISTINCT ?a ?label ?kind ?execution WHERE {
            { ?a a ab:Task } UNION { ?a a ab:State } ?a rdfs:label ?label .
            OPTIONAL { ?a ab:elementKind ?kind } OPTIONAL { ?a ab:execution ?execution } }""",
    )
    tasks: dict[URIRef, Task] = {}
    for thing, label, kind, execution in rows:
        # An engine passes through tasks without a type; people do what they stand for.
        is_task = str(execution or "") in {"user", "manual", "automated"} or str(
            kind or ""
        ).casefold().endswith("task")
        if isinstance(thing, URIRef) and is_task and not _NOT_TASKS.search(str(kind or "")):
            by_machine = str(execution or "") == "automated"
            tasks.setdefault(thing, Task(thing, str(label), by_machine))
    return list(tasks.values())


def _types(store: Store) -> dict[URIRef, list[str]]:
    """Give for each task or state what engines say of what does it."""
    ends = "|".join(_DOES)
    rows = ask_rows(
        store,
        f"""SELECT DISTINCT ?a ?p ?value WHERE {{ {{ ?a a ab:Task }} UNION {{ ?a a ab:State }}
            ?a ?p ?value FILTER(isLiteral(?value) && REGEX(STR(?p), "[#/](?:{ends})$")) }}""",
    )
    found: dict[URIRef, list[str]] = defaultdict(list)
    for thing, predicate, value in rows:
        text = str(value).strip()
        values = [text]
        if text.startswith("<"):
            values = [one for both in _IN_XML.findall(text) for one in both if one]
        elif str(predicate).endswith("class"):
            values = [text.rpartition(".")[2]]
        if isinstance(thing, URIRef):
            found[thing] += values
    return found


def _channels(store: Store) -> dict[URIRef, list[URIRef]]:
    """Give for each step or state the registered informal channels that speak of it."""
    found: dict[URIRef, list[URIRef]] = defaultdict(list)
    for pattern in (
        "?b a ab:InformalChannel . ?e ab:throughChannel ?b ; ab:handledBy ?a",
        "?b a ab:InformalChannel . ?e ab:throughChannel ?b . ?a ab:raises ?e",
        "?b a ab:InformalChannel ; ab:partOf ?p . ?p ab:hasStep|ab:hasState ?a",
    ):
        for step, channel in pairs(store, pattern):
            if channel not in found[step]:
                found[step].append(channel)
    return found
