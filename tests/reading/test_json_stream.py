"""Tests of reading a large JSON object piece by piece."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asbuilt.reading import Refusal, json_stream
from asbuilt.reading.json import parse
from asbuilt.reading.json_stream import pieces
from asbuilt.reading.stream import streaming

if TYPE_CHECKING:
    from pathlib import Path

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=20,
)  # fmt: skip
same_path = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


def whole(path: Path, parted: set[str], monkeypatch: pytest.MonkeyPatch, chunk: int) -> Any:  # noqa: ANN401
    """Put together again what was read in pieces of so many bytes."""
    monkeypatch.setattr(json_stream, "_CHUNK", chunk)
    made: dict[str, Any] = {}
    with streaming(path) as stream:
        for piece in pieces(stream, parted):
            if piece.inner is not None:
                made.setdefault(piece.key, {})[piece.inner] = piece.value
            elif piece.key in parted and isinstance(made.get(piece.key, []), list):
                made.setdefault(piece.key, []).append(piece.value)
            else:
                made[piece.key] = piece.value
    return made


@given(root=st.dictionaries(st.text(max_size=3), values), chunk=st.integers(1, 40))
@same_path
def test_pieces_put_together_are_what_was_written(
    root: dict[str, Any], chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the text is cut between two reads, nothing changes, in any encoding."""
    parted = {key for key, value in root.items() if isinstance(value, dict | list) and value}
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path = tmp_path / "root.json"
        path.write_text(json.dumps(root, ensure_ascii=False, indent=1), encoding=encoding)
        # A byte order mark has to be seen whole.
        assert whole(path, parted, monkeypatch, max(chunk, 4)) == root


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"a"',
        '{"a" 1}',
        '{"a":',
        '{"a": [1,\n2',
        '{"a": [1,\n2}',
        '{"a": {"b": 1,\n}}',
        '{"a": [{"x": 1,\n"x": 2}]}',
        '{"a": [\nNaN]}',
        '{"a": [\n"\\ud800"]}',
        '{"a": [\n"open]}',
        '{"a": [\ntru]}',
        '{"a": [\n01]}',
        '{"a": [1]\n, "a": 2}',
        '{"a": [1]}\n}',
        '{"a": [\n' + "[" * 100_000,
    ],
)
@pytest.mark.parametrize("chunk", [5, 1 << 20])
def test_what_is_no_json_is_refused_at_the_line_that_reading_the_whole_file_names(
    text: str, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading in pieces lets nothing in, and points to the same line."""
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(Refusal) as refused:
        whole(path, {"a"}, monkeypatch, chunk)
    assert refused.value.problem.fix
    if text.startswith("{"):
        with pytest.raises(Refusal) as expected:
            parse(path)
        if "\n" in text:
            assert refused.value.problem.place == expected.value.problem.place


def test_a_wrong_byte_is_named_with_its_line(tmp_path: Path) -> None:
    """A text that is not in its encoding is refused where it is not."""
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": [\n\n"\xff"]}')
    with pytest.raises(Refusal, match="not valid utf-8") as refused, streaming(path) as stream:
        list(pieces(stream, {"a"}))
    assert refused.value.problem.place.line == 3


def test_a_piece_has_a_bound_and_gzip_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many pieces may be large together; one that never ends is refused, compressed or not."""
    monkeypatch.setattr("asbuilt.reading.stream.MAX_BYTES", 5_000_000)
    path = tmp_path / "a.json.gz"
    part = json.dumps("x" * 1_000_000)
    path.write_bytes(gzip.compress(f'{{"a": [{", ".join([part] * 12)}]}}'.encode()))
    with streaming(path) as stream:
        assert len(list(pieces(stream, {"a"}))) == 12
    path.write_bytes(gzip.compress(b'{"a": ["' + b"x" * 12_000_000 + b'"]}'))
    too_much = re.escape("holds more than this program reads at once")
    with pytest.raises(Refusal, match=too_much), streaming(path) as stream:
        list(pieces(stream, {"a"}))


@given(listed=st.lists(values.filter(lambda value: value is not None), min_size=1, max_size=6))
@same_path
def test_values_come_one_by_one_from_a_list_and_from_lines(
    listed: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list and one value a line say the same, each value with the line at which it begins."""
    monkeypatch.setattr(json_stream, "_CHUNK", 7)
    path = tmp_path / "log.json"
    if not isinstance(listed[0], list):
        path.write_text("".join(json.dumps(value) + "\n" for value in listed), encoding="utf-8")
        with streaming(path) as stream:
            assert list(json_stream.values(stream)) == list(enumerate(listed, start=1))
    path.write_text("[\n" + ",\n".join(json.dumps(value) for value in listed) + "]", "utf-8")
    with streaming(path) as stream:
        assert list(json_stream.values(stream)) == list(enumerate(listed, start=2))
