"""What is wrong with one value, as a SPARQL condition: constraints that look at nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import SH, XSD, BNode, Literal, URIRef

from asbuilt.judge.native import text
from asbuilt.judge.native.constraints import (
    Constraint,
    Datatype,
    In,
    LanguageIn,
    MaxLength,
    MinLength,
    NodeKind,
    Pattern,
    Range,
)
from asbuilt.judge.native.lexical import FREE

if TYPE_CHECKING:
    from asbuilt.facts import Term

_KINDS: Final = {
    SH.IRI: "isIRI({0})",
    SH.BlankNode: "isBlank({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
}
_NUMBERS: Final = frozenset(map(str, (XSD.integer, XSD.decimal, XSD.double, XSD.float)))
_MIDDLES: Final = {
    str(XSD.boolean): "true",
    str(XSD.date): "0001-01-01Z",
    str(XSD.dateTime): "0001-01-01T00:00:00Z",
    str(XSD.time): "12:00:00Z",
}
"""Values that compare with each well-formed one of their type, or nearly each; so that a comparison
with them fails for what is ill-formed."""
_STRINGS: Final = frozenset({None, XSD.string})


def wrong(constraint: Constraint, value: str) -> str | None:  # noqa: PLR0911 - one per component
    """Give the condition under which a value is wrong; None for constraints of other kinds.

    `value` is a variable that is bound. The condition never ends in an error. For `Datatype` it
    holds for candidates too, which `is_wrong` then decides.
    """
    match constraint:
        case NodeKind(kind):
            return f"!({_KINDS[kind].format(value)})"
        case Range(limit):
            return (
                f"!COALESCE(LANG({value}) = '' &&"
                f" {value} {constraint.operator} {text.term(limit)}, false)"
            )
        case MinLength(length):
            return f"(isBlank({value}) || STRLEN(STR({value})) < {length})"
        case MaxLength(length):
            return f"(isBlank({value}) || STRLEN(STR({value})) > {length})"
        case Pattern(pattern, flags):
            arguments = f"STR({value}), {text.term(Literal(pattern))}"
            if flags:
                arguments += f", {text.term(Literal(flags))}"
            return f"(isBlank({value}) || !REGEX({arguments}))"
        case LanguageIn(languages):
            tests = " || ".join(
                f"LANGMATCHES(LANG({value}), {text.term(Literal(one))})" for one in languages
            )
            return f"!COALESCE({tests}, false)" if tests else "true"
        case In(values):
            return _not_in(value, values)
        case Datatype(datatype):
            return _candidate(value, datatype)
        case _:
            return None


def _not_in(value: str, members: tuple[Term, ...]) -> str:
    """Give the condition that a value is none of the terms, by term and not by number."""
    easy = [one for one in members if _is_easy(one)]
    hard = [one for one in members if not _is_easy(one) and not isinstance(one, BNode)]
    tests = [f"sameTerm({value}, {text.term(one)})" for one in hard]
    if easy:
        tests.append(f"COALESCE({value} IN ({text.terms(easy, ', ')}), false)")
    return f"!({' || '.join(tests)})" if tests else "true"


def _is_easy(term: Term) -> bool:
    """Say whether SPARQL's ``=`` holds between a term and that very term only."""
    if isinstance(term, Literal):
        return not term.language and term.datatype in _STRINGS
    return isinstance(term, URIRef)


def _candidate(value: str, datatype: URIRef) -> str:
    name, kind = str(datatype), text.term(datatype)
    if name in FREE:
        return f"!COALESCE(DATATYPE({value}) = {kind}, false)"
    if name in _NUMBERS:
        return f"!COALESCE(DATATYPE({value}) = {kind} && isNumeric({value}), false)"
    if name in _MIDDLES:
        middle = text.term(Literal(_MIDDLES[name], datatype=datatype, normalize=False))
        test = f"({value} < {middle} || {value} >= {middle})"
        return f"!COALESCE(DATATYPE({value}) = {kind} && {test}, false)"
    return "true"
