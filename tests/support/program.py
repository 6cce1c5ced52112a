"""Run ``asbuilt`` as its user does, as a process of its own, and say what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

PROGRAM = str(Path(sys.executable).with_name("asbuilt"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """What it printed, read as JSON."""
        return json.loads(self.out)


class Program(Protocol):
    """Runs ``asbuilt`` with arguments."""

    def __call__(self, *arguments: object) -> Outcome:
        """Give what it printed and its exit code."""


class Process(Protocol):
    """Runs the installed ``asbuilt`` as a process of its own."""

    def __call__(
        self, *arguments: object, cwd: Path | None = None, given: str | None = None
    ) -> Outcome:
        """Give what it printed and its exit code; `given` is its standard input."""


def process(*arguments: object, cwd: Path | None = None, given: str | None = None) -> Outcome:
    """Run the installed program as a process of its own, with a text as its standard input."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
