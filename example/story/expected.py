"""What a check of the example has to find, where, and what it must leave alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from story.boundary import ENTITLEMENTS, mapping_line
from story.evidence import NO_HASH, OUT_OF_PERIOD, SELF_ATTESTED, WRONG_HASH, register
from story.governance import CONTROLS, POLICIES, RACI, WAIVERS
from story.indicators import METRICS
from story.landscape import CHANNELS, DATA, DATA_PLANT_2, DELEGATION_TABLE, PROCESSES, SYSTEMS
from story.landscape import ROLE_TABLE as ROLES
from story.log import LOG_NAME

if TYPE_CHECKING:
    from story.tables import Table

_P2P = "process/purchase-to-pay.bpmn"
_EXCEPTION = "process/invoice-exception.bpmn"
_ORDER = "erp/order-approval.asl.json"
_GOVERNANCE = "registers/governance.xlsx"
_MAPPINGS = "mappings/process-to-erp.sssom.tsv"
_LOG = "logs/p2p-2026.xes.gz"
_EVIDENCE = "registers/evidence.xlsx"


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault of the story: the rule that sees it, and the element or row where it stands."""

    rule: str
    file: str
    place: str
    """Identifier of an element, or ``row=5``, ``line=30``, ``Controls!A6``."""
    focus: str
    """Identifier or name of the thing that is wrong."""
    planted: str
    why: str
    also: tuple[str, ...] = field(default=())
    """Other things that the finding may be about just as well."""
    follows: bool = False
    """Whether it only follows from another fault of the list."""
    waived: bool = False


@dataclass(frozen=True, slots=True)
class Decoy:
    """Something that looks wrong and is right: no finding of the rule may be about it."""

    rule: str
    file: str
    focus: str
    looks: str
    right: str


@cache
def planted() -> tuple[Planted, ...]:
    """Give the faults in the order of their rules."""
    return (*_workflow(), *_decision(), *_evidence(), *_data(), *_governance(), *_feedback())


def _workflow() -> tuple[Planted, ...]:
    return (
        Planted(
            "WF001", _P2P, "Task_Budget", "Check budget",
            "the documented budget check has no state in the ERP",
            "budgets live in the planning tool; the interface was cut from the ERP project",
        ),
        Planted(
            "WF002", _MAPPINGS, f"line={mapping_line('Task_Send', 'Print order')}", "Task_Send",
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
            "WF005", _GOVERNANCE, _sheet(CONTROLS, "C-01"), "C-01",
            "preferred suppliers below 5,000 EUR take a fast lane around the approval, and a "
            "second escalation releases the order by itself",
            "a change request for castings, and a quick repair after Easter 2025",
            also=(
                "Order approval", "Approve order", "Release order", "Release purchase order",
                "order-approval", "Task_Approve", "Task_Release",
            ),
        ),
        Planted(
            "WF006", _LOG, "45", "C-01",
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
            "WF010", _MAPPINGS,
            f"line={mapping_line('Task_PostReceipt', 'Post goods receipt')}", "Task_PostReceipt",
            "the mapping was confirmed when the step was called Book goods in",
            "version 7 of the process renamed it",
            also=("Post goods receipt", "Book goods in"),
        ),
        Planted(
            "WF011", _ORDER, "Credit auto-hold", "Credit auto-hold",
            "a function of the ERP holds orders, and no process says so",
            "it came with a release of the ERP",
        ),
        Planted(
            "WF011", _ORDER, "Auto-release order", "Auto-release order",
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
            "WF012", _LOG, "Change bank details", "Change bank details",
            "23 times accounts payable changed bank details just before a payment",
            "suppliers write to accounts payable; master data is slower",
            also=("p2p-2026", LOG_NAME),
        ),
        Planted(
            "WF012", _LOG, "Sent to AP mailbox", "Sent to AP mailbox",
            "the ERP notes when an invoice is forwarded by e-mail; no model has it",
            "a button of the ERP's client, free for everybody",
            also=("p2p-2026", LOG_NAME),
            follows=True,
        ),
    )  # fmt: skip


