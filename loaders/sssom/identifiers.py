"""What identifiers in a mapping set stand for: things, by CURIE, IRI or path, and people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from rdflib import URIRef

from asbuilt.facts import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asbuilt.identity import Minter

_BUILT_IN: Final = {
    "linkml": "https://w3id.org/linkml/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_CURIE: Final = re.compile(r"(?P<prefix>[A-Za-z_][\w.-]*)?:(?!//)(?P<local>.*)\Z", re.DOTALL)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IRI_CHARACTERS: Final = "-._~!$'()*+,;=:@/?#&%"


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Expands identifiers by the prefixes of a mapping set, beside those that SSSOM knows."""

    minter: Minter
    curie_map: Mapping[str, str]

    def agent(self, text: str) -> URIRef:
        """Give the IRI of a person by CURIE, IRI, login or name."""
        match = _CURIE.match(text)
        if match and match.group("prefix") in self._prefixes:
            iri = self._prefixes[match.group("prefix")] + match.group("local")
            own = f"{self.minter.base}agent/"
            if iri.startswith(own):
                text = unquote(iri.removeprefix(own).replace("_", " "))
                return self.minter.named("agent", text)
            return self._iri(iri)
        if "://" in text:
            return self._iri(text)
        return self.minter.named("agent", text)

    def expand(self, text: str, place: Place) -> URIRef | Problem:
        """Give the IRI that a CURIE, an IRI or a path in the workspace stands for."""
        match = _CURIE.match(text)
        if match is None or "/" in text.split(":", 1)[0]:
            return self._iri(text)
        prefix = match.group("prefix") or ""
        if prefix in self._prefixes:
            iri = self._prefixes[prefix] + match.group("local")
            return self._iri(iri)
        if prefix in {"urn", "mailto", "tag", "did"}:
            return self._iri(text)
        return Problem(
            "error",
            f"the prefix {prefix!r} of {text!r} is not in the curie_map",
            f"add a line `#  {prefix}: https://…` under `#curie_map:` at the top of the file",
            place,
        )

    @property
    def _prefixes(self) -> Mapping[str, str]:
        return {**_BUILT_IN, **self.curie_map}

    def _iri(self, text: str) -> URIRef:
        """Give an IRI of a text, under the workspace's base where it has no scheme."""
        absolute = text if _SCHEME.match(text) else self.minter.base + text
        return URIRef(quote(_LONE_PERCENT.sub("%25", absolute), safe=_IRI_CHARACTERS))
