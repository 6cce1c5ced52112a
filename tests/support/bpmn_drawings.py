"""Processes drawn as a line of text, for tests of what processes can do.

``S > x1 > A > E ; x1 > B > E`` names elements and the flows between them. The first letter says
what an element is: S starts, E ends, T ends all, x p o are exclusive, parallel and inclusive
gateways, t is a boundary event, ``sub`` a sub-process, capital letters are tasks; ``A*`` may be
done several times. ``A ~ t`` hangs the event on A, ``A ~~ t`` without interrupting; and
``sub{ A ; B }`` says what the sub-process holds; ``adhoc`` is one whose parts are done at will. A
name with "error" or "timer" in it is of such an event; a timer that starts does not interrupt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import Graph

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.identity import Minter
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.behaviour.model import Behaviour

BASE = "https://example.org/w/"
HEAD = "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items())
HEAD += f"@prefix p: <{BASE}p.bpmn#> .\n"
_KINDS = {
    "S": ("Event", "startEvent"), "E": ("Event", "endEvent"), "T": ("Event", "endEvent"),
    "x": ("Gateway", "exclusiveGateway"), "p": ("Gateway", "parallelGateway"),
    "o": ("Gateway", "inclusiveGateway"), "t": ("Event", "boundaryEvent"),
    "s": ("SubProcess", "subProcess"), "a": ("SubProcess", "adHocSubProcess"),
}  # fmt: skip
_EVENTS = ("error", "timer")


def drawn(text: str) -> Behaviour:
    """Give the behaviour of a drawing."""
    store = EmbeddedStore.in_memory()
    graph = Graph().parse(data=HEAD + turtle(text), format="turtle")
    store.replace(Minter(BASE).source_graph("p.bpmn"), iter(graph))  # type: ignore[arg-type]
    (behaviour,) = Behaviours(store).processes.values()
    return behaviour


def turtle(text: str, label: str = "Process") -> str:
    """Give the Turtle of a drawing; elements are ``p:`` and their names, and labelled so."""
    lines = [f'p:P a ab:Process ; rdfs:label "{label}" .']
    held = re.search(r"(\w+)\{(.*?)\}", text)
    if held:
        inside = dict.fromkeys(re.findall(r"\w+", held[2]))
        lines += [f"p:{name} ab:partOf p:{held[1]} ." for name in inside]
        text = text.replace(held[0], held[2])
    names: dict[str, None] = {}
    number = 0
    for chain in text.split(";"):
        parts = re.split(r"\s*(>|~~|~)\s*", chain.strip())
        for place in range(0, len(parts), 2):
            name = parts[place].rstrip("*")
            names[name] = None
            if parts[place].endswith("*"):
                lines.append(f"p:{name} ab:isMultiple true .")
            if not place:
                continue
            before, sign = parts[place - 2].rstrip("*"), parts[place - 1]
            if sign == ">":
                number += 1
                lines.append(
                    f"p:f{number} a ab:Flow ; ab:source p:{before} ; ab:target p:{name} ."
                    f" p:{before} ab:next p:{name} ."
                )
            else:
                interrupting = "true" if sign == "~" else "false"
                lines.append(
                    f"p:{name} ab:attachedTo p:{before} ; ab:isInterrupting {interrupting} ."
                )
    lines += [line for name in names for line in _said(name)]
    return "\n".join(lines)


def _said(name: str) -> Iterator[str]:
    """Give what the letters of a name say of its element."""
    kind, element = _KINDS.get(name[0], ("Task", "userTask"))
    yield (
        f'p:P ab:hasStep p:{name} . p:{name} a ab:Step, ab:{kind} ; rdfs:label "{name}" ;'
        f' ab:elementKind "{element}" .'
    )
    if name[0] == "T":
        yield f'p:{name} ab:eventKind "terminate" .'
    yield from (f'p:{name} ab:eventKind "{word}" .' for word in _EVENTS if word in name)
    if name.startswith("Stimer"):
        yield f"p:{name} ab:isInterrupting false ."
    if kind == "Task":
        yield f'p:{name} ab:execution "user" .'
