"""XCCDF 1.1 and 1.2: results of checks of a machine, with their rules, also within ARF reports.

`document` finds benchmarks, rules and results, `rules` states what is demanded, `results` what was
found. A report in the Asset Reporting Format (ARF 1.1) or a SCAP data stream holds such documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Tally, Version
from asbuilt.loaders.xccdf.document import HOLDERS, VERSIONS, XCCDF, Document
from asbuilt.loaders.xccdf.results import results
from asbuilt.loaders.xccdf.rules import rules
from asbuilt.reading import Refusal, runs
from asbuilt.reading.vendors import split
from asbuilt.reading.xml import line_of, parse, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["XCCDF", "claims", "load", "name", "settings", "suffixes"]

name: Final = "xccdf"
suffixes: Final = ("-xccdf.xml", ".xccdf.xml", "xccdf-results.xml", "-arf.xml", ".arf.xml")
settings: Final = (*runs.SETTINGS, "references")

_ROOTS: Final = frozenset(("Benchmark", "TestResult"))


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is XCCDF or holds it, by its root element."""
    namespace, local = root_name(head)
    if not local:
        return path.name.lower().endswith(suffixes)
    return (namespace in VERSIONS and local in _ROOTS) or (namespace, local) in HOLDERS


def load(source: Source) -> Iterator[Item]:
    """Read a document to its end and yield what it says; clauses are those of NIST IR 7275r4.

    Raises `Refusal` where it is no XCCDF, or has one identifier twice.
    """
    root = parse(source.path)
    namespace, local = split(str(root.tag))
    is_own = namespace in VERSIONS and local in _ROOTS
    if not is_own and (namespace, local) not in HOLDERS:
        raise Refusal(
            f"this is no XCCDF 1.1 or 1.2: the document is <{local}>"
            + (f" of {namespace}" if namespace else ""),
            "write the results of the scan as XCCDF 1.2 or ARF",
            line_of(root),
        )
    evidence = runs.Runs(source)
    document = Document(source, root)
    if version := document.version:
        yield Version(version if is_own else f"{version} in {HOLDERS[namespace, local]}")
    yield from rules(document)
    yield from results(evidence, document)
    if not document.results:
        yield Tally("document without results")
