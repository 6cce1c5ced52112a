"""Reports of tools are evidence for controls of a register, from files to verdicts."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

from asbuilt import derive, ingest
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
[workspace]
base = "https://example.org/w/"
[[source]]
path = "controls.csv"
"""
CONTROLS = """Control ID,Control name,Frequency,Evidence,In force since
C-12,Payment limits are enforced,monthly,Report of the limit test,2026-07-01
"""
SOURCE = """
[[source]]
path = "{file}"
control = "c-12"
sha256 = "{digest}"
"""


def verdicts(folder: Path, reports: dict[str, str]) -> dict[str, str]:
    """Load a register and these reports, and give the verdict of each period."""
    settings = SETTINGS
    for name, text in reports.items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        settings += SOURCE.format(file=name, digest=digest)
    (folder / "asbuilt.toml").write_text(settings, encoding="utf-8")
    (folder / "controls.csv").write_text(CONTROLS, encoding="utf-8")
    for name, text in reports.items():
        (folder / name).write_text(text, encoding="utf-8")
    workspace = Workspace.open(folder)
    with closing(workspace.store(write=True)) as store:
        for entry in ingest.load(workspace, store):
            assert not entry.refused, entry.problems
        derive.run(workspace, store, date(2026, 10, 2))
        rows = store.select(
            f"""SELECT ?period ?verdict WHERE {{
                ?found <{AB.verdict}> ?verdict ; <{AB.period}> ?period }}"""
        ).rows
        return {str(period): str(verdict) for period, verdict in rows}


def sarif(day: str, results: str) -> str:
    """Give a log of a run on a day."""
    return (
        '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Limits"}}, "results": ['
        f'{results}], "invocations": [{{"executionSuccessful": true, "endTimeUtc": "{day}"}}]}}]}}'
    )


def test_what_a_report_shows_decides_whether_it_suffices(tmp_path: Path) -> None:
    """July has no report, August's is clean, and September's shows a failure."""
    found = verdicts(
        tmp_path,
        {
            "august.sarif": sarif("2026-08-05T00:00:00Z", ""),
            "september.sarif": sarif(
                "2026-09-05T00:00:00Z", '{"message": {"text": "over"}, "level": "error"}'
            ),
        },
    )
    assert found == {"2026-07": "missing", "2026-08": "sufficient", "2026-09": "failed"}
