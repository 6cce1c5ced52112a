"""What cases of logs deviate in, as bars: one for each deviation, as long as its share of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.names import Thing, describe
from asbuilt.server import addresses
from asbuilt.server.graph import store, view
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST: Final = 15
"""Most bars that are drawn; the table of the query has them all."""

_GRAVE: Final = frozenset(
    {
        AB.SkippedControl, AB.SelfApproval, AB.UnauthorisedAction, AB.ExpiredDelegationUse,
        AB.QuorumShortfall,
    }
)  # fmt: skip
_WORDS: Final = {
    AB.SkippedControl: "reached without its control",
    AB.SelfApproval: "same person at both steps",
    AB.UnauthorisedAction: "by somebody without the role",
    AB.ExpiredDelegationUse: "under an expired delegation",
    AB.StalledApproval: "too late",
    AB.QuorumShortfall: "by too few people",
    AB.BrokenOrder: "before what comes first",
    AB.ChannelDetour: "through an informal channel",
    AB.UndocumentedActivity: "documented nowhere",
    AB.UndocumentedLog: "nothing documented",
    AB.DeadStep: "never done",
}
_WAYS: Final = {
    "left out": "left out",
    "out of place": "done out of place",
    "extra": "done beyond the process",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A deviation: what, where, and in how many of how many cases."""

    about: Thing
    words: str
    level: str
    cases: int
    total: int
    href: str
    """Address of the deviation's page."""

    @property
    def width(self) -> float:
        """Length of the bar in percent; what never happens is missing in every case."""
        return round(100 * self.cases / self.total, 1) if self.total else 0


@dataclass(frozen=True, slots=True)
class Chart:
    """The most frequent deviations around a thing, and how many there are."""

    bars: Sequence[Bar]
    count: int


def chart(thing: URIRef) -> Chart:
    """Draw the deviations of a process or a log."""
    rows = [row for row in view("deviations", thing=thing).dicts() if _told(row["kind"])]
    shown = rows[:MOST]
    ends = [end for row in shown for end in (row["about"], row["deviation"])]
    things = describe(store(), [end for end in ends if isinstance(end, URIRef)])
    bars = []
    for row in shown:
        about, deviation, kind = row["about"], row["deviation"], row["kind"]
        assert isinstance(about, URIRef)
        assert isinstance(deviation, URIRef)
        cases, total = int(str(row["cases"])), int(str(row["total"]))
        grave = kind in _GRAVE
        aligned = kind == AB.StepDeviation
        bars.append(
            Bar(
                things[about],
                _WAYS[str(row["way"])] if aligned else _WORDS[URIRef(str(kind))],
                "violation" if grave else "info" if aligned else "warning",
                total if kind == AB.DeadStep else cases,
                total,
                addresses.address(things[deviation]),
            )
        )
    return Chart(bars, len(rows))


def _told(kind: object) -> bool:
    return kind == AB.StepDeviation or kind in _WORDS
