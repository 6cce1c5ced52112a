"""A workspace: a folder with an ``asbuilt.toml`` and the files that people already have."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from asbuilt.errors import UserError
from asbuilt.facts import Domain, Source
from asbuilt.identity import Minter, digest, fold
from asbuilt.settings import TABLES, refuse_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.store import Store

SETTINGS_FILE = "asbuilt.toml"
STATE_FOLDER = ".asbuilt"
"""Store, event columns and ledgers of a workspace; it can be rebuilt from the files at any time."""

_SOURCE_KEYS = frozenset(TABLES["source"])
_EXAMPLE = '[[source]]\npath = "process/*.bpmn"\ndomain = "process"'


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One file of the workspace, with what its ``[[source]]`` table says about it."""

    source: Source
    key: str
    """Name of the source: its file's path, and its sheet where one file serves several sources."""
    format: str | None
    """Name of the loader, where the workspace prescribes one."""

    @property
    def sheet(self) -> str | None:
        """The sheet it is about, where one file serves several sources."""
        return None if self.key == self.source.name else str(self.source.options["sheet"])

    @property
    def settings_digest(self) -> str:
        """A digest that changes when what the workspace says about the file changes."""
        source = self.source
        said = (
            source.domain,
            source.system,
            source.process,
            self.format,
            sorted_text(source.options),
        )
        return digest(source.minter.base, *(str(part) for part in said))


