"""Workflow descriptors of OSWorkflow, as Jira exports its workflows and OSWf keeps them.

Follows the DTDs of OSWorkflow 2.6 to 2.8 and of OSWf 3.0. One module an idea: `descriptor` knows
the steps, actions, splits and joins, `conditions` what a condition says and whom it lets act,
`states` and `ways` state them, `remainder` keeps what the ontology has no word for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Version
from asbuilt.loaders.osworkflow.descriptor import Descriptor
from asbuilt.loaders.osworkflow.parties import Parties
from asbuilt.loaders.osworkflow.remainder import remainder
from asbuilt.loaders.osworkflow.states import states
from asbuilt.loaders.osworkflow.ways import Ways
from asbuilt.reading import Refusal
from asbuilt.reading.vendors import split
from asbuilt.reading.xml import line_of, parse, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

name: Final = "osworkflow"
suffixes: Final = (".oswf.xml",)
settings: tuple[str, ...] = ()

_SIGNS: Final = re.compile(rb"<!DOCTYPE\s+workflow\s[^>]*\bOSW|<initial-actions[\s/>]")
_DTD: Final = re.compile(r"\bDTD (OSW\w+ [0-9.]+)")


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a workflow descriptor, by its root and its DOCTYPE or initial actions.

    One that ends like a descriptor and is no XML at all is claimed, so that it is refused clearly.
    """
    root = root_name(head)
    if root == ("", ""):
        return path.name.lower().endswith(suffixes)
    return root == ("", "workflow") and bool(_SIGNS.search(head.replace(b"\0", b"")))


def load(source: Source) -> Iterator[Item]:
    """Read a descriptor to its end and yield its workflow, states, transitions and permissions.

    Raises `Refusal` where the file is no descriptor, or two of its steps or actions have one id.
    """
    root = parse(source.path)
    if split(str(root.tag)) != ("", "workflow"):
        raise Refusal(
            f"this is no workflow descriptor: the document is <{split(str(root.tag))[1]}>,"
            " not <workflow>",
            "export the workflow as XML from Jira's administration, or name another format",
            line_of(root),
        )
    yield from _version(root)
    descriptor = Descriptor(source, root)
    parties = Parties(source)
    yield from states(descriptor, parties)
    yield from Ways(descriptor, parties).facts()
    yield from parties.facts()
    yield from remainder(descriptor)
    yield from descriptor.problems


def _version(root: etree._Element) -> Iterator[Version]:
    said = _DTD.search(root.getroottree().docinfo.public_id or "")
    if said:
        yield Version(said.group(1))
