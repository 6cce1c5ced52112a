"""A workspace whose files trip the rules 100,000 times: what loading, checking and paging cost."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from urllib.request import urlopen

from asbuilt import derive, judge, reports
from asbuilt.judge import keeping
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY, NEXT = "2026-11-15", "2026-11-16"
_CHECKS = (
    ("first check", DAY),
    ("second check: what was new persists", DAY),
    ("third check: nothing changes", DAY),
    ("another day", NEXT),
)
FORMS = ("text", "json", "sarif", "html", "xlsx", "csv", "junit")
STEPS = 50
"""Steps of a process; each trips two rules, as does each control, and each process one."""
_SETTINGS = """\
[workspace]
title = "Many findings"
base = "https://example.org/many/"
[[source]]
path = "process/*.bpmn"
domain = "process"
[[source]]
path = "controls.csv"
table = "controls"
"""
_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def main() -> None:
    """Print a Markdown table of seconds and megabytes (peak of the process) on this machine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--stage", nargs=2, metavar=("FOLDER", "DAY"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        print(json.dumps(_checked(Path(asked.stage[0]), date.fromisoformat(asked.stage[1]))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, asked.findings)
        print("| what | s | peak, MB |\n|---|---|---|", flush=True)
        _row("load", *_run("-m", "asbuilt", "load", "-w", name)[1:])
        for what, day in _CHECKS:
            said, seconds, peak = _run("-m", "bench.findings", "--stage", name, day)
            taken = json.loads(said.splitlines()[-1])
            _row(f"{what} ({taken.pop('findings'):,} findings)", seconds, peak)
            for part, part_taken in taken.items():
                _row(f"of it: {part}", part_taken)
        _pages(folder)


def make(folder: Path, findings: int) -> None:
    """Write models and a register: four fifths of the findings are about steps."""
    (folder / "asbuilt.toml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "process").mkdir()
    processes = max(1, findings * 4 // 5 // (2 * STEPS + 1))
    for number in range(processes):
        steps = "".join(
            f'<userTask id="t{step}" name="Step {step} of process {number}"/>'
            for step in range(STEPS)
        )
        ends = ["start", *(f"t{step}" for step in range(STEPS)), "end"]
        flows = "".join(
            f'<sequenceFlow id="f{at}" sourceRef="{one}" targetRef="{other}"/>'
            for at, (one, other) in enumerate(pairwise(ends))
        )
        (folder / f"process/p{number}.bpmn").write_text(
            f'<definitions xmlns="{_MODEL}" targetNamespace="https://example.org/p{number}">'
            f'<process id="p{number}" name="Process {number}"><startEvent id="start"/>{steps}'
            f'<endEvent id="end"/>{flows}</process></definitions>',
            encoding="utf-8",
        )
    lines = ["Control no.,Control,Objective,Control owner,Frequency"]
    lines += [
        f"C-{number},Check {number},Right orders,Owner {number % 40},monthly"
        for number in range(max(1, findings // 10))
    ]
    (folder / "controls.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _checked(folder: Path, day: date) -> dict[str, float | int]:
    """Check once in this process and give the seconds of its parts."""
    workspace = Workspace.open(folder)
    taken: dict[str, float] = {}

    def keep(*args: Any) -> None:  # noqa: ANN401 - handed on as it comes
        start = time.perf_counter()
        keeping.keep(*args)
        taken["keep"] = time.perf_counter() - start

    vars(judge)["keep"] = keep  # only the clock is added
    with closing(workspace.store(write=True)) as store:
        start = time.perf_counter()
        derive.run(workspace, store, day)
        derived = time.perf_counter()
        report = judge.check(workspace, store, day)
        whole = time.perf_counter() - derived
    written = _rendered(workspace, report) if day.isoformat() == NEXT else {}
    return {
        "derive": derived - start,
        "judge": whole - taken["keep"],
        "keep": taken["keep"],
        "findings": len(report.findings),
        **written,
    }


def _rendered(workspace: Workspace, report: judge.Report) -> dict[str, float]:
    """Give the seconds that each report takes beside the check itself."""
    taken = {}
    with closing(workspace.store()) as store:
        known = reports.background(workspace, store, 0)
    for form in FORMS:
        start = time.perf_counter()
        reports.render(report, form, known)
        taken[f"report as {form}"] = time.perf_counter() - start
    return taken


def _pages(folder: Path) -> None:
    with _served(folder) as (site, _):
        found = _fetch(f"{site}/findings")[0]
        (key, *_) = re.findall(r"cause=([0-9a-f]{16})", found)
        (one, *_) = re.findall(r"/findings/([0-9a-f]{16})", _fetch(f"{site}/findings?view=list")[0])
    pages = {
        "home": "/",
        "findings": "/findings",
        "a deep page": "/findings?view=list&page=1500",
        "a group": f"/findings?cause={key}",
        "by rule": "/findings?rule=GV006",
        "by words": "/findings?q=step+7",
        "by owner": f"/findings?owner={quote('Owner 7')}",
        "one finding": f"/findings/{one}",
        "API": "/api/v1/queries/findings",
    }
    for what, path in pages.items():
        with _served(folder) as (site, process):
            first, second = (_fetch(site + path)[1] for _ in range(2))
            _row(f"{what}, first request", first, _peak(process))
            _row(f"{what}, second request", second)


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve in a process of its own, so that each first request is one."""
    words = [sys.executable, "-u", "-m", "asbuilt", "serve", "--port", "0", "-w", str(folder)]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"http://[\w.]+:\d+", line):
                    yield found[0], process
                    break
            else:
                raise RuntimeError("the server did not start")
        finally:
            process.terminate()


def _fetch(address: str) -> tuple[str, float]:
    start = time.perf_counter()
    with urlopen(address, timeout=300) as answer:  # noqa: S310 - our own server
        return answer.read().decode(), time.perf_counter() - start


def _run(*words: str) -> tuple[str, float, float]:
    """Run Python, and give what it says, its seconds and its peak in megabytes."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen([sys.executable, *words], stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
        out.seek(0)
        return out.read(), time.perf_counter() - start, used.ru_maxrss / 1000


def _peak(process: subprocess.Popen[str]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found[1]) / 1000 if found else 0


def _row(what: str, seconds: float, peak: float | None = None) -> None:
    print(f"| {what} | {seconds:.2f} | {'' if peak is None else f'{peak:,.0f}'} |", flush=True)


if __name__ == "__main__":
    main()
