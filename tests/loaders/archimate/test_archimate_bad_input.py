"""Tests of what the ArchiMate loader does with files that are not what they should be."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox
import pytest
from golden import cases
from rdflib import DCTERMS, RDF, RDFS, URIRef

from asbuilt.loaders import archimate
from asbuilt.loaders.archimate.names import ARCHIMATE
from asbuilt.reading import Refusal, archive

if TYPE_CHECKING:
    from golden import Reader

CASES = cases(Path(__file__).parent, ".archimate", ".xml")
NAMESPACE = "http://www.opengroup.org/xsd/archimate/3.0/"


def model(inside: str, namespace: str = NAMESPACE, start: str = "") -> str:
    """Give an exchange file that holds this."""
    types = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    return f'{start}<model xmlns="{namespace}" {types} identifier="m">{inside}</model>'


def element(identifier: str) -> str:
    """Give an element with this identifier."""
    name = identifier.strip("'\"")
    return f'<element identifier="{name}" xsi:type="Goal"><name>{name}</name></element>'


def packed(**members: bytes) -> bytes:
    """Give a ZIP archive with these members; ``__`` in their names stands for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, content in members.items():
            archived.writestr(name.replace("__", "."), content)
    return stream.getvalue()


GOOD = model(element("a")).encode()


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("", "empty", None),
        ("Dear all, the model is attached.", "not well-formed", 1),
        (model("\n<elements>\n"), "not well-formed", 3),
        (
            model("&f;", start='<!DOCTYPE x [\n<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
            "entities",
            2,
        ),
        (model("<a>" * 230 + "</a>" * 230), "deeper than 200", 1),
        (model("\n<name>\xff</name>").encode("latin-1"), "encoding", 2),
        (
            model(f"<elements>{element('a')}\n{element('a')}</elements>"),
            "the id 'a' stands twice: element in line 1 and element in line 2",
            2,
        ),
        (model("", "http://www.opengroup.org/xsd/archimate"), "ArchiMate 2", 1),
        (model("", "http://www.archimatetool.com/Bogus"), "no ArchiMate model", 1),
        (packed(model__xml=GOOD)[:-30], "broken", None),
        (packed(other__xml=GOOD), "holds no model.xml", None),
        (packed(model__xml=b""), "empty", None),
        (packed(model__xml=GOOD)[60:], "not well-formed", None),
        (b"PK\x03\x04" + packed(model__xml=GOOD)[60:], "broken", None),
        (b"PK\x03\x04" + b"\x00" * 40, "broken", None),
    ],
)
def test_what_is_no_model_is_refused_with_one_clear_error(
    content: str | bytes, message: str, line: int | None, reader: Reader
) -> None:
    """The file is refused as a whole, with cause, place and fix."""
    outcome = reader(archimate, "m.archimate", content)
    assert message in outcome.refusal.message
    assert outcome.refusal.fix
    if line is not None:
        assert outcome.refusal.place.line == line
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_a_member_that_unpacks_to_too_much_is_refused() -> None:
    """How much an archive may hold does not depend on what it says of itself."""
    bomb = packed(model__xml=b" " * 3_000_000)
    assert len(bomb) < 10_000
    with pytest.raises(Refusal, match="more than 1 MB"):
        archive.member(bomb, "model.xml", limit=1_000_000)


@pytest.mark.parametrize(
    ("name", "content", "claimed"),
    [
        ("m.archimate", "no XML at all", True),
        ("m.xml", GOOD, True),
        ("m.archimate", packed(model__xml=GOOD), True),
        ("m.xml", model("", "http://www.opengroup.org/xsd/archimate/3.1/"), True),
        ("m.xml", model("", "http://www.opengroup.org/xsd/archimate"), True),
        ("m.xml", model("", "http://www.bolton.ac.uk/archimate"), True),
        ("m.xml", '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', False),
        ("m.xlsx", packed(model__xml=GOOD), False),
    ],
)
def test_a_file_is_claimed_by_its_root_and_else_by_its_ending(
    name: str,
    content: str | bytes,
    claimed: bool,  # noqa: FBT001 - a case says what is expected
) -> None:
    """Other formats are left to other loaders; a broken .archimate is claimed, to be refused."""
    head = content.encode() if isinstance(content, str) else content
    assert archimate.claims(Path(name), head) is claimed


@pytest.mark.parametrize("text", ["with space", 'q"<>', "größe/日本", "a#b?c", "../x.bpmn#y"])
def test_any_text_gives_valid_iris_and_comes_back_verbatim(text: str, reader: Reader) -> None:
    """Nothing in an identifier, name, key or type leaves its place in the graph."""
    quoted = quoteattr(text)
    content = (
        "<archimate:model xmlns:archimate='http://www.archimatetool.com/archimate'"
        " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' name='M' id='m'>"
        f"<folder name={quoted} id='f'><element xsi:type='archimate:BusinessRole' id={quoted}"
        f" name={quoted}><property key={quoted} value={quoted}/></element>"
        f"<element xsi:type={quoted} id='x'/></folder></archimate:model>"
    )
    outcome = reader(archimate, "m.archimate", content)
    for triple in outcome.graph:
        for term in triple:
            if isinstance(term, URIRef):
                ox.NamedNode(str(term))
                assert str(term).isascii()
    [role] = outcome.graph.subjects(RDF.type, ARCHIMATE.BusinessRole)
    assert str(outcome.graph.value(role, DCTERMS.identifier)) == text
    assert str(outcome.graph.value(role, RDFS.label)) == text
