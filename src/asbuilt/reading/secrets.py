"""What opens doors, told by the name under which it is written and by how keys and addresses look.

Such values are counted by loaders and never put into the graph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asbuilt.reading.tree import Node

_SETTING: Final = re.compile(
    r"secret|password(?!policy)|passphrase|credential|key|token$|cert|smtp|otp", re.IGNORECASE
)
"""Names of settings; those of directories and of services that let people in hold many keys."""
_PROPERTY: Final = re.compile(
    r"secret|passw(?!ord_?-?policy)|passphrase|pwd\b|credential|connection[._-]?string"
    r"|(?:^|[._-]|[a-z](?=T))token|authori[sz]ation|cookie"
    r"|(?:api|access|private|secret|account|sas|auth)[._-]?key",
    re.IGNORECASE,
)
"""Names of properties; there a ``key`` mostly tells things apart."""
_VALUE: Final = re.compile(
    r"PRIVATE KEY|://[^/?#@\s]*:[^/?#@\s]+@|[?&;](?:password|pwd|sig|token|accountkey)=[^&;\s]"
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|xox[abpr]-|AKIA)\w{10}",
    re.IGNORECASE,
)
"""What gives a value away: a key, a token, or an address with a password."""


def is_secret(name: str, text: str | None) -> bool:
    """Say whether a setting with this name, or a text like this one, opens doors."""
    return bool(_SETTING.search(name) or _VALUE.search(text or ""))


def opens_doors(name: str, text: str = "") -> bool:
    """Say whether a property with this name, or a text like this one, opens doors."""
    return bool(_PROPERTY.search(name) or _VALUE.search(text))


def holds_secret(name: str, node: Node) -> bool:
    """Say whether a value with this name, or anything in it at any depth, opens doors."""
    if opens_doors(name, node.text or ""):
        return True
    inner = [*node.members(), *((name, one) for one in node.elements())]
    return any(holds_secret(key, one) for key, one in inner)


def harmless(text: str) -> str:
    """Give a text, or words in its stead where it holds a key, a token or such an address."""
    return "(left out: it holds a secret)" if _VALUE.search(text) else text
