"""A made-up company's files, of any number of processes, with faults: what a workspace is made of.

Of each process there is a model with lanes, gateways and conditions; a workflow in one of three
formats, which differs from the model in one process of ten; a mapping between both; rows in the
registers of responsibilities, controls, permissions and owners; and of every fifth a log of events.
The same number gives the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from pathlib import Path

BASE: Final = "https://example.org/whole/"
CASES: Final = 60
"""Cases of each log."""
_EVERY_LOG: Final = 5
_EVERY_FAULT: Final = 10
_SETTINGS: Final = f"""
[workspace]
title = "Made-up company"
base = "{BASE}"
[check]
as-of = "2026-11-15"
[[source]]
path = "process/*.bpmn"
domain = "process"
[[source]]
path = "system/*"
domain = "digital"
system = "Core"
[[source]]
path = "mappings/*.sssom.tsv"
[[source]]
path = "raci.csv"
table = "raci"
[[source]]
path = "controls.csv"
table = "controls"
[[source]]
path = "permissions.csv"
table = "permissions"
[[source]]
path = "processes.csv"
table = "processes"
[[source]]
path = "holders.csv"
table = "holders"
[[source]]
path = "policies.csv"
table = "policies"
"""
_LOG: Final = """[[source]]
path = "logs/{0}.csv"
process = "{1}"
"""
_OBJECTS: Final = (
    "order", "invoice", "contract", "claim", "quote", "return", "shipment", "refund", "hire",
    "journey", "loan", "policy change", "complaint", "licence", "delivery", "audit",
)  # fmt: skip
_VERBS: Final = ("Register", "Check", "Assess", "Approve", "Reject", "Book", "Notify about", "File")
_STEPS: Final = ("register", "check", "assess", "approve", "reject", "book", "notify", "file")
_REGISTER, _CHECK, _ASSESS, _APPROVE, _REJECT, _BOOK, _NOTIFY, _FILE = range(8)
_COLUMNS: Final = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label",
    "mapping_justification", "author_id", "mapping_date", "ext_status", "ext_review_due",
)  # fmt: skip
_SCXML: Final = "http://www.w3.org/2005/07/scxml"
_BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"


@dataclass(frozen=True)
class Process:
    """One process of the company."""

    number: int

    @property
    def key(self) -> str:
        """The name of its files."""
        return f"p{self.number:04}"

    @property
    def thing(self) -> str:
        """What it is about."""
        return f"{_OBJECTS[self.number % len(_OBJECTS)]} {self.number}"

    @property
    def name(self) -> str:
        """Its name."""
        return f"Handle {self.thing}"

    @property
    def steps(self) -> list[str]:
        """The names of its steps."""
        return [f"{verb} {self.thing}" for verb in _VERBS]

    @property
    def roles(self) -> tuple[str, str]:
        """Who does its work, and who decides; a few processes share them."""
        team = self.number // 4
        return f"Clerk of team {team}", f"Manager of team {team}"

    @property
    def limit(self) -> int:
        """The amount above which somebody decides."""
        return 1000 + 250 * (self.number % 8)

    @property
    def is_faulty(self) -> bool:
        """Whether the system goes another way than the model."""
        return self.number % _EVERY_FAULT == _EVERY_FAULT - 1

    @property
    def workflow(self) -> str:
        """The name of the file of its workflow."""
        return f"system/{self.key}{('.asl.json', '.scxml', '.bpmn')[self.number % 3]}"


def write(folder: Path, count: int) -> None:
    """Write the files of a company with so many processes into a folder."""
    for name in ("process", "system", "mappings", "logs"):
        (folder / name).mkdir()
    company = [Process(number) for number in range(count)]
    settings = _SETTINGS
    for one in company:
        _text(folder / f"process/{one.key}.bpmn", _model(one, is_digital=False))
        made = (_states, _chart, lambda p: _model(p, is_digital=True))[one.number % 3](one)
        _text(folder / one.workflow, made)
        _text(folder / f"mappings/{one.key}.sssom.tsv", _mapping(one))
        if one.number % _EVERY_LOG == 0:
            _text(folder / f"logs/{one.key}.csv", _log(one))
            settings += _LOG.format(one.key, one.name)
    _text(folder / "asbuilt.toml", settings)
    for name, rows in _registers(company).items():
        _text(folder / f"{name}.csv", "".join(f"{','.join(row)}\n" for row in rows))


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _flows(one: Process, *, is_digital: bool) -> list[tuple[str, str, str]]:
    """Give the flows of a process as source, target and condition."""
    skips = is_digital and one.is_faulty
    return [
        ("start", "register", ""),
        ("register", "check", ""),
        ("check", "large", ""),
        ("large", "book" if skips else "assess", f"amount > {one.limit}"),
        ("large", "book", f"amount <= {one.limit}"),
        ("assess", "approve", ""),
        ("approve", "granted", ""),
        ("granted", "book", "approved = true"),
        ("granted", "reject", "approved = false"),
        ("reject", "over", ""),
        ("book", "fork", ""),
        ("fork", "notify", ""),
        ("fork", "file", ""),
        ("notify", "join", ""),
        ("file", "join", ""),
        ("join", "end", ""),
    ]


def _model(one: Process, *, is_digital: bool) -> str:
    """Give a model in BPMN, executable where it is the system's."""
    executable = "true" if is_digital else "false"
    clerk, manager = one.roles
    lanes = ((clerk, ("register", "check", "book", "reject", "notify", "file")),
             (manager, ("assess", "approve")))  # fmt: skip
    lines = [
        f'<definitions xmlns="{_BPMN}" id="d-{one.key}" targetNamespace="{BASE}">',
        f'<process id="{one.key}" name={quoteattr(one.name)} isExecutable="{executable}">',
        "<laneSet>",
    ]
    for number, (role, held) in enumerate(lanes):
        refs = "".join(f"<flowNodeRef>{step}</flowNodeRef>" for step in held)
        lines.append(f'<lane id="lane{number}" name={quoteattr(role)}>{refs}</lane>')
    lines.append('</laneSet><startEvent id="start"/><endEvent id="end"/><endEvent id="over"/>')
    lines += ['<exclusiveGateway id="large" name="Large?"/>',
              '<exclusiveGateway id="granted" name="Granted?"/>',
              '<parallelGateway id="fork"/><parallelGateway id="join"/>']  # fmt: skip
    for step, name in zip(_STEPS, one.steps, strict=True):
        lines.append(f'<userTask id="{step}" name={quoteattr(name)}/>')
    for number, (source, target, condition) in enumerate(_flows(one, is_digital=is_digital)):
        said = escape(condition)
        inner = f"<conditionExpression>{said}</conditionExpression>" if said else ""
        lines.append(
            f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</sequenceFlow>"
        )
    return "\n".join([*lines, "</process>", "</definitions>", ""])


