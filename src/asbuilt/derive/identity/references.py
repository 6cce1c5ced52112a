"""Resolves mentions: what one file names by identifier or name and another file defines.

A mention (``ab:Reference``) that names exactly one thing gives ``ab:refersTo``, and every triple
that speaks of the mention is stated of the thing, too. One that names nothing, or several things,
becomes an ``ab:DanglingReference``. So do the ends of mappings that no source describes. A mention
with a ``dcterms:identifier`` names by that alone, any other by identifier or by name.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from rdflib import DCTERMS, PROV, RDF, RDFS, Literal, URIRef

from asbuilt.derive.identity.candidates import Candidates, Naming
from asbuilt.derive.reading import ask_rows
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "references"

_OWN: Final = frozenset(
    {
        RDF.type, RDFS.label, DCTERMS.identifier, PROV.hadPrimarySource,
        AB.referenceKind, AB.within, AB.refersTo,
    }
)  # fmt: skip
"""What describes the mention itself and must not be said of the thing that it names."""

_NEAR_LIMIT: Final = 400
"""Number of dangling mentions for which near names are looked up; each costs a pass over names."""


def derive(context: Context) -> Iterator[Triple]:
    """State what each mention refers to, its triples anew, and the mentions that lead nowhere."""
    mentions = _mentions(context)
    candidates = Candidates(context.store, {kind for m in mentions.values() for kind in m.kinds})
    found: dict[URIRef, URIRef] = {}
    lost: set[URIRef] = set()
    dangling: list[tuple[Naming, list[URIRef]]] = []
    for mention in _outer_first(mentions):
        scopes = [found.get(scope, scope) for scope in mention.within]
        if any(scope in mentions for scope in scopes):
            # What it is within leads nowhere itself, and that is reported; not so in a ring.
            if not any(scope in lost for scope in scopes):
                dangling.append((mention, []))
            lost.add(mention.iri)
            continue
        if _is_wildcard(mention):
            continue
        things = candidates.named(mention, scopes)
        if len(things) == 1:
            found[mention.iri] = things[0]
        else:
            lost.add(mention.iri)
            dangling.append((mention, things))
    yield from ((iri, AB.refersTo, thing) for iri, thing in found.items())
    yield from _restated(context, found)
    speakers = _speakers(context)
    held: dict[URIRef, list[URIRef]] = defaultdict(list)
    for mention in mentions.values():
        for scope in mention.within:
            held[scope].append(mention.iri)
    for number, (mention, things) in enumerate(dangling):
        near = [] if things or number >= _NEAR_LIMIT else candidates.near(mention)
        inner = held.get(mention.iri, [])
        yield from _dangling(context, mention, things, near, speakers[mention.iri], inner)
    yield from _mapping_ends(context, candidates, found)


def _is_wildcard(mention: Naming) -> bool:
    """Say whether a mention means any number of states; the analysis of authority spells it out."""
    return "*" in mention.text and mention.kinds <= {AB.State, AB.Transition, AB.Workflow}


def _mentions(context: Context) -> dict[URIRef, Naming]:
    rows = ask_rows(
        context.store,
        f"""SELECT ?ref (COALESCE(?id, ?label) AS ?text) ?kind ?within (BOUND(?id) AS ?only)
            WHERE {{
            ?ref a <{AB.Reference}> ; <{RDFS.label}> ?label .
            OPTIONAL {{ ?ref <{AB.referenceKind}> ?kind }}
            OPTIONAL {{ ?ref <{AB.within}> ?within }}
            OPTIONAL {{ ?ref <{DCTERMS.identifier}> ?id }}
        }}""",
    )
    texts: dict[URIRef, str] = {}
    kinds: dict[URIRef, set[URIRef]] = defaultdict(set)
    within: dict[URIRef, set[URIRef]] = defaultdict(set)
    by_identifier: set[URIRef] = set()
    for ref, text, kind, scope, only in rows:
        assert isinstance(ref, URIRef)
        if str(only) == "true":
            by_identifier.add(ref)
        texts.setdefault(ref, str(text))
        if isinstance(kind, URIRef):
            kinds[ref].add(kind)
        if isinstance(scope, URIRef):
            within[ref].add(scope)
    return {
        ref: Naming(
            ref, text, frozenset(kinds[ref]), tuple(sorted(within[ref])), ref in by_identifier
        )
        for ref, text in texts.items()
    }


def _outer_first(mentions: dict[URIRef, Naming]) -> Iterator[Naming]:
    """Give mentions so that one comes after those that it is within; those in a ring come last."""
    waiting = list(mentions.values())
    done: set[URIRef] = set()
    while waiting:
        ready = [m for m in waiting if all(s in done or s not in mentions for s in m.within)]
        if not ready:
            yield from waiting
            return
        yield from ready
        done.update(mention.iri for mention in ready)
        waiting = [mention for mention in waiting if mention.iri not in done]


def _restated(context: Context, found: dict[URIRef, URIRef]) -> Iterator[Triple]:
    for subject, predicate, value in context.store.construct(
        f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
            {{ ?s a <{AB.Reference}> ; ?p ?o }} UNION {{ ?o a <{AB.Reference}> . ?s ?p ?o }}
        }}"""
    ):
        if predicate in _OWN:
            continue
        new_subject = found.get(subject, subject) if isinstance(subject, URIRef) else subject
        new_value = found.get(value, value) if isinstance(value, URIRef) else value
        if (new_subject, new_value) != (subject, value):
            yield new_subject, predicate, new_value


