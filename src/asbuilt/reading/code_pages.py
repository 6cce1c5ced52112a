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

_SMALL = "äöüßéèêëâçåæø"
"""Letters that are no dash, quotation mark or apostrophe under another page."""
_CAPITAL = "ÄÖÜÉÇÅØ"
_LAST = "ßé"
"""Letters with which words end."""
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
    """Count the bytes that would be small letters within words, or capitals that begin words."""
    small, capital, last = (
        re.escape(letters.encode(encoding)) for letters in (_SMALL, _CAPITAL, _LAST)
    )
    before, after = rb"(?<=[A-Za-z" + small + rb"])", rb"(?=[a-z" + small + rb"])"
    inside = re.compile(before + rb"[" + small + rb"]" + after)
    first = re.compile(rb"(?<![A-Za-z" + small + rb"])[" + capital + rb"](?=[a-z]{2})")
    ending = re.compile(before + rb"[" + last + rb"](?![a-z" + small + rb"])")
    return sum(len(pattern.findall(sample)) for pattern in (inside, first, ending))
