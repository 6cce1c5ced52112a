"""Patches: real files, patched, loaded and checked again; the finding is gone, and nothing came."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from asbuilt.errors import UserError
from asbuilt.judge.explanation import Explainer
from asbuilt.judge.kept import kept_findings
from asbuilt.judge.patches import Patch, files, patches
from asbuilt.judge.patches.delimited import edited
from asbuilt.judge.patches.model import SetCell
from asbuilt.judge.patches.outcome import preview
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Shop

    from asbuilt.judge.kept import KeptFinding

HERE = Path(__file__).parent / "patches"
SETTINGS = """
[workspace]
title = "Shop"
base = "https://example.org/shop/"

[[source]]
path = "model.ttl"

[[source]]
path = "mappings/*.sssom.tsv"

[[source]]
path = "registers/*"
"""
MODEL = """
@prefix : <https://example.org/shop/model#> .
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

:ordering a ab:Process ; rdfs:label "Ordering" ; dcterms:identifier "ordering" ;
    ab:hasStep :check, :approve .
:check a ab:Task, ab:Step ; rdfs:label "Check order" ; dcterms:identifier "Task_1" ;
    ab:execution "user" ; ab:next :approve ; ab:performedBy <https://example.org/shop/role/clerk> .
:approve a ab:Task, ab:Step, ab:Approval ; rdfs:label "Approve order" ;
    dcterms:identifier "Task_2" ; ab:execution "user" ;
    ab:performedBy <https://example.org/shop/role/buyer> .
:flow a ab:Workflow ; rdfs:label "order-flow" ; dcterms:identifier "order-flow" ;
    ab:heldBy <https://example.org/shop/system/erp> ; ab:hasState :s1, :s2 .
:s1 a ab:State ; rdfs:label "Check order" ; dcterms:identifier "S1" ; ab:execution "user" ;
    ab:next :s2 .
:s2 a ab:State ; rdfs:label "Approve order" ; dcterms:identifier "S2" ; ab:execution "user" .
"""
MAPPINGS = """\
#curie_map:
#  m: https://example.org/shop/model#
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#mapping_set_id: https://example.org/shop/mappings/shop.sssom.tsv
#license: https://w3id.org/sssom/license/unspecified
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\
\tauthor_id\tmapping_date\text_status
"""
CHECKED = (
    "m:check\tCheck order\tskos:closeMatch\tm:s1\tCheck order\tsemapv:ManualMappingCuration"
    "\tamiller\t2026-01-12\tconfirmed\n"
)
APPROVED = (
    "m:approve\tApprove order\tskos:closeMatch\tm:s2\tApprove order\tsemapv:ManualMappingCuration"
    "\tamiller\t2026-01-12\tconfirmed\n"
)
FILES = {
    "asbuilt.toml": SETTINGS,
    "model.ttl": MODEL,
    "mappings/shop.sssom.tsv": MAPPINGS + CHECKED + APPROVED,
    "registers/processes.csv": "Process,Process owner\nOrdering,Ann Miller\n",
    "registers/systems.csv": "System,System owner\nERP,Ann Miller\n",
    "registers/policies.csv": "Policy no.,Title,Policy owner\nP-1,Purchasing,Ann Miller\n",
    "registers/controls.csv": (
        "Control no.,Control,Objective,Control owner,Frequency,In force since,Policy,Process,"
        "Step,Evidence\n"
        "C-1,Order check,Right orders,Ann Miller,yearly,2026-01-01,P-1,Ordering,Check order,"
        "signed list\n"
    ),
    "registers/people.csv": (
        "Name,User ID,Role\nAnn Miller,amiller,Clerk\nBob Stone,bstone,Buyer\n"
        "Cleo Hart,chart,Buyer\nDora Finch,dfinch,Clerk\n"
    ),
    "registers/raci.csv": (
        "Process,Step,Clerk,Buyer\nOrdering,Check order,R/A,I\nOrdering,Approve order,I,R/A\n"
    ),
    "registers/metrics.csv": (
        "Metric no.,Metric,Measures,Metric owner,Source,Threshold,Direction,Frequency\n"
        "M-1,Lead time,Ordering,Ann Miller,ERP,10,below,monthly\n"
    ),
    "registers/samples.csv": "Metric,Date,Value\nM-1,2026-10-31,7\n",
    "registers/permissions.csv": (
        "Role,System,Workflow,State,Action\nClerk,ERP,order-flow,Check order,edit\n"
        "Buyer,ERP,order-flow,Approve order,approve\n"
    ),
}
"""A workspace in which next to nothing is wrong."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in a case, and which patch mends it."""

    code: str
    files: dict[str, str | None] = field(default_factory=dict)
    """Files that are other than in the sound workspace; None takes one away."""
    values: dict[str, str] = field(default_factory=dict)
    title: str = ""
    """Beginning of the title of the patch that is meant; the first patch where empty."""
    goes: tuple[str, ...] = ()
    """Codes of further findings that go with it."""
    comes: tuple[str, ...] = ()
    """Codes of findings that rightly come in its place."""


