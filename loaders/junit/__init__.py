"""JUnit XML reports of tests, as Maven, Gradle, pytest, Jest, Go, PHPUnit and others write them.

There is no one standard: what these tools agree on is read, and further attributes are kept.
`report` knows suites and cases and what each came to, `statement` states them as evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.junit.report import ROOTS, Report
from asbuilt.loaders.junit.statement import statement
from asbuilt.loaders.junit.words import JUNIT
from asbuilt.reading import Refusal, runs
from asbuilt.reading.vendors import split
from asbuilt.reading.xml import line_of, parse, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source

__all__ = ["JUNIT", "claims", "load", "name", "settings", "suffixes"]

name: Final = "junit"
suffixes: Final = (".junit.xml", "junit.xml")
settings: Final = (*runs.SETTINGS, "property")

_OTHERS: Final = (b"<node_order", b"internalid=")
"""Marks of test plans whose elements bear the same names, such as TestLink's."""


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a report of tests, by its root element."""
    namespace, local = root_name(head)
    if not local:
        return path.name.lower().endswith(suffixes)
    return local in ROOTS and not namespace and not any(mark in head for mark in _OTHERS)


def load(source: Source) -> Iterator[Item]:
    """Read a report to its end and yield what it says. Raises `Refusal` where it is no report."""
    root = parse(source.path)
    namespace, local = split(str(root.tag))
    if local not in ROOTS or namespace:
        raise Refusal(
            f"this is no JUnit report: the document is <{local}>, not <testsuites> or <testsuite>",
            "let the tool write its report as JUnit XML",
            line_of(root),
        )
    yield from statement(runs.Runs(source), Report(source, root))
