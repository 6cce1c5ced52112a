"""The models in which work begins: each with all that it calls, none that is only ever called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.interruptions import with_interruptions

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.behaviour.reading import Behaviours


def roots(behaviours: Behaviours) -> list[Behaviour]:
    """Give the models with what they call, but those that are only ever a part of another.

    One that some call does not lead into stands by itself, too. Events begin and break off what
    the standard says that they do.
    """
    linked = behaviours.linked
    parts = {
        called
        for behaviour in linked.values()
        for call in behaviour.followed
        for called in behaviours.calls.called.get(call, ())
        if called in linked and linked[called].side == behaviour.side
    }
    alone = {
        called
        for behaviour in linked.values()
        for call in behaviour.cut
        for called in behaviours.calls.called.get(call, ())
    }
    return [
        with_interruptions(behaviour)
        for thing, behaviour in linked.items()
        if thing not in parts or thing in alone
    ]
