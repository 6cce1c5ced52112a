"""Which controls a record is evidence for, told by the technical rule that it tried.

A tool writes down its rule, and a component definition says by which rules a control is tried. A
record that names a control itself needs no such way. Where the catalog of the component definition
is not at hand, its control is the one that a register has under the same identifier.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.reading import ask_rows
from asbuilt.identity import fold

if TYPE_CHECKING:
    from asbuilt.store import Store


def tried(store: Store) -> dict[URIRef, frozenset[URIRef]]:
    """Give the controls of each record of evidence that names a rule and no control."""
    waiting: dict[str, list[URIRef]] = defaultdict(list)
    for evidence, rule in ask_rows(
        store,
        """SELECT DISTINCT ?a ?b WHERE { ?a a ab:Evidence ; ab:technicalRule ?b
            FILTER NOT EXISTS { ?a ab:evidenceFor ?thing } }""",
    ):
        if isinstance(evidence, URIRef):
            waiting[str(rule)].append(evidence)
    found: dict[URIRef, set[URIRef]] = defaultdict(set)
    for text, controls in _controls_by_rule(store).items() if waiting else ():
        for record in waiting[text]:
            found[record] |= controls
    return {evidence: frozenset(things) for evidence, things in found.items()}


def _controls_by_rule(store: Store) -> dict[str, set[URIRef]]:
    controls: dict[str, set[URIRef]] = defaultdict(set)
    named: dict[str, set[str]] = defaultdict(set)
    for rule, control, identifier, mention in ask_rows(
        store,
        """SELECT ?rule ?a ?identifier ?mention WHERE { ?a ab:technicalRule ?rule
            { ?a a ab:Control } UNION { ?a ab:referenceKind ab:Control }
            OPTIONAL { ?a ab:referenceKind ?mention } OPTIONAL { ?a dcterms:identifier ?identifier }
            FILTER NOT EXISTS { ?a ab:refersTo ?thing } }""",
    ):
        if mention is None and isinstance(control, URIRef):
            controls[str(rule)].add(control)
        elif identifier is not None:
            named[fold(str(identifier))].add(str(rule))
    defined: dict[str, set[URIRef]] = defaultdict(set)
    for control, identifier in ask_rows(
        store,
        """SELECT ?a ?b WHERE { ?a a ab:Control ; dcterms:identifier ?b
            FILTER NOT EXISTS { ?a a ab:Reference } }""",
    ):
        if isinstance(control, URIRef) and fold(str(identifier)) in named:
            defined[fold(str(identifier))].add(control)
    for name, things in defined.items():
        for text in named[name] if len(things) == 1 else ():
            controls[text] |= things
    return controls
