"""A fingerprint stays the same for as long as the fault does, however its files are written.

What makes it up is the rule, the thing by its IRI, the property and the value where that is a name:
so it outlives line moves, the order of rows and elements, reformatting, blank nodes' names, numbers
and dates that change, and the renaming of a register, whose things are named by what people call
them. An element of a model is named by its file and its id there, since two files may use one id
for two things; so renaming a model's file, or giving an element another id, makes another thing.
"""

from __future__ import annotations

import csv
import random
import shutil
from typing import TYPE_CHECKING

from lxml import etree
from serving import AS_OF, copy_example

from asbuilt import derive, ingest, judge
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Shop

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def found(folder: Path) -> dict[str, str]:
    """Load and judge a workspace in a new store, and give fingerprints with their messages."""
    workspace = Workspace.open(folder)
    store = EmbeddedStore.in_memory()
    ledgers = ingest.load(workspace, store)
    assert not any(ledger.refused for ledger in ledgers)
    derive.run(workspace, store, AS_OF)
    report = judge.check(workspace, store, AS_OF)
    return {one.fingerprint: f"{one.rule} {one.message}" for one in report.findings}


def shuffle_rows(path: Path) -> None:
    """Put the rows of a register in another order, all cells quoted, whatever its encoding."""
    text = path.read_text(encoding="latin-1")  # which gives the same bytes back
    mark = ";" if text.count(";") > text.count(",") else ","
    head, *rows = list(csv.reader(text.splitlines(), delimiter=mark))
    random.Random(7).shuffle(rows)  # noqa: S311 - an order, no secret
    with path.open("w", encoding="latin-1", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, delimiter=mark).writerows([head, *rows])


def reverse_elements(path: Path) -> None:
    """Write the elements of each process the other way round, indented in another way."""
    tree = etree.parse(path)
    for process in tree.iter(f"{BPMN}process"):
        held = list(process)
        ordered = [one for one in held if one.tag in (f"{BPMN}documentation", f"{BPMN}laneSet")]
        rest = [one for one in held if one not in ordered]
        process[:] = [*ordered, *reversed(rest)]
    etree.indent(tree, "     ")
    tree.write(path, encoding="utf-8", xml_declaration=True)


def test_reordered_and_reformatted_files_give_the_same_findings(tmp_path: Path) -> None:
    """Rows of every register and elements of every model in another order, on other lines."""
    folder = copy_example(tmp_path / "before")
    before = found(folder)
    assert len(before) > 50
    other = tmp_path / "after" / "purchase-to-pay"
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(".asbuilt"))
    registers = [*other.glob("registers/*.csv"), *other.glob("access/*.csv")]
    models = list(other.glob("process/*.bpmn"))
    assert len(registers) > 10
    assert len(models) > 2
    for path in registers:
        shuffle_rows(path)
    for path in models:
        reverse_elements(path)
    after = found(other)
    gone = [before[one] for one in before.keys() - after.keys()]
    new = [after[one] for one in after.keys() - before.keys()]
    assert (gone, new) == ([], [])


def test_a_renamed_register_keeps_its_findings(tmp_path: Path) -> None:
    """Roles, systems and controls are named by what people call them, in whichever file."""
    folder = copy_example(tmp_path)
    before = found(folder)
    settings = folder / "asbuilt.toml"
    text = settings.read_text(encoding="utf-8")
    assert "registers/cmdb.csv" in text
    settings.write_text(text.replace("registers/cmdb.csv", "registers/systems.csv"), "utf-8")
    (folder / "registers/cmdb.csv").rename(folder / "registers/systems.csv")
    assert found(folder).keys() == before.keys()


def test_blank_nodes_and_prefixes_make_no_finding_new(shop: Shop) -> None:
    """What has no name in a file is known by what is said of it."""
    shop.change(
        ":policy a",
        ":clerk ab:note [ ab:limit 5 ] . [] a ab:Control ; rdfs:label 'Nameless' .\n:policy a",
    )
    before = {one.fingerprint for one in shop.check().findings}
    text = (shop.folder / "model.ttl").read_text(encoding="utf-8")
    head, *facts = text.replace("[] a ab:Control", "_:other a ab:Control").split(" .\n:")
    prefix, first = head.rsplit("\n\n", 1)
    facts = [first.removeprefix(":"), *(fact.removesuffix(" .\n") for fact in facts)]
    shop.write("model.ttl", "\n\n".join([prefix, *(f":{one} ." for one in reversed(facts))]))
    after = shop.check()
    assert {one.fingerprint for one in after.findings} == before
    assert {one.status for one in after.findings} == {"persisting"}


def test_a_number_that_moves_is_the_same_fault(shop: Shop) -> None:
    """A metric that stays beyond its threshold is one finding, whatever its newest value."""
    shop.change(
        ":policy a",
        """:metric a ab:Metric ; rdfs:label "Late orders" ; ab:threshold 5 ; ab:direction "below" ;
    ab:target :ordering ; ab:ownedBy :ann ; ab:dataSource "ERP" ; ab:frequency "monthly" .
:sample a ab:Sample ; ab:metric :metric ; ab:at "2026-10-31"^^xsd:date ; ab:value 9 .
:policy a""",
    )
    text = (shop.folder / "model.ttl").read_text(encoding="utf-8")
    shop.write("model.ttl", f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n{text}")
    first = {one.fingerprint: one for one in shop.check().findings if one.rule == "FB004"}
    assert len(first) == 1
    shop.change("ab:value 9", "ab:value 12.5")
    again = {one.fingerprint: one for one in shop.check().findings if one.rule == "FB004"}
    assert again.keys() == first.keys()
    assert {one.status for one in again.values()} == {"persisting"}
