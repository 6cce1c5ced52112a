"""One event: which run of which job it is about, what that reads and writes, and how it ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from asbuilt.loaders.openlineage.facets import of_dataset, of_job, of_run
from asbuilt.loaders.openlineage.said import listed, said, text

if TYPE_CHECKING:
    from asbuilt.loaders.openlineage.record import Dataset, Job, Record

_CHANGES_NO_DATA: Final = frozenset({"DROP", "TRUNCATE", "ALTER", "RENAME"})
"""Changes of a dataset's life by which no data comes into it."""


def read(record: Record, value: object, line: int) -> None:
    """Take from an event what it says of its job and datasets."""
    event = said(value)
    is_about = [key for key in ("job", "dataset", "inputs", "outputs") if event.get(key)]
    if not is_about:
        record.count("value that is no event", "unread")
        record.trouble("values that are no events: they have neither a job nor a dataset", line)
        return
    _version(record, event)
    static = said(event.get("dataset"))
    if "job" not in event and static:
        record.count("DatasetEvent")
        _dataset(record, static, None, line)
        return
    record.count("RunEvent" if "run" in event or event.get("eventType") else "JobEvent")
    job = _job(record, said(event.get("job")), line) if "job" in event else None
    inputs = [_dataset(record, one, job, line, "input") for one in listed(event.get("inputs"))]
    outputs = [_dataset(record, one, job, line, "output") for one in listed(event.get("outputs"))]
    if job is not None:
        for dataset in filter(None, inputs):
            job.reads.setdefault(dataset, line)
        of_run(record, job, said(said(event.get("run")).get("facets")), line)
    written = [
        dataset
        for dataset, one in zip(outputs, listed(event.get("outputs")), strict=True)
        if dataset is not None and not _changes_no_data(one)
    ]
    for dataset in written:
        if job is not None:
            job.writes.setdefault(dataset, line)
    _outcome(record, event, job, written, line)


def _job(record: Record, told: dict[str, Any], line: int) -> Job | None:
    name = text(told.get("name"))
    if not name:
        record.count("job without a name", "unread")
        record.trouble("jobs without a name, of which nothing can be said", line)
        return None
    job = record.job(text(told.get("namespace")), name, line)
    of_job(record, job, said(told.get("facets")), line)
    return job


def _dataset(
    record: Record, told: dict[str, Any], job: Job | None, line: int, kind: str = "dataset"
) -> Dataset | None:
    namespace, name = text(told.get("namespace")), text(told.get("name"))
    if not (namespace and name):
        record.count(f"{kind} without namespace or name", "unread")
        record.trouble(f"{kind}s without namespace or name, which could be any", line)
        return None
    if kind != "dataset":
        record.count(kind)
    dataset = record.dataset(namespace, name, line)
    for facets in ("facets", "inputFacets", "outputFacets"):
        of_dataset(record, dataset, job, said(told.get(facets)), line)
    return dataset


def _changes_no_data(told: dict[str, Any]) -> bool:
    change = said(said(told.get("facets")).get("lifecycleStateChange"))
    return text(change.get("lifecycleStateChange")).upper() in _CHANGES_NO_DATA


def _outcome(
    record: Record, event: dict[str, Any], job: Job | None, written: list[Dataset], line: int
) -> None:
    """Take note of when data was written: at the end of a run, whichever event named the data."""
    kind = text(event.get("eventType")).upper()
    if not kind:
        return
    record.count(f"event {kind}")
    if job is not None:
        job.outcomes[kind] += 1
    run = record.run(text(said(event.get("run")).get("runId")))
    for dataset in written:
        run.outputs.setdefault(dataset, line)
    goes_on = kind == "RUNNING" and job is not None and job.is_streaming
    if kind == "COMPLETE" or goes_on:
        at = _time(record, event, line)
        if at is not None and (run.completed is None or run.completed[0] < at):
            run.completed = at, line
    if run.completed is not None and kind not in {"FAIL", "ABORT"}:
        for dataset in run.outputs:
            if dataset.written is None or dataset.written[0] < run.completed[0]:
                dataset.written = run.completed


def _time(record: Record, event: dict[str, Any], line: int) -> datetime | None:
    written = text(event.get("eventTime"))
    try:
        at = datetime.fromisoformat(written)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        what = "without an eventTime" if not written else "whose eventTime is no time"
        record.trouble(f"events {what}, so when data was written is not known", line)
        return None


def _version(record: Record, event: dict[str, Any]) -> None:
    address = text(event.get("schemaURL"))
    _, _, rest = address.partition("/spec/")
    version = rest.partition("/")[0].replace("-", ".")
    if version.replace(".", "").isdigit() and len(record.versions) < 20:
        record.versions.add(version)
