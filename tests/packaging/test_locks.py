"""The pinned requirements and the declared ones belong together."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
RUN = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["reasoner"],
]


def pinned(name: str) -> dict[str, str]:
    """Return the version of each project that a lock file pins."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE)
    return {canonicalize_name(project): version for project, version in found}


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        ("run.txt", RUN),
        ("develop.txt", [*RUN, *GROUPS["test"], *GROUPS["lint"]]),
        ("bench.txt", GROUPS["bench"]),
    ],
)
def test_every_declared_dependency_is_pinned_within_its_bounds(
    lock: str, declared: list[str]
) -> None:
    """Whoever adds a dependency also runs "make lock"."""
    versions = pinned(lock)
    assert versions
    wrong = [
        text
        for requirement in map(Requirement, declared)
        if versions.get(canonicalize_name(requirement.name)) is None
        or not requirement.specifier.contains(versions[canonicalize_name(requirement.name)])
        for text in [f"{requirement} (pinned: {versions.get(canonicalize_name(requirement.name))})"]
    ]
    assert not wrong, "run 'make lock'"


def test_both_lock_files_agree() -> None:
    """Tests run with the very versions that people get."""
    run, develop = pinned("run.txt"), pinned("develop.txt")
    assert run
    assert {name: develop.get(name) for name in run} == run


@pytest.mark.parametrize(
    "path",
    [
        "requirements/run.txt",
        "requirements/develop.txt",
        "requirements/bench.txt",
        "server/frontend/package-lock.json",
    ],
)
def test_no_lock_names_an_index(path: str) -> None:
    """What is pinned can be fetched from any index or mirror that a machine is set up for."""
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "index-url" not in text
    assert '"resolved"' not in text
    assert not re.search(r"https?://[^\s\"]*(registry|pypi|simple/|\.tgz|\.whl)", text)
