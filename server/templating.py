"""What templates can say: links to things, cells of tables, levels, numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, url_for
from markupsafe import Markup, escape
from rdflib import Literal, URIRef

from asbuilt.names import Thing, curie, describe, tail
from asbuilt.server import addresses, values
from asbuilt.server.graph import remembered, snapshots, store, view, workspace
from asbuilt.server.source_lines import source_path
from asbuilt.vocabulary import AB, ABB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from asbuilt.facts import Term

NAVIGATION = (
    ("Overview", "overview.page"),
    ("Findings", "findings.listing"),
    ("Processes", "processes.listing"),
    ("Roles", "registers.roles"),
    ("Systems", "registers.systems"),
    ("Controls", "registers.controls"),
    ("Evidence", "registers.evidence"),
    ("Exceptions", "exceptions.page"),
    ("Questions", "questions.listing"),
    ("Matrices", "matrices.listing"),
    ("Sources", "sources.listing"),
    ("SPARQL", "sparql.workbench"),
)
"""The main navigation: words and endpoints."""

LEVELS = {"Violation": "violation", "Warning": "warning", "Info": "info"}
BREAKDOWNS = {
    str(ABB.workflow): ("wf", "Workflow mismatch"),
    str(ABB.decision): ("de", "Decision and evidence mismatch"),
    str(ABB.data): ("dx", "Data and exception mismatch"),
    str(ABB.governance): ("gv", "Governance shortfall"),
    str(ABB.feedback): ("fb", "Feedback gap"),
    str(ABB.integrity): ("in", "Integrity of the graph"),
}
_LISTS = {
    "Role": ("Roles", "registers.roles"),
    "System": ("Systems", "registers.systems"),
    "Control": ("Controls", "registers.controls"),
    "Evidence": ("Evidence", "registers.evidence"),
    "Policy": ("Policies", "registers.policies"),
    "Risk": ("Risks", "registers.risks"),
    "Agent": ("People", "registers.people"),
    "Workflow": ("Workflows", "registers.workflows"),
    "DataAsset": ("Data", "registers.data"),
    "Channel": ("Channels", "registers.channels"),
    "Metric": ("Measures", "registers.measures"),
    "ExceptionPath": ("Exceptions", "exceptions.page"),
}
_WORDS = {
    "ab:sha256": "SHA-256 as registered",
    "ab:observedSha256": "SHA-256 of the file",
    "ab:exampleCase": "example cases",
    "ab:caseCount": "cases",
    "ab:totalCases": "of all cases",
    "ab:proof": "how it is known",
    "prov:wasDerivedFrom": "derived from",
    "dcterms:description": "description",
    "ab:elementKind": "element",
    "ab:execution": "done by",
    "ab:from": "from",
}
_DOMAINS = {
    "process": "Process Step Task Approval Decision Gateway Event SubProcess Flow Role Agent "
    "Policy Control EvidenceRequirement Risk Metric ExceptionPath DataObject Assignment",
    "digital": "System Workflow State Transition Automation Permission DataAsset Field Interface "
    "Channel InformalChannel Group",
    "boundary": "Mapping Bypass OrderContradiction MappingDrift ExcessPermission MissingPermission "
    "DutyConflict Difference GuardChange",
    "execution": "Evidence Sample EventLog Deviation EvidenceVerdict FormerVerdict MetricTrend "
    "EarlyWarning",
}
_DOMAIN_OF = {kind: domain for domain, kinds in _DOMAINS.items() for kind in kinds.split()}


def init_app(app: Flask) -> None:
    """Give templates their words."""
    app.jinja_env.filters.update(
        level=level,
        domain=domain_of,
        words=words,
        cell=cell,
        link=link,
        number=number,
        property=property_words,
        breakdown_name=breakdown_name,
        shown=lambda text: values.shown(Literal(text)),
        sentence=sentence,
        is_source=lambda file: source_path(file) is not None,
    )
    app.context_processor(
        lambda: {
            "workspace": workspace(),
            "navigation": NAVIGATION,
            "breakdowns": BREAKDOWNS,
            "address_of": addresses.of_thing,
            "is_loaded": snapshots().is_loaded,
            "static": static_address,
            "is_checked": is_checked,
            "list_of": list_of,
        }
    )


class Names:
    """Names of the things that a page shows, asked for all at once."""

    def __init__(self, terms: Iterable[Term | None]) -> None:
        """Ask for the names of those of the terms that are IRIs."""
        self._things = describe(store(), {term for term in terms if isinstance(term, URIRef)})

    def __getitem__(self, iri: URIRef) -> Thing:
        """Give the thing of an IRI; one that was not asked for is named by its IRI."""
        return self._things.get(iri) or Thing(iri, tail(iri), "")

    def knows(self, iri: URIRef) -> bool:
        """Say whether the graph has a class of ours for the thing."""
        return bool(self[iri].kind)


def link(thing: Thing, *, kind: bool = True) -> Markup:
    """Give a link to a thing's page, with its kind in front."""
    mark = ""
    if kind and thing.kind:
        mark = Markup('<span class="kind domain-{}">{}</span> ').format(
            domain_of(thing.kind), words(thing.kind)
        )
    return Markup('<a class="thing" href="{}">{}<bdi>{}</bdi></a>').format(
        addresses.address(thing), mark, thing.label
    )


