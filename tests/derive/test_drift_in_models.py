"""Each kind of difference planted into a real model of a court, and decoys that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from rdflib import RDF, Graph, Literal, URIRef

from asbuilt.derive.correspondence import proposals
from asbuilt.derive.drift import analysis as drift
from asbuilt.facts import Source
from asbuilt.ingest import read
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from derived import Fresh

    from asbuilt.derive import Context

pytestmark = pytest.mark.corpus

MODEL = (
    "demo-hmcts-civil/hmcts+civil-camunda-bpmn-definition/src/main/resources/camunda/"
    "create_claim_after_payment.bpmn"
)
NOTIFY, FEED = "CreateClaimAfterPaymentContinuingOnlineNotifier", "NotifyRoboticsOnContinuousFeed"
PENDING = '${flowState == "MAIN.PENDING_CLAIM_ISSUED_UNREGISTERED_DEFENDANT"}'


class Model:
    """A model as a tree that can be edited as a modeller would."""

    def __init__(self, path: Path) -> None:
        """Read the file."""
        self.tree = etree.parse(str(path))

    def at(self, identifier: str) -> Any:  # noqa: ANN401 - an element of lxml
        """Give the element with an id."""
        (found,) = [one for one in self.tree.iter("{*}*") if one.get("id") == identifier]
        return found

    def flows(self, end: str, identifier: str) -> list[Any]:
        """Give the flows of which one end is the element with an id."""
        return [one for one in self.tree.iter("{*}sequenceFlow") if one.get(end) == identifier]

    def rename(self, identifier: str, name: str) -> None:
        """Give an element another name."""
        self.at(identifier).set("name", name)

    def remove(self, identifier: str) -> None:
        """Take a task out, and lead what came to it to what came after it."""
        (onward,) = self.flows("sourceRef", identifier)
        for flow in self.flows("targetRef", identifier):
            flow.set("targetRef", onward.get("targetRef"))
        for one in (onward, self.at(identifier)):
            one.getparent().remove(one)

    def insert(self, after: str, kind: str, name: str) -> None:
        """Put something between a task and what comes after it."""
        here = self.at(after)
        space = here.tag.partition("}")[0] + "}"
        (onward,) = self.flows("sourceRef", after)
        new = etree.SubElement(here.getparent(), f"{space}{kind}", id="New", name=name)
        if kind == "serviceTask":
            new.set("{http://camunda.org/schema/1.0/bpmn}type", "external")
        link = etree.SubElement(here.getparent(), f"{space}sequenceFlow", id="NewFlow")
        link.set("sourceRef", "New")
        link.set("targetRef", onward.get("targetRef"))
        onward.set("targetRef", "New")

    def swap(self, one: str, other: str) -> None:
        """Let two tasks change places."""
        turned = {one: other, other: one}
        for flow in self.tree.iter("{*}sequenceFlow"):
            for end in ("sourceRef", "targetRef"):
                flow.set(end, turned.get(flow.get(end), flow.get(end)))

    def rewrite(self, old: str, new: str) -> None:
        """Write a condition otherwise."""
        found = [one for one in self.tree.iter("{*}conditionExpression") if one.text == old]
        assert found
        for one in found:
            one.text = new


def differences(
    corpus: Path,
    fresh: Fresh,
    tmp_path: Path,
    edit: Callable[[Model], None],
    more: str = "",
) -> list[tuple[str, str]]:
    """Deploy an edited copy of the model, map what bears one id, and give the differences."""
    model = Model(corpus / MODEL)
    known = {one.get("id") for one in model.tree.iter("{*}*") if one.get("id")}
    edit(model)
    deployed = tmp_path / "deployed.bpmn"
    model.tree.write(str(deployed), encoding="utf-8", xml_declaration=True)
    context: Context = fresh(more)
    minter, store = context.minter, context.store
    for path, domain in ((corpus / MODEL, "process"), (deployed, "digital")):
        source = Source(path, f"{domain}.bpmn", minter, domain)  # type: ignore[arg-type]
        store.replace(minter.source_graph(source.name), read(source).triples)
    pairs = Graph()
    for identifier in known & {one.get("id") for one in model.tree.iter("{*}*")}:
        ends = [URIRef(f"{minter.base}{side}.bpmn#{identifier}") for side in ("process", "digital")]
        if store.ask(f"ASK {{ <{ends[0]}> a <{AB.Step}> . <{ends[1]}> a <{AB.State}> }}"):
            mapping = URIRef(f"{minter.base}m/{identifier}")
            pairs.add((mapping, RDF.type, AB.Mapping))
            pairs.add((mapping, AB.processElement, ends[0]))
            pairs.add((mapping, AB.digitalElement, ends[1]))
            pairs.add((mapping, AB.mappingStatus, Literal("confirmed")))
    store.replace(minter.source_graph("pairs"), iter(pairs))  # type: ignore[arg-type]
    for analysis in (_order(), proposals, drift):
        store.replace(minter.derived_graph(analysis.name), analysis.derive(context))
    rows = store.select(
        f"""SELECT DISTINCT ?kind ?about WHERE {{
            ?d <{AB.differenceKind}> ?kind ; <{AB.about}> ?about }} ORDER BY ?kind ?about"""
    ).rows
    return [(str(kind), str(about).rpartition("#")[2]) for kind, about in rows]


def _order() -> Any:  # noqa: ANN401 - a module
    import importlib  # noqa: PLC0415

    from asbuilt.derive import ANALYSES  # noqa: PLC0415

    (name,) = [one for one in ANALYSES if one.split(".")[0] == "order"]
    return importlib.import_module(f"asbuilt.derive.{name}")


CONTROL = (
    "<c> a ab:Control ; rdfs:label 'Feed to robotics' ."
    f"<https://example.org/w/process.bpmn#{FEED}> ab:controlledBy <c> ."
)
PLANTED: dict[str, tuple[Callable[[Model], None], str, tuple[str, str]]] = {
    "renamed": (lambda model: model.rename(FEED, "Job 17"), "", ("renamed", FEED)),
    "missing": (lambda model: model.remove(FEED), "", ("missing", FEED)),
    "control": (lambda model: model.remove(FEED), CONTROL, ("control dropped", FEED)),
    "added": (
        lambda model: model.insert(FEED, "serviceTask", "Rewrite the ledger"),
        "",
        ("added", "New"),
    ),
    "guard": (
        lambda model: model.rewrite(PENDING, '${flowState == "MAIN.STRUCK_OUT"}'),
        "",
        ("guard changed", "ProceedOfflineForUnregisteredFirm"),
    ),
    "reordered": (lambda model: model.swap(NOTIFY, FEED), "", ("reordered", FEED)),
}
DECOYS: dict[str, Callable[[Model], None]] = {
    "nothing": lambda _: None,
    "letters": lambda model: model.rename(FEED, "notifyRpaOnContinuousFeed"),
    "order of words": lambda model: model.rename(FEED, "Continuous Feed: notify RPA"),
    "a gateway": lambda model: model.insert(FEED, "exclusiveGateway", ""),
    "a wait": lambda model: model.insert(FEED, "intermediateCatchEvent", "A minute"),
    "spelling of a condition": lambda model: model.rewrite(
        PENDING, "${ 'MAIN.PENDING_CLAIM_ISSUED_UNREGISTERED_DEFENDANT' == flowState }"
    ),
    "double negation": lambda model: model.rewrite(
        PENDING, '${!(flowState != "MAIN.PENDING_CLAIM_ISSUED_UNREGISTERED_DEFENDANT")}'
    ),
}


@pytest.mark.parametrize("case", PLANTED)
def test_a_difference_that_was_planted_is_the_only_one_that_is_told(
    case: str, corpus: Path, fresh: Fresh, tmp_path: Path
) -> None:
    """By its word, about the element at which it was planted."""
    edit, more, expected = PLANTED[case]
    assert differences(corpus, fresh, tmp_path, edit, more) == [expected]


@pytest.mark.parametrize("case", DECOYS)
def test_what_means_the_same_is_no_difference(
    case: str, corpus: Path, fresh: Fresh, tmp_path: Path
) -> None:
    """However it is written, and whatever technical elements stand between."""
    assert differences(corpus, fresh, tmp_path, DECOYS[case]) == []
