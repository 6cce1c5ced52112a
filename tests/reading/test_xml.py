"""Tests of the bounded reading of XML."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from asbuilt.reading import Refusal
from asbuilt.reading.xml import line_of, local, parse, root_name, written

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, content: str | bytes) -> Path:
    """Write a file with this content."""
    path = folder / "file.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_elements_know_their_lines_beyond_65535(tmp_path: Path) -> None:
    """Long files keep their places."""
    root = parse(write(tmp_path, "<a>" + "\n" * 70_000 + "<b/></a>"))
    assert line_of(root[0]).line == 70_001


def test_comments_and_instructions_are_no_elements(tmp_path: Path) -> None:
    """What a tool notes for itself is not seen by loaders, and texts around it stay whole."""
    root = parse(write(tmp_path, "<?pi x?><a><!-- c -->one<?pi y?> two<b/></a>"))
    assert [local(child) for child in root] == ["b"]
    assert root.text == "one two"


def test_a_gzip_file_is_read(tmp_path: Path) -> None:
    """Compression is seen by the first bytes, whatever the file is called."""
    assert local(parse(write(tmp_path, gzip.compress(b"<a/>")))) == "a"


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a/>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://192.0.2.1/x.dtd"> %x;]><a/>',
        '<!-- <b> --><!DOCTYPE a [<!ENTITY x "y">]><a c="&x;"/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode(
            "utf-16"
        ),
        '<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16-le"),
    ],
)
def test_declared_entities_are_refused(content: str | bytes, tmp_path: Path) -> None:
    """No entity is ever expanded, wherever and in whichever encoding it is declared."""
    with pytest.raises(Refusal, match="entities"):
        parse(write(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b"plain text", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b"<a/><b/>", "not well-formed"),
        (b"<a>&nbsp;</a>", "not well-formed"),
        (b"<a>\xe4</a>", "encoding"),
        (b"<?xml version='1.0' encoding='x-none'?><a/>", "encoding"),
        (b"<a>" * 201 + b"</a>" * 201, "deeper than 200"),
        (b"<a>" * 3000 + b"</a>" * 3000, "goes beyond"),
        (b"<a>" + b"x" * 11_000_000 + b"</a>", "goes beyond"),
    ],
)
def test_what_cannot_be_trusted_is_refused_in_plain_words(
    content: bytes, message: str, tmp_path: Path
) -> None:
    """The refusal names cause and fix, and the parser's own jargon is left out."""
    with pytest.raises(Refusal, match=message) as refusal:
        parse(write(tmp_path, content))
    assert refusal.value.problem.fix
    assert "HUGE" not in refusal.value.problem.message
    assert ", line " not in refusal.value.problem.message


def test_as_deep_as_allowed_is_read(tmp_path: Path) -> None:
    """The bound itself is still good."""
    assert local(parse(write(tmp_path, "<a>" * 200 + "</a>" * 200))) == "a"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b'<a xmlns="urn:x">', ("urn:x", "a")),
        (b'<p:a xmlns:p="urn:x"><b>cut off in the midd', ("urn:x", "a")),
        (b'<!-- about --><!DOCTYPE a SYSTEM "a.dtd"><a b="1"/>', ("", "a")),
        (
            '<?xml version="1.0" encoding="utf-16"?><a xmlns="urn:x"/>'.encode("utf-16"),
            ("urn:x", "a"),
        ),
        (b"\xef\xbb\xbf<a/>", ("", "a")),
        (b"", ("", "")),
        (b"a,b,c\n1,2,3\n", ("", "")),
        (b'{"a": 1}', ("", "")),
        (b"\x00\x01\x02\xff", ("", "")),
        (b"<http://example.org/a> <http://example.org/b> 1 .", ("", "")),
    ],
)
def test_the_root_is_known_by_the_first_bytes(head: bytes, name: tuple[str, str]) -> None:
    """A loader can claim a file without reading the whole of it."""
    assert root_name(head) == name


def test_an_element_is_written_with_the_namespaces_that_it_uses(tmp_path: Path) -> None:
    """What is kept of a vendor's element does not drag along the whole file's declarations."""
    root = parse(write(tmp_path, '<a xmlns:p="urn:p" xmlns:q="urn:q"><p:b c="1">t</p:b>tail</a>'))
    assert written(root[0]) == '<p:b xmlns:p="urn:p" c="1">t</p:b>'


def test_an_element_with_a_relative_namespace_is_written_all_the_same(tmp_path: Path) -> None:
    """Canonical XML knows no relative namespace names; some exporters use them."""
    root = parse(write(tmp_path, '<a xmlns:p="relative"><p:b>t</p:b></a>'))
    assert written(root[0]) == '<p:b xmlns:p="relative">t</p:b>'
