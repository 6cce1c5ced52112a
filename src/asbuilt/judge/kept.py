"""The findings that the last check kept in the graph."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rdflib import PROV, RDFS, SH

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
    """A finding as the graph has it."""

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

    def as_dict(self) -> dict[str, str]:
        """Give the finding as JSON has it."""
        return asdict(self)


def kept_findings(store: Store) -> list[KeptFinding]:
    """Give the findings of the last check in order of their rules and messages."""
    found = []
    for row in store.select(_QUERY).rows:
        texts = ["" if term is None else str(term) for term in row]
        texts[3] = texts[3].rpartition("#")[2]
        texts[4] = _SEVERITIES.get(texts[4], texts[4])
        found.append(KeptFinding(*texts))
    return found


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
  (SAMPLE(?w) AS ?why) (SAMPLE(?x) AS ?fix) (MIN(?p) AS ?place) (SAMPLE(?v) AS ?value)
WHERE {{
  ?finding a <{AB.Finding}> ; <{AB.code}> ?code ; <{RDFS.label}> ?name ;
    <{AB.breakdown}> ?breakdown ; <{AB.findingStatus}> ?status ;
    <{SH.resultSeverity}> ?severity ; <{AB.fingerprint}> ?fingerprint ;
    <{SH.focusNode}> ?focus ; <{SH.resultMessage}> ?message .
  OPTIONAL {{ ?finding <{AB.why}> ?w }} OPTIONAL {{ ?finding <{AB.fix}> ?x }}
  OPTIONAL {{ ?finding <{PROV.hadPrimarySource}> ?p }} OPTIONAL {{ ?finding <{SH.value}> ?v }}
}}
GROUP BY ?finding ?code ?name ?breakdown ?severity ?status ?fingerprint ?focus ?message
ORDER BY ?code ?message ?fingerprint
"""
