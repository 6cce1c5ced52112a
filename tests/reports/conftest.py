"""A small report made by hand with files behind it, an empty one, and the example's own."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from reported import make_background, make_report
from serving import AS_OF

from asbuilt import judge
from asbuilt.judge import Report
from asbuilt.reports import Background, background
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def report() -> Report:
    """Give the report made by hand."""
    return make_report()


@pytest.fixture
def known(tmp_path: Path) -> Background:
    """Give the background of that report, with its files on disk."""
    return make_background(tmp_path)


@pytest.fixture(scope="session")
def inspected(
    example_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Report, Background]:
    """Check a copy of the example once more, and give its report with its background."""
    folder = tmp_path_factory.mktemp("reported") / "purchase-to-pay"
    shutil.copytree(example_workspace.folder, folder)
    workspace = Workspace.open(folder)
    with closing(workspace.store(write=True)) as store:
        report = judge.check(workspace, store, AS_OF)
        return report, background(workspace, store, 1)


@pytest.fixture(params=["by hand", "empty", "example"])
def any_report(
    request: pytest.FixtureRequest,
    report: Report,
    known: Background,
    example: Callable[[], tuple[Report, Background]],
) -> tuple[Report, Background]:
    """Give each of three reports in turn: one by hand, one without findings, the example's."""
    if request.param == "example":
        return example()
    if request.param == "empty":
        return Report(report.title, report.inspection, (), (), report.rules), Background()
    return report, known


@pytest.fixture
def example(request: pytest.FixtureRequest) -> Callable[[], tuple[Report, Background]]:
    """Give the example's report only to who asks for it."""

    def give() -> tuple[Report, Background]:
        found: tuple[Report, Background] = request.getfixturevalue("inspected")
        return found

    return give
