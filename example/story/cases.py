"""What happened from January to October 2026: about three thousand orders, event by event."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from story.company import EXPRESS_BUYERS, KEY_USERS, Person, holders, person

NUMBER_OF_CASES = 3000
_SEED = 20261115
_FIRST, _LAST = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC)
_OPENS, _CLOSES = 7, 17

PREFERRED = "Nordguss GmbH"
"""The foundry that buyers of plant 2 tick as preferred supplier."""

_SUPPLIERS = (
    "Albright Bearings",
    "Cawdor Seals",
    "Dreyer Motoren",
    "Ellison Steel",
    "Fenwick Tools",
    "Gruber Dichtungen",
    "Hartley Office",
    "Iveson Castings",
    "Jost Logistik",
    "Kendal Paints",
)

MAILBOX_BY_MONTH = (9, 12, 14, 17, 21, 25, 30, 36, 43, 51)
"""Exceptions that went to the accounts payable mailbox in each month from January on."""

_SELF_APPROVALS = 14
_EXPRESS_APPROVALS = 17
_AFTER_DELEGATION = 11
_BANK_CHANGES = 23


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the ERP noted; the resource is a login, and none for a machine."""

    activity: str
    at: datetime
    resource: str | None = None
    lifecycle: str = "complete"


@dataclass(slots=True)
class Case:
    """An order from its requisition on."""

    number: str
    plant: int
    supplier: str
    amount: float
    events: list[Event] = field(default_factory=list)

    @property
    def preferred(self) -> bool:
        """Whether the buyer ticked the supplier as preferred."""
        return self.supplier == PREFERRED

    def note(
        self, activity: str, at: datetime, by: Person | None = None, lifecycle: str = "complete"
    ) -> datetime:
        """Add an event and give its time."""
        self.events.append(Event(activity, at, by.login if by else None, lifecycle))
        return at

    def has(self, activity: str) -> bool:
        """Tell whether an activity was completed in the case."""
        return any(e.activity == activity and e.lifecycle == "complete" for e in self.events)


@cache
def cases() -> tuple[Case, ...]:
    """Give all cases in the order of their numbers, the same on every run."""
    chance = random.Random(_SEED)  # noqa: S311 - a story, not a secret
    starts = sorted(_working_minute(chance) for _ in range(NUMBER_OF_CASES))
    found = [_Clerk(chance).run(number, start) for number, start in enumerate(starts)]
    _change_approvers(found, chance)
    for case in found:
        case.events = [event for event in case.events if event.at < _LAST]
    _send_to_mailbox(found, chance)
    _change_bank_details(found, chance)
    for case in found:
        case.events.sort(key=lambda event: event.at)
    return tuple(case for case in found if case.events)


def monthly(activity: str) -> list[int]:
    """Count how often an activity was completed in each month from January to October."""
    counts = Counter(
        event.at.month
        for case in cases()
        for event in case.events
        if event.activity == activity and event.lifecycle == "complete"
    )
    return [counts[month] for month in range(1, 11)]


def after(start: datetime, hours: float) -> datetime:
    """Give the time so many working hours later; work is done on weekdays from 7 to 17 hours."""
    left = timedelta(hours=hours)
    now = start
    while True:
        if now.weekday() >= 5 or now.hour >= _CLOSES:
            now = (now + timedelta(days=1)).replace(hour=_OPENS, minute=now.minute)
            continue
        closing = now.replace(hour=_CLOSES, minute=0)
        if now + left < closing:
            return (now + left).replace(second=0, microsecond=0)
        left -= closing - now
        now = closing


