"""The authority matrices and the tables of rights: who may, who can, who did, and by what chain."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fetching import fetch

from asbuilt.server.verdicts import BY_WORD

PERSON = "/matrices/authority-by-person"
ROLE = "/matrices/authority-by-role"
APART = "/matrices/duties-apart"


class _Chips(HTMLParser):
    """Gathers the verdicts of a page: look, address and title of each that is a link."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the links that are verdicts."""
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "verdict" in said.get("class", "").split():
            self.links.append((said["class"].split()[1], said["href"], said["title"]))


def cells(site: str, path: str) -> dict[tuple[str, str], str]:
    """Give the cells of a matrix by the names of row and column, the empty ones left out."""
    rows = list(csv.reader(io.StringIO(fetch(site + path, accept="text/csv").text)))
    return {
        (row[0], column): cell
        for row in rows[1:]
        for column, cell in zip(rows[0][1:], row[1:], strict=True)
        if cell
    }


def test_the_four_colours_stand_where_they_were_planted(site: str) -> None:
    """Who may and does is beside who can without the right, who cannot, and who did."""
    found = cells(site, PERSON)
    assert found["Approve order", "Adam Birkett"] == "may and does"
    assert found["Accept price difference", "Colin Dyson"] == "must but cannot"
    assert found["Approve order", "Anke Sommer"] == "did though may not; may not but can"
    assert found["Approve order", "Dirk Kessler"] == "did though may not"
    assert found["Check budget", "Adam Birkett"] == "may"
    assert found["Match invoice", "Uwe Jansen"] == "may and can"
    assert found["Match invoice", "Karl Nolte"] == "responsible"
    assert ("Approve order", "Karl Nolte") not in found


def test_roles_and_groups_have_a_matrix_of_their_own(site: str) -> None:
    """A role whose people cannot is not told to do it because one of them is a deputy elsewhere."""
    found = cells(site, ROLE)
    assert found["Approve order", "Cost Centre Manager"] == "may and does"
    assert found["Accept price difference", "Finance Controller"] == "must but cannot"
    assert "may not but can" in found["Approve order", "ERP-PURCHASING-EXPRESS"]


@pytest.mark.parametrize("path", [ROLE, PERSON, APART])
def test_a_verdict_has_sign_word_and_a_way_to_its_proof(site: str, path: str) -> None:
    """Colour never stands alone, and each cell leads to the fact behind it."""
    page = fetch(site + path)
    chips = _Chips()
    chips.feed(page.text)
    assert chips.links
    for look, _, title in chips.links:
        assert look.removeprefix("verdict-") in {verdict.look for verdict in BY_WORD.values()}
        assert title
    assert fetch(site + chips.links[0][1]).status == 200
    for word in {word for cell in cells(site, path).values() for word in cell.split("; ")}:
        verdict = BY_WORD[word]
        assert f"{verdict.sign}</span> {word}" in page.text
        assert verdict.meaning in page.text


@pytest.mark.parametrize("path", [ROLE, PERSON, APART])
def test_only_what_disagrees_can_be_looked_at_alone(site: str, path: str) -> None:
    """Rows and columns in which nothing is wrong are left out, in the page and in its CSV."""
    whole, narrow = cells(site, path), cells(site, f"{path}?show=disagreements")
    wrong = {
        place
        for place, cell in whole.items()
        if any(BY_WORD[word].is_wrong for word in cell.split("; ") if word in BY_WORD)
    }
    assert wrong <= narrow.keys() < whole.keys() or wrong == whole.keys()
    for end in (0, 1):
        assert {place[end] for place in narrow} == {place[end] for place in wrong}
    page = fetch(f"{site}{path}?show=disagreements").text
    rows, columns = (len({place[end] for place in wrong}) for end in (0, 1))
    assert f"only what disagrees, {rows} \N{MULTIPLICATION SIGN} {columns}" in page


def test_duties_that_must_be_apart_are_shown_whether_or_not_anybody_does_both(site: str) -> None:
    """The pair in conflict has its chains and example cases, the others are there to be seen."""
    page = fetch(site + APART).text
    assert "Receive invoice and Approve payment" in page
    found = cells(site, APART)
    pair = "Raise requisition and Approve order"
    assert {row for row, _ in found} == {pair}
    assert found[pair, "ERP-PLANT2-KEYUSERS"] == "can do both"
    assert found[pair, "Jana Wiese"] == "did both"
    assert "has the permission for Approve order (access/entitlements.csv:40)" in page
    assert "45100004" in page


def test_the_page_of_a_decision_and_of_a_person_tell_the_chain(site: str) -> None:
    """From the person by role and days to the file that states it."""
    step = fetch(site + "/things/process/purchase-to-pay.bpmn%23Task_Approve").text
    assert "Who may, who can, who does" in step
    chain = (
        "Adam Birkett holds the role Cost Centre Manager from 2025-01-01 (registers/people.csv:22),"
        " which is accountable for Approve order"
    )
    assert chain in step
    assert chain in fetch(site + "/things/agent/abirkett").text
    wiese = fetch(site + "/things/agent/jwiese").text
    assert "Duties that must be apart and are not" in wiese


def test_the_named_query_answers_for_one_decision(site: str) -> None:
    """Scripts ask the same by its name."""
    decision = quote("https://example.org/p2p/process/purchase-to-pay.bpmn#Task_ApproveLarge", "")
    path = f"/api/v1/queries/who-may-decide?decision={decision}"
    rows = list(csv.reader(io.StringIO(fetch(site + path, accept="text/csv").text)))
    deeds = {row[1].rsplit("/", 1)[1]: row[2:6] for row in rows[1:]}
    assert deeds["rcastell"] == ["decides", "can", "78", "0"]
    assert deeds["cdyson"] == ["responsible", "can", "", ""]
