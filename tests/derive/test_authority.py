"""Decision rights against permissions: planted faults are found, what is in order is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs
from rdflib import RDFS, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived
    from rdflib import Graph

W = "https://example.org/w/"

WORLD = """
p:P a ab:Process ; rdfs:label "Purchase" ; ab:hasStep p:Create, p:Approve, p:Release .
p:Create a ab:Task, ab:Step ; rdfs:label "Create order" ; ab:execution "user" ; ab:next p:Approve ;
    ab:performedBy <role/buyer> .
p:Approve a ab:Approval, ab:Task, ab:Step ; rdfs:label "Approve order" ; ab:execution "user" ;
    ab:next p:Release ; ab:decidedBy <role/manager> ; ab:performedBy <role/assistant> .
p:Release a ab:Task, ab:Step ; rdfs:label "Release order" ; ab:execution "user" .
w:W a ab:Workflow ; rdfs:label "Order workflow" ; ab:heldBy <system/erp> ;
    ab:hasState w:Create, w:Approve, w:Release .
w:Create a ab:State ; rdfs:label "Create order" ; dcterms:identifier "Create" ;
    ab:execution "user" .
w:Approve a ab:State ; rdfs:label "Approve order" ; dcterms:identifier "ApproveOrder" ;
    ab:execution "user" .
w:Release a ab:State ; rdfs:label "Release order" ; ab:execution "user" .
w:t a ab:Transition ; ab:from w:Approve ; ab:to w:Release ; rdfs:label "grant" .
<m1> a ab:Mapping ; ab:processElement p:Approve ; ab:digitalElement w:Approve ;
    ab:mappingStatus "confirmed" .
<m2> a ab:Mapping ; ab:processElement p:Create ; ab:digitalElement w:Create ;
    ab:mappingStatus "confirmed" .
<system/erp> a ab:System ; rdfs:label "ERP" .
<role/buyer> a ab:Role ; rdfs:label "Buyer" .
<role/manager> a ab:Role ; rdfs:label "Manager" .
<role/assistant> a ab:Role ; rdfs:label "Assistant" .
<role/clerk> a ab:Role ; rdfs:label "Clerk" .
<agent/mia> a ab:Agent ; rdfs:label "Mia" ; ab:login "mia" .
<agent/ben> a ab:Agent ; rdfs:label "Ben" .
<agent/ann> a ab:Agent ; rdfs:label "Ann" .
<agent/cy> a ab:Agent ; rdfs:label "Cy" .
<h1> a ab:Holding ; ab:holder <agent/mia> ; ab:role <role/manager> .
<h2> a ab:Holding ; ab:holder <agent/ben> ; ab:role <role/buyer> .
<h3> a ab:Holding ; ab:holder <agent/ann> ; ab:role <role/assistant> .
<h4> a ab:Holding ; ab:holder <agent/cy> ; ab:role <role/clerk> .
<group/approvers> a ab:Group, ab:Agent ; rdfs:label "Approvers" .
<agent/mia> ab:memberOf <group/approvers> .
<pm> a ab:Permission ; ab:grantedTo <group/approvers> ; ab:mayTrigger w:Approve ;
    ab:heldBy <system/erp> ; ab:action "approve" .
