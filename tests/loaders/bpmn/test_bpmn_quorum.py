"""By how many completions a user task is done, as far as an executable file says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden import BASE
from rdflib import Literal, URIRef

from asbuilt.loaders import bpmn
from asbuilt.loaders.bpmn.names import MODEL
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Reader


def _several(cardinality: str = "", condition: str = "") -> str:
    said = f"<loopCardinality>{cardinality}</loopCardinality>" if cardinality else ""
    said += f"<completionCondition>{condition}</completionCondition>" if condition else ""
    return f"<multiInstanceLoopCharacteristics>{said}</multiInstanceLoopCharacteristics>"


@pytest.mark.parametrize(
    ("inside", "number"),
    [
        ("", 1),
        (_several("3"), 3),
        (_several("3", "${nrOfCompletedInstances &gt;= 2}"), 2),
        (_several("3", "${ nrOfCompletedInstances == 1 }"), 1),
        (_several("2", "${nrOfCompletedInstances &gt;= 5}"), 2),
        (_several("", "= numberOfCompletedInstances &gt; 1"), 2),
        (_several("5", "${true}"), 1),
        # What is computed at run time, or counts something else, says nothing.
        (_several(), None),
        (_several("${signers.size()}"), None),
        (_several("3", "${nrOfCompletedInstances/nrOfInstances &gt;= 0.6}"), None),
        (_several("3", "${refused || nrOfCompletedInstances &gt;= 2}"), None),
        ("<standardLoopCharacteristics/>", None),
    ],
)
def test_a_user_task_says_how_often_it_is_completed(
    inside: str, number: int | None, reader: Reader
) -> None:
    """Once, by its cardinality, or by a condition that counts completed instances."""
    task = f'<userTask id="sign" name="Sign">{inside}</userTask>'
    assert _stated(reader, task) == number


@pytest.mark.parametrize("kind", ["serviceTask", "manualTask", "task"])
def test_what_nobody_completes_has_no_quorum(kind: str, reader: Reader) -> None:
    """A machine's task is completed by no person."""
    assert _stated(reader, f'<{kind} id="sign" name="Sign"/>') is None


def test_a_task_in_a_repeated_sub_process_may_be_done_by_many(reader: Reader) -> None:
    """How often, the file does not say."""
    task = '<userTask id="sign" name="Sign"/>'
    assert _stated(reader, f'<subProcess id="each">{_several("3")}{task}</subProcess>') is None
    assert _stated(reader, f'<subProcess id="once">{task}</subProcess>') == 1


def _stated(reader: Reader, inside: str) -> int | None:
    text = f'<definitions xmlns="{MODEL}" targetNamespace="urn:t">'
    text += f'<process id="p" name="P" isExecutable="true">{inside}</process></definitions>'
    graph = reader(bpmn, "m.bpmn", text, domain="digital").graph
    value = graph.value(URIRef(f"{BASE}m.bpmn#sign"), AB.enforcedQuorum)
    return int(str(value)) if isinstance(value, Literal) else None
