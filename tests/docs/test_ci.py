"""The examples for CI: valid by their hosts' schemas, with commands and options that exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from program import PROGRAM

from asbuilt import reports
from asbuilt.cli import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CI = ROOT / "docs" / "ci"
PAGE = ROOT / "docs" / "ci.md"
HOOKS = ROOT / ".pre-commit-hooks.yaml"


def _yaml(path: Path) -> Any:  # noqa: ANN401 - whatever YAML can say
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("github-actions.yml", ["--builtin-schema", "vendor.github-workflows"]),
        (
            "gitlab-ci.yml",
            ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
        ),
    ],
)
def test_it_is_valid_by_the_schema_of_its_host(name: str, options: list[str]) -> None:
    """As SchemaStore and GitLab publish them."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *options, str(CI / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_has_no_more_rights_than_it_needs() -> None:
    """Reading by default; writing only the alerts, and never from somebody else's fork."""
    workflow = _yaml(CI / "github-actions.yml")
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"contents": "read", "security-events": "write"}
    steps = {step.get("uses", step.get("name")).partition("@")[0]: step for step in job["steps"]}
    assert steps["actions/checkout"]["with"]["persist-credentials"] is False
    upload = steps["github/codeql-action/upload-sarif"]
    assert "head.repo.full_name == github.repository" in upload["if"]
    runs = " ".join(step["run"] for step in job["steps"] if "run" in step)
    assert f"={upload['with']['sarif_file']} " in runs
    assert "${{" not in runs, "what a stranger can name must reach the shell as a variable"
    for kept in steps["actions/upload-artifact"]["with"]["path"].split():
        assert kept in runs


def test_the_hook_has_what_pre_commit_asks_for() -> None:
    """Identifier, name, entry and language; it takes no file names, and the example uses it."""
    (hook,) = _yaml(HOOKS)
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert hook["pass_filenames"] is False
    (repository,) = _yaml(CI / "pre-commit-config.yaml")["repos"]
    (used,) = repository["hooks"]
    assert used["id"] == hook["id"]
    assert re.compile(used["files"]).search("process/a.bpmn")


def test_every_command_in_them_exists_with_its_options() -> None:
    """Also those that the page shows; a renamed option must not break somebody's pipeline."""
    seen = 0
    for words in _commands():
        assert words[1] in COMMANDS
        command = import_module(f"asbuilt.cli.{words[1]}").command
        known = {option for one in command.params for option in one.opts}
        given = {word.partition("=")[0] for word in words[2:] if word.startswith("-")}
        assert given <= known, words
        for position, word in enumerate(words):
            if word == "--report" and "=" in words[position + 1]:
                assert words[position + 1].partition("=")[0] in reports.FORMATS
            elif word == "--report":
                assert reports.guess(Path(words[position + 1]))
        seen += 1
    assert seen >= 6
    done = subprocess.run([PROGRAM, "check", "--help"], capture_output=True, text=True, check=True)
    assert "--load" in done.stdout


def test_the_page_tells_of_every_format_and_its_ending() -> None:
    """A format that nobody reads of is not there."""
    page = PAGE.read_text(encoding="utf-8")
    told = re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
    named = {name for cell in told for name in re.findall(r"`([\w-]+)`", cell)}
    assert named == set(reports.FORMATS)
    for row in re.findall(r"^\| `.+\|$", page, re.MULTILINE):
        names, endings = (cell.strip() for cell in row.split("|")[1:3])
        for name, ending in zip(
            re.findall(r"`([\w-]+)`", names), re.findall(r"`(\.\w+)`", endings), strict=False
        ):
            assert reports.guess(Path(f"a{ending}")) == name
    for name in re.findall(r"\]\((ci/[^)]+)\)", page):
        assert (PAGE.parent / name).is_file()


def _commands() -> Iterator[list[str]]:
    """Give every call of the program in the examples and on the page, as words."""
    (hook,) = _yaml(HOOKS)
    (used,) = _yaml(CI / "pre-commit-config.yaml")["repos"][0]["hooks"]
    yield [*shlex.split(hook["entry"]), *used["args"]]
    (job,) = _yaml(CI / "github-actions.yml")["jobs"].values()
    lines = [step["run"] for step in job["steps"] if "run" in step]
    lines += _yaml(CI / "gitlab-ci.yml")["asbuilt"]["script"]
    lines += re.findall(r"^\$ (asbuilt .+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    for line in lines:
        if line.startswith("asbuilt "):
            yield shlex.split(re.sub(r"\$\{\w+:\+(.*?)\}", r"\1", line))
