"""Casbin's own words, under which what the ontology has no word for is kept."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from rdflib import Namespace, URIRef

CASBIN: Final = Namespace("https://casbin.org/model#")


def term(word: str) -> URIRef:
    """Give the IRI of a word that a model uses, such as the name of a field."""
    return CASBIN[quote(word, safe="")]
