"""The page about `asbuilt validate`: its example gives what it shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from program import Program

PAGE = Path(__file__).parents[2] / "docs" / "shacl.md"
_FILE = re.compile(r"`(\w+\.ttl)`:\n\n```turtle\n(.*?)```", re.DOTALL)
_RUN = re.compile(r"```console\n\$ asbuilt (.*?)\n(.*?)```", re.DOTALL)


def test_the_example_of_the_page_gives_what_the_page_shows(
    asbuilt: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Write its files, run its command, and compare every line."""
    text = PAGE.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    files = _FILE.findall(text)
    assert len(files) == 2
    for name, content in files:
        (tmp_path / name).write_text(content, encoding="utf-8")
    ((arguments, shown),) = _RUN.findall(text)
    result = asbuilt(*arguments.split())
    assert result.out == shown
    assert result.code == 1
