"""Work that gets stuck at joins, comes twice, or never comes: of drawn processes on both sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from derived import BASE, of_kind, proofs
from drawing import bpmn
from rdflib import RDF, Graph

from asbuilt.derive.behaviour.levels import levels
from asbuilt.derive.behaviour.reduction import reduced
from asbuilt.derive.behaviour.space import States
from asbuilt.derive.behaviour.spelling import net_of_level
from asbuilt.derive.behaviour.tokens import Tokens
from asbuilt.derive.soundness import analysis, reachability
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import read
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable

    from derived import Derived, Fresh

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.net import Net

Drawn = "Callable[[str, str], Context]"
FILES = sorted((Path(__file__).parent / "cases" / "soundness").glob("*.txt"))


@pytest.fixture
def loaded(fresh: Fresh, tmp_path: Path) -> Callable[[str, str, str], Context]:
    """Load a file of some name, text and domain."""

    def load(name: str, text: str, domain: str) -> Context:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        reading = read(Source(path, path.name, Minter(BASE), domain))  # type: ignore[arg-type]
        assert not reading.ledger.refused, reading.ledger.problems
        context = fresh("")
        context.store.replace(context.minter.source_graph(path.name), reading.triples)
        return context

    return load


@pytest.fixture
def drawn(loaded: Callable[[str, str, str], Context]) -> Callable[[str, str], Context]:
    """Load a drawing as a BPMN file of the process or the digital domain."""
    return lambda text, domain: loaded("drawn.bpmn", bpmn(text), domain)


def _judged(context: Context) -> Graph:
    graph = Graph()
    for module in (reachability, analysis):
        triples = list(module.derive(context))
        context.store.replace(context.minter.derived_graph(module.name), iter(triples))
    for triple in triples:
        graph.add(triple)
    return graph


def _about(graph: Graph, kind: object) -> str:
    found = graph.subjects(RDF.type, kind)  # type: ignore[arg-type]
    return " ".join(sorted(str(graph.value(fact, AB.about)).rpartition("#")[2] for fact in found))


def test_there_are_cases() -> None:
    """The folder holds faults and decoys."""
    names = [file.stem for file in FILES]
    assert sum(name.startswith("fault") for name in names) >= 12
    assert sum(name.startswith("decoy") for name in names) >= 12


@pytest.mark.parametrize("domain", ["process", "digital"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_soundness_is_judged_as_its_case_says(
    file: Path, domain: str, drawn: Callable[[str, str], Context]
) -> None:
    """A case names the joins at which work is stuck, what it comes to twice, and what never."""
    text = file.read_text(encoding="utf-8")
    graph = _judged(drawn(text, domain))
    said = dict(line[2:].split(":", 1) for line in text.splitlines()[1:4])
    told = [*proofs(graph, AB.Trap), *proofs(graph, AB.LackOfSynchronisation)]
    assert _about(graph, AB.Trap) == said["stuck"].strip(), told
    assert _about(graph, AB.LackOfSynchronisation) == said["twice"].strip(), told
    assert _about(graph, AB.DeadElement) == said["dead"].strip(), told
    assert not of_kind(graph, AB.Approximation)


def test_the_path_to_where_work_is_stuck_can_be_read(
    drawn: Callable[[str, str], Context],
) -> None:
    """The proof names the steps in order, the choice, and for what the join waits."""
    graph = _judged(
        drawn(
            "S:startEvent > X:exclusiveGateway -[big]> A:userTask > J:parallelGateway > E:endEvent"
            "\nX -[small]> B:userTask > J",
            "process",
        )
    )
    [fact] = of_kind(graph, AB.Trap)
    proof = (
        "In the process 'process' work comes to 'J' (S → (exclusive gateway) [big] → A) and waits"
        " there for 'B', from where nothing can come any more."
    )
    assert proofs(graph, AB.Trap) == [proof]
    head = graph.value(fact, AB.counterExample)
    assert head is not None
    path = [str(one).rpartition("#")[2] for one in graph.items(head)]
    assert path == ["S", "X", "A", "J"]


def test_a_step_that_branches_without_a_gateway_is_pointed_out(
    drawn: Callable[[str, str], Context],
) -> None:
    """Whoever takes two flows for a choice is told that both are taken."""
    graph = _judged(
        drawn(
            "S:startEvent > A:userTask > B:userTask > C:userTask > E:endEvent\nA > D:userTask > C",
            "process",
        )
    )
    [proof] = proofs(graph, AB.LackOfSynchronisation)
    assert "'A' leads on by several flows without conditions, all of which are taken" in proof


def test_a_join_waits_for_a_branch_that_nothing_begins(
    drawn: Callable[[str, str], Context],
) -> None:
    """A step that no way leads to is not begun in a process with a start event."""
    graph = _judged(
        drawn(
            "S:startEvent > X:exclusiveGateway > A:userTask > J:parallelGateway > E:endEvent"
            "\nB:userTask > J\nX > F:endEvent",
            "process",
        )
    )
    assert _about(graph, AB.Trap) == "J"


def test_what_follows_branches_that_never_end_is_never_done(derived: Derived) -> None:
    """A Parallel state waits for all of its branches, and one of them goes in circles."""
    graph = derived(
        """w:W a ab:Workflow ; rdfs:label "W" ; ab:hasState w:P, w:a, w:b, w:z .
        w:P a ab:State ; ab:isInitial true ; ab:elementKind "Parallel" ; ab:execution "none" .
        w:a a ab:State ; ab:partOf w:P ; ab:elementKind "Task" ; ab:execution "automated" .
        w:b a ab:State ; ab:partOf w:P ; ab:elementKind "Task" ; ab:execution "automated" .
        w:z a ab:State ; ab:isFinal true ; ab:elementKind "Task" ; ab:execution "automated" .
        w:1 a ab:Transition ; ab:from w:P ; ab:to w:a ; ab:transitionKind "branch" .
        w:2 a ab:Transition ; ab:from w:P ; ab:to w:b ; ab:transitionKind "branch" .
        w:3 a ab:Transition ; ab:from w:a ; ab:to w:a ; ab:transitionKind "next" .
        w:4 a ab:Transition ; ab:from w:b ; ab:to w:z ; ab:transitionKind "join" .""",
        "soundness",
    )
    assert _about(graph, AB.DeadElement) == "z"


@pytest.mark.parametrize("ends", [False, True])
def test_a_state_machine_goes_on_only_if_each_branch_can_end(
    loaded: Callable[[str, str, str], Context], *, ends: bool
) -> None:
    """A branch that is always tried again keeps what follows the Parallel state from being done."""
    end = {"End": True}
    book = {"Book": {"Type": "Task", "Resource": "a", **end}}
    look = {"Look": {"Type": "Task", "Resource": "b", **(end if ends else {"Next": "Look"})}}
    branches = [{"StartAt": "Book", "States": book}, {"StartAt": "Look", "States": look}]
    both = {"Type": "Parallel", "Next": "Pay", "Branches": branches}
    pay = {"Type": "Task", "Resource": "c", **end}
    text = json.dumps({"StartAt": "Both", "States": {"Both": both, "Pay": pay}})
    graph = _judged(loaded("machine.asl.json", text, "digital"))
    assert _about(graph, AB.DeadElement) == ("" if ends else "Pay")


@pytest.mark.parametrize("broken", [False, True])
def test_a_large_model_of_blocks_vanishes_but_for_its_fault(
    drawn: Callable[[str, str], Context], *, broken: bool
) -> None:
    """Two hundred blocks one after the other leave no more states than one, with and without."""
    lines, last = ["S:startEvent"], "S"
    for number in range(200):
        kind = end = ("parallelGateway", "exclusiveGateway")[number % 2]
        if broken and number == 150:
            kind, end = "parallelGateway", "exclusiveGateway"
        lines += [
            f"{last} > P{number}:{kind} > A{number}:userTask > J{number}:{end}",
            f"P{number} > B{number}:userTask > J{number}",
        ]
        last = f"J{number}"
    lines.append(f"{last} > E:endEvent")
    context = drawn("\n".join(lines), "process")
    [behaviour] = context.behaviours.processes.values()
    [level] = levels(behaviour).values()
    small = reduced(_net(Tokens(behaviour, level, frozenset())))
    space = States(small).explore()
    assert len(space.before) <= 4
    assert bool(space.crowded) is broken


def test_a_bound_that_is_hit_is_said_and_is_no_fault(
    drawn: Callable[[str, str], Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a model with more states than are looked at, it is stated that nothing was decided."""
    monkeypatch.setattr(analysis, "MOST_STATES", 2)
    graph = _judged(
        drawn(
            "S:startEvent > X:exclusiveGateway > P:parallelGateway > A:userTask"
            " > Y:exclusiveGateway > J:parallelGateway > E:endEvent"
            "\nP > B:userTask > Z:exclusiveGateway > J"
            "\nY > A\nZ > K:parallelGateway > F:endEvent\nX > K",
            "process",
        )
    )
    [fact] = of_kind(graph, AB.Approximation)
    assert "was not decided" in proofs(graph, AB.Approximation)[0]
    assert str(graph.value(fact, AB.about)).endswith("#process")


def _net(tokens: Tokens) -> Net:
    [beginning] = tokens.beginnings()
    return net_of_level(tokens, beginning)
