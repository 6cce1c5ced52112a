"""What every rule must say of itself, and that the shapes are written in SHACL's own words."""

from __future__ import annotations

import re

import pytest
from rdflib import RDF, SH, Graph, URIRef

from asbuilt.judge.rules import Rule, rule_book
from asbuilt.resources import SHAPES
from asbuilt.vocabulary import AB, ABB

BOOK = rule_book()
FILES = sorted(SHAPES.glob("*.ttl"))
PREFIXES = {"WF": "workflow", "DE": "decision", "DX": "data", "GV": "governance"}
PREFIXES |= {"FB": "feedback", "IN": "integrity"}


def test_there_are_rules_of_every_class() -> None:
    """At least forty-five rules, some in each of the six groups."""
    assert len(BOOK.rules) >= 45
    assert {code[:2] for code in BOOK.rules} == set(PREFIXES)


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: str(rule.code))
def test_a_rule_says_what_why_and_what_to_do(rule: Rule) -> None:
    """Code, name, message, reason, fix and source are there; class and file agree with the code."""
    assert re.fullmatch(r"[A-Z]{2}\d{3}", rule.code)
    assert str(rule.iri) == f"https://w3id.org/asbuilt/shapes#{rule.code}"
    stem = PREFIXES[rule.code[:2]]
    assert rule.breakdown == getattr(ABB, stem)
    assert rule.file == f"{stem}.ttl"
    for text in (rule.name, rule.message, rule.why, rule.fix, rule.source):
        assert text.strip()
        assert "!" not in text
    names = ("{focus}", "{iri}", "{identifier}", "{label}")
    assert any(name in rule.message for name in names)
    assert rule.why.endswith(".")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_every_word_of_shacl_exists(path: object) -> None:
    """A misspelt ``sh:`` term passes every engine in silence."""
    used = {
        term
        for triple in Graph().parse(str(path))
        for term in triple
        if isinstance(term, URIRef) and term.startswith(str(SH))
    }
    assert used
    assert [term for term in used if term not in SH] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_every_word_of_asbuilt_exists(path: object) -> None:
    """A shape over a misspelt term never fires; words inside queries count too."""
    graph = Graph().parse(str(path))
    used = {
        str(term)
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and term.startswith(str(AB)) and term != URIRef(str(AB))
    }
    used |= {
        str(AB) + name
        for query in graph.objects(None, SH.select)
        for name in re.findall(r"\bab:(\w+)", str(query))
    }
    used |= {
        str(AB) + name
        for text in (*graph.objects(None, SH.message), *graph.objects(None, AB.fix))
        for name in re.findall(r"\{ab:(\w+)\}", str(text))
    }
    assert used
    assert [term for term in used if URIRef(term) not in AB] == []


def test_parts_bear_the_severity_of_their_rule() -> None:
    """Plain SHACL reads the severity of the shape that fires, so every part must state it."""
    for node, part in BOOK.parts.items():
        if (node, RDF.type, None) in BOOK.shapes:
            stated = BOOK.shapes.value(node, SH.severity)
            rules = BOOK.shapes.value(part.rule.iri, SH.severity)
            if node != part.rule.iri and part.path is not None and stated is None:
                continue
            assert stated == rules, node
