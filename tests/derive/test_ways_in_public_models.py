"""Ways around controls in public models, each judged by hand: the table says what is true of it."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from asbuilt.derive import Context
from asbuilt.derive.behaviour.guards import Guards
from asbuilt.derive.behaviour.interruptions import with_interruptions
from asbuilt.derive.bypass.controls import Control
from asbuilt.derive.bypass.questions import Question
from asbuilt.derive.bypass.ways import Ways
from asbuilt.ingest import load
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

LOAN = (
    "demo-loan-documented-vs-executable/camunda-consulting+code/one-time-examples"
    "/omg-bpmn-model-interchange-demos/loan-request-handling/src/test/resources/Final Model.bpmn"
)
INSURANCE = (
    "demo-loan-documented-vs-executable/camunda-consulting+code/snippets/executify"
    "/src/test/resources/models/InsuranceApplication.bpmn"
)
APPLICATION = (
    "demo-loanapp-model-and-log/AutomatedProcessImprovement+Simod/resources/models"
    "/LoanApp_simplified.bpmn"
)
RETAIL = "demo-flowing-retail/berndruecker+flowing-retail/kafka/java/order-zeebe/src/main/resources"
PAYMENT = "demo-flowing-retail/berndruecker+flowing-retail/kafka/java/payment-zeebe/src/main"
COURT = "demo-hmcts-civil/hmcts+civil-camunda-bpmn-definition/src/main/resources/camunda"
MIWG = "bpmn/bpmn-miwg+bpmn-miwg-test-suite/Reference/C.8.1.bpmn"

_CREDIT = "sid-8BCCD9BA-2B23-44CA-BB32-4988807D3161"
_APPROVE = "sid-30EFC8A9-15F6-45A1-B0FE-C9B37FC92D36"
_DESIGN = "sid-AD68767C-968B-4DCD-821E-3F5C5C3D0D04"
_VALIDATE = "_1a2200db-e713-4f40-9631-435e12901415"
_TRANSFER = "_8786cf05-8210-4649-b41e-4ffd27bc6b43"
_NOTIFY = "_4d41de8f-44f0-4dba-b271-55bd83e6443c"
JUDGED = [
    (LOAN, _VALIDATE, _TRANSFER, set()),
    (LOAN, "fc8b2686-a70c-49df-bdb6-601ffcb14b36", _TRANSFER, set()),
    (LOAN, _NOTIFY, _TRANSFER, {"open"}),
    (INSURANCE, "BusinessRuleTaskAntragAutomatischPruefen", "ServiceTaskPoliceAusstellen", set()),
    (INSURANCE, "userTaskAntragEntscheiden", "ServiceTaskPoliceAusstellen", {"open"}),
    (INSURANCE, "userTaskAntragEntscheiden", "ServiceTaskAblehnungVermerken", {"open"}),
    (APPLICATION, _CREDIT, _APPROVE, set()),
    (APPLICATION, "Activity_065abi2", _APPROVE, set()),
    (APPLICATION, "Activity_1y2vzu0", _DESIGN, {"open"}),
    (f"{RETAIL}/order-kafka.bpmn", "ServiceTask_0qrnrfc", "ServiceTask_1hyum3r", set()),
    (f"{PAYMENT}/resources/payment.bpmn", "Task_0e2306u", "ServiceTask_10hm6pn", set()),
    (f"{COURT}/create_sdo.bpmn", "CreateSDONotify", "Activity_EndBusinessProcess", {"open"}),
    (
        f"{COURT}/case_proceeds_in_caseman.bpmn",
        "ProceedOffline",
        "CaseProceedsInCasemanNotify",
        set(),
    ),
    (
        MIWG,
        "_9ed61a6a-7cc1-4ed1-86d8-03482b0983c9",
        "_a97c1a48-faba-447b-bfa6-7aa81a6fe0a0",
        {"open"},
    ),
]


@pytest.mark.parametrize("domain", ["process", "digital"])
@pytest.mark.parametrize(("model", "control", "guarded", "standings"), JUDGED)
def test_a_public_model_is_judged_as_people_judge_it(  # noqa: PLR0917 - columns
    model: str,
    control: str,
    guarded: str,
    standings: set[str],
    domain: str,
    corpus: Path,
    tmp_path: Path,
) -> None:
    """Whether there is a way around one task to another is the same on both sides."""
    (tmp_path / "model.bpmn").write_bytes((corpus / model).read_bytes())
    (tmp_path / "asbuilt.toml").write_text(
        '[workspace]\nbase = "https://example.org/w/"\n[[source]]\npath = "model.bpmn"\n'
        f'domain = "{domain}"\n',
        encoding="utf-8",
    )
    workspace = Workspace.open(tmp_path)
    with closing(workspace.store(write=True)) as store:
        assert not any(ledger.refused for ledger in load(workspace, store))
        context = Context(store, workspace.minter, date(2026, 11, 15), workspace)
        acts = workspace.minter.element("model.bpmn", control)
        target = workspace.minter.element("model.bpmn", guarded)
        (behaviour,) = [
            with_interruptions(one)
            for one in context.behaviours.linked.values()
            if {acts, target} <= one.elements.keys()
        ]
        question = Question(behaviour, Control(acts, "Control"), target, target, frozenset({acts}))
        found = {way.standing for way in Ways(question, Guards(behaviour, {})).all()}
    assert found == standings
