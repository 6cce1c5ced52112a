"""Guessing what a table is about, from its columns, its name and what its rows begin with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asbuilt.loaders.registers.evidence import Evidence
from asbuilt.loaders.registers.headings import Column, Guess, assign, called, role_columns
from asbuilt.loaders.registers.likeness import is_alike
from asbuilt.loaders.registers.vocabulary import vocabulary, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asbuilt.loaders.registers.vocabulary import Table

_NOISE_WORDS = """
register list inventory matrix log catalog catalogue template sample export data overview summary
table sheet copy final draft new old current master liste verzeichnis uebersicht tabelle detail
tracker example vorlage muster aktuell entwurf stand kopie v1 v2 v3 v4
"""
_NOISE = frozenset(_NOISE_WORDS.split())
"""Words of a file's name that say nothing of what is in it."""
_VAGUE = frozenset(
    {"name", "id", "type", "function", "funktion", "position", "status", "code", "user"}
)
"""Headings that say little about what a table is about."""
_NEAR = 0.05
"""Difference of confidence at which another kind is named, too."""


def rank(
    headings: Sequence[str], cells: Sequence[Sequence[str]], names: Sequence[str], kind: str = ""
) -> list[Guess]:
    """Give the kinds of table that a table may be, best first; with a `kind`, that one only.

    `cells` are the texts below each heading, `names` those of the file and sheet.
    """
    known = vocabulary().tables
    known = {kind: known[kind]} if kind else known
    evidence = [Evidence(texts) for texts in cells]
    columns = {name: assign(table, headings, evidence) for name, table in known.items()}
    shared = _claims(columns)
    guesses = [
        _guess(_Looked(known[name], assigned, headings, evidence, names), shared)
        for name, assigned in columns.items()
    ]
    guesses.sort(key=lambda guess: (-guess.confidence, guess.table.name))
    best = guesses[0]
    for other in guesses[1:2]:
        if best.confidence and best.confidence - other.confidence <= _NEAR:
            because = f"{best.because}; {other.table.name} is nearly as likely"
            guesses[0] = replace(best, because=because)
    return guesses


class _Looked:
    """A table looked at as one kind."""

    def __init__(
        self,
        table: Table,
        columns: dict[str, Column],
        headings: Sequence[str],
        evidence: Sequence[Evidence],
        names: Sequence[str],
    ) -> None:
        self.table, self.columns, self.headings = table, columns, headings
        self.evidence, self.names = evidence, names
        self.roles: dict[int, str] = {}
        if table.name == "raci":
            taken = {column.index for column in columns.values()}
            self.roles = role_columns(headings, evidence, taken)
            self._find_step()

    def _find_step(self) -> None:
        """Take the first column of words beside columns of R, A, C and I for the step."""
        taken = {column.index for column in self.columns.values()} | set(self.roles)
        if "step" in self.columns or len(self.roles) < 2:
            return
        for index in range(min(self.roles)):
            if index not in taken and self.evidence[index].is_title():
                because = "stands before the columns of R, A, C and I"
                heading = called(index, self.headings[index])
                self.columns = {**self.columns, "step": Column(index, heading, 0.7, because)}
                return


def _claims(columns: dict[str, dict[str, Column]]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for assigned in columns.values():
        for column in assigned.values():
            counted[column.index] = counted.get(column.index, 0) + 1
    return counted


def _guess(looked: _Looked, shared: dict[int, int]) -> Guess:
    table, columns, roles = looked.table, looked.columns, looked.roles
    present = set(columns) | ({"*roles"} if roles else set())
    missing = [needed for needed in table.needs if not present & set(needed)]
    if missing:
        wanted = " and ".join(" or ".join(needed).lstrip("*") for needed in missing)
        return Guess(table, 0.0, columns, roles, f"no column for {wanted}")
    subject = _subject(table, columns, looked.headings)
    particular = [name for name in columns if name not in ("id", "name", "description", "status")]
    telling = sum(columns[n].confidence / shared.get(columns[n].index, 1) for n in particular)
    telling = min(1.0, (telling + (1.5 if roles else 0)) / 2)
    named, name = max(((_naming(table, name), name) for name in looked.names), default=(0.0, ""))
    doubt = (1 - 0.6 * subject) * (1 - 0.6 * named) * (1 - 0.75 * telling)
    headed = [index for index, heading in enumerate(looked.headings) if heading.strip()]
    filled = [index for index in headed if looked.evidence[index].filled] or headed
    coverage = len({column.index for column in columns.values()} | set(roles)) / max(1, len(filled))
    reasons = [
        f"its name is “{name}”" if named else "",
        _begins(table, columns) if subject >= 0.5 else "",
        f"it has {len(roles)} columns of R, A, C and I" if roles else "",
        f"it has columns for {', '.join(particular[:6])}" if particular else "",
    ]
    because = ", ".join(one for one in reasons if one)
    confidence = round((1 - doubt) * (0.85 + 0.15 * min(1.0, coverage)), 2)
    return Guess(table, confidence, columns, roles, because or "only its first column fits")


def _begins(table: Table, columns: dict[str, Column]) -> str:
    """Tell the columns by which each row is one of the table's things."""
    naming = [name for names in table.needs for name in names if name in columns]
    headings = [f"“{columns[name].heading}”" for name in naming[:2]]
    return f"each row has {' and '.join(headings)}" if headings else ""


def _subject(table: Table, columns: dict[str, Column], headings: Sequence[str]) -> float:
    """Give how surely the first columns say that each row is one of the table's things."""
    first = next((index for index, heading in enumerate(headings) if heading.strip()), 0)
    if table.minted == "row":
        needed = [columns[name] for names in table.needs for name in names if name in columns]
        sure = len(needed) > 1 and all(column.confidence >= 0.9 for column in needed)
        vague = any(words_of(column.heading) in _VAGUE for column in needed)
        return (0.5 if vague else 0.8) if sure else 0.3
    own = [
        columns[name].index
        for name in ("id", "name")
        if name in columns
        and is_alike(words_of(columns[name].heading), table.fields[name].specific)
    ]
    if own:
        return (1.15 if len(own) > 1 else 1.0) if first in own else 0.5
    generic = [columns[name] for name in ("id", "name") if name in columns]
    return 0.35 if any(column.index <= first + 1 for column in generic) else 0.0


def _naming(table: Table, name: str) -> float:
    folded = words_of(name)
    if folded in table.names:
        return 1.0
    tokens = [token for token in folded.split() if token not in _NOISE and not token.isdigit()]
    bare = " ".join(tokens)
    if bare and bare in table.names:
        return 1.0
    return 0.5 if tokens and tokens[-1] in table.names else 0.0
