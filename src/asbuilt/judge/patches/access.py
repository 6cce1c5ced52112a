"""Patches of entitlements and of who holds which role: rows that go, rows that come."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rdflib import RDF, URIRef

from asbuilt.judge.patches.blanks import blank_of
from asbuilt.judge.patches.model import Blank, Patch, RemoveRow, hole
from asbuilt.judge.patches.statements import said
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.kept import KeptFinding
    from asbuilt.judge.patches.registers import Register, Registers

_TOO_MUCH = frozenset({"DE002", "DE004"})
_MOST = 4


def by_finding(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    """Yield patches for the rules about permissions, holders and deputies."""
    if finding.code in _TOO_MUCH:
        yield from _fewer(explainer, registers, finding)
    elif finding.code == "DE003":
        yield from _more(explainer, registers, finding)
    elif finding.code == "GV003":
        yield from _holder(explainer, registers, URIRef(finding.focus))
    elif finding.code == "GV009":
        yield from _deputy(explainer, registers, finding)
        yield from _holder(explainer, registers, URIRef(finding.focus))


def _fewer(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    permissions = [
        thing for thing in _involved(explainer, finding) if _is_a(explainer, thing, AB.Permission)
    ]
    for permission in permissions[:_MOST]:
        for register, line in registers.rows_of(permission):
            name = explainer.phrases.name(permission)
            yield Patch(
                "register",
                f"Take the permission {name} out of {register.title}",
                (RemoveRow(register.file, register.table.sheet, line.number),),
                (),
                "Take it away in the system first: the list only says what the system grants.",
            )


def _granted(explainer: Explainer, involved: list[URIRef]) -> list[URIRef]:
    """Give the permissions by which one of the things involved may act on another of them."""
    facts = explainer.facts
    found = [
        edge.subject
        for thing in involved
        for edge in facts.subjects(AB.grantedTo, thing)
        if any(one.object in involved for one in facts.objects(edge.subject, AB.mayTrigger))
    ]
    return [one for one in dict.fromkeys(found) if isinstance(one, URIRef)]


def _more(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    """Yield the row that gives the accountable role the permission which others have already."""
    facts = explainer.facts
    step = URIRef(finding.focus)
    involved = set(_involved(explainer, finding))
    roles = [e.object for e in facts.objects(step, AB.decidedBy) if e.object in involved]
    states = [
        edge.object
        for mapping in facts.subjects(AB.processElement, step)
        for edge in facts.objects(mapping.subject, AB.digitalElement)
    ]
    for register in registers.of_kind("permissions"):
        table = register.table
        for role in roles or [e.object for e in facts.objects(step, AB.decidedBy)]:
            for state in states:
                texts = _like(explainer, register, state)
                if table.field("role") is None or not texts:
                    continue
                texts["role"] = said(explainer, role)
                names = (explainer.phrases.name(role), explainer.phrases.name(state))
                yield Patch(
                    "register",
                    f"Let the role {names[0]} act on {names[1]} in {register.title}",
                    register.add(texts),
                    (),
                    "Grant it in the system, too: the list only says what the system grants.",
                )


def _like(explainer: Explainer, register: Register, state: Term) -> dict[str, str]:
    """Give system, workflow, state and action as rows about a state, or its workflow, have them."""
    table, facts = register.table, explainer.facts
    label = explainer.phrases.label(state)
    same = [line for line in table.lines if table.text(line, "state") == label]
    where = {}
    if same:
        where = {name: table.text(same[0], name) for name in ("system", "workflow")}
    else:
        workflow = next((e.subject for e in facts.subjects(AB.hasState, state)), None)
        if workflow is None:
            return {}
        where["workflow"] = said(explainer, workflow)
        system = facts.value(workflow, AB.heldBy)
        where["system"] = said(explainer, system) if system is not None else ""
    actions = Counter(table.text(line, "action") for line in same or table.lines)
    action = min(actions, key=lambda one: (-actions[one], one), default="")
    return {**where, "state": label, "action": action}


def _holder(explainer: Explainer, registers: Registers, role: URIRef) -> Iterator[Patch]:
    name = explainer.phrases.name(role)
    for register in registers.of_kind("holders"):
        table = register.table
        texts = {"role": said(explainer, role)}
        blanks = []
        for field_name in ("person", "login", "from"):
            field = table.field(field_name)
            if field is None or field.index is None:
                continue
            if field_name == "person":
                blank = Blank("person", f"who holds the role {name}")
            else:
                blank = blank_of(explainer, register, field, role, field_name)
            blanks.append(blank)
            texts[field_name] = hole(blank.name)
        yield Patch(
            "register", f"Add a holder of {name} to {register.title}", register.add(texts),
            tuple(blanks),
        )  # fmt: skip


def _deputy(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    role, holder = URIRef(finding.focus), URIRef(finding.value)
    names = (explainer.phrases.name(holder), explainer.phrases.name(role))
    for register in registers.of_kind("delegations"):
        texts = {
            "principal": said(explainer, holder), "role": said(explainer, role),
            "deputy": hole("deputy"), "from": hole("from"), "until": hole("until"),
        }  # fmt: skip
        blanks = [Blank("deputy", f"who stands in for {names[0]} as {names[1]}")]
        for field_name in ("from", "until"):
            field = register.table.field(field_name)
            if field is not None:
                blanks.append(blank_of(explainer, register, field, role))
        yield Patch(
            "register",
            f"Name a deputy of {names[0]} for the role {names[1]} in {register.title}",
            register.add(texts), tuple(blanks),
        )  # fmt: skip


def _involved(explainer: Explainer, finding: KeptFinding) -> list[URIRef]:
    if not finding.value:
        return []
    edges = explainer.facts.objects(URIRef(finding.value), AB.involves)
    return [edge.object for edge in edges if isinstance(edge.object, URIRef)]


def _is_a(explainer: Explainer, thing: Term, kind: URIRef) -> bool:
    return any(edge.object == kind for edge in explainer.facts.objects(thing, RDF.type))
