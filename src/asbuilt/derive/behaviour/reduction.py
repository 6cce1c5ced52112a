"""Makes a net small without a change to what is asked of it: what follows unseen, goes along.

After T. Murata (1989, rules of series and parallel places and transitions) and G. Berthelot (1987,
post-agglomeration). Structured parts vanish, however long and deep, so that of most models a place
or two remain. Each move keeps the steps that it stands for, so that a path through the small net is
a path through the large one. Each rule is tried again only where something has changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.board import Board
from asbuilt.derive.behaviour.net import joined

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.net import Move, Net


def reduced(net: Net) -> Net:
    """Give a net that can get stuck, hold two tokens in a place, come to elements and show steps.

    It does so wherever the given one does, and nowhere else.
    """
    return _Reduction(net).result()


class _Reduction(Board):
    """The rules."""

    def result(self) -> Net:
        for place in range(len(self.net.owners)):
            self.queue(place)
        for number in sorted(self.moves):
            self.merge_alike(number)
        while self.waiting:
            place = self.waiting.popleft()
            self.queued.discard(place)
            self._reduce(place)
        net = self.net
        return replace(
            net,
            moves=[self.moves[number] for number in sorted(self.moves)],
            initial=tuple(self.initial),
            initial_trail=self.initial_trail,
            initial_covers=self.initial_covers,
            seen=self.seen,
        )

    def _reduce(self, place: int) -> None:
        if self._agglomerate(place) or self._drop_twin(place) or self._drop_inclusive_block(place):
            return
        for number in sorted(self.taken_by[place]):
            move = self.moves[number]
            if move.is_silent and move.is_plain and move.takes == move.gives == (place,):
                self.seen[place] = joined(self.seen.get(place), move.covers)
                self.remove(number)
                self.queue(place)
                return

    def _agglomerate(self, place: int) -> bool:
        """Let what must follow a token's coming go along with it."""
        number = self._follower(place)
        if number is None:
            return False
        follower = self.moves[number]
        givers = sorted(self.given_by[place])
        if not self._may_go_along(place, follower, givers):
            return False
        covers = joined(self.seen.get(place), follower.covers)
        for giver in givers:
            move = self.moves[giver]
            gives = list(move.gives)
            gives.remove(place)
            self.replace_move(
                giver,
                replace(
                    move,
                    gives=tuple(sorted([*gives, *follower.gives])),
                    trail=joined(move.trail, follower.trail),
                    covers=joined(move.covers, covers),
                    is_cyclic=move.is_cyclic or follower.is_cyclic,
                ),
            )
        if place in self.initial:
            self.initial.remove(place)
            self.initial = sorted([*self.initial, *follower.gives])
            self.initial_trail = joined(self.initial_trail, follower.trail)
            self.initial_covers = joined(self.initial_covers, covers)
        self.remove(number)
        for giver in givers:
            self.merge_alike(giver)
        for other in follower.gives:
            self.queue(other)
        return True

    def _follower(self, place: int) -> int | None:
        """Give the one move that takes a token out of a place, where nothing can delay it."""
        if len(self.taken_by[place]) != 1 or place in self.net.stuck:
            return None
        [number] = self.taken_by[place]
        move = self.moves[number]
        if not (move.is_plain and move.is_silent) or move.takes != (place,) or place in move.gives:
            return None
        side = self.side.get(place)
        return number if all(self.side.get(given) == side for given in move.gives) else None

    def _may_go_along(self, place: int, follower: Move, givers: list[int]) -> bool:
        """Say whether no second token would be hidden, and the net would not grow."""
        if any(self.moves[giver].gives.count(place) > 1 for giver in givers):
            return False
        begun = [*self.initial, *follower.gives] if place in self.initial else []
        if len(set(begun)) < len(begun) or self.initial.count(place) > 1:
            return False
        if not follower.gives:
            once = len(givers) == 1 and not self.moves[givers[0]].is_cyclic
            return once and place not in self.initial
        return len(follower.gives) == 1 or len(givers) + (place in self.initial) == 1

    def _drop_twin(self, place: int) -> bool:
        """Drop a place that always holds what another one holds."""
        if not self.taken_by[place]:
            return False
        number = min(self.taken_by[place])
        move = self.moves[number]
        if not self.given_by[place] or place in self.net.stuck:
            return False
        if not move.gathers and not move.gives and move.is_plain and move.takes == (place,):
            return self._drop_second_end(place, number)
        for other in (*move.takes, *move.gathers):
            if (
                other < place
                and self.side.get(other) == self.side.get(place)
                and self.taken_by[other] == self.taken_by[place]
                and self.given_by[other] == self.given_by[place]
                and self.initial.count(other) == self.initial.count(place)
                and all(
                    (other in self.moves[one].gathers) == (place in self.moves[one].gathers)
                    for one in self.taken_by[place]
                )
                and self._is_once_each(other, place)
            ):
                self._drop(place, other)
                return True
        return False

    def _drop_second_end(self, place: int, number: int) -> bool:
        """Drop a place from which tokens only vanish, beside another such one."""
        if self.taken_by[place] != {number}:
            return False
        giver = self.moves[min(self.given_by[place])]
        for other in giver.gives:
            if other >= place or self.given_by[other] != self.given_by[place]:
                continue
            enders = [self.moves[one] for one in self.taken_by[other]]
            if (
                len(enders) == 1
                and enders[0].is_plain
                and enders[0].is_silent
                and self.moves[number].is_silent
                and not enders[0].gives
                and enders[0].takes == (other,)
                and other not in self.net.stuck
                and self.side.get(other) == self.side.get(place)
                and self.initial.count(other) == self.initial.count(place)
                and self._is_once_each(other, place)
            ):
                self.seen[other] = joined(
                    self.seen.get(other), joined(self.seen.get(place), self.moves[number].covers)
                )
                self.remove(number)
                self._drop(place, other)
                return True
        return False

    def _is_once_each(self, *places: int) -> bool:
        return all(
            self.moves[giver].gives.count(place) == 1
            for place in places
            for giver in self.given_by[place]
        )

    def _drop_inclusive_block(self, place: int) -> bool:
        """Pass an inclusive join along with the split whose every way leads only to it."""
        joins = [one for one in self.taken_by[place] if place in self.moves[one].gathers]
        if len(joins) != 1 or len(self.taken_by[place]) != 1:
            return False
        [number] = joins
        join = self.moves[number]
        gathers = set(join.gathers)
        givers = {giver for one in gathers for giver in self.given_by[one]}
        if not givers or any(one in self.initial for one in gathers):
            return False
        takes = {self.moves[giver].takes for giver in givers}
        if len(takes) != 1 or any(
            len(self.moves[giver].takes) != 1
            or not self.moves[giver].is_plain
            or not gathers.issuperset(self.moves[giver].gives)
            or len(set(self.moves[giver].gives)) != len(self.moves[giver].gives)
            for giver in givers
        ):
            return False
        for giver in sorted(givers):
            move = self.moves[giver]
            covers = move.covers
            for one in move.gives:
                covers = joined(covers, self.seen.get(one))
            self.replace_move(
                giver,
                replace(
                    move,
                    gives=join.gives,
                    trail=joined(move.trail, join.trail),
                    covers=joined(covers, join.covers),
                    is_cyclic=move.is_cyclic or join.is_cyclic,
                ),
            )
        self.remove(number)
        for giver in sorted(givers):
            self.merge_alike(giver)
        for one in join.gives:
            self.queue(one)
        return True

    def _drop(self, place: int, kept: int) -> None:
        self.seen[kept] = joined(self.seen.get(kept), self.seen.get(place))
        for giver in sorted(self.given_by[place]):
            move = self.moves[giver]
            self.replace_move(giver, replace(move, gives=_without(move.gives, place)))
        for taker in sorted(self.taken_by[place]):
            move = self.moves[taker]
            takes, gathers = _without(move.takes, place), _without(move.gathers, place)
            if len(gathers) == 1:
                takes, gathers = (*takes, *gathers), ()
            self.replace_move(taker, replace(move, takes=takes, gathers=gathers))
        if place in self.initial:
            self.initial.remove(place)
        self.queue(kept)


def _without(places: tuple[int, ...], place: int) -> tuple[int, ...]:
    return tuple(one for one in places if one != place)