"""


def labels(graph: Graph, kind: URIRef) -> list[str]:
    """Give the labels of the derived facts of a kind, in order."""
    return sorted(str(graph.value(node, RDFS.label)) for node in of_kind(graph, kind))


def graph_agents(graph: Graph, node: URIRef) -> list[str]:
    """Give the agents at stake in a derived fact by the ends of their IRIs."""
    return sorted(str(agent).rsplit("/", 1)[1] for agent in graph.objects(node, AB.agent))


def test_a_world_in_order_gives_no_disagreement(derived: Derived) -> None:
    """The manager decides, has the permission and does not create orders."""
    graph = derived(WORLD, "authority")
    for kind in (AB.ExcessPermission, AB.MissingPermission, AB.DutyConflict):
        assert not labels(graph, kind)
    assert (URIRef(W + "agent/mia"), AB.holdsRole, URIRef(W + "role/manager")) in graph
    assert (URIRef(W + "agent/mia"), AB.mayDecide, URIRef(W + "p.bpmn#Approve")) in graph


@pytest.mark.parametrize(
    "permission",
    [
        "ab:mayTrigger w:Approve ; ab:action 'execute'",
        "ab:mayTrigger w:t",
        "ab:mayTrigger w:W ; ab:action '*'",
        "ab:mayTrigger w:W ; ab:action 'Approve*'",
        "ab:mayTrigger w:W ; ab:action 'approve'",
        "ab:mayTrigger <reference/state/any> ; ab:action 'approve'",
        "ab:mayTrigger <reference/state/some>",
        "ab:action '*'",
    ],
)
def test_a_permission_in_any_words_is_seen_to_reach_the_approval(
    derived: Derived, permission: str
) -> None:
    """State, transition, workflow, system and wildcards in state and action all reach it."""
    graph = derived(
        WORLD
        + "<reference/state/any> a ab:Reference ; rdfs:label '*' ; ab:within w:W .\n"
        + "<reference/state/some> a ab:Reference ; rdfs:label 'Approve*' ; ab:within w:W .\n"
        + "<pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:heldBy <system/erp> ;"
        + f" {permission} .",
        "authority",
    )
    assert labels(graph, AB.ExcessPermission) == [
        "Cy can act on Approve order without the right to decide it"
    ]


@pytest.mark.parametrize(
    "permission",
    [
        "ab:mayTrigger w:Approve ; ab:action 'read'",
        "ab:mayTrigger w:Release ; ab:action '*'",
        "ab:mayTrigger w:W ; ab:action 'Release*'",
        "ab:mayTrigger <reference/state/gone>, w:W ; ab:action '*'",
        "ab:mayTrigger <reference/state/some>",
        "ab:action 'view'",
    ],
)
def test_a_permission_for_something_else_is_not(derived: Derived, permission: str) -> None:
    """Looking at the approval, or acting on another state, is no permission for it."""
    graph = derived(
        WORLD
        + "<reference/state/some> a ab:Reference ; rdfs:label 'Rel*' ; ab:within w:W .\n"
        + "<reference/state/gone> a ab:Reference ; rdfs:label 'Old state' ; ab:within w:W .\n"
        + "<pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:heldBy <system/erp> ;"
        + f" {permission} .",
        "authority",
    )
    assert not labels(graph, AB.ExcessPermission)


def test_a_permission_through_nested_groups_names_the_whole_way(derived: Derived) -> None:
    """A clerk is in a group that is part of the approvers; the manager beside him is in order."""
    graph = derived(
        WORLD
        + """<group/backup> a ab:Group, ab:Agent ; rdfs:label "Backup" ;
        ab:memberOf <group/approvers> . <agent/cy> ab:memberOf <group/backup> .""",
        "authority",
    )
    (node,) = of_kind(graph, AB.ExcessPermission)
    assert graph.value(node, AB.agent) == URIRef(W + "agent/cy")
    assert graph.value(node, AB.about) == URIRef(W + "p.bpmn#Approve")
    (proof,) = proofs(graph, AB.ExcessPermission)
    assert proof == (
        "Cy may act on Approve order. The decision right is with Manager. The permission is granted"
        " to Approvers, and Cy is a member of Backup, which is a member of Approvers"
        " (case.ttl)."
    )


def test_a_role_that_nobody_in_it_may_have_is_told_once_for_all(derived: Derived) -> None:
    """The permission of a role is one excess, with the people in it."""
    graph = derived(
        WORLD
        + """<h5> a ab:Holding ; ab:holder <agent/ben> ; ab:role <role/clerk> .
        <pc> a ab:Permission ; ab:grantedTo <role/clerk> ; ab:mayTrigger w:Approve .""",
        "authority",
    )
    (node,) = of_kind(graph, AB.ExcessPermission)
    assert graph.value(node, AB.role) == URIRef(W + "role/clerk")
    assert {str(a).rsplit("/")[-1] for a in graph.objects(node, AB.agent)} == {"ben", "cy"}


def test_a_role_without_people_is_judged_by_its_name(derived: Derived) -> None:
    """Where no holders are known, the register of roles and the entitlements still disagree."""
    graph = derived(
        WORLD
        + """<role/intern> a ab:Role ; rdfs:label "Intern" .
        <pc> a ab:Permission ; ab:grantedTo <role/intern> ; ab:mayTrigger w:Approve .""",
        "authority",
    )
    assert labels(graph, AB.ExcessPermission) == [
        "Intern can act on Approve order without the right to decide it"
    ]


def test_whoever_is_only_responsible_neither_decides_nor_offends(derived: Derived) -> None:
    """The assistant may act on the approval, and lacks no permission without it."""
    granted = "<pc> a ab:Permission ; ab:grantedTo <role/assistant> ; ab:mayTrigger w:Approve ."
    for turtle in (WORLD, WORLD + granted):
        graph = derived(turtle, "authority")
        assert not labels(graph, AB.ExcessPermission)
        assert not labels(graph, AB.MissingPermission)


def test_an_unconfirmed_mapping_proves_nothing(derived: Derived) -> None:
    """A proposed mapping is for people to confirm, not to be judged by."""
    confirmed = 'digitalElement w:Approve ;\n    ab:mappingStatus "confirmed"'
    turtle = WORLD.replace(confirmed, confirmed.replace("confirmed", "proposed"))
    assert turtle != WORLD
    granted = "<pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:mayTrigger w:Approve ."
    assert not labels(derived(turtle + granted, "authority"), AB.ExcessPermission)


def test_a_decision_right_without_permission_is_found(derived: Derived) -> None:
    """A second manager, who is in no group, must decide and cannot."""
    graph = derived(
        WORLD + "<h5> a ab:Holding ; ab:holder <agent/ann> ; ab:role <role/manager> .", "authority"
    )
    assert labels(graph, AB.MissingPermission) == [
        "Ann decides Approve order but has no permission for it"
    ]


def test_without_entitlements_of_the_system_nothing_is_missing(derived: Derived) -> None:
    """Where no permission of a system is loaded, nobody can say what is missing in it."""
    turtle = WORLD.replace("<pm> a ab:Permission", "<pm> a ab:Source")
    assert not labels(derived(turtle, "authority"), AB.MissingPermission)


def test_a_machine_needs_no_permission(derived: Derived) -> None:
    """A decision that the system takes by itself is nobody's missing permission."""
    turtle = WORLD.replace(
        '"ApproveOrder" ;\n    ab:execution "user"',
        '"ApproveOrder" ;\n    ab:execution "automated"',
    ).replace("ab:mayTrigger w:Approve", "ab:mayTrigger w:Release")
    assert not labels(derived(turtle, "authority"), AB.MissingPermission)
    person = turtle.replace('ab:execution "automated"', 'ab:execution "user"')
    assert labels(derived(person, "authority"), AB.MissingPermission)


@pytest.mark.parametrize(
    ("until", "valid"), [("2026-11-14", False), ("2026-11-15", True), ("2026-11-16", True)]
)
def test_the_last_day_of_a_holding_still_counts(
    derived: Derived, until: str, *, valid: bool
) -> None:
    """A clerk who is a manager until the day judged for has the right on that day."""
    graph = derived(
        WORLD
        + f"""<h5> a ab:Holding ; ab:holder <agent/cy> ; ab:role <role/manager> ;
        ab:validFrom "2026-01-01"^^xsd:date ; ab:validUntil "{until}"^^xsd:date .
        <agent/cy> ab:memberOf <group/approvers> .""",
        "authority",
    )
    held = (URIRef(W + "agent/cy"), AB.holdsRole, URIRef(W + "role/manager")) in graph
    assert held is valid
    assert bool(labels(graph, AB.ExcessPermission)) is not valid


@pytest.mark.parametrize(
    ("first", "until", "valid"),
    [
        ("2026-11-01", "2026-11-15", True),
        ("2026-11-15", "2026-12-01", True),
        ("2026-11-01", "2026-11-14", False),
        ("2026-11-16", "2026-12-01", False),
    ],
)
def test_a_deputy_has_the_right_while_the_delegation_lasts(
    derived: Derived, first: str, until: str, *, valid: bool
) -> None:
    """The deputy stands in for the role without holding it, on the first and the last day too."""
    graph = derived(
        WORLD
        + f"""<d> a ab:Delegation ; ab:principal <agent/mia> ; ab:deputy <agent/cy> ;
        ab:role <role/manager> ; ab:validFrom "{first}"^^xsd:date ;
        ab:validUntil "{until}"^^xsd:date . <agent/cy> ab:memberOf <group/approvers> .""",
        "authority",
    )
    cy, manager = URIRef(W + "agent/cy"), URIRef(W + "role/manager")
    assert ((cy, AB.standsInFor, manager) in graph) is valid
    assert ((cy, AB.mayDecide, URIRef(W + "p.bpmn#Approve")) in graph) is valid
    assert (cy, AB.holdsRole, manager) not in graph
    assert bool(labels(graph, AB.ExcessPermission)) is not valid


def test_nobody_can_lend_a_right_that_he_does_not_have(derived: Derived) -> None:
    """A delegation by a buyer does not make its deputy a manager."""
    graph = derived(
        WORLD
        + """<d> a ab:Delegation ; ab:principal <agent/ben> ; ab:deputy <agent/cy> ;
        ab:role <role/manager> .""",
        "authority",
    )
    assert (URIRef(W + "agent/cy"), AB.standsInFor, None) not in graph


def test_a_person_known_by_name_only_is_the_one_with_the_login(derived: Derived) -> None:
    """One register writes the login, the other one the name: still one person."""
    graph = derived(
        WORLD
        + """<agent/clarayork> a ab:Agent ; rdfs:label "Cy" ; ab:login "clarayork" .
        <agent/clarayork> ab:memberOf <group/approvers> .
        <h6> a ab:Holding ; ab:holder <agent/cy> ; ab:role <role/manager> .""",
        "authority",
    )
    assert not labels(graph, AB.ExcessPermission)
    assert not labels(graph, AB.MissingPermission)


