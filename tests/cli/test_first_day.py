"""The first day with the installed program, on files without any settings yet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from serving import copy_example

from asbuilt.resources import SHAPES

if TYPE_CHECKING:
    from pathlib import Path

    from program import Process


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the files of the example as an organisation has them, before anybody said anything."""
    found = copy_example(tmp_path)
    (found / "asbuilt.toml").unlink()
    return found


def test_files_become_findings_and_their_explanations(folder: Path, installed: Process) -> None:
    """Each command ends as promised and leads to the next one; nothing is said that is not so."""
    done = installed("init", cwd=folder)
    assert done.code == 0
    assert "run `asbuilt load`" in done.out
    read = installed("read", "registers/cmdb.csv", "--json", cwd=folder)
    assert read.code == 0
    assert read.data[0]["format"] == "register"
    load = installed("load", "--json", cwd=folder)
    assert load.code == 0
    assert {one["file"] for one in load.data} >= {"registers/cmdb.csv", "logs/p2p-2026.xes.gz"}
    check = installed("check", "--as-of", "2026-11-15", "--format", "json", cwd=folder)
    assert check.code == 1
    found = check.data["findings"]
    assert {"WF005", "DE002", "GV001"} & {one["rule"] for one in found}
    finding = next(one for one in found if one["file"])
    explained = installed("explain", finding["fingerprint"], "--json", cwd=folder)
    assert explained.code == 0
    assert finding["message"] in json.dumps(explained.data, ensure_ascii=False)
    rule = installed("rule", finding["rule"], cwd=folder)
    assert rule.code == 0
    assert finding["name"] in rule.out
    mapped = installed("map", "--json", cwd=folder)
    assert mapped.code == 0
    assert len(mapped.data) > 20
    assert installed("check", "--fail-on", "never", cwd=folder).code == 0


def test_what_was_loaded_can_be_reasoned_over(folder: Path, installed: Process) -> None:
    """Ontology and data do not contradict each other."""
    installed("init", cwd=folder)
    installed("load", cwd=folder)
    done = installed("reason", "--json", cwd=folder)
    assert done.code == 0
    assert done.data["consistent"] is True


def test_a_file_of_facts_is_validated_without_a_workspace(folder: Path, installed: Process) -> None:
    """The facts of one file against one file of shapes: a report, and an exit code that says it."""
    facts = folder / "facts.ttl"
    installed("read", "process/purchase-to-pay.bpmn", "-o", facts, cwd=folder)
    done = installed("validate", facts, "--shapes", SHAPES / "governance.ttl", cwd=folder)
    assert done.code == 1
    assert "sh:conforms false" in done.out
    assert "sh:ValidationReport" in done.out


def test_what_is_mapped_is_written_as_a_mapping_set(folder: Path, installed: Process) -> None:
    """The set is read again as what it was: as many mappings, and nothing wrong with them."""
    installed("init", cwd=folder)
    installed("load", cwd=folder)
    done = installed("map", "--sssom", cwd=folder)
    assert done.code == 0
    (folder / "all.sssom.tsv").write_text(done.out, encoding="utf-8")
    [ledger] = installed("read", "all.sssom.tsv", "--json", cwd=folder).data
    assert ledger["elements"]["row"] > 10
    assert not [one for one in ledger["problems"] if one["severity"] != "info"]
