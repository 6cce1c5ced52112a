"""In which system the work is done that a mapping which counts leads to.

A mapping leads to a state of a workflow, or to a transition that leaves one, and the workflow is
held by a system. Of a mapping that is proposed or outdated nothing is stated, so that no rule can
take what nobody confirmed for work that is done twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.correspondence.mapped import counting
from asbuilt.derive.reading import pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "performing"

_PERFORMED: Final = f"""?a a ab:Mapping ; ab:digitalElement/ab:from? ?state .
    ?workflow ab:hasState ?state ; ab:heldBy ?b . {counting("?a")}"""


def derive(context: Context) -> Iterator[Triple]:
    """State for each mapping that counts the systems in which its work is done."""
    for mapping, system in pairs(context.store, _PERFORMED):
        yield mapping, AB.performedIn, system
