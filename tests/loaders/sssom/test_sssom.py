"""Tests of the loader of SSSOM mapping sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import cases
from rdflib import RDF, Literal, URIRef

from asbuilt.loaders import sssom
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

HERE = Path(__file__).parent
HEADING = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
ROW = "a:1\tskos:exactMatch\ta:2\tsemapv:LexicalMatching"
PREFIX = "#curie_map:\n#  a: https://example.org/a#\n"


@pytest.mark.parametrize(
    "path", cases(HERE, ".tsv", ".sssom.csv", ".json"), ids=lambda path: path.name
)
def test_a_mapping_set_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert sssom.claims(path, read_head(path))
    golden(sssom, path)


def test_what_is_wrong_in_a_row_is_told_with_its_row_and_the_rest_is_read(golden: Golden) -> None:
    """A bad day, a word that means nothing and an absent end are warnings, rows counted in file."""
    outcome = golden(sssom, HERE / "purchase.sssom.tsv")
    told = [(problem.place.row, problem.severity) for problem in outcome.problems]
    assert told == [(row, "warning") for row in (13, 17, 17, 17, 18)]
    assert outcome.elements["row"] == 4
    assert outcome.kept["row"] == 2
    assert outcome.unread["row"] == 1


def test_the_end_in_a_workflow_file_is_the_digital_one_wherever_it_stands(golden: Golden) -> None:
    """A row that names the workflow first is turned round with its labels and fingerprints."""
    graph = golden(sssom, HERE / "purchase.sssom.tsv").graph
    process = URIRef("https://example.org/test/process/purchase.bpmn#Post")
    mapping = graph.value(predicate=AB.processElement, object=process)
    assert graph.value(mapping, AB.processLabel) == Literal("Post order")
    assert graph.value(mapping, AB.processFingerprint) == Literal("bbbb")
    assert graph.value(mapping, AB.digitalFingerprint) == Literal("aaaa")


def test_a_negative_mapping_is_no_mapping(golden: Golden) -> None:
    """What is stated with Not, or has no counterpart, is kept but never taken as two sides."""
    graph = golden(sssom, HERE / "purchase.sssom.tsv").graph
    kept = set(graph.subjects(RDF.type, sssom.SSSOM.Mapping))
    assert len(kept) == 2
    assert not any((mapping, AB.processElement, None) in graph for mapping in kept)


@pytest.mark.parametrize(
    ("content", "message", "row"),
    [
        ("", "empty", None),
        (f"subject_id\tobject_id\n{ROW}\n", "no column predicate_id", 1),
        (f"{HEADING}\tobject_id\n", "twice", 1),
        (f"{HEADING}\n{ROW}\n", "'a' of 'a:1' is not in the curie_map", 2),
        (f"#curie_map:\n#  a: !!python/name:os.system x\n{HEADING}\n", "asks for more", None),
        (f"#curie_map: {{\n{HEADING}\n", "not valid YAML", None),
        (f"#a: 1\n#a: 2\n{HEADING}\n", "stands twice", None),
        (b"\xff\xfea\x00", "no column", 1),
        (f"{PREFIX}{HEADING}\na:\xe9".encode("latin-1"), "not valid utf-8", None),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_with_one_clear_reason(
    content: str | bytes, message: str, row: int | None, reader: Reader
) -> None:
    """Each bad file gives an error that names its place."""
    refusal = reader(sssom, "bad.sssom.tsv", content).refusal
    assert message in refusal.message
    assert refusal.fix
    if row is not None:
        assert refusal.place.row == row


def test_names_cannot_write_into_iris(reader: Reader) -> None:
    """Spaces, angle brackets and quotation marks in an identifier are escaped, and nothing else."""
    local = 'x> <https://evil.example/> "y 100%'
    text = f"{PREFIX}{HEADING}\na:{local}\tskos:exactMatch\ta:b"
    graph = reader(sssom, "odd.sssom.tsv", text).graph
    (subject,) = graph.objects(None, AB.processElement)
    assert (
        str(subject) == "https://example.org/a#x%3E%20%3Chttps://evil.example/%3E%20%22y%20100%25"
    )


def test_the_same_mapping_twice_is_told_and_kept_once(reader: Reader) -> None:
    """Equal rows are one mapping; the second is counted as not read."""
    outcome = reader(sssom, "twice.sssom.tsv", f"{PREFIX}{HEADING}\n{ROW}\n{ROW}\n")
    assert len(set(outcome.graph.subjects(RDF.type, AB.Mapping))) == 1
    assert "same mapping as row 4" in outcome.problems[0].message
    assert outcome.unread["row"] == 1


def test_a_table_of_something_else_is_not_claimed() -> None:
    """Only the endings, or all required headings, make a table a mapping set."""
    assert not sssom.claims(Path("people.tsv"), b"name\trole\nAnna\tBuyer\n")
    assert sssom.claims(Path("people.tsv"), f"#x: 1\n{HEADING}\n".encode())


def test_ends_that_are_texts_are_kept_and_are_no_mapping_of_ours(golden: Golden) -> None:
    """A label of the type of a literal stands for an identifier; one without it does not."""
    outcome = golden(sssom, HERE / "texts.sssom.json")
    assert outcome.kept["row"] == 1
    assert outcome.elements["row"] == 1
    assert [one.message for one in outcome.problems] == ["the row has no subject_id"]
    [mapping] = outcome.graph.subjects(RDF.type, AB.Mapping)
    assert outcome.graph.value(mapping, AB.justification) == Literal("semapv:ManualMappingCuration")


def test_mappings_that_differ_in_other_slots_are_several(reader: Reader) -> None:
    """The standard lets records agree in ends, predicate and justification."""
    heading = f"{HEADING}\tsubject_match_field"
    text = f"{PREFIX}{heading}\n{ROW}\ta:x\n{ROW}\ta:y\n"
    outcome = reader(sssom, "two.sssom.tsv", text)
    assert len(set(outcome.graph.subjects(RDF.type, AB.Mapping))) == 2
    turned = reader(sssom, "two.sssom.tsv", f"{PREFIX}{heading}\n{ROW}\ta:y\n{ROW}\ta:x\n")
    assert set(turned.graph.subjects(RDF.type, AB.Mapping)) == set(
        outcome.graph.subjects(RDF.type, AB.Mapping)
    )


def test_a_slot_of_the_set_holds_for_all_or_for_none(reader: Reader) -> None:
    """Where one mapping states a slot itself, what the set says of it is about the set."""
    set_ = f"#mapping_set_id: https://example.org/s\n#mapping_tool: T\n{PREFIX}"
    alone = reader(sssom, "a.sssom.tsv", f"{set_}{HEADING}\tmapping_tool\n{ROW}\t\n").graph
    [mapping] = alone.subjects(RDF.type, AB.Mapping)
    assert (mapping, sssom.SSSOM.mapping_tool, Literal("T")) in alone
    other = ROW.replace("a:1", "a:3")
    mixed = reader(
        sssom, "a.sssom.tsv", f"{set_}{HEADING}\tmapping_tool\n{ROW}\t\n{other}\tU\n"
    ).graph
    said = {mapping: set(mixed.objects(mapping, sssom.SSSOM.mapping_tool))
            for mapping in mixed.subjects(RDF.type, AB.Mapping)}  # fmt: skip
    assert sorted(map(len, said.values())) == [0, 1]


def test_a_later_version_is_refused(reader: Reader) -> None:
    """What its slots mean nobody can know."""
    text = f"#sssom_version: '2.0'\n{PREFIX}{HEADING}\n{ROW}\n"
    assert "SSSOM 2.0" in reader(sssom, "a.sssom.tsv", text).refusal.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"mapping_set_id": "x"}', "no array of mappings"),
        ('{"mappings": [1]}', "no object"),
        ('{"mappings": [', "cut off"),
        ('{"mappings": [{"subject_id": "q:1", "predicate_id": "a:b", "object_id": "q:2"}]}', "'q'"),
    ],
)  # fmt: skip
def test_json_that_is_no_mapping_set_is_refused(content: str, message: str, reader: Reader) -> None:
    """Each with its line, and a way to mend it."""
    assert message in reader(sssom, "a.sssom.json", content).refusal.message


def test_a_json_set_is_told_from_other_json() -> None:
    """Only what has a mapping set's own slots is one."""
    mine = b'{"mapping_set_id": "x", "mappings": [{"predicate_id": "y"}]}'
    assert sssom.claims(Path("a.json"), mine)
    assert not sssom.claims(Path("a.json"), b'{"mappings": [{"from": "a", "to": "b"}]}')
