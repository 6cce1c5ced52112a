"""Tests of reading YAML into the same tree as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from asbuilt.reading import MAX_DEPTH, Refusal
from asbuilt.reading import yaml as reading

if TYPE_CHECKING:
    from pathlib import Path

PLAIN_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | PLAIN_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_pyyaml_writes_reads_as_the_same_value(value: object) -> None:
    """Quoting, nesting and block layout come out as they went in; merge keys aside."""
    if "<<" in json.dumps(value):
        return
    assert reading.parse_text(yaml.safe_dump(value)).plain() == value


@given(VALUES)
def test_json_is_read_as_yaml_too(value: object) -> None:
    """JSON is YAML, and gives the same tree."""
    if "<<" in json.dumps(value):
        return
    assert reading.parse_text(json.dumps(value, ensure_ascii=False)).plain() == value


def test_words_mean_what_the_core_schema_says_and_nothing_more() -> None:
    """Dates, yes and no, and times stay text; numbers are kept as they are written."""
    text = """
    date: 2026-03-01
    stamp: 2026-03-01T10:00:00Z
    country: no
    answer: yes
    switch: on
    clock: 12:30:00
    zip: 01234
    price: 1.50
    hex: 0x1F
    octal: 0o17
    small: .5
    big: 123456789012345678901234567890
    none: ~
    empty:
    truth: True
    version: "1.0"
    """
    root = reading.parse_text(text)
    assert root.plain() == {
        "date": "2026-03-01",
        "stamp": "2026-03-01T10:00:00Z",
        "country": "no",
        "answer": "yes",
        "switch": "on",
        "clock": "12:30:00",
        "zip": 1234,
        "price": 1.5,
        "hex": 31,
        "octal": 15,
        "small": 0.5,
        "big": 123456789012345678901234567890,
        "none": None,
        "empty": None,
        "truth": True,
        "version": "1.0",
    }
    price = root.get("price")
    code = root.get("zip")
    assert price is not None
    assert code is not None
    assert price.compact() == "1.50"
    assert code.number is not None
    assert code.number.text == "01234"


def test_lines_are_those_of_keys_and_elements() -> None:
    """A member has the line of its key, an element its own, an alias that of its use."""
    root = reading.parse_text("a: &x\n  b: 1\nc:\n  - 2\n  -\n    d: *x\n")
    lines = {key: node.line for key, node in root.members()}
    assert lines == {"a": 1, "c": 3}
    elements = list((root.get("c") or root).elements())
    assert [node.line for node in elements] == [4, 6]
    assert (elements[1].get("d") or root).plain() == {"b": 1}


def test_merge_keys_add_what_is_not_said() -> None:
    """A merged mapping fills in, and never overrides."""
    text = "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nall:\n  <<: [*b, *m]\n  x: 9\n"
    assert (reading.parse_text(text).get("all")).plain() == {"x": 9, "y": 2, "z": 4}  # type: ignore[union-attr]


def test_tags_that_are_allowed_are_kept_beside_the_value() -> None:
    """A loader may allow short forms; the value is what they are written on, as text."""
    node = reading.parse_text("a: !Sub 12\nb: !Join ['', [x]]", frozenset({"!Sub", "!Join"}))
    a, b = node.get("a"), node.get("b")
    assert a is not None
    assert b is not None
    assert (a.tag, a.value) == ("!Sub", "12")
    assert (b.tag, b.plain()) == ("!Join", ["", ["x"]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_the_encoding_that_its_mark_tells(encoding: str, tmp_path: Path) -> None:
    """UTF-8 needs no mark; UTF-16 is told by its own."""
    file = tmp_path / "x.yaml"
    file.write_bytes("größe: µ\n".encode(encoding))
    assert reading.parse(file).plain() == {"größe": "µ"}


def bomb(levels: int) -> str:
    """Give a text whose aliases stand for ten to the power of its levels."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, levels)
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "empty"),
        ("# only a comment\n", None, "empty"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands twice in one mapping, on lines 1 and 3"),
        ("a: !!python/object/apply:os.system [ls]", 1, "!!python/object/apply:os.system asks"),
        ("\na: !Sub x", 2, "the YAML tag !Sub asks"),
        ("a: !!binary aGVsbG8=", 1, "!!binary"),
        ("a: !!timestamp 2026-01-01", 1, "!!timestamp"),
        ("a: 1\n---\nb: 2\n", 2, "more than one YAML document"),
        ("a: &x [1, *x]", 1, "stands inside what it stands for"),
        ("a: *nothing", 1, "nothing"),
        ("a: [1\nb: 2", 2, "not valid YAML"),
        ("\ta: 1", 1, "not valid YAML"),
        ("a: .inf", 1, ".inf is not a number"),
        ("a: .NaN", 1, ".NaN is not a number"),
        ("? [a, b]\n: 1", 1, "a key is expected"),
        ("? {a: b}\n: 1", 1, "a key is expected"),
        ("a: \x07", None, "not valid YAML"),
        ("[" * (MAX_DEPTH + 1), 1, "deeper"),
        ("\n".join("  " * depth + "a:" for depth in range(MAX_DEPTH + 2)), None, "deeper"),
        (bomb(9), None, "once its aliases are written out"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_its_line(
    text: str, line: int | None, message: str
) -> None:
    """The refusal says what is wrong and where, and how to mend it."""
    with pytest.raises(Refusal) as caught:
        reading.parse_text(text)
    problem = caught.value.problem
    assert message in problem.message
    assert line is None or problem.place.line == line
    assert problem.fix