def _decision() -> tuple[Planted, ...]:
    price = _sheet(RACI, "Accept price difference")
    same = ("Task_AcceptPrice",)
    return (
        Planted(
            "DE001", _GOVERNANCE, price, "Accept price difference",
            "two roles are accountable: Head of Procurement and Finance Controller",
            "both claimed the decision, and the matrix was signed with both",
            also=same,
        ),
        Planted(
            "DE002", "access/entitlements.csv", _row(ENTITLEMENTS, "ERP-PURCHASING-EXPRESS"),
            "ERP-PURCHASING-EXPRESS",
            "a group of buyers may press the approval button without the decision right",
            "made for the holidays of 2025 so that orders would not wait",
            also=("Tim Richter", "Anke Sommer", "Approve order", "Task_Approve"),
        ),
        Planted(
            "DE003", _GOVERNANCE, price, "Finance Controller",
            "accountable for price differences, and no right in the ERP to decide one",
            "the ERP's roles were built from the older matrix",
            also=(*same, "Accept price difference"),
        ),
        Planted(
            "DE004", "access/entitlements.csv",
            _row(ENTITLEMENTS, "ERP-PLANT2-KEYUSERS", "Approve order"), "ERP-PLANT2-KEYUSERS",
            "key users may raise requisitions and approve orders",
            "they tested both during the roll-out and kept the group",
            also=("Jana Wiese", "Ole Koch", "C-01", "Approve order", "Task_Approve"),
        ),
        Planted(
            "DE005", _LOG, "jwiese", "Approve order",
            "14 orders were approved by the person who asked for them",
            "the key users of plant 2 again",
            also=("C-01", "Order approval", "Jana Wiese", "Ole Koch", "Task_Approve"),
        ),
        Planted(
            "DE006", _LOG, "trichter", "Approve order",
            "17 approvals by buyers of plant 2",
            "the express group again",
            also=("Tim Richter", "Anke Sommer", "Task_Approve"),
        ),
        Planted(
            "DE012", _GOVERNANCE, _sheet(CONTROLS, "C-02"), "C-02",
            "two signatures are asked for; the workflow is content with one",
            "the second signature was left for a later release",
            also=("Second signature", "Approve large order", "Task_ApproveLarge"),
        ),
        Planted(
            "DE013", "registers/delegations.csv", _row(DELEGATION_TABLE, "Dirk Kessler"),
            "Dirk Kessler",
            "11 approvals after his delegation had ended on 30 June",
            "substitutions in the ERP have no end date",
            also=("Approve order", "Task_Approve", "Dirk Kessler for Heike Vogt"),
        ),
        Planted(
            "DE014", _LOG, "Accept price difference", "Accept price difference",
            "decisions wait up to three weeks; the limit is 48 hours",
            "two accountable roles wait for each other",
            also=same,
        ),
    )  # fmt: skip


def _evidence() -> tuple[Planted, ...]:
    return (
        Planted(
            "DE007", _GOVERNANCE, _sheet(CONTROLS, "C-05"), "C-05",
            "the control asks for no evidence",
            "the column was left empty when the control was written",
            also=("Goods receipt count", "Post goods receipt", "Task_PostReceipt"),
        ),
        Planted(
            "DE008", _GOVERNANCE, _sheet(CONTROLS, "C-04"), "C-04",
            "nothing on file for August 2026",
            "holidays",
            also=("Payment approval",),
        ),
        Planted(
            "DE009", _EVIDENCE, _sheet(register(), *OUT_OF_PERIOD), _number(*OUT_OF_PERIOD),
            "filed for the second quarter, but it covers the first",
            "last quarter's query was run again",
            also=("C-10", "Price difference review"),
        ),
        Planted(
            "DE010", _EVIDENCE, _sheet(register(), *WRONG_HASH), _number(*WRONG_HASH),
            "the file is not the one that was registered",
            "somebody corrected a line afterwards",
            also=("C-03", "Three-way match"),
        ),
        Planted(
            "DE010", _EVIDENCE, _sheet(register(), *NO_HASH), _number(*NO_HASH),
            "no hash was noted",
            "filed by hand that month",
            also=("C-14", "Goods received, not invoiced"),
        ),
        Planted(
            "DE011", _EVIDENCE, _sheet(register(), *SELF_ATTESTED), _number(*SELF_ATTESTED),
            "collected and attested by Tess Walton, although independence is asked for",
            "the auditor was on leave",
            also=("C-12", "Access review", "Tess Walton"),
        ),
    )  # fmt: skip


