"""Faults between what the processes say and what the ERP and its people do."""

from __future__ import annotations

from story.boundary import ENTITLEMENTS, mapping_line
from story.evidence import NO_HASH, OUT_OF_PERIOD, SELF_ATTESTED, WRONG_HASH, register
from story.fault import (
    EVIDENCE,
    EXCEPTION_MODEL,
    GOVERNANCE,
    LOG,
    MAPPINGS,
    ORDER_WORKFLOW,
    PURCHASING_MODEL,
    Planted,
    cell,
    evidence_number,
    row,
)
from story.governance import CONTROLS, RACI
from story.landscape import DELEGATION_TABLE
from story.log import LOG_NAME


def in_workflow() -> tuple[Planted, ...]:
    """Give the faults in how the ERP follows the processes."""
    return (
        Planted(
            "WF001", PURCHASING_MODEL, "Task_Budget", "Check budget",
            "the documented budget check has no state in the ERP",
            "budgets live in the planning tool; the interface was cut from the ERP project",
        ),
        Planted(
            "WF002", MAPPINGS, f"line={mapping_line('Task_Send', 'Print order')}", "Task_Send",
            "a mapping points at the state Print order, which is gone",
            "orders go by EDI since January; nobody cleaned up the mapping",
            also=("Print order", "Send order to supplier"),
        ),
        Planted(
            "WF003", "erp/invoice-exception.asl.json", "Write off small difference",
            "Write off small difference",
            "people write off differences under 25 EUR; no process says so",
            "accounts payable asked for it in a ticket, and the process was not told",
        ),
        Planted(
            "WF004", "erp/supplier-onboarding.asl.json", "Create supplier", "Create supplier",
            "the ERP makes the supplier record before the screening; the process has it after",
            "buyers wanted to prepare orders while the screening runs",
            also=(
                "Screen against sanctions lists", "Task_CreateRecord", "Task_Screen",
                "Create supplier record", "Screen supplier",
            ),
        ),
        Planted(
            "WF003", "erp/supplier-onboarding.asl.json", "Create supplier",
            "Create supplier → Screen against sanctions lists",
            "ways between states that the process does not have",
            "see WF004",
            also=(
                "Receive documents → Create supplier",
                "Screen against sanctions lists → Approve supplier",
            ),
            follows=True,
        ),
        Planted(
            "WF005", GOVERNANCE, cell(CONTROLS, "C-01"), "C-01",
            "preferred suppliers below 5,000 EUR take a fast lane around the approval, and a "
            "second escalation releases the order by itself",
            "a change request for castings, and a quick repair after Easter 2025",
            also=(
                "Order approval", "Approve order", "Release order", "Release purchase order",
                "order-approval", "Task_Approve", "Task_Release",
            ),
        ),
        Planted(
            "WF006", LOG, "45", "C-01",
            "104 orders above 250 EUR were released without approval, most at plant 2, for "
            "Nordguss, at month end",
            "that is what the fast lane is for, once people know it",
            also=(
                "Order approval", "Approve order", "Release order", "Release purchase order",
                "order-approval", "Task_Approve", "Task_Release",
            ),
        ),
        Planted(
            "WF007", "erp/invoice-to-payment.asl.json", "Convert old currency",
            "Convert old currency",
            "nothing leads to this state",
            "left over from the move to the euro",
        ),
        Planted(
            "WF010", MAPPINGS,
            f"line={mapping_line('Task_PostReceipt', 'Post goods receipt')}", "Task_PostReceipt",
            "the mapping was confirmed when the step was called Book goods in",
            "version 7 of the process renamed it",
            also=("Post goods receipt", "Book goods in"),
        ),
        Planted(
            "WF011", ORDER_WORKFLOW, "Credit auto-hold", "Credit auto-hold",
            "a function of the ERP holds orders, and no process says so",
            "it came with a release of the ERP",
        ),
        Planted(
            "WF011", ORDER_WORKFLOW, "Auto-release order", "Auto-release order",
            "a function releases orders after two escalations, and no process says so",
            "the repair of an incident that stayed",
        ),
        Planted(
            "WF011", "erp/invoice-to-payment.asl.json", "Convert old currency",
            "Convert old currency",
            "the unreachable function is undocumented, too",
            "see WF007",
            follows=True,
        ),
        Planted(
            "WF012", LOG, "Change bank details", "Change bank details",
            "23 times accounts payable changed bank details just before a payment",
            "suppliers write to accounts payable; master data is slower",
            also=("p2p-2026", LOG_NAME),
        ),
        Planted(
            "WF012", LOG, "Sent to AP mailbox", "Sent to AP mailbox",
            "the ERP notes when an invoice is forwarded by e-mail; no model has it",
            "a button of the ERP's client, free for everybody",
            also=("p2p-2026", LOG_NAME),
            follows=True,
        ),
        Planted(
            "WF015", LOG, "Approve order", "Approve order",
            "129 approvals came later than 72 hours",
            "one role decides and is slow; an escalation is documented",
            also=("Task_Approve",),
            follows=True,
        ),
        Planted(
            "WF015", LOG, "Approve payment", "Approve payment",
            "709 payments were approved later than 48 hours",
            "one role decides and is slow",
            also=("Task_ApprovePayment",),
            follows=True,
        ),
        Planted(
            "WF015", LOG, "Release hold", "Release invoice from hold",
            "six invoices waited longer than 72 hours to be released",
            "one role decides and is slow",
            also=("Task_ReleaseHold",),
            follows=True,
        ),
        Planted(
            "WF013", EXCEPTION_MODEL, "Event_NoAnswer", "No answer in ten days",
            "a case whose timer runs out has no way to an end",
            "see DX007",
            follows=True,
        ),
    )  # fmt: skip


