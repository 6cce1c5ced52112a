"""Both sides of the boundary: which step is which state, and who may press its button."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from story.company import ROLES
from story.governance import EXCEPTIONS, ONBOARDING, PURCHASING, RACI_ROWS
from story.tables import Table

BASE = "https://example.org/p2p/"
_ERP = "Meridian ERP"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A step and the state in which the ERP does it, as somebody confirmed it."""

    process: str
    step: str
    label: str
    """What the step was called when the mapping was confirmed."""
    workflow: str
    state: str
    enforcement: str = "enforced"
    by: str = "jmercer"
    on: str = "2026-01-12"
    due: str = "2027-01-31"
    status: str = "confirmed"
    confidence: str = "1.0"


_P2P, _ONB, _EXC = "purchase-to-pay", "supplier-onboarding", "invoice-exception"
_ORDER, _PAY = "order-approval", "invoice-to-payment"

MAPPINGS = (
    Mapping(_P2P, "Task_Requisition", "Raise requisition", _ORDER, "Raise requisition"),
    Mapping(_P2P, "Task_Approve", "Approve order", _ORDER, "Approve order"),
    Mapping(_P2P, "Task_Escalate", "Escalate approval", _ORDER, "Escalate approval"),
    Mapping(_P2P, "Task_TellRequester", "Tell requester why", _ORDER, "Tell requester"),
    Mapping(
        _P2P,
        "Task_ApproveLarge",
        "Approve large order",
        _ORDER,
        "Approve large order",
        due="2026-06-30",
        by="rcastell",
    ),
    Mapping(_P2P, "Task_Release", "Release order", _ORDER, "Release purchase order"),
    Mapping(_P2P, "Task_Send", "Send order to supplier", _ORDER, "Send order by EDI"),
    Mapping(_P2P, "Task_Send", "Send order to supplier", _ORDER, "Print order", on="2025-11-20"),
    Mapping(_P2P, "Task_TakeDelivery", "Take delivery", _PAY, "Take delivery", "supported"),
    Mapping(_P2P, "Task_PostReceipt", "Book goods in", _PAY, "Post goods receipt"),
    Mapping(
        _P2P,
        "Task_Inspect",
        "Inspect goods",
        _PAY,
        "Post goods receipt",
        "manual",
        by="",
        on="",
        status="proposed",
        confidence="0.55",
    ),
    Mapping(_P2P, "Task_ReceiveInvoice", "Receive invoice", _PAY, "Register invoice"),
    Mapping(_P2P, "Task_Match", "Match invoice", _PAY, "Match invoice", by="gingham"),
    Mapping(
        _P2P,
        "Call_Exception",
        "Handle invoice exception",
        _PAY,
        "Start exception handling",
        by="gingham",
    ),
    Mapping(_P2P, "Task_ApprovePayment", "Approve payment", _PAY, "Approve payment"),
    Mapping(_P2P, "Task_Pay", "Pay supplier", _PAY, "Pay supplier"),
    Mapping(_ONB, "Task_RequestSupplier", "Request new supplier", _ONB, "Request supplier"),
    Mapping(_ONB, "Task_AskDocuments", "Ask for supplier documents", _ONB, "Send document request"),
    Mapping(
        _ONB,
        "Task_ReceiveDocuments",
        "Receive supplier documents",
        _ONB,
        "Receive documents",
        "supported",
    ),
    Mapping(_ONB, "Task_RemindSupplier", "Remind supplier", _ONB, "Send reminder"),
    Mapping(
        _ONB,
        "Task_Screen",
        "Screen supplier",
        _ONB,
        "Screen against sanctions lists",
        by="uyates",
    ),
    Mapping(_ONB, "Task_CreateRecord", "Create supplier record", _ONB, "Create supplier"),
    Mapping(
        _ONB, "Task_ApproveSupplier", "Approve supplier", _ONB, "Approve supplier", by="uyates"
    ),
    Mapping(_ONB, "Task_Activate", "Activate supplier", _ONB, "Activate supplier"),
    Mapping(_ONB, "Task_TellBuyer", "Tell buyer of rejection", _ONB, "Tell buyer"),
    Mapping(_EXC, "Task_Classify", "Classify exception", _EXC, "Classify exception"),
    Mapping(_EXC, "Task_AcceptPrice", "Accept price difference", _EXC, "Accept price difference"),
    Mapping(
        _EXC, "Task_ClearQuantity", "Clear quantity difference", _EXC, "Clear quantity difference"
    ),
    Mapping(
        _EXC, "Task_AskSupplier", "Ask supplier for correction", _EXC, "Ask for corrected invoice"
    ),
    Mapping(
        _EXC,
        "Task_AwaitCorrection",
        "Receive corrected invoice",
        _EXC,
        "Wait for corrected invoice",
        "supported",
    ),
    Mapping(
        _EXC,
        "Task_ReleaseHold",
        "Release invoice from hold",
        _EXC,
        "Release hold",
        by="gingham",
    ),
)
"""Four are past their best: see the example's README."""

