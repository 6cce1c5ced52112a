"""Rules of the rule book that are not judged yet, wholly or in part, for want of facts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from asbuilt.resources import SHAPES


@dataclass(frozen=True, slots=True)
class NotLive:
    """What of a rule is not judged, so that a report without findings is not taken for success."""

    code: str
    name: str
    needs: str
    """Which facts no loader or analysis states yet."""
    part: str = ""
    """The part that is not judged, where the rest of the rule is live."""


@lru_cache(maxsize=1)
def not_live() -> dict[str, NotLive]:
    """Give what is not judged yet by code, as ``shapes/not-live.toml`` states it."""
    with (SHAPES / "not-live.toml").open("rb") as file:
        return {code: NotLive(code, **said) for code, said in tomllib.load(file).items()}
