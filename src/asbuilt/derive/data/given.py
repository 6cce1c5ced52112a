"""Data that a model takes as given: nothing in it writes that, for whoever starts it hands it over.

BPMN declares inputs of a process (10.4.1, data inputs), DMN input data of decisions (6.3.2). Where
a step calls the decision, or one that needs it, the step must have the data; nothing is given then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.reading import things

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.store import Store

_INPUT: Final = "<http://www.omg.org/spec/BPMN/20100524/MODEL#dataInput>"
_INPUT_DATA: Final = "<https://www.omg.org/spec/DMN/20230324/MODEL/#inputData>"
_CALLED: Final = """?decision ab:reads ?a ; ab:elementKind "decision" .
    ?decision (ab:writes/^ab:reads)* ?asked . ?step ab:calls ?asked . ?asked a ab:Decision"""


def given(store: Store) -> list[URIRef]:
    """Give the data objects that models declare as handed to them from outside."""
    found = set(things(store, f"?d a {_INPUT} ; ab:denotes ?a"))
    found |= set(things(store, f"?a a {_INPUT}, ab:DataObject"))
    inputs = set(things(store, f"?d a {_INPUT_DATA} ; ab:denotes ?a"))
    return sorted(found | (inputs - set(things(store, _CALLED))))
