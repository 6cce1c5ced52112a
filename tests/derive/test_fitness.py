"""How well logs fit: the figure, deviations of each step, broken order, informal channels."""

from __future__ import annotations

import csv
import gzip
import re
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from bpmn_drawings import turtle as drawing
from derived import of_kind, proofs
from logged import ORDER, PROCESS, WORLD
from rdflib import RDFS, Graph, Literal, URIRef

from asbuilt import derive, ingest
from asbuilt.derive.alignment import fitness
from asbuilt.ingest import arranging
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from logged import Conform

LOG = '<log.xes#log> a ab:EventLog ; rdfs:label "Orders" ; ab:logs p:P .'
LOAN = f"{LOG} {drawing('S > A > x1 > B > C > x2 > E ; x1 > D > x2', 'Loan')}"
"""B is checked, C approves what was checked; D rejects."""


def case(letters: str, day: str = "01") -> tuple[tuple[str, ...], ...]:
    """Give a case that does these steps, one an hour."""
    return tuple((step, f"{day} {hour + 8:02}:00", "ann") for hour, step in enumerate(letters))


def figure(graph: Graph) -> tuple[float, float, int, int]:
    """Give fitness, its mean over cases, the cases that fit, and the variants."""
    (node,) = of_kind(graph, AB.LogFitness)
    found = [
        graph.value(node, term)
        for term in (AB.fitness, AB.meanFitness, AB.caseCount, AB.variantCount)
    ]
    return tuple(float(str(value)) for value in found)  # type: ignore[return-value]


def ways(graph: Graph) -> dict[tuple[str, str], int]:
    """Give for each step and way in which it deviates the number of cases."""
    return {
        (
            str(graph.value(node, AB.about)).rpartition("#")[2],
            str(graph.value(node, AB.deviationKind)),
        ): int(str(graph.value(node, AB.caseCount)))
        for node in of_kind(graph, AB.StepDeviation)
    }


def test_a_log_as_the_process_says_fits_wholly(conform: Conform) -> None:
    """Whatever way is taken, there is nothing to tell."""
    graph = conform(LOAN, {"1": case("ABC"), "2": case("AD")})
    assert figure(graph) == (1, 1, 2, 2)
    assert ways(graph) == {}
    assert "100 %" in str(graph.value(of_kind(graph, AB.LogFitness)[0], RDFS.label))


def test_the_figure_is_that_of_the_literature(conform: Conform) -> None:
    """One of two steps too few costs 1 of 2 events and 2 steps; the rest is all right."""
    graph = conform(LOAN, {"1": case("ABC"), "2": case("AB")})
    whole, mean, fitting, _ = figure(graph)
    assert whole == pytest.approx(1 - 1 / (3 + 2 + 2 * 2))
    assert mean == pytest.approx((1 + (1 - 1 / (2 + 2))) / 2)
    assert fitting == 1


def test_a_step_is_left_out_moved_or_extra(conform: Conform) -> None:
    """Each with the cases that show it, the earliest as examples."""
    cases = {"fine": case("ABC"), "out": case("AB"), "moved": case("ACB", "02")}
    graph = conform(LOAN, cases | {"twice": case("ABCC", "03")})
    assert ways(graph)["C", "left out"] == 1
    assert ways(graph)["C", "extra"] == 1
    assert sum(number for (_, way), number in ways(graph).items() if way == "out of place") == 1
    (left,) = [
        node
        for node in of_kind(graph, AB.StepDeviation)
        if graph.value(node, AB.deviationKind) == Literal("left out")
    ]
    assert graph.value(left, AB.exampleCase) == Literal("out")
    assert "by an optimal alignment" in str(graph.value(left, AB.proof))


def test_a_variant_without_the_approval_is_told_apart(conform: Conform) -> None:
    """One process, once with every approval and once with none: only that is found."""
    with_it = {str(n): case("ABC") for n in range(4)} | {"r": case("AD")}
    without = {str(n): case("AB") for n in range(4)} | {"r": case("AD")}
    graph = conform(LOAN, with_it)
    assert figure(graph)[0] == 1
    assert not of_kind(graph, AB.DeadStep)
    graph = conform(LOAN, without)
    assert figure(graph)[2] == 1
    assert ways(graph) == {("C", "left out"): 4}
    assert graph.value(of_kind(graph, AB.DeadStep)[0], AB.about) == URIRef(f"{PROCESS}C")


