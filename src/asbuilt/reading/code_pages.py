"""Which code page a text is in that is neither marked nor UTF-8, judged by its accented letters."""

from __future__ import annotations

import re

CODE_PAGES = {
    "cp1252": "Windows-1252",
    "mac-roman": "Mac Roman",
    "cp850": "code page 850 (DOS)",
    "latin-1": "Latin-1",
}
"""Names of the code pages that are told apart, by what Python calls them."""

_SMALL = "äöüßéèêëàâáçñóòôíìîïúùûåæø"
_CAPITAL = "ÄÖÜÉÈÀÇÑÅØ"
_JUDGED = 1_000_000
"""Number of bytes by which a text is judged."""


def code_page(data: bytes) -> str:
    """Give the code page under which most bytes beyond ASCII are letters of words.

    Windows-1252 where nothing speaks for another; Latin-1 where the bytes are not valid in it.
    """
    sample = data[:_JUDGED]
    scores = {name: _letters(sample, name) for name in ("cp1252", "mac-roman", "cp850")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > scores["cp1252"]:
        return best
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _letters(sample: bytes, encoding: str) -> int:
    """Count the bytes that would be small letters beside others, or capitals that begin words."""
    small = re.escape(_SMALL.encode(encoding))
    capital = re.escape(_CAPITAL.encode(encoding))
    inside = re.compile(
        rb"(?<=[A-Za-z" + small + rb"])[" + small + rb"]|[" + small + rb"](?=[a-z])"
    )
    leading = re.compile(rb"(?<![a-z" + small + rb"])[" + capital + rb"](?=[a-z])")
    return len(inside.findall(sample)) + len(leading.findall(sample))
