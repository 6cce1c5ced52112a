"""Tests of what the DMN loader does with files that are not what they should be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox
import pytest
from golden import cases
from rdflib import DCTERMS, RDF, RDFS, URIRef

from asbuilt.loaders import dmn
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Reader

CASES = cases(Path(__file__).parent, ".dmn")
BOMB = (
    '<!DOCTYPE definitions [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
LISTS = "<list>{}</list>"


def model(inside: str, namespace: str = "https://www.omg.org/spec/DMN/20230324/MODEL/") -> str:
    """Give a DMN file that holds this."""
    start = f'<definitions xmlns="{namespace}" id="m" name="M" namespace="urn:m">'
    return f"{start}{inside}</definitions>"


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        ("", "empty", None),
        ("Dear all, the decisions are attached.", "not well-formed", 1),
        (model('\n<decision id="a"/>')[:-30], "not well-formed", 2),
        (BOMB + model('<decision id="a" name="&j;"/>'), "entities", 1),
        (
            '<!DOCTYPE x [\n<!ENTITY f SYSTEM "file:///etc/passwd">]>' + model("&f;"),
            "entities",
            2,
        ),
        (model("<decision>" + "<list>" * 230 + "</list>" * 230 + "</decision>"), "deeper", 1),
        (model('\n<decision id="a" name="\xff"/>').encode("latin-1"), "encoding", 2),
        (
            model('\n<decision id="a"/>\n<inputData id="a"/>'),
            "the id 'a' stands twice: decision in line 2 and inputData in line 3",
            3,
        ),
        (model("<decision/>", "http://www.omg.org/spec/BPMN/20100524/MODEL"), "not DMN", 1),
        ('<decision xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/"/>', "not DMN", 1),
        ("<definitions/>", "not DMN", 1),
    ],
)
def test_what_is_no_dmn_is_refused_with_one_clear_error(
    content: str | bytes, message: str, line: int | None, reader: Reader
) -> None:
    """The file is refused as a whole, with cause, place and fix."""
    outcome = reader(dmn, "m.dmn", content)
    assert message in outcome.refusal.message
    assert outcome.refusal.fix
    if line is not None:
        assert outcome.refusal.place.line == line
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_an_id_that_stands_twice_within_tables_is_a_warning(reader: Reader) -> None:
    """Entries are no things of their own, so nothing is taken for another; copied rows load."""
    row = '<rule><outputEntry id="o"><text>1</text></outputEntry></rule>'
    table = f'<decisionTable id="t"><output id="x"/>{row}\n{row}</decisionTable>'
    outcome = reader(dmn, "m.dmn", model(f'<decision id="d" name="D">{table}</decision>'))
    [problem] = outcome.problems
    assert problem.severity == "warning"
    assert problem.place.line == 2
    assert outcome.elements["rule"] == 2


@pytest.mark.parametrize(
    ("name", "content", "claimed"),
    [
        ("m.dmn", "no XML at all", True),
        ("m.txt", "no XML at all", False),
        ("anything.xml", model(""), True),
        ("m.dmn", model("", "http://www.omg.org/spec/BPMN/20100524/MODEL"), False),
        ("m.dmn", model("", "https://www.omg.org/spec/DMN/20191111/DMNDI/"), False),
        ("m.xml", '<decision xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', False),
    ],
)
def test_a_file_is_claimed_by_its_root_and_else_by_its_ending(
    name: str,
    content: str,
    claimed: bool,  # noqa: FBT001 - a case says what is expected
) -> None:
    """Other notations are left to other loaders; a broken .dmn is claimed, to be refused."""
    assert dmn.claims(Path(name), content.encode()) is claimed


def test_expressions_nest_as_deep_as_any_document_may(reader: Reader) -> None:
    """Two hundred elements within each other are read, and no more is asked of the machine."""
    inner = "<literalExpression><text>1</text></literalExpression>"
    for _ in range(190):
        inner = LISTS.format(inner)
    outcome = reader(dmn, "m.dmn", model(f'<decision id="d" name="D">{inner}</decision>'))
    assert not outcome.problems
    assert outcome.elements["list"] == 190


@pytest.mark.parametrize("identifier", ["with space", 'q"<>', "größe/日本", "a#b?c", "../x.dmn#y"])
@pytest.mark.parametrize("domain", ["process", "digital"])
def test_any_identifier_gives_a_valid_iri_and_comes_back_verbatim(
    identifier: str, domain: str, reader: Reader
) -> None:
    """Nothing in an id, a name or a reference leaves its place in the graph."""
    quoted = quoteattr(identifier)
    href = quoteattr(f"urn:other {identifier}#{identifier}")
    text = model(
        f"<decision id={quoted} name={quoted}><decisionMaker href={href}/>"
        f"<decisionOwner href='#u'/><usingTask href={href}/></decision>"
        f'<organizationUnit id="u" name={quoted}/><inputData id="i" name={quoted}/>'
        f'<knowledgeSource id="k" name={quoteattr("Policy " + identifier)}/>'
    )
    outcome = reader(dmn, "m.dmn", text, domain=domain)
    for triple in outcome.graph:
        for term in triple:
            if isinstance(term, URIRef):
                ox.NamedNode(str(term))
                assert str(term).isascii()
    kind = AB.Automation if domain == "digital" else AB.Decision
    [decision] = outcome.graph.subjects(RDF.type, kind)
    assert str(outcome.graph.value(decision, DCTERMS.identifier)) == identifier
    assert str(outcome.graph.value(decision, RDFS.label)) == identifier