def _data() -> tuple[Planted, ...]:
    mailbox, sheet = _row(CHANNELS, "AP mailbox"), _row(CHANNELS, "urgent orders.xlsx")
    return (
        Planted(
            "DX001", "registers/data-assets.csv", _row(DATA, "Goods receipts"), "Goods receipts",
            "neither owner nor steward",
            "logistics thinks finance owns them, finance thinks logistics does",
        ),
        Planted(
            "DX002", "registers/datenbestaende-werk2.csv",
            _row(DATA_PLANT_2, "Lieferanten Werk 2"), "Supplier master",
            "both Meridian ERP and LagerPro are called the system of record",
            "plant 2 joined the company with suppliers of its own",
            also=("Lieferanten Werk 2", "Suppliers", "Store_Suppliers"),
        ),
        Planted(
            "DX003", "registers/data-assets.csv", _row(DATA, "Sanctions lists"), "Sanctions lists",
            "promised daily, last fetched on 9 November",
            "the subscription's password ran out",
        ),
        Planted(
            "DX004", _P2P, "Data_Budget", "Budget figures",
            "the budget check reads figures that nothing writes",
            "they come from the planning tool, which is not connected",
            also=("Task_Budget", "Check budget"),
        ),
        Planted(
            "DX006", "registers/datenbestaende-werk2.csv",
            _row(DATA_PLANT_2, "Lieferanten Werk 2"), "Supplier master",
            "suppliers are typed into both systems",
            "see DX002",
            also=("Lieferanten Werk 2", "Suppliers", "Store_Suppliers"),
            follows=True,
        ),
        Planted(
            "DX007", _EXCEPTION, "Event_NoAnswer", "No answer in ten days",
            "the timer leads nowhere",
            "the telephone call that follows was never drawn",
        ),
        Planted(
            "DX008", "registers/channels.csv", mailbox, "Match failed",
            "invoices that do not match leave by e-mail",
            "it is quicker than classifying them in the ERP",
            also=("AP mailbox", "CH-1", "Event_MatchFailed"),
            waived=True,
        ),
        Planted(
            "DX008", "registers/channels.csv", sheet, "Urgent order",
            "urgent orders are kept in a spreadsheet on a shared drive",
            "there is no urgent order in the ERP",
            also=("urgent orders.xlsx", "CH-2", "EX-1"),
        ),
        Planted(
            "DX009", "registers/channels.csv", sheet, "urgent orders.xlsx",
            "no owner, no volume, no end",
            "its author has left",
            also=("CH-2",),
        ),
        Planted(
            "DX010", _P2P, "Event_Damaged", "Goods damaged",
            "nothing measures or samples how often goods go back",
            "the goods receivers arrange it by telephone",
        ),
    )  # fmt: skip


