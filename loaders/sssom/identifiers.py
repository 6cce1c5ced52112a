"""What identifiers in a mapping set stand for: things, by CURIE, IRI or path, and people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from rdflib import Literal, URIRef

from asbuilt.facts import Place, Problem
from asbuilt.vocabulary.sssom import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asbuilt.identity import Minter

_CURIE: Final = re.compile(r"(?P<prefix>[A-Za-z_][\w.-]*)?:(?!//)(?P<local>.*)\Z", re.DOTALL)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IRI_CHARACTERS: Final = "-._~!$'()*+,;=:@/?#&%"
_OTHER_SCHEMES: Final = frozenset(("urn", "mailto", "tag", "did"))


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Expands identifiers by the prefixes of a mapping set, beside those that SSSOM knows."""

    minter: Minter
    curie_map: Mapping[str, str]

    def agent(self, text: str) -> URIRef:
        """Give the IRI of a person by CURIE, IRI, login or name."""
        match = _CURIE.match(text)
        if match and match.group("prefix") in self._prefixes:
            return self._agent(self._prefixes[match.group("prefix")] + match.group("local"))
        return self._agent(text) if "://" in text else self.minter.named("agent", text)

    def expand(self, text: str, place: Place) -> URIRef | Problem:
        """Give the IRI that a CURIE, an IRI or a path in the workspace stands for."""
        match = _CURIE.match(text)
        if match is None or "/" in text.split(":", 1)[0]:
            return self._iri(text)
        prefix = match.group("prefix") or ""
        if prefix in self._prefixes:
            return self._iri(self._prefixes[prefix] + match.group("local"))
        if prefix in _OTHER_SCHEMES:
            return self._iri(text)
        return Problem(
            "error",
            f"the prefix {prefix!r} of {text!r} is not in the curie_map",
            f"add a line `#  {prefix}: https://…` under `#curie_map:` at the top of the file",
            place,
        )

    def reference(self, text: str, place: Place) -> URIRef | Literal | Problem:
        """Give the IRI that a slot beside the ends holds; a plain word there stays a text."""
        if ":" not in text and "/" not in text:
            return Literal(text)
        return self.expand(text, place)

    def word(self, text: str, place: Place) -> str:
        """Give a justification so that it is the same whatever prefixes a set has."""
        iri = self.expand(text, place) if ":" in text else None
        if not isinstance(iri, URIRef):
            return text
        semapv = BUILT_IN["semapv"]
        return f"semapv:{iri.removeprefix(semapv)}" if iri.startswith(semapv) else str(iri)

    @property
    def _prefixes(self) -> Mapping[str, str]:
        return {**BUILT_IN, **self.curie_map}

    def _agent(self, iri: str) -> URIRef:
        """Give the IRI of a person; one of the workspace by the name that it is made of."""
        own = f"{self.minter.base}agent/"
        if iri.startswith(own):
            return self.minter.named("agent", unquote(iri.removeprefix(own).replace("_", " ")))
        return self._iri(iri)

    def _iri(self, text: str) -> URIRef:
        """Give an IRI of a text, under the workspace's base where it has no scheme."""
        absolute = text if _SCHEME.match(text) else self.minter.base + text
        return URIRef(quote(_LONE_PERCENT.sub("%25", absolute), safe=_IRI_CHARACTERS))


def tail(iri: str) -> str:
    """Give the last part of an IRI as a name, where nothing else is known by which to call it."""
    return unquote(re.split(r"[#/]", iri.rstrip("#/"))[-1]) or iri
