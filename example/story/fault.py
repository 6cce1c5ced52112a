"""What a planted fault and a decoy are, and how their places are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from story.evidence import register

if TYPE_CHECKING:
    from story.tables import Table

PURCHASING_MODEL = "process/purchase-to-pay.bpmn"
EXCEPTION_MODEL = "process/invoice-exception.bpmn"
ORDER_WORKFLOW = "erp/order-approval.asl.json"
GOVERNANCE = "registers/governance.xlsx"
MAPPINGS = "mappings/process-to-erp.sssom.tsv"
LOG = "logs/p2p-2026.xes.gz"
EVIDENCE = "registers/evidence.xlsx"


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


def row(table: Table, *cells: str) -> str:
    """Give the place of the first row of a CSV register that has these cells (RFC 7111)."""
    return f"row={table.row_of(*cells)}"


def cell(table: Table, *cells: str) -> str:
    """Give the place of the first row of a sheet that has these cells."""
    return f"{table.sheet}!A{table.row_of(*cells)}"


def evidence_number(control: str, period: str) -> str:
    """Give the number under which the evidence of a control and period is registered."""
    table = register()
    return str(table.rows[table.row_of(control, period) - 2][0])
