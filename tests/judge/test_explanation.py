"""Findings explained: over the whole example, and for each component of SHACL Core."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import Graph, URIRef

from asbuilt.judge.circumstances import circumstances
from asbuilt.judge.engine import validate
from asbuilt.judge.explanation import Explainer, turtle
from asbuilt.judge.kept import kept_findings
from asbuilt.judge.refresh import in_memory
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Shop

    from asbuilt.judge.explanation import Explanation
    from asbuilt.judge.kept import KeptFinding

DATA = """
@prefix : <https://example.org/shop/model#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a a :Thing ; rdfs:label "Thing A"@en, "Ding A"@de, "Kram A"@de ;
    :size 7 ; :code "abc" ;
    :begins "2026-02-01"^^xsd:date ; :ends "2026-01-01"^^xsd:date ;
    :near :b ; :far :b ; :part :c, :d ; :same "x" ; :other "y" .
:b a :Other ; rdfs:label "Thing B" .
:c a :Good ; rdfs:label "Part C" .
:d a :Good ; rdfs:label "Part D" .
"""
HEAD = """
@prefix : <https://example.org/shop/model#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix s: <https://example.org/shop/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
s:XX a sh:NodeShape ; sh:targetClass :Thing ; sh:message "wrong" ;
"""
CONSTRAINTS = {
    "class": ("sh:property [ sh:path :near ; sh:class :Good ]", "is not a ", ":near :b"),
    "datatype": ("sh:property [ sh:path :code ; sh:datatype xsd:date ]", "xsd:date", ":code"),
    "nodeKind": ("sh:property [ sh:path :code ; sh:nodeKind sh:IRI ]", "a thing", ":code"),
    "minCount": ("sh:property [ sh:path :colour ; sh:minCount 1 ]", "has no colour", None),
    "maxCount": ("sh:property [ sh:path :part ; sh:maxCount 1 ]", "at most 1", ":part :c"),
    "minExclusive": ("sh:property [ sh:path :size ; sh:minExclusive 7 ]", "more than 7", ":size"),
    "minInclusive": ("sh:property [ sh:path :size ; sh:minInclusive 8 ]", "at least 8", ":size"),
    "maxExclusive": ("sh:property [ sh:path :size ; sh:maxExclusive 7 ]", "less than 7", ":size"),
    "maxInclusive": ("sh:property [ sh:path :size ; sh:maxInclusive 6 ]", "at most 6", ":size"),
    "minLength": ("sh:property [ sh:path :code ; sh:minLength 4 ]", "at least 4 char", ":code"),
    "maxLength": ("sh:property [ sh:path :code ; sh:maxLength 2 ]", "at most 2 char", ":code"),
    "pattern": ('sh:property [ sh:path :code ; sh:pattern "^A" ]', "of the form ^A", ":code"),
    "languageIn": (
        'sh:property [ sh:path rdfs:label ; sh:languageIn ( "en" ) ]', "Ding A", "rdfs:label",
    ),
    "uniqueLang": (
        "sh:property [ sh:path rdfs:label ; sh:uniqueLang true ]", "2 times", "rdfs:label",
    ),
    "equals": ("sh:property [ sh:path :same ; sh:equals :other ]", "“x”, but other", ":same"),
    "disjoint": ("sh:property [ sh:path :near ; sh:disjoint :far ]", "both near", ":far :b"),
    "lessThan": ("sh:property [ sh:path :begins ; sh:lessThan :ends ]", "before ends", ":begins"),
    "lessThanOrEquals": (
        "sh:property [ sh:path :begins ; sh:lessThanOrEquals :ends ]", "no later than", ":ends",
    ),
    "not": ("sh:not [ sh:class :Thing ]", "does not allow", "rdf:type :Thing"),
    "and": ("sh:and ( [ sh:class :Thing ] [ sh:class :Good ] )", "not as the rule", "rdf:type"),
    "or": (
        "sh:or ( [ sh:class :Good ] [ sh:path :colour ; sh:minCount 1 ] )",
        "none of the 2", "rdf:type",
    ),
    "xone": ("sh:xone ( [ sh:class :Thing ] [ sh:nodeKind sh:IRI ] )", "only one may", "rdf:type"),
    "node": ("sh:property [ sh:path :near ; sh:node [ sh:class :Good ] ]", "near of", ":near :b"),
    "property": ("sh:property [ sh:path :colour ; sh:minCount 1 ]", "no colour", None),
    "qualifiedMinCount": (
        ("sh:property [ sh:path :part ; sh:qualifiedMinCount 1 ;"
        " sh:qualifiedValueShape [ sh:class :Other ] ]"), "at least 1 must be", ":part :c",
    ),
    "qualifiedMaxCount": (
        ("sh:property [ sh:path :part ; sh:qualifiedMaxCount 1 ;"
        " sh:qualifiedValueShape [ sh:class :Good ] ]"), "only 1 may be", ":part :d",
    ),
    "closed": (
        "sh:closed true ; sh:property [ sh:path :size ]", "does not allow", ":code",
    ),
    "hasValue": ('sh:property [ sh:path :code ; sh:hasValue "z" ]', "“z” is needed", ":code"),
    "in": ('sh:property [ sh:path :code ; sh:in ( "p" "q" ) ]', "one of “p” or “q”", ":code"),
    "sparql": (
        ('sh:sparql [ sh:select """SELECT $this ?value WHERE {'
        " $this <https://example.org/shop/model#near> ?value ."
        ' FILTER NOT EXISTS { ?value <https://example.org/shop/model#near> ?x } }""" ]'),
        "the rule's query", ":near :b",
    ),
    "sparql with the prefixes of its file": (
        'sh:sparql [ sh:select "SELECT $this ?value WHERE { $this :near ?value }" ]',
        "the rule's query", ":near :b",
    ),
}  # fmt: skip
"""Of each component: a shape, a part of the reason told, the beginning of an edge that shows it."""


