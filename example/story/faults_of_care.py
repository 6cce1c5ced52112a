"""Faults in what is owned, looked after and measured."""

from __future__ import annotations

from story.boundary import mapping_line
from story.fault import EXCEPTION_MODEL, GOVERNANCE, MAPPINGS, PURCHASING_MODEL, Planted, cell, row
from story.governance import CONTROLS, POLICIES, RACI, WAIVERS
from story.indicators import METRICS
from story.landscape import CHANNELS, DATA, DATA_PLANT_2, PROCESSES, ROLE_TABLE, SYSTEMS


def in_data() -> tuple[Planted, ...]:
    """Give the faults in data, exceptions and the ways around the systems."""
    mailbox, sheet = row(CHANNELS, "AP mailbox"), row(CHANNELS, "urgent orders.xlsx")
    return (
        Planted(
            "DX001", "registers/data-assets.csv", row(DATA, "Goods receipts"), "Goods receipts",
            "neither owner nor steward",
            "logistics thinks finance owns them, finance thinks logistics does",
        ),
        Planted(
            "DX002", "registers/datenbestaende-werk2.csv",
            row(DATA_PLANT_2, "Lieferanten Werk 2"), "Supplier master",
            "both Meridian ERP and LagerPro are called the system of record",
            "plant 2 joined the company with suppliers of its own",
            also=("Lieferanten Werk 2", "Suppliers", "Store_Suppliers"),
        ),
        Planted(
            "DX003", "registers/data-assets.csv", row(DATA, "Sanctions lists"), "Sanctions lists",
            "promised daily, last fetched on 9 November",
            "the subscription's password ran out",
        ),
        Planted(
            "DX004", PURCHASING_MODEL, "Data_Budget", "Budget figures",
            "the budget check reads figures that nothing writes",
            "they come from the planning tool, which is not connected",
            also=("Task_Budget", "Check budget"),
        ),
        Planted(
            "DX006", "registers/datenbestaende-werk2.csv",
            row(DATA_PLANT_2, "Lieferanten Werk 2"), "Supplier master",
            "suppliers are typed into both systems",
            "see DX002",
            also=("Lieferanten Werk 2", "Suppliers", "Store_Suppliers"),
            follows=True,
        ),
        Planted(
            "DX007", EXCEPTION_MODEL, "Event_NoAnswer", "No answer in ten days",
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
            "DX010", PURCHASING_MODEL, "Event_Damaged", "Goods damaged",
            "nothing measures or samples how often goods go back",
            "the goods receivers arrange it by telephone",
        ),
    )  # fmt: skip


def in_governance() -> tuple[Planted, ...]:
    """Give the faults in ownership, controls and their upkeep."""
    overdue = mapping_line("Task_ApproveLarge", "Approve large order")
    proposed = mapping_line("Task_Inspect", "Post goods receipt")
    return (
        Planted(
            "GV001", "registers/processes.csv", row(PROCESSES, "Invoice exception handling"),
            "Invoice exception handling",
            "nobody owns the process",
            "its owner retired",
            also=("Process_InvoiceException",),
        ),
        Planted(
            "GV003", "registers/roles.csv", row(ROLE_TABLE, "Category Manager"), "Category Manager",
            "nobody holds the role",
            "the post is vacant since March",
        ),
        Planted(
            "GV004", GOVERNANCE, cell(CONTROLS, "C-09"), "C-09",
            "the control has no owner",
            "the controller who had it changed jobs",
            also=("Budget check",),
        ),
        Planted(
            "GV005", "registers/policies.csv", row(POLICIES, "POL-08"), "POL-08",
            "no control serves the policy",
            "suppliers sign it once, and that is all",
            also=("Supplier code of conduct",),
        ),
        Planted(
            "GV006", GOVERNANCE, cell(CONTROLS, "C-13"), "C-13",
            "neither a step nor a system carries the control out",
            "written after an audit, never assigned",
            also=("Duplicate supplier search",),
        ),
        Planted(
            "GV007", "registers/cmdb.csv", row(SYSTEMS, "EDI gateway"), "EDI gateway",
            "the system has no owner",
            "bought by a project that has ended",
            also=("CI-1005",),
        ),
        Planted(
            "GV007", "registers/cmdb.csv", row(SYSTEMS, "SpendCube"), "SpendCube",
            "retired in March and still holding data that is updated",
            "switched off on paper only",
            also=("CI-1013",),
        ),
        Planted(
            "GV008", MAPPINGS, f"line={overdue}", "Task_ApproveLarge",
            "the mapping's review was due on 30 June",
            "nobody put it into a diary",
            also=("Approve large order",),
        ),
        Planted(
            "GV008", MAPPINGS, f"line={proposed}", "Task_Inspect",
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
            "GV010", "registers/waivers.csv", row(WAIVERS, "W-02"), "W-02",
            "the waiver for the finance director has expired",
            "the board postponed the appointment",
            also=("GV009", "Finance Director"),
        ),
        Planted(
            "GV011", GOVERNANCE, cell(RACI, "Inspect goods"), "Inspect goods",
            "nobody is accountable",
            "logistics and quality could not agree",
            also=("Task_Inspect",),
        ),
        Planted(
            "GV012", GOVERNANCE, cell(CONTROLS, "C-16"), "C-16",
            "out of scope, and no reason is given",
            "the reason was obvious to whoever ticked the box",
            also=("Consignment stock count",),
        ),
    )  # fmt: skip


def in_feedback() -> tuple[Planted, ...]:
    """Give the faults in what is measured."""
    return (
        Planted(
            "FB001", "registers/processes.csv", row(PROCESSES, "Invoice exception handling"),
            "Invoice exception handling",
            "the process is not measured",
            "nobody owns it",
            also=("Process_InvoiceException",),
        ),
        Planted(
            "FB002", "registers/kpis.csv", row(METRICS, "M-12"), "M-12",
            "no threshold",
            "plant 2 did not want one",
            also=("Urgent orders",),
        ),
        Planted(
            "FB003", "registers/kpis.csv", row(METRICS, "M-16"), "M-16",
            "no reading since the first quarter",
            "the export broke with an update",
            also=("Access rights withdrawn",),
        ),
        Planted(
            "FB004", "registers/kpis.csv", row(METRICS, "M-04"), "M-04",
            "87.3 per cent in October; 88 are asked for",
            "more invoices fail to match",
            also=("First-time match rate",),
        ),
        Planted(
            "FB005", "registers/processes.csv", row(PROCESSES, "Supplier onboarding"),
            "Supplier onboarding",
            "no log of the process is loaded",
            "the ERP does not write one before its next release",
            also=("Process_SupplierOnboarding",),
            waived=True,
        ),
        Planted(
            "FB006", "registers/kpis.csv", row(METRICS, "M-08"), "M-08",
            "from 9 to 51 messages a month, rising every month",
            "people have learnt that e-mail works",
            also=("Exceptions sent by e-mail", "AP mailbox", "CH-1"),
        ),
    )  # fmt: skip
