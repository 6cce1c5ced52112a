"""How analyses read the graph: rows and names of things, days and truths that literals state."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import Literal, URIRef

from asbuilt.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.facts import Term
    from asbuilt.store import Row, Store

_HEAD = "\n".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())


def ask_rows(store: Store, query: str) -> list[Row]:
    """Answer a SELECT query in which every prefix of Asbuilt may be used, in order.

    Rows are sorted by the texts of their terms, column by column; nothing comes before something.
    ORDER BY takes several times as long on disk, and ends Oxigraph where literals of several types
    meet in a column.
    """
    rows = store.select(f"{_HEAD}\n{query}").rows
    return sorted(rows, key=lambda row: [*map(_text, row), *map(_kind, row)])


def _text(term: Term | None) -> str:
    return "" if term is None else str(term)


def _kind(term: Term | None) -> str:
    return str(term.language or term.datatype or "") if isinstance(term, Literal) else ""


def pairs(store: Store, pattern: str) -> Iterator[tuple[URIRef, URIRef]]:
    """Give the IRIs that ``?a`` and ``?b`` stand for in a pattern, sorted, each pair once."""
    for first, second in ask_rows(store, f"SELECT DISTINCT ?a ?b WHERE {{ {pattern} }}"):
        if isinstance(first, URIRef) and isinstance(second, URIRef):
            yield first, second


def things(store: Store, pattern: str) -> list[URIRef]:
    """Give the IRIs that ``?a`` stands for in a pattern, sorted, each once."""
    rows = ask_rows(store, f"SELECT DISTINCT ?a WHERE {{ {pattern} }}")
    return [thing for (thing,) in rows if isinstance(thing, URIRef)]


class Names:
    """The labels of things, looked up a class at a time; the end of the IRI where there is none."""

    def __init__(self, store: Store, *kinds: URIRef) -> None:
        """Look up the labels of all things of these classes."""
        values = " ".join(kind.n3() for kind in kinds)
        self._labels: dict[URIRef, str] = {}
        several: dict[URIRef, list[str]] = {}
        for thing, label in ask_rows(
            store,
            f"SELECT ?a ?b WHERE {{ VALUES ?k {{ {values} }} ?a a ?k ; rdfs:label ?b }}",
        ):
            if isinstance(thing, URIRef):
                first = self._labels.setdefault(thing, str(label))
                if first != str(label):
                    several.setdefault(thing, [first]).append(str(label))
        self._prefer_names(store, values, several)

    def _prefer_names(self, store: Store, kinds: str, several: dict[URIRef, list[str]]) -> None:
        """Call a thing of several labels by one that is not just its identifier."""
        if not several:
            return
        for thing, identifier in ask_rows(
            store,
            f"SELECT ?a ?b WHERE {{ VALUES ?k {{ {kinds} }} ?a a ?k ; dcterms:identifier ?b }}",
        ):
            if isinstance(thing, URIRef) and self._labels.get(thing) == str(identifier):
                telling = [one for one in several.get(thing, ()) if one != str(identifier)]
                self._labels[thing] = telling[0] if telling else str(identifier)

    def add(self, store: Store, pattern: str) -> None:
        """Look up the labels of what ``?a`` stands for in a pattern, too."""
        for thing, label in ask_rows(
            store, f"SELECT ?a ?b WHERE {{ {pattern} . ?a rdfs:label ?b }}"
        ):
            if isinstance(thing, URIRef):
                self._labels.setdefault(thing, str(label))

    def of(self, thing: URIRef) -> str:
        """Give the name by which people know a thing."""
        return self._labels.get(thing) or last_part(thing)


def last_part(thing: URIRef) -> str:
    """Give the end of an IRI as text, for a thing that nothing gives a name to."""
    text = str(thing)
    for mark in ("#", "/", ":"):
        if mark in text.rstrip(mark):
            text = text.rstrip(mark).rsplit(mark, 1)[1]
            break
    return unquote(text).replace("_", " ")


def day(term: Term | None) -> date | None:
    """Give the calendar day that a date or time literal states; None where it states none."""
    if term is None:
        return None
    try:
        return date.fromisoformat(str(term).strip()[:10])
    except ValueError:
        return None


def moment(term: Term | None) -> datetime | None:
    """Give the time that a literal states; a day without a time is its midnight."""
    if term is None:
        return None
    try:
        return datetime.fromisoformat(str(term).strip())
    except ValueError:
        return None


def is_true(term: Term | None) -> bool:
    """Say whether a literal states that something is so."""
    return term is not None and str(term).strip().casefold() in {"true", "1"}


def listed(names: Iterable[str], most: int = 5) -> str:
    """Give names as the words of a sentence: ``A, B and C``, or ``A, B and 7 others``."""
    known = sorted(set(names))
    if len(known) > most:
        known = [*known[: most - 1], f"{len(known) - most + 1} others"]
    if len(known) < 2:
        return "".join(known)
    return f"{', '.join(known[:-1])} and {known[-1]}"
