"""The settings of a workspace: what means nothing is refused with what may have been meant."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from asbuilt.errors import UserError
from asbuilt.proposal import propose
from asbuilt.settings import TABLES, refuse_unknown
from asbuilt.workspace import Workspace

ROOT = Path(__file__).parents[1]
SAID = re.compile(
    r'settings\.get\("(\w+)", \{\}\)\.get\("([\w-]+)"|_table\("(\w+)"\)\.get\("([\w-]+)"'
)


@pytest.mark.parametrize(
    ("text", "what", "meant"),
    [
        ("[chekc]\nas-of = 2026-01-01", "[chekc]", "write check"),
        ("[[sources]]\npath = 'a'", "[sources]", "write source"),
        ("[check]\nas_of = 2026-01-01", "'as_of' in [check]", "write as-of"),
        ("[serve]\nhost = ['a']", "'host' in [serve]", "write hosts"),
        ("[store]\nurl = 'http://localhost/'", "'url' in [store]", "use one of: endpoint"),
    ],
)
def test_a_misspelt_setting_is_refused(tmp_path: Path, text: str, what: str, meant: str) -> None:
    """A workspace never runs on less than its owner has said."""
    (tmp_path / "asbuilt.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as told:
        Workspace.open(tmp_path)
    assert what in str(told.value)
    assert "asbuilt.toml" in str(told.value)
    assert meant in str(told.value)


def test_every_setting_of_which_the_program_asks_is_described() -> None:
    """A key that code reads and the table lacks could not be set by anybody."""
    asked = set()
    for folder in ("src/asbuilt", "server"):
        for path in (ROOT / folder).rglob("*.py"):
            for found in SAID.findall(path.read_text(encoding="utf-8")):
                asked.add((found[0] or found[2], found[1] or found[3]))
    assert ("serve", "proxies") in asked
    assert {(table, key) for table, key in asked if key not in TABLES.get(table, {})} == set()


def test_every_example_is_a_value_of_toml() -> None:
    """People copy examples as they stand."""
    for table, keys in TABLES.items():
        for key, setting in keys.items():
            told = tomllib.loads(f"[{table}]\n{key} = {setting.example}\n")
            refuse_unknown(told, "asbuilt.toml")


def test_what_init_proposes_stays_sensible_when_its_comments_are_taken_away(
    tmp_path: Path,
) -> None:
    """A commented setting is there to be uncommented."""
    lines = propose(tmp_path).text.splitlines()
    kept = [line.removeprefix("# ") for line in lines if re.match(r"# (\[|[a-z-]+ = )", line)]
    assert "[check]" in kept
    text = "\n".join(line for line in kept if not line.startswith(("path", "domain", "system")))
    refuse_unknown(tomllib.loads(text.replace("[[source]]", "")), "asbuilt.toml")
