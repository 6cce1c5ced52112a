"""The registers of measurement: what is watched, and what was seen."""

from __future__ import annotations

import random
from calendar import monthrange
from functools import cache

from story.cases import MAILBOX_BY_MONTH, monthly
from story.tables import Table

_SEED = 20261031

METRICS = Table(
    (
        "KPI no.", "KPI", "Measures what", "KPI owner", "Data source", "Threshold", "Good if",
        "Unit", "Frequency",
    ),
    (
        (
            "M-01", "Order lead time", "Purchase to pay", "Joan Mercer", "Data warehouse",
            10, "lower", "working days", "monthly",
        ),
        (
            "M-02", "Approval waiting time", "Approve order", "Joan Mercer", "Meridian ERP",
            24, "lower", "working hours", "monthly",
        ),
        (
            "M-03", "Approvals escalated", "Three working days passed", "Joan Mercer",
            "Meridian ERP", 25, "lower", "orders", "monthly",
        ),
        (
            "M-04", "First-time match rate", "Match invoice", "Gina Ingham", "Meridian ERP",
            88, "higher", "per cent", "monthly",
        ),
        (
            "M-05", "Failed matches", "Match failed", "Gina Ingham", "Meridian ERP",
            60, "lower", "invoices", "monthly",
        ),
        (
            "M-06", "Invoices rejected", "Invoice rejected", "Gina Ingham", "Meridian ERP",
            8, "lower", "invoices", "monthly",
        ),
        (
            "M-07", "Time to onboard a supplier", "Supplier onboarding", "Una Yates",
            "Supplier portal", 21, "lower", "working days", "monthly",
        ),
        (
            "M-08", "Exceptions sent by e-mail", "AP mailbox", "Gina Ingham", "Meridian ERP",
            80, "lower", "messages", "monthly",
        ),
        (
            "M-09", "Documents overdue", "No documents after 14 days", "Una Yates",
            "Supplier portal", 6, "lower", "suppliers", "monthly",
        ),
        (
            "M-10", "Sanctions list hits", "Sanctions list hit", "Una Yates", "ScreenWell",
            3, "lower", "suppliers", "monthly",
        ),
        (
            "M-11", "Corrections unanswered", "Correction requests", "Gina Ingham",
            "Meridian ERP", 10, "lower", "invoices", "monthly",
        ),
        (
            "M-12", "Urgent orders", "Urgent order", "Stefan Peters", "Data warehouse",
            None, "lower", "orders", "monthly",
        ),
        (
            "M-13", "Late or partial deliveries", "Late delivery; Partial delivery",
            "Max Pickard", "Supplier portal", 80, "lower", "deliveries", "monthly",
        ),
        (
            "M-14", "Invoices stopped", "Duplicate invoice; Wrong cost centre", "Gina Ingham",
            "Meridian ERP", 50, "lower", "invoices", "monthly",
        ),
        (
            "M-15", "Orders stopped", "Order to blocked supplier; Order refused by supplier",
            "Joan Mercer", "EDI gateway", 30, "lower", "orders", "monthly",
        ),
        (
            "M-16", "Access rights withdrawn", "Access review", "Sam Vickers", "IdentityHub",
            20, "lower", "rights", "quarterly",
        ),
        (
            "M-17", "Cash discount lost, plant 2", "Pay supplier", "Sabine Frank", "Meridian ERP",
            4000, "lower", "EUR", "monthly",
        ),
        (
            "M-18", "Stock differences, plant 2", "Post goods receipt", "Bernd Thiel", "LagerPro",
            1.5, "lower", "per cent", "monthly",
        ),
    ),
    sheet="KPIs",
)  # fmt: skip
"""M-12 has no threshold; M-16 has not been read since the first quarter."""

_USUAL = {
    "M-01": (7.0, 8.5),
    "M-02": (6.0, 9.0),
    "M-06": (0, 5),
    "M-07": (14.0, 19.0),
    "M-09": (1, 5),
    "M-10": (0, 2),
    "M-11": (1, 7),
    "M-12": (9, 21),
    "M-13": (48, 72),
    "M-14": (22, 41),
    "M-15": (10, 22),
}
"""Between which values the readings lie that are not counted from the log."""

MONTHS = range(1, 11)


@cache
def samples() -> Table:
    """Give the readings of both plants, month by month,."""
    failed = monthly("Start exception handling")
    matched = monthly("Match invoice")
    counted: dict[str, list[float]] = {
        "M-03": [float(n) for n in monthly("Escalate approval")],
        "M-04": [
            round(100 * (1 - bad / (all_ - bad)), 1)
            for bad, all_ in zip(failed, matched, strict=True)
        ],
        "M-05": [float(n) for n in failed],
        "M-08": [float(n) for n in MAILBOX_BY_MONTH],
    }
    chance = random.Random(_SEED)  # noqa: S311 - a story, not a secret
    rows: list[tuple[str, str, float]] = []
    for metric in sorted({*counted, *_USUAL}):
        values = counted.get(metric) or _readings(chance, *_USUAL[metric])
        rows += [(metric, _last_day(m), v) for m, v in zip(MONTHS, values, strict=True)]
    rows.append(("M-16", "2026-03-31", 11.0))
    return Table(("KPI no.", "Measured on", "Actual"), tuple(rows))


@cache
def samples_of_plant_2() -> Table:
    """Give the readings that plant 2 keeps itself, as its German spreadsheet has them."""
    chance = random.Random(_SEED + 2)  # noqa: S311 - a story, not a secret
    rows: list[tuple[str, str, str, float]] = []
    for metric, name, low, high in (
        ("M-17", "Entgangenes Skonto Werk 2 (€)", 1200.0, 3600.0),
        ("M-18", "Bestandsabweichung Lager für Guss (%)", 0.3, 1.2),
    ):
        for month, value in zip(MONTHS, _readings(chance, low, high), strict=True):
            year, number, day = _last_day(month).split("-")
            rows.append((metric, name, f"{day}.{number}.{year}", round(value, 2)))
    return Table(("Kennzahl-Nr.", "Bezeichnung", "Stichtag", "Messwert"), tuple(rows))


def _readings(chance: random.Random, low: float, high: float) -> list[float]:
    """Give ten readings that never rise for five in a row."""
    whole = isinstance(low, int)
    values: list[float] = []
    for number in MONTHS:
        value = chance.randint(int(low), int(high)) if whole else chance.uniform(low, high)
        if number % 4 == 0 and value > values[-1]:
            value = values[-1]
        values.append(round(value, 1))
    return values


def _last_day(month: int) -> str:
    return f"2026-{month:02}-{monthrange(2026, month)[1]}"
