"""The documents that a document imports, where their files lie in the same workspace.

What is followed: a path relative to the document; ``#uuid`` of a resource in its back matter, by
the first of its ``rlinks`` that is there; ``trestle://`` from the nearest folder above that has it.
Nothing is fetched, and no file outside the workspace is looked at.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from asbuilt.loaders.oscal.document import Document, is_oscal, listed, parse, said
from asbuilt.reading import Refusal, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_DEEPEST: Final = 16
"""How many imports are followed one after the other."""


@dataclass(slots=True)
class Reach:
    """All documents that can be reached from a reference, and whether none is missing."""

    documents: list[Document] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """References that lead to no file of the workspace."""

    def find(self, identifier: str) -> Document | None:
        """Give the document that defines a thing; nothing where none does, or several do."""
        found = {
            one.name: one
            for one in self.documents
            if identifier in one.things or identifier.lower() in one.things
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def control(self, identifier: str) -> Document | None:
        """Give the catalog that defines a control; nothing where none does, or several do."""
        found = {one.name: one for one in self.documents if identifier in one.controls}
        return next(iter(found.values())) if len(found) == 1 else None


class Beside:
    """Finds and reads what documents import, each file once."""

    def __init__(self, root: Path) -> None:
        """Look for files below this folder, which is the workspace."""
        self._root = root
        self._read: dict[str, Document | None] = {}

    def reach(self, document: Document, href: str) -> Reach:
        """Give what can be reached by one reference of a document."""
        reach = Reach()
        self._follow(document, href, reach, _DEEPEST)
        return reach

    def target(self, document: Document, href: str) -> Document | None:
        """Give the document that a reference names, where it is at hand."""
        for name in self._names(document, href):
            found = self._at(name)
            if found is not None and found.name != document.name:
                return found
        return None

    def _follow(self, document: Document, href: str, reach: Reach, left: int) -> None:
        found = self.target(document, href) if left else None
        if found is None:
            reach.missing.append(_address(document, href))
            return
        if any(one.name == found.name for one in reach.documents):
            return
        reach.documents.append(found)
        for other in imports(found):
            self._follow(found, other, reach, left - 1)

    def _names(self, document: Document, href: str) -> Iterator[str]:
        """Give the paths in the workspace that a reference may mean."""
        if href.startswith("#"):
            for link in listed(document.resource(href[1:]), "rlinks"):
                other = said(link.get("href")) or ""
                if not other.startswith("#"):
                    yield from self._names(document, other)
            return
        try:
            parts = urlsplit(href)
        except ValueError:
            return
        path = unquote(parts.path)
        folder = posixpath.dirname(document.name)
        if parts.scheme == "trestle":
            path = unquote(parts.netloc) + path
            while True:
                yield posixpath.normpath(posixpath.join(folder, path))
                if not folder:
                    return
                folder = posixpath.dirname(folder)
        elif path and not parts.scheme and not parts.netloc and not path.startswith("/"):
            yield posixpath.normpath(posixpath.join(folder, path))

    def _at(self, name: str) -> Document | None:
        if name not in self._read:
            self._read[name] = None
            path = self._root / name
            if name.startswith("..") or "\0" in name or not _is_within(path, self._root):
                return None
            try:
                self._read[name] = parse(path, name) if is_oscal(read_head(path)) else None
            except (OSError, Refusal):
                self._read[name] = None
        return self._read[name]

    def files(self) -> list[Path]:
        """Give the files that were looked for and are documents."""
        return [one.path for one in self._read.values() if one is not None]


def imports(document: Document) -> list[str]:
    """Give the references by which a document imports others."""
    root = document.root
    nodes = [root.get(key) for key in ("import-profile", "import-ssp", "import-ap")]
    nodes += listed(root, "imports")
    nodes += listed(root, "import-component-definitions")
    found = [said(node.get("href")) for node in nodes if node is not None]
    for holder in (*listed(root, "components"), *listed(root, "capabilities")):
        found += [said(one.get("source")) for one in listed(holder, "control-implementations")]
    for one in listed(root, "mappings"):
        for key in ("source-resource", "target-resource"):
            resource = one.get(key)
            found.append(None if resource is None else said(resource.get("href")))
    return list(dict.fromkeys(href for href in found if href))


def _address(document: Document, href: str) -> str:
    """Give the address by which a document that is not at hand is known.

    For a resource of the back matter it is the first of its links that leads into the web, or else
    its first; a fragment that names no resource is the uuid of a document.
    """
    if not href.startswith("#"):
        return href
    hrefs = [said(one.get("href")) for one in listed(document.resource(href[1:]), "rlinks")]
    links = [one for one in hrefs if one]
    return next((one for one in links if "://" in one), links[0] if links else href[1:].lower())


def _is_within(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False
