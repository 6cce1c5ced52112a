"""The things that a mention can name, found by identifier, by name, or by file and identifier."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from rapidfuzz import fuzz, process
from rdflib import DCTERMS, PROV, RDFS, Graph, URIRef

from asbuilt.identity import fold
from asbuilt.resources import ONTOLOGY
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.store import Store

_CLOSE_ENOUGH: Final = 72
"""Similarity, of 100, from which a name is offered as what may have been meant."""

_FILE_KINDS: Final = frozenset({AB.Process, AB.Workflow, AB.EventLog})
"""Kinds that people also call by the name of the file that holds them, if it holds only one."""

_ELEMENTS: Final = frozenset({AB.Step, AB.State, AB.Process, AB.Workflow, AB.Transition})
"""Kinds that a mapping can have at its ends."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A mention: the text by which it names a thing, what kind of thing, and where to look."""

    iri: URIRef
    text: str
    kinds: frozenset[URIRef]
    within: tuple[URIRef, ...]
    by_identifier: bool = False
    """Whether it names by identifier only, so that a thing of that name is not meant."""

    @property
    def kind_word(self) -> str:
        """The kind as a word, such as ``step``."""
        words = sorted(str(kind).rpartition("#")[2].lower() for kind in self.kinds)
        return " or ".join(words) or "thing"


