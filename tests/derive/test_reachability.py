"""What can never be reached, and where work can never end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import cases, of_kind, proofs

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from derived import Derived

FILES = list(cases("reachability"))


def test_there_are_cases() -> None:
    """The folder of cases holds faults and decoys."""
    names = [file.stem for file in FILES]
    assert sum(name.startswith("fault") for name in names) >= 5
    assert sum(name.startswith("decoy") for name in names) >= 4


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_reachability_is_judged_as_its_case_says(file: Path, derived: Derived) -> None:
    """The second line of a case names the dead elements, the third the traps."""
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    graph = derived(text, "reachability")
    for kind, line in ((AB.DeadElement, lines[1]), (AB.Trap, lines[2])):
        about = sorted(
            str(graph.value(node, AB.about)).rpartition("#")[2] for node in of_kind(graph, kind)
        )
        assert about == line.partition(":")[2].split(), proofs(graph, kind)


def test_a_long_chain_is_walked_without_recursion(derived: Derived) -> None:
    """Five thousand states with a dead one beside them take no call for each."""
    lines = ["w:W a ab:Workflow ; rdfs:label 'Long' . w:s0 ab:isInitial true ."]
    lines += [
        f"w:W ab:hasState w:s{place} . w:s{place} a ab:State ; ab:next w:s{place + 1} ."
        for place in range(5000)
    ]
    lines.append(
        "w:W ab:hasState w:s5000, w:z . w:s5000 a ab:State . w:z a ab:State ; ab:next w:s3 ."
    )
    graph = derived("\n".join(lines), "reachability")
    assert len(of_kind(graph, AB.DeadElement)) == 1
    assert not of_kind(graph, AB.Trap)
