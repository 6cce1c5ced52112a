"""Facets: what events say of a job, a run or a dataset beside its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from asbuilt.loaders.openlineage.said import listed, said, text

if TYPE_CHECKING:
    from asbuilt.loaders.openlineage.record import Dataset, Job, Record

MOST_NESTED: Final = 40
"""How deep fields of a schema may lie in one another."""
_PROVIDES: Final = re.compile(
    r"\b(?:coalesce|ifnull|nvl2?|nullif|isnull|zeroifnull|fillna|dropna)\s*\("
    r"|\bis\s+(?:not\s+)?null\b",
    re.IGNORECASE,
)
"""What provides for a value that is absent, as engines write it."""
_OF_RUN: Final = frozenset({"parent", "jobDependencies", "nominalTime", "errorMessage"})


def of_dataset(
    record: Record, dataset: Dataset, job: Job | None, facets: dict[str, Any], line: int
) -> None:
    """Take note of a dataset's facets: the latest of each kind counts, lineage adds up."""
    for name, value in facets.items():
        facet = said(value)
        if facet.get("_deleted") is True:
            dataset.facets.pop(name, None)
            record.count(f"facet {name} taken back")
        elif name == "schema":
            record.count("facet schema")
            _fields(record, dataset, facet, "", line, 0)
        elif name == "columnLineage":
            record.count("facet columnLineage")
            _column_lineage(record, dataset, job, facet, line)
        elif name == "lineage":
            record.count("facet lineage")
            lineage_of(record, dataset, job, facet, line)
        else:
            dataset.facets[name] = value, line
            if name == "lifecycleStateChange":
                _renamed(record, dataset, said(facet.get("previousIdentifier")), line)


def _renamed(record: Record, dataset: Dataset, before: dict[str, Any], line: int) -> None:
    """Take note that a dataset holds what another did before it was renamed."""
    namespace, name = text(before.get("namespace")), text(before.get("name"))
    if namespace and name:
        old = record.dataset(namespace, name, line)
        if old is not dataset:
            dataset.origins.setdefault(old.iri, line)


def of_job(record: Record, job: Job, facets: dict[str, Any], line: int) -> None:
    """Take note of a job's facets: the latest of each kind counts, lineage adds up."""
    for name, value in facets.items():
        facet = said(value)
        if facet.get("_deleted") is True:
            job.facets.pop(name, None)
            record.count(f"facet {name} taken back")
        elif name == "lineage":
            record.count("facet lineage")
            for entry in listed(facet.get("entries")):
                _entry(record, job, entry, line)
        else:
            job.facets[name] = value, line
            if name == "jobType":
                job.is_streaming = text(facet.get("processingType")).upper() == "STREAMING"


def of_run(record: Record, job: Job, facets: dict[str, Any], line: int) -> None:
    """Take from a run what it says of its job: what it is part of, follows, and fails by."""
    for name in facets:
        record.count(f"run facet {name}", "read" if name in _OF_RUN else "unread")
    parent = said(said(facets.get("parent")).get("job"))
    if text(parent.get("name")):
        whole = record.job(text(parent.get("namespace")), text(parent["name"]), line)
        if whole is not job:
            job.part_of.setdefault(whole.iri, line)
    dependencies = said(facets.get("jobDependencies"))
    for key, others in (("upstream", job.after), ("downstream", job.before)):
        for one in listed(dependencies.get(key)):
            other = said(one.get("job"))
            if text(other.get("name")):
                known = record.job(text(other.get("namespace")), text(other["name"]), line)
                others.setdefault(known.iri, line)
    for name in ("nominalTime", "errorMessage"):
        if name in facets:
            job.facets[name] = facets[name], line


def lineage_of(
    record: Record, dataset: Dataset, job: Job | None, facet: dict[str, Any], line: int
) -> None:
    """Take note of where a dataset and its fields come from, as the lineage facet says it."""
    for origin in listed(facet.get("inputs")):
        _from(record, dataset, None, job, origin, line)
    for name, entry in said(facet.get("fields")).items():
        for origin in listed(said(entry).get("inputs")):
            _from(record, dataset, name, job, origin, line)