def _states(one: Process) -> str:
    """Give a workflow in the Amazon States Language."""
    names = one.steps

    def task(step: int, **then: object) -> dict[str, object]:
        resource = f"arn:aws:lambda:eu-central-1:123456789012:function:{_STEPS[step]}"
        return {"Type": "Task", "Resource": resource, **then}

    large = names[_BOOK] if one.is_faulty else names[_ASSESS]
    branches = [
        {"StartAt": names[step], "States": {names[step]: task(step, End=True)}}
        for step in (_NOTIFY, _FILE)
    ]
    states = {
        names[_REGISTER]: task(_REGISTER, Next=names[_CHECK]),
        names[_CHECK]: task(_CHECK, Next="Large?"),
        "Large?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.amount", "NumericGreaterThan": one.limit, "Next": large}],
            "Default": names[_BOOK],
        },
        names[_ASSESS]: task(_ASSESS, Next=names[_APPROVE]),
        names[_APPROVE]: task(_APPROVE, Next="Granted?"),
        "Granted?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.approved", "BooleanEquals": True, "Next": names[_BOOK]}],
            "Default": names[_REJECT],
        },
        names[_REJECT]: task(_REJECT, End=True),
        names[_BOOK]: task(_BOOK, Next="Tell all"),
        "Tell all": {"Type": "Parallel", "Branches": branches, "End": True},
    }
    found = {"Comment": one.name, "StartAt": names[_REGISTER], "States": states}
    return json.dumps(found, indent=1) + "\n"


def _chart(one: Process) -> str:
    """Give a workflow as a state chart in SCXML."""
    large = "book" if one.is_faulty else "assess"
    return "\n".join(
        [
            f'<scxml xmlns="{_SCXML}" initial="register" name={quoteattr(one.name)}>',
            '<state id="register"><transition event="done" target="check"/></state>',
            '<state id="check">',
            f'<transition event="done" cond="amount &gt; {one.limit}" target="{large}"/>',
            '<transition event="done" target="book"/></state>',
            '<state id="assess"><transition event="done" target="approve"/></state>',
            '<state id="approve"><transition event="yes" target="book"/>',
            '<transition event="no" target="reject"/></state>',
            '<state id="reject"><transition event="done" target="over"/></state>',
            '<state id="book"><transition event="done" target="telling"/></state>',
            '<parallel id="telling"><transition event="done.state.telling" target="over"/>',
            '<state id="notify"><transition event="told" target="notified"/></state>',
            '<state id="file"><transition event="filed" target="filedAway"/></state>',
            '</parallel><final id="over"/>',
            '<final id="notified"/><final id="filedAway"/></scxml>',
            "",
        ]
    )


