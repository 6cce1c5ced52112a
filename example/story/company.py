"""Who works at Halden Pumpworks: roles, people, groups and deputies."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = {
    "Requester": "All departments",
    "Cost Centre Manager": "All departments",
    "Finance Director": "Finance",
    "Finance Controller": "Finance",
    "Treasurer": "Finance",
    "Accounts Payable Lead": "Finance",
    "Accounts Payable Clerk": "Finance",
    "Head of Procurement": "Purchasing",
    "Buyer": "Purchasing",
    "Category Manager": "Purchasing",
    "Goods Receiver": "Logistics",
    "Production Planner": "Production",
    "Master Data Steward": "Information technology",
    "System Owner": "Information technology",
    "Compliance Officer": "Legal and compliance",
    "Internal Auditor": "Internal audit",
}
"""Every role and its unit. Nobody holds "Category Manager" since March 2026."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds a role at one of the plants."""

    name: str
    role: str
    plant: int

    @property
    def login(self) -> str:
        """The name under which the person signs in: initial and family name."""
        first, last = self.name.lower().split(" ", 1)
        return first[0] + last.replace(" ", "").replace("'", "").replace("ü", "ue")


def _people(role: str, plant: int, *names: str) -> list[Person]:
    return [Person(name, role, plant) for name in names]


PEOPLE = [
    *_people(
        "Requester",
        1,
        "Alice Barton",
        "Ben Carver",
        "Chloe Denholm",
        "Daniel Egerton",
        "Emma Fairfax",
        "Fred Garside",
        "Grace Holt",
        "Harry Ibbotson",
        "Isla Jarrow",
    ),
    *_people(
        "Requester",
        2,
        "Jan Kruse",
        "Katrin Lange",
        "Lukas Meier",
        "Marie Neumann",
        "Nils Otto",
        "Paula Quandt",
        "Rolf Schulte",
    ),
    *_people(
        "Cost Centre Manager",
        1,
        "Tom Underhill",
        "Vera Whitlock",
        "Will Yardley",
        "Zoe Ashworth",
        "Adam Birkett",
    ),
    *_people("Cost Centre Manager", 2, "Heike Vogt", "Jana Wiese", "Ole Koch"),
    *_people("Finance Director", 1, "Ruth Castell"),
    *_people("Finance Controller", 1, "Colin Dyson"),
    *_people("Finance Controller", 2, "Sabine Frank"),
    *_people("Treasurer", 1, "Edith Gale", "Frank Hobson"),
    *_people("Accounts Payable Lead", 1, "Gina Ingham"),
    *_people("Accounts Payable Lead", 2, "Uwe Jansen"),
    *_people("Accounts Payable Clerk", 1, "Hal Keighley", "Ivy Lomax"),
    *_people("Accounts Payable Clerk", 2, "Britta Maurer", "Karl Nolte"),
    *_people("Head of Procurement", 1, "Joan Mercer"),
    *_people("Head of Procurement", 2, "Stefan Peters"),
    *_people("Buyer", 1, "Kit Norris", "Lena Oakes", "Max Pickard"),
    *_people("Buyer", 2, "Tim Richter", "Anke Sommer"),
    *_people("Goods Receiver", 1, "Nora Quayle", "Owen Rudd"),
    *_people("Goods Receiver", 2, "Bernd Thiel", "Doris Uhl"),
    *_people("Production Planner", 1, "Pia Sutcliffe"),
    *_people("Production Planner", 2, "Dirk Kessler"),
    *_people("Master Data Steward", 1, "Quentin Tate", "Rose Upton"),
    *_people("System Owner", 1, "Sam Vickers", "Tess Walton"),
    *_people("Compliance Officer", 1, "Una Yates"),
    *_people("Compliance Officer", 2, "Martin Zeller"),
    *_people("Internal Auditor", 1, "Victor Ames", "Wanda Boyd"),
]
"""The people of the purchase-to-pay process; each holds one role."""

KEY_USERS = ("Jana Wiese", "Ole Koch")
"""Cost centre managers of plant 2 whose group may also raise requisitions."""

EXPRESS_BUYERS = ("Tim Richter", "Anke Sommer")
"""Buyers of plant 2 whose group may press the approval button."""


def _logins(names: tuple[str, ...]) -> list[str]:
    return [each.login for each in PEOPLE if each.name in names]


GROUPS = [
    ("ERP-PLANT1", "ERP-PLANT1-LOGISTICS"),
    ("ERP-PLANT2", "ERP-PLANT2-KEYUSERS"),
    ("ERP-PLANT2", "ERP-PLANT2-LOGISTICS"),
    *(("ERP-PLANT2-KEYUSERS", login) for login in _logins(KEY_USERS)),
    *(("ERP-PURCHASING-EXPRESS", login) for login in _logins(EXPRESS_BUYERS)),
    ("ERP-PLANT1-LOGISTICS", "nquayle"),
    ("ERP-PLANT1-LOGISTICS", "orudd"),
    ("ERP-PLANT2-LOGISTICS", "bthiel"),
    ("ERP-PLANT2-LOGISTICS", "duhl"),
]
"""Groups of the identity management: each group and a member, which may be a group."""

DELEGATIONS = [
    ("Tom Underhill", "Vera Whitlock", "Cost Centre Manager", "2026-07-20", "2026-08-07"),
    ("Heike Vogt", "Dirk Kessler", "Cost Centre Manager", "2026-04-01", "2026-06-30"),
    ("Joan Mercer", "Stefan Peters", "Head of Procurement", "2026-08-03", "2026-08-21"),
    ("Gina Ingham", "Uwe Jansen", "Accounts Payable Lead", "2026-01-01", "2026-12-31"),
    ("Edith Gale", "Frank Hobson", "Treasurer", "2026-01-01", "2026-12-31"),
    ("Una Yates", "Martin Zeller", "Compliance Officer", "2026-09-14", "2026-12-18"),
]
"""Principal, deputy, role, first and last day. Dirk Kessler's ended on 30 June 2026."""


def holders(role: str, plant: int | None = None) -> list[Person]:
    """Give the people who hold a role, at one plant or at both."""
    return [p for p in PEOPLE if p.role == role and plant in {None, p.plant}]


def person(name: str) -> Person:
    """Give the person of this name; raise `KeyError` if there is none."""
    for each in PEOPLE:
        if each.name == name:
            return each
    raise KeyError(name)