def test_steps_that_a_log_cannot_show_are_not_held_against_it(conform: Conform) -> None:
    """A log of two of the four steps is of a system that has no others; it is said which."""
    graph = conform(LOAN, {"1": case("AB"), "2": case("AB")})
    assert figure(graph)[0] == 1
    assert not of_kind(graph, AB.DeadStep)
    assert "The log cannot show C and D" in proofs(graph, AB.LogFitness)[0]


def test_a_manual_step_leaves_no_trace(conform: Conform) -> None:
    """Nobody expects it in a log, however many of the others are there."""
    manual = LOAN.replace('p:C ab:execution "user"', 'p:C ab:execution "manual"')
    graph = conform(manual, {"1": case("AB"), "2": case("AD")})
    assert figure(graph)[0] == 1
    assert not of_kind(graph, AB.DeadStep)


def test_what_is_no_step_of_the_process_lowers_the_figure_and_is_named(conform: Conform) -> None:
    """It is an event that only the log has."""
    graph = conform(LOAN, {"1": (*case("ABC"), ("Phone", "01 20:00", "ann")), "2": case("AD")})
    assert figure(graph)[0] == pytest.approx(1 - 1 / (4 + 2 + 4))
    assert "No step of the process: Phone (1)." in proofs(graph, AB.LogFitness)[0]


