"""What choices and decisions ask: conditions of ways out of them, and inputs of decision tables."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.reading import ask_rows
from asbuilt.identity import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.store import Store

_INPUT: Final = "<https://www.omg.org/spec/DMN/20230324/MODEL/#inputExpression>"
"""The word of DMN for what a column of a decision table looks at; no other format has it."""
_NULL: Final = re.compile(r"\bnull\b")


def asked(store: Store) -> Iterator[tuple[URIRef, str]]:
    """Give each condition or expression with the step, state or decision that asks it."""
    ways = """SELECT DISTINCT ?a ?b WHERE { ?way ab:condition ?b .
        { ?way ab:from ?a } UNION { ?way ab:source ?a } }"""
    for choice, condition in ask_rows(store, ways):
        if isinstance(choice, URIRef):
            yield choice, str(condition)
    yield from _inputs(store)


def _inputs(store: Store) -> Iterator[tuple[URIRef, str]]:
    """Give the inputs of decision tables; one that a rule compares with null is asked for, too."""
    inputs = f"""SELECT DISTINCT ?a ?b ?name WHERE {{
        ?input {_INPUT} ?b ; ab:partOf+ ?a . OPTIONAL {{ ?input rdfs:label ?name }}
        {{ ?a a ab:Decision }} UNION {{ ?a a ab:Automation }} }}"""
    rules = """SELECT DISTINCT ?a ?b WHERE { ?rule ab:condition ?b ; ab:partOf+ ?a .
        { ?a a ab:Decision } UNION { ?a a ab:Automation } }"""
    nullable: dict[URIRef, set[str]] = defaultdict(set)
    for decision, condition in ask_rows(store, rules):
        for test in str(condition).split("; "):
            column, _, value = test.partition(": ")
            if isinstance(decision, URIRef) and _NULL.search(value):
                nullable[decision].add(fold(column))
    for decision, expression, heading in ask_rows(store, inputs):
        if isinstance(decision, URIRef):
            yield decision, str(expression)
            if fold(str(heading or expression)) in nullable[decision]:
                yield decision, f"{expression} = null"
