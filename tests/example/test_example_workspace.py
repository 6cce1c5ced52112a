"""The example workspace is made by its script, hangs together, and holds the faults it promises."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree
from openpyxl import load_workbook

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = REPOSITORY / "example"
WORKSPACE = EXAMPLE / "purchase-to-pay"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
XES = "{http://www.xes-standard.org/}"
BASE = "https://example.org/p2p/"
MODELS = sorted(WORKSPACE.glob("process/*.bpmn"))
WORKFLOWS = sorted(WORKSPACE.glob("erp/*.asl.json"))


def _xml(data: bytes) -> Any:  # noqa: ANN401 - an element, without the doubts of its stubs
    return etree.fromstring(data)


def _committed() -> list[Path]:
    return sorted(
        path
        for path in WORKSPACE.rglob("*")
        if path.is_file() and ".asbuilt" not in path.relative_to(WORKSPACE).parts
    )


def _make(folder: Path, hash_seed: str) -> dict[str, bytes]:
    subprocess.run(
        [sys.executable, str(EXAMPLE / "make.py"), str(folder)],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


def _unpacked(name: str, data: bytes) -> object:
    """Give what a file holds, so that versions of a compression library make no difference."""
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return {part: book.read(part) for part in book.namelist()}
    return data


def _rows(name: str, sheet: str | None = None) -> list[dict[str, str]]:
    path = WORKSPACE / name
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        table = book[sheet] if sheet else book.worksheets[0]
        values = [["" if v is None else str(v) for v in row] for row in table.values]
        return [dict(zip(values[0], row, strict=True)) for row in values[1:]]
    german = name.endswith("werk2.csv")
    text = path.read_bytes().decode("cp1252" if german else "utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if german else ","))


def _steps() -> dict[str, set[str]]:
    """Give the names of the steps of each process by the process's name."""
    found: dict[str, set[str]] = {}
    for path in MODELS:
        process = _xml(path.read_bytes()).find(f"{BPMN}process")
        assert process is not None
        found[process.get("name", "")] = {child.get("name", "") for child in process}
    return found


def _states(machine: dict[str, object]) -> dict[str, dict[str, object]]:
    """Give every state of a workflow by name, those in branches, too."""
    found: dict[str, dict[str, object]] = {}
    states = machine["States"]
    assert isinstance(states, dict)
    for name, state in states.items():
        found[name] = state
        for branch in state.get("Branches", []):
            found |= _states(branch)
    return found


