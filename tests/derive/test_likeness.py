"""How alike two names are: stems, compounds, abbreviations, slips, a glossary, and opposites."""

from __future__ import annotations

import pytest

from asbuilt.derive.correspondence.comparing import speaking
from asbuilt.derive.correspondence.glossary import GROUPS
from asbuilt.derive.correspondence.likeness import Lexicon, likeness
from asbuilt.derive.correspondence.words import stems

ALIKE = [
    ("Approve invoice", "InvoiceApproval"),
    ("Approve invoices", "approved_invoice"),
    ("Rechnung freigeben", "Rechnungsfreigabe"),
    ("Rechnungen prüfen", "Rechnungsprüfung"),
    ("Wareneingang prüfen", "Wareneingangspruefung"),
    ("application received", "application recieved"),
    ("Inv. appr.", "Invoice approval"),
    ("Send the confirmation to the customer", "sendCustomerConfirmation"),
]
OTHER = [
    ("Approve invoice", "Reject invoice"),
    ("Start business process", "End business process"),
    ("Mediation successful", "Mediation unsuccessful"),
    ("Level 1 approval", "Level 2 approval"),
    ("Order approved", "Order not approved"),
    ("Notify claimant", "Notify defendant"),
    ("Check budget", "Check stock"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_one_name_in_two_spellings_is_nearly_the_same(one: str, other: str) -> None:
    """Case, inflection, word order, compounds, abbreviations and slips make little difference."""
    assert likeness(one, other) >= 0.78


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_names_that_mean_something_else_are_not_alike(one: str, other: str) -> None:
    """However many letters and words they share."""
    assert likeness(one, other) < 0.6


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rechnung freigeben", "Approve invoice"),
        ("Bestellanforderung prüfen", "CheckPurchaseRequisition"),
        ("Kunden benachrichtigen", "Notify customer"),
    ],
)
def test_a_glossary_leads_from_german_to_english(one: str, other: str) -> None:
    """For less than the word itself would count."""
    assert 0.7 <= likeness(one, other) < 0.9


def test_a_word_that_stands_in_every_name_tells_less() -> None:
    """Among names that all speak of invoices, the verb tells them apart."""
    names = [f"{verb} invoice" for verb in ("Approve", "Review", "Archive", "Scan", "Pay")]
    among = Lexicon(names).compare("Approve invoice", "Archive invoice").score
    assert among < likeness("Approve invoice", "Archive invoice")


def test_likeness_says_which_words_it_took_as_one() -> None:
    """The reason of a proposal tells people what to look at."""
    found = Lexicon(("Rechnung archivieren", "Archive bill")).compare(
        "Rechnung archivieren", "Archive bill"
    )
    assert {a for a, _ in found.shared} == set(stems("Rechnung archivieren"))


def test_a_stem_is_the_same_whichever_language_it_is_of() -> None:
    """Nobody has to say in which language a name is."""
    assert stems("Prüfung der Rechnungen") == stems("Pruefung Rechnung")
    assert stems("approvals") == stems("approves") == stems("Approve")


@pytest.mark.parametrize("identifier", ["Task_0sdkq4x", "sid-2E49E032", "T7", "_6-463"])
def test_an_identifier_that_an_editor_made_up_says_nothing(identifier: str) -> None:
    """It is not compared as a name."""
    assert not speaking(identifier)
    assert speaking("ServiceTaskRetrievePayment")


def test_no_group_of_the_glossary_holds_opposites() -> None:
    """What is near in meaning cannot exclude each other."""
    assert GROUPS["approv"].isdisjoint(GROUPS["reject"])