_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "mapping_date",
    "confidence",
    "ext_enforcement",
    "ext_status",
    "ext_review_due",
)

_PREFIXES = {
    "p2p": f"{BASE}process/{_P2P}.bpmn#",
    "onb": f"{BASE}process/{_ONB}.bpmn#",
    "exc": f"{BASE}process/{_EXC}.bpmn#",
    "order": f"{BASE}erp/{_ORDER}.asl.json#",
    "pay": f"{BASE}erp/{_PAY}.asl.json#",
    "hold": f"{BASE}erp/{_EXC}.asl.json#",
    "supplier": f"{BASE}erp/{_ONB}.asl.json#",
    "person": f"{BASE}agent/",
    "ext": f"{BASE}mapping-slot/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_PROCESS_PREFIX = {_P2P: "p2p", _ONB: "onb", _EXC: "exc"}
_WORKFLOW_PREFIX = {_ORDER: "order", _PAY: "pay", _EXC: "hold", _ONB: "supplier"}


def mapping_line(step: str, state: str) -> int:
    """Give the line of ``mappings/process-to-erp.sssom.tsv`` on which a mapping stands."""
    for number, each in enumerate(MAPPINGS, start=len(_header()) + 2):
        if (each.step, each.state) == (step, state):
            return number
    raise KeyError(step)


def write_mappings() -> bytes:
    """Give the mappings as an SSSOM file with its metadata in front (SSSOM, TSV format)."""
    lines = [*_header(), "\t".join(_COLUMNS)]
    for each in MAPPINGS:
        justification = "ManualMappingCuration" if each.by else "LexicalMatching"
        cells = (
            f"{_PROCESS_PREFIX[each.process]}:{each.step}",
            each.label,
            "skos:closeMatch" if each.by else "skos:relatedMatch",
            f"{_WORKFLOW_PREFIX[each.workflow]}:{quote(each.state)}",
            each.state,
            f"semapv:{justification}",
            f"person:{each.by}" if each.by else "",
            each.on,
            each.confidence,
            each.enforcement,
            each.status,
            each.due,
        )
        lines.append("\t".join(cells))
    return ("\n".join(lines) + "\n").encode()


def _header() -> list[str]:
    slots = ("enforcement", "status", "review_due")
    types = ("string", "string", "date")
    return [
        f"#mapping_set_id: {BASE}mappings/process-to-erp.sssom.tsv",
        '#mapping_set_title: "Steps of purchase to pay and where the ERP does them"',
        "#license: https://creativecommons.org/publicdomain/zero/1.0/",
        '#mapping_set_version: "2026-11"',
        "#mapping_date: 2026-11-13",
        "#curie_map:",
        *(f"#  {prefix}: {iri}" for prefix, iri in _PREFIXES.items()),
        "#extension_definitions:",
        *(
            line
            for slot, kind in zip(slots, types, strict=True)
            for line in (
                f"#  - slot_name: ext_{slot}",
                f"#    property: ext:{slot}",
                f"#    type_hint: xsd:{kind}",
            )
        ),
    ]


_STEM = {PURCHASING: _P2P, ONBOARDING: _ONB, EXCEPTIONS: _EXC}


def _granted_by_role() -> list[tuple[str | None, ...]]:
    """Give each role that works at a step or answers for it the right to act on its state."""
    rows: list[tuple[str | None, ...]] = []
    for process, step, roles, limit, _ in RACI_ROWS:
        for each in MAPPINGS:
            current = "Post goods receipt" if each.label == "Book goods in" else each.label
            gone = each.state == "Print order" or each.status == "proposed"
            if gone or (_STEM[process], step) != (each.process, current):
                continue
            right = "approve" if limit else "execute"
            rows += [
                (None, None, role, _ERP, each.workflow, each.state, right)
                for role in ROLES
                if set("AR") & set(roles.get(role, ""))
                and (role, step) != ("Finance Controller", "Accept price difference")
            ]
    return rows


ENTITLEMENTS = Table(
    ("User ID", "Group", "Role", "System", "Workflow", "Activity", "Right"),
    (
        *_granted_by_role(),
        (
            None,
            None,
            "Accounts Payable Clerk",
            _ERP,
            _EXC,
            "Write off small difference",
            "execute",
        ),
        (None, "ERP-PLANT2-KEYUSERS", None, _ERP, _ORDER, "Raise requisition", "execute"),
        (None, "ERP-PLANT2-KEYUSERS", None, _ERP, _ORDER, "Approve order", "approve"),
        (None, "ERP-PURCHASING-EXPRESS", None, _ERP, _ORDER, "Approve order", "approve"),
        (None, "ERP-PLANT1-LOGISTICS", None, _ERP, _PAY, "Take delivery", "execute"),
        (None, "ERP-PLANT2-LOGISTICS", None, _ERP, _PAY, "Take delivery", "execute"),
        ("hkeighley", None, None, _ERP, _PAY, "Register invoice", "execute"),
        ("ilomax", None, None, _ERP, _PAY, "Register invoice", "execute"),
    ),
)
"""Key users can request and approve; express buyers can approve; a controller who must cannot."""