def _mapping(one: Process) -> str:
    """Give the mapping of steps to states, most of them."""
    model, workflow = f"{BASE}process/{one.key}.bpmn#", f"{BASE}{one.workflow}#"
    lines = [
        f"#mapping_set_id: {BASE}mappings/{one.key}.sssom.tsv",
        "#curie_map:",
        f"#  m: {model}",
        f"#  w: {workflow}",
        "#  semapv: https://w3id.org/semapv/vocab/",
        "#  skos: http://www.w3.org/2004/02/skos/core#",
        "#  ext: https://example.org/ext/",
        f"#  person: {BASE}agent/",
        "#extension_definitions:",
        "#  - slot_name: ext_status",
        "#    property: ext:status",
        "#  - slot_name: ext_review_due",
        "#    property: ext:review_due",
        "\t".join(_COLUMNS),
    ]
    kind = one.workflow.rsplit(".", 1)[-1]
    for step, name in list(zip(_STEPS, one.steps, strict=True))[: 8 - one.number % 2]:
        other = quote(name) if kind == "json" else step
        label = step if kind == "scxml" else name
        lines.append(
            f"m:{step}\t{name}\tskos:closeMatch\tw:{other}\t{label}"
            "\tsemapv:ManualMappingCuration\tperson:owner\t2026-01-12\tconfirmed\t2027-01-31"
        )
    return "\n".join([*lines, ""])


def _log(one: Process) -> str:
    names = one.steps
    lines = ["case,activity,timestamp,resource"]
    for case in range(CASES):
        way = [_REGISTER, _CHECK]
        if case % 3 == 0 and not one.is_faulty:
            way += [_ASSESS, _APPROVE]
        way += [_BOOK, _NOTIFY, _FILE] if case % 7 else [_BOOK, _FILE, _NOTIFY]
        lines += [
            f"{case},{names[step]},2026-{case % 9 + 1:02}-{case % 28 + 1:02} {hour + 8:02}:00:00,"
            f"person {case % 9} of team {one.number // 4}"
            for hour, step in enumerate(way)
        ]
    return "\n".join([*lines, ""])


def _registers(company: list[Process]) -> dict[str, list[tuple[str, ...]]]:
    raci = [("Process", "Activity", "Responsible", "Accountable", "Consulted", "Limit (EUR)")]
    controls = [("Control no.", "Control", "Control owner", "Frequency", "Policy", "Process",
                 "Performed in step", "Guards step", "Not the same person as")]  # fmt: skip
    permissions = [("Role", "System", "Workflow", "Activity", "Right")]
    processes = [("Process", "Process owner", "Last reviewed")]
    holders: list[tuple[str, ...]] = [("Name", "User ID", "Role")]
    policies = [("Policy no.", "Title", "Policy owner", "Next review")]
    teams: set[int] = set()
    for one in company:
        clerk, manager = one.roles
        team = one.number // 4
        processes.append((one.name, f"Owner {team}", "2026-03-01" if one.number % 6 else ""))
        for step, name in enumerate(one.steps):
            who = manager if step in {_ASSESS, _APPROVE} else clerk
            limit = str(one.limit * 10) if step == _APPROVE else ""
            raci.append((one.name, name, who, manager, "", limit))
            held = clerk if one.is_faulty else who
            right = "approve" if step == _APPROVE else "execute"
            state = _STEPS[step] if one.workflow.endswith(".scxml") else name
            permissions.append((held, "Core", one.key, state, right))
        owner = f"Owner {team}" if one.number % 7 else ""
        controls.append(
            (f"C-{one.number}", f"Approval of {one.thing}", owner, "monthly", f"POL-{team % 20}",
             one.name, one.steps[_APPROVE], one.steps[_BOOK], one.steps[_REGISTER])
        )  # fmt: skip
        if team not in teams:
            teams.add(team)
            policies += [(f"POL-{team}", f"Policy {team}", f"Owner {team}", "2027-01-31")]
            holders += [
                (f"Person {n} of team {team}", f"u{team}x{n}", clerk if n else manager)
                for n in range(5)
            ]
    return {
        "raci": raci, "controls": controls, "permissions": permissions,
        "processes": processes, "holders": holders, "policies": policies[:21],
    }  # fmt: skip
