"""Random graphs, changes and shapes, small and full of coincidences, for tests of the judge."""

from __future__ import annotations

from hypothesis import strategies as st
from rdflib import RDF, RDFS, Literal, URIRef

NAMESPACE = "urn:x:"
PREFIXES = """
@prefix : <urn:x:> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:o sh:declare [ sh:prefix "x" ; sh:namespace "urn:x:"^^xsd:anyURI ] ,
  [ sh:prefix "rdf" ; sh:namespace "http://www.w3.org/1999/02/22-rdf-syntax-ns#"^^xsd:anyURI ] .
"""
NODES = [URIRef(f"{NAMESPACE}{name}") for name in "abcdefg"]
PROPERTIES = [URIRef(f"{NAMESPACE}{name}") for name in "pqr"]
CLASSES = [URIRef(f"{NAMESPACE}{name}") for name in ("C", "D")]
LITERALS = [Literal(1), Literal(2), Literal("1"), Literal("one", lang="en")]

properties = st.sampled_from([":p", ":q", ":r"])
classes = st.sampled_from([":C", ":D"])
triples = st.one_of(
    st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(NODES)),
    st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(LITERALS)),
    st.tuples(st.sampled_from(NODES), st.just(RDF.type), st.sampled_from(CLASSES)),
    st.tuples(st.sampled_from(CLASSES), st.just(RDFS.subClassOf), st.sampled_from(CLASSES)),
)
graphs = st.sets(triples, min_size=6, max_size=30)
changes = st.sets(triples, min_size=1, max_size=4)
"""Triples of which those that are there go, and the others come."""


def _wrapped(path: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        path.map(lambda one: f"[ sh:inversePath {one} ]"),
        path.map(lambda one: f"[ sh:zeroOrMorePath {one} ]"),
        path.map(lambda one: f"[ sh:oneOrMorePath {one} ]"),
        path.map(lambda one: f"[ sh:zeroOrOnePath {one} ]"),
        st.tuples(path, path).map(lambda two: f"( {two[0]} {two[1]} )"),
        st.tuples(path, path).map(lambda two: f"[ sh:alternativePath ( {two[0]} {two[1]} ) ]"),
    )


paths = st.recursive(properties, _wrapped, max_leaves=4)

# ---- queries ------------------------------------------------------------------------------------

_variables = st.sampled_from(["$this", "?value", "?x", "?y"])
_query_paths = st.sampled_from(
    ["x:p", "x:q", "x:r", "rdf:type", "^x:p", "x:p/x:q", "x:q*", "x:p+", "(x:p|^x:r)", "x:r?",
     "!x:p", "?any"]
)  # fmt: skip
_ends = st.one_of(_variables, _variables, st.sampled_from(["x:a", "x:C", "1"]))
_patterns = st.tuples(_variables, _query_paths, _ends).map(" ".join)


def _groups(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map(lambda two: f"{two[0]} . {two[1]}"),
        inner.map(lambda one: f"OPTIONAL {{ {one} }}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} OPTIONAL {{ {two[1]} }}"),
        st.tuples(inner, inner).map(lambda two: f"{{ {two[0]} }} UNION {{ {two[1]} }}"),
        inner.map(lambda one: f"FILTER NOT EXISTS {{ {one} }}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} FILTER EXISTS {{ {two[1]} }}"),
        inner.map(lambda one: f"{{ {one} }}"),
        inner.map(lambda one: f"{{ SELECT $this ?value WHERE {{ {one} }} }}"),
        inner.map(lambda one: f"{one} FILTER(?x = ?y)"),
        inner.map(
            lambda one: f"{{ SELECT $this (COUNT(?x) AS ?n) WHERE {{ {one} }} GROUP BY $this }}"
        ),
    )


