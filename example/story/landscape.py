"""The registers of the systems, their data and the ways around them."""

from __future__ import annotations

from story.company import DELEGATIONS, GROUPS, PEOPLE, ROLES
from story.governance import EXCEPTIONS, ONBOARDING, PURCHASING
from story.tables import Table

PROCESSES = Table(
    ("Process", "Process owner", "Event log", "Last reviewed"),
    (
        (PURCHASING, "Joan Mercer", "p2p-2026", "2026-01-15"),
        (ONBOARDING, "Una Yates", None, "2026-01-15"),
        (EXCEPTIONS, None, "p2p-2026", "2025-04-02"),
    ),
)
"""The former owner of the exceptions retired; nobody was named in his place."""

ROLE_TABLE = Table(("Role", "Department"), tuple(ROLES.items()))

HOLDERS = Table(
    ("Name", "User ID", "Role", "Plant", "Valid from"),
    tuple((p.name, p.login, p.role, f"Plant {p.plant}", "2025-01-01") for p in PEOPLE),
)

GROUP_TABLE = Table(("Group", "Member"), tuple(GROUPS))

DELEGATION_TABLE = Table(
    ("Represented", "Deputy", "Role", "Valid from", "Valid until"), tuple(DELEGATIONS)
)

SYSTEMS = Table(
    ("CI", "System", "Vendor", "Lifecycle", "System owner", "Decommissioned on"),
    (
        ("CI-1001", "Meridian ERP", "Meridian Software", "in use", "Sam Vickers", None),
        ("CI-1002", "LagerPro", "Rhenus Soft", "in use", "Tess Walton", None),
        ("CI-1003", "ScreenWell", "ScreenWell Ltd", "in use", "Una Yates", None),
        ("CI-1004", "IdentityHub", "Open source", "in use", "Sam Vickers", None),
        ("CI-1005", "EDI gateway", "Linkwise", "in use", None, None),
        ("CI-1006", "Supplier portal", "Meridian Software", "in use", "Joan Mercer", None),
        ("CI-1007", "Invoice scanner", "Papertrail", "in use", "Gina Ingham", None),
        ("CI-1008", "Treasury workstation", "BankBridge", "in use", "Edith Gale", None),
        ("CI-1009", "Service desk", "Open source", "in use", "Tess Walton", None),
        ("CI-1010", "Data warehouse", "Own build", "in use", "Tess Walton", None),
        ("CI-1011", "Document archive", "Papertrail", "in use", "Tess Walton", None),
        ("CI-1012", "Planning tool", "Plano", "in use", "Colin Dyson", None),
        ("CI-1013", "SpendCube", "Own build", "retired", "Joan Mercer", "2026-03-31"),
    ),
)
"""Nobody owns the EDI gateway; SpendCube was switched off on paper only."""

DATA = Table(
    (
        "Data asset",
        "Business object",
        "Held in",
        "Data owner",
        "Data steward",
        "Source",
        "System of record",
        "Data entry",
        "Freshness promise",
        "Last updated",
    ),
    (
        (
            "Requisitions", "Requisition", "Meridian ERP", "Joan Mercer", "Lena Oakes", None,
            "yes", "manual", "24 h", "2026-11-14T17:40:00Z",
        ),
        (
            "Purchase orders", "Purchase order", "Meridian ERP", "Joan Mercer", "Lena Oakes", None,
            "yes", "manual", "24 h", "2026-11-14T17:42:00Z",
        ),
        (
            "Goods receipts", "Goods receipt note", "Meridian ERP", None, None, None,
            "yes", "manual", "24 h", "2026-11-14T16:05:00Z",
        ),
        (
            "Invoices", "Invoice", "Meridian ERP", "Gina Ingham", "Hal Keighley",
            "Invoice scanner", "yes", "interface", "24 h", "2026-11-14T15:20:00Z",
        ),
        (
            "Invoice images", "Invoice image", "Document archive", "Gina Ingham", "Ivy Lomax",
            "Invoice scanner", "yes", "interface", "48 h", "2026-11-14T15:20:00Z",
        ),
        (
            "Payment proposals", "Payment proposal", "Meridian ERP", "Edith Gale", "Frank Hobson",
            None, "yes", "manual", "48 h", "2026-11-13T14:00:00Z",
        ),
        (
            "Bank statements", "Bank statement", "Treasury workstation", "Edith Gale",
            "Frank Hobson", "Treasury workstation", "yes", "interface", "48 h",
            "2026-11-14T06:00:00Z",
        ),
        (
            "Suppliers", "Supplier master", "Meridian ERP", "Quentin Tate", "Rose Upton", None,
            "yes", "manual", "168 h", "2026-11-12T09:30:00Z",
        ),
        (
            "Sanctions lists", "Sanctions list", "ScreenWell", "Una Yates", "Martin Zeller",
            "ScreenWell", "yes", "interface", "24 h", "2026-11-09T02:00:00Z",
        ),
        (
            "Disputed invoices", "Disputed invoice", "Meridian ERP", "Gina Ingham", "Ivy Lomax",
            None, "yes", "manual", "24 h", "2026-11-14T14:45:00Z",
        ),
        (
            "Supplier files", "Supplier file", "Document archive", "Una Yates", "Rose Upton",
            "Supplier portal", "yes", "interface", "168 h", "2026-11-13T11:15:00Z",
        ),
        (
            "Ledger postings", "Purchase ledger", "Meridian ERP", "Colin Dyson", "Hal Keighley",
            None, "yes", "manual", "24 h", "2026-11-14T18:00:00Z",
        ),
        (
            "Spend by category", "Spend figures", "SpendCube", "Joan Mercer", "Kit Norris",
            "Purchase orders", "yes", "interface", "744 h", "2026-10-31T22:00:00Z",
        ),
    ),
)  # fmt: skip
"""Goods receipts belong to nobody, and the sanctions lists were last fetched on 9 November."""

