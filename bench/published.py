"""Soundness beside published results: the models of fbpmn, verified with TLA⁺ by their authors.

Give the folder ``models/bpmn-origin`` of https://github.com/pascalpoizat/fbpmn: it has the models
in ``src`` and what holds for them in ``expected``. Compared is what holds where messages may
overtake each other: *safe* with work that comes nowhere twice, *sound* of processes that exchange
no messages, and *message-relaxed sound* of those that do, both with no fault at all.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

from asbuilt.derive.behaviour.collaboration import collaborations
from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.derive.soundness.analysis import judged
from asbuilt.derive.soundness.waiting import judge
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import read
from asbuilt.store.embedded import EmbeddedStore

_UNORDERED: Final = "Network01Bag"


def main() -> None:
    """Print a table of how often both say the same, and each model of which they do not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    alike: dict[str, list[bool]] = {"safe": [], "sound": [], "message-relaxed sound": []}
    print("\n## What holds for the models of fbpmn\n")
    for model in sorted((folder / "src").glob("*.bpmn")):
        expected = folder / "expected" / f"{model.stem}.json"
        if not expected.exists():
            continue
        by_network = json.loads(expected.read_text(encoding="utf-8"))[model.stem]
        published = by_network.get(_UNORDERED) or next(iter(by_network.values()))
        is_safe, is_sound, exchanges = _judged(model)
        asked = {"safe": ("Prop02Safe", is_safe)}
        if exchanges:
            asked["message-relaxed sound"] = ("Prop04MsgSound", is_sound)
        else:
            asked["sound"] = ("Prop03Sound", is_sound)
        for what, (property_, ours) in asked.items():
            if property_ not in published:
                continue
            theirs = published[property_]["value"]
            alike[what].append(theirs == ours)
            if theirs != ours:
                print(f"- {model.stem}: {what} is {theirs} there and {ours} here")
    print("\n| what | models | alike |")
    print("|---|---|---|")
    for what, found in alike.items():
        print(f"| {what} | {len(found)} | {sum(found)} |")


def _judged(model: Path) -> tuple[bool, bool, bool]:
    """Say whether a model is safe, whether it is sound, and whether messages are exchanged."""
    minter = Minter("https://example.org/published/")
    store = EmbeddedStore.in_memory()
    reading = read(Source(model, model.name, minter, "process"))
    store.replace(minter.source_graph(model.name), reading.triples)
    behaviours = Behaviours(store)
    alone = [verdict for one in behaviours.processes.values() for *_, verdict in judged(one)]
    together = [
        judge(one)
        for one in collaborations(
            [behaviours.linked[thing] for thing in behaviours.processes], behaviours.messages
        )
    ]
    is_safe = not any(verdict.crowded for verdict in alone)
    is_sound = not any(v.crowded or v.stuck or v.endless or v.dead for v in alone)
    return is_safe, is_sound and not any(one.waits for one in together), bool(together)


if __name__ == "__main__":
    main()
