"""Variables that engines write once work is done: results, and what is mapped out of an activity.

Camunda 7, Operaton, Activiti and Flowable name the result of an expression, script or decision in
an attribute and map outputs by `outputParameter` and `out`; Camunda 8 (Zeebe) by `ioMapping`, and
names the result of a called decision and of a script. Zeebe hands on nothing else than what is
mapped, or than that result; code of the others may write more than they name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.extensions import ENGINES, ZEEBE, engine_attribute, zeebe
from asbuilt.loaders.bpmn.names import FLOW_NODES
from asbuilt.reading import vendors
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.bpmn.document import Document, Element


_RESULTS: Final = ("resultVariable", "resultVariableName")


def outputs(document: Document) -> Iterator[Fact]:
    """State each variable that a flow node writes; one of a file is the same wherever it is named.

    Variables have no identifier of their own, so theirs begins with a word that none can have.
    """
    known: set[str] = set()
    for element in document.all(*FLOW_NODES):
        for name in dict.fromkeys(filter(None, map(str.strip, _written(element)))):
            variable = document.source.element(f"variable:{name}")
            if name not in known:
                known.add(name)
                yield Fact(variable, RDF.type, AB.Field, element.place)
                yield Fact(variable, RDFS.label, Literal(name), element.place)
            yield Fact(element.iri, AB.writes, variable, element.place)
        if any(filter(None, map(str.strip, _all_of_zeebe(element)))):
            yield Fact(element.iri, AB.outputEffect, Literal("keeps"), element.place)


def _written(element: Element) -> Iterator[str]:
    yield from engine_attribute(element, *_RESULTS)
    yield from _all_of_zeebe(element)
    for node in element.foreign:
        namespace, local = vendors.split(str(node.tag))
        if namespace not in ENGINES:
            continue
        if local == "out":
            yield node.get("target") or ""
        elif local == "inputOutput":
            for inner in node.iterchildren("{*}outputParameter"):
                yield inner.get("name") or ""


def _all_of_zeebe(element: Element) -> Iterator[str]:
    """Give the variables beside which Zeebe hands on no other."""
    for name in ("calledDecision", "script"):
        for node in zeebe(element, name):
            yield node.get("resultVariable") or ""
    for node in zeebe(element, "ioMapping"):
        for inner in node.iterchildren(f"{{{ZEEBE}}}output"):
            yield inner.get("target") or ""
