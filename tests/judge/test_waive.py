"""``asbuilt waive``: an entry in ``waivers.toml``, and what becomes of what it accepts."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from asbuilt.judge.waiver_file import KEYS, append, entry

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Shop

WORDS = ("--approver", "Jane Doe", "--reason", 'The "new" release', "--expires", "2099-12-31")
AS_FOUND = """# Ours.
[[waiver]] # the first
rule = 'FB001'   # all of it
approver = 'Ann'
compensated-by = 'C-1'
# last line"""


def test_a_finding_is_accepted_and_told_apart(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file's comments stay, the finding is set aside, and the report says by whom and why."""
    found = next(one for one in shop.check().findings if one.rule == "GV006")
    shop.write("waivers.toml", AS_FOUND)
    assert shop.run("waive", found.fingerprint[:8], *WORDS, "--compensated-by", "C-1") == 0
    told = capsys.readouterr().out
    assert "It covers 1 finding of the last check" in told
    assert found.message in told
    text = (shop.folder / "waivers.toml").read_text(encoding="utf-8")
    assert text.startswith(AS_FOUND)
    last = tomllib.loads(text)["waiver"][-1]
    assert last["fingerprint"] == found.fingerprint
    assert last["reason"] == 'The "new" release'
    assert shop.run("check", "--as-of", "2026-11-15") == 0
    told = capsys.readouterr().out
    assert "Waived\n" in told
    assert 'accepted by Jane Doe until 2099-12-31: The "new" release; C-1 stands in' in told
    assert "1 new" not in told


def test_a_rule_is_accepted_for_a_thing_by_its_name(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it covers is what the next check waives."""
    shop.check()
    assert shop.run("waive", "gv004", "--focus", "order check", *WORDS, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in said["covers"]] == ["GV004"]
    waived = [one.rule for one in shop.check().findings if one.status == "waived"]
    assert waived == ["GV004"]


def test_a_waiver_that_accepts_nothing_is_told(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """When it is written, and at every check."""
    shop.check()
    assert shop.run("waive", "GV004", "--focus", "Nothing such", *WORDS) == 0
    assert "none: see whether" in capsys.readouterr().out
    assert shop.run("check", "--as-of", "2026-11-15", "--fail-on", "never") == 0
    assert "Waiver of GV004 for Nothing such accepts nothing" in capsys.readouterr().out.replace(
        "\n", " "
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ZZ999", *WORDS), "no rule is called 'ZZ999'"),
        (("00000000", *WORDS), "no finding of the last check"),
        (("GV004", *WORDS[:-1], "2001-01-01"), "has ended already"),
        (("GV004", "--approver", " ", *WORDS[2:]), "the approver is empty"),
    ],
)
def test_a_mistake_adds_nothing(
    shop: Shop, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """Each is told with a way out, and no file is made."""
    shop.check()
    assert shop.run("waive", *words) == 2
    assert said in capsys.readouterr().err
    assert not (shop.folder / "waivers.toml").exists()


def test_nothing_is_added_to_a_file_that_makes_no_sense(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person must see to it first."""
    shop.check()
    shop.write("waivers.toml", "[[waiver\n")
    assert shop.run("waive", "GV004", *WORDS) == 2
    assert "not valid TOML" in capsys.readouterr().err
    assert (shop.folder / "waivers.toml").read_text() == "[[waiver\n"


def test_whatever_people_say_comes_back_as_they_said_it(tmp_path: Path) -> None:
    """Quotes, backslashes, line breaks and control characters are TOML after all."""
    said = dict.fromkeys(KEYS, 'a "b" \\ c\n\t] = # é €\x7f\x01')
    append(tmp_path, entry(said, 'one\n"two" ]]'))
    path = append(tmp_path, entry({"rule": "GV001"}))
    assert tomllib.loads(path.read_text(encoding="utf-8"))["waiver"] == [said, {"rule": "GV001"}]
