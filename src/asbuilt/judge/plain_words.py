"""Sentences for constraints of plain shapes that bring no message of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from rdflib import SH, Graph, Literal, URIRef
from rdflib.collection import Collection

from asbuilt.judge import paths
from asbuilt.judge.plain_shapes import name, text
from asbuilt.judge.shape_files import tail

if TYPE_CHECKING:
    from rdflib.term import Node

    from asbuilt.facts import Subject

PLAIN_FIX = "Correct what {file} says of “{focus}”{at}, or the shape in {shapes}."
"""What to do where the shape does not say it."""

_OF_VALUE = {
    SH["class"]: "is no {parameter}",
    SH.datatype: "is not written as {parameter}",
    SH.nodeKind: "is not {parameter}",
    SH["in"]: "is none of {parameter}",
    SH.pattern: "does not match {parameter}",
    SH.minLength: "is shorter than {parameter} characters",
    SH.maxLength: "is longer than {parameter} characters",
    SH.minInclusive: "is less than {parameter}",
    SH.minExclusive: "is not more than {parameter}",
    SH.maxInclusive: "is more than {parameter}",
    SH.maxExclusive: "is not less than {parameter}",
    SH.languageIn: "is in none of the languages {parameter}",
    SH.equals: "is not what it has as {parameter}, too",
    SH.disjoint: "is also what it has as {parameter}",
    SH.lessThan: "is not less than its {parameter}",
    SH.lessThanOrEquals: "is more than its {parameter}",
    SH.node: "does not conform to the shape {parameter}",
    SH["not"]: "conforms to a shape that it must not conform to",
    SH["and"]: "does not conform to all of the shapes {parameter}",
    SH["or"]: "conforms to none of the shapes {parameter}",
    SH.xone: "does not conform to exactly one of the shapes {parameter}",
}
"""What is wrong with a value, by the parameter of its constraint (SHACL, 4)."""
_OF_FOCUS = {
    SH.minCount: "“{focus}” has fewer than {parameter} of {path}: {values}.",
    SH.maxCount: "“{focus}” has more than {parameter} of {path}: {values}.",
    SH.hasValue: "“{focus}” does not have {parameter} as {path}.",
    SH.uniqueLang: "“{focus}” has several {path} in one language.",
    SH.qualifiedMinCount: "“{focus}” has fewer than {parameter} {path} of the kind asked for.",
    SH.qualifiedMaxCount: "“{focus}” has more than {parameter} {path} of the kind allowed.",
    SH.closed: "“{focus}” has {property}, which its shape does not allow: {value}.",
}
"""What is wrong with a thing as a whole, by the parameter of its constraint."""
_KINDS = {
    SH.IRI: "an IRI",
    SH.Literal: "a literal",
    SH.BlankNode: "a blank node",
    SH.BlankNodeOrIRI: "a blank node or an IRI",
    SH.BlankNodeOrLiteral: "a blank node or a literal",
    SH.IRIOrLiteral: "an IRI or a literal",
}


def sentences(shapes: Graph, node: Subject) -> dict[URIRef, str]:
    """Give a message with placeholders for each constraint of a shape, by its component."""
    said = {}
    for parameter, end in _OF_VALUE.items():
        if (node, parameter, None) in shapes:
            said[_component(parameter)] = f"{_subject(shapes, node)} {end}."
    for parameter, sentence in _OF_FOCUS.items():
        if (node, parameter, None) in shapes:
            said[_component(parameter)] = sentence
    if (node, SH.minCount, Literal(1)) in shapes:
        said[_component(SH.minCount)] = "“{focus}” has no {path}."
    if (node, SH.maxCount, Literal(0)) in shapes:
        said[_component(SH.maxCount)] = "“{focus}” must not have {path}: {values}."
    return {
        component: sentence.replace("{path}", _path(shapes, node)).replace(
            "{parameter}", _parameter(shapes, node, component)
        )
        for component, sentence in said.items()
    }


def _component(parameter: URIRef) -> URIRef:
    local = tail(str(parameter))
    return URIRef(f"{SH}{local[0].upper()}{local[1:]}ConstraintComponent")


def _parameter(shapes: Graph, node: Subject, component: URIRef) -> str:
    local = tail(str(component)).removesuffix("ConstraintComponent")
    found = sorted(
        _words(shapes, value) for value in shapes.objects(node, SH[local[0].lower() + local[1:]])
    )
    return ", ".join(found)


def _words(shapes: Graph, value: Node) -> str:
    if isinstance(value, Literal):
        return str(value).replace("{", "(").replace("}", ")")
    if value in _KINDS:
        return _KINDS[cast("URIRef", value)]
    if isinstance(value, URIRef):
        return name(shapes, value)
    members = [one for one in Collection(shapes, value) if one is not None]
    named = [_words(shapes, one) for one in members if isinstance(one, URIRef | Literal)]
    return ", ".join(named) if named and len(named) == len(members) else "given"


def _subject(shapes: Graph, node: Subject) -> str:
    if shapes.value(node, SH.path) is None:
        return "“{focus}”"
    return "The {path} “{value}” of “{focus}”"


def _path(shapes: Graph, node: Subject) -> str:
    path = shapes.value(node, SH.path)
    stated = text(shapes, node, SH.name)
    if stated or path is None:
        return stated
    if isinstance(path, URIRef):
        return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", tail(str(path))).lower()
    return paths.text(paths.parse(shapes, cast("Subject", path)))