def _governance() -> tuple[Planted, ...]:
    overdue = mapping_line("Task_ApproveLarge", "Approve large order")
    proposed = mapping_line("Task_Inspect", "Post goods receipt")
    return (
        Planted(
            "GV001", "registers/processes.csv", _row(PROCESSES, "Invoice exception handling"),
            "Invoice exception handling",
            "nobody owns the process",
            "its owner retired",
            also=("Process_InvoiceException",),
        ),
        Planted(
            "GV003", "registers/roles.csv", _row(ROLES, "Category Manager"), "Category Manager",
            "nobody holds the role",
            "the post is vacant since March",
        ),
        Planted(
            "GV004", _GOVERNANCE, _sheet(CONTROLS, "C-09"), "C-09",
            "the control has no owner",
            "the controller who had it changed jobs",
            also=("Budget check",),
        ),
        Planted(
            "GV005", "registers/policies.csv", _row(POLICIES, "POL-08"), "POL-08",
            "no control serves the policy",
            "suppliers sign it once, and that is all",
            also=("Supplier code of conduct",),
        ),
        Planted(
            "GV006", _GOVERNANCE, _sheet(CONTROLS, "C-13"), "C-13",
            "neither a step nor a system carries the control out",
            "written after an audit, never assigned",
            also=("Duplicate supplier search",),
        ),
        Planted(
            "GV007", "registers/cmdb.csv", _row(SYSTEMS, "EDI gateway"), "EDI gateway",
            "the system has no owner",
            "bought by a project that has ended",
            also=("CI-1005",),
        ),
        Planted(
            "GV007", "registers/cmdb.csv", _row(SYSTEMS, "SpendCube"), "SpendCube",
            "retired in March and still holding data that is updated",
            "switched off on paper only",
            also=("CI-1013",),
        ),
        Planted(
            "GV008", _MAPPINGS, f"line={overdue}", "Task_ApproveLarge",
            "the mapping's review was due on 30 June",
            "nobody put it into a diary",
            also=("Approve large order",),
        ),
        Planted(
            "GV008", _MAPPINGS, f"line={proposed}", "Task_Inspect",
            "a proposed mapping that nobody confirmed",
            "it is probably wrong, and nobody said so",
            also=("Inspect goods", "Post goods receipt"),
        ),
        Planted(
            "GV009", "registers/people.csv", "Finance Director", "Finance Director",
            "one person holds the role, and nobody deputises",
            "a small finance department",
            also=("Ruth Castell", "Approve large order", "Task_ApproveLarge"),
        ),
        Planted(
            "GV010", "registers/waivers.csv", _row(WAIVERS, "W-02"), "W-02",
            "the waiver for the finance director has expired",
            "the board postponed the appointment",
            also=("GV009", "Finance Director"),
        ),
        Planted(
            "GV011", _GOVERNANCE, _sheet(RACI, "Inspect goods"), "Inspect goods",
            "nobody is accountable",
            "logistics and quality could not agree",
            also=("Task_Inspect",),
        ),
        Planted(
            "GV012", _GOVERNANCE, _sheet(CONTROLS, "C-16"), "C-16",
            "out of scope, and no reason is given",
            "the reason was obvious to whoever ticked the box",
            also=("Consignment stock count",),
        ),
    )  # fmt: skip


def _feedback() -> tuple[Planted, ...]:
    return (
        Planted(
            "FB001", "registers/processes.csv", _row(PROCESSES, "Invoice exception handling"),
            "Invoice exception handling",
            "the process is not measured",
            "nobody owns it",
            also=("Process_InvoiceException",),
        ),
        Planted(
            "FB002", "registers/kpis.csv", _row(METRICS, "M-12"), "M-12",
            "no threshold",
            "plant 2 did not want one",
            also=("Urgent orders",),
        ),
        Planted(
            "FB003", "registers/kpis.csv", _row(METRICS, "M-16"), "M-16",
            "no reading since the first quarter",
            "the export broke with an update",
            also=("Access rights withdrawn",),
        ),
        Planted(
            "FB004", "registers/kpis.csv", _row(METRICS, "M-04"), "M-04",
            "87.3 per cent in October; 88 are asked for",
            "more invoices fail to match",
            also=("First-time match rate",),
        ),
        Planted(
            "FB005", "registers/processes.csv", _row(PROCESSES, "Supplier onboarding"),
            "Supplier onboarding",
            "no log of the process is loaded",
            "the ERP does not write one before its next release",
            also=("Process_SupplierOnboarding",),
            waived=True,
        ),
        Planted(
            "FB006", "registers/kpis.csv", _row(METRICS, "M-08"), "M-08",
            "from 9 to 51 messages a month, rising every month",
            "people have learnt that e-mail works",
            also=("Exceptions sent by e-mail", "AP mailbox", "CH-1"),
        ),
    )  # fmt: skip


