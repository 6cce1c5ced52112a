"""How many proposals of mappings are right, and what making them costs as models grow.

``python -m bench.correspondence`` measures precision and recall against keys that were made by
hand (see ``correspondence_keys``), wrong proposals between workflows of different undertakings,
and the time for models of growing size.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rdflib import RDFS, Graph, Literal, URIRef

from asbuilt.derive.correspondence.proposals import propose
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import read
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import AB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

KEYS: Final = Path(__file__).with_name("correspondence_keys")
_BASE: Final = "https://example.org/measured/"
_IDENTIFIER: Final = "http://purl.org/dc/terms/identifier"


@dataclass(frozen=True)
class Key:
    """Two models, and which of their elements a person says are the same."""

    name: str
    documented: tuple[str, ...] = ()
    deployed: tuple[str, ...] = ()
    same: frozenset[tuple[str, str]] = frozenset()
    undecided: frozenset[tuple[str, str]] = frozenset()
    kinds: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """The kind of both elements of a pair: activity, event or gateway."""

    @property
    def activities(self) -> frozenset[tuple[str, str]]:
        """The pairs of which the documented side is an activity, as rules ask for them."""
        return frozenset(pair for pair in self.same if self.kinds[pair][0] == "activity")


@dataclass(frozen=True, slots=True)
class Score:
    """What came of one key."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of the proposals that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the key's pairs of activities that is proposed."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def __add__(self, other: Score) -> Score:
        """Give the score of both keys together."""
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def unrelated() -> list[str]:
    """Give models of different undertakings: a proposal between two of them is wrong."""
    return (KEYS / "unrelated.txt").read_text(encoding="utf-8").splitlines()