def _entry(record: Record, job: Job, entry: dict[str, Any], line: int) -> None:
    """Take note of one target of a job's lineage: a dataset, another job, or the job itself."""
    namespace, name = text(entry.get("namespace")), text(entry.get("name"))
    if text(entry.get("type")).upper() == "JOB":
        reader = record.job(namespace, name, line) if name else job
        for origin in listed(entry.get("inputs")):
            source = _source(record, origin, line)
            if source is not None:
                reader.reads.setdefault(source, line)
                _reads_field(record, reader, source, origin, line)
    elif namespace and name:
        target = record.dataset(namespace, name, line)
        job.writes.setdefault(target, line)
        lineage_of(record, target, job, entry, line)


def _from(  # noqa: PLR0913, PLR0917 - what comes from where, by whom, and where it is said
    record: Record,
    target: Dataset,
    field: str | None,
    job: Job | None,
    origin: dict[str, Any],
    line: int,
) -> None:
    if text(origin.get("type")).upper() == "JOB":
        name = text(origin.get("name"))
        maker = record.job(text(origin.get("namespace")), name, line) if name else job
        if maker is not None:
            maker.writes.setdefault(target, line)
        return
    source = _source(record, origin, line)
    if source is None:
        return
    if source is not target:
        target.origins.setdefault(source.iri, line)
    if job is not None:
        job.reads.setdefault(source, line)
        _reads_field(record, job, source, origin, line)
    path = text(origin.get("field"))
    if field and path:
        start = record.field(source, path, line)
        end = record.field(target, field, line)
        record.count("lineage of a field")
        if start is not end:
            end.origins.setdefault(start.iri, line)
            if _is_summed(origin):
                end.summed.setdefault(start.iri, line)


def _column_lineage(
    record: Record, dataset: Dataset, job: Job | None, facet: dict[str, Any], line: int
) -> None:
    for name, entry in said(facet.get("fields")).items():
        for origin in listed(said(entry).get("inputFields")):
            _from(record, dataset, name, job, origin, line)
    for origin in listed(facet.get("dataset")):
        _from(record, dataset, None, job, origin, line)


def _is_summed(origin: dict[str, Any]) -> bool:
    """Say whether a value is not handed on: column lineage 1-2-0, types and subtypes."""
    ways = listed(origin.get("transformations"))
    return bool(ways) and all(
        text(one.get("type")).upper() == "INDIRECT"
        or text(one.get("subtype")).upper() == "AGGREGATION"
        for one in ways
    )


def _source(record: Record, origin: dict[str, Any], line: int) -> Dataset | None:
    namespace, name = text(origin.get("namespace")), text(origin.get("name"))
    if namespace and name:
        return record.dataset(namespace, name, line)
    record.count("origin without namespace or name", "unread")
    record.trouble("origins of data without namespace or name, which could be any", line)
    return None


def _reads_field(
    record: Record, job: Job, source: Dataset, origin: dict[str, Any], line: int
) -> None:
    """Take note that a job reads a field, and whether it provides for its absence."""
    path = text(origin.get("field"))
    if not path:
        return
    field = record.field(source, path, line)
    job.fields.setdefault(field.iri, line)
    for one in listed(origin.get("transformations")):
        record.count("transformation")
        if _PROVIDES.search(text(one.get("description"))):
            job.provides.setdefault(field.iri, line)


def _fields(  # noqa: PLR0913, PLR0917 - whose fields, above what, how deep, and where it is said
    record: Record, dataset: Dataset, facet: dict[str, Any], above: str, line: int, depth: int
) -> None:
    if depth > MOST_NESTED:
        record.count("fields that lie too deep", "unread")
        return
    for one in listed(facet.get("fields")):
        name = text(one.get("name"))
        if not name:
            record.count("field without a name", "unread")
            continue
        path = f"{above}.{name}" if above else name
        field = record.field(dataset, path, line)
        field.type = text(one.get("type")) or field.type
        field.description = text(one.get("description")) or field.description
        _fields(record, dataset, one, path, line, depth + 1)
