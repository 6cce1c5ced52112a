"""What the conditions of a descriptor say: in words, and which of them name whom they let act."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from asbuilt.loaders.osworkflow.descriptor import elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

Kind = Literal["role", "group", "user", "permission", "project role"]

CLASS_NAMES: Final = ("class.name", "classname", "class")
"""Names under which tools write the class of a condition or function."""
SECRET: Final = re.compile(r"passw|secret|token|api.?key|credential", re.IGNORECASE)
"""Names of arguments whose values may open doors and stay out of the graph."""

_PARTIES: Final[dict[str, tuple[Kind, tuple[str, ...]]]] = {
    "permissioncondition": ("permission", ("permissionKey", "permission")),
    "permissionvalidator": ("permission", ("permissionKey", "permission")),
    "inprojectrolecondition": ("project role", ("jira.projectrole.id",)),
    "inanyprojectrolecondition": ("project role", ("jira.projectrole.id", "jira.projectrole.ids")),
    "useringroupcondition": ("group", ("group",)),
    "userinanygroupcondition": ("group", ("groups", "group")),
    "osusergroupcondition": ("group", ("group",)),
    "userisinanygroupscondition": ("group", ("hidGroupsList",)),
    "userisinanyrolescondition": ("project role", ("hidRolesList",)),
    "userisinanyuserscondition": ("user", ("hidUsersList",)),
    "hasrole": ("role", ("role",)),
    "isinrole": ("role", ("role",)),
    "hasgroup": ("group", ("group",)),
    "isingroup": ("group", ("group",)),
    "isuser": ("user", ("user", "username")),
}
"""By class or alias in lower case: what it names, and the arguments in which the names stand."""

_ABOUT_ONE: Final = {
    "allowonlyassignee": "is the assignee",
    "allowonlyreporter": "is the reporter",
    "allowonlyowner": "is the owner of the step",
    "isstepowner": "is the owner of the step",
}
_WHO_OR_WHEN: Final = frozenset(
    {
        "alwaysfalsecondition", "remoteonlycondition", "onlybamboonotificationscondition",
        "subtaskblockingcondition", "previousstatuscondition", "separationofdutiescondition",
        "userisincustomfieldcondition", "ingroupcfcondition", "hasstatusof",
    }
)  # fmt: skip
"""Further conditions of Jira and OSWf that ask who somebody is, or where work has been."""
_PHRASES: Final = {
    "role": "has the role",
    "group": "is in the group",
    "user": "is the user",
    "permission": "has the permission",
    "project role": "has the project role",
}
_SEVERAL: Final = re.compile(r"@@|,|\n")
_NUMBER: Final = re.compile(r"[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a condition lets act: a role, group or user, or whoever has a permission."""

    kind: Kind
    name: str

    @property
    def is_number(self) -> bool:
        """Whether it is only known by the number that Jira gave it."""
        return bool(_NUMBER.match(self.name))


def wording(node: etree._Element) -> str:
    """Give a condition, or all in a ``conditions`` or ``restrict-to``, as people write it."""
    if node.tag == "condition":
        said = _said(node)
        return f"not ({said})" if said and _negated(node) else said
    parts = [(part, wording(part)) for part in elements(node)]
    said_parts = [_bracketed(part, text) for part, text in parts if text]
    if len(said_parts) == 1:
        return next(text for _, text in parts if text)
    return _joint(node).join(said_parts)


def parties(node: etree._Element) -> Iterator[Party]:
    """Give whom a condition, or one of several, names as allowed to act; not what is negated."""
    if node.tag in {"condition", "validator"}:
        if not _negated(node):
            yield from _named(node)
        return
    for part in elements(node):
        yield from parties(part)


def asks_only_who(node: etree._Element) -> bool:
    """Say whether a condition or validator counts nothing: it asks who acts, or where work was."""
    short = _short(node).lower()
    return short in _WHO_OR_WHEN or short in _PARTIES or short in _ABOUT_ONE


def waits_for_approval(node: etree._Element) -> bool:
    """Say whether a condition lets nobody act while an approval of Jira is open."""
    return _short(node).lower() == "blockinprogressapprovalcondition" and not _negated(node)


def arguments(node: etree._Element) -> dict[str, str]:
    """Give the arguments of a condition or call by name, but the class and what may be secret."""
    return {
        name: "…" if SECRET.search(name) else (argument.text or "").strip()
        for argument in node.iterchildren("arg")
        if (name := argument.get("name") or "") not in CLASS_NAMES
    }


def called(node: etree._Element) -> str:
    """Give the class, alias or language that a condition, validator or function is of."""
    for argument in node.iterchildren("arg"):
        if argument.get("name") in CLASS_NAMES and (argument.text or "").strip():
            return "".join((argument.text or "").split())
    kind = (node.get("type") or "").strip()
    name = (node.get("name") or "").strip()
    return name if kind == "alias" and name else kind or name


def _said(node: etree._Element) -> str:
    who = [party.name for party in _named(node)]
    short = _short(node)
    if who:
        phrase = _PHRASES[_PARTIES[short.lower()][0]]
        return f"{phrase} " + " or ".join(f'"{one}"' for one in who)
    if short.lower() in _ABOUT_ONE:
        return _ABOUT_ONE[short.lower()]
    given = arguments(node)
    if "script" in given:
        return " ".join(given["script"].split())
    details = "; ".join(f"{key}: {value}" for key, value in given.items() if value)
    return f"{short} ({details})" if details else short


def _named(node: etree._Element) -> Iterator[Party]:
    known = _PARTIES.get(_short(node).lower())
    if known is None:
        return
    kind, keys = known
    given = arguments(node)
    value = next((given[key] for key in keys if given.get(key)), "")
    several = [value] if kind in {"permission", "role"} else _SEVERAL.split(value)
    for one in several:
        name = " ".join(one.split())
        if name and "${" not in name:
            yield Party(kind, name)


def _short(node: etree._Element) -> str:
    return called(node).rpartition(".")[2]


def _negated(node: etree._Element) -> bool:
    return (node.get("negate") or "").strip().lower() in {"true", "yes", "1"}


def _joint(node: etree._Element) -> str:
    return " or " if (node.get("type") or "").strip().upper() == "OR" else " and "


def _bracketed(node: etree._Element, text: str) -> str:
    several = node.tag == "conditions" and len(node) > 1
    return f"({text})" if several else text