def test_a_wildcard_is_no_mention_that_leads_nowhere(derived: Derived) -> None:
    """``*`` names every state of its workflow and of no other."""
    turtle = (
        WORLD
        + """<reference/workflow/w> a ab:Reference ; rdfs:label "Order workflow" ;
        ab:referenceKind ab:Workflow .
        <reference/state/any> a ab:Reference ; rdfs:label "*" ; ab:referenceKind ab:State ;
        ab:within <reference/workflow/w> .
        <reference/workflow/v> a ab:Reference ; rdfs:label "Other" ; ab:referenceKind ab:Workflow .
        <reference/state/other> a ab:Reference ; rdfs:label "*" ; ab:referenceKind ab:State ;
        ab:within <reference/workflow/v> .
        w:V a ab:Workflow ; rdfs:label "Other" ; ab:heldBy <system/erp> ; ab:hasState w:X .
        w:X a ab:State ; rdfs:label "X" .
        <pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:heldBy <system/erp> ;
            ab:workflow <reference/workflow/w> ; ab:mayTrigger <reference/state/any> .
        <pb> a ab:Permission ; ab:grantedTo <agent/ben> ; ab:heldBy <system/erp> ;
            ab:workflow <reference/workflow/v> ; ab:mayTrigger <reference/state/other> ."""
    )
    assert not of_kind(derived(turtle, "references"), AB.DanglingReference)
    (node,) = of_kind(derived(turtle, "references", "authority"), AB.ExcessPermission)
    assert graph_agents(derived(turtle, "references", "authority"), node) == ["cy"]


def test_a_mention_of_a_person_is_the_person(derived: Derived) -> None:
    """A register of groups names its members by login; a mention is followed, not a second one."""
    graph = derived(
        WORLD
        + """<reference/agent/ben> a ab:Reference ; rdfs:label "Ben" ; ab:referenceKind ab:Agent ;
        ab:memberOf <group/approvers> .""",
        "references",
        "authority",
    )
    (node,) = of_kind(graph, AB.ExcessPermission)
    assert list(graph.objects(node, AB.agent)) == [URIRef(W + "agent/ben")]


def test_an_account_that_no_register_of_people_knows_can_act_all_the_same(
    derived: Derived,
) -> None:
    """A member of a group without a person behind it is told by the name that it has."""
    graph = derived(
        WORLD
        + """<reference/agent/xold> a ab:Reference ; rdfs:label "xold" ;
        ab:referenceKind ab:Agent ; ab:memberOf <group/approvers> .""",
        "references",
        "authority",
    )
    assert labels(graph, AB.ExcessPermission) == [
        "xold can act on Approve order without the right to decide it"
    ]


def test_two_people_of_one_name_stay_apart(derived: Derived) -> None:
    """A name that two logins bear is nobody's alias."""
    graph = derived(
        WORLD
        + """<agent/cy1> a ab:Agent ; rdfs:label "Cy" ; ab:login "cy1" .
        <agent/cy2> a ab:Agent ; rdfs:label "Cy" ; ab:login "cy2" .
        <agent/cy1> ab:memberOf <group/approvers> .
        <h6> a ab:Holding ; ab:holder <agent/cy2> ; ab:role <role/manager> .""",
        "authority",
    )
    (excess,) = of_kind(graph, AB.ExcessPermission)
    (missing,) = of_kind(graph, AB.MissingPermission)
    assert graph.value(excess, AB.agent) == URIRef(W + "agent/cy1")
    assert graph.value(missing, AB.agent) == URIRef(W + "agent/cy2")


def test_one_role_for_request_and_approval_is_a_conflict_told_once(derived: Derived) -> None:
    """By role: the buyer also decides; its holders are named with it and not again."""
    turtle = WORLD.replace("ab:decidedBy <role/manager>", "ab:decidedBy <role/buyer>")
    graph = derived(turtle, "authority")
    assert labels(graph, AB.DutyConflict) == [
        "Buyer can perform both Create order and Approve order"
    ]
    (proof,) = proofs(graph, AB.DutyConflict)
    assert "Buyer (Ben) can do both: Buyer performs Create order; Buyer decides" in proof


def test_one_group_with_both_permissions_is_a_conflict(derived: Derived) -> None:
    """By group: the members are named with it."""
    graph = derived(
        WORLD
        + """<pc> a ab:Permission ; ab:grantedTo <group/approvers> ; ab:mayTrigger w:Create .""",
        "authority",
    )
    assert labels(graph, AB.DutyConflict) == [
        "Approvers can perform both Create order and Approve order"
    ]


def test_one_person_with_two_roles_is_a_conflict_and_is_told_how(derived: Derived) -> None:
    """By person: each right is told with the way by which it came."""
    graph = derived(
        WORLD + "<h5> a ab:Holding ; ab:holder <agent/mia> ; ab:role <role/buyer> .", "authority"
    )
    (node,) = of_kind(graph, AB.DutyConflict)
    assert graph.value(node, AB.agent) == URIRef(W + "agent/mia")
    (proof,) = proofs(graph, AB.DutyConflict)
    assert "Mia holds the role Buyer, and Buyer performs Create order" in proof
    assert "Approve" in proof


def test_a_control_says_which_step_must_be_apart(derived: Derived) -> None:
    """What a control demands is held, for steps whose names say nothing of a request."""
    control = """<control/c> a ab:Control ; rdfs:label "Four eyes" ; ab:segregatedFrom p:Release .
    p:Approve ab:controlledBy <control/c> . p:Release ab:performedBy <role/manager> ."""
    graph = derived(WORLD + control, "authority")
    (node,) = of_kind(graph, AB.DutyConflict)
    assert graph.value(node, AB.control) == URIRef(W + "control/c")
    assert graph.value(node, AB.role) == URIRef(W + "role/manager")
    without = control.replace("ab:segregatedFrom p:Release", "ab:objective 'x'")
    assert not of_kind(derived(WORLD + without, "authority"), AB.DutyConflict)


def test_two_people_for_two_duties_are_in_order_even_in_one_group(derived: Derived) -> None:
    """Being colleagues is no conflict."""
    graph = derived(
        WORLD
        + """<group/all> a ab:Group, ab:Agent ; rdfs:label "All" .
        <agent/mia> ab:memberOf <group/all> . <agent/ben> ab:memberOf <group/all> .
        <group/approvers> ab:memberOf <group/all> .""",
        "authority",
    )
    assert not of_kind(graph, AB.DutyConflict)


def test_rings_of_groups_end(derived: Derived) -> None:
    """Groups that contain each other are read without running in circles."""
    graph = derived(
        WORLD
        + """<group/x> a ab:Group, ab:Agent ; rdfs:label "X" ; ab:memberOf <group/approvers> .
        <group/approvers> ab:memberOf <group/x> . <agent/cy> ab:memberOf <group/x> .""",
        "authority",
    )
    assert labels(graph, AB.ExcessPermission) == [
        "Cy can act on Approve order without the right to decide it"
    ]