@dataclass(frozen=True)
class Workspace:
    """A folder with settings; `open` reads them."""

    folder: Path
    settings: dict[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Workspace:
        """Read the settings of the workspace in a folder.

        Raises `UserError` where there are none or they make no sense.
        """
        path = folder / SETTINGS_FILE
        if not path.is_file():
            raise UserError.no_workspace(str(folder))
        try:
            settings = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise UserError.bad_setting(
                _toml_place(path, error), f"not valid TOML: {error}", "mend the line", _EXAMPLE
            ) from None
        except UnicodeDecodeError:
            raise UserError.bad_setting(
                str(path), "the file is not UTF-8", "save it as UTF-8"
            ) from None
        workspace = cls(folder.resolve(), settings)
        workspace._check(path)
        return workspace

    @property
    def title(self) -> str:
        """The workspace's title; its folder's name where it has none."""
        return str(self._table("workspace").get("title") or self.folder.name)

    @cached_property
    def minter(self) -> Minter:
        """Mints IRIs under the workspace's base."""
        base = self._table("workspace").get("base")
        return Minter(
            str(base) if base else f"urn:x-asbuilt:{fold(self.folder.name)}/".replace(" ", "_")
        )

    @property
    def state(self) -> Path:
        """The folder in which Asbuilt keeps what can be rebuilt."""
        return self.folder / STATE_FOLDER

    @cached_property
    def sources(self) -> list[SourceSpec]:
        """The files of the workspace in the order of their ``[[source]]`` tables, then by name."""
        found = list(self._matches())
        names = [source.name for source, _ in found]
        specs = []
        for source, prescribed in found:
            sheet = source.options.get("sheet")
            shared = names.count(source.name) > 1 and sheet
            key = f"{source.name}!{sheet}" if shared else source.name
            specs.append(SourceSpec(source, key, prescribed))
        return specs

    @cached_property
    def unmatched(self) -> list[str]:
        """The patterns of ``[[source]]`` tables that no file matches."""
        return [
            str(table["path"])
            for table in self._source_tables()
            if not any(self._files(str(table["path"])))
        ]

    @property
    def query_folders(self) -> list[Path]:
        """The folders that hold the workspace's own queries; those that are not there are empty."""
        stated = self._table("queries").get("path", "queries")
        return [self.folder / path for path in ([stated] if isinstance(stated, str) else stated)]

    def as_of(self, given: date | None = None) -> date:
        """Give the day to judge for: the one given, else the workspace's, else today."""
        if given is not None:
            return given
        said = self._table("check").get("as-of")
        if isinstance(said, date):
            return said
        return date.fromisoformat(str(said)) if said else datetime.now(UTC).date()

    def store(self, *, write: bool = False) -> Store:
        """Open the workspace's graph, for writing or as a snapshot.

        Raises `UserError` where nothing was loaded yet, or another process is writing.
        """
        table = self._table("store")
        if table.get("endpoint"):
            from asbuilt.store.endpoint import EndpointStore  # noqa: PLC0415 - optional server

            return EndpointStore.from_settings(table)
        from asbuilt.store.embedded import EmbeddedStore  # noqa: PLC0415 - the other branch is a server

        folder = self.state / "store"
        if write:
            return EmbeddedStore.open(folder)
        if not folder.is_dir():
            raise UserError.not_loaded(str(self.folder))
        return EmbeddedStore.open_read_only(folder)

    def touch(self) -> None:
        """Tell readers of the graph that it has changed."""
        self.state.mkdir(exist_ok=True)
        new = self.state / "generation.new"
        new.write_text(datetime.now(UTC).isoformat(), encoding="utf-8")
        new.replace(self.state / "generation")  # whoever reads it meanwhile finds the one before

    @property
    def generation(self) -> str:
        """A text that changes whenever the graph has changed."""
        path = self.state / "generation"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def renewed(self) -> Workspace:
        """Give the workspace with its files looked for anew, and the settings as they were read."""
        return Workspace(self.folder, self.settings)

    def _table(self, name: str) -> dict[str, Any]:
        return cast("dict[str, Any]", self.settings.get(name, {}))

    def _source_tables(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self.settings.get("source", []))

    def _files(self, pattern: str) -> Iterator[Path]:
        for path in sorted(self.folder.glob(pattern)):
            if path.is_file() and STATE_FOLDER not in path.relative_to(self.folder).parts:
                yield path

    def _matches(self) -> Iterator[tuple[Source, str | None]]:
        seen: set[tuple[str, str]] = set()
        for table in self._source_tables():
            options = {key: value for key, value in table.items() if key not in _SOURCE_KEYS}
            for path in self._files(str(table["path"])):
                name = path.relative_to(self.folder).as_posix()
                mark = (name, str(options.get("sheet", "")))
                if mark in seen:
                    continue
                seen.add(mark)
                yield (
                    Source(
                        path=path,
                        name=name,
                        minter=self.minter,
                        domain=cast("Domain | None", table.get("domain")),
                        system=table.get("system"),
                        process=table.get("process"),
                        options=options,
                    ),
                    table.get("format"),
                )

    def _check(self, path: Path) -> None:
        where = str(path)
        refuse_unknown(self.settings, where)
        for name in ("workspace", "store", "check", "queries", "serve"):
            if not isinstance(self.settings.get(name, {}), dict):
                raise UserError.bad_setting(where, f"[{name}] must be a table", f"write [{name}]")
        base = self._table("workspace").get("base")
        if base is not None and not re.fullmatch(
            r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#:]", str(base)
        ):
            raise UserError.bad_setting(
                where,
                f"base {base!r} is not an absolute IRI that ends in / or #",
                "choose an address of your own; nothing is fetched from it",
                'base = "https://example.org/purchase-to-pay/"',
            )
        tables = self.settings.get("source", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise UserError.bad_setting(
                where, "[source] must be a list", "write [[source]]", _EXAMPLE
            )
        for number, table in enumerate(tables, start=1):
            self._check_source(f"{where}: [[source]] no. {number}", table)
        self._check_queries(where)
        try:
            self.as_of()
        except ValueError:
            raise UserError.bad_setting(
                where,
                "as-of is not a date",
                "write it as year-month-day",
                '[check]\nas-of = "2026-11-15"',
            ) from None

    def _check_queries(self, where: str) -> None:
        stated = self._table("queries").get("path", "queries")
        example = '[queries]\npath = "queries"'
        paths = [stated] if isinstance(stated, str) else stated
        if not isinstance(paths, list) or not all(isinstance(one, str) and one for one in paths):
            raise UserError.bad_setting(
                where, "[queries] path is no folder", "name a folder, or a list of them", example
            )
        for path in paths:
            if Path(path).is_absolute() or ".." in Path(path).parts:
                raise UserError.bad_setting(
                    where,
                    f"the path {path!r} leaves the workspace",
                    "keep queries in its folder",
                    example,
                )
            if "path" in self._table("queries") and not (self.folder / path).is_dir():
                raise UserError.bad_setting(
                    where,
                    f"there is no folder {path!r} of queries",
                    "make it, or correct [queries] path",
                    example,
                )

    def _check_source(self, where: str, table: dict[str, Any]) -> None:
        pattern = table.get("path")
        if not isinstance(pattern, str) or not pattern:
            raise UserError.bad_setting(where, "a source has no path", "say which files", _EXAMPLE)
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise UserError.bad_setting(
                where,
                f"the path {pattern!r} leaves the workspace",
                "keep files in its folder",
                _EXAMPLE,
            )
        if table.get("domain") not in (None, "process", "digital"):
            raise UserError.bad_setting(
                where,
                f"domain {table['domain']!r} is unknown",
                "write process or digital",
                _EXAMPLE,
            )


def sorted_text(value: object) -> str:
    """Give a value as text in which the order of a dictionary's keys makes no difference."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{sorted_text(value[key])}" for key in sorted(value)) + "}"
    return repr(value)


def _toml_place(path: Path, error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"at line (\d+)", str(error))
    return f"{path}:{found.group(1)}" if found else str(path)