NEW_METRIC = {
    "metric-id": "M-2", "metric-name": "Orders", "owner": "Ann Miller", "source": "ERP",
    "threshold": "5", "direction": "below", "frequency": "monthly",
}  # fmt: skip
POLICY = {
    "registers/policy.csv": "p, BUYERS, report, read\ng, bstone, BUYERS\n",
    "registers/model.conf": None,
}
"""A system that knows a role of the register by nearly the same name."""
FAULTS = {
    "role-that-is-one": Fault(
        "IN014", POLICY, {"confirmed-by": "amiller"}, "Say that “Buyer” and “BUYERS” are one",
    ),
    "role-that-is-another": Fault(
        "IN014", POLICY, {"confirmed-by": "amiller"}, "Say that “Buyer” and “BUYERS” are two",
    ),
    "process-without-owner": Fault(
        "GV001", {"registers/processes.csv": "Process,Process owner\nOrdering,\n"},
        {"owner": "Ann Miller"},
    ),
    "process-in-no-register": Fault(
        "GV001", {"registers/processes.csv": None}, {"owned-by": "Ann Miller"},
    ),
    "system-register-without-column": Fault(
        "GV007", {"registers/systems.csv": "System,Vendor\nERP,Acme\n"}, {"owner": "Ann Miller"},
    ),
    "control-without-owner-objective-frequency": Fault(
        "GV004",
        {"registers/controls.csv": (
            "Control no.,Control,Objective,Control owner,Frequency,In force since,Policy,Process,"
            "Step,Evidence\n"
            'C-1,"Order check, each",,,,2026-01-01,P-1,Ordering,Check order,signed list\n'
        )},
        {"owner": "Ann Miller", "objective": "Right, complete orders", "frequency": "yearly"},
        goes=("DE008",),
    ),
    "policy-without-control": Fault(
        "GV005",
        {"registers/policies.csv": FILES["registers/policies.csv"] + "P-2,Gifts,Ann Miller\n"},
        {"control-id": "C-2", "control-name": "Gift list", "objective": "No gifts",
         "owner": "Ann Miller", "frequency": "yearly", "step": "Check order", "evidence": "list",
         "in-force-since": "2026-01-01"},
    ),
    "control-that-nothing-implements": Fault(
        "GV006",
        {"registers/controls.csv": FILES["registers/controls.csv"].replace(
            "Ordering,Check order,", ",,")},
        {"step": "Check order"},
    ),
    "control-without-evidence": Fault(
        "DE007",
        {"registers/controls.csv": FILES["registers/controls.csv"].replace("signed list", "")},
        {"evidence": "signed list"},
    ),
    "register-without-hashes": Fault(
        "DE010",
        {
            "registers/evidence.csv": "Evidence no.,Control no.,Period,Captured on,File\n"
            + "".join(f"E-{n},C-1,202{n},202{n}-12-30,lists/{n}.txt\n" for n in range(5)),
            **{f"lists/{n}.txt": f"signed {n}\n" for n in range(5)},
        },
    ),
    "control-left-out-without-reason": Fault(
        "GV012",
        {"registers/controls.csv": (
            FILES["registers/controls.csv"].replace("Evidence\n", "Evidence,Applicable\n")
            .replace("signed list\n", "signed list,yes\n")
            + "C-2,Stock count,,,,,,,,,no\n"
        )},
        {"reason": "No stock is kept"},
    ),
    "channel-without-owner-volume-expiry": Fault(
        "DX009",
        {"registers/channels.csv": (
            "Channel,Kind,Process,Channel owner,Per month,Tolerated until\n"
            "orders.xlsx,spreadsheet,Ordering,,,\n"
        )},
        {"owner": "Ann Miller", "volume": "12", "expiry": "2027-03-31"},
    ),
    "data-without-owner": Fault(
        "DX001",
        {"registers/data.csv": (
            "Datenbestand;Geschäftsobjekt;Gespeichert in;Verantwortlicher\r\n"
            "Aufträge;Auftrag;ERP;\r\n"
        )},
        {"owner": "Ann Miller"}, goes=(), comes=(),
    ),
    "two-systems-of-record": Fault(
        "DX002",
        {"registers/data.csv": (
            "Data asset,Business object,Held in,Data owner,System of record\n"
            "Orders,Order,ERP,Ann Miller,yes\nOrder copy,Order,CRM,Ann Miller,yes\n"
        )},
        title="Say in registers/data.csv that “Order copy”", comes=("DX011",),
    ),
    "step-without-mapping": Fault(
        "WF001", {"mappings/shop.sssom.tsv": MAPPINGS + APPROVED},
        {"confirmed-by": "amiller"}, goes=("WF003",),
    ),
    "step-without-mapping-set": Fault(
        "WF001",
        {"mappings/shop.sssom.tsv": None,
         "asbuilt.toml": SETTINGS.replace('[[source]]\npath = "mappings/*.sssom.tsv"\n', "")},
        {"confirmed-by": "amiller"}, goes=("WF003",), comes=("FB005",),
    ),
    "mapping-to-what-is-gone": Fault(
        "WF002",
        {"mappings/shop.sssom.tsv": (
            MAPPINGS + CHECKED + APPROVED.replace("m:s2", "m:Approve%20orders")
        )},
        goes=("WF003",),
    ),
    "mapping-only-proposed": Fault(
        "GV008",
        {"mappings/shop.sssom.tsv": MAPPINGS + CHECKED.replace(
            "semapv:ManualMappingCuration\tamiller\t2026-01-12\tconfirmed",
            "semapv:LexicalMatching\t\t\tproposed") + APPROVED},
        {"confirmed-by": "amiller"}, goes=("WF001", "WF003"),
    ),
    "review-of-mapping-overdue": Fault(
        "GV008",
        {"mappings/shop.sssom.tsv": (
            MAPPINGS.replace("ext_status\n", "ext_status\text_review_due\n")
            + CHECKED.replace("confirmed\n", "confirmed\t2026-06-30\n")
            + APPROVED.replace("confirmed\n", "confirmed\t2027-06-30\n")
        )},
        {"ext-review-due": "2027-06-30"},
    ),
    "nobody-accountable": Fault(
        "DE001",
        {"registers/raci.csv": FILES["registers/raci.csv"].replace("order,I,R/A", "order,I,R")},
    ),
    "two-accountable": Fault(
        "DE001",
        {"registers/raci.csv": FILES["registers/raci.csv"].replace("order,I,R/A", "order,A,R/A")},
        title="Leave the A of “Approve order” to Buyer", goes=("DE003",),
    ),
    "nobody-accountable-in-long-rows": Fault(
        "GV011",
        {"registers/raci.csv": (
            "Process,Step,Role,Responsibility\nOrdering,Check order,Clerk,R\n"
            "Ordering,Approve order,Buyer,R\nOrdering,Approve order,Buyer,A\n"
        )},
        {"role": "Clerk"},
    ),
    "accountable-role-cannot": Fault(
        "DE003",
        {"registers/permissions.csv": (
            "Role,System,Workflow,State,Action\nClerk,ERP,order-flow,Check order,edit\n"
        )},
    ),
    "others-can": Fault(
        "DE002",
        {"registers/permissions.csv": FILES["registers/permissions.csv"]
         + "Clerk,ERP,order-flow,Approve order,approve\n"},
    ),
    "role-without-holder": Fault(
        "GV003",
        {"registers/roles.csv": "Role\nClerk\nBuyer\nAuditor\n"},
        {"person": "Emil Gray", "login": "egray"},
    ),
    "one-person-decides": Fault(
        "GV009",
        {"registers/people.csv": "Name,User ID,Role\nAnn Miller,amiller,Clerk\n"
                                 "Bob Stone,bstone,Buyer\nCleo Hart,chart,Clerk\n"},
        {"person": "Cleo Hart", "login": "chart"}, title="Add a holder",
    ),
    "process-without-metric": Fault(
        "FB001",
        {"registers/metrics.csv": FILES["registers/metrics.csv"].replace("Ordering,", "ERP,")},
        NEW_METRIC, comes=("FB003",),
    ),
    "metric-without-threshold-source-owner": Fault(
        "FB002",
        {"registers/metrics.csv": FILES["registers/metrics.csv"].replace(
            "Ann Miller,ERP,10,", ",,,")},
        {"threshold": "10", "source": "ERP", "owner": "Ann Miller"},
    ),
    "metric-without-sample": Fault(
        "FB003",
        {"registers/samples.csv": "Metric,Date,Value\nM-1,2026-06-30,7\n"},
        {"at": "2026-10-31", "value": "8"},
    ),
    "threshold-breached": Fault(
        "FB004",
        {"registers/samples.csv": "Metric,Date,Value\nM-1,2026-10-31,12\n"}, {"threshold": "15"},
    ),
    "waiver-without-approver": Fault(
        "GV010",
        {"waivers.toml": '[[waiver]]\nrule = "FB005"\nreason = "soon"\nexpires = "2027-01-31"\n'},
        {"approver": "amiller", "compensated-by": "C-1"},
    ),
    "waiver-expired": Fault(
        "GV010",
        {"waivers.toml": (
            '[[waiver]]\nrule = "FB005"\napprover = "amiller"\nreason = "soon"\n'
            'expires = "2026-01-31"\ncompensated-by = "C-1"\n'
        )},
        {"expires": "2027-01-31"}, goes=("FB005",),
    ),
    "accepted-for-a-time": Fault(
        "GV001", {"registers/processes.csv": "Process,Process owner\nOrdering,\n"},
        {"approver": "amiller", "reason": 'Owner starts "soon"', "expires": "2027-01-31",
         "compensated-by": "C-1"},
        title="Accept it for a time",
    ),
}  # fmt: skip


