"""How often each rule raises the alarm over folders of public files, and a sample to be read.

``python -m bench.alarms FOLDER`` makes a workspace of each file (of a whole folder where its files
belong together) as ``asbuilt init`` proposes it, loads and checks it, and prints a Markdown table
of findings per rule and kind of file. ``--findings FILE`` keeps all findings as lines of JSON;
``--read FILE`` draws from them, for each rule and kind, the findings that a person is to read
beside the files. The same files and seed draw the same.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from asbuilt import derive, ingest, judge
from asbuilt.errors import UserError
from asbuilt.proposal import propose
from asbuilt.workspace import SETTINGS_FILE, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY: Final = date(2026, 11, 26)
"""The day judged for where none is given."""
_TOGETHER: Final = {
    "cmdb": 1, "registers": 1, "scim": 1, "casbin": 0, "odcs": 2, "openlineage": 3, "rdf": 1,
}  # fmt: skip
"""Folders whose files belong together: how many parts of a path below them name one workspace."""
_BOTH_DOMAINS: Final = ("bpmn",)
_LARGEST: Final = 4_000_000
"""Bytes of a file beyond which it is left out, and told."""
Case = tuple[str, str, list[Path], str]
"""Kind, name, files, and the domain that its models are of; empty for the one proposed."""


def main() -> None:
    """Print the table, and what was refused or left out on the other stream."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--only", help="kinds to look at, joined by commas")
    parser.add_argument("--as-of", type=date.fromisoformat, default=DAY)
    parser.add_argument("--findings", type=Path, help="file for all findings, as lines of JSON")
    parser.add_argument("--read", type=Path, help="file of findings to draw a sample from")
    parser.add_argument("--most", type=int, default=15, help="findings per rule and kind")
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    if asked.read:
        lines = asked.read.read_text(encoding="utf-8").splitlines()
        for one in drawn([json.loads(line) for line in lines], asked.most, asked.seed):
            print(json.dumps(one, ensure_ascii=False))
        return
    only = set(asked.only.split(",")) if asked.only else set()
    found: list[dict[str, Any]] = []
    cases: Counter[str] = Counter()
    for kind, name, paths, domain in _cases(asked.folder):
        if only and kind.split(", ")[0] not in only:
            continue
        cases[kind] += 1
        try:
            found += _findings(kind, name, paths, domain, asked.as_of)
        except UserError as error:
            print(f"{kind}: {name}: {error}", file=sys.stderr, flush=True)
    if asked.findings:
        text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found)
        asked.findings.write_text(text, encoding="utf-8")
    print("\n".join(table(found, cases)))


def table(found: list[dict[str, Any]], cases: Counter[str]) -> Iterator[str]:
    """Give the lines of a table: rules down, kinds of file across."""
    kinds = sorted(cases)
    counted = Counter((one["rule"], one["kind"]) for one in found)
    yield "| rule | " + " | ".join(f"{kind} ({cases[kind]})" for kind in kinds) + " | all |"
    yield "|---|" + "---|" * (len(kinds) + 1)
    for rule in sorted({rule for rule, _ in counted}):
        of_kinds = [counted[rule, kind] for kind in kinds]
        cells = " | ".join(str(number or "") for number in of_kinds)
        yield f"| {rule} | {cells} | {sum(of_kinds)} |"


def drawn(found: list[dict[str, Any]], most: int, seed: int) -> Iterator[dict[str, Any]]:
    """Give at most so many findings of each rule and kind, drawn by chance."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in found:
        groups[one["rule"], one["kind"]].append(one)
    for key, group in sorted(groups.items()):
        chance = random.Random(f"{seed} {key}")  # noqa: S311 - a sample, no secret
        yield from chance.sample(group, min(most, len(group)))


def _cases(folder: Path) -> Iterator[Case]:
    for kind in sorted(path for path in folder.iterdir() if path.is_dir()):
        together: dict[str, list[Path]] = defaultdict(list)
        for path in sorted(one for one in kind.rglob("*") if one.is_file()):
            if path.stat().st_size > _LARGEST:
                print(f"{kind.name}: {path.name} is left out: too large", file=sys.stderr)
                continue
            parts = path.relative_to(kind).parts
            if kind.name.startswith("demo-"):
                together["all"].append(path)
            elif kind.name == "casbin":
                together[
                    str(path.with_suffix("")).removesuffix("_model").removesuffix("_policy")
                ] += [path]
            elif kind.name in _TOGETHER:
                together["/".join(parts[: _TOGETHER[kind.name]])].append(path)
            else:
                together["/".join(parts)].append(path)
        for name, paths in sorted(together.items()):
            if kind.name in _BOTH_DOMAINS:
                yield f"{kind.name}, process", name, paths, "process"
                yield f"{kind.name}, digital", name, paths, "digital"
            else:
                yield kind.name, name, paths, ""


def _findings(
    kind: str, name: str, paths: list[Path], domain: str, day: date
) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "w"
        folder.mkdir()
        above = paths[0].parent
        while not all(path.is_relative_to(above) for path in paths):
            above = above.parent
        for path in paths:
            copy = folder / path.relative_to(above)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        text = propose(folder).text
        for other in ("process", "digital") if domain else ():
            text = text.replace(f'domain = "{other}"', f'domain = "{domain}"')
        (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
        workspace = Workspace.open(folder)
        with closing(workspace.store(write=True)) as store:
            for ledger in ingest.load(workspace, store):
                if ledger.refused:
                    print(f"{kind}: {name}: refused {ledger.file}", file=sys.stderr, flush=True)
            derive.run(workspace, store, day)
            for one in judge.check(workspace, store, day).findings:
                yield {
                    "rule": one.rule, "kind": kind, "of": name, "file": one.file,
                    "at": one.locator, "about": one.label, "value": one.value_label or one.value,
                    "says": one.message,
                }  # fmt: skip


if __name__ == "__main__":
    main()
