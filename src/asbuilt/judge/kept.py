"""The findings that the last check kept in the graph."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rdflib import PROV, RDFS, SH, Literal

from asbuilt.errors import UserError
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.store import Store

_SEVERITIES = {
    str(SH.Violation): "violation",
    str(SH.Warning): "warning",
    str(SH.Info): "info",
}


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding as the graph has it; what it does not have is empty."""

    iri: str
    code: str
    name: str
    breakdown: str
    severity: str
    status: str
    fingerprint: str
    focus: str
    message: str
    why: str
    fix: str
    place: str
    value: str
    path: str
    owner: str
    first_seen: str
    open_since: str
    due: str
    waiver: str

    def as_dict(self) -> dict[str, str]:
        """Give the finding as JSON has it."""
        return asdict(self)


def kept_findings(store: Store, fingerprint: str | None = None) -> list[KeptFinding]:
    """Give the findings of the last check, or the one of a fingerprint.

    They are in order of their rules and messages.
    """
    only = "UNDEF" if fingerprint is None else Literal(fingerprint).n3()
    found: dict[str, KeptFinding] = {}
    # Sorted here: in the store, the order costs more than the findings themselves.
    for row in sorted(store.texts(_QUERY.replace("UNDEF", only))):
        iri, code, name, breakdown, severity, *rest = row
        kept = KeptFinding(
            iri,
            code,
            name,
            breakdown.rpartition("#")[2],
            _SEVERITIES.get(severity, severity),
            *rest,
        )
        found.setdefault(iri, kept)
    return sorted(found.values(), key=lambda one: (one.code, one.message, one.fingerprint))


def finding_named(store: Store, beginning: str) -> KeptFinding:
    """Give the finding of the last check whose fingerprint begins like this.

    Raises `UserError` where the text is no beginning of one, or none or several begin so.
    """
    if not re.fullmatch(r"[0-9a-fA-F]{4,16}", beginning):
        raise UserError(
            f"{beginning!r} is no fingerprint",
            hint="write at least four of its hexadecimal digits",
            example="asbuilt explain 7e3f79a4",
        )
    digits = beginning.lower()
    found = [one for one in kept_findings(store) if one.fingerprint.startswith(digits)]
    if not found:
        raise UserError(
            f"no finding of the last check has a fingerprint that begins with {digits}",
            hint="run `asbuilt check`; what is fixed is no longer told of",
        )
    if len(found) > 1:
        raise UserError.ambiguous(
            "finding", digits, [f"{one.fingerprint}  {one.code} {one.message}" for one in found]
        )
    return found[0]


_QUERY = f"""
SELECT ?finding ?code ?name ?breakdown ?severity ?status ?fingerprint ?focus ?message
  ?why ?fix ?place ?value ?path ?owner ?first ?since ?due ?waiver
WHERE {{
  VALUES ?fingerprint {{ UNDEF }}
  ?finding a <{AB.Finding}> ; <{AB.code}> ?code ; <{RDFS.label}> ?name ;
    <{AB.breakdown}> ?breakdown ; <{AB.findingStatus}> ?status ;
    <{SH.resultSeverity}> ?severity ; <{AB.fingerprint}> ?fingerprint ;
    <{SH.focusNode}> ?focus ; <{SH.resultMessage}> ?message .
  OPTIONAL {{ ?finding <{AB.why}> ?why }} OPTIONAL {{ ?finding <{AB.fix}> ?fix }}
  OPTIONAL {{ ?finding <{PROV.hadPrimarySource}> ?place }}
  OPTIONAL {{ ?finding <{SH.value}> ?value }} OPTIONAL {{ ?finding <{SH.resultPath}> ?path }}
  OPTIONAL {{ ?finding <{AB.ownedBy}> ?owner }} OPTIONAL {{ ?finding <{AB.firstSeen}> ?first }}
  OPTIONAL {{ ?finding <{AB.openSince}> ?since }} OPTIONAL {{ ?finding <{AB.dueOn}> ?due }}
  OPTIONAL {{ ?finding <{AB.waivedBy}> ?waiver }}
}}
"""
