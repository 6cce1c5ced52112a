"""Tests of the loader of Casbin's policies and models."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.loaders import casbin
from asbuilt.loaders.casbin.matchers import understand
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".csv", ".conf")
MODEL = """[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[role_definition]
g = _, _
[policy_effect]
e = {effect}
[matchers]
m = {matcher}
"""
PLAIN = "g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_file_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert casbin.claims(path, read_head(path))
    golden(casbin, path, domain="digital", system="Order desk")


def test_what_a_policy_does_not_say_clearly_is_told() -> None:
    """Lines that fit no definition and what a matcher lets in without lines are named."""
    outcome = read(casbin, HERE / "orders_policy.csv")
    told = {(problem.place.line, problem.severity): problem.message for problem in outcome.problems}
    assert "3 values; p is defined with 6" in told[7, "warning"]
    assert "same as line 10" in told[16, "info"]
    assert "1 of 3 values" in told[17, "warning"]
    assert "defines no g3" in told[20, "warning"]
    assert "r.obj.Public" in told[None, "warning"]
    assert outcome.elements["everything allowed to one subject"] == 1
    assert outcome.elements["role held for a time"] == 2


def _policy(tmp_path: Path, effect: str, matcher: str, lines: str) -> Outcome:
    (tmp_path / "model.conf").write_text(MODEL.format(effect=effect, matcher=matcher))
    path = tmp_path / "policy.csv"
    path.write_text(lines)
    return read(casbin, path)


@pytest.mark.parametrize(
    ("effect", "denials", "word"),
    [
        ("some(where (p.eft == allow))", 0, "never asks"),
        ("some(where (p.eft == allow)) && !some(where (p.eft == deny))", 1, ""),
        ("!some(where (p.eft == deny))", 1, "everything is allowed"),
        ("priority(p.eft) || deny", 0, "come after"),
        ("subjectPriority(p.eft) || deny", 0, "not known"),
    ],
)
def test_a_line_with_deny_is_a_denial_only_where_the_effect_makes_it_one(
    effect: str, denials: int, word: str, tmp_path: Path
) -> None:
    """Else it is kept in Casbin's words, and why is told."""
    lines = "p, staff, data, read, allow\np, ann, data, read, deny\n"
    outcome = _policy(tmp_path, effect, PLAIN, lines)
    assert len(set(outcome.graph.subjects(RDF.type, AB.Denial))) == denials
    assert len(set(outcome.graph.subjects(RDF.type, AB.Permission))) == 1
    said = " ".join(problem.message for problem in outcome.problems)
    assert word in said
    assert bool(said) == bool(word)


def test_a_condition_beside_the_comparisons_goes_with_every_permission(tmp_path: Path) -> None:
    """Nothing that a matcher asks for is lost."""
    matcher = f"({PLAIN}) && (r.sub.Age > 18 || r.sub.Name == 'ann')"
    lines = "p, staff, data, read, allow\n"
    outcome = _policy(tmp_path, "some(where (p.eft == allow))", matcher, lines)
    (condition,) = outcome.graph.objects(None, AB.condition)
    assert str(condition) == "(r.sub.Age > 18 || r.sub.Name == 'ann')"


def test_all_rules_that_a_line_holds_are_its_condition(tmp_path: Path) -> None:
    """Whoever and whatever is meant is then told by the condition alone."""
    (tmp_path / "model.conf").write_text(
        "[request_definition]\nr = sub, obj, act\n[policy_definition]\np = who, what, act\n"
        "[policy_effect]\ne = some(where (p.eft == allow))\n"
        "[matchers]\nm = eval(p.who) && eval(p.what) && r.act == p.act\n"
    )
    (tmp_path / "policy.csv").write_text('p, r.sub.Age > 18, "r.obj.Kind == ""wine""", buy\n' * 3)
    outcome = read(casbin, tmp_path / "policy.csv")
    (condition,) = outcome.graph.objects(None, AB.condition)
    assert str(condition) == 'r.sub.Age > 18 && r.obj.Kind == "wine"'
    assert [problem.message for problem in outcome.problems] == [
        "the line says the same as line 1, and 1 more repeat others"
    ]


def test_a_model_that_is_broken_is_told_and_the_policy_read_without_it(tmp_path: Path) -> None:
    """What the lines say plainly is not lost with the model."""
    (tmp_path / "model.conf").write_text("[matchers]\nnonsense\n")
    path = tmp_path / "policy.csv"
    path.write_text("p, ann, data, read\n")
    outcome = read(casbin, path)
    assert [problem.severity for problem in outcome.problems] == ["warning", "info"]
    assert "model.conf, line 2" in outcome.problems[0].message
    assert len(set(outcome.graph.subjects(RDF.type, AB.Permission))) == 1
    assert casbin.companions(path) == [tmp_path / "model.conf"]
    assert casbin.companions(tmp_path / "model.conf") == []


def test_one_subject_is_one_thing_whatever_it_is_called(reader: Reader) -> None:
    """A name with marks that end an IRI is written into it safely."""
    outcome = reader(casbin, "policy.csv", 'p, "a<b> \\{c}", x#y/../z, read\n')
    who = URIRef(f"{BASE}policy.csv#user/a%3Cb%3E%20%5C%7Bc%7D")
    assert (who, RDFS.label, Literal("a<b> \\{c}")) in outcome.graph


def test_a_line_of_another_kind_is_told(reader: Reader) -> None:
    """Neither it nor a line without values stops the others."""
    outcome = reader(casbin, "policy.csv", "p, ann, data, read\nq, what\np\n")
    said = {problem.place.line: problem.message for problem in outcome.problems}
    assert "'q'" in said[2]
    assert "nothing follows p" in said[3]


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("x_policy.csv", "", None, "no lines"),
        ("x_policy.csv", "# nothing\n\n", None, "no lines"),
        ("x_policy.csv", 'p, a, b, c\np, "a, b, c\n', 2, "quotation marks"),
        ("model.conf", "[policy_definition]\np = a\n[matchers]\nm = 1\nm = 2\n", 5, "4 and 5"),
        ("model.conf", "[policy_definition]\np = a\n[matchers]\nx = 1\n", 4, "no key"),
        ("model.conf", "[policy_definition]\nnothing\n[matchers]\n", 2, "no definition"),
        ("model.conf", "[policy_definition]\np = a\n[matchers]\nm = 1\n", None, "request_defini"),
        ("x_policy.csv", b"p, a, b\np, \xff, b, c\n", 2, "not valid utf-8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_clear_error(
    name: str, content: str | bytes, line: int | None, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with place, cause and fix."""
    outcome = reader(casbin, name, content)
    assert message in outcome.refusal.message
    assert outcome.refusal.place.line == line
    assert not len(outcome.graph)


@pytest.mark.parametrize(
    ("name", "content", "claimed"),
    [
        ("policy.csv", b"p, alice, data1, read\ng, alice, admin\n", True),
        ("export.csv", b"\xef\xbb\xbfp,alice,data1,read\n", True),
        ("policy.csv", b"person,role\nann,buyer\n", False),
        ("policy.csv", b"p,q,r\n1,2,3\n4,5,6\n", False),
        ("policy.csv", b"p, alice, data1, read\nbob, data2, write\n", True),
        ("data.csv", b"p, alice, data1, read\nbob, data2, write\n", False),
        ("policy.md", b"p, alice, data1, read\n", False),
        ("model.conf", b"[request_definition]\nr = a\n[policy_definition]\n[matchers]\n", True),
        ("model.conf", b"[section]\na = b\n", False),
        ("notes.md", b"# Model\n[policy_definition]\n[matchers]\n", True),
        ("notes.md", b"Some text\n[policy_definition]\n[matchers]\n", False),
        ("empty.csv", b"", False),
    ],
)
def test_only_its_own_files_are_claimed(name: str, content: bytes, *, claimed: bool) -> None:
    """Every line of a policy begins with p or g; a model begins with a section of its own."""
    assert casbin.claims(Path(name), content) is claimed


def test_a_matcher_is_taken_apart_outside_of_brackets_and_texts() -> None:
    """What looks at no line and what is only asked besides are told apart."""
    matcher = understand("r.sub == 'a || b' || (r.obj == p.obj && g(r.sub, p.sub))", "p")
    assert matcher.superusers == [("sub", "a || b")]
    assert sorted(matcher.compared) == ["obj", "sub"]
    assert not matcher.conditions


@pytest.mark.corpus
def test_every_public_file_loads_and_its_counts_agree(corpus: Path) -> None:
    """Lines by their keys, and sections of models, are as many as listed."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    listed = {name: said for name, said in rows.items() if said.startswith("casbin-")}
    assert len(listed) >= 36
    for name, said in listed.items():
        counted = json.loads(said.partition(" ")[2])
        assert casbin.claims(corpus / name, read_head(corpus / name)), name
        outcome = read(casbin, corpus / name)
        assert not [one for one in outcome.problems if one.severity == "error"], name
        found = outcome.elements
        if "lines" in counted:
            keys = {"p", "p2", "g", "g2"}
            assert {key: n for key, n in found.items() if key in keys} == counted["lines"], name
        else:
            assert list(found) == counted["sections"], name