def test_a_bound_that_is_hit_is_said(conform: Conform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases that took too long are in no figure; a log of nothing else has none."""
    monkeypatch.setattr(fitness, "MOST_VISITS_OF_A_LOG", 6)
    graph = conform(LOAN, {"1": case("ABC"), "2": case("ABC"), "3": case("DABAB")})
    (node,) = of_kind(graph, AB.LogFitness)
    assert graph.value(node, AB.unmeasuredCases) == Literal(1)
    assert "1 case took too long to align" in str(graph.value(node, AB.proof))
    monkeypatch.setattr(fitness, "MOST_VISITS_OF_A_LOG", 0)
    graph = conform(LOAN, {"1": case("ABC")})
    (node,) = of_kind(graph, AB.LogFitness)
    assert graph.value(node, AB.fitness) is None
    assert "is not known" in str(graph.value(node, AB.proof))


def test_a_process_that_cannot_end_has_no_figure(conform: Conform) -> None:
    """It is said why, and nothing is held against the log."""
    graph = conform(f"{LOG} {drawing('S > A > B > A')}", {"1": case("AB")})
    assert "can never come to an end" in proofs(graph, AB.LogFitness)[0]
    assert ways(graph) == {}


def test_a_log_read_in_parts_says_the_same(
    conform: Conform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit in memory at once gives the very same facts."""
    cases = {str(n): case("ABC" if n % 3 else "ACB", f"{n + 1:02}") for n in range(20)}
    whole = conform(LOAN, cases)
    monkeypatch.setattr(arranging, "EVENTS_IN_A_PART", 7)
    assert set(conform(LOAN, cases)) == set(whole)


def test_an_order_that_the_process_excludes_is_broken(conform: Conform) -> None:
    """B comes before C; a case without C, branches beside each other and a loop have no order."""
    cases = {"1": case("ABC"), "2": case("ACB"), "3": case("AC"), "4": case("ABCB")}
    graph = conform(LOAN, cases)
    (node,) = of_kind(graph, AB.BrokenOrder)
    assert graph.value(node, AB.about) == URIRef(f"{PROCESS}C")
    assert URIRef(f"{PROCESS}B") in set(graph.objects(node, AB.involves))
    assert [graph.value(node, t) for t in (AB.caseCount, AB.totalCases, AB.exampleCase)] == [
        Literal(1), Literal(3), Literal("2"),
    ]  # fmt: skip
    beside = f"{LOG} {drawing('S > p1 > A > p2 > E ; p1 > B > p2')}"
    assert not of_kind(conform(beside, {"1": case("AB"), "2": case("BA")}), AB.BrokenOrder)
    loop = f"{LOG} {drawing('S > x1 > A > x2 > E ; x2 > B > x1')}"
    assert not of_kind(conform(loop, {"1": case("ABA"), "2": case("BA")}), AB.BrokenOrder)


def test_events_of_one_moment_have_no_order_to_break(conform: Conform) -> None:
    """Many exports keep days only, and rows of one day in any order."""
    same = (("A", "01 08:00", "x"), ("C", "02 00:00", "x"), ("B", "02 00:00", "x"))
    assert not of_kind(conform(LOAN, {"1": same}), AB.BrokenOrder)


def test_of_three_steps_in_reverse_only_neighbours_are_told(conform: Conform) -> None:
    """C, then B, then A: that C was before A follows."""
    chain = f"{LOG} {drawing('S > A > B > C > E')}"
    graph = conform(chain, {"1": case("CBA")})
    assert {str(graph.value(node, RDFS.label)) for node in of_kind(graph, AB.BrokenOrder)} == {
        "C was done before B in 1 of 1 case",
        "B was done before A in 1 of 1 case",
    }
    graph = conform(chain, {"1": case("CAB")})
    assert [str(graph.value(node, RDFS.label)) for node in of_kind(graph, AB.BrokenOrder)] == [
        "C was done before A in 1 of 1 case"
    ]


def test_a_step_mapped_to_another_system_is_not_missed_in_this_log(conform: Conform) -> None:
    """The log shows the states of one system; what another one does it cannot show."""
    other = """
    p:Post a ab:Task, ab:Step ; rdfs:label "Post invoice" ; ab:execution "user" .
    p:P ab:hasStep p:Post . w:V a ab:Workflow ; ab:hasState w:Posted ; ab:heldBy <system/%s> .
    w:Posted a ab:State ; rdfs:label "Posted" . <m2> a ab:Mapping ; ab:processElement p:Post ;
        ab:digitalElement w:Posted ; ab:mappingStatus "confirmed" ."""
    assert not of_kind(conform(WORLD + other % "bank", {"1": ORDER}), AB.DeadStep)
    assert len(of_kind(conform(WORLD + other % "erp", {"1": ORDER}), AB.DeadStep)) == 1


def test_a_log_shows_what_went_through_an_informal_channel(conform: Conform) -> None:
    """By an activity or a column of its name; one that no register calls informal is none."""
    channels = """<c1> a ab:InformalChannel, ab:Channel ; rdfs:label "orders.xlsx" .
        <c2> a ab:Channel ; rdfs:label "Portal" .
        p:X a ab:ExceptionPath ; rdfs:label "Urgent order" ; ab:throughChannel <c1> ."""
    cases = {
        "1": ORDER,
        "2": (*ORDER, ("Orders.xlsx", "03 08:00", "ben")),
        "3": ORDER,
        "4": ORDER,
    }
    graph = conform(WORLD + channels, cases, channel={"1": "Portal", "3": "orders.xlsx", "4": None})
    (node,) = of_kind(graph, AB.ChannelDetour)
    assert str(graph.value(node, AB.about)).endswith("/c1")
    assert {str(case) for case in graph.objects(node, AB.exampleCase)} == {"2", "3"}
    assert URIRef(f"{PROCESS}X") in set(graph.objects(node, AB.involves))
    assert not of_kind(conform(WORLD + channels, {"1": ORDER}), AB.ChannelDetour)


@pytest.mark.corpus
def test_the_loan_log_without_its_approval_is_told_apart(corpus: Path, tmp_path: Path) -> None:
    """A model and its log agree to the last event; the log without approvals does not."""
    folder = next((corpus / "demo-loanapp-model-and-log").glob("*/tests/assets"))
    for name, path in (
        ("loan.bpmn", folder / "LoanApp_simplified.bpmn"),
        ("without.csv", folder / "LoanApp_simplified_without_approve_loan_offer.csv"),
    ):
        (tmp_path / name).write_bytes(path.read_bytes())
    whole = gzip.decompress((folder / "LoanApp_simplified.csv.gz").read_bytes())
    (tmp_path / "with.csv").write_bytes(whole)
    identifier = "sid-e4779dd5-c458-4ddc-8c71-d9f63c3ae405"
    (tmp_path / "asbuilt.toml").write_text(
        '[workspace]\ntitle = "Loans"\nbase = "https://example.org/loans/"\n'
        '[[source]]\npath = "loan.bpmn"\ndomain = "process"\n'
        f'[[source]]\npath = "*.csv"\nprocess = "{identifier}"\n',
        encoding="utf-8",
    )
    workspace = Workspace.open(tmp_path)
    with closing(workspace.store(write=True)) as store:
        ingest.load(workspace, store)
        derive.run(workspace, store, workspace.as_of())
        graph = Graph()
        for triple in store.triples(workspace.minter.derived_graph("conformance")):
            graph.add(triple)
    figures = {
        str(graph.value(node, AB.log)).rpartition("/")[2]: (
            float(str(graph.value(node, AB.fitness))), int(str(graph.value(node, AB.caseCount)))
        )
        for node in of_kind(graph, AB.LogFitness)
    }  # fmt: skip
    rows = list(csv.DictReader(whole.decode("utf-8-sig").splitlines()))
    approved = {r["case:concept:name"] for r in rows if r["concept:name"] == "Approve loan offer"}
    assert figures == {
        "with.csv#log": (1.0, 500),
        "without.csv#log": (0.950872, 500 - len(approved)),
    }
    (dead,) = of_kind(graph, AB.DeadStep)
    assert "Approve loan offer never occurs in 500 cases" in str(graph.value(dead, RDFS.label))
    (left,) = of_kind(graph, AB.StepDeviation)
    assert graph.value(left, AB.caseCount) == Literal(len(approved))


DEPLOYED = """
w:W a ab:Workflow ; rdfs:label "Order flow" ; ab:hasState w:Check, w:Pay, w:Book .
w:Check a ab:State ; rdfs:label "Check" ; ab:execution "user" ; ab:isInitial true .
w:Pay a ab:State ; rdfs:label "Pay" ; ab:execution "automated" .
w:Book a ab:State ; rdfs:label "Book" ; ab:execution "automated" ; ab:isFinal true .
w:1 a ab:Transition ; ab:from w:Check ; ab:to w:Pay .
w:2 a ab:Transition ; ab:from w:Pay ; ab:to w:Book .
"""
MAPPED = "".join(
    f"<m{step}> a ab:Mapping ; ab:processElement p:{step} ; ab:digitalElement w:{state} ;"
    f' ab:mappingStatus "{{status}}" .\n'
    for step, state in (("A", "Check"), ("C", "Pay"), ("B", "Book"))
)


def fitted(graph: Graph) -> dict[str, float | None]:
    """Give the fitness of the log with each process and workflow that it is aligned with."""
    return {
        str(graph.value(node, AB.about)).rpartition("#")[2]: None
        if (figure := graph.value(node, AB.fitness)) is None
        else float(str(figure))
        for node in of_kind(graph, AB.LogFitness)
    }


def test_a_log_is_aligned_with_the_workflow_behind_it_too(conform: Conform) -> None:
    """People do as the system tells them, and not as the document does; each has its figure."""
    turtle = LOAN + DEPLOYED + MAPPED.format(status="confirmed")
    graph = conform(turtle, {"1": case("ACB"), "2": case("ACB")})
    figures = fitted(graph)
    assert figures["W"] == 1
    assert figures["P"] is not None
    assert figures["P"] < 1
    assert {step for step, _ in ways(graph)} <= {"A", "B", "C", "D"}
    graph = conform(turtle, {"1": case("ACB"), "2": case("AC")})
    (told,) = [proof for proof in proofs(graph, AB.LogFitness) if "Order flow says" in proof]
    assert told.endswith("Book was left out in 1 of 2 cases.")


def test_what_is_done_in_another_system_is_not_held_against_a_workflow(conform: Conform) -> None:
    """The log also has a step that is mapped to nothing, and cases that never come here."""
    turtle = LOAN + DEPLOYED + MAPPED.format(status="confirmed")
    graph = conform(turtle, {"1": (*case("ACB"), ("D", "01 20:00", "ann")), "2": case("D")})
    assert fitted(graph)["W"] == 1
    assert any("1 of 1 cases" in proof for proof in proofs(graph, AB.LogFitness))


def test_a_proposed_mapping_ties_no_log_to_a_workflow(conform: Conform) -> None:
    """Nobody has said yet that the two are the same."""
    turtle = LOAN + DEPLOYED + MAPPED.format(status="proposed")
    assert fitted(conform(turtle, {"1": case("ACB")})).keys() == {"P"}


def test_a_log_of_a_system_is_of_its_workflow_by_the_names_of_states(conform: Conform) -> None:
    """Half of its activities must be states, and not as many those of another workflow."""
    named = [("Check", "01 08:00", "ann"), ("Pay", "01 09:00", "ann"), ("Book", "01 10:00", "ann")]
    graph = conform(LOAN + DEPLOYED, {"1": tuple(named), "2": (*named, ("Phone", "01 11:00", "x"))})
    assert fitted(graph)["W"] == pytest.approx(1 - 1 / (3 + 4 + 2 * 3))
    assert any(
        "No state of the workflow: Phone (1)." in one for one in proofs(graph, AB.LogFitness)
    )
    twin = re.sub(r"w:(\w+)", r"<other.asl.json#\1>", DEPLOYED)
    assert "W" not in fitted(conform(LOAN + DEPLOYED + twin, {"1": tuple(named)}))
