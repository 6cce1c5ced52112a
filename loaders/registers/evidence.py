"""What the values below a heading say: how well they fit a field, and what they are plainly."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from asbuilt.loaders.registers import dates, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from asbuilt.loaders.registers.vocabulary import Field

_TELLING_WORDS = ("frequency", "enforcement", "direction", "entry")
"""Lists of words that stand for one field wherever they are found."""
_MOSTLY = 0.8


class Evidence:
    """The texts of one column, counted once for all that is asked of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count the texts that say anything."""
        filled = [text for text in texts if text and not values.is_dash(text)]
        self._counted = Counter(filled)
        self.filled = len(filled)
        self._shares: dict[str, float] = {}

    def fit(self, one: Field) -> float:  # noqa: PLR0911 - one kind each
        """Give how well the values fit a field, from 0 to 1; a column without any fits all."""
        if not self.filled:
            return 1.0
        if one.name in ("id", "name"):
            coded = self._share("code", values.is_code)
            return 0.6 + 0.4 * (coded if one.name == "id" else 1 - coded)
        if one.kind in ("date", "datetime"):
            return self._share("day", dates.looks_like_day)
        if one.kind in ("number", "integer"):
            return self._share("number", values.looks_like_number)
        if one.kind == "duration":
            return self._share("duration", lambda text: bool(dates.duration(text)))
        if one.kind == "sha256":
            return self._share("sha256", values.looks_like_sha256)
        if one.kind == "boolean":
            return 0.4 + 0.6 * self._words("boolean")
        if one.kind == "choice":
            return 0.5 + 0.5 * self._words(one.words)
        if one.kind in ("role", "party", "agent", "group", "system"):
            return 0.4 + 0.6 * self._share("named", _may_name)
        return 1.0

    def tells(self, one: Field) -> tuple[float, str]:
        """Give how surely the values alone say that they are of a field, and why."""
        if not self.filled:
            return 0.0, ""
        if one.kind == "sha256" and self._share("sha256", values.looks_like_sha256) == 1:
            return 0.9, "all values are SHA-256 digests"
        if one.kind == "choice" and one.words in _TELLING_WORDS:
            spelt = any(len(text) > 3 for text in self._counted)
            if spelt and self._words(one.words) >= _MOSTLY:
                return 0.7, f"values are words of {one.words}, such as “{self._most()}”"
        if one.name == "login" and self._share("mail", values.is_mail) >= _MOSTLY:
            return 0.75, "values are e-mail addresses"
        if one.name == "status" and one.kind == "folded" and self._words("status") >= _MOSTLY:
            return 0.65, f"values are states of work, such as “{self._most()}”"
        return 0.0, ""

    def is_day(self) -> bool:
        """Say whether nearly all values are days."""
        return self.filled > 0 and self._share("day", dates.looks_like_day) >= _MOSTLY

    def is_key(self) -> bool:
        """Say whether each row has a code of its own."""
        return (
            self.filled > 1
            and len(self._counted) == self.filled
            and self._share("code", values.is_code) == 1
        )

    def is_title(self) -> bool:
        """Say whether nearly each row has words of its own."""
        own = len(self._counted) >= _MOSTLY * self.filled
        return self.filled > 0 and own and self._share("code", values.is_code) < 0.2

    def assigns(self, own: Mapping[str, list[str]] | None = None, *, beside: bool = False) -> float:
        """Give the part of the values that are R, A, C and I; 0 where the rest is too much.

        `beside` other columns of them, less proof is asked for.
        """
        if not self.filled:
            return 0.0
        if own is None:
            share = self._share("raci", lambda text: bool(values.responsibilities(text)))
        else:
            share = self._part(lambda text: bool(values.responsibilities(text, own)))
        brief = max(map(len, self._counted)) <= (6 if beside else 3)
        return share if share >= (0.5 if brief else _MOSTLY) else 0.0

    def _words(self, words: str) -> float:
        return self._share(f"words {words}", lambda text: bool(values.word(words, text)))

    def _most(self) -> str:
        return self._counted.most_common(1)[0][0]

    def _share(self, name: str, test: Callable[[str], bool]) -> float:
        """Give the part of the texts that pass a test, which is asked once for each text."""
        if name not in self._shares:
            self._shares[name] = self._part(test)
        return self._shares[name]

    def _part(self, test: Callable[[str], bool]) -> float:
        return sum(n for text, n in self._counted.items() if test(text)) / self.filled


def _may_name(text: str) -> bool:
    return len(text) < 200 and not dates.looks_like_day(text)
