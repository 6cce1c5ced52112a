"""What opens doors, and so stays out of the graph: told by what it is called and how it looks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asbuilt.reading.tree import Node

_NAME: Final = re.compile(
    r"secret|passw(?!ord_?-?policy)|pwd\b|credential|connection_?-?string|(?:^|[._-]|[a-z](?=T))token"
    r"|(?:api|access|private|secret|account|sas)[._-]?key",
    re.IGNORECASE,
)
_LOOK: Final = re.compile(
    r"PRIVATE KEY|://[^/?#@\s]*:[^/?#@\s]+@|[?&;](?:password|pwd|sig|token|accountkey)=[^&;\s]",
    re.IGNORECASE,
)


def opens_doors(name: str, value: str = "") -> bool:
    """Say whether a setting is a secret by its name, or its value is a key or holds a password."""
    return bool(_NAME.search(name) or _LOOK.search(value))


def holds_secret(name: str, node: Node) -> bool:
    """Say whether a value, or anything in it at any depth, opens doors."""
    if opens_doors(name, node.text or ""):
        return True
    inner = [*node.members(), *((name, one) for one in node.elements())]
    return any(holds_secret(key, one) for key, one in inner)
