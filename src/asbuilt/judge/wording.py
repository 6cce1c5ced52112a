"""Messages with the names of things in place of their placeholders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import DCTERMS, RDFS, Literal, URIRef

from asbuilt.names import tail
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib.term import Node

    from asbuilt.judge.view import Facts

_PLACEHOLDER = re.compile(r"\{([a-zA-Z]\w*(?::[a-zA-Z]\w*)?)\}")
_QUERY_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
_SHOWN = 5
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)


def label(graph: Facts, term: Node) -> str:
    """Give the name of a thing: its label, else its identifier, else the end of its IRI."""
    if isinstance(term, Literal):
        return plain_value(term)
    names = sorted(graph.objects(term, RDFS.label), key=lambda one: (_language(one), str(one)))
    identifiers = sorted(map(str, graph.objects(term, DCTERMS.identifier)))
    if names:
        # A register that knows only the identifier of a thing gives it for its name.
        telling = [one for one in names if str(one) not in identifiers]
        return _plain(str((telling or names)[0]))
    identifier = min(identifiers, default="")
    return identifier or (unquote(tail(str(term))) if isinstance(term, URIRef) else "something")


def fill(text: str, words: Mapping[str, str], graph: Facts, things: tuple[Node, ...]) -> str:
    """Put words in place of the placeholders of a text.

    ``{focus}`` and the like are looked up in `words`; ``{ab:limit}`` stands for the values of that
    property of the first of `things` that has any, by their names, or “none”.
    """

    def word(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in words:
            return words[name]
        if name.startswith("ab:"):
            return _values(graph, things, URIRef(str(AB) + name[3:]))
        return found.group(0)

    return _PLACEHOLDER.sub(word, _QUERY_PLACEHOLDER.sub(r"{\1}", text)).strip()


def unfilled(text: str) -> str:
    """Give a text with an ellipsis for each placeholder, as it reads before it is about a thing."""
    return _PLACEHOLDER.sub("…", _QUERY_PLACEHOLDER.sub("…", text))


def listing(graph: Facts, terms: list[Node]) -> str:
    """Give the names of things as a list for a sentence, cut after five; “none” if empty."""
    names = sorted({label(graph, term) for term in terms})
    if len(names) > _SHOWN:
        names = [*names[:_SHOWN], f"{len(names) - _SHOWN} more"]
    return joined(names) or "none"


def joined(words: list[str], last: str = "and") -> str:
    """Join words as a sentence does: ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def plain_value(value: Literal) -> str:
    """Give a value as people write it: ``PT24H`` is “24 hours”, ``88.0`` is “88”."""
    text = _plain(str(value))
    kind = str(value.datatype or "").rpartition("#")[2]
    if kind == "decimal" and "." in text:
        return text.rstrip("0").rstrip(".")
    if kind == "dateTime":
        return text[:16].replace("T00:00", "").replace("T", " ")
    if kind.lower().endswith("duration") and (found := _DURATION.fullmatch(text)):
        parts = zip(found.groups(), _UNITS, strict=True)
        said = [
            f"{number} {unit}{'' if number == '1' else 's'}" for number, unit in parts if number
        ]
        return joined(said) or text
    return text


def path_name(text: str) -> str:
    """Give a path as people would say it: ``ab:ownedBy`` is “owned by”."""
    found = re.fullmatch(r"[\w-]+:(\w+)", text)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", found.group(1)).lower() if found else text


def _values(graph: Facts, things: tuple[Node, ...], predicate: URIRef) -> str:
    for thing in things:
        values = list(graph.objects(thing, predicate))
        if values:
            return listing(graph, values)
    return "none"


def _plain(text: str) -> str:
    return " ".join(text.split())


def _language(term: object) -> tuple[bool, str]:
    language = getattr(term, "language", None) or ""
    return (language not in ("", "en"), language)