DATA_PLANT_2 = Table(
    (
        "Datenbestand",
        "Geschäftsobjekt",
        "Gespeichert in",
        "Verantwortlicher",
        "Datenpfleger",
        "Quelle",
        "Führendes System",
        "Erfassung",
        "Höchstalter",
        "Letzte Änderung",
        "Größe (MB)",
    ),
    (
        (
            "Lieferanten Werk 2", "Supplier master", "LagerPro", "Stefan Peters", "Anke Sommer",
            None, "ja", "von Hand", "168 h", "2026-11-11T08:15:00Z", 48.5,
        ),
        (
            "Lagerbestände Werk 2", "Stock", "LagerPro", "Bernd Thiel", "Doris Uhl",
            None, "ja", "von Hand", "24 h", "2026-11-14T19:00:00Z", 612.25,
        ),
        (
            "Prüfzeugnisse Guss", "Casting certificate", "Document archive", "Bernd Thiel",
            "Doris Uhl", "Supplier portal", "ja", "Schnittstelle", "72 h",
            "2026-11-13T10:00:00Z", 1830.75,
        ),
    ),
)  # fmt: skip
"""Plant 2 keeps suppliers of its own and calls them the master, too."""

CHANNELS = Table(
    (
        "Channel no.",
        "Channel",
        "Kind",
        "Process",
        "Used for",
        "Channel owner",
        "Per month",
        "Tolerated until",
    ),
    (
        (
            "CH-1", "AP mailbox", "e-mail", PURCHASING, "Match failed", "Gina Ingham", 48,
            "2027-01-31",
        ),
        ("CH-2", "urgent orders.xlsx", "spreadsheet", PURCHASING, "Urgent order", None, None, None),
        (
            "CH-3", "Supplier portal messages", "portal", PURCHASING,
            "Late delivery; Partial delivery", "Joan Mercer", 61, None,
        ),
        (
            "CH-4", "ERP work list", "workflow", PURCHASING,
            "Duplicate invoice; Wrong cost centre", "Gina Ingham", 34, None,
        ),
        (
            "CH-5", "Service desk ticket", "ticket", PURCHASING, "Order to blocked supplier",
            "Tess Walton", 9, None,
        ),
        (
            "CH-6", "Compliance case file", "system", ONBOARDING, "Sanctions list hit",
            "Una Yates", 1, None,
        ),
        (
            "CH-7", "EDI rejection report", "EDI", PURCHASING, "Order refused by supplier",
            "Max Pickard", 7, None,
        ),
        (
            "CH-8", "Correction requests", "portal", EXCEPTIONS, "No answer in ten days",
            "Ivy Lomax", 4, None,
        ),
    ),
)  # fmt: skip
"""Two ways out of the systems: a mailbox with an owner and an end, a spreadsheet with neither."""

EXCEPTION_TABLE = Table(
    ("Exception no.", "Exception", "Process", "Raised at", "Handled by", "Per month"),
    (
        ("EX-1", "Urgent order", PURCHASING, "Raise requisition", "Buyer", 14),
        ("EX-2", "Late delivery", PURCHASING, "Take delivery", "Buyer", 41),
        ("EX-3", "Partial delivery", PURCHASING, "Take delivery", "Goods Receiver", 20),
        ("EX-4", "Duplicate invoice", PURCHASING, "Receive invoice", "Accounts Payable Clerk", 12),
        ("EX-5", "Wrong cost centre", PURCHASING, "Approve order", "Finance Controller", 22),
        ("EX-6", "Order to blocked supplier", PURCHASING, "Release order", "Buyer", 9),
        ("EX-7", "Order refused by supplier", PURCHASING, "Send order to supplier", "Buyer", 7),
    ),
)
"""Exceptions that the diagrams do not draw; those that they draw are boundary events."""
