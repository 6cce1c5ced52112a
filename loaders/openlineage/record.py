"""What all events together say of each job and each dataset, and no more than that in memory."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from asbuilt.identity import dataset_identifier

if TYPE_CHECKING:
    from datetime import datetime

    from rdflib import URIRef

    from asbuilt.facts import Disposition
    from asbuilt.identity import Minter

MOST_RUNS: Final = 100_000
"""Number of runs whose events are put together; the longest silent one is forgotten beyond it."""
_USER: Final = re.compile(r"(?<=://)[^/?#@\s]*@")


@dataclass(eq=False, slots=True)
class Field:
    """A field of a dataset."""

    iri: URIRef
    path: str
    line: int
    type: str = ""
    description: str = ""
    origins: dict[URIRef, int] = field(default_factory=dict)
    """Fields that it is made from, each with the line that first says so."""
    summed: dict[URIRef, int] = field(default_factory=dict)
    """Those of which it is a count or sum, or that only decide which rows there are."""


@dataclass(eq=False, slots=True)
class Dataset:
    """A dataset: its latest facets, its fields, and when it was last written."""

    iri: URIRef
    namespace: str
    name: str
    line: int
    fields: dict[str, Field] = field(default_factory=dict)
    facets: dict[str, tuple[Any, int]] = field(default_factory=dict)
    """What was last said of it, by the name of the facet, with its line."""
    origins: dict[URIRef, int] = field(default_factory=dict)
    written: tuple[datetime, int] | None = None
    """When a run that writes it last came to its end, and the line that says so."""


@dataclass(eq=False, slots=True)
class Job:
    """A job: its latest facets, and what its runs read and write."""

    iri: URIRef
    namespace: str
    name: str
    line: int
    facets: dict[str, tuple[Any, int]] = field(default_factory=dict)
    reads: dict[Dataset, int] = field(default_factory=dict)
    writes: dict[Dataset, int] = field(default_factory=dict)
    fields: dict[URIRef, int] = field(default_factory=dict)
    """Fields that it reads."""
    provides: dict[URIRef, int] = field(default_factory=dict)
    """Fields for whose absence it provides."""
    part_of: dict[URIRef, int] = field(default_factory=dict)
    after: dict[URIRef, int] = field(default_factory=dict)
    before: dict[URIRef, int] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    is_streaming: bool = False


@dataclass(eq=False, slots=True)
class Run:
    """What is known of a run so far: events of one run may each tell a part."""

    outputs: dict[Dataset, int] = field(default_factory=dict)
    completed: tuple[datetime, int] | None = None


class Record:
    """Collects jobs and datasets, and how often something was met that says nothing of them."""

    def __init__(self, minter: Minter) -> None:
        """Prepare to collect what one file says."""
        self._minter = minter
        self.jobs: dict[tuple[str, str], Job] = {}
        self.datasets: dict[tuple[str, str], Dataset] = {}
        self.tallies: Counter[tuple[str, Disposition]] = Counter()
        self.troubles: dict[str, tuple[int, int]] = {}
        """What is wrong with events: how often, and the line where it was first."""
        self.versions: set[str] = set()
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._taken: dict[URIRef, tuple[str, str]] = {}

    def count(self, kind: str, disposition: Disposition = "read", number: int = 1) -> None:
        """Count elements of a kind by what became of them."""
        self.tallies[kind, disposition] += number

    def trouble(self, message: str, line: int) -> None:
        """Note something wrong, to be told once with how often it was met."""
        number, first = self.troubles.get(message, (0, line))
        self.troubles[message] = number + 1, first

    def dataset(self, namespace: str, name: str, line: int) -> Dataset:
        """Give the dataset of these names, which may be met for the first time."""
        names = self._clean(namespace, line), self._clean(name, line)
        known = self.datasets.get(names)
        if known is None:
            iri = self._own("dataset", self._minter.dataset(*names), names, line)
            known = self.datasets[names] = Dataset(iri, *names, line)
        return known

    def field(self, dataset: Dataset, path: str, line: int) -> Field:
        """Give a field of a dataset, which may be met for the first time."""
        known = dataset.fields.get(path)
        if known is None:
            iri = self._minter.part(dataset.iri, "field", path)
            known = dataset.fields[path] = Field(iri, path, line)
        return known

    def job(self, namespace: str, name: str, line: int) -> Job:
        """Give the job of these names, which may be met for the first time."""
        names = self._clean(namespace, line), self._clean(name, line)
        known = self.jobs.get(names)
        if known is None:
            iri = self._minter.named("job", dataset_identifier(*names))
            known = self.jobs[names] = Job(self._own("job", iri, names, line), *names, line)
        return known

    def run(self, identifier: str) -> Run:
        """Give the run with this identifier; one without an identifier is like no other."""
        if not identifier:
            return Run()
        run = self._runs.pop(identifier, None) or Run()
        self._runs[identifier] = run
        if len(self._runs) > MOST_RUNS:
            self._runs.popitem(last=False)
        return run

    def _own(self, kind: str, iri: URIRef, names: tuple[str, str], line: int) -> URIRef:
        """Give another IRI to what would be taken for something else by letter case alone."""
        if self._taken.setdefault(iri, names) == names:
            return iri
        self.trouble(
            f"names of a {kind} that differ from another's in letter case only; they are kept"
            " apart, and what another file says of the one may be taken for the other's",
            line,
        )
        return self._minter.part(iri, "exactly", dataset_identifier(*names))

    def _clean(self, text: str, line: int) -> str:
        """Give an address without the name and password of a user in it."""
        plain = _USER.sub("", text)
        if plain != text:
            self.count("user in an address", "unread")
            self.trouble("addresses with the name or password of a user, which is left out", line)
        return plain
