"""The registers of governance: who decides what, policies, controls and risks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from story.company import ROLES
from story.tables import Table

if TYPE_CHECKING:
    from story.tables import Cell

PURCHASING = "Purchase to pay"
ONBOARDING = "Supplier onboarding"
EXCEPTIONS = "Invoice exception handling"

_REQUESTER, _MANAGER, _DIRECTOR = "Requester", "Cost Centre Manager", "Finance Director"
_CONTROLLER, _TREASURER = "Finance Controller", "Treasurer"
_LEAD, _CLERK = "Accounts Payable Lead", "Accounts Payable Clerk"
_HEAD, _BUYER, _CATEGORY = "Head of Procurement", "Buyer", "Category Manager"
_RECEIVER, _STEWARD, _COMPLIANCE = "Goods Receiver", "Master Data Steward", "Compliance Officer"

RACI_ROLES = tuple(
    role for role in ROLES if role not in {"Production Planner", "System Owner", "Internal Auditor"}
)

DECIDES = "A/R"

RACI_ROWS: tuple[tuple[str, str, dict[str, str], int | None, str], ...] = (
    (PURCHASING, "Raise requisition", {_REQUESTER: DECIDES, _BUYER: "I"}, None, ""),
    (PURCHASING, "Check budget", {_MANAGER: DECIDES, _CONTROLLER: "C"}, None, ""),
    (
        PURCHASING,
        "Approve order",
        {_MANAGER: DECIDES, _REQUESTER: "I", _BUYER: "I"},
        25000,
        "72 h",
    ),
    (PURCHASING, "Escalate approval", {_MANAGER: DECIDES, _HEAD: "I"}, None, ""),
    (PURCHASING, "Tell requester why", {_MANAGER: DECIDES, _REQUESTER: "I"}, None, ""),
    (
        PURCHASING,
        "Approve large order",
        {_DIRECTOR: DECIDES, _CONTROLLER: "R", _MANAGER: "C"},
        500000,
        "120 h",
    ),
    (PURCHASING, "Release order", {_BUYER: DECIDES, _HEAD: "I"}, None, ""),
    (PURCHASING, "Send order to supplier", {_BUYER: DECIDES}, None, ""),
    (PURCHASING, "Take delivery", {_RECEIVER: DECIDES}, None, ""),
    (PURCHASING, "Inspect goods", {_RECEIVER: "R", _BUYER: "I"}, None, ""),
    (PURCHASING, "Return goods", {_RECEIVER: DECIDES, _BUYER: "C"}, None, ""),
    (PURCHASING, "Post goods receipt", {_RECEIVER: DECIDES, _CLERK: "I"}, None, ""),
    (PURCHASING, "Receive invoice", {_LEAD: "A", _CLERK: "R"}, None, ""),
    (PURCHASING, "Match invoice", {_LEAD: "A", _CLERK: "R", _BUYER: "C"}, None, ""),
    (PURCHASING, "Handle invoice exception", {_LEAD: "A", _CLERK: "R"}, None, ""),
    (PURCHASING, "Approve payment", {_TREASURER: DECIDES, _CONTROLLER: "C"}, 100000, "48 h"),
    (PURCHASING, "Pay supplier", {_TREASURER: DECIDES}, None, ""),
    (ONBOARDING, "Request new supplier", {_BUYER: DECIDES, _CATEGORY: "C"}, None, ""),
    (ONBOARDING, "Ask for supplier documents", {_BUYER: DECIDES}, None, ""),
    (ONBOARDING, "Receive supplier documents", {_BUYER: DECIDES}, None, ""),
    (ONBOARDING, "Remind supplier", {_BUYER: DECIDES}, None, ""),
    (ONBOARDING, "Screen supplier", {_COMPLIANCE: DECIDES}, None, ""),
    (ONBOARDING, "Report to compliance board", {_COMPLIANCE: DECIDES}, None, ""),
    (ONBOARDING, "Create supplier record", {_STEWARD: DECIDES}, None, ""),
    (ONBOARDING, "Call back to verify bank details", {_STEWARD: DECIDES}, None, ""),
    (
        ONBOARDING,
        "Approve supplier",
        {_COMPLIANCE: DECIDES, _CATEGORY: "C", _HEAD: "I"},
        1000000,
        "120 h",
    ),
    (ONBOARDING, "Activate supplier", {_STEWARD: DECIDES}, None, ""),
    (ONBOARDING, "Tell buyer of rejection", {_COMPLIANCE: DECIDES, _BUYER: "I"}, None, ""),
    (EXCEPTIONS, "Classify exception", {_LEAD: "A", _CLERK: "R"}, None, ""),
    (EXCEPTIONS, "Accept price difference", {_HEAD: DECIDES, _CONTROLLER: "A"}, 2500, "48 h"),
    (EXCEPTIONS, "Clear quantity difference", {_BUYER: DECIDES, _RECEIVER: "C"}, None, ""),
    (EXCEPTIONS, "Ask supplier for correction", {_LEAD: "A", _CLERK: "R"}, None, ""),
    (EXCEPTIONS, "Receive corrected invoice", {_LEAD: "A", _CLERK: "R"}, None, ""),
    (EXCEPTIONS, "Release invoice from hold", {_LEAD: DECIDES, _CLERK: "I"}, 50000, "72 h"),
)
"""Process, activity, roles, limit in EUR and longest wait of every row of the RACI matrix."""

RACI = Table(
    ("Process", "Activity", *RACI_ROLES, "Limit (EUR)", "Max. waiting time"),
    tuple(
        (process, step, *(roles.get(role) for role in RACI_ROLES), limit, wait or None)
        for process, step, roles, limit, wait in RACI_ROWS
    ),
    sheet="RACI",
)

POLICIES = Table(
    ("Policy no.", "Title", "Policy owner", "Next review"),
    (
        ("POL-01", "Purchasing policy", "Joan Mercer", "2027-01-31"),
        ("POL-02", "Payments policy", "Ruth Castell", "2027-01-31"),
        ("POL-03", "Segregation of duties", "Victor Ames", "2027-03-31"),
        ("POL-04", "Sanctions and export policy", "Una Yates", "2026-12-31"),
        ("POL-05", "Master data policy", "Quentin Tate", "2027-06-30"),
        ("POL-06", "Access management policy", "Sam Vickers", "2027-06-30"),
        ("POL-07", "Accounting manual", "Colin Dyson", "2027-01-31"),
        ("POL-08", "Supplier code of conduct", "Martin Zeller", "2027-03-31"),
    ),
)
"""Nothing serves POL-08: suppliers sign it, and nobody looks at it again."""

_CONTROL_HEADINGS = (
    "Control no.",
    "Control",
    "Control objective",
    "Type",
    "Control owner",
    "Frequency",
    "In force since",
    "Policy",
    "Process",
    "Performed in step",
    "System",
    "Guards step",
    "Applies when",
    "Not the same person as",
    "Independent evidence",
    "Approvers required",
    "Evidence asked",
    "In scope",
    "Reason",
    "Risk",
)


def _control(  # noqa: PLR0913 - a row of the register has this many columns
    number: str,
    name: str,
    objective: str,
    *,
    policy: str,
    risk: str,
    owner: str | None,
    frequency: str,
    type_: str = "preventive",
    process: str | None = None,
    step: str | None = None,
    system: str | None = None,
    guards: str | None = None,
    when: str | None = None,
    apart: str | None = None,
    independent: str = "no",
    quorum: int | None = None,
    evidence: str | None = None,
    scope: str = "yes",
    reason: str | None = None,
    since: date = date(2026, 1, 1),
) -> tuple[Cell, ...]:
    return (
        number, name, objective, type_, owner, frequency, since, policy, process, step, system,
        guards, when, apart, independent, quorum, evidence, scope, reason, risk,
    )  # fmt: skip


_ERP = "Meridian ERP"

CONTROLS = Table(
    _CONTROL_HEADINGS,
    (
        _control(
            "C-01", "Order approval", "No order binds us without the consent of the budget's owner",
            policy="POL-01", risk="R-01", owner="Joan Mercer", frequency="quarterly",
            process=PURCHASING, step="Approve order", system=_ERP, guards="Release order",
            when="amount > 250", apart="Raise requisition", evidence="Extract of approvals",
        ),
        _control(
            "C-02", "Second signature", "Large orders are looked at by two people from finance",
            policy="POL-01", risk="R-01", owner="Ruth Castell", frequency="quarterly",
            process=PURCHASING, step="Approve large order", system=_ERP, guards="Release order",
            when="amount > 25000", quorum=2, evidence="Extract of signatures",
        ),
        _control(
            "C-03", "Three-way match", "We pay for what was ordered and received, at its price",
            policy="POL-02", risk="R-02", owner="Gina Ingham", frequency="monthly",
            process=PURCHASING, step="Match invoice", system=_ERP, guards="Approve payment",
            evidence="Match report",
        ),
        _control(
            "C-04", "Payment approval", "No money leaves without the treasurer's consent",
            policy="POL-02", risk="R-03", owner="Edith Gale", frequency="monthly",
            process=PURCHASING, step="Approve payment", system=_ERP, guards="Pay supplier",
            apart="Receive invoice", evidence="Payment approval list",
        ),
        _control(
            "C-05", "Goods receipt count", "What is posted is what was delivered",
            policy="POL-07", risk="R-02", owner="Nora Quayle", frequency="quarterly",
            type_="detective", process=PURCHASING, step="Post goods receipt", system=_ERP,
        ),
        _control(
            "C-06", "Sanctions screening", "We do not deal with listed persons or companies",
            policy="POL-04", risk="R-04", owner="Una Yates", frequency="quarterly",
            process=ONBOARDING, step="Screen supplier", system="ScreenWell",
            guards="Activate supplier", evidence="Screening log",
        ),
        _control(
            "C-07", "Supplier approval", "Only suppliers that compliance accepted become active",
            policy="POL-04", risk="R-04", owner="Una Yates", frequency="quarterly",
            process=ONBOARDING, step="Approve supplier", system=_ERP, guards="Activate supplier",
            apart="Create supplier record", evidence="List of approved suppliers",
        ),
        _control(
            "C-08", "Bank detail call-back", "Money goes to the supplier's own account",
            policy="POL-05", risk="R-03", owner="Quentin Tate", frequency="quarterly",
            process=ONBOARDING, step="Call back to verify bank details", independent="yes",
            evidence="Call-back sheet",
        ),
        _control(
            "C-09", "Budget check", "Orders stay within the year's budget",
            policy="POL-01", risk="R-01", owner=None, frequency="quarterly",
            process=PURCHASING, step="Check budget", evidence="Budget report",
        ),
        _control(
            "C-10", "Price difference review", "Price differences are accepted for a reason",
            policy="POL-02", risk="R-02", owner="Stefan Peters", frequency="quarterly",
            type_="detective", process=EXCEPTIONS, step="Accept price difference", system=_ERP,
            evidence="List of accepted differences",
        ),
        _control(
            "C-11", "Hold release", "Invoices leave the hold only when the difference is cleared",
            policy="POL-02", risk="R-02", owner="Gina Ingham", frequency="quarterly",
            process=EXCEPTIONS, step="Release invoice from hold", system=_ERP,
            evidence="Extract of released invoices",
        ),
        _control(
            "C-12", "Access review", "People can do in the ERP what their role needs, and no more",
            policy="POL-06", risk="R-05", owner="Sam Vickers", frequency="quarterly",
            type_="detective", system="IdentityHub", independent="yes",
            evidence="Signed access list",
        ),
        _control(
            "C-13", "Duplicate supplier search", "One supplier has one record",
            policy="POL-05", risk="R-06", owner="Rose Upton", frequency="yearly",
            type_="detective", evidence="List of duplicates",
        ),
        _control(
            "C-14", "Goods received, not invoiced", "Liabilities are complete at month end",
            policy="POL-07", risk="R-07", owner="Colin Dyson", frequency="monthly",
            type_="detective", system=_ERP, evidence="Reconciliation",
        ),
        _control(
            "C-15", "Delegation review", "Deputies act only while they are deputies",
            policy="POL-03", risk="R-05", owner="Victor Ames", frequency="quarterly",
            type_="detective", system="IdentityHub", independent="yes",
            evidence="List of delegations",
        ),
        _control(
            "C-16", "Consignment stock count", "Consignment stock is counted with its owner",
            policy="POL-07", risk="R-07", owner="Colin Dyson", frequency="yearly",
            type_="detective", system=_ERP, evidence="Count sheet", scope="no",
        ),
        _control(
            "C-17", "Customs value check", "Imported goods are declared at their value",
            policy="POL-04", risk="R-07", owner="Martin Zeller", frequency="yearly",
            type_="detective", system=_ERP, evidence="Customs file", scope="no",
            reason="Both plants buy inside the customs union; the forwarder declares the rest",
        ),
    ),
    sheet="Controls",
)  # fmt: skip
"""The controls. C-05 asks for no evidence, C-09 has no owner, nothing implements C-13."""

RISKS = Table(
    ("Risk no.", "Risk", "Risk owner", "Mitigating controls", "Likelihood", "Impact"),
    (
        ("R-01", "Spending that nobody answers for", "Ruth Castell", "C-01; C-02; C-09", 3, 4),
        ("R-02", "Paying more than was ordered or received", "Gina Ingham", "C-03; C-10", 3, 3),
        ("R-03", "Payment to a fraudster's account", "Edith Gale", "C-04; C-08", 2, 5),
        ("R-04", "Dealing with a listed company", "Una Yates", "C-06; C-07", 1, 5),
        ("R-05", "Access that nobody needs any more", "Sam Vickers", "C-12; C-15", 4, 3),
        ("R-06", "Paying an invoice twice", "Rose Upton", "C-13", 2, 3),
        ("R-07", "Wrong figures at month end", "Colin Dyson", "C-14", 2, 3),
    ),
    sheet="Risks",
)

WAIVERS = Table(
    (
        "Waiver no.",
        "Rule",
        "About",
        "Approved by",
        "Reason",
        "Valid until",
        "Compensating control",
    ),
    (
        (
            "W-01",
            "DX008",
            "Match failed at Match invoice",
            "Gina Ingham",
            "Until the ticket queue of the service desk goes live in January",
            "2027-01-31",
            "C-11",
        ),
        (
            "W-02",
            "GV009",
            "Finance Director",
            "Victor Ames",
            "Deputy to be appointed by the supervisory board",
            "2026-09-30",
            "C-02",
        ),
        (
            "W-03",
            "FB005",
            "Supplier onboarding",
            "Sam Vickers",
            "Log is switched on with release 9.6 of the ERP",
            "2026-12-31",
            "C-07",
        ),
    ),
)
"""W-02 has expired, so the finding that it covered is open again."""
