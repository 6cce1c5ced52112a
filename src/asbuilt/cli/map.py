"""``asbuilt map``: mappings between both domains, proposals for more, and their confirmation."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rdflib import PROV, RDFS, URIRef

from asbuilt.catalogue import queries
from asbuilt.cli.context import echo_json, json_option, open_workspace, workspace_option
from asbuilt.cli.proposals import offered, offers, rows
from asbuilt.derive.correspondence.proposals import name as correspondence
from asbuilt.derive.identity.duplicates import name as duplicates
from asbuilt.mapping_decision import ENFORCEMENTS, Decision, two_ends, write
from asbuilt.mapping_export import exported
from asbuilt.mapping_set import FILE, rendered
from asbuilt.names import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.store import Store
    from asbuilt.workspace import Workspace

_COLOURS = {"confirmed": "green", "proposed": "cyan", "suspect": "yellow", "outdated": "red"}


@click.command(name="map")
@click.argument("ends", nargs=-1, metavar="[ID | STEP STATE]")
@click.option("--propose", "proposing_", is_flag=True, help="Print proposals as SSSOM rows.")
@click.option("--sssom", "exporting", is_flag=True, help="Print all mappings as a set of SSSOM.")
@click.option("--confirm", "confirming", is_flag=True, help="Confirm a proposal, or two ends.")
@click.option("--reject", "rejecting", is_flag=True, help="Say that the two are no match.")
@click.option("--by", "who", metavar="WHO", help="Who confirms or rejects.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of it, if not today.")
@click.option("--enforcement", type=click.Choice(ENFORCEMENTS))
@workspace_option
@json_option
def command(
    ends: tuple[str, ...],
    proposing_: bool,
    exporting: bool,
    confirming: bool,
    rejecting: bool,
    who: str | None,
    day: datetime | None,
    enforcement: str | None,
    folder: Path,
    as_json: bool,
) -> None:
    """List the mappings between steps and states; propose more; confirm or reject one.

    \b
    asbuilt map                                    what is mapped, and how far it can be trusted
    asbuilt map --propose                          what may belong together, and why
    asbuilt map --sssom                            what is mapped, for tools that read SSSOM
    asbuilt map --confirm 3f2a --by "Ann Miller"   confirm the proposal with this ID
    asbuilt map --confirm "Approve order" ApproveOrder --by "Ann Miller"
    asbuilt map --reject 3f2a --by "Ann Miller"    say that the two are no match

    Roles, groups and people of two sources that may be one are proposed, too: once confirmed, what
    one source says of one counts for the other.

    A step or state is named by IRI, by file#identifier, by identifier, or by name. Confirmed
    mappings are written to mappings/confirmed.sssom.tsv in the workspace.
    """  # noqa: D301 - the escape is click's, for lines that keep their breaks
    workspace = open_workspace(folder)
    with closing(workspace.store()) as store:
        if confirming or rejecting:
            if confirming and rejecting:
                raise click.UsageError("a mapping is confirmed or rejected, not both")
            if not who:
                raise click.UsageError('say who confirms the mapping: --by "First Last"')
            when = (day or datetime.now(UTC)).date().isoformat()
            chosen = _chosen(store, workspace, ends)
            _confirm(workspace, store, chosen, (who, when, enforcement, rejecting), as_json)
        elif ends:
            raise click.UsageError("ends are named only with --confirm or --reject")
        elif exporting:
            _export(workspace, store)
        elif proposing_:
            _propose(workspace, store, as_json)
        else:
            _list(workspace, store, as_json)


def _list(workspace: Workspace, store: Store, as_json: bool) -> None:
    mappings = _mappings(store)
    if as_json:
        echo_json(mappings)
        return
    for mapping in mappings:
        status = str(mapping["status"])
        place = str(mapping["place"] or "").removeprefix(workspace.minter.base)
        click.echo(
            f"{click.style(f'{status:<9}', fg=_COLOURS.get(status))}  {mapping['processLabel']}"
            f" ↔ {mapping['digitalLabel']}" + (f"  ({place})" if place else "")
        )
        for drift in mapping["drift"]:
            click.echo(f"           suspect: {drift}")
    counted = sum(mapping["status"] == "confirmed" for mapping in mappings)
    click.echo(f"{len(mappings)} mappings, {counted} of them confirmed.")
    _tell_omissions(workspace, store)


def _tell_omissions(workspace: Workspace, store: Store) -> None:
    """Say what was not compared or not proposed because there was too much of it."""
    for row in store.select(queries(workspace.query_folders)["omissions"].bind()).dicts():
        if str(row["analysis"]).rpartition("/")[2] in {correspondence, duplicates}:
            click.echo(f"Left out: {row['proof']}", err=True)


def _mappings(store: Store) -> list[dict[str, Any]]:
    table = store.select(
        f"""SELECT ?mapping ?process ?digital (MIN(?s) AS ?status) (MIN(?by) AS ?who)
            (MIN(?on) AS ?day) (MIN(?due) AS ?review) (MIN(?c) AS ?confidence)
            (MIN(?j) AS ?why) (MIN(?place) AS ?where) (MIN(?e) AS ?enforcement)
        WHERE {{
            ?mapping a <{AB.Mapping}> ; <{AB.processElement}> ?process ;
                <{AB.digitalElement}> ?digital .
            FILTER NOT EXISTS {{ ?process a <{AB.Reference}> }}
            FILTER NOT EXISTS {{ ?digital a <{AB.Reference}> }}
            FILTER NOT EXISTS {{ ?process a <{AB.State}> }}
            FILTER NOT EXISTS {{ ?digital a <{AB.Step}> }}
            OPTIONAL {{ ?mapping <{AB.mappingStatus}> ?s }}
            OPTIONAL {{ ?mapping <{AB.confirmedBy}>/<{RDFS.label}> ?by }}
            OPTIONAL {{ ?mapping <{AB.confirmedOn}> ?on }}
            OPTIONAL {{ ?mapping <{AB.reviewDue}> ?due }}
            OPTIONAL {{ ?mapping <{AB.confidence}> ?c }}
            OPTIONAL {{ ?mapping <{AB.justification}> ?j }}
            OPTIONAL {{ ?mapping <{AB.enforcement}> ?e }}
            OPTIONAL {{ ?mapping <{PROV.hadPrimarySource}> ?place }}
        }} GROUP BY ?mapping ?process ?digital ORDER BY ?status ?process ?digital"""
    )
    names = describe(
        store, [end for row in table.rows for end in row[1:3] if isinstance(end, URIRef)]
    )
    drifts: dict[str, list[str]] = {}
    for mapping, proof in store.select(
        f"SELECT ?m ?proof WHERE {{ ?d a <{AB.MappingDrift}> ; <{AB.about}> ?m ;"
        f" <{AB.proof}> ?proof }} ORDER BY ?m ?proof"
    ).rows:
        drifts.setdefault(str(mapping), []).append(str(proof))
    rows = []
    for mapping, process, digital, *rest in table.rows:
        status, who, day, review, confidence, why, where, enforcement = (
            None if value is None else str(value) for value in rest
        )
        rows.append(
            {
                "id": str(mapping).rpartition("/")[2] if status == "proposed" else str(mapping),
                "status": status or "unknown",
                "process": str(process),
                "processLabel": names[URIRef(str(process))].label,
                "digital": str(digital),
                "digitalLabel": names[URIRef(str(digital))].label,
                "enforcement": enforcement,
                "confirmedBy": who,
                "confirmedOn": day,
                "reviewDue": review,
                "confidence": confidence,
                "justification": why,
                "place": where,
                "drift": drifts.get(str(mapping), []),
            }
        )
    return rows


def _export(workspace: Workspace, store: Store) -> None:
    """Print the mappings that sources state as one set, with ends that are mentions resolved."""
    base = workspace.minter.base
    sources = [graph for graph in store.graphs() if graph.startswith(f"{base}graph/source/")]
    referred = store.select(f"SELECT ?mention ?thing WHERE {{ ?mention <{AB.refersTo}> ?thing }}")
    meant = {
        mention: thing
        for mention, thing in referred.rows
        if isinstance(mention, URIRef) and isinstance(thing, URIRef)
    }
    triples = (triple for graph in sources for triple in store.triples(graph))
    click.echo(exported(base, f"{base}mappings", triples, meant), nl=False)


def _propose(workspace: Workspace, store: Store, as_json: bool) -> None:
    made = offers(workspace, store)
    if as_json:
        names = describe(store, [end for one in made for end in one.ends])
        echo_json(
            [
                {
                    "id": one.identifier,
                    "predicate": one.predicate,
                    "process": str(one.ends[0]),
                    "processLabel": names[one.ends[0]].label,
                    "digital": str(one.ends[1]),
                    "digitalLabel": names[one.ends[1]].label,
                    "confidence": round(one.confidence, 2),
                    "justification": one.reason,
                }
                for one in made
            ]
        )
        return
    click.echo(rendered(workspace.minter.base, rows(workspace, store, made)), nl=False)
    click.echo(
        f"{len(made)} proposals. Confirm one with: asbuilt map --confirm ID --by WHO", err=True
    )
    _tell_omissions(workspace, store)


def _chosen(
    store: Store, workspace: Workspace, ends: tuple[str, ...]
) -> tuple[URIRef, URIRef, str]:
    """Give the two ends that are meant, by the ID of a proposal or by their names, and how."""
    if len(ends) == 1:
        offer = offered(workspace, store, ends[0])
        return (*offer.ends, offer.predicate)
    if len(ends) != 2:
        raise click.UsageError("name a proposal by its ID, or a step and a state")
    return two_ends(store, *ends)


def _confirm(
    workspace: Workspace,
    store: Store,
    chosen: tuple[URIRef, URIRef, str],
    how: tuple[str, str, str | None, bool],
    as_json: bool,
) -> None:
    who, when, enforcement, rejecting = how
    decision = Decision(*chosen, who, when, enforcement or "", rejecting)
    written = write(workspace, store, decision)
    if as_json:
        echo_json(
            {
                "file": FILE,
                "replaced": written.replaced,
                "process": str(decision.process),
                "digital": str(decision.digital),
                "rejected": rejecting,
            }
        )
        return
    verb = "Replaced the row" if written.replaced else "Wrote a row"
    click.echo(f"{verb} in {FILE}: {written.said}, by {who}, {when}.")
    if not written.is_loaded:
        click.echo('Add this to asbuilt.toml:\n  [[source]]\n  path = "mappings/*.sssom.tsv"')
    click.echo("Then run `asbuilt load`.")
