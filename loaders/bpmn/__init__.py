"""BPMN 2.0.2 process models, as documentation of processes or as workflows that a system runs.

One module an idea: `document` knows the elements and who names whom, `things` states what each of
them has, `steps` and `events` what flow nodes are, `documented` and `digital` how they lead to each
other on either side of the boundary, `responsibility` who works at them, `data` what they read and
write, `collaboration` what lies around, `extensions` what vendors add, `engines` what of it an
engine acts upon, `outputs` which variables it writes, `permissions` and `users` whom it lets act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Version
from asbuilt.loaders.bpmn.collaboration import message_flows, notes
from asbuilt.loaders.bpmn.data import data
from asbuilt.loaders.bpmn.digital import Digital
from asbuilt.loaders.bpmn.document import Document
from asbuilt.loaders.bpmn.documented import Documented
from asbuilt.loaders.bpmn.events import events
from asbuilt.loaders.bpmn.extensions import diagrams, extensions
from asbuilt.loaders.bpmn.names import MODEL
from asbuilt.loaders.bpmn.outputs import outputs
from asbuilt.loaders.bpmn.permissions import Grant, permissions
from asbuilt.loaders.bpmn.responsibility import (
    Roles,
    assigned,
    assigned_users,
    responsibility,
    starters,
)
from asbuilt.loaders.bpmn.steps import steps
from asbuilt.loaders.bpmn.things import things
from asbuilt.loaders.bpmn.users import Users
from asbuilt.reading import Refusal
from asbuilt.reading.xml import line_of, local, parse, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from asbuilt.loaders.bpmn.sides import Side

name: Final = "bpmn"
suffixes: Final = (".bpmn", ".bpmn20.xml")
settings: tuple[str, ...] = ()


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is BPMN 2.0, by its root element or else by its ending.

    One that ends like BPMN and is no XML at all is claimed, so that it is refused in clear words.
    """
    root = root_name(head)
    if root == ("", ""):
        return path.name.lower().endswith(suffixes)
    return root == (MODEL, "definitions")


def load(source: Source) -> Iterator[Item]:
    """Read a BPMN file to its end and yield what it says; clauses are those of BPMN 2.0.2.

    A file in the Digital Domain becomes workflows with states and transitions, any other one
    processes with steps and flows. Raises `Refusal` where it is not BPMN 2.0.
    """
    root = parse(source.path)
    _refuse_others(root)
    yield Version(_version(root))
    document = Document.of(source, root)
    if document.refused:
        yield from document.problems
        return
    side: Side = Digital() if source.domain == "digital" else Documented()
    yield from things(document, side)
    yield from steps(document, side, diagrams(document))
    yield from events(document)
    yield from side.ways(document)
    roles = Roles(document)
    yield from responsibility(document, roles, deployed=source.domain == "digital")
    if isinstance(side, Digital):
        users = Users(document)
        yield from permissions(document, _granted(document, roles, users))
        yield from users.facts()
    yield from roles.facts()
    yield from data(document)
    yield from outputs(document)
    yield from message_flows(document)
    yield from notes(document)
    yield from extensions(document)
    yield from document.problems
    yield from document.tallies()


def _refuse_others(root: etree._Element) -> None:
    namespace = root.tag.partition("}")[0].lstrip("{") if "}" in str(root.tag) else ""
    if namespace == MODEL and local(root) == "definitions":
        return
    found = f"<{local(root)}>" + (f" of {namespace}" if namespace else "")
    raise Refusal(
        f"this is not BPMN 2.0: the document is {found}, not <definitions> of {MODEL}",
        "export the model as BPMN 2.0; earlier versions and XPDL are not read",
        line_of(root),
    )


def _version(root: etree._Element) -> str:
    exporter = " ".join((root.get("exporter") or "").split())
    version = " ".join((root.get("exporterVersion") or "").split())
    by = " ".join(filter(None, (exporter, version)))
    return f"BPMN 2.0, exported by {by}" if by else "BPMN 2.0"


def _granted(document: Document, roles: Roles, users: Users) -> Iterator[Grant]:
    """Give whom the engine lets complete which state or start which workflow."""
    for element in document.all("userTask", "process"):
        place = element.place
        if element.name == "process":
            groups, people = starters(element, "Groups"), starters(element, "Users")
        else:
            groups, people = assigned(document, element), assigned_users(element)
        for name in groups:
            yield Grant(element, name, roles.named(name, place))
        for name in people:
            yield Grant(element, name, users.named(name, place), to_user=True)
