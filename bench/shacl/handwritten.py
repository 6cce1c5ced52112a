"""The constraints of shapes.ttl as a person who knows SPARQL and Oxigraph would write them.

It is what no engine that compiles shapes can be expected to beat by much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bench.shacl.company import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIXES = {
    "": NAMESPACE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A query that gives the focus nodes that break one constraint, and the values that do."""

    shape: str
    component: str
    """Local name of the constraint component, without its last word."""
    where: str
    """A graph pattern over ``?this``, and ``?value`` and ``?path`` where there are any."""
    path: str = ""
    end: str = ""
    severity: str = "Violation"


def queries() -> Iterator[tuple[Question, str]]:
    """Give each question with its SELECT query."""
    for one in QUESTIONS:
        names = "".join(f" {name}" for name in ("?this", "?value", "?path") if name in one.where)
        selected = "?this" if one.end else f"DISTINCT{names}"
        yield one, f"SELECT {selected} WHERE {{ {one.where} }} {one.end}"


def _missing(shape: str, kind: str, path: str) -> Question:
    return Question(shape, "MinCount", f"?this a :{kind} MINUS {{ ?this :{path} ?v }}", f":{path}")


def _many(shape: str, kind: str, path: str, most: int = 1, severity: str = "Violation") -> Question:
    end = f"GROUP BY ?this HAVING (COUNT(DISTINCT ?v) > {most})"
    return Question(
        shape, "MaxCount", f"?this a :{kind} ; {path} ?v", path, end=end, severity=severity
    )


def _other(shape: str, kind: str, path: str, wanted: str, severity: str = "Violation") -> Question:
    where = f"?this a :{kind} ; {path} ?value MINUS {{ ?value a :{wanted} }}"
    return Question(shape, "Class", where, path, severity=severity)


def _filtered(  # noqa: PLR0913, PLR0917 - what makes up a constraint
    shape: str, component: str, kind: str, path: str, test: str, severity: str = "Violation"
) -> Question:
    where = f"?this a :{kind} ; {path} ?value FILTER ({test})"
    return Question(shape, component, where, path, severity=severity)


def _compared(
    shape: str, component: str, kind: str, pair: tuple[str, str], severity: str = "Violation"
) -> Question:
    sign = "<" if component == "LessThan" else "<="
    where = f"?this a :{kind} ; {pair[0]} ?value ; {pair[1]} ?w FILTER (!(?value {sign} ?w))"
    return Question(shape, component, where, pair[0], severity=severity)


_DECLARED = "rdf:type, :forStep, :forControl, :recordedOn, :dueOn, :sha256, :producedBy"
_TOO_OLD = " || ".join(
    f'(?days = {days} && ?value < "2025-{month}-01T00:00:00Z"^^xsd:dateTime)'
    for days, month in ((365, "06"), (90, "03"), (30, "02"))
)

