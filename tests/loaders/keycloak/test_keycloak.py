"""Tests of the loader of Keycloak's realms."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.loaders import keycloak
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".json")
REALM = '{"realm": "r", "users": []}'


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_realm_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert keycloak.claims(path, read_head(path))
    golden(keycloak, path, domain="digital")


def test_what_opens_doors_is_not_in_the_graph() -> None:
    """Passwords and secrets are counted as left out, and stand nowhere else."""
    outcome = read(keycloak, HERE / "shop.json")
    told = outcome.graph.serialize(format="nt") + str(outcome.kept) + str(outcome.elements)
    assert not [secret for secret in ("p4ss", "s3cret", "t0psecret", "h1dden") if secret in told]
    assert outcome.unread["user: credentials"] == 1
    assert outcome.unread["client: secret"] == 1
    assert outcome.unread["realm: smtpServer"] == 1


def test_nobody_holds_a_role_by_a_disabled_account() -> None:
    """The account is there; what it held is counted."""
    outcome = read(keycloak, HERE / "shop.json")
    bob = URIRef(f"{BASE}shop.json#shop/user/bob")
    assert (bob, RDF.type, AB.Agent) in outcome.graph
    assert not list(outcome.graph.objects(bob, AB.holdsRole))
    assert outcome.unread["role or group of a disabled user"] == 2


def test_a_role_that_is_not_defined_is_a_mention_unless_keycloak_makes_it() -> None:
    """Nothing is made up: what another file may define can still be found there."""
    graph = read(keycloak, HERE / "shop.json").graph
    labels = {str(name) for one in graph.subjects(RDF.type, AB.Reference)
              for name in graph.objects(one, RDFS.label)}  # fmt: skip
    assert labels == {"auditor", "/Finance"}
    made = URIRef(f"{BASE}shop.json#shop/client/account/role/view-profile")
    assert (made, RDF.type, AB.Role) in graph


def test_the_role_by_which_a_client_protects_resources_is_keycloaks_own(reader: Reader) -> None:
    """Exports give it to the account of the service and do not list it; another one is missing."""
    user = {
        "username": "service-account-shop",
        "enabled": True,
        "clientRoles": {"shop": ["uma_protection", "packer"]},
    }
    realm = {"realm": "r", "clients": [{"clientId": "shop"}], "users": [user]}
    graph = reader(keycloak, "r.json", json.dumps(realm)).graph
    mentioned = {
        str(graph.value(one, RDFS.label)) for one in graph.subjects(RDF.type, AB.Reference)
    }
    assert "packer" in mentioned
    assert "uma_protection" not in mentioned


def test_a_permission_is_stated_only_where_it_is_exact() -> None:
    """Who is let in by scripts, negations or several policies at once is counted, not guessed."""
    outcome = read(keycloak, HERE / "desk.json")
    granted = {
        str(permission).rpartition("/")[2]: sorted(
            str(one).partition("desk/")[2] or str(one).removeprefix(BASE)
            for one in outcome.graph.objects(permission, AB.grantedTo)
        )
        for permission in outcome.graph.subjects(RDF.type, AB.Permission)
    }
    assert granted == {
        "pay": ["client/app/role/payer", "role/clerk"],
        "see": ["group/Staff/Inner", "role/clerk"],
        "open%20late": ["role/clerk"],
        "named": ["user/ann", "zoe"],
        "all%20invoices": ["role/chief"],
    }
    conditions = {
        str(one).rpartition("/")[2]: str(text)
        for one, text in outcome.graph.subject_objects(AB.condition)
    }
    assert conditions == {
        "open%20late": "policy 'hours' (time) and not policy 'trainees' (role)",
        "pay": "permission 'all invoices' grants it, too",
        "all%20invoices": "permission 'pay' grants it, too",
    }
    assert outcome.elements["scope permission"] + outcome.elements["resource permission"] == 9
    kept = ("scope permission that is not exact", "resource permission that is not exact")
    assert sum(outcome.kept.get(one, 0) for one in kept) == 4
    assert outcome.unread["time policy"] == outcome.unread["js policy"] == 1
    assert outcome.unread["group policy"] == outcome.unread["role policy"] - 1 == 1
    (problem,) = outcome.problems
    assert "'gone'" in problem.message
    assert problem.place.line == 39


def test_a_client_that_enforces_nothing_is_told(reader: Reader) -> None:
    """What its permissions say is then true of nobody."""
    client = '{"clientId": "c", "authorizationSettings": {"policyEnforcementMode": "DISABLED"}}'
    outcome = reader(keycloak, "realm.json", f'{{"realm": "r", "clients": [{client}]}}')
    assert [problem.severity for problem in outcome.problems] == ["warning"]
    assert "'c' enforces no policy" in outcome.problems[0].message


def test_several_realms_in_one_file_are_kept_apart(reader: Reader) -> None:
    """Users of one name in two realms are two users."""
    one = '{"realm": "%s", "users": [{"username": "ann"}], "roles": {"realm": [{"name": "x"}]}}'
    outcome = reader(keycloak, "realms.json", f"[{one % 'a'}, {one % 'b'}]")
    users = set(outcome.graph.subjects(AB.login, Literal("ann")))
    assert users == {URIRef(f"{BASE}realms.json#{realm}/user/ann") for realm in "ab"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("{", "cut off"),
        ("[]", "no realm"),
        ('{"users": []}', "no realm"),
        ('{"realm": "a", "realm": "b"}', "stands twice"),
        ('{"realm": ' * 300, "deeper"),
        ('{"realm": "r", "users": [{"username": "a"},\n{"username": "a"}]}', "on lines 1 and 2"),
        ('{"realm": "r", "groups": [{"name": "g"}, {"name": "g"}]}', "'group/g' stands twice"),
        (
            (
                '{"realm": "r", "clients": [{"clientId": "c", "authorizationSettings":\n'
                '{"scopes": [{"name": "x"},\n{"name": "x"}]}}]}'
            ),
            "'x' stands twice in scopes of a client, on lines 2 and 3",
        ),
    ],
)
def test_what_is_no_realm_is_refused_with_one_clear_error(
    content: str, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(keycloak, "realm.json", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_a_realm_is_told_from_the_settings_of_an_application() -> None:
    """Both name a realm; only one has users, roles or clients."""
    path = Path("keycloak.json")
    assert keycloak.claims(path, REALM.encode())
    assert not keycloak.claims(path, b'{"realm": "r", "auth-server-url": "x", "users": []}')
    assert not keycloak.claims(path, b'{"realm": "r"}')
    assert not keycloak.claims(Path("notes.txt"), f"# {REALM}".encode())


@pytest.mark.corpus
def test_every_public_realm_loads_and_its_counts_agree(corpus: Path) -> None:
    """Users, roles, clients and what users hold are as many as listed."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    listed = {name: said for name, said in rows.items() if said.startswith("keycloak ")}
    assert len(listed) >= 13
    for name, said in listed.items():
        counted = json.loads(said.partition(" ")[2])
        assert keycloak.claims(corpus / name, read_head(corpus / name)), name
        outcome = read(keycloak, corpus / name)
        assert not outcome.problems, name
        found = outcome.elements
        assert {
            "realm_roles": found.get("realm role", 0),
            "users": found.get("user", 0),
            "clients": found.get("client", 0),
            "user_role_assignments": found.get("role of a user", 0),
        } == {
            key: counted.get(key, 0)
            for key in ("realm_roles", "users", "clients", "user_role_assignments")
        }, name
