"""The facts behind a finding as Turtle, each below a comment that names its file and place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import Graph, Literal

from asbuilt.vocabulary import PREFIXES

if TYPE_CHECKING:
    from asbuilt.facts import Term
    from asbuilt.judge.explanation.model import Explanation, Support


def render(explanation: Explanation, base: str) -> str:
    """Give the triples of an explanation as a Turtle document; parsed, it holds just these."""
    prefixes = {**PREFIXES, "": base}
    lines = [f"@prefix {prefix}: <{space}> ." for prefix, space in prefixes.items()]
    names = Graph()
    for prefix, space in prefixes.items():
        names.bind(prefix, space, override=True, replace=True)
    for fact in explanation.facts:
        lines += ["", f"# {_origin(fact)}"]
        lines.append(" ".join(_term(term, names) for term in fact.edge.triple) + " .")
    return "\n".join(lines) + "\n"


def _origin(fact: Support) -> str:
    if fact.places:
        return "; ".join(f"{one.file} ({one.locator or 'the file'})" for one in fact.places)
    return f"stated by the analysis {fact.analysis}" if fact.analysis else "stated by the check"


def _term(term: Term, names: Graph) -> str:
    if isinstance(term, Literal):
        return Literal(str(term), lang=term.language, datatype=term.datatype).n3(
            names.namespace_manager
        )
    text = term.n3(names.namespace_manager)
    # A local name with anything but letters and digits is safer written out.
    plain = text.partition(":")[2].replace("-", "").replace("_", "").isalnum()
    return text if not text.startswith("<") and plain else term.n3()
