"""Shapes of a workspace's own, plain SHACL from elsewhere among them: peers of Asbuilt's rules."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from asbuilt.errors import UserError
from asbuilt.judge.rules import rule_book
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Shop

    from asbuilt.judge import Finding

PREFIXES = """
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix ex: <https://example.com/shapes#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NAMED = """
ex:NameShape sh:targetClass foaf:Person ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
"""
PEOPLE = """
@prefix : <https://example.org/shop/people#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:zoe a foaf:Person ; rdfs:label "Zoe" ; foaf:age "old" ; foaf:knows :yan .
:yan a foaf:Person ; rdfs:label "Yan" ; foaf:age 44 ; foaf:name "Yan", "Jan" .
"""


def _own(shop: Shop, **files: str) -> list[Finding]:
    """Judge people by shapes from files, and give what those found."""
    shop.write("people.ttl", PEOPLE)
    (shop.folder / "rules").mkdir(exist_ok=True)
    for name, text in files.items():
        shop.write(f"rules/{name}.ttl", PREFIXES + text)
    settings = (shop.folder / "asbuilt.toml").read_text(encoding="utf-8")
    if "[check]" not in settings:
        shop.write("asbuilt.toml", f'{settings}\n[check]\nshapes = ["rules/*.ttl"]\n')
    ours = set(rule_book().rules) - {"IN013"}
    return [one for one in shop.check().findings if one.rule not in ours]


def test_a_plain_shape_is_a_rule_whose_findings_are_whole(shop: Shop) -> None:
    """Code, name, reason, file, line, severity, words and fix are there without a word of ours."""
    found = _own(
        shop,
        person="""
        ex:PersonShape a sh:NodeShape ; sh:description "Directories list people by name." ;
            sh:targetClass foaf:Person ;
            sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:severity sh:Warning ] ,
                [ sh:path foaf:age ; sh:datatype xsd:integer ] .
        """,
    )
    assert [(one.rule, one.severity, one.label, one.message) for one in found] == [
        ("PERSONSHAPE", "violation", "Zoe", "The age “old” of “Zoe” is not written as integer."),
        ("PERSONSHAPE", "warning", "Zoe", "“Zoe” has no name."),
    ]
    assert {(one.file, one.line) for one in found} == {("people.ttl", 5)}
    assert found[0].name == "Person Shape"
    assert found[0].why == "Directories list people by name."
    assert found[0].fix == (
        "Correct what people.ttl says of “Zoe” at line 5, or the shape in rules/person.ttl."
    )
    assert len({one.fingerprint for one in found}) == 2


def test_what_several_constraints_find_at_one_place_is_told_in_full(shop: Shop) -> None:
    """Two constraints over the same path of the same thing are two findings."""
    found = _own(
        shop,
        person="""
        ex:S sh:targetNode <https://example.org/shop/people#yan> ;
            sh:property [ sh:path foaf:name ; sh:maxCount 1 ] ,
                [ sh:path foaf:name ; sh:uniqueLang true ; sh:minCount 3 ] .
        """,
    )
    assert [one.message for one in found] == [
        "“Yan” has more than 1 of name: Jan and Yan.",
        "“Yan” has fewer than 3 of name: Jan and Yan.",
    ] or [one.message for one in found] == [
        "“Yan” has fewer than 3 of name: Jan and Yan.",
        "“Yan” has more than 1 of name: Jan and Yan.",
    ]


def test_a_message_in_several_languages_is_told_in_english(shop: Shop) -> None:
    """Which language comes first must not be left to chance."""
    found = _own(
        shop,
        person="""
        ex:S sh:targetClass foaf:Person ; rdfs:label "Personne"@fr, "Person"@en, "Mensch"@de ;
            sh:property [ sh:path foaf:name ; sh:minCount 1 ;
                sh:message "Ein Name fehlt."@de, "A name is missing."@en, "Il manque un nom."@fr ] .
        """,
    )
    assert [(one.name, one.message) for one in found] == [("Person", "A name is missing.")]


def test_shapes_without_a_name_are_named_after_their_target(shop: Shop) -> None:
    """A finding must name its rule, though its author did not; every run names it the same."""
    text = """
        [] a sh:NodeShape ; sh:targetClass foaf:Person ;
            sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
        [] a sh:NodeShape ; sh:targetClass foaf:Person ;
            sh:property [ sh:path foaf:age ; sh:datatype xsd:integer ] .
    """
    first, second = _own(shop, a=text), _own(shop, a=text)
    assert sorted(one.rule for one in first) == ["PERSON-1", "PERSON-2"]
    assert {one.status for one in second} == {"persisting"}


def test_a_class_that_is_a_shape_judges_its_instances(shop: Shop) -> None:
    """Implicit class targets (SHACL, 2.1.3.3)."""
    found = _own(
        shop,
        a="""
        foaf:Person a rdfs:Class, sh:NodeShape ;
            sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
        """,
    )
    assert [(one.rule, one.label) for one in found] == [("PERSON", "Zoe")]


def test_shapes_that_end_alike_get_codes_of_their_own(shop: Shop) -> None:
    """Neither takes the place of the other, nor of one of ours."""
    found = _own(
        shop,
        a="""
        ex:WF001 sh:targetClass foaf:Person ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
        <https://example.com/more#WF001> sh:targetClass foaf:Person ;
            sh:property [ sh:path foaf:mbox ; sh:minCount 1 ] .
        """,
    )
    assert sorted(one.rule for one in found) == ["WF001-2", "WF001-2", "WF001-3"] or sorted(
        one.rule for one in found
    ) == ["WF001-2", "WF001-3", "WF001-3"]


def test_shapes_and_prefixes_of_one_file_serve_those_of_another(shop: Shop) -> None:
    """The files are one graph of shapes; an import of one that is among them is found there."""
    found = _own(
        shop,
        a="""
        <https://example.com/main> a owl:Ontology ; owl:imports <https://example.com/parts> .
        ex:Outer sh:targetObjectsOf foaf:knows ; sh:node ex:Inner ;
            sh:sparql [ sh:prefixes <https://example.com/parts> ;
                sh:message "{?value} is one name too many." ;
                sh:select "SELECT $this ?value { $this f:name ?value . FILTER(?value = 'Jan') }" ] .
        """,
        b="""
        <https://example.com/parts> a owl:Ontology ;
            sh:declare [ sh:prefix "f" ; sh:namespace "http://xmlns.com/foaf/0.1/"^^xsd:anyURI ] .
        ex:Inner a sh:NodeShape ; rdfs:label "One name" ;
            sh:property [ sh:path foaf:name ; sh:maxCount 1 ] .
        """,
    )
    assert sorted(one.message for one in found) == [
        "Jan is one name too many.",
        "“Yan” does not conform to the shape One name.",
    ]


def test_what_is_not_run_as_written_is_named_with_its_line(shop: Shop) -> None:
    """Misspelt words, absent shapes, imports that are not fetched, features that are not run."""
    found = _own(
        shop,
        a="""
        <https://example.com/main> a owl:Ontology ; owl:imports <https://example.com/elsewhere> .
        ex:Misspelt a sh:NodeShape ; sh:targetSubjectOf foaf:name ; sh:class foaf:Person .
        ex:Lost sh:targetClass foaf:Person ; sh:node ex:NotHere .
        ex:Rules sh:targetClass foaf:Person ; sh:rule [ a sh:TripleRule ] .
        """,
    )
    told = {one.message: one for one in found if one.rule == "IN013"}
    assert len(told) == 5
    misspelt = next(one for text, one in told.items() if "sh:targetSubjectsOf is meant" in text)
    assert (misspelt.file, misspelt.line) == ("rules/a.ttl", 11)
    assert any("<https://example.com/elsewhere> is imported" in text for text in told)
    assert any("<https://example.com/shapes#NotHere> is referred to" in text for text in told)
    assert any("sh:rule belongs to SHACL Advanced Features" in text for text in told)


def test_a_rule_of_ours_can_be_switched_off_by_a_shape(shop: Shop) -> None:
    """SHACL has a word for it (SHACL, 2.1.6), and the rule's page tells of it."""
    _own(shop, a="<https://w3id.org/asbuilt/shapes#GV001> sh:deactivated true .")
    assert "GV001" not in {one.rule for one in shop.check().findings}
    assert rule_book(Workspace.open(shop.folder)).rules["GV001"].is_deactivated


