"""``asbuilt fix``: what would mend a finding, as a diff, with its outcome, and carried out."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.errors import UserError
from asbuilt.judge.explanation import Explainer
from asbuilt.judge.kept import finding_named
from asbuilt.judge.patches import Patch, files, patches
from asbuilt.judge.patches.outcome import Outcome, preview
from asbuilt.workspace import Workspace

_MOST = 20


@click.command(name="fix")
@click.argument("fingerprint")
@click.option("--patch", "number", type=click.IntRange(min=1), default=1, show_default=True,
              help="Which of the patches, as they are numbered.")  # fmt: skip
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE",
              help="Say a value that the patch needs.")  # fmt: skip
@click.option("--diff", "only_diff", is_flag=True, help="Print the diff and nothing else.")
@click.option("--preview", "with_outcome", is_flag=True,
              help="Judge a copy: which findings would vanish or appear.")  # fmt: skip
@click.option("--apply", "applying", is_flag=True, help="Write the patch into the files.")
@workspace_option
@json_option
def command(
    fingerprint: str,
    number: int,
    values: tuple[str, ...],
    only_diff: bool,
    with_outcome: bool,
    applying: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Propose edits of your files that mend the finding whose FINGERPRINT begins like this.

    \b
    asbuilt fix a027fe2f                                   the patches there are, each as a diff
    asbuilt fix a027fe2f --set owner="Jane Doe" --preview  what would vanish or appear
    asbuilt fix a027fe2f --set owner="Jane Doe" --apply    write it; then load and check again

    Nothing is written without --apply, and nothing at all where a file has changed since it was
    loaded. Values that only a person can say are marked ⟨like this⟩.
    """  # noqa: D301 - the escape is click's, for lines that keep their breaks
    workspace = open_workspace(folder)
    said = _said(values)
    with closing(workspace.store()) as store:
        explainer = Explainer(workspace, store)
        finding = finding_named(store, fingerprint)
        found = patches(explainer, finding, explainer.explain(finding))
        if not found:
            raise UserError(
                "no patch can be made for this finding", hint=finding.fix or "see asbuilt explain"
            )
        chosen = _chosen(found, number).filled(said)
        _refuse_unknown(chosen, said)
        outcome = preview(workspace, store, chosen, explainer.as_of) if with_outcome else None
    if applying:
        written = [str(path) for path in files.apply(workspace, chosen)]
        _tell_written(written, as_json=as_json, outcome=outcome)
    elif only_diff:
        click.echo(files.diff(workspace.folder, chosen), nl=False)
    elif as_json:
        echo_json(_as_data(workspace, found, said, outcome))
    elif values or outcome is not None:
        _show(workspace, number, chosen)
        _show_outcome(outcome)
    else:
        for at, patch in enumerate(found, start=1):
            _show(workspace, at, patch)


def _said(values: tuple[str, ...]) -> dict[str, str]:
    said = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"--set {text!r} has no value: write --set NAME=VALUE")
        said[name.strip()] = value.strip()
    return said


def _chosen(found: list[Patch], number: int) -> Patch:
    if number > len(found):
        raise UserError(
            f"there is no patch {number}", hint=f"there are {len(found)}; run without --patch"
        )
    return found[number - 1]


def _refuse_unknown(patch: Patch, said: dict[str, str]) -> None:
    known = [blank.name for blank in patch.blanks]
    for name in said:
        if name not in known:
            raise UserError.unknown_name("value of the patch", name, known)


def _show(workspace: Workspace, number: int, patch: Patch) -> None:
    click.echo(click.style(f"Patch {number}: {patch.title}", bold=True))
    if patch.note:
        click.echo(f"  {patch.note}")
    click.echo(files.diff(workspace.folder, patch))
    for blank in patch.open_blanks:
        click.echo(f"  needs --set {blank.name}=…   {blank.meaning}")
        for candidate in blank.candidates:
            click.echo(f"      perhaps {candidate.value!r}: {candidate.reason}")
    if patch.open_blanks:
        click.echo()


def _show_outcome(outcome: Outcome | None) -> None:
    if outcome is None:
        return
    for title, changes, colour in (
        ("Would vanish", outcome.vanish, "green"),
        ("Would appear", outcome.appear, "red"),
    ):
        click.echo(click.style(f"{title}: {len(changes)}", bold=True))
        for one in changes[:_MOST]:
            click.echo(f"  {click.style(one.code, fg=colour)} {one.fingerprint[:8]} {one.message}")
        if len(changes) > _MOST:
            click.echo(f"  … and {len(changes) - _MOST} more")
    click.echo(f"Unchanged: {outcome.unchanged}")
    for problem in outcome.problems:
        click.echo(f"The loader says of it: {problem}")


def _tell_written(written: list[str], *, as_json: bool, outcome: Outcome | None) -> None:
    if as_json:
        echo_json({"written": written, "outcome": outcome.as_dict() if outcome else None})
        return
    _show_outcome(outcome)
    for path in written:
        click.echo(f"Wrote {path}")
    click.echo("Now run `asbuilt load` and `asbuilt check`.")


def _as_data(
    workspace: Workspace, found: list[Patch], said: dict[str, str], outcome: Outcome | None
) -> dict[str, object]:
    return {
        "patches": [
            {
                "number": at,
                **patch.as_dict(),
                "diff": files.diff(workspace.folder, patch.filled(said)),
            }
            for at, patch in enumerate(found, start=1)
        ],
        "outcome": outcome.as_dict() if outcome else None,
    }
