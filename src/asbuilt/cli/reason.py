"""``asbuilt reason``: whether ontology and data fit together, and which classes follow."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from rdflib import Graph
from rdflib.util import guess_format

from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.errors import UserError
from asbuilt.names import curie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.derive.ontology.reasoning import Reasoning
    from asbuilt.store import Triple


@click.command(name="reason")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reasoner", type=click.Choice(["pellet", "hermit"]), help="Which one to run.")
@workspace_option
@json_option
def command(
    files: tuple[Path, ...],
    reasoner: Literal["pellet", "hermit"] | None,
    folder: Path,
    as_json: bool,
) -> int:
    """Check the workspace's graph, or RDF FILES without any workspace, against the ontology.

    Tells whether all of it can be true at once, which classes can have no members, and which
    subclass relations follow that nobody stated; of what cannot be true, which things would have to
    be of two kinds that exclude each other, and why. Exit code 1 where it is inconsistent.
    """
    from asbuilt.derive.ontology.reasoning import reason  # noqa: PLC0415 - a reasoner is slow to import

    if files:
        result = reason(_read(files), reasoner)
    else:
        with closing(open_workspace(folder).store()) as store:
            result = reason(store.triples(), reasoner)
    if as_json:
        echo_json(_as_dict(result))
    else:
        _print(result)
    return 0 if result.consistent and not result.unsatisfiable else 1


def _read(files: Iterable[Path]) -> Iterable[Triple]:
    graph = Graph()
    for path in files:
        try:
            graph.parse(path, format=guess_format(str(path)) or "turtle")
        except Exception as error:  # noqa: BLE001 - each of rdflib's parsers raises its own
            raise UserError(
                f"this is no RDF that can be read: {' '.join(str(error).split())[:200]}",
                str(path),
                "mend the file; Turtle, N-Triples, RDF/XML and JSON-LD are read by their endings",
            ) from None
    return graph  # type: ignore[return-value]


def _print(result: Reasoning) -> None:
    colour = "green" if result.consistent else "red"
    word = "consistent" if result.consistent else "inconsistent"
    click.echo(f"{click.style(word, fg=colour, bold=True)} ({result.engine}, {_count(result)})")
    for clash in result.clashes:
        click.echo(
            f"\n{clash.thing}\n  would be a {curie(clash.first)}: {clash.reasons[0]}"
            f"\n  and a {curie(clash.second)}: {clash.reasons[1]}"
            "\n  but nothing can be both."
            "\n  fix: state it as two things, or correct the one of the two that is wrong"
        )
    if result.words:
        click.echo(f"\nThe reasoner says: {result.words}")
    for one in result.unsatisfiable:
        click.echo(
            f"Nothing can ever be a {curie(one)}: it is below two classes that exclude each other."
        )
    for below, above in result.inferred:
        click.echo(f"Each {curie(below)} is a {curie(above)}; nobody states it, it follows.")
    if result.consistent and not result.inferred:
        click.echo("No subclass relation follows that is not stated.")


def _count(result: Reasoning) -> str:
    told = f"{result.individuals:,} things"
    if result.judged < result.individuals:
        told += f", those that are alike judged as one of {result.judged:,}"
    return told


def _as_dict(result: Reasoning) -> dict[str, object]:
    return {
        "consistent": result.consistent,
        "reasoner": result.engine,
        "individuals": result.individuals,
        "judged": result.judged,
        "unsatisfiable": [str(one) for one in result.unsatisfiable],
        "inferred": [{"class": str(a), "subClassOf": str(b)} for a, b in result.inferred],
        "clashes": [
            {
                "thing": str(clash.thing),
                "classes": [str(clash.first), str(clash.second)],
                "reasons": list(clash.reasons),
            }
            for clash in result.clashes
        ],
        "words": result.words,
    }
