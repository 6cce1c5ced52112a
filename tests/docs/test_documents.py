"""The documents: their commands run, their examples work, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import OWL, RDF, Graph, URIRef
from serving import copy_example

from asbuilt.catalogue import queries
from asbuilt.cli import COMMANDS
from asbuilt.judge.rules import rule_book
from asbuilt.resources import ONTOLOGY

if TYPE_CHECKING:
    from asbuilt.workspace import Workspace

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ASBUILT = str(Path(sys.executable).with_name("asbuilt"))


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
        if name in ("explain", "fix"):
            rest = [fingerprint, *rest[1:]]
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


def test_the_number_of_classes_in_the_readme_is_true() -> None:
    """It is told to the nearest ten."""
    tens = {
        6: "sixty",
        7: "seventy",
        8: "eighty",
        9: "ninety",
        10: "a hundred",
        11: "a hundred and ten",
    }
    graph = Graph().parse(ONTOLOGY / "asbuilt.ttl")
    classes = {term for term in graph.subjects(RDF.type, OWL.Class) if isinstance(term, URIRef)}
    assert f"about {tens[round(len(classes) / 10)]} classes" in _readme()


def test_freshness_is_told_by_exit_code(tmp_path: Path) -> None:
    """The command that the Makefile runs gives 0 here, and 1 where pages are missing.

    It runs in a process of its own: click remembers how a command's help was once asked for.
    """
    command = [sys.executable, "-m", "asbuilt.docs", "--check"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "run: python -m asbuilt.docs" in done.stderr
    assert list(tmp_path.iterdir()) == [], "to look is not to write"


def test_the_first_commands_of_the_readme_make_a_workspace_of_plain_files(tmp_path: Path) -> None:
    """In a folder of files without settings, init, read, load and check follow each other."""
    folder = copy_example(tmp_path)
    (folder / "asbuilt.toml").unlink()
    (folder / "raci.xlsx").write_bytes((folder / "registers" / "governance.xlsx").read_bytes())
    first = re.findall(r"^\$ (asbuilt \w+[^#\n]*?)\s+#", _readme(), re.MULTILINE)[:4]
    assert [line.split()[1] for line in first] == ["init", "read", "load", "check"]
    for line, codes in zip(first, ((0,), (0,), (0,), (0, 1)), strict=True):
        done = subprocess.run(
            [ASBUILT, *line.split()[1:]], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode in codes, f"{line}\n{done.stdout}\n{done.stderr}"


def test_the_query_of_the_documents_is_a_query(
    example_workspace: Workspace, tmp_path: Path
) -> None:
    """Its header fits its columns, and it runs."""
    text = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    found = re.search(r"```sparql\n(.*?)```", text, re.DOTALL)
    assert found
    (tmp_path / "without-owner.rq").write_text(found.group(1), encoding="utf-8")
    query = queries([tmp_path])["without-owner"]
    assert query.title == "Controls without an owner"
    with closing(example_workspace.store()) as store:
        answer = store.select(query.bind())
    assert answer.columns == tuple(query.columns)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_paths_in_documents_are_there(document: Path) -> None:
    """Each file or folder of the project that is named in code quotes is there."""
    named = re.findall(
        r"`((?:tests|src|server|shapes|queries|loaders|example|ontology|docs)/[\w./-]*)`",
        document.read_text(encoding="utf-8"),
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_rule_of_the_documents_is_a_rule(tmp_path: Path) -> None:
    """The shape in the page on extending parses, joins the rule book and fires."""
    text = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    shape = re.search(r"```turtle\n(.*?)```", text, re.DOTALL)
    assert shape
    Graph().parse(data=shape.group(1), format="turtle")
    folder = copy_example(tmp_path)
    assert len(shape.group(1).split("\n\n")[1].strip().splitlines()) <= 10
    (folder / "rules").mkdir()
    (folder / "rules" / "roles.ttl").write_text(shape.group(1), encoding="utf-8")
    settings = folder / "asbuilt.toml"
    said = settings.read_text(encoding="utf-8").replace(
        "[check]", '[check]\nshapes = ["rules/*.ttl"]'
    )
    settings.write_text(said, encoding="utf-8")
    for command in (["load"], ["check", "--select", "XX001"]):
        done = subprocess.run(
            [ASBUILT, *command], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1), done.stderr
    assert done.returncode == 0, "a remark does not fail a check"
    assert "Nobody has written down what “" in done.stdout
    assert "{focus}" not in done.stdout


def _readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")
