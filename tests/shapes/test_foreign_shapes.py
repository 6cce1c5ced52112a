"""Public shapes files as a workspace's own rules: none of their results is lost on the way."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from outcomes import same
from rdflib import RDF, SH, Graph, Namespace

from asbuilt.errors import UserError
from asbuilt.judge.compose import compose
from asbuilt.judge.engine import Result, judge
from asbuilt.judge.rules import RuleBook, rule_book
from asbuilt.judge.shape_hygiene import shape_faults
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DASH = Namespace("http://datashapes.org/dash#")
WILD = "shacl-wild"
DCAT_AP = f"{WILD}/SEMICeu+DCAT-AP/releases"
SETTINGS = '[workspace]\nbase = "https://example.org/x/"\n[check]\nshapes = ["rules/*.ttl"]\n'


def _workspace(folder: Path, files: Iterable[Path]) -> Workspace:
    (folder / "rules").mkdir()
    for file in files:
        shutil.copy(file, folder / "rules")
    (folder / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    return Workspace.open(folder)


def _told(results: list[Result], book: RuleBook) -> set[tuple[str, ...]]:
    """Give what findings tell apart: not two parts of a rule that say the same of the same thing.

    Nor two values to each of which another value is not less: it is one fault.
    """
    return {
        (
            str(one.focus), book.parts[one.shape].rule.code, book.parts[one.shape].message,
            str(one.component), str(one.path), repr(one.value),
        )
        for one in results
    }  # fmt: skip


def _plain(book: RuleBook) -> list[str]:
    return [code for code, rule in book.rules.items() if rule.is_plain]


@pytest.mark.corpus
def test_every_result_that_public_tests_expect_becomes_a_finding(
    corpus: Path, tmp_path: Path
) -> None:
    """Files of data, shapes and expected results: as many findings as distinct results."""
    seen = expected_in_all = 0
    for number, file in enumerate(sorted((corpus / WILD).rglob("dash_tests/[cs]*/**/*.ttl"))):
        graph = Graph().parse(file)
        case = graph.value(None, RDF.type, DASH.GraphValidationTestCase)
        if case is None:
            continue
        report = graph.value(case, DASH.expectedResult)
        expected = list(graph.objects(report, SH.result))
        (folder := tmp_path / str(number)).mkdir()
        book = rule_book(_workspace(folder, [file]))
        assert _plain(book), file
        results = judge(graph, book.shapes, "native").results
        own = [one for one in results if one.shape in book.parts]
        findings = compose(results, book, graph, "https://example.org/x/")
        assert len(own) == len(expected), file
        assert len(findings) == len(_told(own, book)), file
        assert all(one.message and "{" not in one.message for one in findings), file
        seen += 1
        expected_in_all += len(expected)
    assert seen >= 70
    assert expected_in_all >= 90


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("shapes", "rules", "severities"),
    [
        ("2.1.1/*.ttl", 15, {"violation", "warning"}),
        ("3.0.1/shacl/*.ttl", 30, {"violation"}),
        ("3.0.1/html/shacl/*.ttl", 30, {"violation", "warning"}),
    ],
)
def test_dcat_ap_runs_as_it_is(
    corpus: Path, tmp_path: Path, shapes: str, rules: int, severities: set[str]
) -> None:
    """Every release's shapes judge a catalogue as they stand, and say it by the things' names."""
    book = rule_book(_workspace(tmp_path, sorted((corpus / DCAT_AP).glob(shapes))))
    assert len(_plain(book)) >= rules
    data = _catalogues(corpus)
    results = [r for r in judge(data, book.shapes, "native").results if r.shape in book.parts]
    findings = compose(results, book, data, "https://example.org/x/")
    assert findings
    assert {one.severity for one in findings} <= severities
    assert len(findings) == len(_told(results, book))
    assert not any("Shape/" in one.message or "{" in one.message for one in findings)


def _catalogues(corpus: Path) -> Graph:
    data = Graph()
    for file in sorted((corpus / DCAT_AP).glob("3.0.1/html/examples/*.ttl")):
        try:
            data.parse(file)
        except SyntaxError:  # two of the published examples are no Turtle
            continue
    return data


@pytest.mark.corpus
def test_public_shapes_find_by_either_engine_the_same(corpus: Path) -> None:
    """Over the data published with them; where pySHACL gives up, the native engine says why or not.

    It gives up at a prefix that `rdf:PrefixDeclaration` of an imported file would declare, and at
    a shape that is named and not there: of DCAT-AP 3.0.1, all but the shapes with one are judged.
    """
    cases = [(file, graph := Graph().parse(file), graph) for file in _tests(corpus)]
    catalogues = _catalogues(corpus)
    for release in ("2.1.1", "3.0.1/shacl", "3.0.1/html/shacl"):
        shapes = Graph()
        for file in sorted((corpus / DCAT_AP / release).glob("*.ttl")):
            shapes.parse(file)
        cases.append((corpus / DCAT_AP / release, catalogues, shapes))
    (processes,) = (corpus / WILD).glob("*BBO*/SHACLshapes.ttl")
    data = Graph().parse(processes.parent / "BBO.owl", format="xml")
    cases.append((processes, data, Graph().parse(processes)))
    given_up, compared = [], 0
    for name, data, shapes in cases:
        native = judge(data, shapes, "native")
        try:
            reference = judge(data, shapes, "reference")
        except UserError:
            given_up.append(name.stem)
            continue
        assert same(native) == same(reference), name
        compared += len(native.results)
    assert len(given_up) <= 4, given_up
    assert compared >= 200


def _tests(corpus: Path) -> list[Path]:
    return sorted((corpus / WILD).rglob("dash_tests/**/*.ttl"))


@pytest.mark.corpus
def test_words_that_shacl_does_not_have_are_named_in_public_shapes(
    corpus: Path, tmp_path: Path
) -> None:
    """Half of these published shapes have a target that is misspelt, and so have never run."""
    workspace = _workspace(tmp_path, sorted((corpus / WILD).glob("*BBO*/SHACLshapes.ttl")))
    book = rule_book(workspace)
    facts = list(shape_faults(book.source, workspace))
    proofs = [str(value) for _, predicate, value in facts if predicate == AB.proof]
    assert len(proofs) == 2
    assert all("is meant" in proof and "times in this file" in proof for proof in proofs)
    assert any("sh:targetObjectsOf" in proof for proof in proofs)


@pytest.mark.corpus
def test_every_public_shapes_file_can_be_a_workspaces_own(corpus: Path, tmp_path: Path) -> None:
    """Reading it as rules ends with a book, or with one clear error; never with a traceback."""
    read, refused = 0, []
    for number, file in enumerate(sorted((corpus / WILD).rglob("*.ttl"))):
        (folder := tmp_path / str(number)).mkdir()
        workspace = _workspace(folder, [file])
        try:
            book = rule_book(workspace)
        except UserError:
            refused.append(file.name)
            continue
        list(shape_faults(book.source, workspace))
        for code in _plain(book):
            assert book.turtle(book.rules[code])
        read += 1
    assert read >= 120
    assert len(refused) == 2, "two of the published examples are no Turtle"
