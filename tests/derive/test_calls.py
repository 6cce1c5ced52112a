"""Paths through what a process or workflow calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.calls import MOST_POINTS
from asbuilt.derive.behaviour.model import Point
from asbuilt.derive.behaviour.paths import avoiding, path_to, reach, sentence

if TYPE_CHECKING:
    from derived import Fresh
    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour

SHARED = """p:Q a ab:Process ; rdfs:label "Check" ; ab:hasStep p:s, p:approve, p:e .
p:s a ab:Step ; ab:elementKind "startEvent" ; ab:next p:approve .
p:approve a ab:Step ; rdfs:label "Approve" ; ab:elementKind "userTask" ; ab:next p:e .
p:e a ab:Step ; ab:elementKind "endEvent" .
"""
CALLER = """p:P a ab:Process ; rdfs:label "Buy" ; ab:hasStep p:first, p:call, p:pay .
p:first a ab:Step ; rdfs:label "Ask" ; ab:next p:call .
p:call a ab:Step ; rdfs:label "Have it checked" ; ab:elementKind "callActivity" ;
    ab:calls p:Q ; ab:next p:pay .
p:pay a ab:Step ; rdfs:label "Pay" .
"""


def _named(behaviour: Behaviour, end: str) -> URIRef:
    return next(element for element in behaviour.elements if element.endswith(f"#{end}"))


def _linked(fresh: Fresh, turtle: str, end: str = "P") -> Behaviour:
    linked = fresh(turtle).behaviours.linked
    return next(one for thing, one in linked.items() if thing.endswith(f"#{end}"))


def test_work_goes_through_the_called_process_and_comes_back(fresh: Fresh) -> None:
    """The path to what follows a call leads through the steps of what is called."""
    buy = _linked(fresh, CALLER + SHARED)
    tree = reach(buy)
    path = path_to(tree, Point(_named(buy, "pay")))
    assert sentence(buy, path, path[0].origin) == "Ask → Have it checked → s → Approve → e → Pay"
    without = reach(buy, barred=avoiding({_named(buy, "approve")}))
    assert Point(_named(buy, "pay")) not in without
    assert buy.followed == {_named(buy, "call")}


def test_no_path_goes_in_by_one_call_and_comes_back_from_another(fresh: Fresh) -> None:
    """Two calls of one process each have its steps to themselves."""
    buy = _linked(
        fresh,
        SHARED
        + """p:P a ab:Process ; ab:hasStep p:one, p:between, p:two, p:pay .
        p:one a ab:Step ; ab:calls p:Q ; ab:next p:between .
        p:between a ab:Step ; ab:next p:two . p:two a ab:Step ; ab:calls p:Q ; ab:next p:pay .
        p:pay a ab:Step .""",
    )
    assert len(buy.points_of[_named(buy, "approve")]) == 2
    tree = reach(buy, barred=avoiding({_named(buy, "between")}))
    assert Point(_named(buy, "pay")) not in tree
    assert Point(_named(buy, "pay")) in reach(buy)


def test_a_process_that_calls_itself_is_followed_once(fresh: Fresh) -> None:
    """What comes back to where it stands is a single step, and the reason is told."""
    buy = _linked(
        fresh,
        """p:P a ab:Process ; rdfs:label "Buy" ; ab:hasStep p:a, p:z .
        p:a a ab:Step ; ab:calls p:Q ; ab:next p:z . p:z a ab:Step .
        p:Q a ab:Process ; rdfs:label "Check" ; ab:hasStep p:b .
        p:b a ab:Step ; ab:calls p:P .""",
    )
    assert buy.followed == {_named(buy, "a")}
    assert buy.cut == {_named(buy, "b"): "it comes back to 'Buy', in which it stands"}
    assert Point(_named(buy, "z")) in reach(buy)


def test_an_error_at_the_end_of_what_is_called_does_not_complete_the_call(fresh: Fresh) -> None:
    """Only the event at the call leads on from there."""
    buy = _linked(
        fresh,
        """p:P a ab:Process ; ab:hasStep p:a, p:caught, p:z, p:y .
        p:a a ab:Step ; ab:calls p:Q ; ab:next p:z . p:z a ab:Step . p:y a ab:Step .
        p:caught a ab:Step ; ab:elementKind "boundaryEvent" ; ab:attachedTo p:a ; ab:next p:y .
        p:Q a ab:Process ; ab:hasStep p:b .
        p:b a ab:Step ; ab:elementKind "endEvent" ; ab:eventKind "error" .""",
    )
    tree = reach(buy)
    assert Point(_named(buy, "y")) in tree
    assert Point(_named(buy, "z")) not in tree


def test_a_call_enters_at_the_start_event_without_a_trigger(fresh: Fresh) -> None:
    """Start events that wait for messages are for work that comes from elsewhere."""
    buy = _linked(
        fresh,
        """p:P a ab:Process ; ab:hasStep p:a . p:a a ab:Step ; ab:calls p:Q .
        p:Q a ab:Process ; ab:hasStep p:plain, p:message .
        p:plain a ab:Step ; ab:elementKind "startEvent" .
        p:message a ab:Step ; ab:elementKind "startEvent" ; ab:eventKind "message" .""",
    )
    reached = {point.thing.rpartition("#")[2] for point in reach(buy)}
    assert reached == {"a", "plain"}


def test_a_workflow_that_is_only_started_is_not_waited_for(fresh: Fresh) -> None:
    """A Task that starts an execution goes on at once, unless its resource ends in .sync."""
    turtle = """w:P a ab:Workflow ; ab:hasState w:a, w:z .
        w:a a ab:State ; ab:isInitial true ; ab:calls w:Q ; ab:next w:z ; ab:resource "%s" .
        w:z a ab:State ; ab:isFinal true .
        w:Q a ab:Workflow ; ab:hasState w:b . w:b a ab:State ; ab:isInitial true, ab:x ;
            ab:isFinal true ."""
    turtle = turtle.replace(", ab:x", "")
    for resource, without in (("startExecution", True), ("startExecution.sync:2", False)):
        one = _linked(fresh, turtle % f"arn:aws:states:::states:{resource}")
        tree = reach(one, barred=avoiding({_named(one, "b")}))
        assert (Point(_named(one, "z")) in tree) is without, resource


def test_a_call_that_says_that_it_does_not_wait_is_not_waited_for(fresh: Fresh) -> None:
    """Whatever the format, `ab:isAwaited` says so; nothing said means that it waits."""
    turtle = """w:P a ab:Workflow ; ab:hasState w:a, w:z .
        w:a a ab:State ; ab:isInitial true ; ab:calls w:Q ; ab:next w:z {} .
        w:z a ab:State ; ab:isFinal true .
        w:Q a ab:Workflow ; ab:hasState w:b . w:b a ab:State ; ab:isInitial true ;
            ab:isFinal true ."""
    for said, without in (
        ("; ab:isAwaited false", True),
        ("; ab:isAwaited true", False),
        ("", False),
    ):
        one = _linked(fresh, turtle.format(said))
        tree = reach(one, barred=avoiding({_named(one, "b")}))
        assert (Point(_named(one, "z")) in tree) is without, said


def test_calls_of_calls_stay_within_a_bound(fresh: Fresh) -> None:
    """Each of many processes calls the next one twice, which would double without end."""
    lines = [
        f"p:P{number or ''} a ab:Process ; ab:hasStep p:a{number}, p:b{number} ."
        f" p:a{number} a ab:Step ; ab:calls p:P{number + 1} ; ab:next p:b{number} ."
        f" p:b{number} a ab:Step ; ab:calls p:P{number + 1} ."
        for number in range(40)
    ]
    lines.append("p:P40 a ab:Process ; ab:hasStep p:last . p:last a ab:Step .")
    buy = _linked(fresh, "\n".join(lines))
    assert buy.cut
    assert len({point for way in buy.passages for point in (way.origin, way.goal)}) < (
        3 * MOST_POINTS
    )


def test_a_process_that_calls_nothing_is_the_same_object(fresh: Fresh) -> None:
    """Nothing is laid out anew where there is nothing to follow."""
    behaviours = fresh(SHARED).behaviours
    assert all(behaviours.linked[thing] is one for thing, one in behaviours.processes.items())


def test_what_ends_in_a_failure_does_not_come_back(fresh: Fresh) -> None:
    """A workflow that fails is caught by its caller, if at all, and not gone on from."""
    whole = _linked(
        fresh,
        """w:W a ab:Workflow ; rdfs:label "Pay" ; ab:hasState w:hold, w:pay, w:closed .
        w:hold a ab:State ; ab:isInitial true ; ab:elementKind "Task" ; ab:calls w:V .
        w:pay a ab:State ; ab:isFinal true . w:closed a ab:State ; ab:isFinal true .
        w:1 a ab:Transition ; ab:from w:hold ; ab:to w:pay ; ab:transitionKind "next" .
        w:2 a ab:Transition ; ab:from w:hold ; ab:to w:closed ; ab:transitionKind "catch" .
        w:V a ab:Workflow ; rdfs:label "Hold" ; ab:hasState w:ask, w:no, w:yes .
        w:ask a ab:State ; ab:isInitial true ; ab:elementKind "Choice" .
        w:no a ab:State ; ab:isFinal true ; ab:elementKind "Fail" .
        w:yes a ab:State ; ab:isFinal true ; ab:elementKind "Succeed" .
        w:3 a ab:Transition ; ab:from w:ask ; ab:to w:no ; ab:transitionKind "choice" .
        w:4 a ab:Transition ; ab:from w:ask ; ab:to w:yes ; ab:transitionKind "choice" .""",
        "W",
    )
    without = reach(whole, barred=avoiding({_named(whole, "yes")}))
    assert Point(_named(whole, "pay")) not in without
    assert Point(_named(whole, "closed")) in without
    assert Point(_named(whole, "pay")) in reach(whole)