def test_the_right_to_a_called_decision_is_the_right_to_the_task(derived: Derived) -> None:
    """A task that has a decision of a decision model taken is decided by whoever decides that."""
    own = "ab:decidedBy <role/manager> ; ab:performedBy <role/assistant> ."
    called = """ab:calls <d.dmn#grant> .
    <d.dmn#grant> a ab:Decision, ab:Step ; rdfs:label "Grant" ; ab:decidedBy <role/clerk> ."""
    graph = derived(WORLD.replace(own, called), "authority")
    assert labels(graph, AB.ExcessPermission) == [
        "Approvers (Mia) can act on Approve order without the right to decide it"
    ]
    assert labels(graph, AB.MissingPermission) == [
        "Cy decides Approve order but has no permission for it"
    ]


PROTECTED = """
<c#o> dcterms:identifier "{name}" ; rdfs:label "{name}" .
<c#part> dcterms:identifier "approveorder" ; ab:partOf <c#group> .
<c#group> dcterms:identifier "orders" .
<pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:heldBy <system/{system}> ;
    ab:mayTrigger {on} ; ab:action "approve" .
"""


@pytest.mark.parametrize(
    ("name", "on", "system", "reaches"),
    [
        ("ApproveOrder", "<c#o>", "erp", True),
        ("Approve*", "<c#o>", "erp", True),
        ("*", "<c#o>", "erp", True),
        ("x", "<c#group>", "erp", True),
        ("ReleaseOrder", "<c#o>", "erp", False),
        ("ApproveOrder", "<c#o>", "crm", False),
    ],
)
def test_a_protected_thing_is_the_state_that_bears_its_identifier(
    name: str, on: str, system: str, *, reaches: bool, derived: Derived
) -> None:
    """In the same system only, by itself, by a pattern, or in a group of such things."""
    turtle = PROTECTED.format(name=name, on=on, system=system)
    graph = derived(WORLD + turtle, "authority")
    assert bool(labels(graph, AB.ExcessPermission)) is reaches


GRANT = """
<pc> a ab:Permission ; ab:grantedTo <role/clerk> ; ab:mayTrigger w:Approve ; ab:action "approve" .
<d> a ab:Denial ; ab:deniedTo <agent/cy> ; ab:heldBy <system/erp> ; ab:denies w:Approve {more} .
"""


@pytest.mark.parametrize(
    ("more", "excess"),
    [
        ("", 0),
        ("; ab:action 'approve', 'reject'", 0),
        ("; ab:action '*'", 0),
        ("; ab:action 'reject'", 1),
        ("; ab:condition 'on Sundays'", 1),
    ],
)
def test_a_denial_takes_a_permission_away(more: str, excess: int, derived: Derived) -> None:
    """If it stops all that is granted, and always."""
    graph = derived(WORLD + GRANT.format(more=more), "authority")
    assert len(labels(graph, AB.ExcessPermission)) == excess


def test_whoever_is_denied_what_his_right_asks_for_has_no_permission(derived: Derived) -> None:
    """A decision right without the means is found however the means are taken away."""
    denial = "<d> a ab:Denial ; ab:deniedTo <group/approvers> ; ab:denies w:Approve ."
    graph = derived(WORLD + denial, "authority")
    assert labels(graph, AB.MissingPermission) == [
        "Mia decides Approve order but has no permission for it"
    ]


def test_a_denial_keeps_two_duties_apart(derived: Derived) -> None:
    """Who could do both, but for a rule that refuses the second, is in no conflict."""
    both = (
        "<c1> a ab:Control ; ab:guards p:Approve ; ab:segregatedFrom p:Create ."
        "<agent/ben> ab:memberOf <group/approvers> ."
    )
    denial = "<d> a ab:Denial ; ab:deniedTo <agent/ben> ; ab:denies w:Approve ."
    assert labels(derived(WORLD + both, "authority"), AB.DutyConflict)
    assert not labels(derived(WORLD + both + denial, "authority"), AB.DutyConflict)


@pytest.mark.parametrize("status", ["inactive", "disabled"])
def test_nobody_acts_by_an_account_that_is_switched_off(status: str, derived: Derived) -> None:
    """What a group says of its members does not count for it."""
    turtle = (
        f"<kc#cy> a ab:Agent ; rdfs:label 'Cy K' ; ab:login 'cyk' ; ab:status '{status}' ;"
        " ab:memberOf <group/approvers> ."
    )
    graph = derived(WORLD + turtle, "authority")
    assert not labels(graph, AB.ExcessPermission)


SYSTEM_ROLE = """
<kc#manager> a ab:Role ; rdfs:label "order-approver" .
<kc#mia> a ab:Agent ; rdfs:label "Mia M" ; ab:login "mia@x" ; ab:holdsRole <kc#manager> .
<pc> a ab:Permission ; ab:grantedTo <kc#manager> ; ab:mayTrigger w:Approve ; ab:action "approve" .
"""
CY_TOO = '<kc#cy> a ab:Agent ; rdfs:label "Cy K" ; ab:login "cyk" ; ab:holdsRole <kc#manager> .'
CONFIRMED = """
<m3> a ab:Mapping ; ab:processElement {0} ; ab:digitalElement {1} ; ab:mappingStatus "{2}" .
"""


@pytest.mark.parametrize(
    "ends", [("<role/manager>", "<kc#manager>"), ("<kc#manager>", "<role/manager>")]
)
def test_a_role_of_a_system_is_that_of_a_register_once_confirmed(
    ends: tuple[str, str], derived: Derived
) -> None:
    """Its holders then have the right, whichever end stands first; a proposal changes nothing."""
    apart = derived(WORLD + SYSTEM_ROLE + CONFIRMED.format(*ends, "proposed"), "authority")
    assert labels(apart, AB.ExcessPermission)
    joined = derived(WORLD + SYSTEM_ROLE + CONFIRMED.format(*ends, "confirmed"), "authority")
    assert not labels(joined, AB.ExcessPermission)
    held = joined.objects(URIRef(f"{W}kc#mia"), AB.holdsRole)
    assert URIRef(f"{W}role/manager") in set(held)


REJECTED = """
<m3> a ab:Mapping ; <https://w3id.org/sssom/subject_id> {0} ;
    <https://w3id.org/sssom/object_id> {1} .
"""