def cell(term: Term | None, names: Names, *, kind: bool = False) -> Markup:
    """Give a cell of a table: a thing as a link, a class by its words, a value as text."""
    if term is None:
        return Markup('<span class="muted">&ndash;</span>')
    if isinstance(term, URIRef):
        return _iri_cell(term, names, kind=kind)
    return values.shown(term) if isinstance(term, Literal) else escape(str(term))


def is_checked() -> bool:
    """Say whether an inspection has been made yet."""
    return remembered("checked", lambda: bool(view("overview-trend").rows))


def list_of(kinds: Iterable[str]) -> tuple[str, str] | None:
    """Give words and address of the list that things of these kinds stand in."""
    for kind in kinds:
        if kind in _LISTS:
            words_of_it, endpoint = _LISTS[kind]
            return words_of_it, url_for(endpoint)
    return None


def static_address(name: str) -> str:
    """Give the address of a static file, with a mark that changes when the file does."""
    path = Path(str(current_app.static_folder)) / name
    mark = f"{path.stat().st_mtime_ns:x}" if path.is_file() else "0"
    return url_for("static", filename=name, v=mark)


def breakdown_name(iri: object) -> str:
    """Give the name of a breakdown class by its IRI."""
    return BREAKDOWNS.get(str(iri), ("", "Not classified"))[1]


def level(severity: str) -> str:
    """Give the level by which a severity is shown, from its IRI or name."""
    return LEVELS.get(str(severity).rsplit("#", 1)[-1].capitalize(), "info")


def domain_of(kind: str) -> str:
    """Give the side of the boundary that a kind of thing belongs to."""
    return _DOMAIN_OF.get(kind, "boundary")


def words(name: str) -> str:
    """Give a name in camel case as words: ``DataAsset`` as ``data asset``."""
    out = "".join(f" {ch.lower()}" if ch.isupper() else ch for ch in name)
    return out.strip()


def property_words(iri: Term) -> Markup:
    """Give a property by its words, with its full name to be seen on demand."""
    short = curie(str(iri))
    said = _WORDS.get(short) or words(tail(str(iri))).replace("_", " ")
    return Markup('<span title="{}">{}</span>').format(short, said)


def sentence(text: str) -> str:
    """Give words as a sentence: begun with a capital letter, ended with a full stop."""
    begun = text[:1].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?", ":")) else f"{begun}."


def number(value: Any) -> str:  # noqa: ANN401 - whatever counts
    """Give a number with its thousands apart."""
    return f"{int(str(value)):,}"


def _iri_cell(term: URIRef, names: Names, *, kind: bool) -> Markup:
    text = str(term)
    if text in BREAKDOWNS:
        return Markup('<span class="chip">{}</span>').format(BREAKDOWNS[text][1])
    if text.startswith(str(AB)):
        return escape(words(text[len(str(AB)) :]))
    if names.knows(term):
        return link(names[term], kind=kind)
    base = workspace().minter.base
    if text.startswith(f"{base}graph/"):
        address = url_for("graphs.endpoint", graph=text)
        return Markup('<a href="{}">{}</a>').format(address, _short(text))
    if text.startswith(base):
        return link(names[term], kind=False)
    return Markup('<code title="{}">{}</code>').format(text, curie(text))


def _short(iri: str) -> str:
    base = workspace().minter.base
    return iri.removeprefix(base)
