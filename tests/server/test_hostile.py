"""A workspace whose files mean harm: names that are markup, strange letters, forged headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fetching import fetch
from playwright.sync_api import expect
from serving import fill, serving

from asbuilt.errors import UserError
from asbuilt.server import create_app
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import PageFactory

MARKUP = "<script>document.title='taken'</script><img src=x onerror=alert(1)>"
TURNED = "\u202eexe.txt\u202c \u05d0\u05d1"
LONG = "Approve" + "x" * 3000
MODEL = """
@prefix : <https://example.org/bad/model#> .
@prefix ab: <https://w3id.org/asbuilt/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:p a ab:Process ; rdfs:label "Ordering" ; dcterms:identifier "'\\"><b>p" ; ab:hasStep :a, :b, :c .
:a a ab:Task, ab:Step ; rdfs:label "MARKUP" ; dcterms:identifier "a" ; ab:next :b ;
    dcterms:description "MARKUP" ; ab:performedBy :clerk .
:b a ab:Task, ab:Step ; rdfs:label "TURNED" ; dcterms:identifier "b" ; ab:next :c .
:c a ab:Task, ab:Step ; rdfs:label "LONG" ; dcterms:identifier "c" .
:clerk a ab:Role ; rdfs:label "=HYPERLINK(\\"http://evil.example\\")" .
<javascript:alert(1)> a ab:System ; rdfs:label "Scripted" .
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a workspace with names that would do harm on a careless page."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    text = MODEL.replace("MARKUP", MARKUP).replace("TURNED", TURNED).replace("LONG", LONG)
    (folder / "model.ttl").write_text(text, encoding="utf-8")
    (folder / "asbuilt.toml").write_text(
        '[workspace]\ntitle = "<i>Bad</i>"\nbase = "https://example.org/bad/"\n'
        '[[source]]\npath = "*.ttl"\n',
        encoding="utf-8",
    )
    workspace = Workspace.open(folder)
    fill(workspace)
    return workspace


@pytest.fixture(scope="module")
def bad_site(hostile: Workspace) -> Iterator[str]:
    """Serve that workspace."""
    with serving(hostile) as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        "/", "/findings", "/processes", "/roles", "/things/model.ttl%23p", "/things/model%23a",
        "/processes/model%23p", "/systems", "/search?q=%3Cscript%3E",
        "/workbench?query=SELECT+%2A+%7B%3Fs+%3Fp+%3Fo%7D", "/sources/model.ttl",
        "/findings?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&owner=%3Cb%3E&file=%27%22",
    ],
)  # fmt: skip
def test_names_that_are_markup_are_shown_as_names(
    page_factory: PageFactory, bad_site: str, path: str
) -> None:
    """No name becomes markup, runs, or makes the page wider than a phone."""
    page = page_factory(bad_site + path, phone=True)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "taken" not in page.title() or "<script>" in page.title()
    assert page.locator("main img, main script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not page.locator("a[href^='javascript:']").count()


@pytest.mark.browser
def test_text_from_right_to_left_turns_only_itself_around(
    page_factory: PageFactory, bad_site: str
) -> None:
    """A name with marks of direction stands isolated from the words beside it."""
    page = page_factory(f"{bad_site}/processes/model%23p")
    name = page.locator("bdi", has_text="exe.txt").first
    expect(name).to_be_visible()


def test_csv_holds_no_formula_that_a_spreadsheet_would_run(bad_site: str) -> None:
    """A cell that begins like a formula is quoted."""
    table = fetch(f"{bad_site}/processes/model%23p?format=csv").text
    assert "'=HYPERLINK" in table


@pytest.mark.parametrize("path", ["/", "/nothing", "/sparql?query=x", "/static/favicon.svg",
                                  "/healthz", "/api/v1/openapi.json"])  # fmt: skip
def test_every_answer_carries_the_strict_policy(bad_site: str, path: str) -> None:
    """Pages, errors, files and data: nothing inline, nothing from elsewhere, no framing."""
    headers = fetch(bad_site + path, accept="text/html").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_forwarded_headers_are_believed_only_where_a_proxy_is_set(hostile: Workspace) -> None:
    """Anybody can forge them; they count once the settings say that a proxy writes them."""
    forged = {"x_forwarded_host": "evil.example", "x_forwarded_prefix": "/evil"}
    with serving(hostile) as site:
        reply = fetch(f"{site}/sparql", accept="text/turtle", **forged)
        assert "evil" not in reply.text
    behind = Workspace(hostile.folder, hostile.settings | {"serve": {"proxies": 1}})
    with serving(behind) as site:
        reply = fetch(f"{site}/sparql", accept="text/turtle", x_forwarded_host="intra.example")
        assert "http://intra.example/sparql" in reply.text
    with pytest.raises(UserError, match="proxies"):
        create_app(Workspace(hostile.folder, hostile.settings | {"serve": {"proxies": "yes"}}))


def test_a_foreign_host_name_is_refused_where_hosts_are_set(hostile: Workspace) -> None:
    """A page from elsewhere cannot point its own name at the server and read from it."""
    settings = hostile.settings | {"serve": {"hosts": ["127.0.0.1"]}}
    with serving(Workspace(hostile.folder, settings)) as site:
        assert fetch(f"{site}/healthz").status == 200
        refused = fetch(f"{site}/", host="evil.example", accept="text/html")
        assert refused.status == 400
        assert "Bad" not in refused.text
