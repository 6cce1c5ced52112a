"""What is stated of the jobs and datasets that were collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, XSD, Literal

from asbuilt.facts import Fact, Item, Place, Problem, Source, Tally, Version
from asbuilt.identity import dataset_identifier
from asbuilt.loaders.openlineage.owners import owners
from asbuilt.loaders.openlineage.said import listed, said, text
from asbuilt.loaders.openlineage.words import OPENLINEAGE, kept
from asbuilt.reading.secrets import opens_doors
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.loaders.openlineage.record import Dataset, Field, Job, Record

_FIX = "let whatever sends the events say more, or leave these out of the file"


def state(source: Source, record: Record) -> Iterator[Item]:
    """Yield all facts about what was collected, then the counts and what was wrong."""
    for version in sorted(record.versions)[-1:]:
        yield Version(version)
    systems: set[str] = set()
    for dataset in record.datasets.values():
        yield from _dataset(source, dataset, systems)
    for job in record.jobs.values():
        yield from _job(source, job)
    for (kind, disposition), count in sorted(record.tallies.items()):
        yield Tally(kind, disposition, count)
    for message, (number, line) in record.troubles.items():
        yield Problem(
            "warning", f"{message} (met {number} times, here first)", _FIX, Place(line=line)
        )


def _dataset(source: Source, dataset: Dataset, systems: set[str]) -> Iterator[Item]:
    yield Tally("dataset")
    place = Place(line=dataset.line)
    yield from source.describe(
        dataset.iri,
        AB.DataAsset,
        label=dataset.name,
        identifier=dataset_identifier(dataset.namespace, dataset.name),
        place=place,
    )
    yield from _held(source, dataset, systems)
    for field in dataset.fields.values():
        yield from _field(source, dataset, field)
    for origin, line in dataset.origins.items():
        yield Fact(dataset.iri, AB.sourcedFrom, origin, Place(line=line))
    if dataset.written is not None:
        at, line = dataset.written
        moment = Literal(at.isoformat(), datatype=XSD.dateTime)
        yield Fact(dataset.iri, AB.lastUpdated, moment, Place(line=line))
    yield from owners(source, dataset.iri, dataset.facets.pop("ownership", None))
    yield from kept(dataset.iri, "facet", dataset.facets)
    yield from _aliases(dataset)
    yield from _assertions(source, dataset)


def _held(source: Source, dataset: Dataset, systems: set[str]) -> Iterator[Item]:
    """State the system that holds a dataset: that of its namespace, as its data source names it."""
    value, line = dataset.facets.pop("dataSource", (None, dataset.line))
    place = Place(line=line)
    label = text(said(value).get("name"))
    named = label if not opens_doors("", label) else None
    system = source.minter.named("system", dataset.namespace)
    if named or dataset.namespace not in systems:
        yield from source.describe(
            system, AB.System, label=named, identifier=dataset.namespace, place=place
        )
    systems.add(dataset.namespace)
    yield Fact(dataset.iri, AB.heldBy, system, place)


def _field(source: Source, dataset: Dataset, field: Field) -> Iterator[Item]:
    yield Tally("field")
    place = Place(line=field.line)
    yield from source.describe(
        field.iri,
        AB.Field,
        label=field.path.rpartition(".")[2] or field.path,
        identifier=field.path,
        place=place,
    )
    yield Fact(dataset.iri, AB.hasField, field.iri, place)
    around = dataset.fields.get(field.path.rpartition(".")[0])
    if around is not None:
        yield Fact(field.iri, AB.partOf, around.iri, place)
    if field.type:
        yield Fact(field.iri, OPENLINEAGE.type, Literal(field.type), place)
    if field.description:
        yield Fact(field.iri, DCTERMS.description, Literal(field.description), place)
    for origin, line in field.origins.items():
        yield Fact(field.iri, AB.sourcedFrom, origin, Place(line=line))
    for origin, line in field.summed.items():
        yield Fact(field.iri, OPENLINEAGE.summedUpFrom, origin, Place(line=line))


def _aliases(dataset: Dataset) -> Iterator[Item]:
    """State what else a dataset is called."""
    value, line = dataset.facets.get("symlinks", (None, 0))
    for one in listed(said(value).get("identifiers")):
        namespace, name = text(one.get("namespace")), text(one.get("name"))
        known_as = dataset_identifier(namespace, name)
        if namespace and name and not opens_doors("", known_as):
            yield Fact(dataset.iri, DCTERMS.identifier, Literal(known_as), Place(line=line))


def _assertions(source: Source, dataset: Dataset) -> Iterator[Item]:
    """State each test of the data as a rule that checks the dataset or the field that it names."""
    value, line = dataset.facets.get("dataQualityAssertions", (None, 0))
    place = Place(line=line)
    for one in listed(said(value).get("assertions")):
        column, name = text(one.get("column")), text(one.get("name")) or text(one.get("assertion"))
        if not name:
            continue
        rule = source.minter.part(dataset.iri, "assertion", f"{name}/{column}")
        yield Tally("assertion")
        yield from source.describe(rule, AB.QualityRule, label=name, identifier=None, place=place)
        field = dataset.fields.get(column)
        tested = dataset.iri if field is None else field.iri
        yield Fact(tested, AB.checkedBy, rule, place)
        if isinstance(one.get("success"), bool):
            yield Fact(rule, OPENLINEAGE.success, Literal(one["success"]), place)


def _job(source: Source, job: Job) -> Iterator[Item]:
    yield Tally("job")
    place = Place(line=job.line)
    yield from source.describe(
        job.iri,
        AB.Automation,
        label=job.name,
        identifier=dataset_identifier(job.namespace, job.name) if job.namespace else job.name,
        place=place,
    )
    yield Fact(job.iri, AB.elementKind, Literal("job"), place)
    if source.system:
        system = source.minter.named("system", source.system)
        yield from source.describe(
            system, AB.System, label=source.system, identifier=None, place=place
        )
        yield Fact(job.iri, AB.heldBy, system, place)
    yield from _links(job)
    for kind, count in sorted(job.outcomes.items()):
        if kind.isalpha():
            yield Fact(job.iri, OPENLINEAGE[f"events{kind.capitalize()}"], Literal(count), place)
    yield from owners(source, job.iri, job.facets.pop("ownership", None))
    yield from kept(job.iri, "job facet", job.facets)


def _links(job: Job) -> Iterator[Fact]:
    """State what a job reads, writes and provides for, and that what it writes is made of that."""
    pairs: list[tuple[URIRef, URIRef, dict[URIRef, int]]] = [
        (job.iri, AB.reads, job.fields),
        (job.iri, AB.providesFor, job.provides),
        (job.iri, AB.partOf, job.part_of),
        (job.iri, AB.next, job.before),
    ]
    for thing, term, others in pairs:
        for other, line in others.items():
            yield Fact(thing, term, other, Place(line=line))
    for other, line in job.after.items():
        yield Fact(other, AB.next, job.iri, Place(line=line))
    for dataset, line in job.reads.items():
        yield Fact(job.iri, AB.reads, dataset.iri, Place(line=line))
    for dataset, line in job.writes.items():
        yield Fact(job.iri, AB.writes, dataset.iri, Place(line=line))
        for origin, first in job.reads.items():
            if origin is not dataset:
                place = Place(line=max(line, first))
                yield Fact(dataset.iri, AB.sourcedFrom, origin.iri, place)
