"""Sets what event logs show against both domains; only counts and example cases become facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.alignment import statement as aligned
from asbuilt.derive.conformance import coverage, deeds, writing
from asbuilt.derive.conformance.checks import examine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "conformance"


def derive(context: Context) -> Iterator[Triple]:
    """State how well the cases of each event log fit, and how they differ from the documents."""
    signs = coverage.exception_signs(context.store)
    writers = writing.Writers.read(context.store)
    for examined in examine(context):
        for fit in examined.fits:
            yield from aligned.triples(fit)
        for deviation in examined.deviations:
            yield from deviation.triples(context.minter)
        yield from deeds.deeds(examined.inquiry)
        yield from coverage.exceptions(examined.inquiry, context.store, signs)
        yield from writing.written(examined.inquiry, writers)
