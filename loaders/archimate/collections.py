"""Views and folders: what is shown on which view, and what lies in which folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.facts import Fact
from asbuilt.loaders.archimate.concepts import literal
from asbuilt.loaders.archimate.names import ARCHIMATE
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.archimate.landscape import Landscape


def collections(landscape: Landscape) -> Iterator[Fact]:
    """State the members of every view and folder, and the notes that are drawn on views."""
    root = landscape.model.root
    for one in (*landscape.views, *landscape.folders):
        iri = one.element.iri
        for word, member, place in one.members:
            yield Fact(iri, ARCHIMATE[word], member.iri, place)
        for note, place in one.notes:
            yield Fact(iri, ARCHIMATE.label, literal(note), place)
        around = one.element.around
        outer = around if one in landscape.folders and around is not None else root
        yield Fact(iri, AB.partOf, outer.iri, one.element.place)
