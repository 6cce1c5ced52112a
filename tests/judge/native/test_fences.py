"""Groups within groups see their own solutions only, however the store plans the join."""

from __future__ import annotations

import pytest
from rdflib import Graph

from asbuilt.judge.engine import judge
from asbuilt.judge.native.fences import fenced
from asbuilt.judge.native.tokens import joined, tokens

DATA = "@prefix : <urn:x:> . :a :q :a ; :p :b , :c ; a :D . :b :p :a ."
SHAPES = """
@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
:S a sh:NodeShape ; sh:%s ; sh:sparql [ sh:select '''SELECT $this ?value WHERE {
  $this <urn:x:q> ?x . { $this a ?value FILTER EXISTS { ?x <urn:x:p> $this } } }''' ] .
"""
"""Within, ?x is anything: it is ``:b`` that points at ``:a``, and not the ?x outside."""


@pytest.mark.parametrize("target", ["targetNode :a", "targetSubjectsOf :p", "targetClass :D"])
def test_an_exists_within_a_group_sees_that_group_only(target: str) -> None:
    """One result, whether nodes are named or looked for (SPARQL 1.1, 18.2.2.8 and 18.6).

    pySHACL finds none: rdflib fills in the ?x outside.
    """
    data = Graph().parse(data=DATA, format="turtle")
    shapes = Graph().parse(data=SHAPES % target, format="turtle")
    assert [str(one.value) for one in judge(data, shapes, "native").results] == ["urn:x:D"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{ ?a ?b ?c FILTER EXISTS { ?d ?e ?c } }", True),
        ("{ ?a ?b ?c } UNION { ?a ?b ?d FILTER NOT EXISTS { ?d ?e ?c } }", True),
        ("?a ?b ?c FILTER EXISTS { ?d ?e ?c }", False),
        ("OPTIONAL { ?a ?b ?c FILTER EXISTS { ?d ?e ?c } }", False),
        ("MINUS { ?a ?b ?c FILTER EXISTS { ?d ?e ?c } }", False),
        ("FILTER EXISTS { { ?a ?b ?c FILTER EXISTS { ?d ?e ?c } } }", False),
        ("{ SELECT ?a WHERE { ?a ?b ?c FILTER EXISTS { ?d ?e ?c } } }", False),
        ("GRAPH ?g { ?a ?b ?c FILTER EXISTS { ?d ?e ?c } }", False),
    ],
)
def test_only_groups_that_stand_for_themselves_are_fenced(
    body: str,
    expected: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """A filter in OPTIONAL looks at both sides; what is within EXISTS or SELECT needs no fence."""
    listed = tokens(f"SELECT ?a WHERE {{ {body} }}", {})
    assert ("SELECT * WHERE {" in joined(fenced(listed))) is expected