def make(shop: Shop, changes: dict[str, str | None]) -> None:
    """Write the sound workspace with what is wrong in a case."""
    for name, text in {**FILES, **changes}.items():
        path = shop.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            encoding = "cp1252" if "ä" in text else "utf-8"
            path.write_text(text, encoding=encoding, newline="")


def proposed(
    shop: Shop, code: str, title: str = ""
) -> tuple[Workspace, KeptFinding, Explainer, list[Patch]]:
    """Check the workspace, explain the first finding of a rule, and propose patches for it."""
    shop.check()
    workspace = Workspace.open(shop.folder)
    store = workspace.store()
    found = [one for one in kept_findings(store) if one.code == code and one.status != "waived"]
    assert found, f"{code} was not found"
    explainer = Explainer(workspace, store)
    made = patches(explainer, found[0], explainer.explain(found[0]))
    chosen = [one for one in made if one.title.startswith(title)]
    assert chosen, [one.title for one in made]
    return workspace, found[0], explainer, chosen


@pytest.mark.parametrize("case", FAULTS)
def test_a_patch_mends_the_finding_and_does_what_its_preview_said(
    shop: Shop, case: str, request: pytest.FixtureRequest
) -> None:
    """The diff is as approved; applied, loaded and judged anew, just the expected findings go."""
    fault = FAULTS[case]
    make(shop, fault.files)
    workspace, finding, explainer, found = proposed(shop, fault.code, fault.title)
    before = {
        one.fingerprint: one.code
        for one in kept_findings(explainer.store)
        if one.status != "waived"
    }
    _approved(case, files.diff(workspace.folder, found[0]), request)
    patch = found[0].filled(fault.values)
    outcome = preview(workspace, explainer.store, patch, explainer.as_of)
    explainer.store.close()
    files.apply(workspace, patch)
    after = {one.fingerprint: one.rule for one in shop.check().findings if one.is_open}
    gone = sorted(before[one] for one in set(before) - set(after))
    new = sorted(after[one] for one in set(after) - set(before))
    assert finding.fingerprint not in after
    assert gone == sorted([fault.code, *fault.goes])
    assert new == sorted(fault.comes)
    assert sorted(one.code for one in outcome.vanish) == gone
    assert sorted(one.code for one in outcome.appear) == new
    assert outcome.problems == ()


