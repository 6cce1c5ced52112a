"""The parts of a workflow descriptor: steps, actions, splits and joins, each with its identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from asbuilt.facts import Place, Problem, Source
from asbuilt.reading import Refusal
from asbuilt.reading.xml import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

CONDITIONAL: Final = frozenset({"conditional-result", "result"})
RESULTS: Final = CONDITIONAL | {"unconditional-result", "default-result", "dynamic-result"}
"""What an action, split or join leads to; OSWf 3.0 has other names for both than OSWorkflow."""
_SHARED: Final = ("initial-actions", "global-actions", "common-actions")
_TRUE: Final = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A step, action, split or join of a descriptor."""

    node: etree._Element
    kind: str
    """Name of the element, such as ``step``."""
    identifier: str
    iri: URIRef

    @property
    def label(self) -> str:
        """Its name, or else its kind with its id."""
        return " ".join((self.node.get("name") or "").split()) or f"{self.kind} {self.identifier}"

    @property
    def place(self) -> Place:
        """Where it begins in the file."""
        return line_of(self.node)

    def says(self, attribute: str) -> bool:
        """Say whether an attribute of it, such as ``finish``, is set."""
        return (self.node.get(attribute) or "").strip().lower() in _TRUE

    def results(self) -> list[etree._Element]:
        """Give its results, in the file's order."""
        around = self.node if self.kind in {"split", "join"} else self.node.find("results")
        return [] if around is None else [n for n in elements(around) if n.tag in RESULTS]


class Descriptor:
    """A workflow descriptor; steps, splits and joins have ids of their own, and so have actions."""

    def __init__(self, source: Source, root: etree._Element) -> None:
        """Take the root of a descriptor.

        Raises `Refusal` where a part has no id, or two parts of a kind have the same.
        """
        self.source = source
        self.root = root
        self.problems: list[Problem] = []
        self.workflow = source.element("workflow")
        self.steps = self._parts("step", "steps")
        self.splits = self._parts("split", "splits")
        self.joins = self._parts("join", "joins")
        self.actions: dict[str, Part] = {}
        for node in root.iter("action"):
            self._add(self.actions, node, "action")
        self._by_node = {part.node: part for part in self.actions.values()}
        self._offered = {step: list(self._actions_of(step)) for step in self.steps.values()}

    @property
    def name(self) -> str:
        """The name of the workflow: its title, or that of the file, as Jira exports it."""
        title = self.meta(self.root, "title") or (self.root.get("name") or "").strip()
        return title or self.source.path.name.split(".")[0]

    def shared(self, where: str) -> list[Part]:
        """Give the actions of ``initial-actions`` or ``global-actions``."""
        return [
            self._by_node[node]
            for around in self.root.iterchildren(where)
            for node in around.iterchildren("action")
        ]

    def offered(self, step: Part) -> list[Part]:
        """Give the actions of a step itself: its own, and the common ones that it names."""
        return self._offered[step]

    def finishes(self, action: Part) -> bool:
        """Say whether an action ends the workflow in no step."""
        return action.says("finish") and any(
            not goal.get("split") and not goal.get("join") and not leads_on(goal)
            for goal in action.results() or [action.node]
        )

    def target(self, origin: Part, result: etree._Element) -> Part | None:
        """Give the step, split or join to which a result leads; a missing one is told.

        The id -1 is that of the step in which the action is taken.
        """
        for kind, parts in (("split", self.splits), ("join", self.joins), ("step", self.steps)):
            wanted = (result.get(kind) or "").strip()
            if not wanted or (kind == "step" and not leads_on(result)):
                continue
            found = origin if kind == "step" and wanted == "-1" else parts.get(wanted)
            if found is None or found.kind != kind:
                self.warn(
                    f"a result of {origin.label!r} leads to the {kind} {wanted!r}, which this file"
                    " does not have",
                    "correct the number, or export the whole workflow",
                    result,
                )
                return None
            return found
        return None

    def meta(self, node: etree._Element, *names: str) -> str:
        """Give the first text that an element has under one of these names of metadata."""
        for wanted in names:
            for meta in node.iterchildren("meta"):
                if meta.get("name") == wanted and (meta.text or "").strip():
                    return " ".join((meta.text or "").split())
        return ""

    def warn(self, message: str, fix: str, node: etree._Element) -> None:
        """Add something that is wrong, but not so that the file is refused; each thing once."""
        problem = Problem("warning", message, fix, line_of(node))
        if problem not in self.problems:
            self.problems.append(problem)

    def _parts(self, kind: str, around: str) -> dict[str, Part]:
        parts: dict[str, Part] = {}
        for holder in self.root.iterchildren(around):
            for node in holder.iterchildren(kind):
                self._add(parts, node, kind)
        return parts

    def _add(self, parts: dict[str, Part], node: etree._Element, kind: str) -> None:
        identifier = (node.get("id") or "").strip()
        if not identifier:
            raise Refusal(
                f"the {kind} {(node.get('name') or '').strip()!r} has no id",
                "give it an id of its own, or export the workflow again",
                line_of(node),
            )
        other = parts.get(identifier)
        if other is not None:
            raise Refusal(
                f"the {kind} {identifier!r} stands twice, on lines {other.place.line} and"
                f" {line_of(node).line}",
                f"give each {kind} an id of its own",
                line_of(node),
            )
        iri = self.source.element(f"{kind}/{identifier}")
        parts[identifier] = Part(node, kind, identifier, iri)

    def _actions_of(self, step: Part) -> Iterator[Part]:
        shared = {
            node.get("id", "").strip(): self._by_node[node]
            for where in _SHARED[1:]
            for around in self.root.iterchildren(where)
            for node in around.iterchildren("action")
        }
        for around in step.node.iterchildren("actions"):
            for node in elements(around):
                if node.tag == "action":
                    yield self._by_node[node]
                elif node.tag == "common-action":
                    wanted = (node.get("id") or "").strip()
                    if wanted in shared:
                        yield shared[wanted]
                    else:
                        self.warn(
                            f"the step {step.label!r} offers the common action {wanted!r}, which"
                            " this file does not have",
                            "add the action to common-actions, or take it out of the step",
                            node,
                        )


def elements(node: etree._Element) -> Iterator[etree._Element]:
    """Give the elements in an element, in order."""
    return node.iterchildren(etree.Element)


def leads_on(result: etree._Element) -> bool:
    """Say whether a result leads to a step: of an action that finishes, -1 and 0 name none."""
    step = (result.get("step") or "").strip()
    if step not in {"-1", "0"}:
        return bool(step)
    action = next(iter(result.iterancestors("action")), None)
    finish = "" if action is None else (action.get("finish") or "")
    return finish.strip().lower() not in _TRUE