@pytest.mark.parametrize("status", ["", "proposed", "rejected", "no match"])
def test_a_role_of_the_same_name_is_not_accused_until_it_is_known_to_be_another(
    status: str, derived: Derived
) -> None:
    """What may be one is neither too much nor missing; IN014 asks, and a rejection answers."""
    turtle = WORLD + SYSTEM_ROLE.replace("order-approver", "manager") + CY_TOO
    turtle = turtle.replace("<pm> a ab:Permission", "<pm> a ab:Source")
    if status:
        stated = REJECTED if status == "no match" else CONFIRMED
        turtle += stated.format("<role/manager>", "<kc#manager>", status)
    graph = derived(turtle, "authority")
    is_known = status in {"rejected", "no match"}
    assert bool(labels(graph, AB.ExcessPermission)) is is_known
    assert bool(labels(graph, AB.MissingPermission)) is is_known
    right, ability, via, _ = standing(graph, "kc#cy")
    assert (right, ability) == ("none" if is_known else "unclear", "can")
    if not is_known:
        assert "bears the name of the role that decides" in via
        assert standing(graph, "role/manager")[:2] == ("decides", "unknown")


def test_a_role_that_nobody_has_any_more_lets_nobody_act(derived: Derived) -> None:
    """Its only holder's time is over; one that nobody ever had is judged by its name."""
    held = "<role/temp> a ab:Role ; rdfs:label 'Temp' .\n"
    held += "<pt> a ab:Permission ; ab:grantedTo <role/temp> ; ab:mayTrigger w:Approve .\n"
    assert labels(derived(WORLD + held, "authority"), AB.ExcessPermission)
    held += (
        "<h9> a ab:Holding ; ab:holder <agent/cy> ; ab:role <role/temp> ;"
        " ab:validUntil '2026-11-14'^^xsd:date .\n"
    )
    graph = derived(WORLD + held, "authority")
    assert not labels(graph, AB.ExcessPermission)
    assert not list(graph.subjects(AB.party, URIRef(W + "role/temp")))


def test_two_accounts_confirmed_to_be_one_person_are_one(derived: Derived) -> None:
    """What one account may do and what the other must not is then told of one person."""
    turtle = (
        "<kc#x> a ab:Agent ; rdfs:label 'X' ; ab:login 'x' ; ab:memberOf <group/approvers> ."
        + CONFIRMED.format("<agent/mia>", "<kc#x>", "confirmed")
    )
    graph = derived(WORLD + turtle, "authority")
    assert not labels(graph, AB.ExcessPermission)


GOVERNED = "<pr> a ab:Permission ; ab:grantedTo <role/buyer> ; ab:mayTrigger w:Create .\n"
ELSEWHERE = """
p:P ab:hasStep p:Sign . p:Sign a ab:Task, ab:Step ; rdfs:label "Sign" .
<w2> a ab:Workflow ; rdfs:label "Signing" ; ab:heldBy <system/sign> ; ab:hasState <w2/Sign> .
<w2/Sign> a ab:State ; rdfs:label "Sign" . <system/sign> a ab:System ; rdfs:label "Signing" .
<m3> a ab:Mapping ; ab:processElement p:Sign ; ab:digitalElement <w2/Sign> ;
    ab:mappingStatus "confirmed" .
"""


def raci(role: str, step: str = "p:Create") -> str:
    """Give a row of a RACI that makes a role responsible for a step."""
    return (
        f"<raci/{role}> a ab:Assignment ; ab:step {step} ; ab:role <role/{role}> ;"
        ' ab:responsibility "R" .\n'
    )


def test_whoever_is_responsible_and_cannot_act_is_found(derived: Derived) -> None:
    """The clerk is to create orders, and only buyers may."""
    graph = derived(WORLD + GOVERNED + raci("buyer") + raci("clerk"), "authority")
    assert labels(graph, AB.PermissionGap) == [
        "Clerk is responsible for Create order and has no permission for it"
    ]
    (proof,) = proofs(graph, AB.PermissionGap)
    assert proof == (
        "Clerk (Cy) is responsible for Create order. No permission, granted directly, by role or by"
        " group, lets anybody of them act on Create order."
    )


@pytest.mark.parametrize(
    "turtle",
    [
        # Has it by role; has it by a group or by name; nothing is known of who may act there.
        GOVERNED + raci("buyer"),
        GOVERNED + raci("clerk") + "<pg> a ab:Permission ; ab:grantedTo <group/clerks> ;"
        " ab:mayTrigger w:Create . <agent/cy> ab:memberOf <group/clerks> .\n",
        GOVERNED + raci("clerk") + "<pn> a ab:Permission ; ab:grantedTo <agent/cy> ;"
        " ab:mayTrigger w:Create .\n",
        raci("clerk", "p:Sign") + ELSEWHERE,
        # A decision is taken by whoever is accountable; a step without a state is done by hand.
        raci("assistant", "p:Approve"),
        GOVERNED + raci("clerk", "p:Release"),
        # Nobody is named for the role, and a group may act: its holders may be in there.
        GOVERNED + raci("temp") + '<role/temp> a ab:Role ; rdfs:label "Temp" .\n'
        "<pg> a ab:Permission ; ab:grantedTo <group/approvers> ; ab:mayTrigger w:Create .\n",
        # A lane is no RACI.
        GOVERNED + "p:Create ab:performedBy <role/clerk> .\n",
    ],
)
def test_whoever_is_responsible_and_can_act_or_need_not_is_not(
    derived: Derived, turtle: str
) -> None:
    """Permissions count however they are granted; where none are known, nothing is said."""
    assert labels(derived(WORLD + turtle, "authority"), AB.PermissionGap) == []


def standing(graph: Graph, party: str) -> tuple[str, str, str, str]:
    """Give right, ability and both chains of a party that stands to one decision."""
    (node,) = graph.subjects(AB.party, URIRef(W + party))
    said = (AB.decisionRight, AB.ability, AB.rightThrough, AB.permissionThrough)
    right, ability, via, through = (str(graph.value(node, term)) for term in said)
    return right, ability, via, through


ACCOUNTABLE = "accountable for Approve order"
GRANTED = "is granted approve on Approve order (access.csv:7)"


def test_each_party_to_a_decision_is_told_with_both_chains(derived: Derived) -> None:
    """Group by group, with the days of a holding and the files that state it."""
    turtle = (
        WORLD.replace(
            "<h1> a ab:Holding",
            "<h1> prov:hadPrimarySource <people.csv#row=4> ; ab:validUntil '2026-12-31'^^xsd:date ;"
            " a ab:Holding",
        )
        + "<group/lead> a ab:Group, ab:Agent ; rdfs:label 'Leads' ;"
        " ab:memberOf <group/approvers> . <agent/cy> ab:memberOf <group/lead> .\n"
        "<pm> prov:hadPrimarySource <access.csv#cell=7,1> .\n"
    )
    graph = derived(turtle, "authority")
    assert standing(graph, "agent/mia") == (
        "decides",
        "can",
        "Mia holds the role Manager until 2026-12-31 (people.csv:4), which is " + ACCOUNTABLE,
        "Mia is a member of Approvers (case.ttl), which " + GRANTED,
    )
    assert standing(graph, "agent/cy") == (
        "none",
        "can",
        "Cy has no part in it; the decision right is with Manager",
        "Cy is a member of Leads, which is a member of Approvers (case.ttl), which " + GRANTED,
    )
    assert standing(graph, "agent/ann")[:2] == ("responsible", "cannot")
    assert standing(graph, "role/manager")[1::2] == (
        "can",
        "Everybody of Manager (Mia) can act on Approve order in another way",
    )
    assert standing(graph, "group/approvers")[:2] == ("none", "can")
    assert not list(graph.subjects(AB.party, URIRef(W + "agent/ben")))