class _Clerk:
    """Plays one order through the workflows as they are deployed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def run(self, number: int, start: datetime) -> Case:
        chance = self._chance
        plant = 1 if chance.random() < 0.6 else 2
        supplier = chance.choice(_SUPPLIERS)
        if chance.random() < _appetite(plant, start):
            supplier = PREFERRED
        amount = round(min(240000.0, max(18.0, chance.lognormvariate(7.3, 1.45))), 2)
        if supplier == PREFERRED:
            amount = round(chance.uniform(600, 4900), 2)
        case = Case(f"45{number + 100001:06d}", plant, supplier, amount)
        requester = chance.choice(holders("Requester", plant))
        now = case.note("Raise requisition", start, requester)
        if amount > 250:
            now = case.note("Credit auto-hold", now + timedelta(minutes=1))
            if not case.preferred or amount >= 5000:
                approved = self._approve(case, now)
                if approved is None:
                    return case
                now = approved
        if amount > 25000:
            case.note("Approve large order", now, lifecycle="schedule")
            now = case.note(
                "Approve large order", self._later(now, 14), holders("Finance Director")[0]
            )
        buyer = chance.choice(holders("Buyer", plant))
        now = case.note("Release purchase order", self._later(now, 4), buyer)
        now = case.note("Send order by EDI", now + timedelta(minutes=2))
        self._receive_and_pay(case, now)
        return case

    def _approve(self, case: Case, now: datetime) -> datetime | None:
        """Put an order before a manager; give the time of release, or none if it is declined."""
        chance = self._chance
        manager = chance.choice(holders("Cost Centre Manager", case.plant))
        fate = chance.random()
        rounds = 2 if fate < 0.006 else 1 if fate < 0.05 else 0
        for _ in range(rounds):
            case.note("Approve order", now, lifecycle="schedule")
            now = case.note("Escalate approval", now + timedelta(days=3))
        if rounds == 2:
            return case.note("Auto-release order", now + timedelta(minutes=1))
        case.note("Approve order", now, lifecycle="schedule")
        now = case.note("Approve order", self._later(now, 5), manager)
        if chance.random() < 0.03:
            case.note("Tell requester", now + timedelta(minutes=1))
            return None
        return now

    def _receive_and_pay(self, case: Case, ordered: datetime) -> None:
        chance = self._chance
        receiver = chance.choice(holders("Goods Receiver", case.plant))
        clerk = chance.choice(holders("Accounts Payable Clerk", case.plant))
        delivered = case.note("Take delivery", after(ordered, chance.uniform(15, 160)), receiver)
        posted = case.note("Post goods receipt", self._later(delivered, 3), receiver)
        billed = case.note("Register invoice", self._later(delivered, 20), clerk)
        now = case.note("Match invoice", max(posted, billed) + timedelta(minutes=3))
        if chance.random() < (0.15 if now.month == 10 else 0.09):
            cleared = self._clear(case, now, clerk)
            if cleared is None:
                return
            now = case.note("Match invoice", cleared + timedelta(minutes=3))
        case.note("Approve payment", now, lifecycle="schedule")
        treasurer = chance.choice(holders("Treasurer"))
        now = case.note("Approve payment", self._later(now, 9), treasurer)
        case.note("Pay supplier", after(now, chance.uniform(8, 60)))

    def _clear(self, case: Case, now: datetime, clerk: Person) -> datetime | None:
        """Handle an invoice that does not match; give the time at which its hold is released."""
        chance = self._chance
        now = case.note("Start exception handling", now + timedelta(minutes=1))
        now = case.note("Classify exception", self._later(now, 6), clerk)
        kind = chance.random()
        if kind < 0.12:
            now = case.note("Write off small difference", self._later(now, 1), clerk)
        elif kind < 0.5:
            case.note("Accept price difference", now, lifecycle="schedule")
            days = chance.uniform(6, 21) if chance.random() < 0.55 else chance.uniform(0.1, 1.6)
            head = chance.choice(holders("Head of Procurement"))
            now = case.note("Accept price difference", after(now + timedelta(days=days), 0), head)
            if chance.random() < 0.06:
                return None
        elif kind < 0.78:
            buyer = chance.choice(holders("Buyer", case.plant))
            now = case.note("Clear quantity difference", self._later(now, 10), buyer)
        else:
            now = case.note("Ask for corrected invoice", now + timedelta(minutes=5))
            now = case.note("Wait for corrected invoice", self._later(now, 40), clerk)
        case.note("Release hold", now, lifecycle="schedule")
        lead = chance.choice(holders("Accounts Payable Lead"))
        return case.note("Release hold", self._later(now, 3), lead)

    def _later(self, now: datetime, hours: float) -> datetime:
        """Give a time after about so many working hours, at times much more, never above 28."""
        return after(now, min(28.0, self._chance.lognormvariate(0, 0.7) * hours))


def _appetite(plant: int, start: datetime) -> float:
    """Give how likely an order is a call-off at the foundry: plant 2, above all at month end."""
    if plant == 1:
        return 0.004
    month_end = (start + timedelta(days=4)).month != start.month
    return 0.34 if month_end else 0.04


def _working_minute(chance: random.Random) -> datetime:
    while True:
        day = _FIRST + timedelta(days=chance.randrange((_LAST - _FIRST).days))
        if day.weekday() < 5:
            return day.replace(hour=chance.randrange(_OPENS, _CLOSES), minute=chance.randrange(60))


def _change_approvers(found: list[Case], chance: random.Random) -> None:
    """Let some orders of plant 2 be approved by somebody who should not have done it."""
    plant_2 = [case for case in found if case.plant == 2 and case.has("Approve order")]
    chance.shuffle(plant_2)
    deputy = person("Dirk Kessler")
    used: dict[str, int] = {"self": 0, "express": 0, "during": 0, "after": 0}
    for case in plant_2:
        at = next(e.at for e in case.events if e.activity == "Approve order" and e.resource)
        day = at.date().isoformat()
        if "2026-04-01" <= day <= "2026-06-30" and used["during"] < 24:
            used["during"] += 1
            _act(case, "Approve order", deputy)
        elif "2026-07-01" <= day <= "2026-09-30" and used["after"] < _AFTER_DELEGATION:
            used["after"] += 1
            _act(case, "Approve order", deputy)
        elif used["self"] < _SELF_APPROVALS:
            used["self"] += 1
            key_user = person(chance.choice(KEY_USERS))
            _act(case, "Raise requisition", key_user)
            _act(case, "Approve order", key_user)
        elif used["express"] < _EXPRESS_APPROVALS:
            used["express"] += 1
            _act(case, "Approve order", person(chance.choice(EXPRESS_BUYERS)))


def _act(case: Case, activity: str, by: Person) -> None:
    """Have an activity of a case done by somebody else."""
    case.events = [
        Event(e.activity, e.at, by.login) if e.activity == activity and e.resource else e
        for e in case.events
    ]


def _send_to_mailbox(found: list[Case], chance: random.Random) -> None:
    """Forward invoices to the mailbox, a few more in every month."""
    for month, number in enumerate(MAILBOX_BY_MONTH, start=1):
        registered = [
            (case, event)
            for case in found
            for event in case.events
            if event.activity == "Register invoice"
            and event.at.month == month
            and event.at.day < 28
        ]
        for case, event in chance.sample(registered, number):
            at = event.at + timedelta(minutes=2)
            case.events.append(Event("Sent to AP mailbox", at, event.resource))


def _change_bank_details(found: list[Case], chance: random.Random) -> None:
    """Have accounts payable change a supplier's bank details just before a payment."""
    for case in chance.sample([c for c in found if c.has("Pay supplier")], _BANK_CHANGES):
        scheduled = next(e.at for e in case.events if e.activity == "Approve payment")
        clerk = next(e.resource for e in case.events if e.activity == "Register invoice")
        case.events.append(Event("Change bank details", scheduled + timedelta(minutes=20), clerk))
