"""What the world outside has seen: what it asked for, and what it was told."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

COUNTERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: the first and last event of the action."""

    first: int
    last: int


@dataclass(slots=True)
class World:
    """Clients of the hub. An action without an answer is asked for again, with the same origin, until there is one."""

    chance: random.Random
    told: dict[str, Told] = field(default_factory=dict)
    open: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    recent: list[dict[str, Any]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def ask(self) -> dict[str, Any]:
        """A new action: a ticket, or a call at some counter."""
        origin = f"device:1:{next(self._numbers)}"
        line: dict[str, Any] = {"origin": origin, "kind": "take", "link": f"link of {origin}"}
        if self.chance.random() < 0.5:
            line = {"origin": origin, "kind": "next", "counter": self.chance.choice(COUNTERS)}
        self.open[origin] = line
        return line

    def ask_again(self) -> list[dict[str, Any]]:
        """What is asked after a restart: all without an answer, and some whose answer was perhaps not heard."""
        return [*self.open.values(), *self.recent]

    def hear(self, line: dict[str, Any]) -> None:
        """Take an answer. A second answer to an action must be the first one."""
        origin = line["origin"]
        told = Told(line["first"], line["last"])
        if self.told.setdefault(origin, told) != told:
            self.changed.add(origin)
        asked = self.open.pop(origin, None)
        if asked is not None:
            self.recent = [asked, *self.recent[:4]]