def explained(workspace: Workspace) -> list[tuple[KeptFinding, Explanation]]:
    """Explain all findings of the last check."""
    with closing(workspace.store()) as store:
        explainer = Explainer(workspace, store)
        return [(finding, explainer.explain(finding)) for finding in kept_findings(store)]


@pytest.fixture(scope="module")
def of_example(example_workspace: Workspace) -> list[tuple[KeptFinding, Explanation]]:
    """Explain every finding of the example once."""
    return explained(example_workspace)


def test_every_finding_of_the_example_stands_on_a_fact_of_a_file(
    of_example: list[tuple[KeptFinding, Explanation]],
) -> None:
    """At least one fact with file and line, or exactly what is missing where."""
    assert len(of_example) > 50
    wrong = [
        f"{finding.code} {finding.message}"
        for finding, explanation in of_example
        if not any(place.line for fact in explanation.facts for place in fact.places)
        and not any(place.line for one in explanation.absences for place in one.places)
    ]
    assert not wrong


def test_every_finding_of_the_example_has_a_reason_and_a_remedy(
    of_example: list[tuple[KeptFinding, Explanation]],
) -> None:
    """The constraint that does not hold is told, and what would make it hold."""
    wrong = [
        f"{finding.code} {finding.message}"
        for finding, explanation in of_example
        if not explanation.reasons or not explanation.remedies
    ]
    assert not wrong


def test_every_derived_finding_is_led_back_to_files(
    of_example: list[tuple[KeptFinding, Explanation]],
) -> None:
    """What an analysis states rests on things that stand in files, and has a proof in words."""
    chains = [one for _, one in of_example if one.derivation]
    assert len(chains) > 20
    for explanation in chains:
        first = explanation.derivation[0]
        assert first.proof
        assert first.analysis
        assert any(place.line for _, _, places in first.things for place in places), first.fact


def test_what_is_said_names_things_not_addresses(
    of_example: list[tuple[KeptFinding, Explanation]],
) -> None:
    """No IRI stands in a sentence, since everything in the example has a name."""
    sentences = [
        sentence
        for _, explanation in of_example
        for sentence in (
            *(text for _, text in explanation.reasons),
            *(one.sentence for one in explanation.facts),
            *(one.sentence for one in explanation.absences),
            *(one.sentence for one in explanation.remedies),
        )
    ]
    assert [one for one in sentences if "://" in one or "urn:" in one] == []


def test_a_place_is_the_very_cell_that_states_the_fact(
    of_example: list[tuple[KeptFinding, Explanation]],
) -> None:
    """Of two accountable roles each stands in its column of the RACI's row."""
    explanation = next(one for finding, one in of_example if finding.code == "DE001")
    cells = {
        fact.sentence.partition(" is decided by ")[2]: fact.places[0].locator
        for fact in explanation.facts
        if "is decided by" in fact.sentence
    }
    assert cells == {"“Finance Controller”": "RACI!F31", "“Head of Procurement”": "RACI!J31"}


