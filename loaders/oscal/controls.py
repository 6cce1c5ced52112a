"""Controls of catalogs, and which of them a profile selects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, Literal

from asbuilt.facts import Fact, Problem
from asbuilt.loaders.oscal.document import listed, said
from asbuilt.loaders.oscal.markup import tidy
from asbuilt.loaders.oscal.tailored import tailored
from asbuilt.loaders.oscal.weaving import OBJECTIVES, STATEMENTS
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item
    from asbuilt.loaders.oscal.reading import Reading
    from asbuilt.loaders.oscal.spot import Spot
    from asbuilt.reading.tree import Node

POLICIES: Final = frozenset({"policy", "plan", "guidance", "standard"})
"""Types of components that state what is meant, and are no system."""
COMPONENTS: Final[dict[str, URIRef]] = dict.fromkeys(
    ("process-procedure", "process", "procedure"), AB.Process
)
"""Types of components that are neither a policy nor a system."""


def published(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State the addresses under which others refer to a catalog or profile."""
    place = spot.place
    metadata = spot.node.get("metadata")
    known = [said(one.get("identifier")) for one in listed(metadata, "document-ids")]
    known += [
        said(one.get("href"))
        for one in listed(metadata, "links")
        if said(one.get("rel")) in {"canonical", "alternate", "latest-version"}
    ]
    stated = reading.source.options.get("published-as", ())
    known += [stated] if isinstance(stated, str) else [str(one) for one in _listed(stated)]
    for identifier in known:
        if identifier and not identifier.startswith("#"):
            yield Fact(spot.iri, DCTERMS.identifier, Literal(identifier), place)


def control(_: Reading, spot: Spot) -> Iterator[Item]:
    """State of what a control is a part, what it demands, and whether it was withdrawn."""
    root = spot.root
    yield Fact(spot.iri, AB.partOf, root.iri, spot.place)
    if root.kind == "catalog":
        yield Fact(spot.iri, AB.servesPolicy, root.iri, spot.place)
    around = spot.up("control", "group")
    if around is not None:
        yield Fact(spot.iri, AB.partOf, around.iri, spot.place)
    parts = list(listed(spot.node, "parts"))
    for term, names in ((DCTERMS.description, STATEMENTS), (AB.objective, OBJECTIVES)):
        said_so = [_text(part) for part in parts if said(part.get("name")) in names]
        if text := "\n".join(text for text in said_so if text):
            yield Fact(spot.iri, term, Literal(text), spot.place)
    for one in listed(spot.node, "props"):
        status = said(one.get("value")) if said(one.get("name")) == "status" else None
        if status is not None and status.lower() == "withdrawn":
            yield Fact(spot.iri, AB.status, Literal("withdrawn"), one.place)
            yield Fact(spot.iri, AB.applicable, Literal(False), one.place)  # noqa: FBT003 - a value
            yield Fact(spot.iri, AB.reason, Literal("withdrawn from the catalog"), one.place)


def group(_: Reading, spot: Spot) -> Iterator[Item]:
    """State of what a group is a part."""
    if spot.above is not None:
        yield Fact(spot.iri, AB.partOf, spot.above.iri, spot.place)


def profile(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State which controls a profile selects: of its catalogs at hand, and those that it lists."""
    yield from published(reading, spot)
    yield from tailored(reading, spot)
    for one in listed(spot.node, "imports"):
        href = said(one.get("href")) or ""
        if reading.beside.target(reading.document, href) is not None:
            continue
        if one.get("include-controls") is None:
            yield Problem(
                "warning",
                f"the profile selects all controls of {href!r}, which is not at hand, so they are"
                " not known",
                "add the catalog to the workspace where the reference leads, or list the controls",
                one.place,
            )
        for call in listed(one, "include-controls"):
            for name in listed(call, "with-ids"):
                thing_or_none = reading.references.control(said(name) or "", [href], name.place)
                if thing_or_none is not None:
                    yield Fact(thing_or_none, AB.servesPolicy, spot.iri, name.place)
                    yield Fact(thing_or_none, AB.partOf, spot.iri, name.place)


def _text(part: Node, indent: str = "") -> str:
    label = next(
        (
            said(one.get("value"))
            for one in listed(part, "props")
            if said(one.get("name")) == "label"
        ),
        None,
    )
    own = " ".join(text for text in (label, tidy(said(part.get("prose")) or "")) if text)
    lines = [f"{indent}{own}"] if own else []
    lines += [_text(inner, indent + "  ") for inner in listed(part, "parts")]
    return "\n".join(line for line in lines if line.strip())


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []
