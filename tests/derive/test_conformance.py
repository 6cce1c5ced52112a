"""What event logs show against both domains: planted deviations are found, decoys are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs
from logged import ORDER, WORLD, W
from rdflib import RDFS, Graph, Literal, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from logged import Conform


def count(graph: Graph, kind: URIRef) -> list[int]:
    """Give the numbers of cases of the deviations of a kind."""
    return [int(str(graph.value(node, AB.caseCount))) for node in of_kind(graph, kind)]


DEVIATIONS = (
    AB.SkippedControl, AB.SelfApproval, AB.UnauthorisedAction, AB.ExpiredDelegationUse,
    AB.StalledApproval, AB.UndocumentedActivity, AB.DeadStep, AB.QuorumShortfall,
    AB.BrokenOrder, AB.ChannelDetour,
)  # fmt: skip


def test_cases_as_documented_show_no_deviation(conform: Conform) -> None:
    """A log in order, with a name of the state for the approval, gives nothing at all."""
    by_state = (ORDER[0], ("manager ok", "01 12:00", "Mia  Meyer"), ORDER[2])
    by_identifier = (ORDER[0], ("t_2", "01 12:00", "mmeyer"), ORDER[2])
    graph = conform(WORLD, {"1": ORDER, "2": by_state, "3": by_identifier})
    assert {kind: len(of_kind(graph, kind)) for kind in DEVIATIONS} == dict.fromkeys(DEVIATIONS, 0)


def test_a_control_left_out_or_done_afterwards_is_skipped(conform: Conform) -> None:
    """Done afterwards is too late; the numbers, the days and who it was are told."""
    late = (ORDER[0], ("Release order", "02 08:00", "ben"), ("Approve order", "03 12:00", "mmeyer"))
    without = (ORDER[0], ("Release order", "05 08:00", "ben"))
    graph = conform(WORLD, {"ok": ORDER, "late": late, "without": without})
    (node,) = of_kind(graph, AB.SkippedControl)
    assert count(graph, AB.SkippedControl) == [2]
    assert graph.value(node, AB.totalCases) == Literal(3)
    assert {str(case) for case in graph.objects(node, AB.exampleCase)} == {"late", "without"}
    assert graph.value(node, AB.about) == URIRef(f"{W}p.bpmn#Release")
    assert graph.value(node, AB.control) == URIRef(f"{W}control/c")
    assert graph.value(node, AB.agent) == URIRef(f"{W}agent/ben")
    (proof,) = proofs(graph, AB.SkippedControl)
    assert proof == (
        "2 of 3 cases reached Release order without Approve order before it, of which 1 did it"
        " afterwards, which is too late; first on 2026-03-02, last on 2026-03-05; by ben."
    )


def test_the_first_guarded_event_decides(conform: Conform) -> None:
    """A case that releases, approves and releases again went around the control once."""
    twice = (ORDER[0], ("Release order", "01 09:00", "ben"), *ORDER[1:])
    assert count(conform(WORLD, {"1": twice}), AB.SkippedControl) == [1]
    again = (*ORDER, ("Release order", "04 09:00", "ben"))
    assert not count(conform(WORLD, {"1": again}), AB.SkippedControl)


def test_a_control_begun_and_not_completed_is_not_done(conform: Conform) -> None:
    """In a log that tells, only the completion of the control counts."""
    begun = (
        ("Create order", "01 08:00", "ben", "complete"),
        ("Approve order", "01 12:00", "mmeyer", "start"),
        ("Release order", "02 08:00", "ben", "complete"),
    )
    done = (*begun[:2], ("Approve order", "01 13:00", "mmeyer", "Complete"), begun[2])
    assert count(conform(WORLD, {"begun": begun, "done": done}), AB.SkippedControl) == [1]


def test_events_of_one_moment_keep_the_order_of_the_file(conform: Conform) -> None:
    """A log with days only still tells what came first; so does one without any times."""
    for time in ("01 00:00", ""):
        right = tuple((activity, time, who) for activity, _, who in ORDER)
        wrong = (right[0], right[2], right[1])
        graph = conform(WORLD, {"right": right, "wrong": wrong})
        (node,) = of_kind(graph, AB.SkippedControl)
        assert graph.value(node, AB.exampleCase) == Literal("wrong")


def test_a_conditional_control_is_held_against_the_cases_it_applies_to(conform: Conform) -> None:
    """Small orders need no approval; one that does not say its amount is left out."""
    turtle = WORLD + '<control/c> ab:appliesWhen "amount > 1,000 EUR" .'
    without = (ORDER[0], ORDER[2])
    cases = {"small": without, "large": without, "unsaid": without, "fine": ORDER}
    graph = conform(turtle, cases, amount={"small": 900.0, "large": 1200.0, "fine": 5000.0})
    (node,) = of_kind(graph, AB.SkippedControl)
    assert graph.value(node, AB.exampleCase) == Literal("large")
    assert graph.value(node, AB.totalCases) == Literal(2)
    assert graph.value(node, AB.applicabilityKnown) == Literal(lexical_or_value=True)
    untold = conform(turtle, cases)
    (node,) = of_kind(untold, AB.SkippedControl)
    assert graph.value(node, AB.applicabilityKnown) != untold.value(node, AB.applicabilityKnown)
    assert "the log does not say" in proofs(untold, AB.SkippedControl)[0]


def test_a_control_that_the_log_cannot_show_is_not_judged(conform: Conform) -> None:
    """A step on paper that is mapped to nothing leaves no events; that proves nothing."""
    turtle = WORLD.replace('ab:mappingStatus "confirmed"', 'ab:mappingStatus "proposed"')
    assert not count(conform(turtle, {"1": (ORDER[0], ORDER[2])}), AB.SkippedControl)
    assert count(conform(WORLD, {"1": (ORDER[0], ORDER[2])}), AB.SkippedControl) == [1]


def test_whoever_approves_his_own_request_is_found(conform: Conform) -> None:
    """Under two names in the log it is the same person; two people and a system are not."""
    own = (("Create order", "01 08:00", "Mia Meyer"), *ORDER[1:])
    machine = (("Create order", "01 08:00", "ERP"), ("Approve order", "01 12:00", "ERP"))
    graph = conform(WORLD, {"own": own, "fine": ORDER, "machine": machine})
    (node,) = of_kind(graph, AB.SelfApproval)
    assert count(graph, AB.SelfApproval) == [1]
    assert graph.value(node, AB.exampleCase) == Literal("own")
    assert graph.value(node, AB.agent) == URIRef(f"{W}agent/mia")


def test_duties_that_a_control_keeps_apart_are_held_in_fact(conform: Conform) -> None:
    """The one who approves must not release, because a control says so and only then."""
    own = (*ORDER[:2], ("Release order", "02 08:00", "mmeyer"))
    turtle = WORLD + "<control/c> ab:segregatedFrom p:Release ."
    assert count(conform(turtle, {"1": own, "2": ORDER}), AB.SelfApproval) == [1]
    assert not count(conform(WORLD, {"1": own, "2": ORDER}), AB.SelfApproval)


def test_one_role_for_both_duties_is_told_as_a_role(conform: Conform) -> None:
    """Some logs write the role for the person: which people it was, nobody knows."""
    turtle = WORLD + '<role/clerk> a ab:Role ; rdfs:label "Clerk" .'
    own = (("Create order", "01 08:00", "Clerk"), ("Approve order", "01 12:00", "Clerk"))
    two = (("Create order", "01 08:00", "Clerk"), ("Approve order", "01 12:00", "Manager"))
    graph = conform(turtle, {"own": own, "two": two})
    (node,) = of_kind(graph, AB.SelfApproval)
    assert str(graph.value(node, RDFS.label)) == (
        "The same role or group did Create order and Approve order in 1 of 2 cases"
    )
    assert "The log does not say which people" in proofs(graph, AB.SelfApproval)[0]
    assert graph.value(node, AB.exampleCase) == Literal("own")
    assert graph.value(node, AB.apartFrom) == URIRef(f"{W}p.bpmn#Create")


def test_an_account_is_the_person_whom_a_confirmed_mapping_names(conform: Conform) -> None:
    """What the system calls mm7 is the manager, and then approved with her right."""
    turtle = (
        WORLD
        + """<kc#mm7> a ab:Agent ; rdfs:label "M. M." ; ab:login "mm7" .
        <m2> a ab:Mapping ; ab:processElement <agent/mia> ; ab:digitalElement <kc#mm7> ;
        ab:mappingStatus "%s" ."""
    )
    case = (("Create order", "01 08:00", "ben"), ("Approve order", "01 12:00", "mm7"), ORDER[2])
    assert count(conform(turtle % "proposed", {"1": case}), AB.UnauthorisedAction) == [1]
    assert not count(conform(turtle % "confirmed", {"1": case}), AB.UnauthorisedAction)


def test_who_took_a_decision_is_told_with_and_without_the_right(conform: Conform) -> None:
    """One deed for each actor, whatever names the log has for a person; most cases come first."""

    def by(who: str, day: str = "01") -> tuple[tuple[str, ...], ...]:
        return (("Create order", f"{day} 08:00", "x"), ("Approve order", f"{day} 12:00", who))

    cases = {"1": by("mmeyer"), "2": by("Mia Meyer", "05"), "3": by("ghost"), "4": by("ERP")}
    graph = conform(WORLD, cases)
    said = {
        str(graph.value(node, AB.actor)): (
            str(graph.value(node, AB.party) or "").removeprefix(W),
            str(graph.value(node, AB.caseCount)),
            str(graph.value(node, AB.unauthorisedCount)),
        )
        for node in of_kind(graph, AB.Acting)
    }
    assert said == {
        "Mia Meyer": ("agent/mia", "2", "0"),
        "ghost": ("", "1", "1"),
        "ERP": ("", "1", "1"),
    }
    assert (
        "Mia Meyer did Approve order in 2 of 4 cases of Orders 2026, first on 2026-03-01, last on"
        " 2026-03-05. In 0 of them without the right to decide it on that day."
    ) in proofs(graph, AB.Acting)
    (proof,) = proofs(graph, AB.UnauthorisedAction)
    assert "ERP is a system. No register knows ghost." in proof


def test_a_deed_is_not_judged_where_nobody_is_known_to_hold_the_right(conform: Conform) -> None:
    """Who acted is told all the same."""
    turtle = WORLD.replace("<h1> a ab:Holding", "<h1> a ab:Source")
    graph = conform(turtle, {"1": ORDER})
    (node,) = of_kind(graph, AB.Acting)
    assert graph.value(node, AB.unauthorisedCount) is None
    assert graph.value(node, AB.caseCount) == Literal(1)


def test_an_approval_by_somebody_without_the_role_is_found(conform: Conform) -> None:
    """A buyer, and somebody whom no register knows, approve; the responsible assistant may."""

    def by(who: str) -> tuple[tuple[str, ...], ...]:
        return (("Create order", "01 08:00", "x"), ("Approve order", "01 12:00", who), ORDER[2])

    graph = conform(WORLD, {"b": by("ben"), "g": by("ghost"), "a": by("ann"), "m": by("mmeyer")})
    (node,) = of_kind(graph, AB.UnauthorisedAction)
    assert {str(case) for case in graph.objects(node, AB.exampleCase)} == {"b", "g"}
    assert graph.value(node, AB.agent) == URIRef(f"{W}agent/ben")
    assert "No register knows ghost" in proofs(graph, AB.UnauthorisedAction)[0]


def test_people_whom_no_register_knows_are_not_all_accused(conform: Conform) -> None:
    """A log with names of its own, or a role without known holders, proves nothing."""
    other = tuple((activity, time, "user-7") for activity, time, _ in ORDER)
    assert not count(conform(WORLD, {"1": other}), AB.UnauthorisedAction)
    nobody = WORLD.replace("<h1> a ab:Holding", "<h1> a ab:Source")
    assert not count(conform(nobody, {"1": ORDER}), AB.UnauthorisedAction)


def test_a_role_that_the_log_names_is_judged_as_the_role(conform: Conform) -> None:
    """Some logs write the role for the person."""
    cases = {
        "right": (ORDER[0], ("Approve order", "01 12:00", "Manager"), ORDER[2]),
        "wrong": (ORDER[0], ("Approve order", "01 12:00", "Clerk"), ORDER[2]),
    }
    turtle = WORLD + '<role/clerk> a ab:Role ; rdfs:label "Clerk" .'
    graph = conform(turtle, cases)
    (node,) = of_kind(graph, AB.UnauthorisedAction)
    assert graph.value(node, AB.exampleCase) == Literal("wrong")


@pytest.mark.parametrize(
    ("last", "expired"), [("2026-02-28", True), ("2026-03-01", False), ("2026-03-20", False)]
)
def test_a_delegation_counts_on_the_day_of_the_event(
    conform: Conform, last: str, *, expired: bool
) -> None:
    """Its last day included; after it, the deputy uses an expired delegation and nothing else."""
    turtle = (
        WORLD
        + f"""<d> a ab:Delegation ; ab:principal <agent/mia> ; ab:deputy <agent/ben> ;
        ab:role <role/manager> ; ab:validFrom "2026-01-01"^^xsd:date ;
        ab:validUntil "{last}"^^xsd:date ."""
    )
    case = (("Create order", "01 08:00", "x"), ("Approve order", "01 12:00", "ben"), ORDER[2])
    graph = conform(turtle, {"1": case, "2": ORDER})
    assert count(graph, AB.ExpiredDelegationUse) == ([1] if expired else [])
    assert not count(graph, AB.UnauthorisedAction)


def test_a_holding_counts_on_the_day_of_the_event_and_not_as_of_the_day_judged(
    conform: Conform,
) -> None:
    """Who was a manager in March may have approved in March, and not before."""
    turtle = (
        WORLD
        + """<h9> a ab:Holding ; ab:holder <agent/ben> ; ab:role <role/manager> ;
        ab:validFrom "2026-03-02"^^xsd:date ; ab:validUntil "2026-03-31"^^xsd:date ."""
    )

    def on(day: str) -> tuple[tuple[str, ...], ...]:
        return (("Create order", "01 08:00", "x"), ("Approve order", f"{day} 12:00", "ben"))

    graph = conform(turtle, {"early": on("01"), "in time": on("02")})
    (node,) = of_kind(graph, AB.UnauthorisedAction)
    assert graph.value(node, AB.exampleCase) == Literal("early")


def test_an_approval_that_waits_beyond_its_limit_is_told_with_its_authority(
    conform: Conform,
) -> None:
    """It waits from the end of the step before; exactly at the limit is in time."""
    limit = '<a> a ab:Assignment ; ab:step p:Approve ; ab:maxWait "P1D"^^xsd:duration .'
    slow = (ORDER[0], ("Approve order", "03 10:00", "mmeyer"), ("Release order", "04 08:00", "ben"))
    brink = (ORDER[0], ("Approve order", "02 08:00", "mmeyer"), ("Release order", "03 08:00", "b"))
    graph = conform(WORLD + limit, {"slow": slow, "brink": brink, "fine": ORDER})
    (node,) = of_kind(graph, AB.StalledApproval)
    assert graph.value(node, AB.exampleCase) == Literal("slow")
    assert graph.value(node, AB.clearAuthority) == Literal(lexical_or_value=True)
    assert str(graph.value(node, AB.longestWait)) == "P2DT2H"
    assert "exactly one role is accountable" in proofs(graph, AB.StalledApproval)[0]
    two = WORLD + limit + "p:Approve ab:decidedBy <role/assistant> ."
    graph = conform(two, {"slow": slow})
    assert graph.value(of_kind(graph, AB.StalledApproval)[0], AB.clearAuthority) == Literal(
        lexical_or_value=False
    )
    assert not of_kind(conform(WORLD, {"slow": slow}), AB.StalledApproval)


def test_an_approval_that_never_came_waits_until_the_log_ends(conform: Conform) -> None:
    """Where nothing else could follow, a case that ends before its approval is waiting for it."""
    limit = '<a> a ab:Assignment ; ab:step p:Approve ; ab:maxWait "P1D"^^xsd:duration .'
    later = tuple((activity, f"1{time[1:]}", who) for activity, time, who in ORDER)
    cases = {"open": ORDER[:1], "later": later}
    graph = conform(WORLD + limit, cases)
    assert graph.value(of_kind(graph, AB.StalledApproval)[0], AB.exampleCase) == Literal("open")
    assert "still waited when the log ended" in proofs(graph, AB.StalledApproval)[0]
    skippable = WORLD + limit + "p:Gate ab:next p:Release ."
    assert not of_kind(conform(skippable, cases), AB.StalledApproval)


def test_scheduling_is_what_an_approval_waits_from_where_the_log_has_it(conform: Conform) -> None:
    """The task was put before the manager late; that is nobody's waiting."""
    limit = '<a> a ab:Assignment ; ab:step p:Approve ; ab:maxWait "P1D"^^xsd:duration .'
    case = (
        ("Create order", "01 08:00", "ben", "complete"),
        ("Approve order", "05 08:00", "mmeyer", "schedule"),
        ("Approve order", "05 12:00", "mmeyer", "complete"),
        ("Release order", "06 08:00", "ben", "complete"),
    )
    assert not of_kind(conform(WORLD + limit, {"1": case}), AB.StalledApproval)


def test_an_activity_that_neither_side_documents_is_told(conform: Conform) -> None:
    """A state of the workflow and a step of another process are documented."""
    other = 'p:Q a ab:Task, ab:Step ; rdfs:label "Notify supplier" .'
    case = (
        *ORDER,
        ("Archive Order", "03 08:00", "ERP"),
        ("notify-supplier", "03 09:00", "ben"),
        ("Change price", "03 10:00", "ben"),
    )
    graph = conform(WORLD + other, {"1": case, "2": ORDER})
    (node,) = of_kind(graph, AB.UndocumentedActivity)
    assert graph.value(node, AB.activity) == Literal("Change price")
    assert str(graph.value(node, RDFS.label)) == (
        "Change price is done in 1 of 2 cases and documented nowhere"
    )


def test_a_mapped_step_that_never_occurs_is_dead_where_the_log_covers_its_process(
    conform: Conform,
) -> None:
    """An unmapped step, and a log of something else, say nothing."""
    without = {"1": (ORDER[0],), "2": (ORDER[0],)}
    (node,) = of_kind(conform(WORLD, without), AB.DeadStep)
    assert conform(WORLD, without).value(node, AB.about) == URIRef(f"{W}p.bpmn#Approve")
    assert not of_kind(conform(WORLD, {"1": (("Sing", "01 08:00", "x"),)}), AB.DeadStep)
    proposed = WORLD.replace('"confirmed"', '"proposed"')
    assert not of_kind(conform(proposed, without), AB.DeadStep)


def test_fewer_people_than_the_quorum_are_counted(conform: Conform) -> None:
    """Two approvals by one person are not two people."""
    turtle = WORLD + "<control/c> ab:quorum 2 ."
    second = ("Approve order", "01 13:00", "ann")
    two = (*ORDER[:2], second, ORDER[2])
    same = (*ORDER[:2], ("Approve order", "01 13:00", "Mia Meyer"), ORDER[2])
    graph = conform(turtle, {"two": two, "same": same, "one": ORDER})
    (node,) = of_kind(graph, AB.QuorumShortfall)
    assert {str(case) for case in graph.objects(node, AB.exampleCase)} == {"same", "one"}


def test_exceptions_are_counted_by_complete_month(conform: Conform) -> None:
    """March is over and wholly covered; what happened in it is a sample of the exception."""
    turtle = (
        WORLD
        + """p:X a ab:ExceptionPath ; rdfs:label "Goods damaged" ;
        ab:throughChannel <channel/mail> . <channel/mail> a ab:Channel ; rdfs:label "Mail" ."""
    )
    cases = {
        "1": (*ORDER, ("Goods damaged", "03 08:00", "x")),
        "2": (*ORDER, ("Goods damaged", "05 08:00", "x"), ("Release order", "31 08:00", "x")),
    }
    graph = conform(turtle, cases)
    (node,) = of_kind(graph, AB.Sample)
    assert graph.value(node, AB.about) == URIRef(f"{W}p.bpmn#X")
    assert graph.value(node, AB.involves) == URIRef(f"{W}channel/mail")
    assert str(graph.value(node, AB.period)) == "2026-03"
    assert float(str(graph.value(node, AB.value))) == 2
    assert not of_kind(conform(turtle, {"1": cases["1"]}), AB.Sample)


@pytest.mark.parametrize(
    ("around", "samples"),
    [
        ("p:event ab:next p:mend ; ab:attachedTo p:Approve .", 1),
        ("p:event ab:next p:mend ; ab:attachedTo p:Approve . p:Approve ab:next p:mend .", 0),
        ("p:event ab:next p:mend ; ab:attachedTo p:Approve . p:Y ab:handledBy p:mend .", 0),
    ],
)
def test_a_handler_counts_an_exception_that_alone_leads_to_it(
    conform: Conform, around: str, samples: int
) -> None:
    """A step of the usual way, too, or one that handles something else as well, counts nothing."""
    turtle = (
        WORLD
        + """p:P ab:hasStep p:mend . p:mend a ab:Step, ab:Task ; rdfs:label "Mend" .
        p:X a ab:ExceptionPath ; rdfs:label "Goods damaged" ; ab:handledBy p:mend .
        """
        + around
    )
    cases = {"1": (*ORDER, ("Mend", "05 08:00", "x")), "2": (("Release order", "31 08:00", "x"),)}
    assert len(of_kind(conform(turtle, cases), AB.Sample)) == samples


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ("<a> ab:systemOfRecord true .", ["2026-03-02T13:00:00"]),
        ("<a> ab:systemOfRecord false .", []),
        ("<a> ab:systemOfRecord true . <b> ab:represents <o> .", ["2026-03-02T13:00:00"]),
    ],
)
def test_a_log_shows_when_a_system_of_record_was_last_written(
    conform: Conform, around: str, expected: list[str]
) -> None:
    """By the last event of the step that writes what it stands for; of copies nothing is known."""
    turtle = (
        WORLD
        + """<a> a ab:DataAsset ; rdfs:label "Orders" ; ab:represents <o> ;
        ab:freshWithin "P1D"^^xsd:duration . p:Approve ab:writes <o> .
        """
        + around
    )
    later = ("Approve order", "02 13:00", "ann")
    graph = conform(
        turtle, {"1": ORDER, "2": (ORDER[0], later, ("Release order", "09 08:00", "x"))}
    )
    seen = [str(graph.value(one, AB.at))[:19] for one in of_kind(graph, AB.WriteSeen)]
    assert seen == expected


def test_a_log_whose_process_nothing_defines_is_linked_by_names_alone(conform: Conform) -> None:
    """Without a process, the steps of all processes may be meant."""
    turtle = WORLD.replace(" ; ab:logs p:P", "")
    assert count(conform(turtle, {"1": (ORDER[0], ORDER[2])}), AB.SkippedControl) == [1]


def test_the_same_log_gives_the_same_facts_twice(conform: Conform) -> None:
    """Every run states the same triples, whatever order the columns were read in."""
    cases = {
        str(n): (ORDER[0], ("Release order", f"{n % 28 + 1:02} 08:00", f"u{n % 7}"))
        for n in range(60)
    }
    assert set(conform(WORLD, cases)) == set(conform(WORLD, cases))
