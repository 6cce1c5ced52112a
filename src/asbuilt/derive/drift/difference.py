"""How one difference between what is documented and what is deployed is stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import Literal, URIRef

from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.drift.versions import Versions
    from asbuilt.identity import Minter
    from asbuilt.store import Triple

DRIFT: Final = "drift"
"""Name of the analysis, under which its facts are minted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference between a process and a workflow that is deployed for it."""

    between: Versions
    kind: str
    """In the field's words, such as ``guard changed``."""
    about: URIRef
    label: str
    proof: str
    step: URIRef | None = None
    state: URIRef | None = None
    control: URIRef | None = None
    others: tuple[URIRef, ...] = ()
    """What else it involves; the first tells differences of one kind about one thing apart."""

    def node(self, minter: Minter) -> URIRef:
        """Give the IRI under which it is stated."""
        process, workflow = self.between.process.thing, self.between.workflow.thing
        parts = (process, workflow, self.about, *filter(None, (self.state, self.control)))
        return minter.derived(DRIFT, self.kind, *map(str, (*parts, *self.others[:1])))

    @property
    def involved(self) -> list[URIRef]:
        """The things that it speaks of, each once."""
        process, workflow = self.between.process.thing, self.between.workflow.thing
        held = (self.step, self.state, *self.others, process, workflow)
        return list(dict.fromkeys(thing for thing in held if thing is not None))

    def triples(self, minter: Minter) -> Iterator[Triple]:
        """State it."""
        node = self.node(minter)
        yield from describe(
            node,
            AB.Difference,
            label=self.label,
            about=self.about,
            proof=self.proof,
            involves=self.involved,
        )
        yield node, AB.differenceKind, Literal(self.kind)
        yield node, AB.workflow, self.between.workflow.thing
        for term, thing in (
            (AB.step, self.step),
            (AB.state, self.state),
            (AB.control, self.control),
        ):
            if thing is not None:
                yield node, term, thing