def test_nothing_is_said_of_what_people_can_where_no_permission_is_loaded(
    derived: Derived,
) -> None:
    """Unknown is another word than cannot."""
    graph = derived(WORLD.replace("<pm> a ab:Permission", "<pm> a ab:Source"), "authority")
    assert standing(graph, "agent/mia")[1] == "unknown"


def test_people_beyond_those_told_one_by_one_are_counted(derived: Derived) -> None:
    """A bound that is hit is said, and what is wrong with the others is found all the same."""
    many = "".join(
        f"<agent/n{i:03}> a ab:Agent ; rdfs:label 'N{i:03}' ; ab:memberOf <group/approvers> .\n"
        for i in range(210)
    )
    graph = derived(WORLD + many, "authority")
    ((node, number),) = graph.subject_objects(AB.untold)
    # Mia, Ann who is responsible, and the 210.
    assert int(str(number)) == 12
    assert str(graph.value(node, RDFS.label)) == "12 more people stand to Approve order in some way"
    assert len(labels(graph, AB.ExcessPermission)) == 210


IN_LANE = WORLD.replace("ab:decidedBy <role/manager> ; ab:performedBy <role/assistant>",
                        "ab:performedBy <role/manager>")  # fmt: skip
CY_CAN = "<pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:mayTrigger w:Approve .\n"


def test_a_decision_that_no_raci_knows_belongs_to_its_lane(derived: Derived) -> None:
    """Who can act on it and is not in the lane is found; so is who is in it and cannot."""
    graph = derived(IN_LANE + CY_CAN, "authority")
    (proof,) = proofs(graph, AB.ExcessPermission)
    assert "The decision right is with Manager, in whose lane it is drawn." in proof
    assert (URIRef(W + "agent/mia"), AB.mayDecide, URIRef(W + "p.bpmn#Approve")) in graph
    second = "<h5> a ab:Holding ; ab:holder <agent/ann> ; ab:role <role/manager> ."
    assert labels(derived(IN_LANE + second, "authority"), AB.MissingPermission) == [
        "Ann decides Approve order but has no permission for it"
    ]


@pytest.mark.parametrize(
    "more",
    [
        # Responsible by a RACI is not deciding, whoever is or is not accountable.
        "<a> a ab:Assignment ; ab:step p:Approve ; ab:role <role/x> ; ab:responsibility 'R' .",
        # A lane of a name that no register of people and no system knows.
        "p:Approve ab:performedBy <role/desk> . <role/desk> a ab:Role ; rdfs:label 'Desk' .",
    ],
)
def test_a_lane_decides_nothing_that_a_raci_knows_or_that_names_nobody(
    more: str, derived: Derived
) -> None:
    """The first has a gap in its RACI, the second a name that nothing can be compared with."""
    turtle = IN_LANE + CY_CAN + more
    if "desk" in more:
        turtle = turtle.replace("ab:performedBy <role/manager>", "ab:controlledBy <control/x>")
    graph = derived(turtle, "authority")
    assert not labels(graph, AB.ExcessPermission)
    assert not labels(graph, AB.MissingPermission)


def test_nobody_is_accused_where_no_holder_of_the_right_is_known(derived: Derived) -> None:
    """Without the register of holders, people and groups cannot be told from managers."""
    turtle = WORLD.replace("<h1> a ab:Holding", "<h1> a ab:Source") + CY_CAN
    assert not labels(derived(turtle, "authority"), AB.ExcessPermission)
    by_role = "<pr> a ab:Permission ; ab:grantedTo <role/clerk> ; ab:mayTrigger w:Approve .\n"
    assert labels(derived(turtle + by_role, "authority"), AB.ExcessPermission)


def test_pairs_that_must_be_apart_are_told_though_nobody_can_do_both(derived: Derived) -> None:
    """An auditor sees what was compared, and why."""
    (node,) = of_kind(derived(WORLD, "authority"), AB.Separation)
    graph = derived(WORLD, "authority")
    assert graph.value(node, AB.apartFrom) == URIRef(W + "p.bpmn#Create")
    assert proofs(graph, AB.Separation) == ["Create order asks for what Approve order decides."]


def test_how_each_came_to_both_duties_is_told_apart(derived: Derived) -> None:
    """One chain for either duty."""
    graph = derived(
        WORLD + "<h5> a ab:Holding ; ab:holder <agent/mia> ; ab:role <role/buyer> .", "authority"
    )
    (node,) = of_kind(graph, AB.DutyConflict)
    assert graph.value(node, AB.party) == URIRef(W + "agent/mia")
    assert str(graph.value(node, AB.firstRight)) == (
        "Mia holds the role Buyer, and Buyer performs Create order"
    )
    assert str(graph.value(node, AB.secondRight)).startswith("Mia holds the role Manager, and")


FOUR_EYES = """
<control/c> a ab:Control ; rdfs:label "Two signatures" ; ab:quorum 2 .
p:Approve ab:controlledBy <control/c> . w:Approve ab:enforcedQuorum {} .
"""
SECOND = """
p:Release ab:controlledBy <control/c> . w:Release ab:enforcedQuorum 1 .
<m4> a ab:Mapping ; ab:processElement p:Release ; ab:digitalElement w:Release ;
    ab:mappingStatus "confirmed" .
"""


def test_a_workflow_that_is_content_with_fewer_than_the_quorum_is_found(derived: Derived) -> None:
    """One completion is one person."""
    graph = derived(WORLD + FOUR_EYES.format(1), "authority")
    (node,) = of_kind(graph, AB.QuorumGap)
    assert graph.value(node, AB.about) == URIRef(W + "p.bpmn#Approve")
    assert graph.value(node, AB.control) == URIRef(W + "control/c")
    (proof,) = proofs(graph, AB.QuorumGap)
    assert proof == (
        "Two signatures demands 2 people at Approve order. The workflow goes on as soon as Approve"
        " order is completed once."
    )


@pytest.mark.parametrize(
    "turtle",
    [
        WORLD + FOUR_EYES.format(2),
        # Two signatures in a row are two; a state that says nothing may ask for any number.
        WORLD + FOUR_EYES.format(1) + SECOND,
        WORLD + FOUR_EYES.format(1).replace("w:Approve ab:enforcedQuorum 1 .", ""),
        WORLD + FOUR_EYES.format(1) + SECOND.replace("w:Release ab:enforcedQuorum 1 .", ""),
        # Nobody asks for more than one, or the control is left out.
        WORLD + FOUR_EYES.format(1).replace("ab:quorum 2", "ab:quorum 1"),
        WORLD + FOUR_EYES.format(1) + "<control/c> ab:applicable false .",
        (WORLD + FOUR_EYES.format(1)).replace('"confirmed"', '"proposed"'),
    ],
)
def test_a_workflow_that_asks_for_enough_or_does_not_say_is_not(
    turtle: str, derived: Derived
) -> None:
    """Whatever cannot be known by design is left to the cases."""
    assert not of_kind(derived(turtle, "authority"), AB.QuorumGap)