def test_script_writes_the_same_bytes_twice_and_what_is_committed(tmp_path: Path) -> None:
    """Two runs under different hash seeds agree byte for byte, and with the committed content."""
    first, second = _make(tmp_path / "one", "1"), _make(tmp_path / "two", "2")
    assert first == second
    committed = {p.relative_to(WORKSPACE).as_posix(): p.read_bytes() for p in _committed()}
    assert len(committed) > 80
    assert sorted(first) == sorted(committed)
    differing = [n for n in first if _unpacked(n, first[n]) != _unpacked(n, committed[n])]
    assert differing == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_reference_of_a_process_model_resolves(path: Path) -> None:
    """Identifiers are unique, references name something, incoming and outgoing match the flows."""
    root = _xml(path.read_bytes())
    identifiers = Counter(element.get("id") for element in root.iter() if element.get("id"))
    assert max(identifiers.values()) == 1
    elsewhere = {"Process_InvoiceException"}
    references = [
        value
        for element in root.iter(etree.Element)
        for key, value in element.attrib.items()
        if key.endswith("Ref") or key in {"bpmnElement", "default", "calledElement"}
    ]
    references += [
        str(element.text)
        for element in root.iter(etree.Element)
        if etree.QName(element).localname.endswith(("Ref", "Refs", "incoming", "outgoing"))
    ]
    assert len(references) > 100
    assert set(references) - set(identifiers) - elsewhere == set()
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        source = root.xpath(f"//*[@id='{flow.get('sourceRef')}']")[0]
        target = root.xpath(f"//*[@id='{flow.get('targetRef')}']")[0]
        assert flow.get("id") in [e.text for e in source.findall(f"{BPMN}outgoing")]
        assert flow.get("id") in [e.text for e in target.findall(f"{BPMN}incoming")]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_element_is_drawn_inside_its_lane_and_beside_its_neighbours(path: Path) -> None:
    """Each node has a shape within the shape of its lane, and no two nodes overlap."""
    root = _xml(path.read_bytes())
    boxes = {}
    for shape in root.iter(f"{DI}BPMNShape"):
        bounds = shape.find(f"{DC}Bounds")
        assert bounds is not None
        x, y, width, height = (int(bounds.get(k, "")) for k in ("x", "y", "width", "height"))
        boxes[shape.get("bpmnElement")] = (x, y, x + width, y + height)
    nodes = []
    for lane in root.iter(f"{BPMN}lane"):
        outer = boxes[lane.get("id")]
        for reference in lane.iter(f"{BPMN}flowNodeRef"):
            inner = boxes[reference.text]
            assert outer[0] <= inner[0]
            assert outer[1] <= inner[1]
            assert inner[2] <= outer[2]
            assert inner[3] <= outer[3] + 18, "a boundary event may stick out by half"
            if not root.xpath(f"//*[@id='{reference.text}']/@attachedToRef"):
                nodes.append(inner)
    assert len(nodes) > 10
    for number, one in enumerate(nodes):
        for other in nodes[:number]:
            apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3]
            assert apart or other[1] >= one[3]
    drawn = {edge.get("bpmnElement") for edge in root.iter(f"{DI}BPMNEdge")}
    flows = {e.get("id") for e in root.iter(f"{BPMN}sequenceFlow", f"{BPMN}messageFlow")}
    assert flows
    assert flows <= drawn


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name.split(".")[0])
def test_every_state_is_reachable_but_the_planted_one(path: Path) -> None:
    """Next, Default and Catch name states, and from the start all but one state are reached."""
    machine = json.loads(path.read_text(encoding="utf-8"))
    states = _states(machine)
    reached: set[str] = set()
    waiting = [machine["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        text = json.dumps(states[name])
        waiting += re.findall(r'"(?:Next|Default|StartAt)": "([^"]+)"', text)
    planted = {"Convert old currency"} if "payment" in path.name else set()
    assert set(states) - reached == planted


def test_registers_name_only_what_exists() -> None:
    """Roles, people, steps, controls, policies and systems in cells are defined somewhere."""
    roles = {row["Role"] for row in _rows("registers/roles.csv")}
    people = {row["Name"] for row in _rows("registers/people.csv")}
    logins = {row["User ID"] for row in _rows("registers/people.csv")}
    groups = {row["Group"] for row in _rows("registers/groups.csv")}
    systems = {row["System"] for row in _rows("registers/cmdb.csv")}
    policies = {row["Policy no."] for row in _rows("registers/policies.csv")}
    controls = {row["Control no."] for row in _rows("registers/governance.xlsx", "Controls")}
    metrics = {row["KPI no."] for row in _rows("registers/kpis.csv")}
    steps = _steps()
    raci = _rows("registers/governance.xlsx", "RACI")
    assert len(people) == len(logins) > 40
    assert {row["Role"] for row in _rows("registers/people.csv")} <= roles
    assert all(row["Activity"] in steps[row["Process"]] for row in raci)
    for row in _rows("registers/governance.xlsx", "Controls"):
        assert row["Policy"] in policies
        assert row["Control owner"] in people | {""}
        assert row["System"] in systems | {""}
        for column in ("Performed in step", "Guards step", "Not the same person as"):
            assert not row[column] or row[column] in steps[row["Process"]]
    for row in _rows("registers/evidence.xlsx"):
        assert row["Control no."] in controls
        assert {row["Collected by"], row["Attested by"]} <= people
    for name in ("data-assets", "datenbestaende-werk2"):
        for row in _rows(f"registers/{name}.csv"):
            assert (row.get("Held in") or row.get("Gespeichert in")) in systems
    for row in _rows("registers/delegations.csv"):
        assert {row["Represented"], row["Deputy"]} <= people
    for row in _rows("registers/groups.csv"):
        assert row["Member"] in logins | groups
    entitlements = _rows("access/entitlements.csv")
    assert len(entitlements) > 40
    for row in entitlements:
        machine = json.loads((WORKSPACE / f"erp/{row['Workflow']}.asl.json").read_text())
        assert row["Activity"] in _states(machine)
        assert row["User ID"] in logins | {""}
        assert row["Group"] in groups | {""}
        assert row["Role"] in roles | {""}
    readings = {row["KPI no."] for row in _rows("registers/kpi-values.csv")}
    readings |= {row["Kennzahl-Nr."] for row in _rows("registers/kennzahlen-werk2.csv")}
    assert readings == metrics


def test_mappings_join_what_exists_but_the_planted_one() -> None:
    """Both ends of each SSSOM row are elements with the label given, apart from two rows."""
    lines = (WORKSPACE / "mappings/process-to-erp.sssom.tsv").read_text().splitlines()
    prefixes = dict(re.findall(r"^#  (\w+): (\S+)$", "\n".join(lines), re.MULTILINE))
    rows = list(csv.DictReader((ln for ln in lines if not ln.startswith("#")), delimiter="\t"))
    labels: dict[str, str | None] = {}
    for path in MODELS:
        for element in _xml(path.read_bytes()).iter(etree.Element):
            iri = f"{BASE}process/{path.name}#{element.get('id')}"
            labels[iri] = element.get("name")
    for path in WORKFLOWS:
        for state in _states(json.loads(path.read_text())):
            labels[f"{BASE}erp/{path.name}#{state}"] = state
    odd = []
    for row in rows:
        for end in ("subject", "object"):
            prefix, name = row[f"{end}_id"].split(":", 1)
            if labels.get(prefixes[prefix] + unquote(name)) != row[f"{end}_label"]:
                odd.append((row["subject_id"], row[f"{end}_label"]))
    assert len(rows) > 25
    assert odd == [("p2p:Task_Send", "Print order"), ("p2p:Task_PostReceipt", "Book goods in")]


def test_hashes_of_evidence_are_right_but_the_planted_ones() -> None:
    """Each file named is there; one hash is another file's, and one is missing."""
    wrong, missing = [], []
    rows = _rows("registers/evidence.xlsx")
    for row in rows:
        digest = hashlib.sha256((WORKSPACE / row["File"]).read_bytes()).hexdigest()
        if not row["SHA-256"]:
            missing.append(row["File"])
        elif row["SHA-256"] != digest:
            wrong.append(row["File"])
    assert len(rows) > 50
    assert wrong == ["evidence/C-03/2026-05.csv"]
    assert missing == ["evidence/C-14/2026-07.csv"]


def test_log_tells_the_story() -> None:
    """The log is well-formed, and its cases and deviations are as many as the README says."""
    names: Counter[str] = Counter()
    around = self_approved = late = 0
    months: Counter[int] = Counter()
    data = gzip.decompress((WORKSPACE / "logs/p2p-2026.xes.gz").read_bytes())
    traces = _xml(data).findall(f"{XES}trace")
    for trace in traces:
        amount = float(trace.find(f"{XES}float").get("value"))
        done: dict[str, dict[str, str]] = {}
        previous = ""
        for event in trace.findall(f"{XES}event"):
            said = {child.get("key"): child.get("value") for child in event}
            assert said["time:timestamp"] >= previous
            previous = said["time:timestamp"]
            if said["lifecycle:transition"] == "complete":
                names[said["concept:name"]] += 1
                done.setdefault(said["concept:name"], said)
        approval = done.get("Approve order")
        around += amount > 250 and "Release purchase order" in done and approval is None
        if approval and approval["org:resource"] == done["Raise requisition"]["org:resource"]:
            self_approved += 1
        if approval and approval["org:resource"] == "dkessler":
            late += approval["time:timestamp"] > "2026-07"
        if mailed := done.get("Sent to AP mailbox"):
            months[int(mailed["time:timestamp"][5:7])] += 1
    assert len(traces) == 3000
    assert (around, self_approved, late) == (104, 14, 11)
    assert names["Change bank details"] == 23
    assert "Check budget" not in names
    counts = [months[month] for month in range(1, 11)]
    assert counts == sorted(set(counts))
    sent = [r for r in _rows("registers/kpi-values.csv") if r["KPI no."] == "M-08"]
    assert [int(row["Actual"]) for row in sent] == counts
    assert (WORKSPACE / "logs/p2p-2026.xes.gz").stat().st_size < 600_000


def test_expected_findings_stand_where_they_are_said_to() -> None:
    """Each place named in expected.toml exists in its file, and each class has its faults."""
    expected = tomllib.loads((EXAMPLE / "expected.toml").read_text(encoding="utf-8"))
    for entry in expected["finding"]:
        path = WORKSPACE / entry["file"]
        place = entry["place"]
        if place.startswith("row="):
            assert 2 <= int(place[4:]) <= len(_rows(entry["file"])) + 1
        elif place.startswith("line="):
            line = path.read_text(encoding="utf-8").splitlines()[int(place[5:]) - 1]
            names = (entry["focus"], *entry.get("also", ()))
            assert any(name in unquote(line) for name in names)
        elif "!A" in place:
            sheet, row = place.split("!A")
            cells = [str(cell.value) for cell in load_workbook(path)[sheet][int(row)]]
            names = (entry["focus"], *entry.get("also", ()))
            assert set(names) & set(cells)
        else:
            data = path.read_bytes()
            text = gzip.decompress(data) if path.suffix == ".gz" else data
            assert place.encode() in text
    rules = Counter(entry["rule"][:2] for entry in expected["finding"])
    assert set(rules) == {"WF", "DE", "DX", "GV", "FB"}
    assert len({entry["rule"] for entry in expected["finding"]}) > 40
    assert all((WORKSPACE / decoy["file"]).is_file() for decoy in expected["decoy"])
    assert len(expected["decoy"]) > 10


def test_readme_lists_what_expected_lists() -> None:
    """The table in the README is the one that the script makes from the same list."""
    expected = tomllib.loads((EXAMPLE / "expected.toml").read_text(encoding="utf-8"))
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for entry in expected["finding"]:
        assert f"{entry['focus']}: {entry['planted']}" in readme
    for decoy in expected["decoy"]:
        assert decoy["right"] in readme


def test_settings_name_files_that_are_there() -> None:
    """Each source pattern of asbuilt.toml matches a file, and every data file has a source."""
    settings = tomllib.loads((WORKSPACE / "asbuilt.toml").read_text(encoding="utf-8"))
    matched: set[Path] = set()
    for source in settings["source"]:
        found = set(WORKSPACE.glob(source["path"]))
        assert found, source["path"]
        matched |= found
    rest = {p for p in _committed() if p.relative_to(WORKSPACE).parts[0] != "evidence"}
    assert rest - matched == {WORKSPACE / "asbuilt.toml"}
