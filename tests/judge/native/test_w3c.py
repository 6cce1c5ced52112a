"""The W3C's own suite for SHACL Core and SHACL-SPARQL, all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shacl_suite import cases, same

from asbuilt.judge.native.files import read_shapes

if TYPE_CHECKING:
    from pathlib import Path

    from program import Program

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("part", [("core", 98), ("sparql", 23)], ids=["core", "sparql"])
def test_every_test_of_the_suite_gives_the_report_that_is_due(
    part: tuple[str, int], asbuilt: Program, corpus: Path, tmp_path: Path
) -> None:
    """A failure, where one is due, is told by exit code 2 and a report that does not conform."""
    folder, number = part
    (suite,) = corpus.glob("w3c-shacl/*/data-shapes-test-suite/tests")
    found = [case for case in cases(suite) if case.name.startswith(folder)]
    assert len(found) == number
    wrong = []
    for case in found:
        arguments = ["validate", str(case.data), "--shapes", str(case.shapes)]
        result = asbuilt(*arguments, "--engine", "native")
        (tmp_path / "report.ttl").write_text(result.out, encoding="utf-8")
        report = read_shapes([tmp_path / "report.ttl"])
        if case.expected is None:
            is_right = result.code == 2 and "sh:conforms false" in result.out
        else:
            is_right = result.code in {0, 1} and same(report, case)
        if not is_right:
            wrong.append((case.name, result.err))
    assert wrong == []
