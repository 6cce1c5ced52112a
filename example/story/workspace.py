"""Every file of the example workspace by its path."""

from __future__ import annotations

from story.boundary import ENTITLEMENTS, write_mappings
from story.bpmn import write_bpmn
from story.evidence import records, register
from story.governance import CONTROLS, POLICIES, RACI, RISKS, WAIVERS
from story.indicators import METRICS, samples, samples_of_plant_2
from story.landscape import (
    CHANNELS,
    DATA,
    DATA_PLANT_2,
    DELEGATION_TABLE,
    EXCEPTION_TABLE,
    GROUP_TABLE,
    HOLDERS,
    PROCESSES,
    ROLE_TABLE,
    SYSTEMS,
)
from story.log import write_log
from story.purchasing import PURCHASE_TO_PAY
from story.settings import SETTINGS
from story.supplying import INVOICE_EXCEPTION, SUPPLIER_ONBOARDING
from story.tables import Table, write_csv, write_workbook
from story.workflows import WORKFLOWS, write_workflow

PROCESS_MODELS = (PURCHASE_TO_PAY, SUPPLIER_ONBOARDING, INVOICE_EXCEPTION)


def tables() -> dict[str, tuple[Table, ...]]:
    """Give every register by the path of its file; a workbook has several."""
    return {
        "access/entitlements.csv": (ENTITLEMENTS,),
        "registers/channels.csv": (CHANNELS,),
        "registers/cmdb.csv": (SYSTEMS,),
        "registers/data-assets.csv": (DATA,),
        "registers/datenbestaende-werk2.csv": (DATA_PLANT_2,),
        "registers/delegations.csv": (DELEGATION_TABLE,),
        "registers/evidence.xlsx": (register(),),
        "registers/exceptions.csv": (EXCEPTION_TABLE,),
        "registers/governance.xlsx": (RACI, CONTROLS, RISKS),
        "registers/groups.csv": (GROUP_TABLE,),
        "registers/kennzahlen-werk2.csv": (samples_of_plant_2(),),
        "registers/kpi-values.csv": (samples(),),
        "registers/kpis.csv": (METRICS,),
        "registers/people.csv": (HOLDERS,),
        "registers/policies.csv": (POLICIES,),
        "registers/processes.csv": (PROCESSES,),
        "registers/roles.csv": (ROLE_TABLE,),
        "registers/waivers.csv": (WAIVERS,),
    }


def files() -> dict[str, bytes]:
    """Give the content of every file of the workspace by its path, the same on every run."""
    found = {"asbuilt.toml": SETTINGS.encode()}
    found |= {process.file: write_bpmn(process) for process in PROCESS_MODELS}
    found |= {path: write_workflow(workflow) for path, workflow in WORKFLOWS.items()}
    found["mappings/process-to-erp.sssom.tsv"] = write_mappings()
    for path, sheets in tables().items():
        if path.endswith(".xlsx"):
            title = path.rsplit("/", 1)[1].removesuffix(".xlsx").capitalize()
            found[path] = write_workbook(sheets, title)
        elif path.endswith("werk2.csv"):
            found[path] = write_csv(sheets[0], delimiter=";", encoding="cp1252", decimal=",")
        else:
            found[path] = write_csv(sheets[0])
    found |= {record.file: record.content for record in records()}
    found["logs/p2p-2026.xes.gz"] = write_log()
    return found
