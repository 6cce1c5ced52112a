"""Which group of a directory a register means that names it and says of nobody that he is in it.

A list of permissions grants to groups by their names; who is in them, the directory knows. A group
that only bears a name is taken to be the one group of that name that a directory describes, or
names beside the users that are in it. Where several are called so, where the register has members
of its own, or where somebody has said that they are two, they stay apart.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from asbuilt.derive.correspondence.mapped import rejected_pairs
from asbuilt.derive.reading import ask_rows, things
from asbuilt.identity import fold

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.store import Store


_GROUPS: Final = "?a a ab:Group . FILTER NOT EXISTS { ?a a ab:Reference }"
_MENTIONED: Final = """?a a ab:Reference ; ab:referenceKind ab:Group .
    FILTER NOT EXISTS { ?a ab:refersTo ?thing }"""
"""Groups that are known by their members only, since their own list is not loaded."""


def named_groups(store: Store) -> dict[URIRef, URIRef]:
    """Give, for each group of which only the name is known, the described one of that name."""
    by_name: dict[str, set[URIRef]] = defaultdict(set)
    for group, text in ask_rows(
        store,
        f"SELECT ?a ?b WHERE {{ {{ {_GROUPS} }} UNION {{ {_MENTIONED} }} ?a rdfs:label ?b }}",
    ):
        by_name[fold(str(text))].add(group)  # type: ignore[arg-type]
    alike = [groups for groups in by_name.values() if len(groups) > 1]
    if not alike:
        return {}
    described = set(
        things(store, f"{{ {_GROUPS} }} UNION {{ {_MENTIONED} }} ?a dcterms:identifier ?x")
    )
    peopled = set(
        things(store, "{ ?x ab:memberOf ?a } UNION { ?x ab:group ?a } UNION { ?x ab:partOf ?a }")
    )
    rejected = rejected_pairs(store)
    found: dict[URIRef, URIRef] = {}
    for groups in alike:
        meant = groups & described
        if len(meant) == 1:
            (one,) = meant
            for bare in groups - described - peopled:
                if frozenset((bare, one)) not in rejected:
                    found[bare] = one
    return found