RESOURCE = """
<kc#premium> dcterms:identifier "Premium" ; rdfs:label "Premium" .
<kc#client> a ab:System ; rdfs:label "{system}" .
<pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:heldBy <kc#client> ; ab:mayTrigger {on} .
"""


def test_a_step_may_be_mapped_to_a_resource_itself(derived: Derived) -> None:
    """An access server has resources and no workflow; they are as good as states."""
    turtle = (WORLD + RESOURCE.format(system="Portal", on="<kc#premium>")).replace(
        "ab:digitalElement w:Approve", "ab:digitalElement <kc#premium>"
    )
    graph = derived(turtle, "authority")
    assert labels(graph, AB.ExcessPermission) == [
        "Cy can act on Approve order without the right to decide it"
    ]
    assert labels(graph, AB.MissingPermission) == [
        "Mia decides Approve order but has no permission for it"
    ]


@pytest.mark.parametrize(("system", "reaches"), [("erp", True), ("Portal", False)])
def test_a_client_of_an_access_server_is_the_system_of_its_name(
    system: str, *, reaches: bool, derived: Derived
) -> None:
    """Its resource is then the state of that name."""
    turtle = WORLD + RESOURCE.format(system=system, on="<kc#o>")
    turtle += '<kc#o> dcterms:identifier "ApproveOrder" ; rdfs:label "Approve" .'
    assert bool(labels(derived(turtle, "authority"), AB.ExcessPermission)) is reaches


NAMESAKE = """
<role/auditor> a ab:Role ; rdfs:label "Auditor" .
<kc#auditor> a {kind} ; rdfs:label "auditor" .
<kc#ola> a ab:Agent ; rdfs:label "Ola" ; ab:login "ola" {status} ; {belongs} <kc#auditor> .
"""
GROUPED = {"kind": "ab:Group, ab:Agent", "belongs": "ab:memberOf"}
ROLED = {"kind": "ab:Role", "belongs": "ab:holdsRole"}


@pytest.mark.parametrize("how", [GROUPED, ROLED])
def test_a_role_whose_namesake_has_people_is_likely_held(
    how: dict[str, str], derived: Derived
) -> None:
    """A role or a group of its name, as nobody has said that it is another."""
    graph = derived(WORLD + NAMESAKE.format(**how, status=""), "authority")
    (node,) = of_kind(graph, AB.PresumedHolding)
    assert graph.value(node, AB.about) == URIRef(W + "role/auditor")
    kind = "group" if how is GROUPED else "role"
    (proof,) = proofs(graph, AB.PresumedHolding)
    assert proof == (
        "By the files that speak of the role Auditor, nobody holds it. Another file has a"
        f" {kind} of the same name, which Ola has. Until somebody rejects that the two are one,"
        " they count as one here."
    )


@pytest.mark.parametrize(
    "turtle",
    [
        # The account is switched off; the two are known to be two; the same person has both.
        NAMESAKE.format(**ROLED, status="; ab:status 'inactive'"),
        NAMESAKE.format(**ROLED, status="")
        + "<m9> a ab:Mapping ; ab:processElement <role/auditor> ; ab:digitalElement <kc#auditor> ;"
        " ab:mappingStatus 'rejected' .",
        NAMESAKE.format(**ROLED, status="")
        + "<h9> a ab:Holding ; ab:holder <kc#ola> ; ab:role <role/auditor> .",
        NAMESAKE.format(**ROLED, status="").replace('"auditor"', '"auditing"'),
    ],
)
def test_a_role_whose_namesake_adds_nobody_is_not(turtle: str, derived: Derived) -> None:
    """Nobody acts by it, or nobody else does."""
    assert not of_kind(derived(WORLD + turtle, "authority"), AB.PresumedHolding)


def test_a_role_that_a_mapping_joins_with_one_of_a_system_is_held(derived: Derived) -> None:
    """Nothing is presumed where somebody has confirmed it: its people hold the role."""
    turtle = NAMESAKE.format(**ROLED, status="").replace('"auditor"', '"app-auditing"')
    turtle += CONFIRMED.format("<role/auditor>", "<kc#auditor>", "confirmed")
    graph = derived(WORLD + turtle, "authority")
    assert not of_kind(graph, AB.PresumedHolding)
    assert (URIRef(W + "kc#ola"), AB.holdsRole, URIRef(W + "role/auditor")) in graph


def test_states_within_one_that_counts_them_are_not_counted_twice(derived: Derived) -> None:
    """Two branches of one state are two people, though the step is mapped to all three states."""
    turtle = WORLD + FOUR_EYES.format(2).replace("ab:quorum 2", "ab:quorum 3") + SECOND
    assert not of_kind(derived(turtle, "authority"), AB.QuorumGap)
    inside = turtle + "w:Release ab:partOf w:Approve ."
    (proof,) = proofs(derived(inside, "authority"), AB.QuorumGap)
    assert proof.endswith("as soon as Approve order is completed 2 times.")


DIRECTORY = """
<dir#g> a ab:Group ; rdfs:label "{name}" ; dcterms:identifier "g-7" .
<agent/cy> ab:memberOf <dir#g> .
<group/leads> a ab:Group, ab:Agent ; rdfs:label "Leads" .
<pg> a ab:Permission ; ab:grantedTo <group/leads> ; ab:mayTrigger w:Approve ; ab:action "approve" .
"""


def test_a_list_of_permissions_means_the_group_that_a_directory_describes(
    derived: Derived,
) -> None:
    """The list knows a name only; who is in the group, the directory says."""
    graph = derived(WORLD + DIRECTORY.format(name="leads"), "authority")
    assert labels(graph, AB.ExcessPermission) == [
        "leads (Cy) can act on Approve order without the right to decide it"
    ]
    manager = DIRECTORY.format(name="leads").replace("agent/cy", "agent/mia")
    turtle = WORLD.replace("<agent/mia> ab:memberOf <group/approvers> .", "") + manager
    graph = derived(turtle, "authority")
    assert not labels(graph, AB.MissingPermission)
    assert not labels(graph, AB.ExcessPermission)


@pytest.mark.parametrize(
    "more",
    [
        # Two are called so; the register has members of its own; somebody said that they are two.
        '<dir#h> a ab:Group ; rdfs:label "Leads" ; dcterms:identifier "g-8" .',
        "<agent/ben> ab:memberOf <group/leads> .",
        CONFIRMED.format("<group/leads>", "<dir#g>", "rejected"),
    ],
)
def test_groups_that_may_be_two_stay_apart(more: str, derived: Derived) -> None:
    """Nobody is in a group by a name that says too little."""
    graph = derived(WORLD + DIRECTORY.format(name="Leads") + more, "authority")
    assert not any("Cy" in label for label in labels(graph, AB.ExcessPermission))


