"""How ways around controls compare with a token game, for every pair of tasks of public models.

Of each pair one task is taken as a control and the other as what it guards. The game looks at no
data, so a way whose conditions exclude each other is one for it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from lxml import etree

from asbuilt.derive import Context
from asbuilt.derive.behaviour.beginnings import Beginnings
from asbuilt.derive.behaviour.guarded import unguarded
from asbuilt.derive.behaviour.guards import Guards
from asbuilt.derive.behaviour.interruptions import with_interruptions
from asbuilt.derive.behaviour.paths import avoiding
from asbuilt.derive.bypass.controls import Control
from asbuilt.derive.bypass.questions import Question
from asbuilt.derive.bypass.ways import Ways
from asbuilt.ingest import load
from asbuilt.workspace import Workspace
from bench.token_game import Game, Scope, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.behaviour.model import Behaviour

_SETTINGS: Final = """[workspace]
base = "https://example.org/w/"
[[source]]
path = "model.bpmn"
domain = "process"
"""
_BIGGEST: Final = 300_000


@dataclass
class Compared:
    """What came of the pairs of one model."""

    counts: Counter[str] = field(default_factory=Counter)
    told: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Of each pair that differs: what it is, the process, the control, what it guards."""


def main() -> None:
    """Print how often both find a way, none does, or one of the two alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of BPMN files")
    folder = parser.parse_args().folder
    total: Counter[str] = Counter()
    models = 0
    for file in sorted(folder.rglob("*.bpmn")):
        compared = compare(file)
        if compared is None:
            continue
        models += bool(compared.counts)
        total += compared.counts
        for what, process, control, guarded in compared.told:
            print(f"{what}\t{file.relative_to(folder)}\t{process}\t{control}\t{guarded}")
    print(f"\n{models} models, {total.total()} pairs")
    for what, number in sorted(total.items()):
        print(f"{number:6} {what}")


def compare(file: Path) -> Compared | None:
    """Compare all pairs of tasks of a model; None where it cannot be read, or is very large."""
    if file.stat().st_size > _BIGGEST:
        return None
    try:
        known = read(file)
    except (etree.XMLSyntaxError, OSError):
        return None
    compared = Compared()
    for behaviour in _behaviours(file):
        process = known.get(_name(behaviour.thing))
        if process is not None:
            _compare(behaviour, process, known, compared)
    return compared


def _behaviours(file: Path) -> Iterator[Behaviour]:
    """Give the processes of a file that no other one calls."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "asbuilt.toml").write_text(_SETTINGS, encoding="utf-8")
        (Path(folder) / "model.bpmn").write_bytes(file.read_bytes())
        workspace = Workspace.open(Path(folder))
        with closing(workspace.store(write=True)) as store:
            if any(ledger.refused for ledger in load(workspace, store)):
                return
            context = Context(store, workspace.minter, date(2026, 11, 15), workspace)
            linked = context.behaviours.linked
            called = {
                thing
                for one in linked.values()
                for call in one.followed
                for thing in context.behaviours.calls.called[call]
            }
            for thing, behaviour in linked.items():
                if thing not in called:
                    yield with_interruptions(behaviour)


def _compare(
    behaviour: Behaviour, process: Scope, known: dict[str, Scope], compared: Compared
) -> None:
    guards, beginnings = Guards(behaviour, {}), Beginnings(behaviour)
    tasks = {
        _name(iri): iri
        for iri, element in sorted(behaviour.elements.items())
        if element.kind.endswith("ask") and not element.undoes
    }
    for name, acts in tasks.items():
        game = Game(process, known, name)
        game.play()
        for guarded, target in tasks.items():
            if guarded == name:
                continue
            question = Question(
                behaviour, Control(acts, "Control"), target, target, frozenset({acts})
            )
            standings = {way.standing for way in Ways(question, guards, beginnings).all()}
            drawn = unguarded(behaviour, target, avoiding({acts})).path is not None
            met = guarded in game.met
            what = _what(standings, is_drawn=drawn, is_met=met, is_whole=game.is_whole)
            compared.counts[what] += 1
            if what not in {"both find a way", "both find none"}:
                compared.told.append((what, behaviour.label, name, guarded))


def _what(standings: set[str], *, is_drawn: bool, is_met: bool, is_whole: bool) -> str:
    if "open" in standings:
        if is_met:
            return "both find a way"
        return "false way" if is_whole else "a way, and the game was not played to its end"
    if standings:
        return "uncertain, a way in the game" if is_met else "uncertain, none in the game"
    if is_met:
        return "a way in the game that conditions exclude" if is_drawn else "missed way"
    return "both find none" if is_whole else "none, and the game was not played to its end"


def _name(thing: str) -> str:
    return unquote(thing.rpartition("#")[2])


if __name__ == "__main__":
    main()
