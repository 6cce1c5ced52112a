"""What a descriptor says beyond the ontology's words, kept in its own, and the count of it all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rdflib import Literal, Namespace

from asbuilt.facts import Fact, Tally
from asbuilt.loaders.osworkflow.conditions import SECRET, arguments, called
from asbuilt.loaders.osworkflow.descriptor import RESULTS, elements
from asbuilt.reading.vendors import SILENT, kind, split, term, word
from asbuilt.reading.xml import line_of, written
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree
    from rdflib import URIRef

    from asbuilt.loaders.osworkflow.descriptor import Descriptor

OSW: Final = Namespace("http://www.opensymphony.com/osworkflow#")
"""Where words of descriptors stand for which the ontology has none."""

_READ: Final = frozenset(
    {
        "step", "action", "common-action", "split", "join", "conditional-result",
        "unconditional-result", "default-result", "dynamic-result", "result", "condition",
        "conditions",
        "restrict-to", "description",
    }
)  # fmt: skip
_HOLDERS: Final = frozenset(
    {
        "workflow", "initial-actions", "global-actions", "common-actions", "global-conditions",
        "steps", "splits", "joins", "actions", "results", "pre-functions", "post-functions",
        "validators", "registers", "trigger-functions",
    }
)  # fmt: skip
"""Elements that only hold others."""
_CALLS: Final = frozenset({"function", "validator", "register"})
_SAID: Final = frozenset(
    {"id", "name", "step", "split", "join", "finish", "auto", "negate", "type"}
)
"""Attributes that are said in the ontology's words, or with what they belong to."""


def remainder(descriptor: Descriptor) -> Iterator[Fact | Tally]:
    """State actions, metadata, functions, validators and attributes, and count every element."""
    initial = descriptor.shared("initial-actions")
    for action in descriptor.actions.values():
        if action not in initial:
            yield from descriptor.source.describe(
                action.iri,
                OSW.action,
                label=action.label,
                identifier=action.identifier,
                place=action.place,
            )
            yield Fact(action.iri, AB.partOf, descriptor.workflow, action.place)
    counts: Counter[tuple[str, str]] = Counter()
    waiting = [(descriptor.root, descriptor.workflow)]
    while waiting:
        node, around = waiting.pop()
        thing = _thing(descriptor, node) or around
        known = node.tag in _READ | _HOLDERS
        if node.tag not in _HOLDERS:
            counts[_called(node), "read" if node.tag in _READ else "kept"] += 1
        if known:
            if node.tag not in RESULTS | {"condition", "conditions", "common-action"}:
                yield from attributes(descriptor, thing, node)
            inside = [] if node.tag in {"condition", "description"} else elements(node)
            waiting += [(inner, thing) for inner in inside]
        else:
            counts["condition", "kept"] += sum(1 for _ in node.iter("condition"))
            yield from _kept(descriptor, thing, node)
    hidden = sum(
        bool(SECRET.search(node.get("name") or "")) for node in descriptor.root.iter("arg", "meta")
    )
    if hidden:
        counts["what may open doors", "unread"] = hidden
    for (counted, disposition), count in sorted(counts.items()):
        if count:
            yield Tally(counted, disposition, count)  # type: ignore[arg-type]


def _thing(descriptor: Descriptor, node: etree._Element) -> URIRef | None:
    """Give the IRI of a step, action, split or join."""
    parts = {
        "step": descriptor.steps,
        "split": descriptor.splits,
        "join": descriptor.joins,
        "action": descriptor.actions,
    }
    found = parts.get(str(node.tag), {}).get((node.get("id") or "").strip())
    return found.iri if found is not None and found.node is node else None


def _kept(descriptor: Descriptor, thing: URIRef, node: etree._Element) -> Iterator[Fact]:
    """Keep an element: metadata and calls in words, others as XML unless secret."""
    namespace, local = split(str(node.tag))
    if node.tag == "meta":
        text = (node.text or "").strip()
        predicate = word(OSW, (node.get("name") or "").strip() or "meta")
        hidden = bool(SECRET.search(node.get("name") or ""))
    elif node.tag in _CALLS:
        text, hidden, predicate = _call(node), False, word(OSW, local)
    else:
        base = descriptor.source.minter.base
        predicate = term(base, namespace, local) if namespace else word(OSW, local)
        text = written(node)
        hidden = any(SECRET.search(one.get("name") or "") for one in node.iter("arg"))
    if text and not hidden:
        yield Fact(thing, predicate, Literal(text), line_of(node))


def attributes(descriptor: Descriptor, thing: URIRef, node: etree._Element) -> Iterator[Fact]:
    """State of a thing the attributes of an element that nothing else tells."""
    for name, value in node.attrib.items():
        namespace, local = split(str(name))
        predicate = word(OSW, local)
        if namespace:
            predicate = term(descriptor.source.minter.base, namespace, local)
        said = not namespace and local in _SAID
        if not said and namespace not in SILENT and str(value).strip() not in {"", "null"}:
            yield Fact(thing, predicate, Literal(str(value).strip()), line_of(node))


def _call(node: etree._Element) -> str:
    given = "; ".join(f"{key}: {value}" for key, value in arguments(node).items())
    return f"{called(node)} ({given})" if given else called(node)


def _called(node: etree._Element) -> str:
    namespace, local = split(str(node.tag))
    return kind(node, namespace, local) if namespace else local
