"""Writing of mapping sets as canonical SSSOM/TSV: metadata in comments, then a table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from asbuilt.vocabulary import AB
from asbuilt.vocabulary.sssom import BUILT_IN, MAPPING, MULTIVALUED, PROPAGATED, SINCE_1_1

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

Slots: TypeAlias = dict[str, list[str]]
"""Slots of a mapping with their values; only those with a value, in the end."""

EXTENSIONS: Final = {
    "ext_enforcement": "ab:enforcement",
    "ext_object_fingerprint": "ab:digitalFingerprint",
    "ext_review_due": "ab:reviewDue",
    "ext_status": "ab:mappingStatus",
    "ext_subject_fingerprint": "ab:processFingerprint",
}
"""Slots beyond the standard, and the property that each of them is."""

_UNDECLARED: Final = "http://sssom.invalid/"
_SPLIT: Final = re.compile(r"(.*[#/:])([^#/:]*)\Z", re.DOTALL)
_PLAIN: Final = re.compile(
    r"(?!(?i:true|false|yes|no|on|off|null|y|n)\Z)[A-Za-z][\w./-]*(?::[\w./-]+)*\Z", re.ASCII
)
_QUOTED: Final = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028\u2029\ufeff]')
_FORMULA: Final = re.compile(r"'*[=+@]")


class Prefixes:
    """Contracts IRIs, and remembers which prefixes a set has used."""

    def __init__(self, base: str, namespaces: Iterable[str] = ()) -> None:
        """Begin with the prefixes that are built in, ``here`` for the workspace, and namespaces."""
        self._known = {**BUILT_IN, "here": base, "ab": str(AB)}
        self._made = {start: f"ns{number}" for number, start in enumerate(namespaces, start=1)}
        self._used: dict[str, str] = {}

    @property
    def made(self) -> list[str]:
        """The namespaces for which there was no prefix, sorted."""
        return sorted(self._made)

    def contract(self, iri: URIRef | str) -> str:
        """Give an IRI as a CURIE, by a new prefix where none is known that fits."""
        fits = [prefix for prefix, start in self._known.items() if iri.startswith(start)]
        if fits:
            prefix = max(fits, key=lambda one: len(self._known[one]))
            start = self._known[prefix]
        else:
            found = _SPLIT.match(iri)
            start = found.group(1) if found else ""
            prefix = self._made.setdefault(start, f"ns{len(self._made) + 1}")
        self._used[prefix] = start
        return f"{prefix}:{iri[len(start) :]}"

    def use(self, prefix: str) -> None:
        """Take note that a CURIE with a known prefix is in the set."""
        self._used[prefix] = self._known[prefix]

    def declared(self) -> Iterator[tuple[str, str]]:
        """Give the prefixes that the set must declare, sorted."""
        yield from ((one, self._used[one]) for one in sorted(self._used) if one not in BUILT_IN)


def written(
    prefixes: Prefixes, identifier: str, mappings: Iterable[Slots], license_: str = ""
) -> str:
    """Give a set as text: no empty column, equal slots stated once, rows and columns in order."""
    rows = list(mappings)
    used = {slot for row in rows for slot in row}
    shared = {
        slot: rows[0][slot]
        for slot in PROPAGATED
        if rows and all(row.get(slot) == rows[0].get(slot) for row in rows) and slot in rows[0]
    }
    extensions = {slot: EXTENSIONS.get(slot, _UNDECLARED + slot) for slot in used - {*MAPPING}}
    required = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    columns = [one for one in MAPPING if (one in used or one in required) and one not in shared]
    columns += sorted(extensions, key=lambda slot: (extensions[slot], slot))
    lines = _metadata(prefixes, identifier, license_, used, shared, extensions)
    table = sorted([_cell(slot, row.get(slot, [])) for slot in columns] for row in rows)
    lines += ["\t".join(columns), *("\t".join(map(_quoted, row)) for row in table)]
    return "\n".join(lines) + "\n"


def _metadata(  # noqa: PLR0913, PLR0917 - each is a part of the metadata
    prefixes: Prefixes,
    identifier: str,
    license_: str,
    used: set[str],
    shared: Slots,
    extensions: dict[str, str],
) -> list[str]:
    if any(slot in EXTENSIONS for slot in extensions):
        prefixes.use("ab")
    lines = ['sssom_version: "1.1"'] if used & SINCE_1_1 else []
    lines += ["curie_map:", *(f"  {p}: {_scalar(iri)}" for p, iri in prefixes.declared())]
    if lines[-1] == "curie_map:":
        lines.pop()
    license_ = license_ or "https://w3id.org/sssom/license/unspecified"
    lines += [f"mapping_set_id: {_scalar(identifier)}", f"license: {_scalar(license_)}"]
    for slot, values in shared.items():
        if slot in MULTIVALUED:
            lines += [f"{slot}:", *(f"  - {_scalar(value)}" for value in values)]
        else:
            lines.append(f"{slot}: {_scalar(values[0])}")
    declared = sorted((term, slot) for slot, term in extensions.items())
    if declared:
        lines.append("extension_definitions:")
    for term, slot in declared:
        lines.append(f"  - slot_name: {slot}")
        if not term.startswith(_UNDECLARED):
            lines.append(f"    property: {term}")
    return [f"#{line}" for line in lines]


def _cell(slot: str, values: list[str]) -> str:
    if slot in MULTIVALUED:
        text = "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)
    else:
        text = values[0] if values else ""
    return f"'{text}" if _FORMULA.match(text) else text


def _quoted(cell: str) -> str:
    needs = any(mark in cell for mark in '"\t\n\r')
    return '"' + cell.replace('"', '""') + '"' if needs else cell


def _scalar(text: str) -> str:
    """Give a text as a scalar of YAML, plain where nothing in it could be misread."""
    if _PLAIN.match(text):
        return text
    return '"' + _QUOTED.sub(_escaped, text) + '"'


def _escaped(found: re.Match[str]) -> str:
    mark = found.group()
    return f"\\{mark}" if mark in '"\\' else f"\\u{ord(mark):04x}"
