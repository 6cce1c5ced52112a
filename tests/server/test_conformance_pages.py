"""Pages show where the cases of a log deviate, and example cases event by event."""

from __future__ import annotations

from fetching import fetch


def fingerprint(site: str, code: str) -> str:
    """Give the fingerprint of the first finding of a rule."""
    return str(fetch(f"{site}/findings?rule={code}&format=json").data["findings"][0]["fingerprint"])


def test_the_page_of_a_process_draws_where_its_cases_deviate(site: str) -> None:
    """Each bar leads to the deviation and says how many cases of how many."""
    page = fetch(f"{site}/processes/Process_PurchaseToPay").text
    part = page[page.index('id="deviations"') :].partition("</section>")[0]
    assert 'class="bar level-violation"' in part
    assert "reached without its control" in part
    assert "104&nbsp;of&nbsp;2,595" in part
    assert part.count("<svg") == part.count("<tr>") - 1
    assert "How well the logs fit" in page


def test_a_finding_in_a_log_shows_its_cases_event_by_event(site: str) -> None:
    """What it is about is marked, and the command that replays it is there."""
    known = fingerprint(site, "WF006")
    page = fetch(f"{site}/findings/{known}").text
    part = page[page.index('id="cases"') :].partition("</section>")[0]
    assert f"asbuilt cases {known[:8]}" in part
    assert part.count("<details") == 5
    assert "<strong>Release purchase order</strong>" in part
    assert "<strong>Raise requisition</strong>" not in part


def test_a_finding_of_no_log_has_no_cases(site: str) -> None:
    """There is no empty heading."""
    page = fetch(f"{site}/findings/{fingerprint(site, 'DE001')}").text
    assert 'id="cases"' not in page
