"""Tests of reading JSON into a tree that knows its lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asbuilt.reading import MAX_DEPTH, Refusal
from asbuilt.reading import json as reading

if TYPE_CHECKING:
    from pathlib import Path

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.sampled_from(["ascii", "any"]))
def test_the_tree_holds_what_the_standard_library_reads(
    value: object, indent: int | str | None, letters: str
) -> None:
    """Whatever JSON can hold comes out as `json.loads` gives it, however it is laid out."""
    text = json.dumps(value, indent=indent, ensure_ascii=letters == "ascii")
    assert reading.parse_text(text).plain() == json.loads(text)


@given(VALUES)
def test_a_value_on_one_line_means_the_same(value: object) -> None:
    """What is written out again on one line reads as the same value."""
    compact = reading.parse_text(json.dumps(value)).compact()
    assert json.loads(compact) == value
    assert "\n" not in compact


def test_each_member_has_the_line_of_its_key_and_each_element_its_own() -> None:
    """A line is that of the key, even where the value begins on a later one."""
    root = reading.parse_text('{\n "a": 1,\n "b":\n  [\n   2,\n   {"c": "\\n"}\n  ]\n}')
    a, b = root.get("a"), root.get("b")
    assert a is not None
    assert b is not None
    assert (root.line, a.line, b.line) == (1, 2, 3)
    two, last = b.elements()
    assert (two.line, last.line) == (5, 6)


def test_numbers_are_kept_as_they_are_written() -> None:
    """Neither digits nor trailing zeros are lost, however long the number is."""
    text = "[1.50, 12345678901234567890123456789012345678901234567890, 1e400, -0]"
    numbers = [node.number for node in reading.parse_text(text).elements()]
    assert [number and number.text for number in numbers] == text.strip("[]").split(", ")
    assert reading.parse_text(text).compact() == text


def test_an_integer_too_long_for_python_is_still_a_number() -> None:
    """Python turns no text of more than 4300 digits into an integer; the tree keeps it all."""
    text = "9" * 5000
    node = reading.parse_text(text)
    assert node.compact() == text
    assert node.plain() == float("inf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_file_is_read_in_the_encoding_that_its_mark_tells(encoding: str, tmp_path: Path) -> None:
    """UTF-8 needs no mark; UTF-16 and UTF-32 are told by theirs."""
    file = tmp_path / "x.json"
    file.write_bytes('{"größe": "µ"}'.encode(encoding))
    assert reading.parse(file).plain() == {"größe": "µ"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "empty"),
        (" \n ", None, "empty"),
        ('{"a": 1,\n "b": 2,\n "a": 3}', 3, "'a' stands twice in one object, on lines 1 and 3"),
        ('{"a": {"\\u0061": 1,\n"a": 2}}', 2, "stands twice"),
        ("[1,\nNaN]", 2, "NaN is not a number"),
        ("[-Infinity]", 1, "-Infinity is not a number"),
        ("[\n01]", 2, "01 is not a number"),
        ("[1.]", 1, "1. is not a number"),
        ("[+1]", 1, "+1 is not a number"),
        ("[.5]", 1, ".5 is not a number"),
        ('{"a": [1, 2', 1, "cut off"),
        ('{"a":\n\n', 3, "cut off"),
        ('["abc', 1, "a string does not end"),
        ('["a\nb"]', 1, "a string does not end"),
        ('["\\x"]', 1, "a backslash escapes nothing"),
        ('["\\ud800"]', 1, "half a character"),
        ("[1 2]", 1, "a comma or ]"),
        ("[1,]", 1, "a value"),
        ('{"a" 1}', 1, "where : is expected"),
        ("{a: 1}", 1, "not expected"),
        ("{1: 1}", 1, "a key in quotation marks"),
        ('{"a": 1,}', 1, "a key in quotation marks"),
        ("[1]\n[2]", 2, "follows the end"),
        ("nulls", 1, "not expected"),
        ("'a'", 1, "not expected"),
        ("[" * (MAX_DEPTH + 1), 1, "deeper"),
        ('{"a":\n' * (MAX_DEPTH + 1), MAX_DEPTH + 1, "deeper"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(
    text: str, line: int | None, message: str
) -> None:
    """The refusal says what is wrong and where, and how to mend it."""
    with pytest.raises(Refusal) as caught:
        reading.parse_text(text)
    problem = caught.value.problem
    assert message in problem.message
    assert problem.place.line == line
    assert problem.fix


@given(st.text(alphabet='{}[]:,"\\ \n0123456789.eE+-truefalsnNI', max_size=40))
def test_nothing_is_read_that_the_standard_library_refuses(text: str) -> None:
    """The reader is at least as strict as `json.loads`, and never fails in another way."""
    try:
        node = reading.parse_text(text)
    except Refusal:
        return
    assert node.plain() == json.loads(text)


def test_questions_to_a_value_of_another_kind_have_no_answer() -> None:
    """Asking a text for members or an object for elements gives nothing, not an error."""
    node = reading.parse_text('{"a": "b", "c": [1]}')
    inner = node.get("a")
    assert inner is not None
    assert inner.get("x") is None
    assert list(inner.members()) == list(node.elements()) == []
    assert node.text_of("a") == "b"
    assert node.text_of("c") is None
    assert node.text_of("z") is None
    assert node.is_object
    assert not node.is_array
