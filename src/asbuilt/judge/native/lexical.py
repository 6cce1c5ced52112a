"""Which texts are well-formed literals of a datatype (XML Schema 1.1, part 2)."""

from __future__ import annotations

import re
from typing import Final

from rdflib import RDF, XSD, URIRef

_NUMBER: Final = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_DATE: Final = r"-?(?:[1-9]\d{3,}|0\d{3})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
_TIME: Final = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_ZONE: Final = r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEARS: Final = r"(?:\d+Y(?:\d+M)?|\d+M)"
_DAYS: Final = (
    r"(?:\d+D(?:T(?:\d+H(?:\d+M)?(?:\d+(?:\.\d+)?S)?|\d+M(?:\d+(?:\.\d+)?S)?|\d+(?:\.\d+)?S))?"
    r"|T(?:\d+H(?:\d+M)?(?:\d+(?:\.\d+)?S)?|\d+M(?:\d+(?:\.\d+)?S)?|\d+(?:\.\d+)?S))"
)
_NAME: Final = r"[^\W\d][\w.\-·]*"
_FORMS: Final[dict[URIRef, str]] = {
    XSD.boolean: r"true|false|1|0",
    XSD.integer: r"[+-]?\d+",
    XSD.decimal: _NUMBER,
    XSD.double: rf"{_NUMBER}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    XSD.float: rf"{_NUMBER}(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
    XSD.date: _DATE + _ZONE,
    XSD.dateTime: f"{_DATE}T{_TIME}{_ZONE}",
    XSD.dateTimeStamp: f"{_DATE}T{_TIME}(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))",
    XSD.time: _TIME + _ZONE,
    XSD.gYear: rf"-?(?:[1-9]\d{{3,}}|0\d{{3}}){_ZONE}",
    XSD.gYearMonth: rf"-?(?:[1-9]\d{{3,}}|0\d{{3}})-(?:0[1-9]|1[0-2]){_ZONE}",
    XSD.gMonth: rf"--(?:0[1-9]|1[0-2]){_ZONE}",
    XSD.gDay: rf"---(?:0[1-9]|[12]\d|3[01]){_ZONE}",
    XSD.gMonthDay: rf"--(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d)){_ZONE}",
    XSD.duration: f"-?P(?:{_YEARS}{_DAYS}?|{_DAYS})",
    XSD.yearMonthDuration: f"-?P{_YEARS}",
    XSD.dayTimeDuration: f"-?P{_DAYS}",
    XSD.hexBinary: r"(?:[0-9a-fA-F]{2})*",
    XSD.base64Binary: r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){4}"
    r"|(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
    XSD.language: r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    XSD.NMTOKEN: r"[\w.\-:·]+",
    XSD.Name: r"(?:[^\W\d]|:)[\w.\-:·]*",
    XSD.NCName: _NAME,
    XSD.normalizedString: r"[^\t\n\r]*",
    XSD.token: r"(?:[^\s]+(?: [^\s]+)*)?",
}
_RANGES: Final[dict[URIRef, tuple[int | None, int | None]]] = {
    XSD.nonNegativeInteger: (0, None),
    XSD.positiveInteger: (1, None),
    XSD.nonPositiveInteger: (None, 0),
    XSD.negativeInteger: (None, -1),
    XSD.long: (-(2**63), 2**63 - 1),
    XSD.int: (-(2**31), 2**31 - 1),
    XSD.short: (-(2**15), 2**15 - 1),
    XSD.byte: (-128, 127),
    XSD.unsignedLong: (0, 2**64 - 1),
    XSD.unsignedInt: (0, 2**32 - 1),
    XSD.unsignedShort: (0, 65535),
    XSD.unsignedByte: (0, 255),
}
_COMPILED: Final = {str(name): re.compile(form) for name, form in _FORMS.items()}
_INTEGER: Final = _COMPILED[str(XSD.integer)]
_BOUNDS: Final = {str(name): bounds for name, bounds in _RANGES.items()}

FREE: Final = frozenset(map(str, (XSD.string, XSD.anyURI, RDF.langString, RDF.HTML)))
"""Datatypes of which every text is well-formed."""
DERIVED_INTEGERS: Final = frozenset(_BOUNDS)
"""Datatypes that Oxigraph keeps as xsd:integer."""


def is_well_formed(text: str, datatype: str) -> bool:
    """Say whether a text is in the lexical space of a datatype (XML Schema 1.1, part 2).

    White space around a number, date or the like is none of its space, as engines agree. Every text
    is well-formed of a datatype that is unknown.
    """
    if datatype in _BOUNDS:
        least, most = _BOUNDS[datatype]
        if not _INTEGER.fullmatch(text):
            return False
        value = int(text)
        return (least is None or value >= least) and (most is None or value <= most)
    form = _COMPILED.get(datatype)
    if form is None:
        return True
    found = form.fullmatch(text)
    if found is None:
        return False
    return "day" not in form.groupindex or _is_day(text, found)


def _is_day(text: str, found: re.Match[str]) -> bool:
    month, day = int(found["month"]), int(found["day"])
    if month == 2:
        year = int(text[: text.index("-", 1)])
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return day <= (29 if leap else 28)
    return day <= (30 if month in {4, 6, 9, 11} else 31)
