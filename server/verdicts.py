"""The verdicts of the authority matrices: each with a sign, a look and what it means.

Sign and word say what the colour says, so that nobody needs the colour.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word that stands in the cells of a matrix."""

    word: str
    look: str
    """Name of its colours: does, idle, excess, lack, breach or plain."""
    sign: str
    meaning: str

    @property
    def is_wrong(self) -> bool:
        """Whether right, permission and deed disagree."""
        return self.look in {"excess", "lack", "breach"}


DECISIONS = (
    Verdict("may and does", "does", "✓", "holds the decision right, and logs show it used"),
    Verdict("may not but can", "excess", "▲", "a system lets somebody decide who has no right to"),
    Verdict("must but cannot", "lack", "⊘", "holds the decision right, and no permission for it"),
    Verdict("did though may not", "breach", "✕", "a log shows a decision taken without the right"),
    Verdict("may and can", "idle", "○", "holds right and permission; no log shows them used"),
    Verdict("may", "idle", "?", "holds the right; no source says who can in the system"),
    Verdict("same name", "idle", "?", "bears the name of who decides; nobody says if they are one"),
    Verdict("can", "idle", "?", "a system lets it; nothing tells whether its people may"),
    Verdict("responsible", "plain", "·", "does the work and neither decides nor offends by it"),
    Verdict(
        "did while it might", "idle", "✓", "had the right on the days of its decisions, not now"
    ),
    Verdict("did", "plain", "·", "acted in a log; nothing tells who has the right"),
    Verdict("not told one by one", "plain", "…", "further people, counted only"),
)
"""What can be said of a party and a decision: the four that matter first, then what is in order."""

DUTIES = (
    Verdict("can do both", "excess", "▲", "rights or permissions for both duties"),
    Verdict("did both", "breach", "✕", "a log shows both duties done by one in the same case"),
)
"""What can be said of a party and two duties that must be apart."""

BY_WORD = {verdict.word: verdict for verdict in (*DECISIONS, *DUTIES)}
