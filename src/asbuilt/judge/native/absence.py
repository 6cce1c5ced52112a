"""FILTER NOT EXISTS as MINUS, where both mean the same: one scan for all instead of one look each.

Oxigraph plans the patterns within as if nothing were known of them yet, which can make each look a
scan. Where few focus nodes are asked for, MINUS states again what is around, and starts from that.

They differ where a filter within looks at what only the solution outside has, where nothing is
shared, and where a path of no steps starts from a term that is none of the graph's (SPARQL 1.1,
8.3). What is rewritten is a group of triple patterns, with filters over their own variables, that
shares with the group around it a variable which is bound in each of its solutions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asbuilt.judge.native import text
from asbuilt.judge.native.syntax import EXISTS, parsed, parts, variables
from asbuilt.judge.native.tokens import joined, spans, variable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rdflib.plugins.sparql.parserutils import CompValue

_TEST: Final = ("FILTER", "NOT", "EXISTS", "{")
_PLACE: Final = ("FILTER", "(", "true", ")")
"""Keeps patterns apart that a filter stood between."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """What the solutions of a pattern bind."""

    always: frozenset[str]
    """Variables that each solution binds."""
    in_graph: frozenset[str]
    """Those of them that it binds to a term of the graph."""

    def __or__(self, other: _Bound) -> _Bound:
        return _Bound(self.always | other.always, self.in_graph | other.in_graph)

    def __and__(self, other: _Bound) -> _Bound:
        return _Bound(self.always & other.always, self.in_graph & other.in_graph)


_NOTHING = _Bound(frozenset(), frozenset())


def as_minus(
    listed: Sequence[str],
    bound: Collection[str],
    in_graph: Collection[str],
    *,
    is_few: bool = False,
) -> tuple[str, ...] | None:
    """Give the tokens of a SELECT query with MINUS for each NOT EXISTS that means the same.

    `bound` are the variables that something else binds, `in_graph` those of them whose values are
    sure to occur in the graph, `is_few` says that they have few values. None where nothing can be
    rewritten.
    """
    start = listed.index("{")
    ends = spans(listed)
    end = ends[start] - 1
    if listed[start - 1].upper() == "EXISTS" or listed[start + 1].upper() == "SELECT":
        return None
    rest: list[str] = []
    tests: list[Sequence[str]] = []
    index = start + 1
    while index < end:
        if tuple(map(str.upper, listed[index : index + len(_TEST)])) == _TEST:
            after = ends[index + len(_TEST) - 1]
            tests.append(listed[index + len(_TEST) : after - 1])
            rest += _PLACE
            index = after
        else:
            after = ends.get(index, index + 1)
            rest += listed[index:after]
            index = after
    around = _algebra(rest) if tests else None
    if around is None:
        return None
    known = _binds(around) | _Bound(frozenset(bound), frozenset(in_graph))
    named = {*bound, *filter(None, map(variable, rest))}
    same = [one for one in tests if _means_the_same(one, known, named, is_few=is_few)]
    if not same:
        return None
    kept = [token for one in tests if one not in same for token in (*_TEST, *one, "}")]
    # A group of its own is one to which the focus nodes are bound.
    wholes = [("{", *rest, *_PLACE, *one, "}") if is_few else one for one in same]
    minus = [token for one in wholes for token in ("MINUS", "{", *one, "}")]
    return (*listed[: start + 1], *rest, *kept, *minus, *listed[end:])


def _means_the_same(
    test: Sequence[str], known: _Bound, named: Collection[str], *, is_few: bool
) -> bool:
    inner = _algebra(test)
    if inner is None or inner.name not in {"BGP", "Filter"}:
        return False
    patterns = inner
    while patterns.name == "Filter":
        patterns = patterns.p
    if patterns.name != "BGP" or not patterns.triples:
        return False
    own = {str(one) for triple in patterns.triples for one in variables(triple)}
    shared = own & {*named}
    return (
        bool(own & known.always)
        and (shared <= known.always if is_few else _is_connected(patterns.triples))
        and not _looks_outside(inner, own)
        and (
            shared <= known.in_graph
            or not any(text.is_nullable(one[1]) for one in patterns.triples)
        )
    )


def _looks_outside(inner: CompValue, own: Collection[str]) -> bool:
    """Say whether a filter asks for a variable that no pattern binds, or has patterns itself."""
    if inner.name != "Filter":
        return False
    has_patterns = any(one.name in EXISTS for one in parts(inner.expr))
    asks = {str(one) for one in variables(inner.expr)}
    return has_patterns or not asks <= {*own} or _looks_outside(inner.p, own)


def _is_connected(triples: Sequence[Any]) -> bool:
    """Say whether patterns hang together; the solutions of others multiply."""
    reached: set[str] = set()
    left = [{str(one) for one in variables(triple)} for triple in triples]
    while left:
        near = [one for one in left if not reached or one & reached]
        if not near:
            return False
        reached |= near[0]
        left.remove(near[0])
    return True


def _binds(node: CompValue) -> _Bound:
    """Give what each solution of a pattern binds; at least that."""
    match node.name:
        case "BGP":
            always = {str(one) for triple in node.triples for one in variables(triple)}
            sure = [triple for triple in node.triples if not text.is_nullable(triple[1])]
            in_graph = {str(one) for triple in sure for one in variables(triple)}
            return _Bound(frozenset(always), frozenset(in_graph))
        case "Join":
            return _binds(node.p1) | _binds(node.p2)
        case "LeftJoin" | "Minus":
            return _binds(node.p1)
        case "Union":
            return _binds(node.p1) & _binds(node.p2)
        case "Filter" | "Extend":
            return _binds(node.p)
        case _:
            return _NOTHING


def _algebra(group: Sequence[str]) -> CompValue | None:
    """Give the algebra of a group's tokens, without the projection; None where it has none."""
    try:
        found: CompValue = parsed(f"SELECT * WHERE {{ {joined(group)} }}").algebra.p
    except Exception:  # noqa: BLE001 - the parser raises many kinds; then all stays as it is
        return None
    return found.p if found.name == "Project" else found
