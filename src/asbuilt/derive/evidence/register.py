"""Reads all that a graph says of evidence into exhibits, with the digests of files at hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from typing import TYPE_CHECKING

from rdflib import PROV, URIRef

from asbuilt.derive.evidence import periods
from asbuilt.derive.evidence.exhibits import Exhibit, observed_sha256, stated_sha256
from asbuilt.derive.evidence.periods import Period
from asbuilt.derive.identity.persons import same_persons
from asbuilt.derive.reading import Names, ask_rows, day, is_true, moment, pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from asbuilt.derive import Context
    from asbuilt.facts import Term

_Said = dict[URIRef, list["Term"]]


def exhibits(
    context: Context, fiscal_year_start: int, found_for: Mapping[URIRef, Iterable[URIRef]]
) -> list[Exhibit]:
    """Give all evidence of a graph, in the order of its IRIs.

    `found_for` says for what else it is evidence than its source states.
    """
    store = context.store
    same = same_persons(store)
    names = Names(store, AB.Evidence)
    people = Names(store, AB.Agent, AB.Role)
    serves: dict[URIRef, set[URIRef]] = defaultdict(set)
    for evidence, thing in pairs(store, "?a a ab:Evidence ; ab:evidenceFor ?b"):
        serves[evidence].add(thing)
    for evidence, things in found_for.items():
        serves[evidence].update(things)
    collectors: dict[URIRef, set[URIRef]] = defaultdict(set)
    for evidence, agent in pairs(store, "?a a ab:Evidence ; ab:collectedBy ?b"):
        collectors[evidence].add(same.get(agent, agent))
    attesters: dict[URIRef, set[URIRef]] = defaultdict(set)
    for evidence, agent in pairs(store, "?a a ab:Evidence . ?b ab:attests ?a"):
        attesters[evidence].add(same.get(agent, agent))
    files: dict[URIRef, set[URIRef]] = defaultdict(set)
    for evidence, place in pairs(store, "?a a ab:Evidence ; prov:hadPrimarySource ?b"):
        files[evidence].add(URIRef(str(place).partition("#")[0]))
    found = []
    all_said = _said(context)
    vouched = _digests_of_files(all_said)
    for evidence, said in sorted(all_said.items()):
        covered = _span(_one(said, AB.coversFrom), _one(said, AB.coversUntil))
        captured = _time(_one(said, AB.capturedAt) or _one(said, PROV.generatedAtTime))
        file = str(_one(said, AB.file) or "")
        found.append(
            Exhibit(
                iri=evidence,
                label=names.of(evidence),
                serves=frozenset(serves[evidence]),
                claimed=_claimed(
                    _one(said, AB.period),
                    covered or (captured and Period(captured.date(), captured.date())) or None,
                    fiscal_year_start,
                ),
                covered=covered,
                captured_at=captured,
                uploaded=day(_one(said, AB.uploadedAt)),
                outcome=str(_one(said, AB.outcome) or ""),
                kinds=frozenset(str(kind) for kind in said.get(AB.evidenceKind, ())),
                cases=frozenset(str(case) for case in said.get(AB.sampledCase, ())),
                size=whole(_one(said, AB.sampleSize)),
                stated=stated_sha256(str(_one(said, AB.sha256) or "")) or vouched.get(file, ""),
                file=file,
                observed=observed_sha256(context.workspace.folder, file),
                collectors=frozenset(collectors[evidence]),
                attesters=frozenset(attesters[evidence]),
                people=people,
                is_recurring=is_true(_one(said, AB.isRecurring)),
                files=frozenset(files[evidence]),
                is_report=bool(file) and context.minter.file(file) in files[evidence],
            )
        )
    return found


def _digests_of_files(all_said: Mapping[URIRef, _Said]) -> dict[str, str]:
    """Give the digest that is stated of each file, for all that is said to stand in it.

    A register may list the reports that are loaded themselves, with their digests. Where several
    are stated of one file, none speaks for the others.
    """
    stated: dict[str, set[str]] = defaultdict(set)
    for said in all_said.values():
        file, digest = _one(said, AB.file), stated_sha256(str(_one(said, AB.sha256) or ""))
        if file is not None and digest:
            stated[str(file)].add(digest)
    return {file: next(iter(digests)) for file, digests in stated.items() if len(digests) == 1}


def whole(term: Term | None) -> int | None:
    """Give the whole number that a literal states; None where it states none."""
    try:
        return int(str(term)) if term is not None else None
    except ValueError:
        return None


def _time(term: Term | None) -> datetime | None:
    """Give a time as it is written; of text that only begins with a day, its midnight."""
    begun = day(term)
    return moment(term) or (datetime.combine(begun, time()) if begun else None)


def _claimed(stated: Term | None, otherwise: Period | None, start: int) -> Period | None:
    claimed = periods.parse(str(stated), start) if stated is not None else None
    return claimed or otherwise


def _span(first: Term | None, last: Term | None) -> Period | None:
    begin, end = day(first), day(last)
    known = begin or end
    return Period(begin or known, end or known) if known else None


def _one(said: _Said, predicate: URIRef) -> Term | None:
    return next(iter(said.get(predicate, ())), None)


def _said(context: Context) -> dict[URIRef, _Said]:
    stated: dict[URIRef, _Said] = {}
    for evidence, predicate, value in ask_rows(
        context.store,
        """SELECT ?e ?p ?value WHERE {
            ?e a ab:Evidence . OPTIONAL { VALUES ?p {
                ab:period ab:coversFrom ab:coversUntil ab:capturedAt ab:uploadedAt ab:sha256
                ab:file ab:outcome ab:evidenceKind ab:sampledCase ab:sampleSize ab:isRecurring
                prov:generatedAtTime }
            ?e ?p ?value } }""",
    ):
        if isinstance(evidence, URIRef):
            about = stated.setdefault(evidence, {})
            if isinstance(predicate, URIRef) and value is not None:
                about.setdefault(predicate, []).append(value)
    return stated
