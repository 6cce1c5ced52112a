"""What a report says of a suite or case in its own words: attributes, properties, messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree
from rdflib import Literal, Namespace, URIRef

from asbuilt.facts import Fact, Item, Tally
from asbuilt.identity import key
from asbuilt.loaders.junit.report import FAILING
from asbuilt.reading import vendors
from asbuilt.reading.secrets import harmless, opens_doors
from asbuilt.reading.xml import line_of, local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.junit.report import Part, Report

JUNIT: Final = Namespace(
    "https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd#"
)
"""The namespace under which attributes are kept that the ontology has no word for."""

TOLD: Final = (
    *FAILING, "skipped", "skip", "disabled", "ignored", "rerunFailure", "rerunError",
    "flakyFailure", "flakyError",
)  # fmt: skip
"""Children of a case that say what it came to."""

_NAME: Final = re.compile(r"[A-Za-z][\w.-]*\Z", re.ASCII)
_COUNTED: Final = frozenset(("tests", "failures", "errors", "skipped", "disabled", "name"))
"""Attributes that are read, and need not be kept."""
_INNER: Final = frozenset(("testsuites", "testsuite", "testcase", "properties"))


def about(report: Report, part: Part) -> Iterator[Item]:
    """Keep attributes and properties of a suite or case, and count what is not read."""
    yield from _attributes(report, part)
    yield from _properties(report, part)
    iri, kind = report.source.element(part.address), local(part.node)
    for child in part.node.iterchildren(etree.Element):
        name = local(child)
        if name in _INNER:
            continue
        if kind == "testcase" and name in TOLD:
            if (child.text or "").strip() and child.get("message"):
                yield Tally(f"text of {name}", "unread")
        elif name in FAILING:
            yield Tally(f"{name} of a suite")
            yield Fact(iri, JUNIT[name], Literal(harmless(told(child))), line_of(child))
        else:
            yield Tally(name, "unread")


def told(node: etree._Element) -> str:
    """Give the message of a failure, or the first line of its text where it has none."""
    text = (node.get("message") or "").strip() or (node.text or "").strip()
    return " ".join(text.splitlines()[0].split()) if text else ""


def _attributes(report: Report, part: Part) -> Iterator[Item]:
    iri, kind = report.source.element(part.address), local(part.node)
    for name, value in part.node.attrib.items():
        namespace, attribute = vendors.split(str(name))
        text = str(value).strip()
        if namespace in vendors.SILENT or not text or (attribute in _COUNTED and not namespace):
            continue
        if opens_doors(attribute, text):
            yield Tally(f"{kind}: {attribute}", "unread")
            continue
        yield Tally(f"{kind}: {attribute}", "kept")
        if namespace or not _NAME.match(attribute):
            term = vendors.term(report.source.minter.base, namespace, attribute)
        else:
            term = JUNIT[attribute]
        yield Fact(iri, term, Literal(text), part.place)


def _properties(report: Report, part: Part) -> Iterator[Item]:
    iri, kind = report.source.element(part.address), local(part.node)
    for name, text, place in report.properties(part):
        if opens_doors(name, text):
            yield Tally(f"property of a {kind}", "unread")
            continue
        yield Tally(f"property of a {kind}", "kept")
        term = URIRef(f"{report.source.minter.base}property/{key(name)}")
        yield Fact(iri, term, Literal(text), place)