def _approved(case: str, diff: str, request: pytest.FixtureRequest) -> None:
    path = HERE / f"{case}.diff"
    if request.config.getoption("--accept"):
        path.write_text(diff, encoding="utf-8")
    assert diff == path.read_text(encoding="utf-8")


def test_every_approved_diff_belongs_to_a_case() -> None:
    """What nobody compares any more is removed."""
    assert {path.stem for path in HERE.glob("*.diff")} == set(FAULTS)


def test_the_sound_workspace_is_sound(shop: Shop) -> None:
    """The cases start from a workspace in which only what is expected is found."""
    make(shop, {})
    assert sorted(one.rule for one in shop.check().findings) == ["FB005"]


def test_a_patch_with_values_to_be_said_is_not_applied(shop: Shop) -> None:
    """The message names each value and gives one that may be meant; nothing is written."""
    make(shop, {"registers/processes.csv": "Process,Process owner\nOrdering,\n"})
    workspace, _, explainer, found = proposed(shop, "GV001")
    with pytest.raises(UserError, match="needs a value for: owner") as refused:
        files.apply(workspace, found[0])
    assert '--set owner="' in refused.value.example
    with pytest.raises(UserError, match="needs a value"):
        preview(workspace, explainer.store, found[0], explainer.as_of)
    assert (
        shop.folder / "registers/processes.csv"
    ).read_text() == "Process,Process owner\nOrdering,\n"


