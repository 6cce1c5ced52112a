"""Who names whom: by ``href`` in this file, or in a model or process that another file holds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import DCTERMS, PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.dmn.names import DMN, REQUIRED_KINDS
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.reading.model import Element, Model


class References:
    """What the references of a file lead to: its own elements, or mentions of others'."""

    def __init__(self, model: Model) -> None:
        """Read which namespaces the file imports, and where they are said to be."""
        self._model = model
        self._own = model.root.get("namespace")
        self._places: dict[str, str] = {}
        self._mentions: dict[URIRef, list[Fact]] = {}
        for one in model.all("import"):
            self._places.setdefault(one.get("namespace"), one.get("locationURI"))

    def element(self, reference: Element) -> Element | None:
        """Give the element of this file to which a reference leads, if it leads to one.

        Where it points into this file in vain, a warning is added.
        """
        holder = reference.parent or reference
        base, _, fragment = reference.get("href").rpartition("#")
        base = unquote(base)
        if base and base != self._own:
            return None
        return self._model.find(holder, reference.name, fragment) or self._model.look_up(
            unquote(fragment)
        )

    def target(self, reference: Element) -> URIRef | None:
        """Give the thing to which a reference leads; a mention of it where another file holds it.

        None where it leads nowhere.
        """
        found = self.element(reference)
        if found is not None:
            return found.thing.iri
        base, _, fragment = reference.get("href").rpartition("#")
        if not fragment or not base or unquote(base) == self._own:
            return None
        kinds = REQUIRED_KINDS.get(reference.name, ())
        return self.in_model(reference, unquote(base), unquote(fragment), kinds)

    def in_model(
        self, reference: Element, namespace: str, identifier: str, kinds: tuple[str, ...]
    ) -> URIRef:
        """Give the mention of an element of another decision model, by namespace and identifier."""
        minter = self._model.source.minter
        whole = minter.identified("decision-model", namespace)
        mention = minter.identified(kinds[0] if kinds else "dmn", identifier, within=namespace)
        self._mention(whole, namespace, (DMN.definitions,), reference)
        self._mention(mention, identifier, tuple(DMN[kind] for kind in kinds), reference)
        self._mentions[mention].append(Fact(mention, AB.within, whole, reference.place))
        return mention

    def outside(self, reference: Element, kind: URIRef, word: str) -> URIRef | None:
        """Give the mention of what a process model describes; None where nothing is named.

        Where the file says which file the process model is in, the mention says so, too.
        """
        base, _, fragment = reference.get("href").rpartition("#")
        base, fragment = unquote(base), unquote(fragment)
        if not fragment:
            return None
        place = self._places.get(base, "") or (base if _is_file(base) else "")
        minter = self._model.source.minter
        text = f"{place.removeprefix('./')}#{fragment}" if place else fragment
        mention = minter.identified(word, text)
        self._mention(mention, text, (kind,), reference, by_identifier=not place)
        return mention

    def facts(self) -> Iterator[Fact]:
        """State every mention."""
        for stated in self._mentions.values():
            yield from stated

    def _mention(
        self,
        mention: URIRef,
        text: str,
        kinds: tuple[URIRef, ...],
        reference: Element,
        *,
        by_identifier: bool = True,
    ) -> None:
        """State a mention once; one with an identifier is not looked for by name."""
        if mention in self._mentions:
            return
        place = reference.place
        stated = [
            Fact(mention, RDF.type, AB.Reference, place),
            Fact(mention, RDFS.label, Literal(text), place),
            Fact(mention, PROV.hadPrimarySource, self._model.source.at(place), place),
        ]
        stated += [Fact(mention, AB.referenceKind, kind, place) for kind in kinds]
        if by_identifier:
            stated.append(Fact(mention, DCTERMS.identifier, Literal(text), place))
        self._mentions[mention] = stated


def _is_file(base: str) -> bool:
    """Say whether what stands before the ``#`` is a file rather than a namespace."""
    return base.lower().endswith((".bpmn", ".bpmn2", ".xml", ".dmn"))
