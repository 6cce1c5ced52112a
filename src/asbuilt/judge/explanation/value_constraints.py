"""Constraints on each value by itself: type, range, length, pattern, list (SHACL, 4.1 to 4.8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from rdflib import RDF, SH, XSD, BNode, Literal, URIRef

from asbuilt.judge.explanation.model import Absence, Remedy
from asbuilt.judge.explanation.targets import INSTANCE
from asbuilt.judge.explanation.walk import walks
from asbuilt.judge.wording import joined
from asbuilt.names import curie
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.case import Case
    from asbuilt.judge.explanation.model import Offence
    from asbuilt.judge.explanation.walk import Walk


def examine(case: Case) -> Iterator[Offence]:
    """Yield the offences of values against constraints that look at one value at a time."""
    for predicate, (component, test, wording) in _TESTS.items():
        for parameter in case.parameters(predicate):
            for way in case.ways:
                if not test(case, way.end, parameter):
                    yield _offence(case, component, way, wording(case, parameter), parameter)


def _offence(case: Case, component: str, way: Walk, wanted: str, parameter: Term) -> Offence:
    value = case.phrases.name(way.end)
    what = case.about if case.path is None else f"{case.about} is {value}, which"
    made = case.offence(component, f"{what} is not {wanted}", way)
    if component == "Class":
        made.edges += [("value", edge) for edge in case.facts.objects(way.end, RDF.type)]
        if parameter != AB.Reference:  # rules except mentions; nobody is to make one of a thing
            sentence = f"nothing says that {value} is {wanted}"
            made.absences.append(Absence(way.end, RDF.type, sentence))
    kinds = (parameter,) if component == "Class" and isinstance(parameter, URIRef) else ()
    if case.path is None:
        text = f"make {value} {wanted}"
        made.remedies.append(Remedy("change", text, case.node, None, way.end, kinds))
    else:
        text = f"change the {case.about} from {value} to what is {wanted}, or remove it"
        made.remedies.append(Remedy("change", text, case.node, case.path, way.end, kinds))
    return made


def _is_instance(case: Case, value: Term, kind: Term) -> bool:
    return any(walk.end == kind for walk in walks(case.facts, value, INSTANCE))


def _has_datatype(_: Case, value: Term, datatype: Term) -> bool:
    if not isinstance(value, Literal):
        return False
    own = RDF.langString if value.language else value.datatype or XSD.string
    return own == datatype and not value.ill_typed


def _is_kind(_: Case, value: Term, kind: Term) -> bool:
    name = str(kind).rpartition("#")[2]
    actual = (
        "IRI" if isinstance(value, URIRef)
        else "BlankNode" if isinstance(value, BNode) else "Literal"
    )  # fmt: skip
    return actual in name


def _compared(holds: Callable[[Any, Any], bool]) -> Callable[[Case, Term, Term], bool]:
    def test(_: Case, value: Term, bound: Term) -> bool:
        return compare(value, bound, holds)

    return test


def compare(value: Term, other: Term, holds: Callable[[Any, Any], bool]) -> bool:
    """Compare two literals by value; what cannot be compared does not hold (SHACL, 4.3)."""
    if not (isinstance(value, Literal) and isinstance(other, Literal)):
        return False
    try:
        return bool(holds(value.toPython(), other.toPython()))
    except TypeError:
        return False


def _length(holds: Callable[[int, int], bool]) -> Callable[[Case, Term, Term], bool]:
    def test(_: Case, value: Term, bound: Term) -> bool:
        return not isinstance(value, BNode) and holds(len(str(value)), int(str(bound)))

    return test


def _matches(case: Case, value: Term, pattern: Term) -> bool:
    if isinstance(value, BNode):
        return False
    flags = 0
    for letter in str(case.parameter(SH.flags) or ""):
        flags |= {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}.get(
            letter, 0
        )
    try:
        return re.search(str(pattern), str(value), flags) is not None
    except re.error:
        return True


def _in_language(case: Case, value: Term, head: Term) -> bool:
    if not isinstance(value, Literal) or not value.language:
        return False
    tag = value.language.lower()
    wanted = [str(one).lower() for one in case.members(head)]
    return any(tag == one or tag.startswith(f"{one}-") for one in wanted)


def _is_member(case: Case, value: Term, head: Term) -> bool:
    return value in case.members(head)


def _listed(case: Case, head: Term) -> str:
    names = [case.phrases.name(one) for one in case.members(head)]
    return names[0] if len(names) == 1 else f"one of {joined(names, 'or')}"


def _said(text: str) -> Callable[[Case, Term], str]:
    def wording(case: Case, parameter: Term) -> str:
        shown = case.phrases.kind(parameter) if isinstance(parameter, URIRef) else str(parameter)
        return text.format(shown)

    return wording


def _kind_of(case: Case, parameter: Term) -> str:
    return case.phrases.a_kind(parameter)


def _kind_words(_: Case, kind: Term) -> str:
    name = str(kind).rpartition("#")[2]
    return joined(
        [
            {"BlankNode": "a thing without a name", "IRI": "a thing", "Literal": "a value"}[one]
            for one in name.split("Or")
        ],
        "or",
    )


def _datatype_words(_: Case, datatype: Term) -> str:
    return f"a value of type {curie(str(datatype))}"


_Test = tuple[str, "Callable[[Case, Term, Term], bool]", "Callable[[Case, Term], str]"]
_TESTS: dict[URIRef, _Test] = cast(
    "dict[URIRef, _Test]",
    {
        SH["class"]: ("Class", _is_instance, _kind_of),
        SH.datatype: ("Datatype", _has_datatype, _datatype_words),
        SH.nodeKind: ("NodeKind", _is_kind, _kind_words),
        SH.minExclusive: ("MinExclusive", _compared(lambda a, b: a > b), _said("more than {}")),
        SH.minInclusive: ("MinInclusive", _compared(lambda a, b: a >= b), _said("at least {}")),
        SH.maxExclusive: ("MaxExclusive", _compared(lambda a, b: a < b), _said("less than {}")),
        SH.maxInclusive: ("MaxInclusive", _compared(lambda a, b: a <= b), _said("at most {}")),
        SH.minLength: (
            "MinLength", _length(lambda a, b: a >= b), _said("at least {} characters long"),
        ),
        SH.maxLength: (
            "MaxLength", _length(lambda a, b: a <= b), _said("at most {} characters long"),
        ),
        SH.pattern: ("Pattern", _matches, _said("of the form {}")),
        SH.languageIn: ("LanguageIn", _in_language, _listed),
        SH["in"]: ("In", _is_member, _listed),
    },
)  # fmt: skip
