"""How often something is published, as catalogues say it, and how old it may be at the most."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.derive.reading import last_part

if TYPE_CHECKING:
    from asbuilt.facts import Term

_LASTING: Final = {
    "P30Y": "tridecennial",
    "P20Y": "bidecennial",
    "P10Y": "decennial",
    "P5Y": "quinquennial",
    "P4Y": "quadrennial",
    "P3Y": "triennial",
    "P2Y": "biennial",
    "P1Y": "annual annually yearly",
    "P6M": "annual2 semiannual semiannually biannually halfyearly",
    "P4M": "annual3 threetimesayear",
    "P3M": "quarterly",
    "P2M": "bimonthly",
    "P1M": "monthly",
    "P15D": "monthly2 semimonthly",
    "P10D": "monthly3 threetimesamonth",
    "P14D": "biweekly fortnightly",
    "P7D": "weekly",
    "P4D": "weekly2 semiweekly",
    "P3D": "weekly3 threetimesaweek",
    "P1D": "daily",
    "PT12H": "daily2",
    "PT1H": "hourly",
    "PT2H": "bihourly",
    "PT3H": "trihourly",
    "PT10M": "10min",
    "PT15M": "15min",
    "PT30M": "30min",
    "PT5M": "5min",
    "PT1M": "1min",
}
"""A duration to the words for it in the EU's authority table of frequencies, Dublin Core's
collection frequencies, and ISO 19115's maintenance frequencies, without signs between letters."""
_BY_WORD: Final = {word: lasting for lasting, words in _LASTING.items() for word in words.split()}
_ISO: Final = re.compile(
    r"(?:R\d*/)?(P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)"
)
_WEEKS: Final = re.compile(r"P(\d+)W")


def duration_of(often: Term) -> str:
    """Give how old data may be that is published so often; empty where that says nothing.

    A frequency is a term of a vocabulary, a word, or an interval as ISO 8601 writes it; one that is
    continuous, irregular, unknown or as needed promises nothing that can be compared with a clock.
    """
    text = str(often).strip()
    interval = _ISO.fullmatch(text)
    if interval is not None:
        weeks = _WEEKS.fullmatch(interval.group(1))
        if weeks is not None:
            return f"P{int(weeks.group(1)) * 7}D"
        return "" if "W" in interval.group(1) else interval.group(1)
    end = last_part(often) if re.match(r"[A-Za-z][\w+.-]*:", text) else text  # type: ignore[arg-type]
    return _BY_WORD.get(re.sub(r"[^a-z0-9]", "", end.casefold()), "")
