"""What registers are about: tables, fields and words of ``vocabulary.toml`` as objects."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, URIRef

from asbuilt.vocabulary import AB

_FILE = Path(__file__).with_name("vocabulary.toml")
_SHARED_BY_ALL = ("description", "status")
_NUMBERING = ("id", "no", "nr", "number", "code", "ref", "key", "nummer", "kennung", "reference")
_NAMING = ("name", "title", "bezeichnung", "titel")
_TELLING = ("description", "text", "beschreibung")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\{[^}]*\}")
_NOT_WORD = re.compile(r"[^\w<>=≤≥✓✔✗✘]+|_+")
_FILLERS = frozenset({"the", "a", "an", "der", "die", "das", "des", "den"})


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What a column of a register can mean."""

    name: str
    kind: str
    """How a cell is read: text, date, choice, mention, party …"""
    headings: tuple[str, ...]
    """Folded headings under which the field is known."""
    specific: frozenset[str] = frozenset()
    """Those among them that name the table's own subject."""
    states: URIRef | None = None
    inverse: URIRef | None = None
    of: tuple[URIRef, ...] = ()
    within: str = ""
    login: str = ""
    many: bool = False
    words: str = ""
    column: bool = False
    """Whether the field is kept under the register's own heading, for want of a term."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table of a register can be about."""

    name: str
    classes: tuple[URIRef, ...]
    minted: str
    by: tuple[str, ...]
    names: frozenset[str]
    needs: tuple[tuple[str, ...], ...]
    label: str
    fields: dict[str, Field]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All tables, and the words of cells by list, then by folded word."""

    tables: dict[str, Table]
    words: dict[str, dict[str, str]]


@cache
def vocabulary() -> Vocabulary:
    """Give what ``vocabulary.toml`` says."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    words = {
        name: {words_of(word): canonical for canonical, said in lists.items() for word in said}
        | {words_of(canonical): canonical for canonical in lists}
        for name, lists in data["words"].items()
    }
    tables = {name: _table(name, table, data) for name, table in data["tables"].items()}
    return Vocabulary(tables, words)


@cache
def known_headings() -> frozenset[str]:
    """Give the folded headings of all fields of all tables."""
    return frozenset(
        heading
        for table in vocabulary().tables.values()
        for one in table.fields.values()
        for heading in one.headings
    )


@lru_cache(maxsize=8192)
def words_of(text: str) -> str:
    """Fold a heading or word: case, accents, punctuation, brackets, camel case, plural."""
    bare = _ASIDE.sub(" ", text)
    bare = bare if bare.strip() else text
    split = _CAMEL.sub(" ", bare).casefold().translate(_GERMAN)
    plain = split
    if not split.isascii():
        apart = unicodedata.normalize("NFKD", split)
        plain = "".join(char for char in apart if not unicodedata.combining(char))
    tokens = [token for token in _NOT_WORD.split(plain) if token]
    kept = [token for token in tokens if token not in _FILLERS] or tokens
    return " ".join(_singular(token) for token in kept)


def _singular(token: str) -> str:
    if len(token) > 3 and token.endswith("ies"):
        return token[:-3] + "y"
    ends_plural = len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is"))
    return token[:-1] if ends_plural else token


def _table(name: str, table: dict[str, Any], data: dict[str, Any]) -> Table:
    nouns = [words_of(noun) for noun in table["nouns"]]
    fields: dict[str, Field] = {}
    declared: dict[str, dict[str, Any]] = dict(table["fields"])
    if table["minted"] != "row" or "id" in table["by"]:
        declared = _with_identity(declared, data["shared"])
    if name != "raci":
        for shared in _SHARED_BY_ALL:
            declared.setdefault(shared, data["shared"][shared])
    for field, said in declared.items():
        mentioned = _nouns_of(said.get("of", []), data["tables"])
        fields[field] = _field(field, said, nouns, mentioned)
    return Table(
        name=name,
        classes=tuple(AB[one] for one in table["class"]),
        minted=table["minted"],
        by=tuple(table["by"]),
        names=frozenset(words_of(one) for one in (*table["names"], *table["nouns"])),
        needs=tuple(tuple(one) for one in table["needs"]),
        label=table.get("label", ""),
        fields=fields,
    )


def _nouns_of(classes: list[str], tables: dict[str, dict[str, Any]]) -> list[str]:
    """Give the words for what a field mentions, where that is the subject of one kind of table."""
    if len(classes) != 1:
        return []
    about = [table for table in tables.values() if table["class"] == classes]
    return [words_of(noun) for table in about for noun in table["nouns"]]


def _with_identity(
    declared: dict[str, dict[str, Any]], shared: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    identity = {}
    for field in ("id", "name"):
        own = declared.get(field, {})
        both = [*shared[field]["headings"], *own.get("headings", [])]
        identity[field] = shared[field] | own | {"headings": both}
    return identity | {field: said for field, said in declared.items() if field not in identity}


def _field(name: str, said: dict[str, Any], nouns: list[str], mentioned: list[str]) -> Field:
    headings = [words_of(heading) for heading in said["headings"]]
    headings += [f"{noun} {word}" for noun in mentioned for word in (*_NUMBERING, *_NAMING)]
    specific: list[str] = []
    if name == "id":
        specific = [*(f"{noun} {number}" for noun in nouns for number in _NUMBERING), *nouns]
    elif name == "name":
        specific = [*nouns, *(f"{noun} {naming}" for noun in nouns for naming in _NAMING)]
    elif name == "description":
        specific = [f"{noun} {telling}" for noun in nouns for telling in _TELLING]
    states = said.get("states", "")
    return Field(
        name=name,
        kind=said["kind"],
        headings=tuple(dict.fromkeys([*specific, *headings])),
        specific=frozenset(specific),
        states=_property(states) if states != "column" else None,
        inverse=_property(said.get("inverse", "")),
        of=tuple(AB[one] for one in said.get("of", ())),
        within=said.get("within", ""),
        login=said.get("login", ""),
        many=said.get("many", False),
        words=said.get("words", ""),
        column=states == "column",
    )


def _property(text: str) -> URIRef | None:
    if not text:
        return None
    prefix, _, name = text.partition(":")
    return AB[name] if prefix == "ab" else DCTERMS[name]
