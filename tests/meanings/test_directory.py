"""A directory (SCIM), a list of permissions (CSV) and a RACI, each written by other people.

Sixty people decide twelve kinds of case. The list grants to groups by name, the directory nests
them, the register of holders knows logins. In order, nothing is found; each fault alone is.
"""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from asbuilt import derive, ingest, judge
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

CASES = [f"Approve case {number:02}" for number in range(12)]
ROLES = [f"Officer {letter}" for letter in "ABCDEFGHIJKL"]
PEOPLE = [(f"u{number:02}", f"First{number:02} Last{number:02}") for number in range(60)]
RULES = {"DE001", "DE002", "DE003", "DE004", "GV003", "GV009", "GV011", "IN014"}
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:"

TOML = """
[workspace]
base = "https://example.org/d/"
[[source]]
path = "case.bpmn"
domain = "process"
[[source]]
path = "case.asl.json"
domain = "digital"
system = "App"
[[source]]
path = "m.sssom.tsv"
[[source]]
path = "registers/*.csv"
[[source]]
path = "people.scim.json"
system = "Directory"
"""
MAPPING = """#mapping_set_id: https://example.org/d/m.sssom.tsv
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  doc: https://example.org/d/case.bpmn#
#  run: https://example.org/d/case.asl.json#
#  person: https://example.org/d/agent/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_id\tmapping_date
"""
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

Rows = list[list[str]]


def _write(folder: Path, grants: Rows, directory: dict[str, dict[str, Any]]) -> None:
    """Write the files of people into a folder."""
    (folder / "registers").mkdir(parents=True)
    (folder / "asbuilt.toml").write_text(TOML, encoding="utf-8")
    tasks = "".join(
        f'<userTask id="T{n}" name="{case}"/>'
        f'<sequenceFlow id="f{n}" sourceRef="{f"T{n - 1}" if n else "S"}" targetRef="T{n}"/>'
        for n, case in enumerate(CASES)
    )
    (folder / "case.bpmn").write_text(
        f'<definitions xmlns="{BPMN}" id="d" targetNamespace="urn:d"><process id="C" name="Case">'
        f'<startEvent id="S"/>{tasks}</process></definitions>',
        encoding="utf-8",
    )
    wait = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"}
    following = [*({"Next": case} for case in CASES[1:]), {"End": True}]
    states = {case: {**wait, **then} for case, then in zip(CASES, following, strict=True)}
    machine = {"StartAt": CASES[0], "States": states}
    (folder / "case.asl.json").write_text(json.dumps(machine), encoding="utf-8")
    rows = (
        f"doc:T{n}\tskos:closeMatch\trun:{case.replace(' ', '%20')}"
        "\tsemapv:ManualMappingCuration\tperson:me\t2026-10-01\n"
        for n, case in enumerate(CASES)
    )
    (folder / "m.sssom.tsv").write_text(MAPPING + "".join(rows), encoding="utf-8")
    people = {"Resources": list(directory.values())}
    people["schemas"] = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    (folder / "people.scim.json").write_text(json.dumps(people), encoding="utf-8")
    raci = [["Process", "Step", *ROLES, "Limit"]]
    raci += [
        ["Case", case, *("A/R" if role == own else "" for role in ROLES), "100"]
        for case, own in zip(CASES, ROLES, strict=True)
    ]
    holders = [["Person", "Login", "Role"]]
    holders += [[name, login, ROLES[n % 12]] for n, (login, name) in enumerate(PEOPLE)]
    for name, table in (("raci", raci), ("holders", holders), ("permissions", grants)):
        with (folder / f"registers/{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)


def _grants() -> Rows:
    """Give the list of permissions, with rows that are over or are for something else."""
    head = ["Login", "Group", "System", "Workflow", "State", "Right", "Valid until", "User status"]
    app = ["App", "case"]
    return [
        head,
        *(
            ["", f"APP-{own}", *app, case, "approve", "", ""]
            for case, own in zip(CASES, ROLES, strict=True)
        ),
        ["u05", "", *app, CASES[0], "approve", "2026-11-14", ""],
        ["u06", "", *app, CASES[0], "approve", "", "Disabled"],
        ["u07", "", *app, "*", "read", "", ""],
        ["u08", "", *app, "Reject*", "approve", "", ""],
    ]


def _directory() -> dict[str, dict[str, Any]]:
    """Give the directory: some are in the group itself, the others in a team within it."""
    users = {
        login: {
            "schemas": [f"{SCHEMA}User"],
            "id": login,
            "userName": login.upper() if n % 7 == 0 else login,
            "displayName": name if n % 3 else "",
            "active": True,
        }
        for n, (login, name) in enumerate(PEOPLE)
    }
    users["gone"] = {"schemas": [f"{SCHEMA}User"], "id": "gone", "userName": "gone"}
    users["gone"]["active"] = False
    groups: dict[str, dict[str, Any]] = {}
    for n, role in enumerate(ROLES):
        inside = [{"value": login, "type": "User"} for login, _ in PEOPLE[n::12]]
        team = {"value": f"team-{role}", "type": "Group"}
        for key, title, members in (
            (role, f"APP-{role}", [*inside[:2], team]),
            (f"team-{role}", f"Team {role}", inside[2:]),
        ):
            schemas = [f"{SCHEMA}Group"]
            groups[key] = {"schemas": schemas, "id": key, "displayName": title, "members": members}
    groups["Officer A"]["members"].append({"value": "gone", "type": "User"})
    return users | groups


def _found(folder: Path, grants: Rows, directory: dict[str, dict[str, Any]]) -> list[str]:
    _write(folder, grants, directory)
    workspace, store = Workspace.open(folder), EmbeddedStore.in_memory()
    as_of = date(2026, 11, 15)
    assert not [ledger.source for ledger in ingest.load(workspace, store) if ledger.refused]
    derive.run(workspace, store, as_of)
    report = judge.check(workspace, store, as_of)
    return [one.rule for one in report.findings if one.rule in RULES]


def test_files_of_three_hands_that_agree_give_no_finding(tmp_path: Path) -> None:
    """Neither too much nor too little, and nobody is asked whether u07 is U07."""
    assert _found(tmp_path / "w", _grants(), _directory()) == []


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("on its last day", ["DE002"]),
        ("by a wildcard", ["DE002"] * 9),
        ("in a nested group", ["DE002"]),
        ("an account that is switched off", ["DE003"]),
    ],
)
def test_each_fault_alone_is_found_as_often_as_it_is_there(
    fault: str, found: list[str], tmp_path: Path
) -> None:
    """One finding for each decision that somebody can take and must not, or must and cannot."""
    grants, directory = _grants(), _directory()
    match fault:
        case "on its last day":
            grants.append(["u09", "", "App", "case", CASES[0], "approve", "2026-11-15", ""])
        case "by a wildcard":
            # Officer E may decide one of the ten.
            grants.append(["u04", "", "App", "case", "Approve case 0*", "approve", "", ""])
        case "in a nested group":
            team = directory["team-Officer D"]
            team["members"].append({"value": "u11", "type": "User"})
        case _:
            directory["u02"]["active"] = False
    assert _found(tmp_path / "w", grants, directory) == found