@pytest.mark.parametrize(
    ("days", "counts"),
    [
        ("", True),
        ("; ab:validUntil '2026-11-15'^^xsd:date", True),
        ("; ab:validUntil '2026-11-14'^^xsd:date", False),
        ("; ab:validFrom '2026-11-16'^^xsd:date", False),
        ("; ab:status 'revoked'", False),
        ("; ab:status 'active'", True),
    ],
)
def test_permissions_and_memberships_last_as_long_as_registers_say(
    days: str, derived: Derived, *, counts: bool
) -> None:
    """The last day still counts; what is over lets nobody act."""
    granted = f"<pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:mayTrigger w:Approve {days} ."
    member = (
        f"<ms> a ab:Membership ; ab:member <agent/cy> ; ab:group <group/approvers> {days} ."
        " <ms> prov:hadPrimarySource <groups.csv#cell=3,2> ."
    )
    for turtle in (granted, member):
        graph = derived(WORLD + turtle, "authority")
        assert bool(labels(graph, AB.ExcessPermission)) is counts
    stated = (URIRef(W + "agent/cy"), AB.memberOf, URIRef(W + "group/approvers"))
    graph = derived(WORLD + member, "authority")
    assert (stated in graph) is counts
    if counts:
        (proof,) = proofs(graph, AB.ExcessPermission)
        assert "(groups.csv:3)" in proof


REGISTER = """
<agent/zoe> a ab:Agent ; rdfs:label "{one}" ; ab:login "zoe" .
<h9> a ab:Holding ; ab:holder <agent/zoe> ; ab:role <role/manager> .
<dir#7> a ab:Agent ; rdfs:label "{other}" ; ab:login "ZOE" ; dcterms:identifier "7" ;
    ab:memberOf <group/approvers> .
"""


@pytest.mark.parametrize(
    ("one", "other"), [("Zoe Abt", "Abt, Zoe"), ("zoe", "Zoe Abt"), ("Zoe Abt", "zoe")]
)
def test_accounts_of_one_login_are_one_person_unless_their_names_differ(
    one: str, other: str, derived: Derived
) -> None:
    """The register says what she decides, the directory in which groups she is."""
    graph = derived(WORLD + REGISTER.format(one=one, other=other), "authority")
    assert not labels(graph, AB.ExcessPermission)
    assert not labels(graph, AB.MissingPermission)
    assert standing(graph, "agent/zoe")[:2] == ("decides", "can")


def test_accounts_of_one_login_with_two_names_are_not_set_against_each_other(
    derived: Derived,
) -> None:
    """They may be one; once somebody says that they are two, each is judged."""
    turtle = WORLD + REGISTER.format(one="Zoe Abt", other="Z. A.")
    graph = derived(turtle, "authority")
    assert not labels(graph, AB.ExcessPermission)
    assert not labels(graph, AB.MissingPermission)
    apart = turtle + REJECTED.format("<agent/zoe>", "<dir#7>")
    graph = derived(apart, "authority")
    assert labels(graph, AB.ExcessPermission)
    assert labels(graph, AB.MissingPermission)


def test_a_group_that_a_directory_names_beside_its_users_is_that_of_the_list(
    derived: Derived,
) -> None:
    """Where only users are exported, each tells the groups in which it is."""
    turtle = DIRECTORY.replace(
        "<dir#g> a ab:Group ;", "<dir#g> a ab:Reference ; ab:referenceKind ab:Group ;"
    )
    graph = derived(WORLD + turtle.format(name="Leads"), "references", "authority")
    assert [label for label in labels(graph, AB.ExcessPermission) if "Cy" in label]


@pytest.mark.parametrize(
    ("actions", "acts"),
    [
        (("Read", "Manage", "Assign", "Unassign", "Cancel"), False),
        (("TASK_ASSIGN",), False),
        (("Read", "Own", "Claim", "Assign", "CompleteOwn"), True),
        (("manage",), True),
        (("cancel",), True),
    ],
)
def test_whoever_hands_work_out_does_not_decide_it(
    actions: tuple[str, ...], derived: Derived, *, acts: bool
) -> None:
    """A supervisor who assigns tasks takes none; what is more than that counts."""
    told = ", ".join(f"'{action}'" for action in actions)
    granted = "<pc> a ab:Permission ; ab:grantedTo <agent/cy> ; ab:mayTrigger w:Approve ;"
    graph = derived(f"{WORLD}{granted} ab:action {told} .", "authority")
    assert bool(labels(graph, AB.ExcessPermission)) is acts


IN_PERSON = """
<role/miareed> a ab:Role ; rdfs:label "Mia Reed" . <agent/mr> a ab:Agent ; rdfs:label "{name}" .
"""


def test_a_raci_may_name_a_person_where_others_name_a_role(derived: Derived) -> None:
    """Whoever bears the name of the column holds what it says; nobody else is meant."""
    stated = (URIRef(W + "agent/mr"), AB.holdsRole, URIRef(W + "role/miareed"))
    assert stated in derived(WORLD + IN_PERSON.format(name="Mia REED"), "authority")
    assert stated not in derived(WORLD + IN_PERSON.format(name="Mia Read"), "authority")
    held = "<h9> a ab:Holding ; ab:holder <agent/cy> ; ab:role <role/miareed> ."
    assert stated not in derived(WORLD + IN_PERSON.format(name="Mia Reed") + held, "authority")
    second = '<agent/x> a ab:Agent ; rdfs:label "Mia Reed" ; ab:login "mr2" .'
    second += '<agent/mr> ab:login "mr1" .'
    assert stated not in derived(WORLD + IN_PERSON.format(name="Mia Reed") + second, "authority")


@pytest.mark.parametrize(
    ("turtle", "right", "words"),
    [
        (WORLD, "decides", "Everybody of Approvers (Mia) may decide Approve order"),
        (
            WORLD + "<agent/ann> ab:memberOf <group/approvers> .",
            "responsible",
            "Everybody of Approvers (Ann and Mia) decides Approve order or is responsible for it",
        ),
        (
            WORLD + "<agent/cy> ab:memberOf <group/approvers> .",
            "none",
            "Approvers has no part in it; the decision right is with Manager",
        ),
        (
            WORLD.replace("<agent/mia> ab:memberOf <group/approvers> .", ""),
            "unknown",
            "Nobody is known to be in Approvers",
        ),
        (
            WORLD.replace("<h1> a ab:Holding", "<h1> a ab:Source"),
            "unknown",
            "The decision right is with Manager, and nobody says who that is",
        ),
    ],
)
def test_a_group_is_told_by_those_who_are_in_it(
    turtle: str, right: str, words: str, derived: Derived
) -> None:
    """A list of permissions grants to groups; whether that is too much, their people tell."""
    graph = derived(turtle, "authority")
    assert standing(graph, "group/approvers")[:3] == (right, "can", words)
