"""The rule book means what it says: each sentence of it has a fault that is found, and a near miss.

A small undertaking in which everything is as it should be stands in ``claims/`` as the files that
people keep. Each case edits them as people do, loads, derives and judges them as the program does.
"""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from asbuilt import derive, ingest, judge
from asbuilt.judge.rules import rule_book
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
AS_OF = "2026-11-15"


@dataclass(frozen=True, slots=True)
class Case:
    """Edits of the clean workspace, and which rule they break or nearly break."""

    rule: str
    is_fault: bool
    edits: Mapping[str, Any]
    says: str
    never: tuple[str, ...] = ()
    """Rules that must not be broken, either."""
    name: str = field(default="", compare=False)


def _cases() -> Iterator[Case]:
    for file in sorted(HERE.glob("*.toml")):
        for sentence in tomllib.loads(file.read_text(encoding="utf-8"))["sentence"]:
            for kind in ("faults", "decoys"):
                for title, edits in sentence[kind].items():
                    never = tuple(sentence.get("not", ()))
                    name = f"{sentence['rule']}-{kind[:-1]}-{title}"
                    yield Case(
                        sentence["rule"], kind == "faults", edits, sentence["says"], never, name
                    )


CASES = list(_cases())


def _broken(folder: Path, edits: Mapping[str, Any]) -> list[str]:
    """Edit a copy of the clean workspace, and give the rules that open findings break."""
    shutil.copytree(HERE / "claims", folder)
    for name, changes in edits.items():
        if name == "as_of":
            continue
        path = folder / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for old, new in changes:
            if old == "+":
                text += f"{new}\n"
            else:
                assert old in text, f"{name} does not hold {old!r}"
                text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    workspace = Workspace.open(folder)
    store = EmbeddedStore.in_memory()
    as_of = date.fromisoformat(edits.get("as_of", AS_OF))
    ledgers = ingest.load(workspace, store)
    assert not [ledger.source for ledger in ledgers if ledger.refused]
    derive.run(workspace, store, as_of)
    report = judge.check(workspace, store, as_of)
    return sorted({one.rule for one in report.findings if one.status not in {"waived", "fixed"}})


def test_the_clean_workspace_is_clean(tmp_path: Path) -> None:
    """Nothing at all is found in it, so whatever a case finds comes from its edit."""
    assert _broken(tmp_path / "claims", {}) == []


@pytest.mark.parametrize("case", [case for case in CASES if case.edits], ids=lambda case: case.name)
def test_a_sentence_holds(case: Case, tmp_path: Path) -> None:
    """A fault is found by its rule, and a near miss is not."""
    found = _broken(tmp_path / "claims", case.edits)
    assert (case.rule in found) is case.is_fault, f"{case.says} Found: {found}"
    assert not set(found) & set(case.never)


def test_every_sentence_has_a_fault_and_a_decoy_of_a_rule_that_is_live() -> None:
    """A sentence without either could not fail."""
    book = rule_book().rules
    by_sentence: dict[tuple[str, str], set[bool]] = {}
    for case in CASES:
        assert case.rule in book
        by_sentence.setdefault((case.rule, case.says), set()).add(case.is_fault)
    assert len(by_sentence) >= 50
    assert [key for key, kinds in by_sentence.items() if kinds != {True, False}] == []
