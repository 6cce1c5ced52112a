"""Roles, groups and people of two sources that may be one are proposed, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rdflib import URIRef

from asbuilt.derive.identity.duplicates import propose
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived, Fresh

W = "https://example.org/w/"
DIGITAL = '<realm.json> a ab:Source ; ab:domain "digital" . '


def thing(iri: str, kind: str, label: str, file: str, more: str = "") -> str:
    """Give a thing that a line of a file states."""
    place = f"prov:hadPrimarySource <{file}#line=1>"
    return f'<{iri}> a ab:{kind} ; rdfs:label "{label}" ; {place} {more}.\n'


def found(fresh: Fresh, turtle: str) -> list[tuple[str, str]]:
    """Give the ends of what is proposed."""
    context = fresh(DIGITAL + turtle)
    return [
        (one.first.removeprefix(W), one.second.removeprefix(W))
        for one in propose(context.store, context.minter)
    ]


ENDS = [("role/a", "realm.json#b")]


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("Role", "Buyer", "Buyer"),
        ("Role", "Buyer", "buyer"),
        ("Role", "Buyer", "Buyers"),
        ("Role", "Purchasing manager", "ROLE_PURCHASE_MANAGER"),
        ("Role", "Head of purchase", "headOfPurchase"),
        ("Role", "Purchasing manager", "Purchasing manger"),
        ("Group", "Approvers", "approver group"),
    ],
)
def test_near_names_are_proposed(kind: str, first: str, second: str, fresh: Fresh) -> None:
    """Whatever their case, inflection, spelling as one word, or the word role in them."""
    turtle = thing("role/a", kind, first, "raci.csv") + thing(
        "realm.json#b", kind, second, "realm.json"
    )
    assert found(fresh, turtle) == ENDS


@pytest.mark.parametrize(
    ("kind", "first", "second", "file"),
    [
        ("Role", "Buyer", "Senior buyer", "realm.json"),
        ("Role", "Approver 1", "Approver 2", "realm.json"),
        ("Role", "Buyer", "Clerk", "realm.json"),
        ("Role", "Buyer", "Buyer", "raci.csv"),
        ("Agent", "Ann", "Anna", "realm.json"),
    ],
)
def test_other_names_and_names_in_one_file_are_not(
    kind: str, first: str, second: str, file: str, fresh: Fresh
) -> None:
    """One file knows itself which of its things are one."""
    turtle = thing("role/a", kind, first, "raci.csv") + thing("realm.json#b", kind, second, file)
    assert not found(fresh, turtle)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Ann Miller", "ann"), ("A. M.", "ANN")),
        (("Ann Miller", "ann.miller"), ("A. M.", "ann.miller@example.org")),
        (("Ann Miller", "am1"), ("Miller, Ann", "x7")),
    ],
)
def test_people_are_proposed_by_login_account_name_and_full_name(
    first: tuple[str, str], second: tuple[str, str], fresh: Fresh
) -> None:
    """Two accounts with logins never meet by themselves, so somebody has to say it."""
    turtle = thing("agent/a", "Agent", first[0], "people.csv", f'; ab:login "{first[1]}" ')
    turtle += thing("realm.json#b", "Agent", second[0], "realm.json", f'; ab:login "{second[1]}" ')
    assert found(fresh, turtle) == [("agent/a", "realm.json#b")]


TWO = thing("role/a", "Role", "Buyer", "raci.csv") + thing(
    "realm.json#b", "Role", "buyer", "realm.json"
)
JOINED = """<m> a ab:Mapping ; ab:processElement <{}> ; ab:digitalElement <{}> ;
    ab:mappingStatus "{}" ; prov:hadPrimarySource <m.sssom.tsv#row=2> ."""
APART = """<m> <https://w3id.org/sssom/subject_id> <role/a> ;
    <https://w3id.org/sssom/object_id> <realm.json#b> ."""


@pytest.mark.parametrize(
    "settled",
    [
        JOINED.format("role/a", "realm.json#b", "confirmed"),
        JOINED.format("realm.json#b", "role/a", "proposed"),
        APART,
    ],
)
def test_what_a_mapping_set_settles_is_not_proposed(settled: str, fresh: Fresh) -> None:
    """Confirmed, proposed in a file already, or said to be two."""
    assert found(fresh, TWO) == ENDS
    assert not found(fresh, TWO + settled)


def test_a_name_in_a_policy_that_two_accounts_bear_is_proposed_for_both(fresh: Fresh) -> None:
    """It could be either, so it is neither until somebody says so."""
    turtle = thing("agent/a", "Agent", "Ann Miller", "people.csv", '; ab:login "ann" ')
    turtle += thing("realm.json#b", "Agent", "Ann Mason", "realm.json", '; ab:login "ann" ')
    turtle += thing("policy.csv#user/ann", "Agent", "ann", "policy.csv")
    assert set(found(fresh, turtle)) == {
        ("agent/a", "realm.json#b"),
        ("agent/a", "policy.csv#user/ann"),
        ("policy.csv#user/ann", "realm.json#b"),
    }


def test_people_who_are_one_already_are_not_proposed(fresh: Fresh) -> None:
    """A name without a login is the one account that bears it."""
    turtle = thing("agent/a", "Agent", "Ann Miller", "people.csv", '; ab:login "ann" ')
    turtle += thing("realm.json#b", "Agent", "Ann Miller", "realm.json")
    assert not found(fresh, turtle)


def test_a_proposal_is_stated_with_its_reason(derived: Derived) -> None:
    """The end of the Process Domain is what it is about."""
    graph = derived(DIGITAL + TWO, "duplicates")
    (fact,) = graph.subjects(None, AB.LikelyDuplicate)
    assert graph.value(fact, AB.about) == URIRef(f"{W}role/a")
    assert graph.value(fact, AB.involves) == URIRef(f"{W}realm.json#b")
    assert str(graph.value(fact, AB.proof)) == "Both bear the name 'buyer'."
    assert str(graph.value(fact, AB.confidence)) == "0.95"


def test_a_name_that_everybody_bears_tells_nothing(fresh: Fresh) -> None:
    """Nobody looks through hundreds of pairs, and each thing is in few of them."""
    crowd = "".join(thing(f"f{n}.json#b", "Role", "user", f"f{n}.json") for n in range(30))
    assert not found(fresh, crowd)
    few = "".join(thing(f"f{n}.json#b", "Role", "user", f"f{n}.json") for n in range(6))
    assert 0 < len(found(fresh, few)) <= 6


def test_a_group_that_a_directory_describes_by_its_very_name_has_no_near_ones(fresh: Fresh) -> None:
    """Names that differ in a number are then those of other groups."""
    turtle = thing("group/a", "Group", "APP-Officer A0", "access.csv")
    for letter in "AD":
        turtle += thing(
            f"dir.json#{letter}", "Group", f"APP-Officer {letter}0", "dir.json",
            f"; dcterms:identifier '{letter}' ",
        )  # fmt: skip
    assert not found(fresh, turtle)


def test_accounts_of_one_login_and_one_name_need_nobody_to_say_it(fresh: Fresh) -> None:
    """A register of people and a directory that tell the same name speak of one account."""
    turtle = thing("agent/ann", "Agent", "Ann Miller", "people.csv", '; ab:login "ann" ')
    turtle += thing("realm.json#b", "Agent", "Miller, Ann", "realm.json", '; ab:login "ANN" ')
    assert not found(fresh, turtle)
