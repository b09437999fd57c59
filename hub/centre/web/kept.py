"""What was worked out of each hall, kept until something of it changes; and the branches whose sums are made of it.

Theory of operation. A part of a hall holds what sums, order and search need. It is made again where the hall has changed, the store
told something else of its hours, it fell silent or came back, or a minute begins that may end or begin a surge. A branch that somebody
has looked at moves with its parts. So a picture costs what has changed.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hub.centre.halls import STALE_MS, HallNow, Halls
from hub.centre.surge import LEAST_ARRIVALS, Surge
from hub.centre.tree import Tree
from hub.centre.web.branch import Branch, Part, part_of
from hub.centre.web.figures import MINUTE_MS, Figures
from hub.centre.web.search import folded, found, words_of
from hub.centre.web.shown import state_of
from hub.centre.web.silence import Silence

AT_ONCE = 500
"""Halls in one turn of the loop."""


def nothing(words: str) -> frozenset[str]:
    """No item is searched for."""
    return frozenset()


def together(part: Part, by_word: dict[str, frozenset[str]]) -> bool:
    """Is each word the hall's own, or are all that are not of one item that it accepts? ``by_word``: items that it names."""
    left = part.items
    for word, items in by_word.items():
        if word not in part.words:
            left &= items
            if not left:
                return False
    return True


class Kept:
    """Of the halls of a centre, which it follows from now on."""

    def __init__(self, halls: Halls, figures: Figures, tree: Tree) -> None:
        self.figures, self.tree = figures, tree
        self._halls = halls
        self._parts: dict[str, Part] = {}
        self._surging: set[str] = set()
        self._silence, self._looked_ms = Silence(), 0
        self._due = {each.hall for each in halls.all()}
        self._later: set[str] = set()
        """Due as well, by a clock or by the store; at a new hour they are all halls, so a picture waits for some of them alone."""

        self._minute = 0
        self._below: dict[str, list[str]] = {}
        self._branches: dict[str, Branch] = {}
        self.stop = halls.add_listener(lambda hall: self._due.add(hall.hall))
        figures.told = self._told

    def _told(self, hall: str, same: bool) -> None:
        part = self._parts.get(hall)
        if part is None:
            self._due.add(hall)
        elif not same or part.by_minute:
            self._later.add(hall)

    def refresh(self) -> None:
        """Bring everything up to now that has changed by itself."""
        self._look_at_clocks()
        due, self._due = self._due, set()
        self._keep_all(due)
        self._keep_all(taken(self._later))

    async def catch_up(self) -> None:
        """Bring everything up to now, and let others work meanwhile."""
        self._look_at_clocks()
        while self._due or self._later:
            self._keep_all(taken(self._due or self._later))
            await asyncio.sleep(0)

    def _look_at_clocks(self) -> None:
        """What becomes due because time has gone by."""
        now_ms = self._halls.wall_ms()
        went_back = now_ms < self._looked_ms
        self._due |= self._parts.keys() if went_back else self._silence.fallen(now_ms - STALE_MS)
        self._looked_ms = now_ms
        if now_ms // MINUTE_MS != self._minute:
            self._minute = now_ms // MINUTE_MS
            self._later.update(hall for hall, part in self._parts.items() if self._turned(part))

    def _turned(self, part: Part) -> bool:
        wall = self.figures.wall(part.now)
        return part.by_minute or (wall.hour, wall.day) != (part.wall.hour, part.wall.day)

    def _keep_all(self, halls: Iterable[str]) -> None:
        now_ms = self._halls.wall_ms()
        for hall in halls:
            now = self._halls.get(hall)
            if now is not None:
                self._keep(now, now_ms)

    def _keep(self, hall: HallNow, now_ms: int) -> None:
        """Make a part again, and move the branches that it is in."""
        figures, before = self.figures, self._parts.get(hall.hall)
        wall, state = figures.wall(hall), state_of(hall, now_ms)
        overrun, arrived = figures.overrun(hall, wall)
        part = self._parts[hall.hall] = part_of(
            hall, state, wall, overrun, figures.known(hall.hall).sums, before, by_minute=arrived >= LEAST_ARRIVALS
        )
        if hall.stale(now_ms):
            self._silence.forget(hall.hall)
        else:
            self._silence.heard(hall.hall, hall.received_ms)
        (self._surging.add if overrun else self._surging.discard)(hall.hall)
        if before is None:
            self._below, self._branches = {}, {}
            return
        for node in self.tree.above(hall.hall):
            branch = self._branches.get(node)
            if branch is not None:
                branch.move(before, part)

    def part(self, hall: str) -> Part:
        """What was kept of a hall at the last ``refresh``."""
        return self._parts[hall]

    def surges(self) -> dict[str, Surge]:
        """Hall -> its surge, of those that are overrun."""
        return {hall: found for hall in sorted(self._surging) if (found := self._parts[hall].surge)}

    def halls(self, node: str) -> Sequence[str]:
        """Halls anywhere below a node, by id."""
        if not self._below:
            for hall in sorted(self._parts):
                for above in self.tree.above(hall):
                    self._below.setdefault(above, []).append(hall)
        return self._below.get(node, ())

    def parts(self, node: str, search: str = "", named: Callable[[str], frozenset[str]] = nothing) -> list[Part]:
        """Of the halls below a node whose id, name or address holds these words, or that accept an item which they name, or both: some
        words are the hall's own, and all others name one item. ``named``: codes of the items that some words name."""
        wanted, parts = folded(search), self._parts
        below = [parts[hall] for hall in self.halls(node)]
        if not wanted:
            return below
        items, by_word = named(wanted), {word: named(word) for word in words_of(wanted)}
        return [
            part
            for part in below
            if found(wanted, part.words) or not items.isdisjoint(part.items) or (by_word and together(part, by_word))
        ]

    def _branch(self, node: str) -> Branch:
        branch = self._branches.get(node)
        if branch is None:
            branch = self._branches[node] = Branch(list(self.halls(node)), self.parts(node))
        return branch

    def sums(self, node: str) -> dict[str, Any]:
        """A branch in one line; what is stale is counted, not added."""
        return self._branch(node).sums()

    def claims(self, node: str) -> dict[str, Any]:
        """What the reform claims, over a branch."""
        return self._branch(node).claims()


def taken(halls: set[str]) -> list[str]:
    """So many as one turn may have, taken out."""
    return [halls.pop() for _ in range(min(len(halls), AT_ONCE))]
