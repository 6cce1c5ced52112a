"""Identifiers for elements of files to which their file gives none."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from asbuilt.identity import digest
from asbuilt.reading.xml import written


def alone(parent: etree._Element, attribute: str = "id") -> frozenset[str]:
    """Give the tags that only one child without an identifier bears."""
    children = parent.iterchildren(etree.Element)
    tags = Counter(str(child.tag) for child in children if not (child.get(attribute) or "").strip())
    return frozenset(tag for tag, number in tags.items() if number == 1)


def made_identifier(node: etree._Element, parent: str, single: frozenset[str]) -> str:
    """Give an identifier that the order of an element among others cannot change.

    It is made of the `parent`'s identifier, empty for a root, and of the element's name; one that
    is not `alone` has a digest of its content besides.
    """
    name = etree.QName(node).localname
    if not parent:
        return name
    made = f"{parent}/{name}"
    return made if node.tag in single else f"{made}-{digest(written(node))[:8]}"


class Addresses:
    """Gives each element of a file an address of its own, where several may be called the same."""

    def __init__(self) -> None:
        """Begin with no address taken."""
        self._taken: dict[str, int] = {}

    def unique(self, address: str) -> str:
        """Give the address, or where it is taken, the address with a number behind it."""
        candidate = address
        while candidate in self._taken:
            self._taken[address] += 1
            candidate = f"{address}~{self._taken[address]}"
        self._taken[candidate] = 1
        return candidate
