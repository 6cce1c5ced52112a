"""The messages of results: those of the shape with their blanks filled, or plain ones."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import Literal

from asbuilt.judge.native import constraints
from asbuilt.judge.native import shapes as model
from asbuilt.judge.native.constraints import Custom, Select
from asbuilt.judge.native.problems import name
from asbuilt.terms import from_ox, to_ox

if TYPE_CHECKING:
    from asbuilt.judge.native.constraints import Constraint
    from asbuilt.judge.native.core import Violation
    from asbuilt.judge.native.shapes import Shape

_BLANK: Final = re.compile(r"\{[?$](\w+)\}")
_PLAIN: Final[dict[type[Constraint], str]] = {
    constraints.ClassOf: "Value is no instance of {cls}",
    constraints.Datatype: "Value is no well-formed literal of datatype {datatype}",
    constraints.NodeKind: "Value is not of kind {kind}",
    constraints.MinCount: "Fewer than {count} values",
    constraints.MaxCount: "More than {count} values",
    constraints.MinExclusive: "Value is not above {limit}",
    constraints.MinInclusive: "Value is below {limit}",
    constraints.MaxExclusive: "Value is not below {limit}",
    constraints.MaxInclusive: "Value is above {limit}",
    constraints.MinLength: "Value has fewer than {length} characters",
    constraints.MaxLength: "Value has more than {length} characters",
    constraints.Pattern: "Value does not match {pattern}",
    constraints.LanguageIn: "Language is none of {languages}",
    constraints.UniqueLang: "Several values in one language",
    constraints.Equals: "Value is not shared with {property}",
    constraints.Disjoint: "Value is also one of {property}",
    constraints.LessThan: "Value is not below that of {property}",
    constraints.LessThanOrEquals: "Value is above that of {property}",
    constraints.Not: "Value conforms to {shape}, and must not",
    constraints.And: "Value does not conform to all of {shapes}",
    constraints.Or: "Value conforms to none of {shapes}",
    constraints.Xone: "Value does not conform to exactly one of {shapes}",
    constraints.Node: "Value does not conform to {shape}",
    constraints.QualifiedMinCount: "Fewer than {count} values conform to {shape}",
    constraints.QualifiedMaxCount: "More than {count} values conform to {shape}",
    constraints.Closed: "Property is not among those allowed",
    constraints.HasValue: "Value {value} is missing",
    constraints.In: "Value is none of {values}",
    constraints.Select: "A SPARQL constraint does not hold",
    constraints.Custom: "A custom constraint does not hold",
}


def messages(shape: Shape, constraint: Constraint, one: Violation) -> tuple[Literal, ...]:
    """Give the messages of one result (SHACL, 2.1.5 and 5.3.2)."""
    if one.message is not None:
        found = from_ox(one.message)
        return (found if isinstance(found, Literal) else Literal(str(found)),)
    if isinstance(constraint, Select | Custom):
        templates = constraint.messages or shape.messages
        if templates:
            return tuple(_filled(template, constraint, one) for template in templates)
    if shape.messages:
        return shape.messages
    return (_plain(constraint),)


def _filled(template: Literal, constraint: Select | Custom, one: Violation) -> Literal:
    words = dict(one.words)
    words["this"] = one.focus
    if one.value is not None:
        words["value"] = one.value
    if one.path is not None:
        words["path"] = one.path
    if isinstance(constraint, Custom):
        words.update((key, to_ox(term)) for key, term in constraint.arguments)

    def fill(blank: re.Match[str]) -> str:
        term = words.get(blank[1])
        return blank[0] if term is None else _shown(term)

    return Literal(_BLANK.sub(fill, str(template)), lang=template.language)


def _shown(term: object) -> str:
    return str(term.value) if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


@lru_cache(maxsize=512)
def _plain(constraint: Constraint) -> Literal:
    words = {one.name: _said(getattr(constraint, one.name)) for one in fields(constraint)}
    return Literal(_PLAIN[type(constraint)].format(**words))


def _said(value: object) -> str:
    if isinstance(value, model.Shape):
        return name(value.node)
    return ", ".join(map(_said, value)) if isinstance(value, tuple) else str(value)
