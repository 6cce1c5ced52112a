"""Damage done to good files, by which loaders are tried: bytes and elements cut, doubled, moved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

_TAG = re.compile(rb"<[^<>]*>")
_VALUE = re.compile(rb'"[^"<>]*"')
_MARK = re.compile(rb"[\[\]{},:]|\b(?:true|false|null|\d+)\b")
"""What JSON is made of beside texts."""
_WORD = re.compile(rb"[\w.:-]+")
_LINE = re.compile(rb"[^\n]*\n")
_SPLINTERS = (
    b"",
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"]]>",
    b"\x00",
    b"\xff\xfe",
    b'""',
    b'"#"',
    b'"a b"',
    b"<![CDATA[",
    b"<!--",
    b" xmlns=''",
)
_OTHER_VALUES = (b"null", b"1", b"-1e400", b"[]", b"{}", b'[{"name": null}]', b'"x"', b"true")


@st.composite
def damaged(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """Give one of some files with one to four places of it spoilt."""
    content = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        content = draw(_spoilt(content))
    return content


def spoil(content: bytes, chance: random.Random) -> bytes:
    """Give a file with one to six places of it spoilt, as `damaged` does, quickly."""
    is_json = content.lstrip()[:1] in (b"{", b"[")
    for _ in range(chance.randint(1, 6)):
        kinds = [_VALUE, _MARK if is_json else _TAG, _WORD, _LINE]
        spans = [found.span() for found in chance.choice(kinds).finditer(content)] or [(0, 0)]
        start, end = chance.choice(spans)
        other = content[slice(*chance.choice(spans))]
        splinter = chance.choice(_OTHER_VALUES if is_json else _SPLINTERS)
        part = chance.choice([b"", content[start:end] * 2, other, splinter])
        content = content[:start] + part + content[end:]
    return content[: chance.randrange(len(content) + 1)] if chance.random() < 0.1 else content


@st.composite
def _spoilt(draw: st.DrawFn, content: bytes) -> bytes:
    is_json = content.lstrip()[:1] in (b"{", b"[")
    tags = [found.span() for found in (_MARK if is_json else _TAG).finditer(content)]
    values = [found.span() for found in _VALUE.finditer(content)]
    places = draw(st.sampled_from([spans for spans in (tags, values) if spans] or [[(0, 0)]]))
    start, end = draw(st.sampled_from(places))
    other_start, other_end = draw(st.sampled_from(places))
    part, other = content[start:end], content[other_start:other_end]
    match draw(st.sampled_from(["cut", "double", "swap", "splinter", "truncate"])):
        case "cut":
            return content[:start] + content[end:]
        case "double":
            return content[:end] + part + content[end:]
        case "swap":
            return content[:start] + other + content[end:]
        case "splinter":
            return (
                content[:start]
                + draw(st.sampled_from(_OTHER_VALUES if is_json else _SPLINTERS))
                + content[end:]
            )
    return content[: draw(st.integers(0, len(content)))]
