"""What engines do at a flow node by words of their own: jobs, listeners, retries and deadlines.

Camunda 7, Operaton, Activiti and Flowable write attributes on elements, Camunda 8 (Zeebe) writes
extension elements.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.extensions import ENGINES, ZEEBE, engine_attribute, zeebe
from asbuilt.loaders.bpmn.names import EVENT_DEFINITIONS
from asbuilt.reading import vendors
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from asbuilt.loaders.bpmn.document import Element

_CODE: Final = ("class", "expression", "delegateExpression")
_JOB: Final = ("topic", *_CODE)
_LISTENERS: Final = frozenset({"executionListener", "taskListener"})
_DURATION: Final = re.compile(
    r"P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?"
    r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?\Z"
)
_LATER: Final = re.compile(r"\.plus(Weeks|Days|Hours|Minutes|Seconds)\(([0-9]{1,6})\)")
_FEEL: Final = re.compile(r'^=\s*now\(\)\s*\+\s*duration\(\s*"([^"]+)"\s*\)\s*$')
_WEEKS: Final = re.compile(r"P([0-9]{1,6})W\Z")


def jobs(element: Element) -> Iterator[str]:
    """Give the workers, classes, expressions and connectors that do the work of a flow node.

    Message events that an engine sends have them on what they throw.
    """
    yield from engine_attribute(element, *_JOB)
    yield from (kind for kind in engine_attribute(element, "type") if kind != "external")
    for definition in zeebe(element, "taskDefinition"):
        yield from filter(None, [(definition.get("type") or "").strip()])
    for node in _engine_nodes(element, "connector"):
        for inner in node.iterchildren("{*}connectorId"):
            yield from filter(None, [(inner.text or "").strip()])
    for thrown in element.all(*EVENT_DEFINITIONS):
        yield from engine_attribute(thrown, *_JOB)


def listeners(element: Element) -> Iterator[str]:
    """Give the code that an engine runs when work comes to or leaves an element."""
    for node in _engine_nodes(element, *_LISTENERS):
        for attribute in _CODE:
            yield from filter(None, [(node.get(attribute) or "").strip()])
        for script in node.iterchildren("{*}script"):
            yield from filter(None, [(script.get("resource") or "").strip()])
    for around in (*zeebe(element, "executionListeners"), *zeebe(element, "taskListeners")):
        for node in around.iterchildren(f"{{{ZEEBE}}}*"):
            yield from filter(None, [(node.get("type") or "").strip()])


def deadlines(element: Element) -> Iterator[Fact]:
    """State how long a task may wait, where its due date is so long after it began."""
    due = [*engine_attribute(element, "dueDate")]
    due += [(one.get("dueDate") or "").strip() for one in zeebe(element, "taskSchedule")]
    for text in due:
        span = _span(text)
        if span:
            yield Fact(element.iri, AB.maxWait, Literal(span, datatype=XSD.duration), element.place)


def details(element: Element) -> Iterator[Fact]:
    """State forms and retries of Zeebe as single words, as the other engines write them."""
    wanted = {
        "formDefinition": ("formKey", "formId", "externalReference"),
        "taskDefinition": ("retries",),
    }
    for name, attributes in wanted.items():
        for node in zeebe(element, name):
            for attribute in attributes:
                value = (node.get(attribute) or "").strip()
                if value:
                    word = vendors.word(f"{ZEEBE}#", attribute)
                    yield Fact(element.iri, word, Literal(value), element.place)


def _engine_nodes(element: Element, *names: str) -> Iterator[etree._Element]:
    for node in element.foreign:
        namespace, local = vendors.split(str(node.tag))
        if namespace in ENGINES and local in names:
            yield node


def _span(text: str) -> str:
    """Give the span of a due date as ISO 8601; empty where it is a date or cannot be told."""
    feel = _FEEL.match(text)
    plain = feel.group(1) if feel else text
    weeks = _WEEKS.match(plain)
    if weeks:  # XML Schema knows no weeks
        return f"P{int(weeks.group(1)) * 7}D"
    if _DURATION.match(plain) and "W" not in plain:
        return plain
    later = _LATER.findall(text)
    if len(later) != 1:
        return ""
    unit, amount = later[0]
    if unit == "Weeks":
        return f"P{int(amount) * 7}D"
    return f"P{amount}D" if unit == "Days" else f"PT{amount}{unit[0]}"
