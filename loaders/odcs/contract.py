"""What is stated about a contract as a whole, its servers and the channels to those who keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, Literal

from asbuilt.facts import Fact, Item, Source, Tally, Version
from asbuilt.loaders.odcs.names import elements, twice
from asbuilt.loaders.odcs.people import People
from asbuilt.loaders.odcs.physical import namespace
from asbuilt.loaders.odcs.promises import promises
from asbuilt.loaders.odcs.schema import Schema
from asbuilt.loaders.odcs.words import ODCS, kept
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rdflib import URIRef

    from asbuilt.reading.tree import Node

_UNDERSTOOD: Final = {
    "kind", "apiVersion", "id", "uuid", "name", "datasetName", "description", "status",
    "schema", "dataset", "servers", "team", "stakeholders", "roles", "support",
    "slaProperties", "slaDefaultElement", "slaDefaultColumn", "username",
}  # fmt: skip
_OLD_SERVER: Final = ("sourcePlatform", "sourceSystem", "project", "server", "database")
"""Where the data lies as version 2.2 says it: in the contract itself."""


class Contract:
    """States one contract; raises `Refusal` where two things of it bear one name."""

    def __init__(self, source: Source, root: Node) -> None:
        """Prepare to state a contract."""
        self._source = source
        self._root = root
        name = self._identifier
        self._thing = source.element(f"contract/{name}" if "/" in name else name)
        self._at: dict[str, Node] = {}

    @property
    def _identifier(self) -> str:
        return self._root.text_of("id") or self._root.text_of("uuid") or "contract"

    def items(self) -> Iterator[Item]:
        """Yield all that is stated."""
        root, thing = self._root, self._thing
        if version := root.text_of("apiVersion"):
            yield Version(version.removeprefix("v"))
        yield Tally("contract")
        label = next(
            (root.text_of(key) for key in ("name", "dataProduct", "datasetName", "quantumName")
             if root.text_of(key)), None,
        )  # fmt: skip
        yield from self._source.describe(
            thing, ODCS.DataContract, label=label, identifier=self._identifier, place=root.place
        )
        if status := (root.text_of("status") or "").strip():
            yield Fact(thing, AB.status, Literal(status.casefold()), root.place)
        yield from self._description()
        yield from kept(thing, "contract", root, _UNDERSTOOD)
        if root.get("username") is not None:
            yield Tally("contract: username", "unread")
        servers = list(elements(root, "servers"))
        held = [one for server in servers for one in [self._server_iri(server)] if one is not None]
        for server in servers:
            yield from self._server(server)
        held += yield from self._old_server()
        if not held and self._source.system:
            held = [(yield from self._named(self._source.system, root))]
        schema = Schema(self._source, root, servers)
        yield from schema.items()
        people = People(self._source, root, schema.assets)
        yield from people.items()
        for asset in schema.assets:
            yield Fact(asset.iri, AB.partOf, thing, asset.node.place)
            for system in held:
                yield Fact(asset.iri, AB.heldBy, system, asset.node.place)
        yield from promises(root, schema, thing)
        for channel in elements(root, "support"):
            yield from self._channel(channel)

    def _description(self) -> Iterator[Item]:
        """State what the data is for; limitations and usage are kept in the contract's words."""
        node = self._root.get("description")
        if node is None:
            return
        text = node.text or node.text_of("purpose")
        if text:
            yield Fact(self._thing, DCTERMS.description, Literal(text.strip()), node.place)
        yield from kept(self._thing, "description", node, {"purpose"})

    def _server_iri(self, node: Node) -> URIRef | None:
        name = node.text_of("server") or node.text_of("id")
        return self._source.element(f"server/{name}") if name else None

    def _server(self, node: Node) -> Iterator[Item]:
        system = self._server_iri(node)
        name = node.text_of("server") or node.text_of("id")
        if system is None:
            yield Tally("server without a name", "unread")
            return
        self._once(f"server/{name}", node)
        yield Tally("server")
        yield from self._source.describe(
            system, AB.System, label=name, identifier=name, place=node.place
        )
        if text := node.text_of("description"):
            yield Fact(system, DCTERMS.description, Literal(text), node.place)
        yield from self._of_source(system, node)
        if platform := namespace(node):
            whole = self._source.minter.named("system", platform)
            yield from self._source.describe(
                whole, AB.System, label=None, identifier=platform, place=node.place
            )
            yield Fact(system, AB.partOf, whole, node.place)
        yield from kept(system, "server", node, {"server", "description", "roles", "username"})
        yield from People.granted(self._source, node, [system])

    def _old_server(self) -> Generator[Item, None, list[URIRef]]:
        """State the platform that a contract of version 2.2 names, and give it."""
        said = [(key, self._root.text_of(key)) for key in _OLD_SERVER]
        named = [(key, text) for key, text in said if text]
        if not named or self._root.get("dataset") is None:
            return []
        label = " / ".join(text for _, text in named)
        system = self._source.element("server")
        yield Tally("server")
        place = self._root.place
        yield from self._source.describe(
            system, AB.System, label=label, identifier=None, place=place
        )
        yield from self._of_source(system, self._root)
        return [system]

    def _of_source(self, system: URIRef, node: Node) -> Iterator[Fact]:
        """State that a server belongs to the system that the workspace names for the file."""
        if self._source.system:
            whole = yield from self._named(self._source.system, node)
            yield Fact(system, AB.partOf, whole, node.place)

    def _named(self, name: str, node: Node) -> Generator[Fact, None, URIRef]:
        """State a system that is named outside of the contract, and give it."""
        system = self._source.minter.named("system", name)
        yield from self._source.describe(
            system, AB.System, label=name, identifier=None, place=node.place
        )
        return system

    def _channel(self, node: Node) -> Iterator[Item]:
        name = node.text_of("channel")
        if not name:
            yield Tally("support channel without a name", "unread")
            return
        self._once(f"support/{name}", node)
        channel = self._source.element(f"support/{name}")
        yield Tally("support channel")
        yield from self._source.describe(
            channel, AB.Channel, label=name, identifier=name, place=node.place
        )
        yield Fact(channel, AB.partOf, self._thing, node.place)
        if kind := node.text_of("tool"):
            yield Fact(channel, AB.channelKind, Literal(kind), node.place)
        if text := node.text_of("description"):
            yield Fact(channel, DCTERMS.description, Literal(text), node.place)
        yield from kept(channel, "support channel", node, {"channel", "tool", "description"})

    def _once(self, address: str, node: Node) -> None:
        first = self._at.setdefault(address, node)
        if first is not node:
            raise twice(address, first, node)
