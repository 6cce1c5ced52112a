"""The pages of rules: examples, what is switched off, and what is not judged yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fetching import fetch

from asbuilt.judge.not_live import NotLive

if TYPE_CHECKING:
    from conftest import AccessibilityCheck, PageFactory


@pytest.mark.browser
def test_a_rules_page_shows_what_trips_it_and_what_does_not(
    site: str, page_factory: PageFactory, axe: AccessibilityCheck
) -> None:
    """Both examples say why, wrap on a phone, and pass the accessibility check in the dark."""
    page = page_factory(f"{site}/rules/GV003", dark=True, phone=True)
    assert "The role has work, and nobody holds it." in page.inner_text("#examples + .pair")
    assert ":ann a ab:Agent" in page.inner_text("#example-valid")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.evaluate("window.innerWidth")
    axe(page)


def test_a_rule_that_is_not_judged_yet_says_so(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is listed apart, has a page, and never says that nothing was found."""
    waiting = {
        "DX900": NotLive("DX900", "Data nobody has seen", "Nothing states it yet."),
        "DX011": NotLive("DX011", "Lineage broken", "Nothing states it yet.", "lineage of paper"),
    }
    monkeypatch.setattr("asbuilt.server.pages.rules.not_live", lambda: waiting)
    assert "Not judged yet" in fetch(f"{site}/rules").text
    page = fetch(f"{site}/rules/DX900").text
    assert "Not judged yet" in page
    assert "Nothing found" not in page
    assert "lineage of paper" in fetch(f"{site}/rules/DX011").text
