"""Optimal alignments: cases against what BPMN lets a process do, at the least cost."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from bpmn_drawings import drawn
from rdflib import URIRef

from asbuilt.derive.alignment import automaton as automata
from asbuilt.derive.alignment.automaton import NoEndError, automaton_of
from asbuilt.derive.alignment.search import align
from asbuilt.derive.behaviour.net import Net, Step
from asbuilt.derive.behaviour.space import TooLargeError
from asbuilt.derive.behaviour.whole import net_of

if TYPE_CHECKING:
    from derived import Fresh

    from asbuilt.derive.alignment.automaton import Automaton

CHAIN = "S > A > B > C > E"
CHOICE = "S > x1 > A > x2 > E ; x1 > B > x2"
PARALLEL = "S > p1 > A > p2 > E ; p1 > B > p2"
LOOP = "S > x1 > A > x2 > E ; x2 > B > x1"
INCLUSIVE = "S > o1 > A > o2 > C > E ; o1 > B > o2"
FORK = "S > A > B > E ; A > C > E2"
TERMINATE = "S > p1 > A > E ; p1 > B > T"


def model(drawing: str) -> Automaton:
    """Give the automaton of a drawing; its steps are numbered by their letters."""
    return automaton_of(net_of(drawn(drawing), number))


def number(step: str) -> int | None:
    """Give the number of a task: its letter's place in the alphabet."""
    name = step.rpartition("#")[2]
    return ord(name[0]) - ord("A") if name[0] in "ABCD" else None


def cost(drawing: str, case: str) -> int:
    """Give the cost of aligning a case, written as letters."""
    found = align(model(drawing), [1 << ord(letter) - ord("A") for letter in case])
    assert found is not None
    assert sum(move.kind != "both" for move in found.moves) == found.cost
    assert [move.event for move in found.moves if move.event is not None] == [*range(len(case))]
    return found.cost


@pytest.mark.parametrize(
    ("drawing", "case", "expected"),
    [
        (CHAIN, "ABC", 0),
        (CHAIN, "AC", 1),
        (CHAIN, "ABBC", 1),
        (CHAIN, "ACB", 2),
        (CHAIN, "ABCD", 1),
        (CHAIN, "", 3),
        (CHOICE, "A", 0),
        (CHOICE, "B", 0),
        (CHOICE, "AB", 1),
        (PARALLEL, "AB", 0),
        (PARALLEL, "BA", 0),
        (PARALLEL, "A", 1),
        (LOOP, "A", 0),
        (LOOP, "ABABA", 0),
        (LOOP, "AA", 1),
        (INCLUSIVE, "AC", 0),
        (INCLUSIVE, "BAC", 0),
        (INCLUSIVE, "C", 1),
        (INCLUSIVE, "ACB", 1),
        (FORK, "ABC", 0),
        (FORK, "ACB", 0),
        (FORK, "AB", 1),
        (TERMINATE, "B", 0),
        (TERMINATE, "AB", 0),
        (TERMINATE, "BA", 0),
        (TERMINATE, "A", 1),
    ],
)
def test_a_case_costs_what_it_and_the_process_do_not_share(
    drawing: str, case: str, expected: int
) -> None:
    """Each event that only the log has, and each step that only the process has, counts one."""
    assert cost(drawing, case) == expected


@pytest.mark.parametrize("drawing", [CHAIN, CHOICE, PARALLEL, LOOP, INCLUSIVE, FORK, TERMINATE])
def test_what_guides_the_search_never_misleads_it(drawing: str) -> None:
    """For every short case the cost is that of trying everything."""
    known = model(drawing)
    for length in range(5):
        for case in product(range(4), repeat=length):
            found = align(known, [1 << step for step in case])
            assert found is not None
            assert found.cost == _by_trying(known, case), case


def _by_trying(known: Automaton, case: tuple[int, ...]) -> int:
    """Give the least cost by relaxing every edge until nothing improves (Bellman and Ford)."""
    states, length = len(known.edges), len(case)
    costs = {(place, s): 99 for place in range(length + 1) for s in range(states)}
    costs[0, 0] = 0
    for _ in range(states * (length + 1)):
        for (place, state), paid in sorted(costs.items()):
            onward = [((place, after), paid + 1) for _, after in known.edges[state]]
            onward += [((place, after), paid) for after in known.silent[state]]
            if place < length:
                onward.append(((place + 1, state), paid + 1))
                onward += [
                    ((place + 1, after), paid)
                    for step, after in known.edges[state]
                    if step == case[place]
                ]
            for key, value in onward:
                costs[key] = min(costs[key], value)
    return min(costs[length, state] for state in range(states) if known.is_end[state])


def test_a_sub_process_is_done_as_a_whole_and_broken_off_as_a_whole() -> None:
    """What it holds may go on in any order; its boundary event leaves it at any time."""
    drawing = "S > sub > C > E ; sub ~ t > D > E2 ; sub{ A ; B }"
    assert [cost(drawing, case) for case in ("ABC", "BAC", "AC", "ABCA")] == [0, 0, 1, 1]
    assert [cost(drawing, case) for case in ("D", "AD", "ABD", "ADB", "ABCD")] == [0, 0, 0, 1, 1]


def test_a_boundary_event_that_does_not_interrupt_goes_on_beside() -> None:
    """The step it stands at is done all the same."""
    drawing = "S > A > B > E ; A ~~ t > D > E2"
    assert [cost(drawing, case) for case in ("AB", "ADB", "DAB", "ABD", "DB")] == [0, 0, 0, 0, 1]


