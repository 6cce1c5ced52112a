"""The example workspace, loaded and checked once, and served as people are served."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import fill, serving

from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def example_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Load and check a copy of the example once for the whole run; nobody may change it."""
    folder = tmp_path_factory.mktemp("example") / "purchase-to-pay"
    shutil.copytree(
        ROOT / "example" / "purchase-to-pay", folder, ignore=shutil.ignore_patterns(".asbuilt")
    )
    workspace = Workspace.open(folder)
    fill(workspace)
    return workspace


@pytest.fixture(scope="session")
def site(example_workspace: Workspace) -> Iterator[str]:
    """Serve the example and give its address without a slash at its end."""
    with serving(example_workspace) as address:
        yield address
