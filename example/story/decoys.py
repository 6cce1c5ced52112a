"""What looks wrong in the example and is right."""

from __future__ import annotations

from story.fault import (
    EXCEPTION_MODEL,
    GOVERNANCE,
    LOG,
    ORDER_WORKFLOW,
    PURCHASING_MODEL,
    Decoy,
)

DECOYS = (
    Decoy(
        "WF005", ORDER_WORKFLOW, "Approval needed?",
        "orders up to 250 EUR skip the approval",
        "the control applies when amount > 250, and the skip is exactly the rest",
    ),
    Decoy(
        "WF005", GOVERNANCE, "C-03",
        "a failed match leaves the matching by its error",
        "exception handling leads back to the matching, so no payment goes around it",
    ),
    Decoy(
        "WF005", GOVERNANCE, "C-02",
        "most orders are released without a second signature",
        "the control applies when amount > 25000, and every way passes that choice",
    ),
    Decoy(
        "WF006", LOG, "orders up to 250 EUR",
        "310 orders without approval",
        "nothing to approve up to 250 EUR",
    ),
    Decoy(
        "WF001", PURCHASING_MODEL, "Task_Return",
        "a task without a mapping",
        "it is a manual task",
    ),
    Decoy(
        "WF003", ORDER_WORKFLOW, "Fast lane?",
        "a state that no step documents",
        "choices are technical; what is wrong with this one is WF005",
    ),
    Decoy(
        "DE002", "access/entitlements.csv", "Finance Controller",
        "may act on Approve large order without being accountable",
        "is responsible there: the second signature",
    ),
    Decoy(
        "DE007", GOVERNANCE, "C-01",
        "per order nothing is attached",
        "the evidence asked for is a quarterly extract",
    ),
    Decoy(
        "DE008", GOVERNANCE, "C-13",
        "no evidence at all",
        "yearly, in force since January: no period is complete",
    ),
    Decoy(
        "DE013", "registers/delegations.csv", "Stefan Peters",
        "his delegation ended in August, and he goes on deciding",
        "he holds the role himself",
    ),
    Decoy(
        "DE014", PURCHASING_MODEL, "Task_Approve",
        "some approvals wait longer than 72 hours",
        "exactly one role is accountable, and the escalation is documented",
    ),
    Decoy(
        "DX007", EXCEPTION_MODEL, "Event_InvoiceRejected",
        "an error ends the process",
        "Purchase to pay catches it at its call activity",
    ),
    Decoy(
        "DX009", "registers/channels.csv", "AP mailbox",
        "an informal channel",
        "it has an owner, a volume and an end",
    ),
    Decoy(
        "FB004", "registers/kennzahlen-werk2.csv", "M-18",
        "readings such as 1,2 against a threshold of 1.5",
        "a decimal comma: not twelve",
    ),
    Decoy(
        "GV012", GOVERNANCE, "C-17",
        "out of scope",
        "with a reason",
    ),
)  # fmt: skip
"""Each looks wrong at first sight."""
