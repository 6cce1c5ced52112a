"""DMN 1.1 to 1.6 decision models: decisions, who takes them, what they need and their rules.

One module an idea: `names` lists the elements, `references` follows who names whom in this file and
others, `things` states what each thing has, `authority` who decides and by what authority,
`requirements` what decisions need, `tables` and `expressions` the logic by which they decide,
`permissions` reads tables that say who may do what as the permissions that they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Version
from asbuilt.loaders.dmn.authority import authority
from asbuilt.loaders.dmn.names import GRAMMAR, VERSIONS, version_of
from asbuilt.loaders.dmn.permissions import SETTINGS, permissions
from asbuilt.loaders.dmn.references import References
from asbuilt.loaders.dmn.requirements import requirements
from asbuilt.loaders.dmn.tables import tables
from asbuilt.loaders.dmn.things import things
from asbuilt.reading import Refusal
from asbuilt.reading.model import Model
from asbuilt.reading.vendors import split
from asbuilt.reading.xml import line_of, parse, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

name: Final = "dmn"
suffixes: Final = (".dmn",)
settings: tuple[str, ...] = SETTINGS


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is DMN, by its root element or else by its ending.

    One that ends like DMN and is no XML at all is claimed, so that it is refused in clear words.
    """
    namespace, local = root_name(head)
    if not local:
        return path.name.lower().endswith(suffixes)
    return local == "definitions" and version_of(namespace) is not None


def load(source: Source) -> Iterator[Item]:
    """Read a DMN file to its end and yield what it says; clauses are those of DMN 1.5.

    Decisions of a file in the Digital Domain are automations, those of any other one decisions that
    an organisation takes. Raises `Refusal` where the file is not DMN.
    """
    root = parse(source.path)
    version = _version(root)
    yield Version(version)
    model = Model.of(source, root, GRAMMAR)
    if model.refused:
        yield from model.problems
        return
    _set_diagrams_aside(model)
    references = References(model)
    yield from things(model, references)
    yield from authority(model, references)
    yield from requirements(model, references)
    yield from tables(model)
    yield from permissions(model)
    yield from references.facts()
    yield from model.extensions()
    yield from model.problems
    yield from model.tallies()


def _version(root: etree._Element) -> str:
    namespace, local = split(str(root.tag))
    version = version_of(namespace)
    if version is None or local != "definitions":
        found = f"<{local}>" + (f" of {namespace}" if namespace else "")
        known = ", ".join(VERSIONS.values())
        raise Refusal(
            f"this is not DMN: the document is {found}, not <definitions> of DMN {known}",
            "export the decision model as DMN 1.1 or later",
            line_of(root),
        )
    exporter = " ".join(
        " ".join((root.get(one) or "").split()) for one in ("exporter", "exporterVersion")
    ).strip()
    return f"DMN {version}, exported by {exporter}" if exporter else f"DMN {version}"


def _set_diagrams_aside(model: Model) -> None:
    drawn = [node for node in model.root.foreign if split(str(node.tag))[1] == "DMNDI"]
    model.count("DMNDI", "unread", len(drawn))
    model.root.foreign = [node for node in model.root.foreign if node not in drawn]
