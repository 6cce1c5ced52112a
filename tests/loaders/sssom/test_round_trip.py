"""Mapping sets that are read, written and read again say the same."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from golden import BASE, cases, read
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import PROV, RDF, BNode, Graph, URIRef
from rdflib.compare import graph_diff, to_isomorphic

from asbuilt.loaders import sssom
from asbuilt.mapping_export import exported
from asbuilt.vocabulary import AB
from asbuilt.vocabulary.sssom import BUILT_IN, MAPPING, MULTIVALUED, SSSOM

if TYPE_CHECKING:
    from golden import Outcome, Reader

HERE = Path(__file__).parent
NAME = "round.sssom.tsv"
PREFIXES = {
    "p": f"{BASE}process/order.bpmn#",
    "erp": f"{BASE}erp/order.asl.json#",
    "agent": f"{BASE}agent/",
    "x": "https://example.com/x/",
    "odd": "urn:odd:",
}

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])
    | st.sampled_from("\n\t|\\\"'=#"),
    min_size=1,
    max_size=12,
).filter(str.strip)
IDS = st.builds(
    "{}:{}".format,
    st.sampled_from(sorted(PREFIXES)),
    st.text("abcXYZ019._-/%~", min_size=1, max_size=6),
)
DAYS = st.dates().map(str)
LABELS = st.text("abc \u00e9\\|,", min_size=1, max_size=8).filter(str.strip)


def many(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give values of a slot that holds several, as a cell."""
    return st.lists(texts, min_size=1, max_size=3).map(
        lambda found: "|".join(one.replace("\\", "\\\\").replace("|", "\\|") for one in found)
    )


REQUIRED = {
    "subject_id": IDS,
    "predicate_id": st.sampled_from(["skos:exactMatch", "skos:broadMatch", "x:relates"]),
    "object_id": IDS | st.just("sssom:NoTermFound"),
    "mapping_justification": st.sampled_from(
        ["semapv:ManualMappingCuration", "semapv:LexicalMatching", "x:guess"]
    ),
}
OPTIONAL = {
    "subject_label": TEXTS,
    "object_label": TEXTS,
    "predicate_modifier": st.just("Not"),
    "author_id": many(IDS),
    "author_label": many(LABELS),
    "reviewer_label": many(LABELS),
    "creator_id": many(IDS),
    "mapping_date": DAYS,
    "publication_date": DAYS,
    "confidence": st.sampled_from(["0", "0.5", "0.1234", "1"]),
    "comment": TEXTS,
    "record_id": IDS,
    "subject_source": IDS | st.just("word"),
    "object_source": IDS,
    "mapping_tool": TEXTS,
    "subject_match_field": many(IDS),
    "match_string": many(TEXTS),
    "curation_rule_text": many(TEXTS),
    "see_also": many(IDS),
    "other": TEXTS,
    "ext_status": st.sampled_from(["confirmed", "proposed", "suspect", "outdated"]),
    "ext_enforcement": st.sampled_from(["enforced", "manual"]),
    "ext_review_due": DAYS,
    "ext_subject_fingerprint": st.text("0123456789abcdef", min_size=16, max_size=16),
    "ext_object_fingerprint": st.text("0123456789abcdef", min_size=16, max_size=16),
    "ext_house": TEXTS,
}
ROWS = st.fixed_dictionaries(REQUIRED, optional=OPTIONAL)
LITERALS = st.fixed_dictionaries(
    {
        "subject_label": TEXTS,
        "subject_type": st.just("rdfs literal"),
        **{slot: of for slot, of in REQUIRED.items() if slot != "subject_id"},
    },
    optional={slot: of for slot, of in OPTIONAL.items() if slot != "subject_label"},
)


