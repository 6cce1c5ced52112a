"""Tests of the loader of SCIM's resources and messages."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from rdflib import ORG, RDF, Literal, URIRef

from asbuilt.loaders import scim
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".json")
USER = '"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]'


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_file_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert scim.claims(path, read_head(path))
    golden(scim, path, domain="digital", system="Directory")


def test_what_opens_doors_is_not_in_the_graph() -> None:
    """Passwords, certificates and keys are counted as left out, and stand nowhere else."""
    outcome = read(scim, HERE / "staff.json")
    told = outcome.graph.serialize(format="nt") + str(outcome.kept) + str(outcome.elements)
    assert not [one for one in ("p4ss", "h1dden", "s3cret", "t0psecret") if one in told]
    assert outcome.unread["User: password"] == 1
    assert outcome.unread["User: x509Certificates"] == 1
    assert outcome.unread["User: callback"] == 1
    assert outcome.unread["urn:example:params:scim:schemas:badge:1.0:User: badgeKey"] == 1


def test_nobody_holds_anything_by_an_inactive_account() -> None:
    """Neither what the user says nor what a group says of it counts; all of it is told."""
    outcome = read(scim, HERE / "staff.json")
    bob = URIRef(f"{BASE}staff.json#u-2")
    assert (bob, AB.status, Literal("inactive")) in outcome.graph
    assert not list(outcome.graph.objects(bob, AB.memberOf | AB.holdsRole))
    assert outcome.unread["role of an inactive user"] == 1
    assert outcome.unread["group of an inactive user"] == 2


def test_who_is_not_in_the_file_is_mentioned_by_identifier_alone() -> None:
    """A group export without its users meets them where another file has them."""
    graph = read(scim, HERE / "staff.json").graph
    mentions = {str(one).removeprefix(BASE): kind for one, kind in
                graph.subject_objects(AB.referenceKind)}  # fmt: skip
    assert mentions == {
        "reference/group/g-9": AB.Group,
        "reference/agent/u-7": AB.Agent,
        "reference/member/x-1": AB.Agent,
    }
    ann = URIRef(f"{BASE}staff.json#u-1")
    assert set(graph.objects(ann, ORG.reportsTo)) == {URIRef(f"{BASE}staff.json#u-2")}


def test_an_array_of_pages_is_one_directory(reader: Reader) -> None:
    """A member on one page is the user on the other; that pages are missing is told."""
    pages = [
        f'{{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": {n},'
        f' "Resources": [{one}]}}'
        for n, one in (
            (1, f'{{{USER}, "id": "u", "userName": "ann"}}'),
            (4, '{"id": "g", "displayName": "G", "members": [{"value": "u"}]}'),
        )
    ]
    outcome = reader(scim, "pages.json", f"[{', '.join(pages)}]")
    user, group = (URIRef(f"{BASE}pages.json#{one}") for one in "ug")
    assert (user, AB.memberOf, group) in outcome.graph
    assert [problem.message for problem in outcome.problems] == ["the list holds 1 of 4 resources"]


@pytest.mark.parametrize("kind", ["Error", "SearchRequest", "PatchOp", "BulkResponse"])
def test_a_message_without_resources_is_told_to_be_one(kind: str, reader: Reader) -> None:
    """It is no mistake, but nothing can be learned from it."""
    message = (
        f'{{"schemas": ["urn:ietf:params:scim:api:messages:2.0:{kind}"], "Operations": [{{}}]}}'
    )
    outcome = reader(scim, "message.json", message)
    assert [problem.severity for problem in outcome.problems] == ["info"]
    assert outcome.unread == {"operation": 1}
    assert not len(outcome.graph)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("{", "cut off"),
        ("[]", "no resource"),
        ("3", "no resource"),
        ('{"userName": "ann"}', "no resource"),
        (f'[{{{USER}, "userName": "a"}}, 3]', "no resource"),
        ('{"schemas": ["urn:scim:schemas:core:1.0"]}', "SCIM 1.1"),
        (f'{{{USER}, "id": "a", "id": "b"}}', "stands twice"),
        (f'{{{USER}, "id": "a",\n"ID": "b"}}', "on lines 1 and 2"),
        (f'[{{{USER}, "id": "a"}},\n{{{USER}, "id": "a"}}]', "'a' stands twice, on lines 1 and 2"),
        ('{"schemas": ' * 300, "deeper"),
    ],
)
def test_what_is_no_scim_is_refused_with_one_clear_error(
    content: str, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(scim, "users.json", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_a_user_and_a_group_of_one_name_are_two(reader: Reader) -> None:
    """Without identifiers a name counts for its own kind only; it is written into an IRI safely."""
    group = '"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"]'
    text = f'[{{{USER}, "userName": "a <b>"}}, {{{group}, "displayName": "a <b>"}}]'
    graph = reader(scim, "users.json", text).graph
    assert (URIRef(f"{BASE}users.json#User/a%20%3Cb%3E"), RDF.type, AB.Agent) in graph
    assert (URIRef(f"{BASE}users.json#Group/a%20%3Cb%3E"), RDF.type, AB.Group) in graph


def test_only_files_that_name_a_schema_of_scim_are_claimed() -> None:
    """Other JSON with schemas, and texts that quote a resource, are left alone."""
    resource = f"{{{USER}}}".encode()
    assert scim.claims(Path("users.json"), resource)
    assert scim.claims(Path("users"), b"\xef\xbb\xbf [" + resource)
    assert scim.claims(Path("users.json"), f"{{{USER}}}".encode("utf-16"))
    assert not scim.claims(Path("notes.txt"), b"# " + resource)
    assert not scim.claims(Path("x.json"), b'{"schemas": ["urn:example:params"]}')
    assert not scim.claims(
        Path("x.json"), b'{"note": "urn:ietf:params:scim:schemas:core:2.0:User"}'
    )


@pytest.mark.corpus
def test_every_public_file_loads_and_its_counts_agree(corpus: Path) -> None:
    """Resources, operations, members and groups are as many as listed."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    listed = {name: said for name, said in rows.items() if said.startswith("scim ")}
    assert len(listed) >= 45
    for name, said in listed.items():
        counted = json.loads(said.partition(" ")[2])
        assert scim.claims(corpus / name, read_head(corpus / name)), name
        outcome = read(scim, corpus / name)
        assert not [one for one in outcome.problems if one.severity == "error"], name
        found = outcome.elements
        kind = counted["schemas"][0].rpartition(":")[2]
        assert found[kind] == 1, name
        unknown = outcome.unread.get("resource of an unknown type", 0)
        kinds = ("User", "Group", "ResourceType", "Schema")
        if kind == "ListResponse":
            assert sum(found.get(one, 0) for one in kinds) + unknown == counted["resources"], name
        operations = found.get("operation", 0) or outcome.unread.get("operation", 0)
        assert operations == counted.get("operations", 0), name
        if kind in {"User", "Group"}:
            assert found.get("member of a group", 0) == counted.get("members", 0), name
            assert found.get("group of a user", 0) == counted.get("groups", 0), name
