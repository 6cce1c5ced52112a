"""How many answers of people it takes until a state is done, as far as the state machine says it.

A task that waits for somebody is answered once. A Parallel state waits for all its branches, a Map
for all its items but those that it tolerates to fail. A choice that counts approvals, on the way
onward or back to ask again, tells how many of them are enough. What is computed at run time, and
what depends on the way that is taken, is left unsaid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.asl.counting import OTHER, UNSAID, thresholds
from asbuilt.loaders.asl.structure import State, catchers, parts, targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asbuilt.reading.tree import Node

_BATCHED: Final = ("ItemBatcher", "ItemReader")


class Answers:
    """The states of a state machine, to be asked by how many answers each is done."""

    def __init__(self, states: Mapping[str, State]) -> None:
        """Count for all states, those within others first; those further out come first here."""
        self._states = states
        self._own: dict[str, int | None] = {}
        for name, state in reversed(list(states.items())):
            self._own[name] = self._of(state)

    def quorum(self, state: State) -> int | None:
        """Give by how many answers of people a state is done; nothing where it is unsaid or none.

        What is in a Map is done once for each item, and so says nothing by itself.
        """
        own = self._own[state.name]
        if own == 0 or any(around.kind == "Map" for around in state.containers()):
            return None
        asked, again = self._asked(state)
        asked -= set() if again else {OTHER}
        if not asked:
            return own
        if len(asked) > 1 or asked & {UNSAID, OTHER}:
            # What cannot be read matters where it may ask again, or where several have answered.
            return own if own == 1 and not again else None
        (number,) = asked
        if again:
            return number if own == 1 else None
        return number if own is None else min(own, number)

    def _of(self, state: State) -> int | None:
        if state.waits_for_people:
            return 1
        each = [self._of_part(part) for _, part in parts(state.node)]
        if None in each:
            return None
        total = sum(number or 0 for number in each)
        if state.kind != "Map" or not total:
            return total
        items = self._items(state.node)
        return None if items is None else total * items

    def _of_part(self, part: Node) -> int | None:
        """Give the answers that a branch takes, if they are as many on each way to its end."""
        scope = part.get("States")
        inner = {name: self._states[name] for name, _ in (scope.members() if scope else ())}
        if all(self._own[name] == 0 for name in inner):
            return 0
        return _on_all_ways(part.text_of("StartAt") or "", inner, self._own)

    def _items(self, node: Node) -> int | None:
        """Give how many items of a Map must be done, where its list stands in the file."""
        items = node.get("Items") or self._written(node.text_of("ItemsPath") or "")
        if items is None or not items.is_array or any(node.get(key) for key in _BATCHED):
            return None
        number = len(list(items.elements()))
        tolerated = [0]
        for key, member in node.members():
            if key.startswith("ToleratedFailure"):
                if member.number is None:
                    return None
                share = key.endswith("Percentage")
                said = member.number.value
                tolerated.append(int(number * said // 100 if share else said))
        return max(number - max(tolerated), 0)

    def _written(self, path: str) -> Node | None:
        """Give the list that a Pass state, and nothing else, writes to a path."""
        writing = [one for one in self._states.values() if one.node.text_of("ResultPath") == path]
        if not path or len(writing) != 1 or writing[0].kind != "Pass":
            return None
        return writing[0].node.get("Result")

    def _asked(self, state: State) -> tuple[set[int], bool]:
        """Give the numbers of approvals asked for behind a state, and whether it may come again.

        Looks as far as the next state at which people answer.
        """
        asked: dict[str, set[int]] = {}
        waiting, seen = list(targets(state)), {state.name}
        while waiting:
            name = waiting.pop()
            if name in seen or self._own.get(name) != 0:
                continue
            seen.add(name)
            other = self._states[name]
            for rule in (other.node.get("Choices") or other.node).elements():
                asked.setdefault(name, set()).update(thresholds(rule))
            waiting += targets(other)
        asking = {name for name, numbers in asked.items() if numbers}
        again = asking and {name for name in asking if self._leads(name, state.name)}
        return {n for name in again or asking for n in asked[name]}, bool(again)

    def _leads(self, begin: str, wanted: str) -> bool:
        waiting, seen = [begin], {begin}
        while waiting:
            state = self._states[waiting.pop()]
            for name in {*targets(state), *catchers(state)} - seen:
                if name == wanted:
                    return True
                if name in self._states:
                    seen.add(name)
                    waiting.append(name)
        return False


def _on_all_ways(
    start: str, states: Mapping[str, State], own: Mapping[str, int | None]
) -> int | None:
    """Give how many answers come on each way from a state to an end; nothing where ways differ.

    Nothing is known of a ring either. A way that fails comes to no end.
    """
    known: dict[str, int | None] = {}
    begun: set[str] = set()
    waiting = [(start, False)]
    while waiting:
        name, is_left = waiting.pop()
        state = states.get(name)
        if is_left and state is not None:
            found = {own[name]} if state.ends else set()
            for after, adds in (
                *((one, own[name]) for one in targets(state)),
                *((one, 0) for one in catchers(state)),
            ):
                number = known.get(after)
                if after in known:
                    found.add(None if adds is None or number is None else adds + number)
            if found:
                known[name] = found.pop() if len(found) == 1 else None
            begun.remove(name)
        elif state is None or name in begun:
            return None
        elif name not in known:
            begun.add(name)
            waiting.append((name, True))
            waiting += [(one, False) for one in (*targets(state), *catchers(state))]
    return known.get(start)
