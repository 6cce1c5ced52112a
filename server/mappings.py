"""Mappings and proposals as pages show them, and what stands around the two ends of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rdflib import RDF, URIRef

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.derive.correspondence.kinds import is_candidate
from asbuilt.derive.correspondence.likeness import likeness
from asbuilt.derive.correspondence.surroundings import Surroundings
from asbuilt.server.graph import remembered, store, view
from asbuilt.server.templating import Names

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.names import Thing

STATES = ("proposed", "suspect", "confirmed", "other")
"""What a mapping can be shown as, what wants looking at first."""
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+")
_MOST_OTHERS = 200
"""Other elements that are offered for a correction."""


@dataclass(frozen=True, slots=True)
class Line:
    """A mapping or a proposal with its two ends."""

    iri: str
    process: Thing
    digital: Thing
    status: str
    by: Thing | None
    on: str
    due: str
    confidence: str
    why: str
    drift: str

    @property
    def shown_as(self) -> str:
        """Give under which heading it stands."""
        if self.drift:
            return "suspect"
        return self.status if self.status in STATES else "other"

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "mapping": self.iri,
            "process": str(self.process.iri),
            "processLabel": self.process.label,
            "digital": str(self.digital.iri),
            "digitalLabel": self.digital.label,
            "status": self.status,
            "shownAs": self.shown_as,
            "confirmedBy": self.by.label if self.by else None,
            "confirmedOn": self.on or None,
            "reviewDue": self.due or None,
            "confidence": self.confidence or None,
            "justification": self.why or None,
            "drift": self.drift or None,
        }


def lines() -> list[Line]:
    """Give all mappings and proposals; of proposals the most certain first."""
    rows = view("mappings").rows
    names = Names(cell for row in rows for cell in row[1:5])
    found = []
    for mapping, process, digital, status, by, on, due, confidence, why, drift in rows:
        assert isinstance(process, URIRef)
        assert isinstance(digital, URIRef)
        said = (on, due, confidence, why and _in_words(str(why)), drift)
        texts = ("" if cell is None else str(cell) for cell in said)
        person = names[by] if isinstance(by, URIRef) else None
        found.append(
            Line(
                str(mapping), names[process], names[digital], str(status or "other"), person, *texts
            )
        )
    found.sort(key=lambda one: -float(one.confidence or 0) if one.status == "proposed" else 0)
    return found


def _in_words(why: str) -> str:
    """Give a justification as words where it is a term of SSSOM's vocabulary of justifications."""
    term = why.removeprefix("semapv:").removeprefix("https://w3id.org/semapv/vocab/")
    return why if term == why else " ".join(_WORDS.findall(term)).lower()


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a pair: what holds it, and what comes right before and after it."""

    thing: Thing
    whole: Thing | None
    before: list[tuple[Thing, list[Thing]]]
    """Each with what it is mapped or proposed to be on the other side."""
    after: list[tuple[Thing, list[Thing]]]


def sides(process: URIRef, digital: URIRef, known: list[Line]) -> tuple[Side, Side]:
    """Give both ends of a pair with their surroundings."""
    partners: dict[URIRef, list[Thing]] = {}
    for line in known:
        partners.setdefault(line.process.iri, []).append(line.digital)
        partners.setdefault(line.digital.iri, []).append(line.process)
    return _side(process, partners), _side(digital, partners)


def others(process: URIRef, digital: URIRef) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what else the step could be: states by workflow, those with likest names first."""
    homes, _ = _reading()
    step = homes.get(process)
    if step is None:
        return []
    name = step.label_of(process)
    here = homes.get(digital)
    workflows = sorted(
        {one.thing: one for one in homes.values() if one.side == "digital"}.values(),
        key=lambda one: (one is not here, one.label, one.thing),
    )
    found = []
    left = _MOST_OTHERS
    for workflow in workflows:
        states = sorted(
            (-likeness(name, element.label), element.label, str(iri))
            for iri, element in workflow.elements.items()
            if iri != digital and is_candidate(element)
        )[:left]
        left -= len(states)
        if states:
            found.append((workflow.label, [(iri, label) for _, label, iri in states]))
        if left <= 0:
            break
    return found


def is_end(thing: URIRef, kinds: frozenset[URIRef]) -> bool:
    """Say whether the graph says that a thing is of one of these classes."""
    values = " ".join(kind.n3() for kind in sorted(kinds))
    return store().ask(f"ASK {{ VALUES ?k {{ {values} }} {thing.n3()} {RDF.type.n3()} ?k }}")


def _side(thing: URIRef, partners: dict[URIRef, list[Thing]]) -> Side:
    homes, around = _reading()
    before, after = around.sides(thing)
    home = homes.get(thing)
    names = Names([thing, *before, *after, *([home.thing] if home else [])])
    return Side(
        names[thing],
        names[home.thing] if home else None,
        [(names[one], partners.get(one, [])) for one in before],
        [(names[one], partners.get(one, [])) for one in after],
    )


def _reading() -> tuple[dict[URIRef, Behaviour], Surroundings]:
    """Read all behaviours, once for as long as the graph stays as it is."""

    def read() -> tuple[dict[URIRef, Behaviour], Surroundings]:
        known = Behaviours(store())
        homes: dict[URIRef, Behaviour] = {}
        around = Surroundings()
        for behaviour in (*known.processes.values(), *known.workflows.values()):
            around.take(behaviour)
            for element in behaviour.elements:
                homes.setdefault(element, behaviour)
        return homes, around

    return remembered("mapping surroundings", read)


LEFT_OUT = ("correspondence", "duplicates", "drift")


def left_out() -> list[str]:
    """Give the sentences that say what was not compared or proposed."""
    return [
        str(row["proof"])
        for row in view("omissions").dicts()
        if str(row["analysis"]).rpartition("/")[2] in LEFT_OUT
    ]