def table(rows: list[dict[str, str]]) -> str:
    """Write rows as a mapping set, in a way of this test's own."""
    slots = sorted({slot for row in rows for slot in row} | {"subject_id"})
    sink = io.StringIO()
    writer = csv.DictWriter(sink, slots, delimiter="\t", restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    curie_map = "".join(f'#  {prefix}: "{iri}"\n' for prefix, iri in PREFIXES.items())
    return f"#mapping_set_id: https://example.org/s\n#curie_map:\n{curie_map}{sink.getvalue()}"


def export(graph: Graph) -> str:
    """Write the mappings of a graph."""
    return exported(BASE, f"{BASE}mappings", graph, {})  # type: ignore[arg-type]


def said(outcome: Outcome) -> Graph:
    """Give what is said of mappings, wherever they stand and whatever they are called."""
    found = Graph()
    names: dict[object, BNode] = {}
    for kind in (AB.Mapping, SSSOM.Mapping):
        names |= {one: BNode() for one in outcome.graph.subjects(RDF.type, kind)}
    sets = set(outcome.graph.subjects(RDF.type, SSSOM.MappingSet))
    for subject, predicate, value in outcome.graph:
        if subject not in sets and predicate != PROV.hadPrimarySource:
            found.add((names.get(subject, subject), predicate, value))
    return found


def valid(text: str) -> None:
    """Hold what SSSOM demands of a file: required slots, declared prefixes, no empty column."""
    lines = text.split("\n")
    head = [line[1:] for line in lines if line.startswith("#")]
    metadata = yaml.safe_load("\n".join(head[: lines.index("#" + head[-1]) + 1]))
    assert metadata["mapping_set_id"].startswith(("http://", "https://"))
    assert metadata["license"].startswith("https://")
    declared = metadata.get("curie_map", {})
    assert not set(declared) & set(BUILT_IN)
    body = text.split("\n", len(head))[len(head)]
    rows = list(csv.DictReader(io.StringIO(body, newline=""), delimiter="\t"))
    assert rows
    known = {*declared, *BUILT_IN}
    columns = list(rows[0])
    standard = [slot for slot in columns if slot in MAPPING]
    assert standard == sorted(standard, key=MAPPING.index)
    defined = {one["slot_name"] for one in metadata.get("extension_definitions", [])}
    assert set(columns) - set(MAPPING) == defined
    for slot in columns:
        optional = slot not in {"subject_id", "object_id"}
        assert any(row[slot] for row in rows) or not optional, slot
    for row in rows:
        row = {**metadata, **row}  # noqa: PLW2901 - what the set states holds for each
        assert row["predicate_id"]
        assert row["mapping_justification"]
        for end in ("subject", "object"):
            assert row[f"{end}_id"] or row[f"{end}_type"] == "rdfs literal"
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification",
                     "author_id", "record_id", "object_source"):  # fmt: skip
            for one in re.split(r"(?<!\\)\|", row.get(slot) or ""):
                assert not one or one.partition(":")[0] in known, (slot, one)


@given(rows=st.lists(ROWS | LITERALS, min_size=1, max_size=4))
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
)
def test_what_is_written_reads_back_to_the_same(rows: list[dict[str, str]], reader: Reader) -> None:
    """Whatever a set says of its mappings survives, and a second writing changes no byte."""
    first = reader(sssom, NAME, table(rows))
    text = export(first.graph)
    valid(text)
    again = reader(sssom, NAME, text)
    assert not [one for one in again.problems if one.severity == "error"], text
    before, after = said(first), said(again)
    if to_isomorphic(before) != to_isomorphic(after):
        _, less, more = graph_diff(before, after)
        pytest.fail(f"{less.serialize(format='nt')}\nbecame\n{more.serialize(format='nt')}\n{text}")
    assert export(again.graph) == text


@pytest.mark.parametrize("path", cases(HERE, ".tsv", ".csv", ".json"), ids=lambda path: path.name)
def test_a_case_reads_back_to_the_same_mappings(path: Path, reader: Reader) -> None:
    """Mappings keep their addresses, too, for what refers to them."""
    first = read(sssom, path)
    again = reader(sssom, path.name, export(first.graph))
    if path.suffix == ".json":
        again = reader(sssom, "again.sssom.tsv", export(first.graph))
    assert to_isomorphic(said(first)) == to_isomorphic(said(again))
    mappings = {str(one).rpartition("#")[2] for one in first.graph.subjects(RDF.type, AB.Mapping)}
    assert mappings == {
        str(one).rpartition("#")[2] for one in again.graph.subjects(RDF.type, AB.Mapping)
    }


def test_a_mapping_of_a_register_gets_what_the_standard_asks_for() -> None:
    """A predicate, a justification, and who confirmed it as its author."""
    graph = Graph().parse(
        data=f"""
        PREFIX ab: <{AB}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        <{BASE}m> a ab:Mapping ; ab:processElement <{BASE}p.bpmn#A> ;
            ab:digitalElement <{BASE}mention> ; ab:mappingStatus "confirmed" ;
            ab:confirmedBy <{BASE}agent/ann_miller> ; ab:justification "We looked at both." ;
            ab:confirmedOn "2026-03-31"^^<http://www.w3.org/2001/XMLSchema#date> .
        <{BASE}agent/ann_miller> a ab:Agent ; rdfs:label "Ann Miller" .
        <{BASE}mention> a ab:Reference .
        <{BASE}lost> a ab:Mapping ; ab:processElement <{BASE}p.bpmn#B> ;
            ab:digitalElement <{BASE}nowhere> . <{BASE}nowhere> a ab:Reference .
        """
    )
    meant = {URIRef(f"{BASE}mention"): URIRef(f"{BASE}e.asl.json#A")}
    text = exported(BASE, f"{BASE}mappings", graph, meant)  # type: ignore[arg-type]
    valid(text)
    [line] = [line for line in text.splitlines() if line.startswith("here:")]
    assert line.split("\t") == [
        "here:p.bpmn#A", "skos:relatedMatch", "here:e.asl.json#A", "semapv:UnspecifiedMatching",
        "here:agent/ann_miller", "Ann Miller", "We looked at both.", "confirmed",
    ]  # fmt: skip
    assert '#mapping_date: "2026-03-31"' in text
    assert {"author_id"} <= MULTIVALUED