def in_decisions() -> tuple[Planted, ...]:
    """Give the faults in who decides and who can."""
    price = cell(RACI, "Accept price difference")
    same = ("Task_AcceptPrice",)
    return (
        Planted(
            "DE001", GOVERNANCE, price, "Accept price difference",
            "two roles are accountable: Head of Procurement and Finance Controller",
            "both claimed the decision, and the matrix was signed with both",
            also=same,
        ),
        Planted(
            "DE002", "access/entitlements.csv", row(ENTITLEMENTS, "ERP-PURCHASING-EXPRESS"),
            "ERP-PURCHASING-EXPRESS",
            "a group of buyers may press the approval button without the decision right",
            "made for the holidays of 2025 so that orders would not wait",
            also=("Tim Richter", "Anke Sommer", "Approve order", "Task_Approve"),
        ),
        Planted(
            "DE003", GOVERNANCE, price, "Finance Controller",
            "accountable for price differences, and no right in the ERP to decide one",
            "the ERP's roles were built from the older matrix",
            also=(*same, "Accept price difference"),
        ),
        Planted(
            "DE004", "access/entitlements.csv",
            row(ENTITLEMENTS, "ERP-PLANT2-KEYUSERS", "Approve order"), "ERP-PLANT2-KEYUSERS",
            "key users may raise requisitions and approve orders",
            "they tested both during the roll-out and kept the group",
            also=("Jana Wiese", "Ole Koch", "C-01", "Approve order", "Task_Approve"),
        ),
        Planted(
            "DE005", LOG, "jwiese", "Approve order",
            "14 orders were approved by the person who asked for them",
            "the key users of plant 2 again",
            also=("C-01", "Order approval", "Jana Wiese", "Ole Koch", "Task_Approve"),
        ),
        Planted(
            "DE006", LOG, "trichter", "Approve order",
            "17 approvals by buyers of plant 2",
            "the express group again",
            also=("Tim Richter", "Anke Sommer", "Task_Approve"),
        ),
        Planted(
            "DE012", GOVERNANCE, cell(CONTROLS, "C-02"), "C-02",
            "two signatures are asked for; the workflow is content with one",
            "the second signature was left for a later release",
            also=("Second signature", "Approve large order", "Task_ApproveLarge"),
        ),
        Planted(
            "DE013", "registers/delegations.csv", row(DELEGATION_TABLE, "Dirk Kessler"),
            "Dirk Kessler",
            "11 approvals after his delegation had ended on 30 June",
            "substitutions in the ERP have no end date",
            also=("Approve order", "Task_Approve", "Dirk Kessler for Heike Vogt"),
        ),
        Planted(
            "DE014", LOG, "Accept price difference", "Accept price difference",
            "decisions wait up to three weeks; the limit is 48 hours",
            "two accountable roles wait for each other",
            also=same,
        ),
    )  # fmt: skip


def in_evidence() -> tuple[Planted, ...]:
    """Give the faults in what the controls left behind."""
    return (
        Planted(
            "DE007", GOVERNANCE, cell(CONTROLS, "C-05"), "C-05",
            "the control asks for no evidence",
            "the column was left empty when the control was written",
            also=("Goods receipt count", "Post goods receipt", "Task_PostReceipt"),
        ),
        Planted(
            "DE008", GOVERNANCE, cell(CONTROLS, "C-04"), "C-04",
            "nothing on file for August 2026",
            "holidays",
            also=("Payment approval",),
        ),
        Planted(
            "DE009", EVIDENCE, cell(register(), *OUT_OF_PERIOD), evidence_number(*OUT_OF_PERIOD),
            "filed for the second quarter, but it covers the first",
            "last quarter's query was run again",
            also=("C-10", "Price difference review"),
        ),
        Planted(
            "DE010", EVIDENCE, cell(register(), *WRONG_HASH), evidence_number(*WRONG_HASH),
            "the file is not the one that was registered",
            "somebody corrected a line afterwards",
            also=("C-03", "Three-way match"),
        ),
        Planted(
            "DE010", EVIDENCE, cell(register(), *NO_HASH), evidence_number(*NO_HASH),
            "no hash was noted",
            "filed by hand that month",
            also=("C-14", "Goods received, not invoiced"),
        ),
        Planted(
            "DE011", EVIDENCE, cell(register(), *SELF_ATTESTED), evidence_number(*SELF_ATTESTED),
            "collected and attested by Tess Walton, although independence is asked for",
            "the auditor was on leave",
            also=("C-12", "Access review", "Tess Walton"),
        ),
    )  # fmt: skip
