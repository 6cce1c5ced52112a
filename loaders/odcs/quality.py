"""The quality rules of a contract, and what they test: an object as a whole, or fields of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, Literal

from asbuilt.facts import Fact, Item, Problem, Source, Tally
from asbuilt.identity import digest
from asbuilt.loaders.odcs.names import elements, first_text
from asbuilt.loaders.odcs.words import kept, texts
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef

    from asbuilt.reading.tree import Node

_UNDERSTOOD: Final = {"name", "description", "column", "columns"}


class Quality:
    """States quality rules, each under a name that the order of rules cannot change."""

    def __init__(self, source: Source) -> None:
        """Prepare to state the rules of one contract."""
        self._source = source
        self._made: set[str] = set()

    def of_field(self, field: URIRef, address: str, node: Node) -> Iterator[Item]:
        """State the rules that stand at a field."""
        for one in elements(node, "quality"):
            yield from self._rule([field], address, one)

    def of_asset(
        self, asset: URIRef, address: str, node: Node, fields: Mapping[str, URIRef]
    ) -> Iterator[Item]:
        """State the rules of an object; one that names fields of it tests these, too."""
        for one in elements(node, "quality"):
            tested = [asset]
            arguments = one.get("arguments")
            said = [*texts(one.get("column")), *texts(one.get("columns"))]
            said += texts(arguments.get("properties")) if arguments is not None else ()
            for text, place in said:
                for name in (part.strip() for part in text.split(",")):
                    if name in fields:
                        tested.append(fields[name])
                    elif name:
                        yield Problem(
                            "warning",
                            f"a quality rule is about {name!r}, which is no field of {address!r}",
                            "correct the name, or describe the field in the schema",
                            place.place,
                        )
            yield from self._rule(tested, address, one)

    def _rule(self, tested: list[URIRef], address: str, node: Node) -> Iterator[Item]:
        yield Tally("quality rule")
        identifier = node.text_of("id") or f"quality-{digest(node.compact())[:8]}"
        made = f"quality/{address}/{identifier}"
        while made in self._made:
            made += "~"
        self._made.add(made)
        rule = self._source.element(made)
        label = first_text(node, "name", "description", "metric", "rule", "templateName", "code")
        yield from self._source.describe(
            rule,
            AB.QualityRule,
            label=label or f"{first_text(node, 'type') or 'quality'} rule of {address}",
            identifier=node.text_of("id"),
            place=node.place,
        )
        for thing in tested:
            yield Fact(thing, AB.checkedBy, rule, node.place)
        if text := first_text(node, "description"):
            yield Fact(rule, DCTERMS.description, Literal(text), node.place)
        yield from kept(rule, "quality rule", node, _UNDERSTOOD)
