"""How many people must agree before work leaves a step, as far as the descriptor says it.

A step with an approval of Jira Service Management asks for the number that the properties of its
status name (``approval.condition.type`` is ``number``). Any other action is taken once, by one
person. A share of the approvers, a number from each of their groups, a plugin's condition that may
count, and an action that leads back to its own step or in several directions say no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.osworkflow.conditions import asks_only_who, waits_for_approval
from asbuilt.loaders.osworkflow.descriptor import CONDITIONAL, leads_on

if TYPE_CHECKING:
    from asbuilt.loaders.osworkflow.descriptor import Descriptor, Part

_GUARDS: Final = ("condition", "validator")


def quorum(descriptor: Descriptor, step: Part) -> int | None:
    """Give by how many people a step is done at which people act; nothing if that is unsaid."""
    actions = descriptor.offered(step)
    if descriptor.meta(step.node, "approval.active").lower() == "true":
        return _of_approval(descriptor, step, actions)
    return 1 if actions and all(_by_one(step, action) for action in actions) else None


def _of_approval(descriptor: Descriptor, step: Part, actions: list[Part]) -> int | None:
    """Give the number of approvals; one where an agent may go the same way without them."""
    kind = descriptor.meta(step.node, "approval.condition.type").lower()
    number = descriptor.meta(step.node, "approval.condition.value")
    approved = descriptor.meta(step.node, "approval.transition.approved")
    goals = {goal for one in actions if one.identifier == approved for goal in _goals(one)}
    for action in actions:
        is_own = action.identifier in {
            approved,
            descriptor.meta(step.node, "approval.transition.rejected"),
        }
        open_to_agents = not any(map(waits_for_approval, action.node.iter(*_GUARDS)))
        if not is_own and open_to_agents and goals & set(_goals(action)):
            return 1
    return int(number) if kind == "number" and number.isdecimal() else None


def _by_one(step: Part, action: Part) -> bool:
    tags = [str(one.tag) for one in action.results()]
    direct = "dynamic-result" not in tags and (len(tags) == 1 or not CONDITIONAL & set(tags))
    again = any(goal in {"-1", step.identifier} for goal in _goals(action))
    return direct and not again and all(map(asks_only_who, action.node.iter(*_GUARDS)))


def _goals(action: Part) -> list[str]:
    """Give the numbers of the steps to which an action leads."""
    return [(one.get("step") or "").strip() for one in action.results() if leads_on(one)]
