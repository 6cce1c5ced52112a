"""Bringing the judged view up to date with the workspace's store, by the difference if it can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from asbuilt.derive.evidence.periods import fiscal_year_start
from asbuilt.judge.circumstances import circumstances
from asbuilt.judge.extract import Extract
from asbuilt.judge.view import View
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.terms import to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from asbuilt.identity import Minter
    from asbuilt.store import Store, Triple
    from asbuilt.workspace import Workspace

FOLDER = "judged"
"""Folder of the kept view in the workspace's state."""
_LARGE = 5
"""Looking one touched fact up takes as long as comparing so many in order."""
_ANY = ox.NamedNode("urn:asbuilt:judged")


@dataclass(frozen=True, slots=True)
class Change:
    """The facts that a view has gained and lost."""

    came: frozenset[ox.Triple]
    went: frozenset[ox.Triple]

    def __len__(self) -> int:
        """Give how many facts came or went."""
        return len(self.came) + len(self.went)

    def then(self, later: Change) -> Change:
        """Give what this change and a later one come to together."""
        return Change(
            (self.came - later.went) | (later.came - self.went),
            (self.went - later.came) | (later.went - self.came),
        )


def refreshed(
    workspace: Workspace, store: Store, as_of: date, also: Iterable[Triple] = ()
) -> tuple[View, Change | None]:
    """Give the view of a store as of a day, and how it has changed; None where nobody knows.

    `also` is what the judge states besides what the day and the vocabulary make it state.
    The view of the embedded store is kept under ``.asbuilt``. What a server holds is copied into
    memory each time: one graph more in a server would count twice for whoever asks it.
    """
    extract, minter = Extract(store, workspace.minter), workspace.minter
    journal = store.journal if isinstance(store, EmbeddedStore) else None
    view = View.in_memory() if journal is None else View.open(workspace.state / FOLDER)
    touched = None if journal is None else journal.since(view.look)
    if touched is None:
        view.fill(extract.everything())
        facts = None
    else:
        is_large = len(touched) * _LARGE > len(view)
        facts = (
            _whole_difference(view, extract, view.circumstances)
            if is_large
            else _difference(view, extract, extract.around(touched))
        )
        view.change(facts.came, facts.went)
    start = fiscal_year_start(workspace.settings)
    told = circumstances(view, minter, as_of, None if facts is None else facts.came, start)
    now = {to_quad(triple, _ANY).triple for triple in (*told, *also)}
    day = Change(
        frozenset(one for one in now if ox.Quad(*one) not in view.inner),
        frozenset(one for one in view.circumstances - now if not extract.is_judged(one)),
    )
    view.change(day.came, day.went, now, journal.begin(extract.followed) if journal else "")
    return view, None if facts is None else facts.then(day)


def in_memory(store: Store, minter: Minter) -> View:
    """Give a view of what a store holds now, without what the judge states."""
    view = View.in_memory()
    view.fill(Extract(store, minter).everything())
    return view


def _whole_difference(view: View, extract: Extract, day: frozenset[ox.Triple]) -> Change:
    judged = frozenset(extract.everything())
    there = frozenset(quad.triple for quad in view.quads(None, None, None))
    return Change(judged - there, there - judged - day)


def _difference(view: View, extract: Extract, asked: set[ox.Triple]) -> Change:
    came, went = set(), set()
    for triple in asked:
        is_judged, is_there = extract.is_judged(triple), ox.Quad(*triple) in view.inner
        if is_judged and not is_there:
            came.add(triple)
        elif is_there and not is_judged:
            went.add(triple)
    return Change(frozenset(came), frozenset(went))