QUESTIONS: tuple[Question, ...] = (
    _missing("Process-owner", "Process", "processOwner"),
    _many("Process-owner", "Process", ":processOwner"),
    _other("Process-owner", "Process", ":processOwner", "Role"),
    _missing("Process-status", "Process", "status"),
    _filtered(
        "Process-status", "In", "Process", ":status",
        '?value NOT IN ("draft", "active", "retired")',
    ),
    _filtered(
        "Process-dates", "Datatype", "Process", ":validFrom", "DATATYPE(?value) != xsd:date",
        "Warning",
    ),
    _compared("Process-dates", "LessThan", "Process", (":validFrom", ":validTo"), "Warning"),
    _missing("Process-steps", "Process", "hasStep"),
    _other("Process-steps", "Process", ":hasStep", "Step"),
    _filtered("Process-steps", "NodeKind", "Process", ":hasStep", "!isIRI(?value)"),
    Question(
        "Process-approval", "QualifiedMinCount",
        "?this a :Process MINUS { ?this :hasStep ?step . ?step a :ApprovalStep }",
        ":hasStep", severity="Warning",
    ),
    _missing("Step-owner", "Step", "ownerRole"),
    _many("Step-owner", "Step", ":ownerRole"),
    _other("Step-owner", "Step", ":ownerRole", "Role"),
    _filtered("Step-seq", "Datatype", "Step", ":seq", "DATATYPE(?value) != xsd:integer"),
    _filtered("Step-seq", "MinInclusive", "Step", ":seq", "!COALESCE(?value >= 1, false)"),
    _many("Step-seq", "Step", ":seq"),
    Question("Step-process", "MinCount", "?this a :Step MINUS { ?process :hasStep ?this }", "^"),
    _many("Step-process", "Step", "^:hasStep"),
    _other("Step-process", "Step", "^:hasStep", "Process"),
    _many("Step-next", "Step", ":next+", 6, "Warning"),
    _other("Step-next", "Step", ":next+", "Step", "Warning"),
    Question(
        "StepShape", "Or",
        "?this a :Step MINUS { ?this :manualReason ?reason } MINUS { ?this :mapsTo ?state"
        " MINUS { ?this :mapsTo ?other MINUS { ?other a :State } } }"
        " BIND (?this AS ?value)",
    ),
    Question(
        "Approval-other", "Disjoint",
        "?this a :ApprovalStep ; :approvedBy ?value ; :performedBy ?value", ":approvedBy",
    ),
    _missing("Approval-by", "ApprovalStep", "approvedBy"),
    _many("Approval-by", "ApprovalStep", ":approvedBy"),
    _other("Approval-by", "ApprovalStep", ":approvedBy", "Agent"),
    Question(
        "EvidenceShape", "Closed",
        f"?this a :Evidence ; ?path ?value FILTER (?path NOT IN ({_DECLARED}))",
    ),
    _missing("Evidence-step", "Evidence", "forStep"),
    _many("Evidence-step", "Evidence", ":forStep"),
    _other("Evidence-step", "Evidence", ":forStep", "Step"),
    _missing("Evidence-control", "Evidence", "forControl"),
    _other("Evidence-control", "Evidence", ":forControl", "Control"),
    _missing("Evidence-recorded", "Evidence", "recordedOn"),
    _filtered(
        "Evidence-recorded", "Datatype", "Evidence", ":recordedOn",
        "DATATYPE(?value) != xsd:dateTime",
    ),
    _compared("Evidence-recorded", "LessThanOrEquals", "Evidence", (":recordedOn", ":dueOn")),
    _filtered("Evidence-due", "Datatype", "Evidence", ":dueOn", "DATATYPE(?value) != xsd:dateTime"),
    _missing("Evidence-digest", "Evidence", "sha256"),
    _filtered(
        "Evidence-digest", "Pattern", "Evidence", ":sha256", '!REGEX(?value, "^[0-9a-f]{64}$")'
    ),
    _missing("Evidence-by", "Evidence", "producedBy"),
    _other("Evidence-by", "Evidence", ":producedBy", "Agent"),
    Question(
        "ControlShape", "Not",
        "?this a :Control ; :ownedBy ?owner . ?owner a :Agent BIND (?this AS ?value)",
    ),
    _missing("Control-code", "Control", "code"),
    _filtered("Control-code", "Pattern", "Control", ":code", '!REGEX(?value, "^CTL-[0-9]{4}$")'),
    _filtered(
        "System-criticality", "In", "System", ":criticality",
        '?value NOT IN ("low", "medium", "high")',
    ),
    Question(
        "System-states", "MinCount",
        "?this a :System OPTIONAL { ?this :hasState/:stateName ?v }", ":hasState/:stateName",
        end="GROUP BY ?this HAVING (COUNT(DISTINCT ?v) < 5)",
    ),
    _filtered(
        "System-states", "Datatype", "System", ":hasState/:stateName",
        "DATATYPE(?value) != xsd:string",
    ),
    _filtered("Agent-email", "Pattern", "Agent", ":email", '!REGEX(?value, "^[^@]+@[^@]+$")'),
    Question(
        "EnforcedShape", "Class",
        "?step :enforces ?this MINUS { ?this a :Control } BIND (?this AS ?value)",
    ),
    Question(
        "SeparationShape", "SPARQL", "?this a :Step ; :performedBy ?value ; :approvedBy ?value"
    ),
    Question(
        "ReachShape", "SPARQL",
        "?this a :Step ; :mapsTo ?value"
        " MINUS { ?end a :ApprovedState . ?value :transition* ?end }",
        severity="Warning",
    ),
    Question(
        "AgeShape", "SPARQL",
        "?this a :Evidence ; :recordedOn ?value ; :forControl ?control ."
        f" ?control :frequencyDays ?days FILTER ({_TOO_OLD})",
    ),
    Question(
        "GapShape", "SPARQL",
        '?this a :Process ; :status "active" ; :hasStep ?value .'
        ' ?value :enforces ?control ; :mapsTo ?state . ?state :stateName "closed"'
        " MINUS { ?evidence :forStep ?value ; :forControl ?control ; :producedBy ?agent }",
    ),
)  # fmt: skip


def answers(store: ox.Store) -> Iterator[tuple[Question, ox.QuerySolution]]:
    """Put every question to a store and give the solutions."""
    for question, query in queries():
        found = store.query(query, prefixes=PREFIXES)
        assert isinstance(found, ox.QuerySolutions)
        for solution in found:
            yield question, solution
