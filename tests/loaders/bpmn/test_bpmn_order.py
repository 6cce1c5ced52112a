"""A property of the BPMN loader: the order in which a file lists things means nothing."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from golden import cases, read, same_graph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from rdflib import PROV, Graph

from asbuilt.loaders import bpmn
from asbuilt.loaders.bpmn.names import MODEL

CASES = cases(Path(__file__).parent, ".bpmn")
CONTAINERS = ("definitions", "process", "subProcess", "collaboration", "laneSet", "lane")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@given(data=st.data())
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_of_siblings_does_not_change_the_graph(path: Path, data: st.DataObject) -> None:
    """Exporters write in any order; up to places, the same graph comes out."""
    domain = "digital" if path.name.startswith("workflow-") else "process"
    tree = etree.parse(path)
    for container in list(tree.getroot().iter(*(f"{{{MODEL}}}{name}" for name in CONTAINERS))):
        children = list(container)
        for child in children:
            container.remove(child)
        container.extend(data.draw(st.permutations(children)))
    with TemporaryDirectory() as folder:
        mixed = Path(folder) / path.name
        tree.write(mixed)
        found = read(bpmn, mixed, domain=domain, system="ERP")
    expected = read(bpmn, path, domain=domain, system="ERP")
    same_graph(_without_places(found.graph), _without_places(expected.graph))
    assert (found.elements, found.kept, found.unread) == (
        expected.elements,
        expected.kept,
        expected.unread,
    )
    assert {problem.message for problem in found.problems} == {
        problem.message for problem in expected.problems
    }


def _without_places(graph: Graph) -> Graph:
    bare = Graph()
    for triple in graph:
        if triple[1] != PROV.hadPrimarySource:
            bare.add(triple)
    return bare
