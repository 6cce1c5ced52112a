"""The program within this process for speed, on the example, or as a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from program import Outcome, Process, Program, process

from asbuilt.cli import main

if TYPE_CHECKING:
    from asbuilt.workspace import Workspace


@pytest.fixture
def asbuilt(capsys: pytest.CaptureFixture[str]) -> Program:
    """Run the program within this process."""

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Outcome(ended.value.code, said.out, said.err)

    return run


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