groups = st.recursive(_patterns, _groups, max_leaves=5)
queries = st.one_of(
    groups.map(lambda body: f"SELECT DISTINCT $this ?value WHERE {{ {{ {body} }} }}"),
    st.tuples(_query_paths, _variables, groups).map(
        lambda parts: (
            f"SELECT DISTINCT $this ?value WHERE {{ $this {parts[0]} {parts[1]} . {parts[2]} }}"
        )
    ),
)
_constraints_in_sparql = queries.map(
    lambda query: f'sh:sparql [ sh:prefixes :o ; sh:select """{query}""" ]'
)

# ---- shapes -------------------------------------------------------------------------------------


def _of_values(shape: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give constraints that any shape may have."""
    return st.one_of(
        classes.map(lambda one: f"sh:class {one}"),
        st.sampled_from(["sh:nodeKind sh:IRI", "sh:in ( :a :b 1 )", "sh:datatype xsd:integer",
                         "sh:hasValue :a", "sh:minInclusive 2", "sh:maxLength 5"]),
        shape.map(lambda one: f"sh:not [ {one} ]"),
        shape.map(lambda one: f"sh:node [ {one} ]"),
        st.tuples(shape, shape).map(lambda two: f"sh:or ( [ {two[0]} ] [ {two[1]} ] )"),
        st.tuples(shape, shape).map(lambda two: f"sh:xone ( [ {two[0]} ] [ {two[1]} ] )"),
        st.tuples(shape, shape).map(lambda two: f"sh:and ( [ {two[0]} ] [ {two[1]} ] )"),
        st.just("sh:closed true ; sh:property [ sh:path :p ]"),
        properties.map(lambda one: f"sh:equals {one}"),
        properties.map(lambda one: f"sh:disjoint {one}"),
        _constraints_in_sparql,
    )  # fmt: skip


def _of_paths(shape: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give constraints that only property shapes may have."""
    return st.one_of(
        st.sampled_from(["sh:minCount 1", "sh:maxCount 1", "sh:minCount 2", "sh:uniqueLang true"]),
        properties.map(lambda one: f"sh:lessThan {one}"),
        shape.map(lambda one: f"sh:qualifiedValueShape [ {one} ] ; sh:qualifiedMinCount 1"),
        shape.map(lambda one: f"sh:qualifiedValueShape [ {one} ] ; sh:qualifiedMaxCount 1"),
    )


def _property(shape: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.one_of(_of_values(shape), _of_paths(shape), _of_paths(shape))
    return st.tuples(paths, inside).map(lambda two: f"sh:property [ sh:path {two[0]} ; {two[1]} ]")


def _deeper(shape: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(_of_values(shape), _property(shape), _property(shape))


constraints = st.recursive(
    st.one_of(
        classes.map(lambda one: f"sh:class {one}"),
        st.tuples(paths, st.sampled_from(["sh:minCount 1", "sh:maxCount 1"])).map(
            lambda two: f"sh:property [ sh:path {two[0]} ; {two[1]} ]"
        ),
        _constraints_in_sparql,
    ),
    _deeper,
    max_leaves=4,
)
targets = st.one_of(
    classes.map(lambda one: f"sh:targetClass {one}"),
    classes.map(lambda one: f"sh:targetClass {one}"),
    properties.map(lambda one: f"sh:targetSubjectsOf {one}"),
    properties.map(lambda one: f"sh:targetObjectsOf {one}"),
    st.sampled_from(["sh:targetNode :a", "sh:targetNode :nowhere", "sh:targetNode 1"]),
)
shapes = st.lists(st.tuples(targets, constraints), min_size=1, max_size=3).map(
    lambda several: (
        PREFIXES
        + "\n".join(
            f":S{number} a sh:NodeShape ; {target} ; {constraint} ."
            for number, (target, constraint) in enumerate(several)
        )
    )
)

query_shapes = st.tuples(targets, _constraints_in_sparql).map(
    lambda parts: f"{PREFIXES}:S a sh:NodeShape ; {parts[0]} ; {parts[1]} ."
)
"""One shape with one query, for tests of how queries are read."""
