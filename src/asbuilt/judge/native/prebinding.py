"""Pre-bound variables: what a query may do with them, and how one query serves all focus nodes.

SHACL pre-binds ``$this`` and others in each part of a query before it is run (SHACL, 5.2.1 and
annex A). Here a pattern that binds them is put at the start of each group that mentions one, so
that one query answers for all focus nodes at once. This is the same as a run for each node since
joins, unions, filters, OPTIONAL and EXISTS treat the solutions of different nodes apart; what mixes
them, aggregates over all and LIMIT, is found in the parsed query and run node by node.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rdflib import Variable
from rdflib.plugins.sparql.parserutils import CompValue

from asbuilt.judge.native.fences import fenced
from asbuilt.judge.native.problems import ShapeError
from asbuilt.judge.native.syntax import parsed, parts
from asbuilt.judge.native.tokens import joined, spans, tokens, variable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from asbuilt.judge.native.shapes import Query

_FORBIDDEN: Final = {
    "MinusGraphPattern": "MINUS",
    "ServiceGraphPattern": "SERVICE",
    "InlineData": "VALUES",
}
_NEGATIVE: Final = re.compile(r"-\d*\.\d+(?:[eE][+\-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Bindable:
    """A query that may be run with pre-bound variables."""

    tokens: tuple[str, ...]
    columns: tuple[str, ...]
    """The variables that a SELECT gives; none for an ASK."""
    mixes: bool
    """Whether solutions of different focus nodes would get mixed in one run, or nobody knows."""
    uses_graphs: bool
    """Whether it asks a named graph, such as ``$shapesGraph``."""

    def mentions(self, name: str) -> bool:
        """Say whether a variable occurs anywhere."""
        return any(variable(token) == name for token in self.tokens)


def bindable(query: Query, bound: Collection[str], path: str | None = None) -> Bindable:
    """Check a query against the rules for pre-binding, and give it ready for use.

    `bound` are the names that will be pre-bound; `path` takes the place of ``$PATH``. Raises
    `ShapeError` that names what is not allowed (SHACL, annex A).
    """
    listed = tokens(query.text, dict(query.prefixes))
    if path is not None:
        listed = [path if variable(token) == "PATH" else token for token in listed]
    # rdflib fails on negative decimals; which number it is does not matter here.
    text = joined("-1" if _NEGATIVE.fullmatch(one) else one for one in listed)
    try:
        found = parsed(text)
    except Exception as error:  # noqa: BLE001 - the parser raises many kinds
        cause = " ".join(str(error).split())[:200]
        raise ShapeError(f"its query cannot be parsed: {cause}") from None
    _refuse(found.parts, bound)
    algebra = found.algebra
    columns: tuple[str, ...] = ()
    if algebra.name == "SelectQuery":
        columns = tuple(dict.fromkeys(str(one) for one in algebra.PV))
        if "this" not in columns:
            raise ShapeError("its SELECT does not give $this")
        listed = _with_columns(listed, columns)
    return Bindable(
        tuple(fenced(listed)),
        columns,
        _mixes(algebra) or (not found.is_whole and _selects_within(found.parts)),
        any(part.name == "Graph" for part in parts(algebra)),
    )


def bind(query: Bindable, pattern: str, bound: Collection[str], constants: str = "") -> str:
    """Give the query with a pattern that binds the variables at the start of each group.

    `constants` is such a pattern, too, for what is the same for all focus nodes; it alone goes into
    the groups of named graphs.
    """
    names, ends = set(bound), spans(query.tokens)
    parts: list[str] = []
    graphs: list[bool] = []
    for index, one in enumerate(query.tokens):
        parts.append(one)
        if one == "}":
            graphs.pop()
        if one != "{":
            continue
        before = [other.upper() for other in query.tokens[max(index - 2, 0) : index]]
        graphs.append(before[:1] == ["GRAPH"])
        within = query.tokens[index + 1 : ends[index]]
        is_needed = len(graphs) == 1 or any(variable(other) in names for other in within)
        if within[0].upper() == "SELECT" or not is_needed:
            continue
        parts.append(constants)
        if before[-1:] not in (["EXISTS"], ["MINUS"]) and not any(graphs):
            parts.append(pattern)
    return joined(part for part in parts if part)


def _refuse(listed: Sequence[CompValue], bound: Collection[str]) -> None:
    for part in listed:
        if part.name in _FORBIDDEN:
            raise ShapeError(f"its query has a {_FORBIDDEN[part.name]}, which SHACL does not allow")
        if _held(part, "valuesClause"):
            raise ShapeError("its query has a VALUES, which SHACL does not allow")
        assigned = _held(part, "evar") or (_held(part, "var") if part.name == "Bind" else None)
        if str(assigned or "") in bound:
            raise ShapeError(f"its query assigns to the pre-bound ${assigned}")
    for part in listed:
        if part.name == "SubSelect":
            given = _given(part)
            for name in ("this", "value"):
                if name in bound and name not in given:
                    raise ShapeError(f"a SELECT within its query does not give ${name}")


def _given(select: CompValue) -> set[str]:
    """Give the variables that a SELECT within a query gives; of ``*`` those its patterns bind."""
    listed = _held(select, "projection")
    if listed:
        return {str(_held(one, "var") or _held(one, "evar")) for one in listed}
    return {str(one) for one in _binding(_held(select, "where"))}


def _binding(node: Any) -> Iterator[Variable]:  # noqa: ANN401 - any node of a syntax tree
    """Give the variables that patterns may bind, those in filters and expressions left out."""
    if isinstance(node, Variable):
        yield node
    elif isinstance(node, CompValue):
        if node.name == "SubSelect":
            yield from (Variable(one) for one in _given(node))
        elif node.name == "Bind":
            yield node["var"]
        elif node.name != "Filter":
            for value in node.values():
                yield from _binding(value)
    elif isinstance(node, list | tuple) or type(node).__name__ == "ParseResults":
        for value in node:
            yield from _binding(value)


def _mixes(algebra: Any) -> bool:  # noqa: ANN401
    for part in parts(algebra):
        if part.name == "Slice":
            return True
        if part.name == "Group":
            keys = {str(one) for one in _held(part, "expr") or () if isinstance(one, Variable)}
            if "this" not in keys:
                return True
    return False


def _selects_within(listed: Sequence[CompValue]) -> bool:
    return any(part.name == "SubSelect" for part in listed)


def _with_columns(listed: list[str], columns: Sequence[str]) -> list[str]:
    """Write the variables out where a SELECT says ``*``."""
    start = next(index for index, token in enumerate(listed) if token.upper() == "SELECT")
    for index in range(start + 1, min(start + 3, len(listed))):
        if listed[index] == "*":
            return [*listed[:index], *(f"?{one}" for one in columns), *listed[index + 1 :]]
    return listed


def _held(part: CompValue, name: str) -> Any:  # noqa: ANN401
    """Give what a part holds under a name, or None; its own `get` gives the name back."""
    return part[name] if name in part else None  # noqa: SIM401
