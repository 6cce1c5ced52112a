"""``asbuilt waive``: accept a finding, or what a rule finds, until a day, and say who does."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rdflib import Literal

from asbuilt.catalogue import built_in
from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.errors import UserError
from asbuilt.identity import fold
from asbuilt.judge.kept import KeptFinding, finding_named, kept_findings
from asbuilt.judge.rules import rule_book
from asbuilt.judge.waiver_file import append, entry
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from datetime import datetime

    from asbuilt.store import Store
    from asbuilt.workspace import Workspace

_MOST = 20
_FINGERPRINT = re.compile(r"[0-9a-fA-F]{4,16}")


@click.command(name="waive")
@click.argument("what", metavar="FINGERPRINT|RULE")
@click.option("--focus", default="", help="Only for this thing, by its name or identifier.")
@click.option("--approver", required=True, help="Who accepts the risk.")
@click.option("--reason", required=True, help="Why it is accepted.")
@click.option(
    "--expires",
    "last",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day of the waiver.",
)
@click.option("--compensated-by", default="", help="The control that holds in the meantime.")
@workspace_option
@json_option
def command(
    what: str,
    focus: str,
    approver: str,
    reason: str,
    last: datetime,
    compensated_by: str,
    folder: Path,
    as_json: bool,
) -> None:
    """Accept findings for a time: add a waiver to waivers.toml, and tell what it covers.

    \b
    asbuilt waive a027fe2f --approver "Jane Doe" --reason "New release in March" --expires 2027-03-31
    asbuilt waive DX008 --focus "Price query" --approver "Jane Doe" --reason "…" --expires 2027-03-31

    A waiver without a compensating control is itself a finding, GV010. The file's comments stay.
    """  # noqa: D301, E501 - the escape is click's, for lines that keep their breaks
    workspace = open_workspace(folder)
    day = last.date()
    today = workspace.as_of()
    if day < today:
        raise UserError(
            f"a waiver that ends on {day} has ended already",
            hint=f"name a day from {today} on",
            example="--expires " + today.replace(year=today.year + 1).isoformat(),
        )
    with closing(workspace.store()) as store:
        said, covered = _target(workspace, store, what, focus)
    said |= {
        "approver": approver.strip(),
        "reason": reason.strip(),
        "expires": day.isoformat(),
        "compensated-by": compensated_by.strip(),
    }
    for key in ("approver", "reason"):
        if not said[key]:
            raise UserError(f"the {key} is empty", hint=f"say it: --{key} …")
    remark = covered[0].message if len(covered) == 1 else ""
    path = append(workspace.folder, entry(said, remark))
    _tell(path, covered, said, as_json=as_json)


def _target(
    workspace: Workspace, store: Store, what: str, focus: str
) -> tuple[dict[str, str], list[KeptFinding]]:
    """Give what the entry names, and the findings of the last check that it covers."""
    code = what.upper()
    book = rule_book(workspace)
    if code not in book.rules:
        if not _FINGERPRINT.fullmatch(what):
            raise UserError.unknown_name("rule", what, sorted(book.rules))
        if focus:
            raise UserError(
                "a fingerprint names one finding, so --focus says nothing",
                hint="leave --focus out, or name the rule instead of the fingerprint",
            )
        finding = finding_named(store, what)
        return {"rule": finding.code, "fingerprint": finding.fingerprint}, [finding]
    covered = [one for one in kept_findings(store) if one.code == code]
    if focus:
        named = _named(store, focus)
        covered = [one for one in covered if _things(store, one) & named]
    return {"rule": code, "focus": focus.strip()}, covered


def _named(store: Store, name: str) -> set[str]:
    """Give the things that bear a name, and the name itself, folded."""
    rows = store.texts(built_in()["things-by-name"].bind(name=Literal(fold(name))))
    return {row[0] for row in rows} | {fold(name)}


def _things(store: Store, finding: KeptFinding) -> set[str]:
    """Give what a finding is about and what takes part in it, by IRI and by its end."""
    rows = store.texts(f"SELECT ?thing {{ <{finding.iri}> <{AB.involves}> ?thing }}")
    things = {finding.focus, *([finding.value] if finding.value else []), *(row[0] for row in rows)}
    return things | {fold(thing.rpartition("#")[2]) for thing in things}


def _tell(path: Path, covered: list[KeptFinding], said: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        echo_json(
            {
                "written": str(path),
                "waiver": {key: value for key, value in said.items() if value},
                "covers": [one.as_dict() for one in covered],
            }
        )
        return
    number = f"{len(covered)} finding{'' if len(covered) == 1 else 's'} of the last check"
    click.echo(f"Added to {path}. It covers {number}:")
    for one in covered[:_MOST]:
        click.echo(f"  {one.code} {one.fingerprint[:8]} {one.message}")
    if len(covered) > _MOST:
        click.echo(f"  … and {len(covered) - _MOST} more")
    if not covered:
        click.echo("  none: see whether rule and focus name what you mean")
    if not said["compensated-by"]:
        click.echo("It names no compensating control, which is itself a finding (GV010).")
    click.echo("Now run `asbuilt check`.")
