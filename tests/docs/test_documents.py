"""The documents: their commands run, their examples work, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph
from serving import copy_example

from asbuilt.cli import COMMANDS
from asbuilt.docs.reference import pages
from asbuilt.docs.vocabulary import TERMS, render
from asbuilt.judge.rules import rule_book

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ASBUILT = str(Path(sys.executable).with_name("asbuilt"))


def test_the_reference_pages_are_fresh() -> None:
    """What is made from the code is what the code makes today."""
    made = pages()
    assert len(made) == 5
    for name, text in made.items():
        path = ROOT / "docs" / "reference" / name
        assert path.read_text(encoding="utf-8") == text, f"{name}: run python -m asbuilt.docs"
    assert TERMS.read_text(encoding="utf-8") == render()


def test_every_command_is_documented() -> None:
    """No command is missing from the reference page."""
    text = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"\n## asbuilt {name}\n" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    """Each link to a file of the project has its file."""
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    broken = [
        link
        for link in links
        if not link.startswith(("http:", "https:")) and not (document.parent / link).exists()
    ]
    assert broken == []


def test_the_commands_of_the_readme_run_on_the_example(tmp_path: Path) -> None:
    """Each `$ asbuilt …` line that ends by itself does what the README says it does."""
    folder = copy_example(tmp_path)
    lines = re.findall(r"^\$ (asbuilt .*?)(?:\s+#.*)?$", _readme(), re.MULTILINE)
    ran = 0
    fingerprint = ""
    (folder / "raci.xlsx").write_bytes((folder / "registers" / "governance.xlsx").read_bytes())
    for line in lines:
        name, *rest = shlex.split(line)[1:]
        if name in ("serve", "init"):
            continue
        if name == "explain":
            rest = [fingerprint]
        done = subprocess.run(
            [ASBUILT, name, *rest], cwd=folder, capture_output=True, text=True, check=False
        )
        expected = 1 if name == "check" else 0
        assert done.returncode == expected, f"{line}\n{done.stdout}\n{done.stderr}"
        if name == "check":
            found = re.search(r"asbuilt explain (\w+)", done.stdout)
            assert found
            fingerprint = found.group(1)
        ran += 1
    assert ran >= 7


def test_the_number_of_rules_in_the_readme_is_true() -> None:
    """The README counts the rules as they are."""
    found = re.search(r"\*\*(\d+) rules\*\*", _readme())
    assert found
    assert int(found.group(1)) == len(rule_book().rules)


def test_the_rule_of_the_documents_is_a_rule(tmp_path: Path) -> None:
    """The shape in the page on extending parses, joins the rule book and fires."""
    text = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    shape = re.search(r"```turtle\n(.*?)```", text, re.DOTALL)
    assert shape
    Graph().parse(data=shape.group(1), format="turtle")
    folder = copy_example(tmp_path)
    (folder / "mine.ttl").write_text(shape.group(1), encoding="utf-8")
    settings = folder / "asbuilt.toml"
    said = settings.read_text(encoding="utf-8").replace("[check]", '[check]\nshapes = ["mine.ttl"]')
    settings.write_text(said, encoding="utf-8")
    for command in (["load"], ["check", "--select", "XX001"]):
        done = subprocess.run(
            [ASBUILT, *command], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
    assert "XX001" in done.stdout


def _readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")
