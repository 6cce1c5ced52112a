"""The example's asbuilt.toml, written so that people learn from it."""

SETTINGS = """\
# The workspace of Halden Pumpworks: how the company means to buy, and how its ERP really does it.
#
# Every [[source]] names files that somebody keeps anyway. Asbuilt reads them where they are and
# never changes them. Load and judge them with:
#
#     asbuilt load
#     asbuilt check

[workspace]
title = "Purchase to pay"
base = "https://example.org/p2p/"        # addresses of things are made under it; nothing is fetched

[check]
as-of = "2026-11-15"                     # leave this out to judge for today


# ---- How work is meant to be done ---------------------------------------------------------

[[source]]
path = "process/*.bpmn"
domain = "process"                       # documented intent


# ---- What the system enforces -------------------------------------------------------------

[[source]]
path = "erp/*.asl.json"
domain = "digital"
system = "Meridian ERP"                  # the system that runs these workflows

[[source]]
path = "access/entitlements.csv"
table = "permissions"                    # a file name that says nothing needs the table's name


# ---- Which step is which state ------------------------------------------------------------

[[source]]
path = "mappings/*.sssom.tsv"


# ---- Who decides, what is controlled, and who has which role ------------------------------
# What a table is about and what its headings mean is guessed. `asbuilt read FILE` shows the
# guesses; `table` and [source.columns] correct them.

[[source]]
path = "registers/governance.xlsx"
sheet = "RACI"
[source.columns]                         # Asbuilt's field = the heading in the file
limit = "Limit (EUR)"
max_wait = "Max. waiting time"

[[source]]
path = "registers/governance.xlsx"
sheet = "Controls"
[source.columns]
id = "Control no."
step = "Performed in step"
guards = "Guards step"
segregated_from = "Not the same person as"
reason = "Reason"

[[source]]
path = "registers/governance.xlsx"
sheet = "Risks"

[[source]]
path = "registers/processes.csv"

[[source]]
path = "registers/policies.csv"

[[source]]
path = "registers/roles.csv"

[[source]]
path = "registers/people.csv"
table = "holders"

[[source]]
path = "registers/groups.csv"

[[source]]
path = "registers/delegations.csv"

[[source]]
path = "registers/waivers.csv"


# ---- Systems, their data, and the ways around them ----------------------------------------

[[source]]
path = "registers/cmdb.csv"

[[source]]
path = "registers/data-assets.csv"
table = "data"

# Plant 2 writes in German, with semicolons, in a Windows encoding. All of it is recognised; the
# tables below say what a register in any other language would need.
[[source]]
path = "registers/datenbestaende-werk2.csv"
table = "data"
[source.columns]
name = "Datenbestand"
fresh_within = "Höchstalter"
updated = "Letzte Änderung"
[source.values.entry]                    # Asbuilt's word = the words in the file
manual = ["von Hand"]
interface = ["Schnittstelle"]

[[source]]
path = "registers/channels.csv"

[[source]]
path = "registers/exceptions.csv"
table = "exceptions"
[source.columns]
handler = "Handled by"


# ---- Evidence: the register; the files that it names are hashed and compared --------------

[[source]]
path = "registers/evidence.xlsx"


# ---- What is measured, and what happened --------------------------------------------------

[[source]]
path = "registers/kpis.csv"
table = "metrics"
[source.columns]
measures = "Measures what"

[[source]]
path = "registers/kpi-values.csv"
table = "samples"
[source.columns]
metric = "KPI no."

[[source]]
path = "registers/kennzahlen-werk2.csv"  # decimal commas, days as 31.10.2026
table = "samples"
[source.columns]
metric = "Kennzahl-Nr."

[[source]]
path = "logs/p2p-2026.xes.gz"
process = "Purchase to pay"
"""
"""Title, base, day of judgement and sources of the workspace."""