def _speakers(context: Context) -> dict[URIRef, list[URIRef]]:
    """Give for each mention the things that speak of it."""
    rows = ask_rows(
        context.store,
        f"""SELECT DISTINCT ?ref ?s WHERE {{ ?ref a <{AB.Reference}> . ?s ?p ?ref .
            FILTER(?p != <{AB.within}>) FILTER(isIRI(?s)) }}""",
    )
    speakers: dict[URIRef, list[URIRef]] = defaultdict(list)
    for ref, speaker in rows:
        assert isinstance(ref, URIRef)
        assert isinstance(speaker, URIRef)
        speakers[ref].append(speaker)
    return speakers


def _dangling(  # noqa: PLR0913, PLR0917 - all that a reader needs to put it right
    context: Context,
    mention: Naming,
    several: list[URIRef],
    near: list[tuple[URIRef, str]],
    speakers: list[URIRef],
    inner: list[URIRef],
) -> Iterator[Triple]:
    kind = mention.kind_word
    known_by = "identifier" if mention.by_identifier else "identifier or name"
    names = ask_rows(
        context.store,
        "SELECT ?label WHERE { VALUES ?t { "
        + " ".join(scope.n3() for scope in mention.within)
        + f" }} ?t <{RDFS.label}> ?label }}",
    )
    place = f" in {str(names[0][0])!r}" if names else ""
    if several:
        label = f"Several things are called {mention.text!r}{place}"
        proof = (
            f"{len(several)} things of kind {kind} bear the {known_by} {mention.text!r}{place}:"
            f" {', '.join(map(str, several[:8]))}."
        )
    else:
        label = f"No {kind} is called {mention.text!r}{place}"
        proof = f"No loaded source defines a {kind} with {known_by} {mention.text!r}{place}."
        if near:
            meant = " or ".join(repr(text) for _, text in near)
            proof += f" Did you mean {meant}?"
    if inner:
        proof += f" {len(inner)} mentions of things in it cannot be followed either."
    yield from describe(
        context.minter.derived(name, str(mention.iri)),
        AB.DanglingReference,
        label=label,
        about=mention.iri,
        proof=proof,
        involves=[*several[:8], *(thing for thing, _ in near), *inner[:20]],
        source=[mention.iri, *speakers[:20]],
    )


def _mapping_ends(
    context: Context, candidates: Candidates, found: dict[URIRef, URIRef]
) -> Iterator[Triple]:
    """Resolve ends of mappings that no source describes, and set right those that are swapped."""
    rows = ask_rows(
        context.store,
        f"""SELECT DISTINCT ?mapping ?side ?end (EXISTS {{ ?end a ?type }} AS ?known) WHERE {{
            VALUES ?side {{ <{AB.processElement}> <{AB.digitalElement}> }}
            ?mapping a <{AB.Mapping}> ; ?side ?end .
        }}""",
    )
    for mapping, side, end, known in rows:
        if not (isinstance(mapping, URIRef) and isinstance(side, URIRef)):
            continue
        if not isinstance(end, URIRef):
            continue
        thing = found.get(end, end)
        if str(known) == "false":
            things = candidates.at_address(end)
            if len(things) != 1:
                yield from _lost_end(context, mapping, side, end, candidates)
                continue
            thing = things[0]
            yield end, RDF.type, AB.Reference
            yield end, RDFS.label, Literal(str(end))
            yield end, AB.refersTo, thing
            yield mapping, candidates.side_of(thing) or side, thing
        elif candidates.side_of(thing) not in (None, side):
            yield mapping, candidates.side_of(thing) or side, thing


def _lost_end(
    context: Context, mapping: URIRef, side: URIRef, end: URIRef, candidates: Candidates
) -> Iterator[Triple]:
    which = "process" if side == AB.processElement else "digital"
    file, _, fragment = unquote(str(end)).rpartition("#")
    proof = f"No loaded source defines {fragment or end!s}"
    proof += f" in {file.rpartition('/')[2]}." if file else "."
    near = candidates.near_address(end)
    if near:
        proof += " Did you mean " + " or ".join(repr(text) for _, text in near) + "?"
    yield from describe(
        context.minter.derived(name, "mapping", str(mapping), str(side), str(end)),
        AB.DanglingReference,
        label=f"The {which} end of a mapping is gone: {fragment or end!s}",
        about=mapping,
        proof=proof,
        involves=[end, *(thing for thing, _ in near)],
        source=[mapping],
    )
