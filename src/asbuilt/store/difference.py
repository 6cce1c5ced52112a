"""What is to be written to a server: the difference as updates that it takes, and what differs.

Servers spell numbers and truths their own way, so triples are compared by what they mean.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

if TYPE_CHECKING:
    import pyoxigraph as ox

    from asbuilt.facts import Term
    from asbuilt.store import Triple

_LARGEST_UPDATE: Final = 500_000
"""Characters of an update; servers refuse bodies beyond a limit, Oxigraph at one MiB."""
_NUMBERS: Final = frozenset(
    {
        XSD.integer, XSD.decimal, XSD.int, XSD.long, XSD.short, XSD.byte, XSD.nonNegativeInteger,
        XSD.positiveInteger, XSD.negativeInteger, XSD.nonPositiveInteger, XSD.unsignedInt,
        XSD.unsignedLong, XSD.unsignedShort, XSD.unsignedByte, XSD.double, XSD.float,
    }
)  # fmt: skip


def updates(graph: ox.NamedNode, gone: list[ox.Quad], new: list[ox.Quad]) -> list[str]:
    """Write updates that remove and add quads of one graph, each within the largest size.

    Where it all fits, it is one update and so one transaction.
    """
    requests: list[list[str]] = [[]]
    size = 0
    for verb, quads in (("DELETE", gone), ("INSERT", new)):
        lines: list[str] = []
        for line in sorted(f"{quad.triple} ." for quad in quads):
            if size + len(line) > _LARGEST_UPDATE and size:
                requests[-1] += _data(verb, graph, lines)
                requests.append([])
                lines, size = [], 0
            lines.append(line)
            size += len(line) + 1
        requests[-1] += _data(verb, graph, lines)
    return [" ;\n".join(parts) for parts in requests if parts]


def _data(verb: str, graph: ox.NamedNode, lines: list[str]) -> list[str]:
    if not lines:
        return []
    body = "\n".join(lines)
    return [f"{verb} DATA {{ GRAPH {graph} {{\n{body}\n}} }}"]


def value_key(triple: Triple) -> tuple[Term, Term, object]:
    """Give what tells triples apart whatever spelling of numbers and truths a server prefers."""
    subject, predicate, value = triple
    if not isinstance(value, Literal) or value.language or value.datatype is None:
        return subject, predicate, value
    text = str(value).strip()
    key: object = value
    if value.datatype in _NUMBERS:
        try:
            key = (value.datatype, Decimal(text).normalize())
        except InvalidOperation:
            key = (value.datatype, text)
    elif value.datatype == XSD.boolean:
        key = (value.datatype, {"1": "true", "0": "false"}.get(text, text))
    return subject, predicate, key
