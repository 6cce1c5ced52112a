"""Sets what is documented of exceptions beside how they are really dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.exceptions.informal import found, stated
from asbuilt.derive.exceptions.leaving import leaving
from asbuilt.derive.exceptions.thrown import thrown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "exceptions"


def derive(context: Context) -> Iterator[Triple]:
    """State errors that nobody catches, work outside the systems, and exceptions that leave so."""
    store, minter = context.store, context.minter
    yield from thrown(store, minter)
    known = found(store)
    yield from stated(store, minter, known)
    yield from leaving(store, minter, known)
