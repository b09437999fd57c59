"""The world around a hub that is killed: citizens who ask for tickets over HTTP, clerks who press keys of real keypads.

Whoever has no answer asks again after the restart, in the same words: the same Idempotency-Key, the same boot and
number. Some whose answer came ask again as well, because in a real hall it may have been lost on its way.
"""

import asyncio
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from hub.devices.connection import Unreachable
from tools.peers.hall import RealHall, pin_of
from tools.peers.keypad import Keypad

CITIZENS = 6
"""Who ask at the same moment."""

PATIENCE_S = 20.0
LOOK_S = 0.02
"""Between two looks at a keypad's answers: a finger is not faster."""

ASKED_AGAIN = 4
"""Answered tickets that are asked for once more after a restart."""

BUSY = (429, 503)
"""The hub says that it cannot now: the citizen asks again, nothing was done."""


class Wrong(Exception):
    """An answer that no hub may give."""


@dataclass(slots=True)
class Crowd:
    """``papers``: key -> what the citizen holds; None while nothing was answered. ``changed``: answers that differ."""

    hall: RealHall
    chance: random.Random
    keypads: list[Keypad]
    papers: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    _todo: list[str] = field(default_factory=list)
    _under_way: set[str] = field(default_factory=set)
    _keys: Iterator[int] = field(default_factory=itertools.count)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def unanswered(self) -> list[str]:
        """Keys of tickets that nobody has yet."""
        return [key for key, paper in self.papers.items() if paper is None]

    async def open_counters(self) -> None:
        """Each clerk types the PIN."""
        for number, keypad in enumerate(self.keypads, 1):
            await keypad.connect(self.hall.hub.broker)
            sent = keypad.press("open", pin_of(number))
            assert sent
            keypad.say_due()
            heard = await keypad.answer(sent, PATIENCE_S)
            if not heard.body["ok"]:
                raise Wrong(f"a counter does not open: {heard.body}")

    async def live(self, new: bool) -> None:
        """Ask and press until cancelled; without ``new``, until everything that was asked has its answer."""
        self.answered.clear()
        again = [key for key, paper in self.papers.items() if paper][-ASKED_AGAIN:]
        self._todo = [*self.unanswered, *again]
        self._under_way.clear()
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            for _ in range(CITIZENS):
                group.create_task(self._citizen(session, new))
            for keypad in self.keypads:
                group.create_task(self._clerk(keypad, new))

    async def _citizen(self, session: aiohttp.ClientSession, new: bool) -> None:
        """One after another, what is still to be answered first."""
        while key := self._next_key(new):
            try:
                await self._ask(session, key)
            except (aiohttp.ClientError, TimeoutError, ConnectionError):
                self._todo.append(key)
                await asyncio.sleep(LOOK_S)

    def _next_key(self, new: bool) -> str:
        """A key to ask with, or "" when all is done."""
        if self._todo:
            return self._todo.pop(0)
        if not new:
            return ""
        key = f"citizen-{next(self._keys)}"
        self.papers[key] = None
        return key

    async def _ask(self, session: aiohttp.ClientSession, key: str) -> None:
        """One request; its answer must be the first one's."""
        url = f"{self.hall.hub.web}/api/v1/tickets"
        wish = {"items": [self.hall.items[len(key) % len(self.hall.items)]], "channel": "kiosk"}
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        async with session.post(url, json=wish, headers={"Idempotency-Key": key}, timeout=timeout) as answer:
            ticket = await answer.json()
            if answer.status in BUSY:
                raise TimeoutError
            if answer.status != 201:
                raise Wrong(f"{answer.status} {ticket}")
        first = self.papers[key]
        if first is not None and first != ticket:
            self.changed.add(f"{key}: {first['number']}, then {ticket['number']}")
        self.papers[key] = ticket
        self.answered.set()

    async def _clerk(self, keypad: Keypad, new: bool) -> None:
        """Press *next*, repeat it until it is answered, press again."""
        try:
            await keypad.connect(self.hall.hub.broker)
            while new or keypad.outbox.waiting:
                if new and not keypad.outbox.waiting:
                    keypad.press("next")
                keypad.say_due()
                await asyncio.sleep(LOOK_S)
        except Unreachable:
            if not new:
                raise
        finally:
            keypad.disconnect()
