"""Lines that say who may do what, as permissions and denials; others in Casbin's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import RDF, RDFS, Literal

from asbuilt.facts import Fact, Tally
from asbuilt.identity import digest
from asbuilt.loaders.casbin.names import CASBIN, term
from asbuilt.loaders.casbin.principals import EVERYBODY
from asbuilt.loaders.casbin.wildcards import actions_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.casbin.layout import Layout
    from asbuilt.loaders.casbin.policy import Line
    from asbuilt.loaders.casbin.principals import Named

_TERMS: Final = {
    "allow": (AB.Permission, AB.grantedTo, AB.mayTrigger),
    "deny": (AB.Denial, AB.deniedTo, AB.denies),
}
_KEPT: Final = (CASBIN.Rule, CASBIN.subject, CASBIN.object)
_ANY_DOMAIN: Final = frozenset(("pattern", "regex"))


class Rules:
    """States the rules of one policy with the things that it names."""

    def __init__(self, source: Source, named: Named) -> None:
        """State rules of one file."""
        self._source = source
        self._named = named

    def items(self, line: Line, layout: Layout, effect: str) -> Iterator[Item]:
        """Yield what a line states: a permission or denial, or a rule where neither is meant."""
        kind = _TERMS.get(effect, _KEPT)[0]
        rule = self._source.element(f"{line.key}-{digest(*line.values)}")
        label = _label(line, layout) + (" (denied)" if effect == "deny" else "")
        yield from self._source.describe(rule, kind, label=label, identifier=None, place=line.place)
        yield from self._held(rule, line)
        yield from self._ends(rule, line, layout, effect)
        for one in self._named.actions(
            actions_of(layout.value(line.values, "action"), layout.how("action"))
        ):
            yield Fact(rule, AB.action, Literal(one), line.place)
        yield from self._conditions(rule, line, layout)
        yield from self._rest(rule, line, layout)
        if kind == CASBIN.Rule:
            yield Tally(f"{line.key} that is not understood", "kept")
            written = layout.value(line.values, "effect") or "allow"
            yield Fact(rule, CASBIN.effect, Literal(written), line.place)

    def everything(self, line: Line, name: str) -> Iterator[Item]:
        """Yield that a subject may do everything, as a matcher says without any line."""
        yield Tally("everything allowed to one subject")
        rule = self._source.element(f"{line.key}-everything-{name}")
        yield from self._source.describe(
            rule, AB.Permission, label=f"{name}: everything", identifier=None, place=line.place
        )
        yield from self._held(rule, line)
        who = yield from self._named.subject(name, "", line.place)
        yield Fact(rule, AB.grantedTo, who, line.place)
        yield Fact(rule, AB.action, Literal("*"), line.place)

    def _ends(self, rule: URIRef, line: Line, layout: Layout, effect: str) -> Iterator[Item]:
        """State to whom, on what and in which domain."""
        _, to, on = _TERMS.get(effect, _KEPT)
        place = line.place
        subject = layout.value(line.values, "subject")
        domain = layout.value(line.values, "domain")
        thing = layout.value(line.values, "object")
        if subject:
            who = yield from self._named.subject(subject, domain, place)
            yield Fact(rule, to, who, place)
            if domain == EVERYBODY and layout.how("domain") in _ANY_DOMAIN:
                yield from self._named.narrower(subject, who, place)
        if thing:
            yield Fact(rule, on, (yield from self._named.object(thing, domain, place)), place)
        if domain:
            yield Fact(rule, CASBIN.domain, (yield from self._named.domain(domain, place)), place)

    def _conditions(self, rule: URIRef, line: Line, layout: Layout) -> Iterator[Item]:
        """State under which condition it holds: that of the line, and those of the matcher."""
        written = zip(layout.parts, line.values, strict=False)
        own = [value for part, value in written if part == "rule" and value]
        conditions = [*own, *layout.matcher.conditions]
        if conditions:
            yield Tally("condition", "kept")
            yield Fact(rule, AB.condition, Literal(" && ".join(conditions)), line.place)

    @staticmethod
    def _rest(rule: URIRef, line: Line, layout: Layout) -> Iterator[Item]:
        for name, part, value in zip(layout.fields, layout.parts, line.values, strict=False):
            if part in {"other", "priority"} and value:
                yield Fact(rule, term(name), Literal(value), line.place)
                if part == "other":
                    yield Tally(f"field {name}", "kept")
        if len(line.values) > len(layout.fields):
            more = len(line.values) - len(layout.fields)
            yield Tally("value beyond the fields", "unread", more)

    def _held(self, rule: URIRef, line: Line) -> Iterator[Fact]:
        """State in which system it holds, where the workspace says from which the policy is."""
        name = self._source.system
        if name:
            system = self._source.minter.named("system", name)
            yield Fact(system, RDF.type, AB.System, line.place)
            yield Fact(system, RDFS.label, Literal(name), line.place)
            yield Fact(rule, AB.heldBy, system, line.place)


def _label(line: Line, layout: Layout) -> str:
    subject, rule, act, thing, domain = (
        layout.value(line.values, part)
        for part in ("subject", "rule", "action", "object", "domain")
    )
    what = " ".join(part for part in (act, f"on {thing}" if thing else "") if part)
    label = f"{subject or rule or 'Everybody'}: {what}" if what else subject or rule
    return label + (f" in {domain}" if domain else "")
