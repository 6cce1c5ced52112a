"""Tests of what the BPMN loader does with files that are not what they should be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, RDF, RDFS, URIRef

from asbuilt.loaders import bpmn
from asbuilt.loaders.bpmn.names import MODEL
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Reader

HEAD = f'<definitions xmlns="{MODEL}" targetNamespace="urn:t">'


def process(inside: str) -> str:
    """Give a BPMN file with one process that holds this."""
    return f'{HEAD}<process id="p">{inside}</process></definitions>'


BOMB = (
    '<!DOCTYPE definitions [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("", "empty", None),
        ("  \n ", "empty", None),
        ("Dear all, the process is attached.", "not well-formed", 1),
        (process('\n<task id="a"/>')[:-30], "not well-formed", 2),
        (BOMB + process('<task id="a" name="&j;"/>'), "entities", 1),
        (
            '<!DOCTYPE x [\n<!ENTITY f SYSTEM "file:///etc/passwd">]>' + process("&f;"),
            "entities",
            2,
        ),
        (("<!--<a>--><!DOCTYPE x [<!ENTITY j 'y'>]>" + process("&j;")), "entities", None),
        (process("<subProcess>" * 230 + "</subProcess>" * 230), "deeper than 200", 1),
        (process("<subProcess>" * 900 + "</subProcess>" * 900), "goes beyond", 1),
        (process('\n<task id="a" name="\xff"/>').encode("latin-1"), "encoding", 2),
        ('<?xml version="1.0" encoding="klingon"?>' + process(""), "encoding", 1),
        (process('<task id="a" id="b"/>'), "not well-formed", 1),
        (process("<!-- -- -->"), "not well-formed", 1),
        ('<definitions xmlns="http://schema.omg.org/spec/BPMN/1.1"/>', "not BPMN 2.0", 1),
        ('<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>', "not BPMN 2.0", 1),
        (f'<process xmlns="{MODEL}" id="p"/>', "not BPMN 2.0", 1),
        ("<definitions/>", "not BPMN 2.0", 1),
    ],
)
def test_what_is_no_bpmn_is_refused_with_one_clear_error(
    content: str | bytes, message: str, line: int | None, reader: Reader
) -> None:
    """The file is refused as a whole, with cause, place and fix."""
    outcome = reader(bpmn, "m.bpmn", content)
    assert message in outcome.refusal.message
    assert outcome.refusal.fix
    if line is not None:
        assert outcome.refusal.place.line == line
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


@pytest.mark.parametrize(
    ("name", "content", "claimed"),
    [
        ("m.bpmn", "no XML at all", True),
        ("m.bpmn20.xml", "", True),
        ("m.txt", "no XML at all", False),
        ("anything.xml", process(""), True),
        ("m.bpmn", '<definitions xmlns="http://schema.omg.org/spec/BPMN/1.1"/>', False),
        ("m.xml", '<Package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>', False),
        ("m.xml", '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', False),
    ],
)
def test_a_file_is_claimed_by_its_root_and_else_by_its_ending(
    name: str,
    content: str,
    claimed: bool,  # noqa: FBT001 - a case says what is expected
) -> None:
    """Other notations are left to other loaders; a broken .bpmn is claimed, to be refused."""
    assert bpmn.claims(Path(name), content.encode()) is claimed


def test_an_id_that_stands_twice_refuses_the_file_with_both_lines(reader: Reader) -> None:
    """Two elements of one id would become one thing, so nothing of the file is loaded."""
    text = process('\n<task id="a" name="One"/>\n<task id="b"/>\n<userTask id="a" name="Two"/>')
    outcome = reader(bpmn, "m.bpmn", text)
    assert (
        outcome.refusal.message == "the id 'a' stands twice: task in line 2 and userTask in line 4"
    )
    assert outcome.refusal.place.line == 4
    assert not len(outcome.graph)


def test_all_ids_that_stand_twice_are_told_at_once(reader: Reader) -> None:
    """Whoever mends the file sees every fault of this kind in one run."""
    text = process('<task id="a"/><task id="a"/><task id="b"/><task id="b"/><task id="b"/>')
    outcome = reader(bpmn, "m.bpmn", text)
    assert len(outcome.problems) == 3


def test_the_word_entity_in_a_text_is_no_entity(reader: Reader) -> None:
    """Only declarations ahead of the model are refused, not what people write in it."""
    text = process("<documentation><![CDATA[about <!ENTITY x 'y'>]]></documentation>")
    outcome = reader(bpmn, "m.bpmn", text)
    assert not outcome.problems


def test_a_doctype_without_entities_is_read_over(reader: Reader) -> None:
    """A DOCTYPE with an address is neither fetched nor a reason to refuse."""
    text = '<!DOCTYPE definitions SYSTEM "http://192.0.2.1/bpmn.dtd">' + process('<task id="a"/>')
    outcome = reader(bpmn, "m.bpmn", text)
    assert not outcome.problems
    assert outcome.elements["task"] == 1


@pytest.mark.parametrize(
    "identifier",
    [
        "with space",
        'quote"',
        "angle<br>",
        '"><script>alert(1)</script>',
        "curly{}|\\^`",
        "größe/日本 語",
        "per%cent#hash?query",
        "../../other.bpmn#x",
        "a\tb\nc",
        "\N{RIGHT-TO-LEFT OVERRIDE}x",
    ],
)
@pytest.mark.parametrize("domain", ["process", "digital"])
def test_any_identifier_gives_a_valid_iri_and_comes_back_verbatim(
    identifier: str, domain: str, reader: Reader
) -> None:
    """Nothing in an id, a name or a role leaves its place in the graph."""
    quoted = quoteattr(identifier, {"\n": "&#10;", "\t": "&#9;"})
    text = process(
        f"<laneSet><lane name={quoted}><flowNodeRef>t</flowNodeRef></lane></laneSet>"
        f'<userTask id="t"/>'
        f"<userTask id={quoted} name={quoted}/><dataObject name={quoted}/>"
        f'<boundaryEvent id="b" attachedToRef={quoted}/><callActivity calledElement={quoted}/>'
    )
    outcome = reader(bpmn, "m.bpmn", text, domain=domain)
    for triple in outcome.graph:
        for term in triple:
            if isinstance(term, URIRef):
                ox.NamedNode(str(term))
                assert str(term).isascii()
                assert not set(str(term)) & set('"<>{}|\\^` \n\t')
    kind = AB.State if domain == "digital" else AB.Task
    found = [
        str(outcome.graph.value(one, DCTERMS.identifier))
        for one in outcome.graph.subjects(RDF.type, kind)
    ]
    assert identifier in found
    labels = {str(label) for label in outcome.graph.objects(None, RDFS.label)}
    assert " ".join(identifier.split()) in labels


def test_a_description_of_five_megabytes_is_read(reader: Reader) -> None:
    """Long texts are kept whole."""
    long = "ab " * 1_700_000 + "end"
    outcome = reader(bpmn, "m.bpmn", process(f"<documentation>{long}</documentation>"))
    assert not outcome.problems
    [text] = outcome.graph.objects(None, DCTERMS.description)
    assert str(text) == long


def test_elements_without_ids_get_iris_that_their_order_does_not_change(reader: Reader) -> None:
    """What the standard lets be without an id is told apart by what it is."""
    one = '<task name="A"/><task name="B"/>'
    two = '<task name="B"/><task name="A"/>'
    graphs = [reader(bpmn, "m.bpmn", process(text)).graph for text in (one, two)]
    names = [
        {(str(one), str(graph.value(one, RDFS.label))) for one in graph.subjects(RDF.type, AB.Task)}
        for graph in graphs
    ]
    assert len(names[0]) == 2
    assert names[0] == names[1]


def test_equal_elements_without_ids_stay_two(reader: Reader) -> None:
    """Two tasks that differ in nothing are two tasks all the same."""
    outcome = reader(bpmn, "m.bpmn", process('<task name="A"/><task name="A"/>'))
    assert len(set(outcome.graph.subjects(RDF.type, AB.Task))) == 2
