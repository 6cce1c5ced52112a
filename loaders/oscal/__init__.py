"""OSCAL 1.0 to 1.2: all eight models, in JSON, YAML and XML, with the same graph from each.

Catalogs and profiles become policies and controls, plans become systems and what implements their
controls, results become evidence and risks, plans of action become issues with their days. What a
document imports is read along with it where its file is at hand in the workspace.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from asbuilt.loaders.oscal.beside import Beside, imports
from asbuilt.loaders.oscal.document import is_oscal, parse
from asbuilt.loaders.oscal.reading import Reading
from asbuilt.reading import Refusal, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item, Source

name: Final = "oscal"
suffixes: Final = (".oscal.json", ".oscal.yaml", ".oscal.yml", ".oscal.xml")
settings: tuple[str, ...] = ("published-as",)

_SETTINGS_FILE: Final = "asbuilt.toml"


def claims(path: Path, head: bytes) -> bool:  # noqa: ARG001 - OSCAL is told by its content
    """Say whether a file is a document of one of the eight models."""
    return is_oscal(head)


def companions(path: Path) -> list[Path]:
    """Give the files that a document imports, one through the other, where they are at hand."""
    try:
        if not is_oscal(read_head(path)):
            return []
        root = next((one for one in path.parents if (one / _SETTINGS_FILE).is_file()), path.parent)
        document = parse(path, path.relative_to(root).as_posix())
    except (OSError, Refusal):
        return []
    beside = Beside(root)
    for href in imports(document):
        beside.reach(document, href)
    return sorted(beside.files())


def load(source: Source) -> Iterator[Item]:
    """Read a document and yield what it states.

    Raises `Refusal` where the file is no OSCAL, or gives one identifier to two things.
    """
    document = parse(source.path, source.name)
    depth = len(Path(source.name).parts)
    beside = Beside(source.path.parents[depth - 1])
    yield from Reading(source, document, beside).items()