class Candidates:
    """All things of some kinds in the graph, with the indexes by which they are looked up."""

    def __init__(self, store: Store, kinds: Iterable[URIRef]) -> None:
        """Read the things of these kinds, and of those that a mapping can have as its ends."""
        self._store = store
        self._kinds: dict[URIRef, set[URIRef]] = defaultdict(set)
        self._identifiers: dict[str, set[URIRef]] = defaultdict(set)
        self._folded: dict[str, set[URIRef]] = defaultdict(set)
        self._names: dict[str, set[URIRef]] = defaultdict(set)
        self._causes: dict[str, set[URIRef]] = defaultdict(set)
        self._written: dict[str, str] = {}
        self._fragments: dict[str, set[URIRef]] = defaultdict(set)
        self._called: dict[tuple[frozenset[URIRef], bool], dict[str, URIRef]] = {}
        for kind in sorted({*kinds, *_ELEMENTS}):
            for sub in sub_classes(kind):
                self._read(kind, sub)
        if AB.ExceptionPath in self._kinds:
            self._read_causes()

    def named(self, mention: Naming, scopes: list[URIRef]) -> list[URIRef]:
        """Give the things that a mention names: one where it is clear, none or several where not.

        The identifier or login is tried verbatim, then folded, then the name, then that of the
        event that raises an exception, then file and identifier joined by ``#``, then for
        processes, workflows and logs the name of their file. A mention by identifier has only the
        first of these.
        """
        text = mention.text.strip()
        if mention.by_identifier:
            return self._meant(self._identifiers.get(text, set()), mention, scopes)
        folded = fold(text)
        for tier in (
            self._identifiers.get(text, set()),
            self._folded.get(folded, set()),
            self._names.get(folded, set()),
            self._causes.get(folded, set()),
            set(self.at_address(URIRef(text))) if "#" in text and " " not in text else set(),
            self._in_file(folded) if mention.kinds & _FILE_KINDS else set(),
        ):
            hits = self._meant(tier, mention, scopes)
            if hits:
                return hits
        return []

    def near(self, mention: Naming) -> list[tuple[URIRef, str]]:
        """Give up to three things of the wanted kind that are called nearly so."""
        return self._near(mention.text, mention.kinds, by_identifier=mention.by_identifier)

    def at_address(self, address: URIRef) -> list[URIRef]:
        """Give the things with this fragment as identifier in a file whose path ends alike.

        Where the very file is loaded, only it counts: what is gone from it is not looked for in
        another file of the same name.
        """
        file, _, fragment = unquote(str(address)).rpartition("#")
        if not file or not fragment:
            return []
        hits = self._fragments.get(fragment, set())
        if file in self._files:
            return sorted(hit for hit in hits if _file(hit) == file)
        parts = file.split("/")
        for length in range(len(parts), 0, -1):
            ending = "/" + "/".join(parts[-length:])
            exact = {hit for hit in hits if f"/{_file(hit)}".endswith(ending)}
            if exact:
                return sorted(exact)
        return []

    def near_address(self, address: URIRef) -> list[tuple[URIRef, str]]:
        """Give up to three elements of either domain called nearly as an address ends."""
        fragment = unquote(str(address)).rpartition("#")[2]
        return self._near(fragment, frozenset(_ELEMENTS))

    def side_of(self, thing: URIRef) -> URIRef | None:
        """Give the property by which a mapping names an element of this thing's domain."""
        if self._is_of(thing, (AB.Step, AB.Process)):
            return AB.processElement
        is_digital = self._is_of(thing, (AB.State, AB.Workflow, AB.Transition))
        return AB.digitalElement if is_digital else None

    def _read(self, kind: URIRef, sub: URIRef) -> None:
        table = self._store.select(
            f"""SELECT ?thing ?identifier ?label WHERE {{
                ?thing a <{sub}> . FILTER(isIRI(?thing))
                OPTIONAL {{ ?thing <{DCTERMS.identifier}>|<{AB.login}> ?identifier }}
                OPTIONAL {{ ?thing <{RDFS.label}> ?label }} }}"""
        )
        for thing, identifier, label in table.rows:
            assert isinstance(thing, URIRef)
            self._kinds[kind].add(thing)
            if identifier is not None:
                self._identifiers[str(identifier)].add(thing)
                self._folded[fold(str(identifier))].add(thing)
            if label is not None:
                self._names[fold(str(label))].add(thing)
                self._written.setdefault(fold(str(label)), " ".join(str(label).split()))
            if "#" in thing:
                self._fragments[unquote(str(thing)).rpartition("#")[2]].add(thing)

    def _read_causes(self) -> None:
        """Let an exception be named by the event that a model draws for it, too."""
        table = self._store.select(
            f"""SELECT ?path ?label WHERE {{
                ?path a <{AB.ExceptionPath}> ; <{PROV.wasDerivedFrom}>/<{RDFS.label}> ?label .
                FILTER(isIRI(?path)) }}"""
        )
        for path, label in table.rows:
            assert isinstance(path, URIRef)
            self._causes[fold(str(label))].add(path)

    def _of_kinds(self, kinds: Iterable[URIRef]) -> set[URIRef]:
        return {thing for kind in kinds for thing in self._kinds.get(kind, ())}

    def _is_of(self, thing: URIRef, kinds: Iterable[URIRef]) -> bool:
        return any(thing in self._kinds.get(kind, ()) for kind in kinds)

    def _meant(self, things: set[URIRef], mention: Naming, scopes: list[URIRef]) -> list[URIRef]:
        """Give those of some things that are of the kind that a mention wants, where it looks."""
        for scope in scopes:
            inside = things & self._parts.get(scope, set())  # however many bear the same identifier
            things = inside | {scope} if scope in things else inside
        return sorted(thing for thing in things if self._is_of(thing, mention.kinds or self._kinds))

    def _near(
        self, text: str, kinds: frozenset[URIRef], *, by_identifier: bool = False
    ) -> list[tuple[URIRef, str]]:
        names = self._names_of(kinds, by_identifier=by_identifier)
        best = process.extract(
            fold(text), list(names), scorer=fuzz.WRatio, score_cutoff=_CLOSE_ENOUGH, limit=6
        )
        offered: dict[URIRef, str] = {}
        for spelling, _, _ in best:
            offered.setdefault(names[spelling], self._written.get(spelling, spelling))
        return list(offered.items())[:3]

    def _names_of(self, kinds: frozenset[URIRef], *, by_identifier: bool) -> dict[str, URIRef]:
        """Give what things of some kinds are called, or their identifiers only, read once."""
        asked = (kinds, by_identifier)
        if asked not in self._called:
            pool = self._of_kinds(kinds)
            self._called[asked] = {
                spelling: thing
                for spelling, thing in self._spellings
                if thing in pool and (not by_identifier or spelling in self._identifiers)
            }
        return self._called[asked]

    @cached_property
    def _files(self) -> set[str]:
        return {_file(thing) for things in self._fragments.values() for thing in things}

    @cached_property
    def _spellings(self) -> list[tuple[str, URIRef]]:
        return sorted(
            (spelling, thing)
            for index in (self._identifiers, self._names)
            for spelling, things in index.items()
            for thing in things
        )

    @cached_property
    def _parts(self) -> dict[URIRef, set[URIRef]]:
        """What each process, workflow and system holds, whatever the way it is said."""
        table = self._store.select(
            f"""SELECT ?whole ?part WHERE {{
                {{ ?whole <{AB.hasStep}>|<{AB.hasState}>|^<{AB.partOf}>|^<{AB.heldBy}> ?part }}
                UNION {{ ?whole ^<{AB.heldBy}>/<{AB.hasState}> ?part }}
                UNION {{ ?whole <{AB.hasState}>/^<{AB["from"]}> ?part }}
            }}"""
        )
        parts: dict[URIRef, set[URIRef]] = defaultdict(set)
        for whole, part in table.rows:
            if isinstance(whole, URIRef) and isinstance(part, URIRef):
                parts[whole].add(part)
        return parts

    def _in_file(self, folded: str) -> set[URIRef]:
        return self._by_stem.get(_plain(folded), set())

    @cached_property
    def _by_stem(self) -> dict[str, set[URIRef]]:
        """The processes, workflows and logs by the name of their file."""
        found: dict[str, set[URIRef]] = defaultdict(set)
        for thing in self._of_kinds(_FILE_KINDS):
            found[_plain(fold(_stem(_file(thing))))].add(thing)
        return found


@cache
def sub_classes(kind: URIRef) -> tuple[URIRef, ...]:
    """Give a class of the ontology and all classes under it."""
    graph = _ontology()
    return tuple(sorted(URIRef(str(c)) for c in graph.transitive_subjects(RDFS.subClassOf, kind)))


@cache
def _ontology() -> Graph:
    return Graph().parse(ONTOLOGY / "asbuilt.ttl")


def _file(thing: URIRef) -> str:
    return unquote(str(thing)).partition("#")[0]


def _stem(file: str) -> str:
    return file.rpartition("/")[2].partition(".")[0]


def _plain(text: str) -> str:
    return "".join(character if character.isalnum() else " " for character in text).strip()
