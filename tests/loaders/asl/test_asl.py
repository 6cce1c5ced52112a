"""Tests of the loader of Amazon States Language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from golden import BASE, cases
from rdflib import URIRef

from asbuilt.loaders import asl
from asbuilt.reading import read_head

if TYPE_CHECKING:
    from golden import Golden

HERE = Path(__file__).parent


def machine(**states: dict[str, Any]) -> str:
    """Give a state machine of these states, which begins with the first."""
    return json.dumps({"StartAt": next(iter(states)), "States": states}, indent=1)


def state(file: str, name: str) -> URIRef:
    """Give the IRI of a state."""
    return URIRef(f"{BASE}{file}#{quote(name, safe='')}")


@pytest.mark.parametrize("path", cases(HERE, ".asl.json", ".asl.yaml"), ids=lambda path: path.name)
def test_a_state_machine_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it, with a system that holds the workflow."""
    assert asl.claims(path, read_head(path))
    golden(asl, path, domain="digital", system="ERP")
