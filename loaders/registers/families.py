"""What rows of some tables state beyond their fields one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.identity import digest, fold
from asbuilt.loaders.registers import values
from asbuilt.loaders.registers.vocabulary import words_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.registers.mentions import Mentions
    from asbuilt.loaders.registers.record import Record

    Addition = Callable[[Record, URIRef, Mentions], Iterator[Fact]]

_ALL = frozenset({"*", "all", "any", "alle"})
_GROUP_WORDS = frozenset({"group", "subgroup", "gruppe", "untergruppe"})


def additions(record: Record, subject: URIRef, mentions: Mentions) -> Iterator[Fact]:
    """Give what a row states beyond its fields, by the table that it stands in."""
    addition = _ADDITIONS.get(record.table.name)
    if addition is not None:
        yield from addition(record, subject, mentions)


def _holder(record: Record, subject: URIRef, mentions: Mentions) -> Iterator[Fact]:
    """Take the login for the holder where a register knows no names."""
    if not record.text("person") and record.text("login"):
        place = record.at("login")
        yield Fact(subject, AB.holder, mentions.agent("", record.text("login"), place), place)


def _membership(record: Record, member: URIRef, group: URIRef, place: Place) -> Iterator[Fact]:
    """State that somebody is in a group: for a time, where the row has days or a status."""
    said = _standing(record)
    if not said:
        yield Fact(member, AB.memberOf, group, place)
        return
    who = record.first_text("child", "person", "login")
    label = f"{who} in {record.first_text('parent', 'group')}"
    thing = record.source.element(f"membership-{digest(member, group, *(str(v) for _, v in said))}")
    yield Fact(thing, RDF.type, AB.Membership, place)
    yield Fact(thing, RDFS.label, Literal(label), place)
    yield Fact(thing, PROV.hadPrimarySource, record.source.at(place), place)
    yield Fact(thing, AB.member, member, place)
    yield Fact(thing, AB.group, group, place)
    for term, literal in said:
        yield Fact(thing, term, literal, place)


def _standing(record: Record) -> list[tuple[URIRef, Literal]]:
    """Give the first and last day of a row, and its status, as far as it has them."""
    return [
        (term, literal)
        for name, term in (("from", AB.validFrom), ("until", AB.validUntil), ("status", AB.status))
        if record.text(name) and (literal := record.literal(record.table.fields[name])) is not None
    ]


def _group(record: Record, _: URIRef, mentions: Mentions) -> Iterator[Fact]:
    """State who is a member: a group where the column says so or the table has it as a parent."""
    parents = record.register.block_texts("parent")
    parent = mentions.group(record.text("parent"), record.at("parent"))
    place = record.at("child")
    groups_only = bool(set(words_of(record.heading("child")).split()) & _GROUP_WORDS)
    for text in values.parts(record.text("child")):
        if groups_only or fold(text) in parents:
            child = mentions.group(text, place)
        else:
            child = mentions.member(text, place)
        yield from _membership(record, child, parent, place)


def _permission(record: Record, subject: URIRef, mentions: Mentions) -> Iterator[Fact]:
    """Grant to the group or role named; a person beside a group is its member.

    Days and a status are then those of the member, else those of the permission.
    """
    person, login = record.text("person"), record.text("login")
    if person or login:
        place = record.at("login" if login else "person")
        agent = mentions.agent(person, login, place) if login else mentions.member(person, place)
        groups = values.parts(record.text("group"))
        for group in groups:
            above = mentions.group(group, record.at("group"))
            yield from _membership(record, agent, above, place)
        if not groups:
            yield Fact(subject, AB.grantedTo, agent, place)
    if not (record.text("group") and (person or login)):
        yield from (Fact(subject, how, value, record.place) for how, value in _standing(record))
    if not record.text("system") and record.source.system:
        system = mentions.system(record.source.system, record.place)
        yield Fact(subject, AB.heldBy, system, record.place)
    yield from _triggered(record, subject, mentions)
    who = record.filled("{group|role|person|login}")
    what = record.filled("{action|state|workflow}")
    everywhere = fold(record.text("state")) in _ALL
    where = record.filled("{workflow|system}" if everywhere else "{state|workflow|system}")
    label = f"{who}: {what}" + (f" at {where}" if where and where != what else "")
    yield Fact(subject, RDFS.label, Literal(label), record.place)


def _triggered(record: Record, subject: URIRef, mentions: Mentions) -> Iterator[Fact]:
    workflow, place = record.text("workflow"), record.at("state")
    system = record.text("system") or record.source.system or ""
    for state in values.parts(record.text("state")) or [""]:
        if state and fold(state) not in _ALL:
            scope = mentions.in_workflow(workflow, system, place)
            thing = mentions.reference((AB.State, AB.Transition), state, place, scope)
        elif workflow and fold(workflow) not in _ALL:
            around = mentions.in_system(system, place)
            thing = mentions.reference((AB.Workflow,), workflow, record.at("workflow"), around)
        elif state and system:
            thing = mentions.system(system, place)
        else:
            continue
        yield Fact(subject, AB.mayTrigger, thing, place)


def _control(record: Record, subject: URIRef, mentions: Mentions) -> Iterator[Fact]:
    """State where a control without a step acts, and what evidence it must leave."""
    if not record.text("step"):
        for process in values.parts(record.text("process")):
            place = record.at("process")
            thing = mentions.reference((AB.Process,), process, place)
            yield Fact(thing, AB.controlledBy, subject, place)
    asked = record.text("evidence")
    truth = values.word("boolean", asked)
    if not asked or truth == "false":
        return
    place = record.at("evidence")
    name = record.first_text("name", "id")
    required = record.source.element(f"evidence-required-{record.first_text('id', 'name')}")
    text = f"Evidence for {name}" if truth else asked
    yield Fact(subject, AB.requiresEvidence, required, place)
    yield Fact(required, RDF.type, AB.EvidenceRequirement, place)
    yield Fact(required, RDFS.label, Literal(text), place)
    yield Fact(required, PROV.hadPrimarySource, record.source.at(place), place)
    for kind in values.parts(record.text("evidence_kind")):
        yield Fact(required, AB.evidenceKind, Literal(kind), record.at("evidence_kind"))
    often = "evidence_frequency" if record.text("evidence_frequency") else "frequency"
    for field, predicate in (
        (often, AB.frequency),
        ("independent", AB.independent),
        ("sample_size", AB.sampleSize),
    ):
        value = record.literal(record.table.fields[field]) if record.text(field) else None
        if value is not None:
            yield Fact(required, predicate, value, record.at(field))


def _evidence(record: Record, subject: URIRef, _: Mentions) -> Iterator[Fact]:
    """State what kinds of record it is, and each of the cases that it looked at."""
    for field, predicate in (("kind", AB.evidenceKind), ("cases", AB.sampledCase)):
        for text in values.parts(record.text(field)):
            yield Fact(subject, predicate, Literal(text), record.at(field))
    if record.text("last_captured"):
        yield Fact(subject, AB.isRecurring, Literal(True), record.at("last_captured"))  # noqa: FBT003


def _data(record: Record, subject: URIRef, _: Mentions) -> Iterator[Fact]:
    """Compare the system of record with the row's where it is named, not said yes or no to."""
    named = record.text("system_of_record")
    if named and record.boolean("system_of_record") is None and record.text("system"):
        record.missed.discard(record.register.guess.columns["system_of_record"].index)
        record.problems = [p for p in record.problems if p.place != record.at("system_of_record")]
        same = fold(named) == fold(record.text("system"))
        yield Fact(subject, AB.systemOfRecord, Literal(same), record.at("system_of_record"))


def _channel(record: Record, subject: URIRef, _: Mentions) -> Iterator[Fact]:
    """Tell a mailbox, spreadsheet or chat from a governed channel, by its kind or else its name."""
    said = f"{record.text('kind')} {record.text('name')}"
    own = values.word("", record.text("kind"), record.own_words("kind"))
    if (own or values.contains_word("channel", said)) == "informal":
        yield Fact(subject, RDF.type, AB.InformalChannel, record.place)


def _mapping(record: Record, subject: URIRef, _: Mentions) -> Iterator[Fact]:
    """Call a mapping confirmed if somebody confirmed it, else proposed, where no column says."""
    if not record.heading("status"):
        confirmed = record.text("confirmed_by") or record.text("confirmed_on")
        status = Literal("confirmed" if confirmed else "proposed")
        yield Fact(subject, AB.mappingStatus, status, record.place)


_ADDITIONS: dict[str, Addition] = {
    "holders": _holder,
    "groups": _group,
    "permissions": _permission,
    "controls": _control,
    "evidence": _evidence,
    "data": _data,
    "channels": _channel,
    "mappings": _mapping,
}
