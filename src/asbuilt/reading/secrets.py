"""What opens doors, told by how names and values look, so that it stays out of the graph."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(
    r"secret|passw|passphrase|credential|(?:api|access|private|secret|auth)[._-]?key|token"
    r"|authori[sz]ation|cookie|connection.?string",
    re.IGNORECASE,
)
_VALUE: Final = re.compile(
    r"PRIVATE KEY|://[^/@\s]*:[^/@\s]+@|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abpr]-|AKIA)\w{10}"
)


def is_secret(name: str, value: str) -> bool:
    """Say whether a value may open doors, by its name or by what it looks like."""
    return bool(_NAME.search(name) or _VALUE.search(value))


def shows_secret(text: str) -> bool:
    """Say whether a text holds a key, a token or an address with a password."""
    return bool(_VALUE.search(text))
