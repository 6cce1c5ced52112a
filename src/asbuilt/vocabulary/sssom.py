"""The slots of SSSOM, the standard for sets of mappings, as versions 1.0 and 1.1 define them."""

from __future__ import annotations

from typing import Final

from rdflib import Namespace

SSSOM: Final = Namespace("https://w3id.org/sssom/")
"""The namespace of SSSOM's slots, under which those are kept that the ontology has no word for."""

BUILT_IN: Final = {
    "linkml": "https://w3id.org/linkml/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that every mapping set may use undeclared."""

MAPPING: Final[tuple[str, ...]] = (
    "record_id", "subject_id", "subject_label", "subject_category", "predicate_id",
    "predicate_label", "predicate_modifier", "object_id", "object_label", "object_category",
    "mapping_justification", "author_id", "author_label", "reviewer_id", "reviewer_label",
    "creator_id", "creator_label", "license", "subject_type", "subject_source",
    "subject_source_version", "object_type", "object_source", "object_source_version",
    "predicate_type", "mapping_provider", "mapping_source", "mapping_cardinality",
    "cardinality_scope", "mapping_tool", "mapping_tool_id", "mapping_tool_version", "mapping_date",
    "publication_date", "review_date", "confidence", "reviewer_agreement", "curation_rule",
    "curation_rule_text", "subject_match_field", "object_match_field", "match_string",
    "subject_preprocessing", "object_preprocessing", "similarity_score", "similarity_measure",
    "see_also", "issue_tracker_item", "other", "comment",
)  # fmt: skip
"""Slots of a mapping, in the order in which a canonical file has them."""

PROPAGATED: Final[tuple[str, ...]] = (
    "subject_type", "subject_source", "subject_source_version", "object_type", "object_source",
    "object_source_version", "predicate_type", "mapping_provider", "cardinality_scope",
    "mapping_tool", "mapping_tool_id", "mapping_tool_version", "mapping_date",
    "subject_match_field", "object_match_field", "subject_preprocessing", "object_preprocessing",
    "similarity_measure", "curation_rule", "curation_rule_text",
)  # fmt: skip
"""Slots that a set states for all of its mappings, in the order of a canonical file."""

MULTIVALUED: Final[frozenset[str]] = frozenset(
    (
        "author_id", "author_label", "reviewer_id", "reviewer_label", "creator_id",
        "creator_label", "cardinality_scope", "subject_match_field", "object_match_field",
        "match_string", "subject_preprocessing", "object_preprocessing", "curation_rule",
        "curation_rule_text", "see_also", "mapping_set_source",
    )
)  # fmt: skip
"""Slots that may hold several values."""

REFERENCES: Final[frozenset[str]] = frozenset(
    (
        "record_id", "subject_source", "object_source", "mapping_source", "mapping_tool_id",
        "subject_match_field", "object_match_field", "subject_preprocessing",
        "object_preprocessing", "curation_rule", "issue_tracker_item",
    )
)  # fmt: skip
"""Slots that hold identifiers, beside the ends, the predicate, the justification and people."""

PEOPLE: Final[tuple[str, ...]] = ("author", "reviewer", "creator")
"""Slots of people are called so, with ``_id`` and ``_label`` behind."""

SINCE_1_1: Final[frozenset[str]] = frozenset(
    (
        "predicate_type", "mapping_set_confidence", "cardinality_scope", "mapping_tool_id",
        "review_date", "reviewer_agreement", "record_id",
    )
)  # fmt: skip
"""Slots that version 1.0 does not have."""

LITERAL: Final = "rdfs literal"
"""Type of an end that is a text and has no identifier."""