def test_the_turtle_of_an_explanation_holds_just_its_facts(
    of_example: list[tuple[KeptFinding, Explanation]], example_workspace: Workspace
) -> None:
    """Whoever wants the raw triples gets them all, with the places as comments."""
    base = example_workspace.minter.base
    for _, explanation in of_example:
        text = turtle.render(explanation, base)
        graph = Graph().parse(data=text, format="turtle")
        assert len(graph) == len({fact.edge.triple for fact in explanation.facts})
        assert all(f"{p.file} (" in text for f in explanation.facts for p in f.places)


@pytest.mark.parametrize("component", CONSTRAINTS)
def test_each_component_of_shacl_is_explained(shop: Shop, component: str) -> None:
    """The reason is told, the edge that shows it has its line, and something would mend it."""
    shape, reason, edge = CONSTRAINTS[component]
    shop.write("model.ttl", DATA)
    shop.write("rules.shapes", HEAD + shape + " .")
    settings = (shop.folder / "asbuilt.toml").read_text(encoding="utf-8")
    shop.write("asbuilt.toml", settings + '\n[check]\nshapes = ["rules.shapes"]\n')
    report = shop.check()
    own = [one for one in report.findings if one.rule.startswith("XX")]
    assert own, "the constraint did not fire"
    told = [one for finding, one in explained(Workspace.open(shop.folder)) if finding.code == "XX"]
    assert any(reason in text for one in told for _, text in one.reasons), told
    assert all(one.remedies for one in told)
    lines = [
        f"{_short(str(fact.edge.predicate))} {_short(str(fact.edge.object))}"
        for one in told
        for fact in one.facts
        if all(place.line for place in fact.places) and fact.places
    ]
    if edge is None:
        assert any(one.absences and one.absences[0].places[0].line for one in told)
    else:
        assert any(line.startswith(edge) for line in lines), lines


def _short(iri: str) -> str:
    for prefix, space in (
        (":", "https://example.org/shop/model#"),
        ("rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
        ("rdfs:", "http://www.w3.org/2000/01/rdf-schema#"),
    ):
        if iri.startswith(space):
            return prefix + iri.removeprefix(space)
    return iri


SHAPE_EXAMPLES = Path(__file__).parents[1] / "shapes"
STEMS = sorted(path.name for path in SHAPE_EXAMPLES.glob("*") if any(path.glob("invalid-*.ttl")))


@pytest.mark.parametrize("stem", STEMS)
def test_every_rule_of_ours_is_explained(shop: Shop, stem: str) -> None:
    """Each finding in the rules' examples has a reason, a remedy, and a fact or gap with a line."""
    for path in sorted((SHAPE_EXAMPLES / stem).glob("invalid-*.ttl")):
        shop.write(path.name, path.read_text(encoding="utf-8"))
    shop.write("model.ttl", "")
    report = shop.check()
    told = explained(Workspace.open(shop.folder))
    assert len(told) == len(report.findings) > 5
    wrong = [
        f"{finding.code} {finding.message}"
        for finding, one in told
        if not one.reasons
        or not one.remedies
        or not any(place.line for fact in (*one.facts, *one.absences) for place in fact.places)
    ]
    assert not wrong


@pytest.mark.parametrize("stem", STEMS)
def test_the_explanation_sees_fault_just_where_the_reference_engine_does(
    shop: Shop, stem: str
) -> None:
    """Over all things and all rules, the same things break the same rules: none more, none less."""
    for path in sorted((SHAPE_EXAMPLES / stem).glob("invalid-*.ttl")):
        shop.write(path.name, path.read_text(encoding="utf-8"))
    shop.write("model.ttl", "")
    shop.check()
    workspace = Workspace.open(shop.folder)
    with closing(workspace.store()) as store:
        explainer = Explainer(workspace, store)
        explainer.take_in_what_the_judge_states()
        view = in_memory(store, workspace.minter)
        graph = view.as_graph()
        for triple in list(circumstances(view, workspace.minter, explainer.as_of)):
            graph.add(triple)
        parts = explainer.book.parts
        judged = {
            (parts[result.shape].rule.code, result.focus)
            for result in validate(graph, explainer.book.shapes, "reference")
            if result.shape in parts
        }
        things = {term for triple in graph for term in triple if isinstance(term, URIRef)}
        told = {
            (part.rule.code, thing)
            for shape, part in parts.items()
            for thing in things
            if explainer.breaks(shape, thing)
        }
    assert len(judged) > 5
    assert told == judged
