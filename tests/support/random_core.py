"""Random graphs and shapes that try the edges of SHACL Core: odd literals, kinds, texts, counts.

`random_shapes` tries how paths, queries and nesting go together; this tries what values can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[st.SearchStrategy[str]], str]

PREFIXES: Final = """
@prefix : <urn:x:> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_THINGS: Final = [":a", ":b", ":c", ":d", "_:x", "_:y"]
_LITERALS: Final = [
    "1", "2", "1.0", "1.5", "'1'", "'01'^^xsd:integer", "1e0", "'one'", "'one'@en", "'one'@en-GB",
    "'eins'@de", "''", "'two words'", "'Grüße'", "'x'^^xsd:integer",
    "'300'^^xsd:byte", "'3'^^xsd:byte", "'x'^^:type",
]  # fmt: skip
_DATATYPES: Final = [
    "xsd:integer", "xsd:decimal", "xsd:double", "xsd:string", "xsd:boolean", "xsd:date",
    "xsd:dateTime", "xsd:byte", "rdf:langString", ":type",
]  # fmt: skip
_KINDS: Final = [
    "IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral",
]  # fmt: skip

_number = st.integers(0, 3).map(str)
_length = st.integers(1, 5).map(str)
_property = st.sampled_from([":p", ":q", ":r"])
_class = st.sampled_from([":C", ":D", ":E"])
_thing = st.sampled_from(_THINGS)
_named = st.sampled_from([":a", ":b", ":c", *_LITERALS])
_value = st.sampled_from([*_THINGS * 3, *_LITERALS])
_limit = st.sampled_from(["1", "1.5", "2", "1e0"])
_kind = st.sampled_from(_KINDS)
_datatype = st.sampled_from(_DATATYPES)
_pattern = st.sampled_from(["'^o'", "'ONE' ; sh:flags 'i'", "'[0-9]+$'", "'a'", "'^$'"])
_languages = st.sampled_from(["( 'en' )", "( 'de' 'en-GB' )", "( 'fr' )", "( 'EN' )"])
_truth = st.sampled_from(["true", "false"])
_extra = st.sampled_from(
    ["", "", "", "; sh:severity sh:Warning", "; sh:severity :Mine", "; sh:deactivated true",
     "; sh:message 'no'@en"]
)  # fmt: skip


@st.composite
def _triple(draw: Draw) -> str:
    form = draw(st.sampled_from(["value", "value", "type", "class"]))
    if form == "value":
        return f"{draw(_thing)} {draw(_property)} {draw(_value)}"
    if form == "type":
        return f"{draw(_thing)} a {draw(_class)}"
    return f"{draw(_class)} rdfs:subClassOf {draw(_class)}"


graphs = st.sets(_triple(), min_size=3, max_size=25).map(
    lambda lines: PREFIXES + " .\n".join(sorted(lines)) + " ."
)
"""Data as Turtle."""


@st.composite
def _path(draw: Draw, depth: int = 2) -> str:
    forms = ["property", "property", "property"]
    if depth:
        forms += ["inverse", "zeroOrMore", "oneOrMore", "zeroOrOne", "sequence", "alternative"]
    form = draw(st.sampled_from(forms))
    if form == "property":
        return draw(_property)
    inner = draw(_path(depth - 1))
    if form == "sequence":
        return f"( {inner} {draw(_path(depth - 1))} )"
    if form == "alternative":
        return f"[ sh:alternativePath ( {inner} {draw(_path(depth - 1))} ) ]"
    return f"[ sh:{form}Path {inner} ]"


_SIMPLE: Final = {
    "class": _class, "datatype": _datatype, "nodeKind": _kind.map("sh:{}".format),
    "minExclusive": _limit, "minInclusive": _limit, "maxExclusive": _limit, "maxInclusive": _limit,
    "minLength": _length, "maxLength": _length, "pattern": _pattern, "languageIn": _languages,
    "hasValue": _named, "equals": _property, "disjoint": _property,
    "in": st.lists(_named, min_size=1, max_size=4).map(lambda some: f"( {' '.join(some)} )"),
}  # fmt: skip
_OF_PATHS: Final = {
    "minCount": _number, "maxCount": _number, "uniqueLang": st.just("true"),
}  # fmt: skip


@st.composite
def _constraint(draw: Draw, depth: int, *, has_path: bool) -> str:
    forms = [*_SIMPLE]
    if has_path:
        forms += [*_OF_PATHS] * 2
    if depth:
        forms += ["not", "node", "and", "or", "xone", "property", "property", "closed"] * 2
        if has_path:
            forms += ["qualifiedMinCount", "qualifiedMaxCount"] * 2
    form = draw(st.sampled_from(forms))
    if form in _SIMPLE or form in _OF_PATHS:
        return f"sh:{form} {draw((_SIMPLE | _OF_PATHS)[form])}"
    if form in {"not", "node"}:
        return f"sh:{form} [ {draw(_constraint(depth - 1, has_path=False))} ]"
    if form in {"and", "or", "xone"}:
        number = int(draw(st.integers(1, 3).map(str)))
        inner = [f"[ {draw(_constraint(depth - 1, has_path=False))} ]" for _ in range(number)]
        return f"sh:{form} ( {' '.join(inner)} )"
    if form == "property":
        return f"sh:property [ {draw(_property_shape(depth - 1))} ]"
    if form == "closed":
        ignored = draw(st.sampled_from(["", "; sh:ignoredProperties ( rdf:type )"]))
        return f"sh:closed true ; sh:property [ sh:path {draw(_property)} ] {ignored}"
    inner_shape = draw(_constraint(depth - 1, has_path=False))
    return (
        f"sh:qualifiedValueShape [ {inner_shape} ] ; sh:{form} {draw(_number)} ;"
        f" sh:qualifiedValueShapesDisjoint {draw(_truth)}"
    )


@st.composite
def _property_shape(draw: Draw, depth: int) -> str:
    path = draw(_path())
    constraint = draw(_constraint(depth, has_path=True))
    return f"sh:path {path} ; {constraint} {draw(_extra)}"


@st.composite
def _target(draw: Draw) -> str:
    form = draw(st.sampled_from(["Class", "SubjectsOf", "ObjectsOf", "ObjectsOf", "Node", ""]))
    if not form:
        return "a rdfs:Class"
    if form == "Class":
        return f"sh:targetClass {draw(_class)}"
    return f"sh:target{form} {draw(_named if form == 'Node' else _property)}"


@st.composite
def _shapes(draw: Draw) -> str:
    parts = [PREFIXES]
    for name in draw(st.sampled_from(["C", "C", "CD", "CDE"])):
        targets = draw(st.lists(_target(), min_size=1, max_size=2).map(" ; ".join))
        has_path = draw(_truth) == "true"
        if has_path:
            parts.append(f":{name} a sh:PropertyShape ; {targets} ; {draw(_property_shape(2))} .")
        else:
            constraint = draw(_constraint(3, has_path=False))
            parts.append(f":{name} a sh:NodeShape ; {targets} ; {constraint} {draw(_extra)} .")
    return "\n".join(parts)


shapes = _shapes()
"""Shapes as Turtle, some of which are classes of the data, too."""