def test_own_rules_are_selected_ignored_graded_and_waived_like_any_other(shop: Shop) -> None:
    """What can be done with a rule of ours can be done with one of theirs."""
    assert [one.severity for one in _own(shop, a=NAMED)] == ["violation"]
    assert [one.rule for one in shop.check(select=["NameShape"]).findings] == ["NAMESHAPE"]
    assert "NAMESHAPE" not in {one.rule for one in shop.check(ignore=["nameshape"]).findings}
    settings = (shop.folder / "asbuilt.toml").read_text(encoding="utf-8")
    shop.write("asbuilt.toml", f'{settings}\n[check.severity]\nNAMESHAPE = "info"\n')
    shop.write(
        "waivers.toml",
        '[[waiver]]\nrule = "NAMESHAPE"\nfocus = "Zoe"\napprover = "Ann"\nexpires = 2027-01-01\n'
        'compensated-by = "C-1"\n',
    )
    assert [(one.severity, one.status) for one in _own(shop)] == [("info", "waived")]


ENDLESS = """
ex:Endless sh:targetClass foaf:Person ; sh:sparql [ sh:select
    "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" ] .
"""


def test_a_rule_that_cannot_be_judged_is_named_and_hides_no_other(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are judged and told, the exit code is 2, and nothing seems to be mended by it."""
    assert [one.rule for one in _own(shop, a=NAMED)] == ["NAMESHAPE"]
    shop.write("rules/b.ttl", PREFIXES + ENDLESS)
    report = shop.check()
    assert [one.rule for one in report.unjudged] == ["ENDLESS"]
    assert "SERVICE" in report.unjudged[0].reason
    assert "NAMESHAPE" in {one.rule for one in report.findings}
    assert report.fixed == ()
    assert shop.run("check", "--fail-on", "never") == 2
    told = capsys.readouterr().out
    assert "1 rule could not be judged, so this inspection is not kept:" in told
    assert "ENDLESS: " in told
    for form, part in (
        ("json", '"unjudged": 1'),
        ("sarif", '"executionSuccessful": false'),
        ("junit", '<error message="'),
        ("github", "::error title=ENDLESS could not be judged::"),
        ("html", "could not be judged</strong>"),
    ):
        assert shop.run("check", "--format", form) == 2
        assert part in capsys.readouterr().out, form
    (shop.folder / "rules/b.ttl").unlink()
    assert [one.status for one in _own(shop)] == ["persisting"]


def test_own_rules_are_in_the_list_the_report_and_the_graph(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """`asbuilt rule`, SARIF and queries know them by code and name, with their SHACL."""
    _own(shop, a=NAMED)
    assert shop.run("rule") == 0
    assert "NAMESHAPE" in capsys.readouterr().out
    assert shop.run("rule", "nameshape") == 0
    told = capsys.readouterr().out
    assert "1 finding at the last check" in told
    assert "sh:minCount 1" in told
    assert "rules/a.ttl" in told
    shop.run("check", "--format", "sarif")
    run = json.loads(capsys.readouterr().out)["runs"][0]
    assert "NAMESHAPE" in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert "NAMESHAPE" in {result["ruleId"] for result in run["results"]}
    with closing(Workspace.open(shop.folder).store()) as store:
        rows = store.select(f"SELECT ?i {{ ?i a <{AB.Rule}> ; <{AB.code}> 'NAMESHAPE' }}").rows
        assert [str(row[0]) for row in rows] == ["https://example.com/shapes#NameShape"]


@pytest.mark.parametrize(
    ("setting", "title"),
    [
        ('"../rules.ttl"', "leaves the workspace"),
        ('"/etc/rules.ttl"', "leaves the workspace"),
        ('"nothing/*.ttl"', "no file matches"),
        ("7", "is no list of files"),
        ("[7]", "is no list of files"),
        ('"shapes.jsonld"', "not read from JSON-LD"),
        ('"broken.ttl"', "not valid Turtle"),
    ],
)
def test_shapes_that_cannot_be_read_are_refused(shop: Shop, setting: str, title: str) -> None:
    """One clear error, and no file outside the workspace is looked at."""
    shop.write("shapes.jsonld", "{}")
    shop.write("broken.ttl", "this is no Turtle")
    (shop.folder.parent / "rules.ttl").write_text("", encoding="utf-8")
    settings = (shop.folder / "asbuilt.toml").read_text(encoding="utf-8")
    shop.write("asbuilt.toml", f"{settings}\n[check]\nshapes = {setting}\n")
    with pytest.raises(UserError, match=title):
        rule_book(Workspace.open(shop.folder))


def test_an_ill_formed_property_shape_is_named_and_stops_nothing(shop: Shop) -> None:
    """One without a path, with two, with a path that leads nowhere, or that is in no file."""
    found = _own(
        shop,
        a="""
        ex:NameShape sh:targetClass foaf:Person ;
            sh:property [ sh:path foaf:name ; sh:minCount 1 ] , [ sh:minCount 1 ] , ex:Absent ,
                [ sh:path foaf:name, foaf:age ; sh:minCount 1 ] , [ sh:path [] ; sh:minCount 1 ] .
        """,
    )
    told = [one.message for one in found if one.rule == "IN013"]
    assert len(told) == 4
    assert sum("has not exactly one path" in text for text in told) == 3
    assert sum("<https://example.com/shapes#Absent> is referred to" in text for text in told) == 1
    assert [one.label for one in found if one.rule == "NAMESHAPE"] == ["Zoe"]


RUNAWAY = """
ex:Endless a sh:NodeShape ; sh:targetClass foaf:Person ; sh:sparql [ sh:select '''SELECT $this
  (COUNT(*) AS ?n) WHERE { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l
  FILTER(STR(?a) = STR(?l)) } GROUP BY $this''' ] .
"""


def test_a_workspace_says_how_long_a_rule_may_take(shop: Shop) -> None:
    """One that takes longer is named; the others are judged."""
    _own(shop, a=NAMED)
    shop.write("rules/b.ttl", PREFIXES + RUNAWAY)
    settings = (shop.folder / "asbuilt.toml").read_text(encoding="utf-8")
    shop.write("asbuilt.toml", f"{settings}seconds = 1\n")
    report = shop.check()
    assert [one.rule for one in report.unjudged] == ["ENDLESS"]
    assert "took longer than 1 seconds" in report.unjudged[0].reason
    assert "NAMESHAPE" in {one.rule for one in report.findings}


def test_a_limit_that_is_no_time_is_refused(shop: Shop) -> None:
    """The message names the setting."""
    settings = (shop.folder / "asbuilt.toml").read_text(encoding="utf-8")
    shop.write("asbuilt.toml", f"{settings}\n[check]\nseconds = 0\n")
    with pytest.raises(UserError, match="0 is no number of seconds") as refused:
        shop.check()
    assert "[check] seconds" in refused.value.where
