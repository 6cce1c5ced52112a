"""The text of a rule's query taken apart, with what is bound in its place (SHACL, 5.3.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import OWL, SH, Graph, Literal, URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.model import PropertyPath

_TOKEN = re.compile(
    r"""(?P<string>\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      |(?P<iri><[^<>\s]*>)|(?P<comment>\#[^\n]*)|(?P<variable>[?$]\w+)|(?P<brace>[{}()])""",
    re.VERBOSE | re.DOTALL,
)


def prefixes(shapes: Graph, constraint: Term) -> dict[str, str]:
    """Give the prefixes that a SPARQL constraint declares, with those of what it imports.

    Those of the shapes file stand in for what is not declared, as the engines have it.
    """
    found: dict[str, str] = {}
    pending = list(shapes.objects(constraint, SH.prefixes))
    seen = set()
    while pending:
        ontology = pending.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        pending += shapes.objects(ontology, OWL.imports)
        for declared in shapes.objects(ontology, SH.declare):
            prefix = shapes.value(declared, SH.prefix)
            found[str(prefix)] = str(shapes.value(declared, SH.namespace))
    return {str(short): str(space) for short, space in shapes.namespaces()} | found


def declarations(known: Mapping[str, str]) -> str:
    """Give prefixes as SPARQL declares them."""
    return "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in sorted(known.items()))


def bound(text: str, terms: Mapping[str, Term | str]) -> str:
    """Put terms in place of variables; texts, IRIs and comments of the query stay as they are.

    A value that is a plain text is put in as it is, such as a property path for ``$PATH``.
    """

    def replaced(found: re.Match[str]) -> str:
        name = found.group("variable")
        if name is None or name[1:] not in terms:
            return found.group(0)
        term = terms[name[1:]]
        return term.n3() if isinstance(term, URIRef | Literal) else str(term)

    return _TOKEN.sub(replaced, text)


def parts(text: str) -> tuple[str, str, str]:
    """Give what stands before the outermost group pattern of a query, the pattern, and the rest.

    Raises `ValueError` where there is none.
    """
    depth = nested = 0
    start = -1
    for found in _TOKEN.finditer(text):
        brace = found.group("brace")
        if brace == "(":
            nested += 1
        elif brace == ")":
            nested -= 1
        elif brace == "{" and (start >= 0 or not nested):
            start = found.start() if start < 0 else start
            depth += 1
        elif brace == "}" and start >= 0:
            depth -= 1
            if not depth:
                return text[:start], text[start : found.end()], text[found.end() :]
    raise ValueError("the query has no group pattern")


def path_text(path: PropertyPath) -> str:
    """Give a path as SPARQL writes it, with full IRIs."""
    if isinstance(path, URIRef):
        return f"<{path}>"
    if isinstance(path, InvPath):
        return f"^({path_text(path.arg)})"
    if isinstance(path, SequencePath):
        return "/".join(f"({path_text(one)})" for one in path.args)
    if isinstance(path, AlternativePath):
        return "|".join(f"({path_text(one)})" for one in path.args)
    assert isinstance(path, MulPath)
    return f"({path_text(path.path)}){path.mod}"
