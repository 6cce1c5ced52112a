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


def harmless(text: str) -> str:
    """Give a text, or words in its stead where it holds a key, a token or such an address."""
    return "(left out: it holds a secret)" if _VALUE.search(text) else text
