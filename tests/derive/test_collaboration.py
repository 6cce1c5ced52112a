"""Messages between participants: work that waits for one that is not sent, and near misses."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from derived import BASE, of_kind, proofs
from rdflib import Graph

from asbuilt.derive.soundness import approximation, collaboration, waiting
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import read
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from derived import Fresh

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MESSAGE = "<messageEventDefinition/>"
ORDER = "ask:startEvent > order:sendTask > wait:receiveTask > pay:sendTask > end:endEvent"
SELL = "asked:startEvent! > offer:sendTask > paid:intermediateCatchEvent! > sold:endEvent"
FLOWS = "order > asked, offer > wait, pay > paid"


@pytest.fixture
def told(fresh: Fresh, tmp_path: Path) -> Callable[..., Graph]:
    """Load two participants and the messages between them, and give what was found out."""

    def tell(buyer: str, seller: str, messages: str, domain: str = "process") -> Graph:
        path = tmp_path / "both.bpmn"
        path.write_text(_collaboration(buyer, seller, messages), encoding="utf-8")
        reading = read(Source(path, path.name, Minter(BASE), domain))  # type: ignore[arg-type]
        assert not reading.ledger.refused, reading.ledger.problems
        context = fresh("")
        context.store.replace(context.minter.source_graph(path.name), reading.triples)
        graph = Graph()
        for module in (collaboration, approximation):
            for triple in module.derive(context):
                graph.add(triple)
        return graph

    return tell


def _collaboration(buyer: str, seller: str, messages: str) -> str:
    processes = "".join(
        f'<process id="{name}" name="{name}">{_drawn(name, text)}</process>'
        for name, text in (("Buyer", buyer), ("Seller", seller))
    )
    flows = "".join(
        f'<messageFlow id="m{number}" sourceRef="{sender}" targetRef="{receiver}"/>'
        for number, (sender, receiver) in enumerate(
            message.strip().split(" > ") for message in messages.split(",")
        )
    )
    pools = '<participant id="B" processRef="Buyer"/><participant id="S" processRef="Seller"/>'
    return (
        f'<definitions xmlns="{BPMN}" targetNamespace="{BASE}">'
        f'<collaboration id="c">{pools}{flows}</collaboration>{processes}</definitions>'
    )


def _drawn(process: str, text: str) -> str:
    """Draw chains such as ``a:userTask > b:endEvent!``; a sign says that it is of a message."""
    nodes: dict[str, str] = {}
    flows: list[str] = []
    for chain in text.split(";"):
        names = [part.strip() for part in chain.split(">")]
        for part in names:
            name, _, kind = part.partition(":")
            if kind:
                inside = MESSAGE if kind.endswith("!") else ""
                kind, _, host = kind.rstrip("!").partition("@")
                edge = f' attachedToRef="{host}"' if host else ""
                nodes[name] = f'<{kind} id="{name}" name="{name}"{edge}>{inside}</{kind}>'
        bare = [part.partition(":")[0] for part in names]
        flows += [f'sourceRef="{one}" targetRef="{two}"' for one, two in pairwise(bare)]
    drawn = [f'<sequenceFlow id="{process}{n}" {ends}/>' for n, ends in enumerate(flows)]
    return "".join([*nodes.values(), *drawn])


def _waits(graph: Graph) -> list[str]:
    return sorted(
        str(graph.value(fact, AB.about)).rpartition("#")[2] for fact in of_kind(graph, AB.Trap)
    )


@pytest.mark.parametrize("domain", ["process", "digital"])
def test_what_both_ask_and_answer_comes_to_its_end(told: Callable[..., Graph], domain: str) -> None:
    """Every message that is waited for is sent, and nothing is said of how it is approximated."""
    graph = told(ORDER, SELL, FLOWS, domain)
    assert not of_kind(graph, AB.Trap)
    assert not of_kind(graph, AB.Approximation)


@pytest.mark.parametrize("domain", ["process", "digital"])
def test_two_that_wait_for_each_other_never_go_on(told: Callable[..., Graph], domain: str) -> None:
    """The seller wants the money first, and the buyer the goods."""
    seller = "asked:startEvent! > paid:intermediateCatchEvent! > offer:sendTask > sold:endEvent"
    graph = told(ORDER, seller, FLOWS, domain)
    assert _waits(graph) == ["paid", "wait"]
    kind = "process" if domain == "process" else "workflow"
    buyer, seller = proofs(graph, AB.Trap)
    never = "is never sent, whatever is chosen: Buyer: ask → order, Seller: asked."
    waits = f"In the {kind} 'Buyer' work waits at 'wait' for a message from 'offer' of 'Seller'"
    assert buyer == f"{waits}, which {never}"
    waits = f"In the {kind} 'Seller' work waits at 'paid' for a message from 'pay' of 'Buyer'"
    assert seller == f"{waits}, which {never}"


def test_a_message_that_is_sent_on_one_way_only_need_not_come(
    told: Callable[..., Graph],
) -> None:
    """A seller who may refuse without a word leaves the buyer waiting; the choice is told."""
    seller = (
        "asked:startEvent! > in stock:exclusiveGateway > offer:sendTask"
        " > paid:intermediateCatchEvent! > sold:endEvent; in stock > refused:endEvent"
    ).replace("in stock", "stock")
    graph = told(ORDER, seller, FLOWS)
    assert _waits(graph) == ["wait"]
    [proof] = proofs(graph, AB.Trap)
    assert proof.endswith(
        "which is not sent then: Buyer: ask → order, Seller: asked → (exclusive gateway)"
        " [to refused]."
    )


def test_whoever_waits_for_the_first_of_several_events_waits_for_any(
    told: Callable[..., Graph],
) -> None:
    """After an event-based gateway an offer, a refusal or the end of a time goes on."""
    seller = (
        "asked:startEvent! > stock:exclusiveGateway > offer:sendTask > sold:endEvent"
        "; stock > refuse:sendTask > refused:endEvent"
    )
    buyer = (
        "ask:startEvent > order:sendTask > first:eventBasedGateway > wait:intermediateCatchEvent!"
        " > end:endEvent; first > no:intermediateCatchEvent! > end"
    )
    assert not _waits(told(buyer, seller, "order > asked, offer > wait, refuse > no"))
    chosen = buyer.replace("eventBasedGateway", "exclusiveGateway")
    assert _waits(told(chosen, seller, "order > asked, offer > wait, refuse > no")) == [
        "no",
        "wait",
    ]
    silent = seller.replace("refuse:sendTask", "refuse:userTask")
    assert _waits(told(buyer, silent, "order > asked, offer > wait")) == []
    alone = buyer.partition("; first")[0]
    assert _waits(told(alone, silent, "order > asked, offer > wait")) == ["wait"]


def test_an_event_at_the_edge_frees_what_waits(told: Callable[..., Graph]) -> None:
    """A message that breaks the waiting off is as good as the one that was waited for."""
    seller = (
        "asked:startEvent! > stock:exclusiveGateway > offer:sendTask > sold:endEvent"
        "; stock > refuse:sendTask > refused:endEvent"
    )
    buyer = (
        "ask:startEvent > order:sendTask > wait:receiveTask > end:endEvent"
        "; no:boundaryEvent@wait! > given_up:endEvent"
    )
    assert not _waits(told(buyer, seller, "order > asked, offer > wait, refuse > no"))
    assert _waits(told(buyer, seller, "order > asked, offer > wait")) == []


def test_who_is_asked_again_begins_again(told: Callable[..., Graph]) -> None:
    """A process that a message begins begins once for each."""
    buyer = (
        "ask:startEvent > order:sendTask > wait:receiveTask > more:exclusiveGateway > end:endEvent"
        "; more > order"
    )
    seller = "asked:startEvent! > offer:sendTask > sold:endEvent"
    assert not _waits(told(buyer, seller, "order > asked, offer > wait"))
    once = seller.replace("asked:startEvent!", "open:startEvent > asked:receiveTask")
    assert _waits(told(buyer, once, "order > asked, offer > wait")) == ["wait"]


def test_what_nobody_is_known_to_send_is_taken_to_come(told: Callable[..., Graph]) -> None:
    """A flow that comes from a participant as a whole says nothing of when; that is told."""
    graph = told(ORDER, SELL, "order > asked, S > wait, pay > paid")
    assert not of_kind(graph, AB.Trap)
    assert any("not traced" in proof for proof in proofs(graph, AB.Approximation))


def test_a_task_that_does_not_receive_goes_on_without_the_message(
    told: Callable[..., Graph],
) -> None:
    """Nothing says that a task of people waits for what is sent to it; that is told."""
    buyer = ORDER.replace("wait:receiveTask", "wait:userTask")
    graph = told(buyer, SELL.replace("offer:sendTask", "offer:userTask"), FLOWS)
    assert not of_kind(graph, AB.Trap)
    assert any("go on without it" in proof for proof in proofs(graph, AB.Approximation))


def test_a_join_that_waits_in_vain_is_told_of_its_participant_alone(
    told: Callable[..., Graph],
) -> None:
    """What the buyer waits for is then no further fault."""
    seller = (
        "asked:startEvent! > x:exclusiveGateway > a:userTask > j:parallelGateway > offer:sendTask"
        " > sold:endEvent; x > b:userTask > j"
    )
    assert not _waits(told(ORDER, seller, "order > asked, offer > wait"))


def test_a_bound_that_is_hit_is_said(
    told: Callable[..., Graph], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where more messages wait than are looked at, it is told of both that nothing is known."""
    buyer = "ask:startEvent > x:exclusiveGateway > order:sendTask > x; x > end:endEvent"
    seller = "asked:startEvent! > sold:endEvent"
    monkeypatch.setattr(waiting, "MOST_MESSAGES", 1)
    graph = told(buyer, seller, "order > asked")
    assert not of_kind(graph, AB.Trap)
    undecided = [proof for proof in proofs(graph, AB.Approximation) if "nearest states" in proof]
    assert len(undecided) == 2
