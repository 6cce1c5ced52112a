"""The namespaces in which facts are stated: Asbuilt's own, closed, and the prefixes of all."""

from __future__ import annotations

from typing import Final

from rdflib import DCAT, DCTERMS, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, XSD, Namespace

from asbuilt.vocabulary.terms import AB, ABB

PPLAN: Final = Namespace("http://purl.org/net/p-plan#")

PREFIXES: Final[dict[str, str]] = {
    "ab": str(AB),
    "abb": str(ABB),
    "dcat": str(DCAT),
    "dcterms": str(DCTERMS),
    "org": str(ORG),
    "owl": str(OWL),
    "p-plan": str(PPLAN),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "sh": str(SH),
    "skos": str(SKOS),
    "xsd": str(XSD),
}
"""Prefix to namespace, as every query, page and export of Asbuilt uses them."""

__all__ = ["AB", "ABB", "PPLAN", "PREFIXES"]