def test_a_value_that_cannot_be_meant_is_refused(shop: Shop) -> None:
    """A day is a day, a word one of those that are known."""
    make(shop, {"registers/controls.csv": FILES["registers/controls.csv"].replace("yearly", "")})
    _, _, _, found = proposed(shop, "GV004")
    with pytest.raises(UserError, match="cannot be the frequency"):
        found[0].filled({"frequency": "now and then"})


def test_a_file_that_has_changed_since_it_was_loaded_is_left_alone(shop: Shop) -> None:
    """A patch is made for the file that was read, not for what somebody is writing now."""
    make(shop, {"registers/processes.csv": "Process,Process owner\nOrdering,\n"})
    workspace, _, _, found = proposed(shop, "GV001")
    shop.write("registers/processes.csv", "Process,Process owner\nBuying,\nOrdering,\n")
    with pytest.raises(UserError, match="changed since it was loaded"):
        files.apply(workspace, found[0].filled({"owner": "Ann Miller"}))
    assert "Ann Miller" not in (shop.folder / "registers/processes.csv").read_text()


def test_a_preview_leaves_no_trace(shop: Shop) -> None:
    """Not in the files, not beside the store, not in the graph."""
    make(shop, {"registers/processes.csv": "Process,Process owner\nOrdering,\n"})
    workspace, _, explainer, found = proposed(shop, "GV001")
    before = {path: path.read_bytes() for path in shop.folder.rglob("*") if path.is_file()}
    preview(workspace, explainer.store, found[0].filled({"owner": "Ann Miller"}), explainer.as_of)
    assert before == {path: path.read_bytes() for path in shop.folder.rglob("*") if path.is_file()}


def test_a_workbook_keeps_everything_but_the_cell(shop: Shop) -> None:
    """Formulas, widths, styles and other sheets are as they were; the finding is gone."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Processes"
    sheet.append(["Process", "Process owner", "Steps"])
    sheet.append(["Ordering", None, "=1+1"])
    sheet.append(["Buying", "Ann Miller", 3])
    sheet.column_dimensions["A"].width = 33
    sheet["A1"].font = openpyxl.styles.Font(bold=True)
    book.create_sheet("Notes").append(["keep", "this"])
    make(shop, {"registers/processes.csv": None})
    path = shop.folder / "registers/processes.xlsx"
    book.save(path)
    workspace, _, explainer, found = proposed(shop, "GV001")
    assert "B2" in files.diff(workspace.folder, found[0])
    patch = found[0].filled({"owner": "Ann Miller"})
    explainer.store.close()
    files.apply(workspace, patch)
    after = openpyxl.load_workbook(path)
    rows = [tuple(cell.value for cell in row) for row in after["Processes"].iter_rows()]
    assert rows == [
        ("Process", "Process owner", "Steps"), ("Ordering", "Ann Miller", "=1+1"),
        ("Buying", "Ann Miller", 3),
    ]  # fmt: skip
    assert after["Processes"].column_dimensions["A"].width == 33
    assert after["Processes"]["A1"].font.bold
    assert [tuple(c.value for c in r) for r in after["Notes"].iter_rows()] == [("keep", "this")]
    assert "GV001" not in [one.rule for one in shop.check().findings]


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("a,b\n1,2\n", "x", "a,b\n1,x\n"),
        ('a,b\r\n"1","2"\r\n', "x", 'a,b\r\n"1","x"\r\n'),
        ('a,b\n"1, one",2', "x, y", 'a,b\n"1, one","x, y"'),
        ('a,b\n"say ""no""",2\n', 'say "yes"', 'a,b\n"say ""no""","say ""yes"""\n'),
        ('a,b\n"two\nlines",2\n', "x", 'a,b\n"two\nlines",x\n'),
        ("a,b\n1\n", "x", "a,b\n1,x\n"),
        ("a;b\n1,5;2\n", "x;y", 'a;b\n1,5;"x;y"\n'),
        ("sep=;\na;b\n1;2\n", "x", None),
        ("a,b\n1,2\n", "=SUM(A1)", "a,b\n1,'=SUM(A1)\n"),
        ("a,b\n1,2\n", "-5", "a,b\n1,-5\n"),
        ("\ufeffa,b\n1,2\n", "ü", "\ufeffa,b\n1,ü\n"),
    ],
)
def test_only_the_cell_is_written(before: str, text: str, after: str | None) -> None:
    """Quotation marks, line ends, byte order marks and all other cells stay as they are."""
    row = 2 if after is not None else 3
    got = edited(before.encode(), [SetCell("t.csv", None, row, 1, text)], "t.csv").decode()
    assert got == (after if after is not None else "sep=;\na;b\n1;x\n")


