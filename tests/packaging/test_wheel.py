"""The wheel holds everything: installed away from the sources, nothing is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

OFFLINE = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check")

BUNDLE = {
    "app.css",
    "app.js",
    "bpmn.css",
    "bpmn.js",
    "graph.js",
    "sparql.js",
    "theme.js",
    "LICENSES.txt",
}

INSIDE = """
import json
from pathlib import Path
import asbuilt
from importlib.resources import files
package = files("asbuilt")
count = lambda room, pattern: len(list(Path(str(package / room)).rglob(pattern)))
print(json.dumps({
    "where": str(Path(asbuilt.__file__).resolve()),
    "ontology": count("ontology", "*.ttl"),
    "shapes": count("shapes", "*.ttl"),
    "queries": count("queries", "*.rq"),
    "templates": count("server/templates", "*.html"),
    "example": count("example", "asbuilt.toml"),
    "bundle": sorted(path.name for path in Path(str(package / "server/static/dist")).iterdir()),
}))
"""


def build(kind: str, folder: Path) -> Path:
    """Build a wheel or a source distribution of the checkout, as any installer would."""
    call = f"import sys, hatchling.build as b; print(b.build_{kind}(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", call, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel once for the tests of this module."""
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def test_an_installed_wheel_finds_all_its_data(wheel: Path, tmp_path: Path) -> None:
    """Ontology, shapes, queries, templates, example and bundle are there without the sources.

    The libraries come from the environment that runs the tests, so nothing is downloaded; the
    editable install in it is not seen, because its path file takes effect in that one only.
    """
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", *OFFLINE, wheel)
    room = Path(
        _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    )
    (room / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    found = json.loads(_run(python, "-c", INSIDE, cwd=tmp_path))
    assert Path(found["where"]).is_relative_to(room.resolve())
    for kind in ("ontology", "shapes", "queries", "templates", "example"):
        assert found[kind] > 0, f"the wheel holds no {kind}"
    assert {
        "app.css",
        "app.js",
        "theme.js",
        "sparql.js",
        "bpmn.js",
        "graph.js",
        "LICENSES.txt",
    } <= {*found["bundle"]}
    assert "Usage" in _run(environment / "bin" / "asbuilt", "--help", cwd=tmp_path)


def test_the_wheel_adds_one_name_only(wheel: Path) -> None:
    """Nothing called "server" or "loaders" lands beside other people's packages."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"asbuilt"}
    assert not [name for name in names if "node_modules" in name or "/frontend/" in name]
    assert len(names) == len(set(names)), "a file is packed twice"
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_a_source_distribution_needs_no_node(tmp_path: Path) -> None:
    """It carries the finished bundle, so its build hook asks for nothing and builds nothing."""
    packed = build("sdist", tmp_path)
    with tarfile.open(packed) as archive:
        # Python before 3.11.4 knows no filters; later ones warn where none is named.
        options: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path, **options)  # noqa: S202 - we packed it ourselves
    unpacked = next(path for path in tmp_path.iterdir() if path.is_dir())
    assert (unpacked / "server/static/dist/app.css").is_file()
    assert not list(unpacked.rglob("node_modules"))
    call = "import hatchling.build as b; print(b.get_requires_for_build_wheel())"
    done = subprocess.run(
        [sys.executable, "-c", call],
        cwd=unpacked,
        env={**os.environ, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program without the variables that could lead it back to the sources."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
