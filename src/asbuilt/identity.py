"""The one place where IRIs are minted.

Four families, so that equal identifiers meet only where they mean the same thing
(docs/decisions/0002-identity.md):

- an element of a model is ``<base><file>#<its id in the file>``,
- what an organisation names once for all (a role, a person, a system, a control, a policy …)
  is ``<base><kind>/<name>``, whatever file mentions it,
- a mention of something that another file defines is ``<base>reference/<kind>/…``,
- what an analysis states is ``<base>derived/<analysis>/<digest of what makes it up>``.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from rdflib import URIRef

_SAFE_IN_FRAGMENT = "-._~!$'()*+,;=:@/?"
_SAFE_IN_PATH = "-._~!$'()*+,;=:@/"
_SAFE_IN_NAME = "-._~!$'()*+,;=:@"


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints IRIs under the base of a workspace, such as ``https://example.org/p2p/``."""

    base: str

    def file(self, name: str) -> URIRef:
        """Give the IRI of a file by its path relative to the workspace."""
        return _file(self.base, name)

    def element(self, name: str, identifier: str) -> URIRef:
        """Give the IRI of an element by its file's path and its identifier there, verbatim."""
        return URIRef(f"{self.file(name)}#{quote(identifier, safe=_SAFE_IN_FRAGMENT)}")

    def place(self, name: str, fragment: str) -> URIRef:
        """Give the IRI of a place in a file; an empty fragment is the file itself."""
        return self.element(name, fragment) if fragment else self.file(name)

    def named(self, kind: str, name: str) -> URIRef:
        """Give the IRI of what the organisation calls by this name or number, for its kind.

        `kind` is a word such as ``role``, ``agent``, ``group``, ``system``, ``control``,
        ``policy``, ``risk``, ``metric``, ``channel``.
        Letter case and runs of spaces make no difference.
        """
        return URIRef(f"{self.base}{kind}/{key(name)}")

    def dataset(self, namespace: str, name: str) -> URIRef:
        """Give the IRI of data by where it lies and its name there, as OpenLineage names data.

        A register that names a data asset by `dataset_identifier` speaks of the same.
        """
        return self.named("data", dataset_identifier(namespace, name))

    @staticmethod
    def part(whole: URIRef, kind: str, name: str) -> URIRef:
        """Give the IRI of a part of a thing by its name in it, every letter of which counts."""
        return URIRef(f"{whole}/{kind}/{quote(name, safe=_SAFE_IN_NAME)}")

    def reference(self, kind: str, text: str, within: str = "") -> URIRef:
        """Give the IRI of a mention of a thing by identifier or name, looked for in `within`."""
        scope = f"{key(within)}/" if within else ""
        return URIRef(f"{self.base}reference/{kind}/{scope}{key(text)}")

    def identified(self, kind: str, identifier: str, within: str = "") -> URIRef:
        """Give the IRI of a mention by identifier only, every letter of which counts."""
        scope = f"{quote(within, safe=_SAFE_IN_NAME)}/" if within else ""
        return URIRef(f"{self.base}reference/{kind}/{scope}{quote(identifier, safe=_SAFE_IN_NAME)}")

    def derived(self, analysis: str, *parts: str) -> URIRef:
        """Give the IRI of a derived fact, the same for the same parts on every run."""
        return URIRef(f"{self.base}derived/{analysis}/{digest(*parts)}")

    def source_graph(self, name: str) -> URIRef:
        """Give the name of the graph that holds the facts of a file."""
        return URIRef(f"{self.base}graph/source/{quote(name, safe=_SAFE_IN_PATH)}")

    def derived_graph(self, analysis: str) -> URIRef:
        """Give the name of the graph that holds the facts of an analysis."""
        return URIRef(f"{self.base}graph/derived/{analysis}")

    @property
    def history_graph(self) -> URIRef:
        """The name of the graph that holds what is remembered of earlier inspections."""
        return URIRef(f"{self.base}graph/history")


def dataset_identifier(namespace: str, name: str) -> str:
    """Give namespace and name of a dataset as one identifier, such as ``s3://bucket/orders``."""
    joint = "" if name.startswith("/") or namespace.endswith("/") else "/"
    return f"{namespace}{joint}{name}"


@lru_cache(maxsize=4096)
def _file(base: str, name: str) -> URIRef:
    """Give the IRI of a file, which each of its elements and places asks for."""
    return URIRef(base + quote(name, safe=_SAFE_IN_PATH))


def fold(text: str) -> str:
    """Fold a name so that letter case, composition and runs of spaces make no difference."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def key(text: str) -> str:
    """Give the part of an IRI for a name; different folded names give different parts."""
    quoted = quote(fold(text), safe="-.~!$'()*+,;=:@")
    return quoted.replace("_", "%5F").replace("%20", "_")


def digest(*parts: str) -> str:
    """Give 16 hexadecimal digits of the SHA-256 of the parts, each with its length before it."""
    together = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(together.encode()).hexdigest()[:16]
