"""The writer of ``asbuilt.vocabulary.terms``, so that a misspelt term fails at once.

Run ``python -m asbuilt.docs.vocabulary`` after a change of the ontology; with ``--check`` it only
says whether the module is fresh.
"""

from __future__ import annotations

import keyword
import sys

from rdflib import OWL, RDF, SKOS, Graph, URIRef
from rdflib.term import Literal

from asbuilt.resources import ONTOLOGY, PACKAGE

TERMS = PACKAGE / "vocabulary" / "terms.py"

_NAMESPACES = (
    (
        "AB",
        "https://w3id.org/asbuilt/ns#",
        "asbuilt.ttl",
        "The terms of the Asbuilt core ontology.",
    ),
    ("ABB", "https://w3id.org/asbuilt/breakdowns#", "breakdowns.ttl", "The breakdown classes."),
)
_KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, SKOS.Concept)


def render() -> str:
    """Give the text of the vocabulary module as the ontology files at hand demand it."""
    parts = [
        '"""Closed namespaces of Asbuilt\'s terms; made from the ontology, not by hand.',
        "",
        "``python -m asbuilt.docs.vocabulary`` writes this module anew.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from typing import ClassVar",
        "",
        "from rdflib import Namespace, URIRef",
        "from rdflib.namespace import DefinedNamespace",
    ]
    for name, namespace, file, title in _NAMESPACES:
        parts += ["", "", *_class(name, namespace, file, title)]
    return "\n".join(parts) + "\n"


def main(arguments: list[str]) -> int:
    """Write the vocabulary module, or with ``--check`` give 1 where it is not fresh."""
    text = render()
    if "--check" in arguments:
        fresh = TERMS.is_file() and TERMS.read_text(encoding="utf-8") == text
        if not fresh:
            sys.stderr.write(
                "asbuilt.vocabulary.terms does not match the ontology; "
                "run: python -m asbuilt.docs.vocabulary\n"
            )
        return 0 if fresh else 1
    TERMS.write_text(text, encoding="utf-8")
    return 0


def _class(name: str, namespace: str, file: str, title: str) -> list[str]:
    graph = Graph().parse(ONTOLOGY / file)
    terms = sorted(
        {str(s)[len(namespace) :] for kind in _KINDS for s in graph.subjects(RDF.type, kind)
         if isinstance(s, URIRef) and str(s).startswith(namespace)}
    )  # fmt: skip
    lines = [f"class {name}(DefinedNamespace):", f'    """{title}"""', ""]
    lines.append(f'    _NS = Namespace("{namespace}")')
    lines.append("    _fail = True")
    reserved = [t for t in terms if keyword.iskeyword(t)]
    if reserved:
        listed = ", ".join(f'"{t}"' for t in reserved)
        lines.append(f"    _extras: ClassVar[list[str]] = [{listed}]")
    lines.append("")
    for term in terms:
        if term in reserved:
            continue
        definition = graph.value(URIRef(namespace + term), SKOS.definition)
        assert isinstance(definition, Literal), f"{file}: {term} has no skos:definition"
        lines.append(f"    {term}: URIRef")
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