def keys() -> Iterator[Key]:
    """Read the keys, in the order of their names."""
    for path in sorted(KEYS.glob("*.tsv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        models: dict[str, list[str]] = {"documented": [], "deployed": []}
        for line in lines:
            if line.startswith("#"):
                side, _, model = line.removeprefix("#").strip().partition(": ")
                models[side].append(model)
        rows = list(
            csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        )
        pairs = {(row["subject_id"], row["object_id"]): row for row in rows}
        yield Key(
            path.stem,
            tuple(models["documented"]),
            tuple(models["deployed"]),
            frozenset(pair for pair, row in pairs.items() if row["judged"] == "same"),
            frozenset(pair for pair, row in pairs.items() if row["judged"] == "undecided"),
            {pair: (row["subject_kind"], row["object_kind"]) for pair, row in pairs.items()},
        )


def graph(
    corpus: Path,
    documented: Iterable[str],
    deployed: Iterable[str],
    *,
    identifiers: bool,
) -> EmbeddedStore:
    """Load models as both sides; without `identifiers` nothing is told by equal ids."""
    minter = Minter(_BASE)
    store = EmbeddedStore.in_memory()
    for domain, names in (("process", documented), ("digital", deployed)):
        for number, name in enumerate(names):
            path = corpus / name
            source = Source(path, f"{domain}/{number}/{path.name}", minter, domain)  # type: ignore[arg-type]
            store.replace(minter.source_graph(source.name), read(source).triples)
    if not identifiers:
        store.update(
            f"DELETE {{ GRAPH ?g {{ ?s <{_IDENTIFIER}> ?i }} }} WHERE {{"
            f" GRAPH ?g {{ ?s a <{AB.State}> ; <{_IDENTIFIER}> ?i }} }}"
        )
    return store


def proposed(store: EmbeddedStore) -> set[tuple[str, str]]:
    """Give the pairs of ids that are proposed."""
    return {(one.step.rpartition("#")[2], one.digital.rpartition("#")[2]) for one in propose(store)}


def score(key: Key, corpus: Path, *, identifiers: bool) -> tuple[Score, set[tuple[str, str]]]:
    """Set the proposals beside a key; gives also the pairs that are wrong or missed."""
    found = proposed(graph(corpus, key.documented, key.deployed, identifiers=identifiers))
    wrong = found - key.same - key.undecided
    missed = key.activities - found
    right = found & key.same
    return Score(len(right), len(wrong), len(missed)), wrong | missed


def main(arguments: Sequence[str] | None = None) -> None:
    """Print three tables as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.correspondence", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=os.environ.get("ASBUILT_CORPUS"))
    parser.add_argument("--sizes", type=_numbers, default="100,1000", help="elements of a side")
    parser.add_argument("--told", action="store_true", help="tell which pairs are wrong or missed")
    chosen = parser.parse_args(arguments)
    if chosen.corpus is not None and chosen.corpus.is_dir():
        for identifiers in (True, False):
            _against_keys(chosen.corpus, identifiers=identifiers, told=chosen.told)
        _between_strangers(chosen.corpus, told=chosen.told)
    else:
        print("The keys need the sample files: set ASBUILT_CORPUS to their folder.\n")
    _growth(chosen.sizes)


def _against_keys(corpus: Path, *, identifiers: bool, told: bool) -> None:
    how = "Names, neighbours and ids" if identifiers else "Without the ids of the deployed side"
    print(f"\n## {how}\n\n| pair | right | wrong | missed | precision | recall |")
    print("|---|---|---|---|---|---|")
    whole = Score(0, 0, 0)
    for key in keys():
        one, off = score(key, corpus, identifiers=identifiers)
        whole += one
        print(_row(key.name, one))
        if told:
            for pair in sorted(off):
                print(f"    {'missed' if pair in key.same else 'WRONG'}: {' -> '.join(pair)}")
    print(_row("all", whole))


def _row(name: str, one: Score) -> str:
    return (
        f"| {name} | {one.right} | {one.wrong} | {one.missed}"
        f" | {one.precision:.2f} | {one.recall:.2f} |"
    )


def _between_strangers(corpus: Path, *, told: bool) -> None:
    pairs = [(one, other) for one, other in product(unrelated(), unrelated()) if one != other]
    wrong = 0
    for one, other in pairs:
        store = graph(corpus, [one], [other], identifiers=False)
        found = propose(store)
        wrong += len(found)
        if told:
            for proposal in found:
                print(f"    {proposal.confidence:.2f} {proposal.reason}")
    print(f"\n{len(pairs)} pairs of workflows of different undertakings: {wrong} proposals.")


def _growth(sizes: Sequence[int]) -> None:
    print("\n| elements of each side | processor, s | proposals | right |\n|---|---|---|---|")
    for size in sizes:
        store = _chain(size)
        begun = time.process_time()
        found = propose(store)
        taken = time.process_time() - begun
        right = sum(one.step.rpartition("#")[2] == one.digital.rpartition("#")[2] for one in found)
        print(f"| {size:,} | {taken:.2f} | {len(found):,} | {right:,} |")


_VERBS: Final = (
    "Check", "Approve", "Release", "Send", "Archive", "Record", "Assign", "Prepare", "Close",
    "Review",
)  # fmt: skip
_OBJECTS: Final = (
    "order", "invoice", "contract", "offer", "shipment", "claim", "payment", "customer", "price",
    "complaint",
)  # fmt: skip


def _chain(size: int) -> EmbeddedStore:
    """Make processes and workflows of a hundred elements each, named as people name them."""
    lines = Graph()
    for prefix, iri in PREFIXES.items():
        lines.bind(prefix, iri)
    for place in range(size):
        verb = _VERBS[place % len(_VERBS)]
        thing = _OBJECTS[place // len(_VERBS) % len(_OBJECTS)]
        number = place // 100
        for side, whole, kind, member, label in (
            ("p", AB.Process, AB.Task, AB.hasStep, f"{verb} {thing} of branch {number}"),
            ("w", AB.Workflow, AB.State, AB.hasState, f"{thing}{verb}Branch{number}"),
        ):
            here = URIRef(f"{_BASE}{side}#s{place}")
            home = URIRef(f"{_BASE}{side}#whole{number}")
            lines.add((home, URIRef(f"{PREFIXES['rdf']}type"), whole))
            lines.add((home, member, here))
            lines.add((here, URIRef(f"{PREFIXES['rdf']}type"), kind))
            lines.add((here, RDFS.label, Literal(label)))
            lines.add((here, AB.execution, Literal("user")))
            if place % 100:
                lines.add((URIRef(f"{_BASE}{side}#s{place - 1}"), AB.next, here))
    store = EmbeddedStore.in_memory()
    store.replace(URIRef(f"{_BASE}g"), iter(lines))  # type: ignore[arg-type]
    return store


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    main()
