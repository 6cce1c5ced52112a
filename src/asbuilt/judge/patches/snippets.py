"""Patches where no register says such things: a statement in a file of RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import XSD, Literal, URIRef
from rdflib.paths import AlternativePath, InvPath

from asbuilt.identity import digest
from asbuilt.ingest.loaders import choose
from asbuilt.judge.explanation.phrases import path_words
from asbuilt.judge.explanation.ranges import range_of
from asbuilt.judge.patches.blanks import blank_of, things
from asbuilt.judge.patches.model import AppendText, Blank, Patch, hole
from asbuilt.judge.patches.settings import source_edits
from asbuilt.names import curie
from asbuilt.reading.columns import Meaning
from asbuilt.vocabulary import AB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.explanation.model import PropertyPath, Remedy

FILE = "facts/additions.ttl"
"""The file that is made where the workspace has no Turtle of its own."""
_HEAD = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("ab", "rdfs", "xsd"))


def by_remedies(explainer: Explainer, remedies: tuple[Remedy, ...]) -> Iterator[Patch]:
    """Yield a snippet of Turtle for each remedy that adds a value of a single property."""
    for remedy in remedies:
        predicate = _single(remedy.path)
        if remedy.action != "add" or predicate is None or not isinstance(remedy.subject, URIRef):
            continue
        file, head = _home(explainer)
        text, blanks = _snippet(explainer, remedy, predicate, file)
        edits = (
            AppendText(file, text, head),
            *source_edits(explainer.workspace, file, "facts/*.ttl"),
        )
        name = explainer.phrases.name(remedy.subject)
        title = f"State the {path_words(predicate)} of {name} in {file}"
        yield Patch("facts", title, edits, blanks)


def _single(path: PropertyPath | None) -> URIRef | None:
    if isinstance(path, AlternativePath):
        return next((one for one in path.args if isinstance(one, URIRef)), None)
    if isinstance(path, InvPath):
        return None
    return path if isinstance(path, URIRef) else None


def _home(explainer: Explainer) -> tuple[str, str]:
    """Give the workspace's first file of Turtle, else a new one with what it begins with."""
    for spec in explainer.workspace.sources:
        if spec.source.name.endswith((".ttl", ".trig")):
            loader = choose(spec.source.path)
            if loader is not None and loader.name == "rdf":
                return spec.source.name, ""
    return FILE, _HEAD


def _snippet(
    explainer: Explainer, remedy: Remedy, predicate: URIRef, file: str
) -> tuple[str, tuple[Blank, ...]]:
    """Give statements with full IRIs, which need no prefixes of the file that they go into."""
    subject, verb = f"<{remedy.subject}>", f"<{predicate}>"
    name = curie(str(predicate)).partition(":")[2] or "value"
    comment = f"\n# {path_words(predicate)} of {explainer.phrases.name(remedy.subject)}\n"
    if remedy.value is not None:
        value = (
            remedy.value.n3() if not isinstance(remedy.value, Literal) else _literal(remedy.value)
        )
        return f"{comment}{subject} {verb} {value} .\n", ()
    kinds = remedy.kinds or range_of(predicate)
    classes = [kind for kind in kinds if str(kind).startswith(str(AB))]
    key = "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-")
    if classes or not kinds:
        blank = _thing_blank(explainer, key, remedy, classes)
        mention = explainer.workspace.minter.element(
            file, f"mention-{digest(str(remedy.subject), str(predicate))}"
        )
        kind_list = ", ".join(kind.n3() for kind in classes or [AB.Agent, AB.Role])
        return (
            f"{comment}{subject} {verb} <{mention}> .\n"
            f"<{mention}> a <{AB.Reference}> ; <{AB.referenceKind}> {kind_list} ;\n"
            f'    <http://www.w3.org/2000/01/rdf-schema#label> "{hole(key)}" .\n'
        ), (blank,)
    datatype = kinds[0]
    kind = str(datatype).rpartition("#")[2]
    meaning = Meaning(name, name, {"decimal": "number", "string": "text"}.get(kind, kind.lower()))
    blank = blank_of(explainer, None, meaning, remedy.subject, key)
    typed = "" if datatype == XSD.string else f"^^<{datatype}>"
    return f'{comment}{subject} {verb} "{hole(key)}"{typed} .\n', (blank,)


def _thing_blank(explainer: Explainer, key: str, remedy: Remedy, classes: list[URIRef]) -> Blank:
    name = explainer.phrases.name(remedy.subject)
    party = not classes or AB.Agent in classes or AB.Role in classes
    if party:
        meaning = Meaning(key, key, "party")
        return blank_of(explainer, None, meaning, remedy.subject, key)
    return Blank(key, f"{key.replace('-', ' ')} of {name}", tuple(things(explainer, *classes)))


def _literal(value: Literal) -> str:
    return f'"{value}"' + (f"^^<{value.datatype}>" if value.datatype else "")
