"""States where processes or workflows wait for messages of each other that do not come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.collaboration import Collaboration, collaborations
from asbuilt.derive.behaviour.space import MOST_STATES, TooLargeError
from asbuilt.derive.reading import listed, things
from asbuilt.derive.soundness.telling import path_in_words, things_on_path
from asbuilt.derive.soundness.waiting import MOST_MESSAGES, Verdict, Wait, judge
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.identity import Minter
    from asbuilt.store import Triple

name: Final = "collaboration"


def derive(context: Context) -> Iterator[Triple]:
    """State what waits in vain in each collaboration, and where that could not be decided."""
    known = frozenset(things(context.store, "?f a ab:Trap ; ab:about ?a"))
    behaviours = context.behaviours
    for side in (behaviours.processes, behaviours.workflows):
        linked = [behaviours.linked[thing] for thing in side]
        for collaboration in collaborations(linked, behaviours.messages):
            try:
                verdict = judge(collaboration)
            except TooLargeError:
                verdict = Verdict({}, is_decided=False, states=0)
            for element, wait in sorted(verdict.waits.items()):
                if element not in known:
                    yield from _wait(context.minter, collaboration, element, wait)
            if not verdict.is_decided:
                yield from _undecided(context.minter, collaboration)


def _wait(
    minter: Minter, collaboration: Collaboration, element: URIRef, wait: Wait
) -> Iterator[Triple]:
    here = collaboration.participant(element)
    assert here is not None
    label = here.label_of(element)
    senders = collaboration.senders(element)
    others = [_named(collaboration, one) for one in senders]
    path = path_in_words(here, wait.path, among=collaboration.participants)
    why = "is never sent, whatever is chosen" if wait.never else "is not sent then"
    kind = "workflow" if here.side == "digital" else "process"
    node = minter.derived(name, str(here.thing), str(element))
    parts = [one.thing for one in collaboration.participants]
    yield from describe(
        node,
        AB.Trap,
        label=f"Work that comes to {label} in {here.label} waits for a message that does not come",
        about=element,
        proof=f"In the {kind} {here.label!r} work waits at {label!r} for a message from"
        f" {listed(others)}, which {why}: {path}.",
        involves=list(dict.fromkeys([here.thing, *senders, *parts])),
    )
    steps = things_on_path(wait.path)
    head, cells = as_list(minter, name, str(node), [*steps, element])
    yield node, AB.counterExample, head
    yield from cells


def _named(collaboration: Collaboration, element: URIRef) -> str:
    part = collaboration.participant(element)
    assert part is not None
    return f"{part.label_of(element)!r} of {part.label!r}"


def _undecided(minter: Minter, collaboration: Collaboration) -> Iterator[Triple]:
    parts = collaboration.participants
    named = listed(repr(one.label) for one in parts)
    for part in parts:
        yield from describe(
            minter.derived(name, "undecided", str(part.thing)),
            AB.Approximation,
            label=f"Whether every message comes to {part.label} was not decided",
            about=part.thing,
            proof=f"Of what {named} can do together the nearest states were looked at: at most"
            f" {MOST_STATES:,}, and with at most {MOST_MESSAGES} messages waiting at one flow. What"
            " was found is true; that every message comes that is waited for is not known.",
            involves=_others(parts, part),
        )


def _others(parts: tuple[Behaviour, ...], part: Behaviour) -> list[URIRef]:
    return [one.thing for one in parts if one is not part]
