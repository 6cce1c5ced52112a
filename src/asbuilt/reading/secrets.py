"""What opens doors, told by the name under which it is written and by how keys and addresses look.

Such values are counted by loaders and never put into the graph.
"""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(
    r"secret|password(?!policy)|passphrase|credential|key|token$|cert|smtp|otp", re.IGNORECASE
)
_WITHIN: Final = re.compile(r"PRIVATE KEY|://[^/@\s]*:[^/@\s]+@")
"""What gives a value away: a key, or an address with a password."""


def is_secret(name: str, text: str | None) -> bool:
    """Say whether a value with this name, or a text like this one, opens doors."""
    return bool(_NAME.search(name) or _WITHIN.search(text or ""))
