"""The program within this process for speed, on the example, or as a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from program import Outcome, Process, Program, process

if TYPE_CHECKING:
    from asbuilt.workspace import Workspace


@pytest.fixture
def on_example(asbuilt: Program, example_workspace: Workspace) -> Program:
    """Run a command that only reads on the example, loaded and checked."""

    def run(*arguments: object) -> Outcome:
        return asbuilt(*arguments, "-w", example_workspace.folder)

    return run


@pytest.fixture
def installed() -> Process:
    """Give what runs the installed program."""
    return process
