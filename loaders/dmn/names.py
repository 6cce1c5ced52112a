"""Names of DMN 1.1 to 1.6, and what becomes of the elements that bear them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import Namespace

from asbuilt.reading.model import Grammar

if TYPE_CHECKING:
    from lxml import etree


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERSIONS: Final = {
    "20130901": "1.0",
    "20151101": "1.1",
    "20180521": "1.2",
    "20191111": "1.3",
    "20211108": "1.4",
    "20230324": "1.5",
    "20240513": "1.6",
}
"""Version by the date in the namespace of a document."""

DMN: Final = Namespace("https://www.omg.org/spec/DMN/20230324/MODEL/#")
"""Where words of DMN stand for which the ontology has none, whatever version a file has."""

_MODEL: Final = re.compile(
    r"https?://www\.omg\.org/spec/DMN/(\d{8})"
    r"(?:$|/(?!(?:FEEL|DMNDI|DI|DC|B-FEEL|testcase)(?:[/.]|$)))"
)
"""Namespaces of models; tools leave out their ends, or write names of schema files there."""

THINGS: Final = _names(
    "definitions import itemDefinition itemComponent decision businessKnowledgeModel inputData"
    " knowledgeSource decisionService organizationUnit performanceIndicator elementCollection"
    " textAnnotation association group decisionTable input output rule"
)
"""Elements that become things of the graph, where they do not merely refer to one."""

EXPRESSIONS: Final = _names(
    "literalExpression invocation context relation list functionDefinition conditional for every"
    " some filter decisionTable"
)
"""Kinds of boxed expressions (10.2)."""

REQUIREMENTS: Final = {
    "informationRequirement": _names("requiredDecision requiredInput"),
    "knowledgeRequirement": _names("requiredKnowledge"),
    "authorityRequirement": _names("requiredDecision requiredInput requiredAuthority"),
}
"""Requirements (6.3.13 to 6.3.15) with the references that they may hold."""

REQUIRED_KINDS: Final = {
    "requiredDecision": ("decision",),
    "requiredInput": ("inputData",),
    "requiredKnowledge": ("businessKnowledgeModel", "decisionService"),
    "requiredAuthority": ("knowledgeSource",),
    "decisionMaker": ("organizationUnit",),
    "decisionOwner": ("organizationUnit",),
    "owner": ("organizationUnit",),
    "decisionMade": ("decision",),
    "decisionOwned": ("decision",),
    "impactedPerformanceIndicator": ("performanceIndicator",),
    "impactingDecision": ("decision",),
    "outputDecision": ("decision",),
    "encapsulatedDecision": ("decision",),
    "inputDecision": ("decision",),
    "inputData": ("inputData",),
    "drgElement": (
        "decision",
        "businessKnowledgeModel",
        "inputData",
        "knowledgeSource",
        "decisionService",
    ),
    "sourceRef": (),
    "targetRef": (),
}
"""What the elements of a DMN model that only refer to another by ``href`` refer to."""

OUTSIDE: Final = _names("usingProcess usingTask supportedObjective")
"""References to what other standards describe: BPMN processes and tasks, objectives of BMM."""

TEXTS: Final = _names("description text question allowedAnswers type typeRef importedElement")
"""Elements whose content is text."""

WITHIN_EXPRESSIONS: Final = _names(
    "text inputExpression inputValues outputValues defaultOutputEntry inputEntry outputEntry"
    " annotationEntry annotation binding parameter contextEntry formalParameter column row"
    " importedValues importedElement if then else in match return satisfies encapsulatedLogic"
    " informationItem"
)
"""Elements that are read as parts of the expression or table around them."""

SAID: Final = _names(
    "description question allowedAnswers type variable typeRef allowedValues typeConstraint"
    " functionItem parameters"
)
"""Elements that are read as what they say of the thing around them."""


def version_of(namespace: str) -> str | None:
    """Give the version of DMN that a namespace stands for: its date where that is unknown.

    None where the namespace is not that of a DMN model.
    """
    found = _MODEL.match(namespace)
    return VERSIONS.get(found.group(1), found.group(1)) if found else None


def _is_thing(node: etree._Element) -> bool:
    name = str(node.tag).rpartition("}")[2]
    return name in THINGS and "href" not in node.attrib


GRAMMAR: Final = Grammar(
    owns=lambda namespace: version_of(namespace) is not None,
    is_thing=_is_thing,
    texts=TEXTS,
    wrappers=frozenset({"extensionElements"}),
)