DECOYS = (
    Decoy(
        "WF005", _ORDER, "Approval needed?",
        "orders up to 250 EUR skip the approval",
        "the control applies when amount > 250, and the skip is exactly the rest",
    ),
    Decoy(
        "WF005", _GOVERNANCE, "C-03",
        "a failed match leaves the matching by its error",
        "exception handling leads back to the matching, so no payment goes around it",
    ),
    Decoy(
        "WF005", _GOVERNANCE, "C-02",
        "most orders are released without a second signature",
        "the control applies when amount > 25000, and every way passes that choice",
    ),
    Decoy(
        "WF006", _LOG, "orders up to 250 EUR",
        "310 orders without approval",
        "nothing to approve up to 250 EUR",
    ),
    Decoy(
        "WF001", _P2P, "Task_Return",
        "a task without a mapping",
        "it is a manual task",
    ),
    Decoy(
        "WF003", _ORDER, "Fast lane?",
        "a state that no step documents",
        "choices are technical; what is wrong with this one is WF005",
    ),
    Decoy(
        "DE002", "access/entitlements.csv", "Finance Controller",
        "may act on Approve large order without being accountable",
        "is responsible there: the second signature",
    ),
    Decoy(
        "DE007", _GOVERNANCE, "C-01",
        "per order nothing is attached",
        "the evidence asked for is a quarterly extract",
    ),
    Decoy(
        "DE008", _GOVERNANCE, "C-13",
        "no evidence at all",
        "yearly, in force since January: no period is complete",
    ),
    Decoy(
        "DE013", "registers/delegations.csv", "Stefan Peters",
        "his delegation ended in August, and he goes on deciding",
        "he holds the role himself",
    ),
    Decoy(
        "DE014", _P2P, "Task_Approve",
        "some approvals wait longer than 72 hours",
        "exactly one role is accountable, and the escalation is documented",
    ),
    Decoy(
        "DX007", _EXCEPTION, "Event_InvoiceRejected",
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
        "GV012", _GOVERNANCE, "C-17",
        "out of scope",
        "with a reason",
    ),
)  # fmt: skip
"""Each looks wrong at first sight."""


def write_expected() -> str:
    """Give the faults and decoys as TOML."""
    lines = [
        "# What a check of the example as of 2026-11-15 has to find, and what it must leave alone.",
        "# Made by make.py. A finding's focus is `focus` or one of `also`; `follows`: it only",
        "# follows from another fault; `waived`: a valid waiver covers the finding.",
    ]
    for each in planted():
        lines += [
            "",
            "[[finding]]",
            f'rule = "{each.rule}"',
            f'file = "{each.file}"',
            f'place = "{each.place}"',
            f'focus = "{each.focus}"',
        ]
        if each.also:
            lines.append("also = [{}]".format(", ".join(f'"{name}"' for name in each.also)))
        lines += [f"{flag} = true" for flag in ("follows", "waived") if getattr(each, flag)]
        lines += [f'planted = "{each.planted}"', f'why = "{each.why}"']
    for decoy in DECOYS:
        lines += [
            "",
            "[[decoy]]",
            f'rule = "{decoy.rule}"',
            f'file = "{decoy.file}"',
            f'focus = "{decoy.focus}"',
            f'looks = "{decoy.looks}"',
            f'right = "{decoy.right}"',
        ]
    return "\n".join(lines) + "\n"


def write_table() -> str:
    """Give the faults and decoys as two tables in Markdown."""
    lines = ["| rule | what was planted | where | why it is plausible |", "|---|---|---|---|"]
    for each in planted():
        mark = " (follows)" if each.follows else " (waived)" if each.waived else ""
        lines.append(
            f"| {each.rule}{mark} | {each.focus}: {each.planted} "
            f"| `{each.file}` {each.place} | {each.why} |"
        )
    lines += [
        "",
        "And what looks wrong and is right:",
        "",
        "| not a finding of | what it looks like | why it is right |",
        "|---|---|---|",
    ]
    lines += [
        f"| {each.rule} | {each.focus} (`{each.file}`): {each.looks} | {each.right} |"
        for each in DECOYS
    ]
    return "\n".join(lines) + "\n"


def _row(table: Table, *cells: str) -> str:
    return f"row={table.row_of(*cells)}"


def _sheet(table: Table, *cells: str) -> str:
    return f"{table.sheet}!A{table.row_of(*cells)}"


def _number(control: str, period: str) -> str:
    table = register()
    return str(table.rows[table.row_of(control, period) - 2][0])