def test_a_step_that_is_marked_as_multiple_may_be_done_again() -> None:
    """Twice is no deviation; not at all is."""
    drawing = "S > A* > B > E"
    assert [cost(drawing, case) for case in ("AB", "AAAB", "B")] == [0, 0, 1]


def test_what_a_sub_process_holds_is_repeated_as_a_whole() -> None:
    """All of it is done each time, and none of it begins anew before all is done."""
    drawing = "S > sub* > C > E ; sub{ A > B }"
    assert [cost(drawing, case) for case in ("ABC", "ABABC", "AABBC", "C")] == [0, 0, 2, 2]


def test_the_parts_of_an_ad_hoc_sub_process_are_done_at_will() -> None:
    """In any order, any number of times, or not at all; what follows one comes after it."""
    drawing = "S > adhoc > D > E ; adhoc{ A > B ; C }"
    assert [cost(drawing, case) for case in ("CABCD", "ACBD", "D", "ACD", "BD")] == [0, 0, 0, 1, 1]


def test_an_error_is_caught_at_the_edge_of_what_it_ends() -> None:
    """What else goes on inside is broken off; without an event for it all is over."""
    drawing = "S > sub > C > E ; sub ~ terror > D > E2 ; sub{ A > Eerror ; B }"
    assert [cost(drawing, case) for case in ("AD", "BAD", "ABD", "ABC")] == [0, 0, 0, 2]
    uncaught = "S > sub > C > E ; sub{ A > Eerror ; B }"
    assert [cost(uncaught, case) for case in ("A", "BA", "AB")] == [0, 0, 0]


def test_an_event_sub_process_starts_once_while_its_process_goes_on() -> None:
    """One that does not interrupt goes on beside; nothing is left to wait for it."""
    drawing = "S > A > B > E ; sub ; sub{ Stimer > C > E2 }"
    assert [cost(drawing, case) for case in ("AB", "ACB", "CAB", "ACCB", "ABC")] == [0, 0, 0, 1, 0]


def test_a_workflow_is_spelled_out_by_the_same_rules(fresh: Fresh) -> None:
    """Both branches of a Parallel state are done before what follows; a catcher ends them both."""
    context = fresh(
        """w:W a ab:Workflow ; rdfs:label "W" ; ab:hasState w:P, w:A, w:B, w:C, w:D .
        w:P a ab:State ; ab:isInitial true ; ab:elementKind "Parallel" ; ab:execution "none" .
        w:A a ab:State ; ab:partOf w:P ; ab:elementKind "Task" ; ab:execution "automated" .
        w:B a ab:State ; ab:partOf w:P ; ab:elementKind "Task" ; ab:execution "automated" .
        w:C a ab:State ; ab:isFinal true ; ab:elementKind "Task" ; ab:execution "automated" .
        w:D a ab:State ; ab:isFinal true ; ab:elementKind "Task" ; ab:execution "automated" .
        w:1 a ab:Transition ; ab:from w:P ; ab:to w:A ; ab:transitionKind "branch" .
        w:2 a ab:Transition ; ab:from w:P ; ab:to w:B ; ab:transitionKind "branch" .
        w:3 a ab:Transition ; ab:from w:A ; ab:to w:C ; ab:transitionKind "join" .
        w:4 a ab:Transition ; ab:from w:B ; ab:to w:C ; ab:transitionKind "join" .
        w:5 a ab:Transition ; ab:from w:P ; ab:to w:D ; ab:transitionKind "catch" ."""
    )
    (workflow,) = context.behaviours.linked.values()
    known = automaton_of(net_of(workflow, number))
    costs = {
        case: found.cost
        for case in ("ABC", "BAC", "AC", "D", "BD", "ABCD")
        if (found := align(known, [1 << ord(letter) - ord("A") for letter in case]))
    }
    assert costs == {"ABC": 0, "BAC": 0, "AC": 1, "D": 0, "BD": 0, "ABCD": 1}


def test_what_a_log_cannot_show_costs_nothing() -> None:
    """A step without a number is passed in silence."""
    known = automaton_of(
        net_of(drawn(CHAIN), lambda step: number(step) if "B" not in step else None)
    )
    found = align(known, [1, 4])
    assert found is not None
    assert found.cost == 0


def test_an_event_that_may_be_either_of_two_steps_is_the_one_that_fits() -> None:
    """Two steps of one name are told apart by where they stand."""
    found = align(model("S > A > B > C > E"), [0b101, 0b010, 0b101])
    assert found is not None
    assert [move.step for move in found.moves] == [0, 1, 2]
    assert found.cost == 0


def test_a_process_that_can_never_end_is_not_measured() -> None:
    """There is no case that it would call right."""
    with pytest.raises(NoEndError):
        model("S > A > B > A")


def test_the_bounds_are_kept_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model with too many states raises; a case that takes too long gives nothing."""
    assert align(model(CHAIN), [4, 2, 1], most=2) is None
    monkeypatch.setattr(automata, "MOST_STATES", 3)
    with pytest.raises(TooLargeError):
        model(PARALLEL)
    monkeypatch.undo()
    endless = Net()
    endless.initial = (endless.place(URIRef("a")),)
    endless.add(Step(URIRef("a")), (0,), (0, endless.place(URIRef("b"))), label=0)
    with pytest.raises(TooLargeError):
        automaton_of(endless)
