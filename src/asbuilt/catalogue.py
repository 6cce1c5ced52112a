"""The catalogue of named queries: ``.rq`` files whose ``#+`` header says what they answer.

The header follows grlc (https://grlc.io): lines that begin with ``#+`` hold YAML. A parameter is
written in the query as ``VALUES ?name { UNDEF }``, so that the file runs as it stands, for all;
binding puts terms in the place of UNDEF, never text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from rdflib import URIRef
from rdflib.term import Literal

from asbuilt.errors import UserError
from asbuilt.resources import QUERIES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from asbuilt.facts import Term

_ORDER = re.compile(r"\nORDER BY [^\n]*\n*\Z")
_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: its variable, what it means and how a person's text is read."""

    name: str
    summary: str
    kind: str = "thing"
    """``thing`` (an IRI, CURIE, identifier or label), ``text``, ``number`` or ``date``."""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A named query and its header."""

    name: str
    title: str
    summary: str
    text: str
    folder: str
    """Name of the folder it stands in, such as ``questions`` or ``views``."""
    parameters: tuple[Parameter, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    """Variable to heading, in the order of the answer's columns."""
    tags: tuple[str, ...] = ()
    order: int = 0
    """Where it stands among its like, for lists that people read from the top."""
    sections: tuple[str, ...] = ()
    """Kinds of things, such as ``Control``, on whose pages the answer for ``?thing`` is shown."""

    @property
    def unordered(self) -> Query:
        """The query without the order that people read its answer in, which may cost the most."""
        return replace(self, text=_ORDER.sub("\n", self.text))

    def bind(self, **terms: Term | Iterable[Term]) -> str:
        """Give the query's text with terms, one or several each, in the place of its parameters.

        Raises `UserError` for a parameter that the query does not have, or a required one left out.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in terms:
            if name not in known:
                raise UserError.unknown_name(f"parameter of {self.name}", name, list(known))
        text = self.text
        for name, parameter in known.items():
            given = terms.get(name)
            if given is None and parameter.required:
                raise UserError(
                    f"the query {self.name!r} needs its parameter {name!r}",
                    hint=f"add --param {name}=…",
                    example=parameter.summary,
                )
            text = _put(text, name, given)
        return text


def queries(folders: Iterable[Path] = ()) -> dict[str, Query]:
    """Give Asbuilt's queries and those in further folders by name, in the order of their folders.

    A later query takes the place of an earlier one of the same name. Raises `UserError` for a file
    whose header cannot be read.
    """
    found = {}
    for folder in (QUERIES, *folders):
        for path in sorted(folder.rglob("*.rq")):
            query = read_query(path)
            found[query.name] = query
    return found


@lru_cache(maxsize=1)
def built_in() -> dict[str, Query]:
    """Give Asbuilt's own queries, read once: what names things and follows threads asks often."""
    return queries()


def read_query(path: Path) -> Query:
    """Read a query file. Raises `UserError` where its header is not the YAML that is needed."""
    said = path.stat()
    return _read(path, said.st_mtime_ns, said.st_size)


@lru_cache(maxsize=512)
def _read(path: Path, _changed: int, _size: int) -> Query:
    """Read a query file; one that has not changed since is not read again."""
    text = path.read_text(encoding="utf-8")
    try:
        header: Any = yaml.safe_load("\n".join(_HEADER.findall(text))) or {}
    except yaml.YAMLError as error:
        raise UserError.bad_setting(
            str(path), f"the #+ header is not valid YAML: {error}", "mend the header"
        ) from None
    if not isinstance(header, dict):
        raise UserError.bad_setting(
            str(path), "the #+ header must be a mapping", "write `#+ title: …` lines"
        )
    try:
        parameters = tuple(
            Parameter(name, **said) for name, said in (header.get("parameters") or {}).items()
        )
    except TypeError:
        raise UserError.bad_setting(
            str(path),
            "a parameter in the #+ header says something that is not known",
            "a parameter has summary, kind and required only; quote a text that holds a colon",
        ) from None
    return Query(
        name=path.stem,
        title=str(header.get("title", path.stem.replace("-", " ").capitalize())),
        summary=str(header.get("summary", "")),
        text=text,
        folder=path.parent.name,
        parameters=parameters,
        columns={str(name): str(title) for name, title in (header.get("columns") or {}).items()},
        tags=tuple(header.get("tags") or ()),
        order=int(header.get("order") or 0),
        sections=tuple(header.get("sections") or ()),
    )


def _put(text: str, name: str, given: Term | Iterable[Term] | None) -> str:
    pattern = re.compile(rf"VALUES\s+\?{re.escape(name)}\s*\{{\s*UNDEF\s*\}}[ \t]*\.?")
    if given is None:
        return pattern.sub("", text)
    terms = [given] if isinstance(given, URIRef | Literal) else list(given)
    listed = " ".join(_written(term) for term in terms)
    return pattern.sub(lambda _: f"VALUES ?{name} {{ {listed} }}", text)


def _written(term: Any) -> str:  # noqa: ANN401 - narrowed here
    if isinstance(term, URIRef):
        if re.search(r'[\x00-\x20<>"{}|\\^`]', term):
            raise UserError.bad_query(f"not a valid IRI: {str(term)!r}")
        return f"<{term}>"
    assert isinstance(term, Literal), "a blank node cannot be bound"
    return term.n3()