def test_a_letter_that_the_encoding_lacks_is_refused() -> None:
    """A file in Windows-1252 is not turned into another encoding on the quiet."""
    with pytest.raises(UserError, match="cannot be written in the file's encoding"):
        edited("a,b\nü,2\n".encode("cp1252"), [SetCell("t.csv", None, 2, 1, "ł")], "t.csv")


def test_the_command_shows_the_patches_as_diffs(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """Number, title, diff, what is to be said, and who may be meant and why."""
    make(shop, {"registers/processes.csv": "Process,Process owner\nOrdering,\n"})
    _, finding, explainer, _ = proposed(shop, "GV001")
    explainer.store.close()
    assert shop.run("fix", finding.fingerprint[:8]) == 0
    said = capsys.readouterr().out
    for part in (
        "Patch 1: Fill in Process owner of “Ordering” in registers/processes.csv",
        "+Ordering,⟨owner: owner of “Ordering”⟩",
        "needs --set owner=…   owner of “Ordering”",
        "Patch 2: Accept it for a time in waivers.toml",
    ):
        assert part in said
    assert shop.run("fix", finding.fingerprint, "--diff", "--set", "owner=Ann Miller") == 0
    said = capsys.readouterr().out
    assert said.startswith("--- a/registers/processes.csv\n+++ b/registers/processes.csv\n@@ ")
    assert said.endswith("-Ordering,\n+Ordering,Ann Miller\n")


def test_the_command_previews_and_writes(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """Would vanish, would appear; written only if asked; then load and check as told."""
    make(shop, {"registers/processes.csv": "Process,Process owner\nOrdering,\n"})
    _, finding, explainer, _ = proposed(shop, "GV001")
    explainer.store.close()
    path = shop.folder / "registers/processes.csv"
    choice = ("fix", finding.fingerprint, "--set", "owner=Ann Miller")
    assert shop.run(*choice, "--preview") == 0
    said = capsys.readouterr().out
    assert "Would vanish: 1\n  GV001" in said
    assert "Would appear: 0\nUnchanged: 1\n" in said
    assert path.read_text() == "Process,Process owner\nOrdering,\n"
    assert shop.run(*choice, "--preview", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in data["outcome"]["vanish"]] == ["GV001"]
    assert data["patches"][0]["diff"].endswith("+Ordering,Ann Miller\n")
    assert shop.run(*choice, "--apply") == 0
    assert f"Wrote {path.resolve()}" in capsys.readouterr().out
    assert path.read_text() == "Process,Process owner\nOrdering,Ann Miller\n"
    assert shop.run("load") == 0
    assert shop.run("check", "--fail-on", "warning") == 0
    assert "GV001" not in capsys.readouterr().out.replace("GV001 fixed", "")


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (["--apply"], "the patch needs a value for: owner"),
        (["--patch", "9"], "there is no patch 9"),
        (["--set", "onwer=Ann"], "no value of the patch is called 'onwer'"),
        (["--set", "owner"], "--set 'owner' has no value"),
    ],
)
def test_the_command_says_what_is_wrong(
    shop: Shop, capsys: pytest.CaptureFixture[str], choice: list[str], said: str
) -> None:
    """Exit code 2, one message that names the mistake, nothing written."""
    make(shop, {"registers/processes.csv": "Process,Process owner\nOrdering,\n"})
    _, finding, explainer, _ = proposed(shop, "GV001")
    explainer.store.close()
    assert shop.run("fix", finding.fingerprint, *choice) == 2
    assert said in capsys.readouterr().err
    assert (shop.folder / "registers/processes.csv").read_text().endswith("Ordering,\n")
