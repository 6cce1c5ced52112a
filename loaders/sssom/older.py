"""Slots that versions before 1.0 had, as what later versions have in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_JUSTIFICATIONS: Final = {
    "Lexical": "semapv:LexicalMatching",
    "Logical": "semapv:LogicalMatching",
    "HumanCurated": "semapv:ManualMappingCuration",
    "Complex": "semapv:CompositeMatching",
    "Unspecified": "semapv:UnspecifiedMatching",
    "SemanticSimilarity": "semapv:SemanticSimilarityThresholdMatching",
}
_TYPES: Final = {
    "ConceptMatch": "skos concept",
    "ClassMatch": "owl class",
    "ObjectPropertyMatch": "owl object property",
    "IndividualMatch": "owl named individual",
    "DataPropertyMatch": "owl data property",
    "TermMatch": "rdfs literal",
}
_RENAMED: Final = {
    "semantic_similarity_score": "similarity_score",
    "semantic_similarity_measure": "similarity_measure",
}


def brought_up(row: Mapping[str, str]) -> dict[str, str]:
    """Give the slots of a mapping as version 1.0 has them; words that it does not know stay."""
    new = dict(row)
    if new.get("mapping_justification") in _JUSTIFICATIONS:
        new["mapping_justification"] = _JUSTIFICATIONS[new["mapping_justification"]]
    justification = _JUSTIFICATIONS.get(new.get("match_type", ""))
    if justification is not None:
        del new["match_type"]
        new.setdefault("mapping_justification", justification)
    kind = _TYPES.get(new.get("match_term_type", ""))
    if kind is not None:
        del new["match_term_type"]
        new.setdefault("subject_type", kind)
        new.setdefault("object_type", kind)
    for old, name in _RENAMED.items():
        if old in new:
            new.setdefault(name, new.pop(old))
    return new
