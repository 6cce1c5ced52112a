"""Reads a Petri net from PNML (ISO/IEC 15909-2), for comparing alignments with published ones.

Silent transitions are those that ProM marks with the activity ``$invisible$``. Where a file states
no final marking, the places that nothing leaves hold a token each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from rdflib import URIRef

from asbuilt.derive.behaviour.net import Net, Step

if TYPE_CHECKING:
    from pathlib import Path


def read_pnml(path: Path) -> tuple[Net, list[str]]:
    """Give a file's net, and the names of the steps that its labels number."""
    root = etree.parse(path).getroot()
    places = {one.get("id"): n for n, one in enumerate(_all(root, "page//place", "net//place"))}
    steps: list[str] = []
    takes: dict[str, list[int]] = {}
    gives: dict[str, list[int]] = {}
    labels: dict[str, int | None] = {}
    for one in _all(root, "net//transition"):
        key = str(one.get("id"))
        takes[key], gives[key] = [], []
        labels[key] = None
        name = _text(one, "name")
        silent = one.xpath("*[local-name()='toolspecific'][@activity='$invisible$']")
        if name and not silent:
            if name not in steps:
                steps.append(name)
            labels[key] = steps.index(name)
    for arc in _all(root, "net//arc"):
        source, target = str(arc.get("source")), str(arc.get("target"))
        if source in places:
            takes[target].append(places[source])
        else:
            gives[source].append(places[target])
    start = [
        places[one.get("id")]
        for one in _all(root, "net//place")
        for _ in range(int(_text(one, "initialMarking") or 0))
    ]
    left = {place for taken in takes.values() for place in taken}
    entered = {place for given in gives.values() for place in given}
    finals = [
        tuple(
            sorted(
                places[one.get("idref")]
                for one in _all(marking, "place")
                for _ in range(int(_text(one, "") or 0))
            )
        )
        for marking in _all(root, "finalmarkings//marking")
    ]
    net = Net()
    for number in range(len(places)):
        net.place(URIRef(f"#place{number}"))
    for number, (key, taken) in enumerate(takes.items()):
        net.add(Step(URIRef(f"#{number}")), tuple(taken), tuple(gives[key]), label=labels[key])
    for final in finals or [tuple(sorted(set(places.values()) - left))]:
        others = frozenset(places.values()).difference(final)
        net.add(Step(URIRef("#end")), final, (), unless=others)
    net.initial = tuple(sorted(start)) or tuple(sorted(set(places.values()) - entered))
    return net, steps


def _all(root: etree._Element, *paths: str) -> list[etree._Element]:
    for path in paths:
        parts = ["" if not part else f"*[local-name()='{part}']" for part in path.split("/")]
        found = root.xpath(f".//{'/'.join(parts)}")
        if found:
            return list(found)
    return []


def _text(one: etree._Element, child: str) -> str:
    below = f"*[local-name()='{child}']/" if child else ""
    return " ".join("".join(one.xpath(f"{below}*[local-name()='text']/text()")).split())
