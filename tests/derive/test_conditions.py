"""Conditions in the words of people and engines are compared, and only what is proved counts."""

from __future__ import annotations

import pytest

from asbuilt.derive.behaviour.conditions import negated, parse
from asbuilt.derive.behaviour.contradiction import excludes, is_complement

SAME = [
    "amount > 250",
    "over 250 EUR",
    "$.order.amount > 250",
    "${amount > 250}",
    "#{execution.getVariable('amount') > 250}",
    "= amount > 250",
    "orders above 250 €",
    "amount exceeds 250",
    "not (amount <= 250)",
    "250 < amount",
    "Betrag über 250 EUR",
    "more than EUR 250.00",
    "{% $states.input.amount > 250 %}",
]


@pytest.mark.parametrize("text", SAME)
def test_spellings_of_one_limit_have_the_same_complement(text: str) -> None:
    """Up to 250 is what is left, whatever way the limit is written."""
    assert is_complement(parse(text), parse("$.amount <= 250"))
    assert not excludes(parse(text), parse("$.amount <= 251"))
    assert not is_complement(parse(text), parse("$.amount < 250"))


@pytest.mark.parametrize(
    ("one", "other", "never"),
    [
        ("amount >= 250", "amount <= 250", False),
        ("amount >= 250", "amount < 250", True),
        ("over 10,000 EUR", "amount <= 10000", True),
        ("over 10.000 EUR", "amount <= 10000", True),
        ("amount > 10.5", "amount <= 10.5", True),
        ("over 10 k EUR", "amount <= 10000", True),
        ("amount between 100 and 250", "amount < 100", True),
        ("amount between 100 and 250", "amount = 200", False),
        ("supplier is not preferred", 'supplier = "preferred"', True),
        ("kind = A", "kind = B", True),
        ("${approved}", "${!approved}", True),
        ("new supplier", "not new supplier", True),
        ("amount > 250", "quantity <= 250", False),
        ("amount > 250", "supplier = preferred", False),
        ("amount > 250 or supplier = new", "amount <= 250", False),
        ("amount > 250 or supplier = new", "amount <= 250 and supplier = old", True),
        ("amount > 250 and supplier = new", "amount <= 250", True),
        ("f(x) %% what ? ever", "f(x) %% what ? ever", False),
        ("f(x) %% what ? ever", "amount > 1", False),
        ("${amount gt 250}", "${amount le 250}", True),
        ("${kind.equals('new')}", "${kind == 'old'}", True),
        ("${kind == 'new'}", "${kind != 'new'}", True),
        ("${vip == 'true'}", "${!vip}", True),
        ('= kind in ("new", "changed")', '= kind = "old"', True),
        ('= kind in ("new", "changed")', '= kind = "new"', False),
        ("= not(amount > 250)", "= amount > 300", True),
        ("${amount + fee > 250}", "${amount - fee < 100}", False),
        ("${a - b > 250}", "${a + b < 100}", False),
        ("${owner == buyer}", "${owner == approver}", False),
        ("${owner == buyer}", "${owner != buyer}", True),
        ("${amount > limit}", "${amount <= limit}", True),
        ("${amount > limit}", "${amount <= other}", False),
        ("amount >= limit", "amount <= limit", False),
        ("always", "amount > 1", False),
        ("", "amount > 1", False),
    ],
)
def test_what_can_never_hold_together_is_told_from_what_can(
    one: str,
    other: str,
    never: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """Where nothing can be proved, the answer is no."""
    assert excludes(parse(one), parse(other)) is never
    assert excludes(parse(other), parse(one)) is never


def test_an_opaque_condition_excludes_its_own_negation() -> None:
    """What cannot be read still is or is not."""
    condition = parse("f(x) %% what ? ever")
    assert excludes(condition, negated(condition))


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "a" + ")" * 5000, "not " * 5000 + "a", "a = 1 or b = 2 and " * 400 + "c"]
)
def test_conditions_made_to_exhaust_the_reader_end(text: str) -> None:
    """Deep or endless conditions are cut off or given up, and prove nothing."""
    assert excludes(parse(text), parse("amount > 1")) is False
