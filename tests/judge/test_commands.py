"""The commands about rules and findings, as people run them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from asbuilt.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Shop


@pytest.mark.parametrize(
    ("fail_on", "code"), [("violation", 1), ("warning", 1), ("info", 1), ("never", 0)]
)
def test_a_violation_fails_the_check_unless_nothing_may(
    shop: Shop, fail_on: str, code: int
) -> None:
    """Exit code 1 where an open finding is at or above the severity."""
    shop.check()
    assert shop.run("check", "--fail-on", fail_on) == code


def test_warnings_fail_the_check_only_if_asked(shop: Shop) -> None:
    """The default is to fail on violations."""
    shop.check()
    assert shop.run("check", "--select", "GV001") == 0
    assert shop.run("check", "--select", "GV001", "--fail-on", "warning") == 1


def test_what_cannot_run_ends_with_two(shop: Shop) -> None:
    """An unknown rule, and a word that is no option."""
    shop.check()
    assert shop.run("check", "--select", "ZZ9") == 2
    assert shop.run("check", "--format", "pigeon") == 2


def test_a_rule_tells_of_itself(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """Name, class, reason, fix, source and shape, and how many findings there are."""
    shop.check()
    assert shop.run("rule", "gv006") == 0
    said = capsys.readouterr().out
    for part in (
        "GV006  Control that nothing implements",
        "1 finding",
        "The control exists on paper only.",
        "sh:targetClass ab:Control",
    ):
        assert part in said


def test_all_rules_are_listed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a code, one line for each rule."""
    assert shop.run("rule") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 45
    assert lines == sorted(lines)


def test_an_unknown_rule_is_refused(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names what there is."""
    assert shop.run("rule", "WF999") == 2
    assert "no rule is called 'WF999'" in capsys.readouterr().err


def test_a_finding_is_explained_with_the_facts_behind_it(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """The beginning of a fingerprint is enough; the facts of the thing are told."""
    finding = shop.check().findings[0]
    assert shop.run("explain", finding.fingerprint[:8]) == 0
    said = capsys.readouterr().out
    assert finding.message in said
    assert "model.ttl (line 12)" in said
    assert "→ ab:objective" in said
    assert "Right orders" in said
    assert shop.run("explain", finding.fingerprint, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["finding"]["code"] == "GV006"
    assert data["facts"][finding.focus]


@pytest.mark.parametrize("text", ["xyz", "0123", "ffffffffffffffff"])
def test_a_fingerprint_that_nothing_has_is_refused(shop: Shop, text: str) -> None:
    """Whether it can be none, or is just not there today."""
    shop.check()
    assert shop.run("explain", text) == 2


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/x#> .
:S a sh:NodeShape ; sh:targetClass :Thing ; sh:property [ sh:path :name ; sh:minCount 1 ] .
"""


def _validate(folder: Path, data: str, shapes: str, *options: str) -> int:
    (folder / "data.ttl").write_text("@prefix : <https://example.org/x#> .\n" + data)
    (folder / "shapes.ttl").write_text(shapes)
    with pytest.raises(SystemExit) as ended:
        main(
            ["validate", str(folder / "data.ttl"), "--shapes", str(folder / "shapes.ttl"), *options]
        )
    return int(ended.value.code or 0)


def test_any_data_can_be_validated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Plain SHACL without a workspace gives a standard report and exit code."""
    assert _validate(tmp_path, ":a a :Thing ; :name 'A' .", SHAPES) == 0
    assert "sh:conforms true" in capsys.readouterr().out
    assert _validate(tmp_path, ":a a :Thing .", SHAPES) == 1
    assert "sh:MinCountConstraintComponent" in capsys.readouterr().out
    assert _validate(tmp_path, ":a a :Thing .", SHAPES, "--format", "json") == 1
    assert json.loads(capsys.readouterr().out)
    assert _validate(tmp_path, ":a a :Thing .", SHAPES, "--format", "text") == 1
    assert "Conforms: False" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        (
            (
                ":S sh:targetClass :Thing ; sh:sparql [ sh:select "
                '"SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" ] .'
            ),
            "would ask another server",
        ),
        (":S sh:targetClass :Thing ; sh:node :T . :T sh:node :S .", "refers to itself"),
        (
            ":S sh:targetClass :Thing ; sh:property [ sh:path :p ; sh:node :S ] .",
            "refers to itself",
        ),
        (":S sh:targetClass", "cannot be read as Turtle"),
    ],
)
def test_shapes_that_must_not_run_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shapes: str, said: str
) -> None:
    """What would fetch, never end or mean nothing ends with two and one clear message."""
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <https://example.org/x#> .\n"
    assert _validate(tmp_path, ":a a :Thing .", head + shapes) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "fix:" in told


def test_an_import_is_not_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Shapes that import what cannot be reached are run without it."""
    imports = "<> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/none> .\n"
    assert _validate(tmp_path, ":a a :Thing ; :name 'A' .", SHAPES + imports) == 0
    assert "sh:conforms true" in capsys.readouterr().out
