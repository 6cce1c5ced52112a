"""Answers to SPARQL queries of any form, in the formats of the SPARQL 1.1 Protocol."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox
from pyparsing import ParseBaseException
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql.parser import parseQuery

from asbuilt.errors import UserError
from asbuilt.vocabulary import PREFIXES

if TYPE_CHECKING:
    from asbuilt.facts import Term
    from asbuilt.store import Store, Table, Triple

TABLE_FORMATS = ("csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "nt", "jsonld", "rdfxml")
FORMATS = (*TABLE_FORMATS, *GRAPH_FORMATS)
_RDFLIB = {"turtle": "turtle", "nt": "nt", "jsonld": "json-ld", "rdfxml": "xml"}
_FEW_WORDS = 120
_RESULTS = "http://www.w3.org/2005/sparql-results#"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a query: exactly one of its parts is there, by the query's form."""

    table: Table | None = None
    boolean: bool | None = None
    triples: tuple[Triple, ...] | None = None


def ask(store: Store, query: str) -> Answer:
    """Answer a query of any form.

    Raises `UserError` where it cannot be parsed, or would fetch from elsewhere (SERVICE).
    """
    form = check(query)
    if form == "SelectQuery":
        return Answer(table=store.select(query))
    if form == "AskQuery":
        return Answer(boolean=store.ask(query))
    return Answer(triples=tuple(store.construct(query)))


def check(query: str) -> str:
    """Parse a query and give its form, such as ``SelectQuery`` or ``AskQuery``.

    Raises `UserError` where it cannot be parsed, or holds SERVICE at any depth.
    """
    try:
        parsed = parseQuery(query)
    except Exception as error:  # noqa: BLE001 - the parser raises whatever its parts raise
        raise UserError.bad_query(*_syntax_error(query, error)) from None
    form = str(parsed[1].name)
    if _mentions(parsed, "ServiceGraphPattern"):
        raise UserError.bad_query("SERVICE is not allowed: nothing is fetched from elsewhere")
    return form


def render(answer: Answer, form: str) -> str:
    """Give an answer in one of `FORMATS`. Raises `UserError` where it has no such form."""
    if answer.triples is not None:
        return _graph(answer.triples, form if form in GRAPH_FORMATS else "turtle")
    if form not in TABLE_FORMATS:
        raise UserError(
            f"the answer is no graph, so it cannot be written as {form}",
            hint="use one of " + ", ".join(TABLE_FORMATS),
        )
    if form == "json":
        return _json(answer)
    if form == "xml":
        return _xml(answer)
    return _separated(answer, form)


def _syntax_error(query: str, error: Exception) -> tuple[str, str]:
    """Give message and ``line:column`` of a syntax error, in Oxigraph's words where it has any.

    rdflib's grammar backtracks and often names the query's beginning; Oxigraph names the place.
    A query that might call out is not shown to it.
    """
    if "service" not in query.lower() and "\\u" not in query.lower():
        try:
            ox.Store().query(query)
        except SyntaxError as precise:
            found = re.match(r"error at (\d+:\d+): (.*)", str(precise), re.DOTALL)
            if found:
                return _in_words(query, found.group(2), found.group(1)), found.group(1)
            return f"the query cannot be parsed: {precise}", ""
    place = f"{error.lineno}:{error.column}" if isinstance(error, ParseBaseException) else ""
    return f"the query cannot be parsed: {error}", place


def _in_words(query: str, said: str, place: str) -> str:
    """Give a syntax error in words; what might have stood there is told only where it is little."""
    line, column = (int(number) for number in place.split(":"))
    lines = query.splitlines() or [""]
    rest = lines[line - 1][column - 1 :].split() if line <= len(lines) else []
    met = f"“{rest[0][:40]}” is not expected here" if rest else "something is missing here"
    few = said if len(said) < _FEW_WORDS and "[_]" not in said else ""
    head = f"the query cannot be parsed: {met}"
    return f"{head} ({few})" if few else head


def _mentions(part: object, name: str) -> bool:
    stack = [part]
    while stack:
        item = stack.pop()
        if getattr(item, "name", None) == name:
            return True
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list | tuple) or type(item).__name__ in ("ParseResults", "plist"):
            stack.extend(list(item))  # type: ignore[call-overload]
    return False


def _graph(triples: tuple[Triple, ...], form: str) -> str:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in triples:
        graph.add(triple)
    return graph.serialize(format=_RDFLIB[form])


def _json(answer: Answer) -> str:
    if answer.table is None:
        return json.dumps({"head": {}, "boolean": answer.boolean})
    bindings = [
        {name: _binding(term) for name, term in row.items() if term is not None}
        for row in answer.table.dicts()
    ]
    data = {"head": {"vars": list(answer.table.columns)}, "results": {"bindings": bindings}}
    return json.dumps(data, ensure_ascii=False)


def _binding(term: Term) -> dict[str, str]:
    if isinstance(term, URIRef):
        return {"type": "uri", "value": str(term)}
    if isinstance(term, BNode):
        return {"type": "bnode", "value": str(term)}
    said = {"type": "literal", "value": str(term)}
    if term.language:
        said["xml:lang"] = term.language
    elif term.datatype is not None:
        said["datatype"] = str(term.datatype)
    return said


def _xml(answer: Answer) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<sparql xmlns="{_RESULTS}">']
    if answer.table is None:
        lines += ["<head/>", f"<boolean>{str(bool(answer.boolean)).lower()}</boolean>"]
    else:
        variables = "".join(f"<variable name={quoteattr(name)}/>" for name in answer.table.columns)
        lines += [f"<head>{variables}</head>", "<results>"]
        for row in answer.table.dicts():
            cells = "".join(
                f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
                for name, term in row.items()
                if term is not None
            )
            lines.append(f"<result>{cells}</result>")
        lines.append("</results>")
    return "\n".join([*lines, "</sparql>"]) + "\n"


def _xml_term(term: Term) -> str:
    text = escape("".join(ch for ch in str(term) if ch in "\t\n\r" or ch >= " "))
    if isinstance(term, URIRef):
        return f"<uri>{text}</uri>"
    if isinstance(term, BNode):
        return f"<bnode>{text}</bnode>"
    mark = ""
    if term.language:
        mark = f" xml:lang={quoteattr(term.language)}"
    elif term.datatype is not None:
        mark = f" datatype={quoteattr(str(term.datatype))}"
    return f"<literal{mark}>{text}</literal>"


def _separated(answer: Answer, form: str) -> str:
    """Write CSV or TSV by the W3C recommendation "SPARQL 1.1 Query Results CSV and TSV Formats"."""
    out = io.StringIO()
    if answer.table is None:
        return f"{str(bool(answer.boolean)).lower()}\n"
    if form == "csv":
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(answer.table.columns)
        for row in answer.table.rows:
            writer.writerow([_csv_term(term) for term in row])
        return out.getvalue()
    out.write("\t".join(f"?{name}" for name in answer.table.columns) + "\n")
    for row in answer.table.rows:
        out.write("\t".join("" if term is None else _tsv_term(term) for term in row) + "\n")
    return out.getvalue()


def _csv_term(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{term}" if isinstance(term, BNode) else str(term)


def _tsv_term(term: Term) -> str:
    if isinstance(term, Literal):
        text = term.n3()
        if text.startswith('"""'):
            text = Literal(str(term), lang=term.language, datatype=term.datatype)._quote_encode()  # noqa: SLF001
        return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return term.n3()
