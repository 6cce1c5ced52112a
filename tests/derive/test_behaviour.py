"""Processes and workflows of real files as points and passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asbuilt.derive import Context
from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.derive.soundness.reachability import derive
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import read
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from derived import Fresh


@pytest.mark.corpus
@pytest.mark.parametrize("domain", ["process", "digital"])
def test_every_public_model_has_a_behaviour(corpus: Path, domain: str, fresh: Fresh) -> None:
    """Whatever people have drawn: it is read, searched to its end, and most of it is reached."""
    minter = Minter("https://example.org/c/")
    context = fresh("")
    tried = elements = dead = 0
    files = sorted(path for path in (corpus / "bpmn").rglob("*.bpmn") if path.stat().st_size < 3e5)
    for path in files[:: max(1, len(files) // 40)]:
        reading = read(Source(path, path.name, minter, domain))  # type: ignore[arg-type]
        if reading.ledger.refused:
            continue
        store = EmbeddedStore.in_memory()
        store.replace(minter.source_graph("one"), reading.triples)
        known = Behaviours(store)
        found = known.processes if domain == "process" else known.workflows
        facts = list(derive(Context(store, minter, context.as_of, context.workspace)))
        dead += sum(value == AB.DeadElement for _, _, value in facts)
        elements += sum(len(behaviour.elements) for behaviour in found.values())
        tried += 1
    assert tried >= 20
    assert elements > 200
    assert dead < elements * 0.15


@pytest.mark.parametrize(("kind", "waits"), [("fork", True), ("fork (compete)", False)])
def test_a_fork_waits_for_all_its_branches_unless_they_compete(
    kind: str, *, waits: bool, fresh: Fresh
) -> None:
    """What follows all branches is reached through each of them, or through the first."""
    context = fresh(
        f"""w:w a ab:Workflow ; ab:hasState w:f, w:a, w:b, w:z .
        w:f a ab:State ; ab:isInitial true ; ab:elementKind "{kind}" .
        w:a a ab:State ; ab:partOf w:f . w:b a ab:State ; ab:partOf w:f .
        w:z a ab:State ; ab:isFinal true .
        w:1 a ab:Transition ; ab:from w:f ; ab:to w:a ; ab:transitionKind "branch" .
        w:2 a ab:Transition ; ab:from w:f ; ab:to w:b ; ab:transitionKind "branch" .
        w:3 a ab:Transition ; ab:from w:a ; ab:to w:z ; ab:transitionKind "join" .
        w:4 a ab:Transition ; ab:from w:b ; ab:to w:z ; ab:transitionKind "join" ."""
    )
    [behaviour] = context.behaviours.workflows.values()
    assert bool(behaviour.gathering) is waits
